/** `1 gap`, `2 gaps`. @param word in the singular, of the kind that takes an s. */
export function counted(count: number, word: string): string {
	return `${count} ${word}${count === 1 ? '' : 's'}`;
}

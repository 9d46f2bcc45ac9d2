/* Instruments shared out over connections. */

/** The items in their order, as many together as may be; the last group may be smaller. @param size 1 or more. */
export function inGroupsOf<Item>(size: number, items: readonly Item[]): readonly (readonly Item[])[] {
	return Array.from({length: Math.ceil(items.length / size)}, (_, index) => items.slice(index * size, (index + 1) * size));
}

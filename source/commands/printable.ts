/* Text that a terminal prints and does not obey. A recording or a venue may hold anything, and some bytes move the cursor, change the title, or worse. */

/** Control characters are `?`, but for the ends of lines and tabs. */
export function printable(text: string): string {
	return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?');
}

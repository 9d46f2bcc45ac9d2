/* How exact decimals and times are written on the wire. Decimals are counts of 10^-12, as in oracle-book.ts; times are ms since the epoch. */

const decimals = 12;

/** With so many decimals at least, as venues print that pad: `60000.10`. More where they are needed: nothing is rounded. */
export function padded(value: bigint, places: number): string {
	const digits = value.toString().padStart(decimals + 1, '0');
	const fraction = digits.slice(-decimals).replace(/0+$/, '').padEnd(places, '0');
	return fraction === '' ? digits.slice(0, -decimals) : `${digits.slice(0, -decimals)}.${fraction}`;
}

/** Without zeros at the end, as venues print that do not pad: `60000.1`, `60000`. */
export function trimmed(value: bigint): string {
	return padded(value, 0);
}

/** How many decimals it takes to write a number without rounding. */
export function decimalsOf(value: bigint): number {
	return trimmed(value).split('.')[1]?.length ?? 0;
}

/** As `trimmed`, but a whole number keeps one zero, as floating point is printed: `60000.0`. */
export function floated(value: bigint): string {
	return padded(value, 1);
}

/** RFC 3339 with so many digits of a second: `2026-09-01T12:00:00.123456Z`. */
export function isoTime(millis: number, digits: number): string {
	return new Date(millis).toISOString().replace('Z', `${'0'.repeat(digits - 3)}Z`);
}

/** `["1","2"],["3","4"]` */
export function listed<Item>(items: readonly Item[], write: (item: Item) => string): string {
	return items.map(write).join(',');
}

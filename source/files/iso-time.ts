/* Times as files hold them: ISO 8601, UTC, three decimals where nothing else is said. */

/** @param at µs since the epoch. */
export function isoTime(at: number): string {
	return new Date(Math.floor(at / 1000)).toISOString();
}

/** The same with six decimals. */
export function isoTimeMicros(at: number): string {
	return `${isoTime(at).slice(0, -1)}${String(at % 1000).padStart(3, '0')}Z`;
}

/** `20240808_235413`, as file names carry a time. */
export function fileStamp(at: number): string {
	return isoTime(at).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
}

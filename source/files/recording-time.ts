/* Times as a person names a place in a recording: an instant, or a time of day that is its first occurrence. All of them UTC. */

export type RecordingTime =
	| {readonly kind: 'instant' /** µs since the epoch. */; readonly at: number}
	| {
			readonly kind: 'time-of-day';
			/** µs since midnight. */
			readonly at: number;
			/** µs that the text leaves open: `23:54:13` is any instant of that second. */
			readonly precision: number;
	  };

/** The text is no time. */
export class NotATimeError extends Error {
	override readonly name = 'NotATimeError';
	readonly text: string;

	constructor(text: string) {
		super(`"${text}" is no time such as 2024-08-08T23:54:13.937Z or 23:54:13.937`);
		this.text = text;
	}
}

const day = 86_400_000_000;
const clockPart = /(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?/;
const timeOfDay = new RegExp(`^${clockPart.source}$`);
const instant = new RegExp(`^(\\d{4})-(\\d\\d)-(\\d\\d)(?:[T ]${clockPart.source}(?:Z|([+-])(\\d\\d):?(\\d\\d))?)?$`);

/**
Reads `HH:MM[:SS[.mmm]]`, or an ISO date with or without a time; UTC where no zone is named. Digits beyond µs are cut off.

@throws NotATimeError for anything else, and for times that there are not, such as `2024-02-30` or `25:00`.
*/
export function parseTime(text: string): RecordingTime {
	const clock = timeOfDay.exec(text);
	if (clock !== null) {
		const at = microsOfDay(text, clock.slice(1));
		return {kind: 'time-of-day', at, precision: precisionOf(clock[3], clock[4])};
	}
	const match = instant.exec(text);
	if (match === null) throw new NotATimeError(text);
	const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
	const midnight = new Date(Date.UTC(year, month - 1, date));
	if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== date) throw new NotATimeError(text);
	const offset = match[8] === undefined ? 0 : microsOfDay(text, [match[9], match[10]]) * (match[8] === '-' ? -1 : 1);
	return {kind: 'instant', at: midnight.getTime() * 1000 + microsOfDay(text, match.slice(4, 8)) - offset};
}

/** The instant that is meant in a recording whose first frame came at `first`, µs since the epoch. */
export function instantOf(time: RecordingTime, first: number): number {
	if (time.kind === 'instant') return time.at;
	const today = first - (first % day) + time.at;
	return today + time.precision <= first ? today + day : today;
}

function microsOfDay(text: string, [hours = '0', minutes = '0', seconds = '0', fraction = '']: ReadonlyArray<string | undefined>): number {
	if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) throw new NotATimeError(text);
	return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

function precisionOf(seconds: string | undefined, fraction: string | undefined): number {
	if (seconds === undefined) return 60_000_000;
	return fraction === undefined ? 1_000_000 : Number('1'.padEnd(7 - Math.min(6, fraction.length), '0'));
}

/* Times along an axis: round ones, far enough apart to be read, and as fine as the span asks for. */

import {clock, shortClock} from './time.ts';

export type Tick = {
	/** µs since the epoch. */
	readonly at: number;
	readonly text: string;
};

const second = 1e6;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps: readonly number[] = [
	...[1, 2, 5, 10, 15, 30].map((count) => count * second),
	...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
	...[1, 2, 3, 6, 12].map((count) => count * hour),
	...[1, 2, 7, 14, 28].map((count) => count * day),
];

/** Round times after `from` and before `to`, µs, at most so many; none where that cannot be. */
export function ticksBetween(from: number, to: number, most: number): readonly Tick[] {
	const step = steps.find((each) => (to - from) / each <= most);
	if (step === undefined || !(to > from)) return [];
	const first = Math.floor(from / step) + 1;
	const count = Math.max(0, Math.ceil(to / step) - first);
	return Array.from({length: count}, (_, index) => (first + index) * step).map((at) => ({at, text: textOf(at, step)}));
}

/** The time at the end of an axis: with seconds where an hour is not reached, with the date where a day is passed. */
export function endOf(at: number, span: number): string {
	if (!Number.isFinite(at)) return '--:--';
	if (span >= day) return `${date(at)} ${clock(at).slice(0, 5)}`.trim();
	return span >= hour ? clock(at).slice(0, 5) : shortClock(at);
}

/** Midnight is the day that it begins. */
function textOf(at: number, step: number): string {
	if (at % day === 0 && date(at) !== '') return date(at);
	return step < minute ? shortClock(at) : clock(at).slice(0, 5);
}

/** `08-24`; empty beyond what a date can be. */
function date(at: number): string {
	return Math.abs(at) < 8.64e18 ? new Date(at / 1000).toISOString().slice(-19, -14) : '';
}

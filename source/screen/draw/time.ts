/* Times of day in UTC and spans of time, from integer microseconds. The zone is named once on the screen, by a `Z`. */

import {none, plain} from './number.ts';

const microsPerDay = 86_400e6;

/** `12:04:31.882` */
export function clock(at: number): string {
	if (!Number.isFinite(at)) return '--:--:--.---';
	const millis = Math.floor((((at % microsPerDay) + microsPerDay) % microsPerDay) / 1000);
	return `${hoursMinutesSeconds(Math.floor(millis / 1000))}.${String(millis % 1000).padStart(3, '0')}`;
}

/** `12:04:31` */
export function shortClock(at: number): string {
	return clock(at).slice(0, 8);
}

/** How long something has been going on: `01:12:44`. */
export function stopwatch(micros: number): string {
	return Number.isFinite(micros) ? hoursMinutesSeconds(Math.max(0, Math.floor(micros / 1e6))) : '--:--:--';
}

/** `00:12`, minutes and seconds. */
export function shortStopwatch(micros: number): string {
	const text = stopwatch(micros);
	return text.startsWith('00:') ? text.slice(3) : text;
}

/** How old something is: `41ms`, `1.2s`, `3m12s`, `2h05m`. */
export function age(micros: number): string {
	if (Number.isNaN(micros)) return none;
	if (!Number.isFinite(micros)) return '∞';
	if (micros < 999_500) return `${Math.max(0, Math.round(micros / 1000))}ms`;
	if (micros < 59.95e6) return `${(micros / 1e6).toFixed(1)}s`;
	const minutes = Math.floor(micros / 60e6);
	if (minutes < 60) return `${minutes}m${twoDigits(Math.floor(micros / 1e6) % 60)}s`;
	return `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
}

/** As `age`, without what is less than a second: `14s`, `3m12s`. */
export function wholeAge(micros: number): string {
	return micros < 60e6 ? `${Math.max(0, Math.floor(micros / 1e6))}s` : age(micros);
}

/** Milliseconds of a latency: `8`, `31`. */
export function millis(value: number): string {
	return Number.isFinite(value) ? plain(value, 0) : none;
}

/** Two delays in one unit, `8/31ms`; of a second and more, as clocks that disagree make them, `−1.27/−1.20s`. */
export function delays(millisOne: number, millisOther: number): string {
	const isLong = Math.max(Math.abs(millisOne), Math.abs(millisOther)) >= 1000;
	if (!isLong) return `${millis(millisOne)}/${millis(millisOther)}ms`;
	return `${plain(millisOne / 1000, 2)}/${plain(millisOther / 1000, 2)}s`;
}

function hoursMinutesSeconds(seconds: number): string {
	return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

function twoDigits(value: number): string {
	return String(value).padStart(2, '0');
}

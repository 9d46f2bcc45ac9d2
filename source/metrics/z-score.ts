/*
How many standard deviations the last row lies from the mean of its window, itself included: (x − mean) / (std + 1e-12) with ddof 1, as
`pandas.Series.rolling(rows, min_periods=rows // 3)` gives them. Over a constant window it is exactly 0.
*/

import type {Archive} from '../market/archive.ts';
import {RollVar} from './rolling-variance.ts';

const minuteMicros = 60_000_000;

/** Rows of the window: a minute's worth at an interval in µs, but at least 60, so that at 5 s a window is five minutes. */
export function zScoreRows(intervalMicros: number): number {
	return Math.max(60, Math.floor(minuteMicros / intervalMicros));
}

export class ZScore {
	/** Values (not rows) that the window must hold. */
	readonly minPeriods: number;
	readonly #window: RollVar;
	#value = Number.NaN;

	/** @param rows see `zScoreRows`. */
	constructor(rows: number) {
		this.#window = new RollVar(rows);
		this.minPeriods = Math.floor(rows / 3);
	}

	/** NaN after a NaN row, with fewer than `minPeriods` values in the window, and with fewer than two. */
	get value(): number {
		return this.#value;
	}

	/** Takes one row, NaN rows too, and returns the value after it. */
	update(row: number): number {
		this.#window.push(row);
		const deviation = Math.sqrt(this.#window.variance(1));
		this.#value = this.#window.count >= this.minPeriods ? (row - this.#window.mean) / (deviation + 1e-12) : Number.NaN;
		return this.#value;
	}

	archive(io: Archive): void {
		this.#window.archive(io);
		this.#value = io.number(this.#value);
	}
}

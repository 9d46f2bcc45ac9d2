/*
Bulk volume classification: of a bar's volume the share F(ΔP / σ) was bought, with ΔP the change of its closing price and σ its trailing standard
deviation (Easley, López de Prado and O'Hara 2012, RFS 25:1457–1493, with F normal; Student's t with 0.25 degrees of freedom in their later work).
For feeds that tell no takers, and to be compared with studies of them; where takers are told, they are better.
*/

import type {Archive} from '../market/archive.ts';
import {normalCdf, studentCdf} from './distributions.ts';
import {RollVar} from './rolling-variance.ts';

/** `normal`, or Student's t with ν = 0.25. */
export type BulkDistribution = 'normal' | 'student';

const freedom = 0.25;
const barMicros = 60_000_000;
/** Bars that σ is over, the one in hand included: all before now. */
const trailingBars = 60;
const leastBars = 5;

/** Share of a bar's volume that was bought, 0 to 1: a half where prices do not vary. */
export function boughtShare(move: number, deviation: number, distribution: BulkDistribution = 'normal'): number {
	if (deviation === 0) return 0.5;
	return distribution === 'normal' ? normalCdf(move / deviation) : studentCdf(move / deviation, freedom);
}

/** Gathers trades into bars of a minute, and tells each when it is over. */
export class BulkBars {
	readonly #moves = new RollVar(trailingBars);
	readonly #close: (volume: number, bought: number) => void;
	#end = Number.NaN;
	#volume = 0;
	#price = Number.NaN;
	#priceBefore = Number.NaN;

	/** @param close takes the volume of a bar that is over, and how much of it was bought. Bars before the deviation is known are not told. */
	constructor(close: (volume: number, bought: number) => void) {
		this.#close = close;
	}

	trade(at: number, price: number, quantity: number): void {
		this.passTo(at);
		this.#volume += quantity;
		this.#price = price;
	}

	/** Trades were missed: the open bar is none, nor is the change of price to the next. */
	interrupt(): void {
		this.#end = Number.NaN;
		this.#volume = 0;
		this.#price = Number.NaN;
		this.#priceBefore = Number.NaN;
	}

	/** Lets time pass, µs. */
	passTo(at: number): void {
		if (at <= this.#end) return;
		if (this.#volume > 0) this.#over();
		this.#end = Math.ceil(at / barMicros) * barMicros;
	}

	archive(io: Archive): void {
		this.#moves.archive(io);
		this.#end = io.number(this.#end);
		this.#volume = io.number(this.#volume);
		this.#price = io.number(this.#price);
		this.#priceBefore = io.number(this.#priceBefore);
	}

	#over(): void {
		const move = this.#price - this.#priceBefore;
		this.#moves.push(move);
		if (!Number.isNaN(move) && this.#moves.count >= leastBars) {
			this.#close(this.#volume, this.#volume * boughtShare(move, Math.sqrt(this.#moves.variance(1))));
		}
		this.#priceBefore = this.#price;
		this.#volume = 0;
	}
}

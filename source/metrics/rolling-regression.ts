/*
Ordinary least squares of y on x over the last n rows, and their Pearson correlation, by sums about the means with removal. A row in which either
is NaN takes its place in the window and is no pair.
*/

import type {Archive} from '../market/archive.ts';

/** Spread below this share of a sum of squares is rounding, not information (metrics specification, section 4.1). */
const leastSpread = 1e-12;
/** A sum of squares that fell below this share of its highest has lost the digits that matter, and is made anew. */
const cancellation = 1e-3;

export class RollingRegression {
	/** Rows in the window. */
	readonly rows: number;
	/** Pairs below which nothing is told. */
	readonly minimum: number;
	#xs: Float64Array<ArrayBuffer>;
	#ys: Float64Array<ArrayBuffer>;
	#next = 0;
	#count = 0;
	#meanX = 0;
	#meanY = 0;
	/** Sums of squares and products of distances from the means. */
	#xx = 0;
	#xy = 0;
	#yy = 0;
	#highestXx = 0;
	#highestYy = 0;

	/** @throws RangeError unless `rows` is a whole number from 1. */
	constructor(rows: number, minimum = 3) {
		if (!Number.isInteger(rows) || rows < 1) throw new RangeError(`A window of ${rows} rows is none`);
		this.rows = rows;
		this.minimum = minimum;
		this.#xs = new Float64Array(rows).fill(Number.NaN);
		this.#ys = new Float64Array(rows).fill(Number.NaN);
	}

	/** Pairs in the window. */
	get count(): number {
		return this.#count;
	}

	get meanX(): number {
		return this.#count === 0 ? Number.NaN : this.#meanX;
	}

	/** NaN below `minimum` pairs and where x does not vary, like all that follow. */
	get slope(): number {
		return this.#isValid ? this.#xy / this.#xx : Number.NaN;
	}

	get intercept(): number {
		return this.#meanY - this.slope * this.#meanX;
	}

	/** Share of the variance of y that the line explains; NaN where y does not vary. */
	get r2(): number {
		return this.#isValid && this.#variesY ? Math.min(1, (this.#xy * this.#xy) / (this.#xx * this.#yy)) : Number.NaN;
	}

	/** Standard error of the slope. */
	get standardError(): number {
		const unexplained = this.#yy - (this.#xy * this.#xy) / this.#xx;
		const rest = unexplained > leastSpread * this.#yy ? unexplained : 0;
		return this.#isValid && this.#count > 2 ? Math.sqrt(rest / ((this.#count - 2) * this.#xx)) : Number.NaN;
	}

	/** Slope over its standard error; NaN where the line is exact. */
	get t(): number {
		const error = this.standardError;
		return error > 0 ? this.slope / error : Number.NaN;
	}

	/** Slope of the line through the origin. */
	get slopeThroughOrigin(): number {
		const xx = this.#xx + this.#count * this.#meanX * this.#meanX;
		const xy = this.#xy + this.#count * this.#meanX * this.#meanY;
		return this.#count >= this.minimum && xx > 0 ? xy / xx : Number.NaN;
	}

	/** Pearson's r, −1 to 1; NaN where either does not vary. */
	get correlation(): number {
		if (!this.#isValid || !this.#variesY) return Number.NaN;
		return Math.max(-1, Math.min(1, this.#xy / Math.sqrt(this.#xx * this.#yy)));
	}

	/** t of the correlation, r·√((n − 2)/(1 − r²)); NaN where it is exact. */
	get correlationT(): number {
		const r = this.correlation;
		const rest = 1 - r * r;
		return rest > leastSpread && this.#count > 2 ? r * Math.sqrt((this.#count - 2) / rest) : Number.NaN;
	}

	/** Takes one row; what is not finite makes it no pair. */
	push(x: number, y: number): void {
		const isPair = Number.isFinite(x) && Number.isFinite(y);
		const oldX = this.#xs[this.#next]!;
		const oldY = this.#ys[this.#next]!;
		this.#xs[this.#next] = isPair ? x : Number.NaN;
		this.#ys[this.#next] = isPair ? y : Number.NaN;
		this.#next = this.#next + 1 === this.rows ? 0 : this.#next + 1;
		if (!Number.isNaN(oldX)) this.#remove(oldX, oldY);
		if (isPair) this.#add(x, y);
		const isCancelled = this.#xx < this.#highestXx * cancellation || this.#yy < this.#highestYy * cancellation;
		if (this.#next === 0 || isCancelled) this.#resum();
	}

	archive(io: Archive): void {
		this.#xs = io.numbers(this.#xs);
		this.#ys = io.numbers(this.#ys);
		this.#next = io.number(this.#next);
		this.#count = io.number(this.#count);
		this.#meanX = io.number(this.#meanX);
		this.#meanY = io.number(this.#meanY);
		this.#xx = io.number(this.#xx);
		this.#xy = io.number(this.#xy);
		this.#yy = io.number(this.#yy);
		this.#highestXx = io.number(this.#highestXx);
		this.#highestYy = io.number(this.#highestYy);
	}

	get #isValid(): boolean {
		return this.#count >= this.minimum && this.#xx > leastSpread * (this.#xx + this.#count * this.#meanX * this.#meanX);
	}

	get #variesY(): boolean {
		return this.#yy > leastSpread * (this.#yy + this.#count * this.#meanY * this.#meanY);
	}

	#add(x: number, y: number): void {
		this.#count++;
		const dx = x - this.#meanX;
		const dy = y - this.#meanY;
		this.#meanX += dx / this.#count;
		this.#meanY += dy / this.#count;
		this.#xx += dx * (x - this.#meanX);
		this.#xy += dx * (y - this.#meanY);
		this.#yy += dy * (y - this.#meanY);
		this.#highestXx = Math.max(this.#highestXx, this.#xx);
		this.#highestYy = Math.max(this.#highestYy, this.#yy);
	}

	#remove(x: number, y: number): void {
		this.#count--;
		if (this.#count === 0) {
			this.#clearSums();
			return;
		}
		const dx = x - this.#meanX;
		const dy = y - this.#meanY;
		this.#meanX -= dx / this.#count;
		this.#meanY -= dy / this.#count;
		this.#xx = Math.max(0, this.#xx - dx * (x - this.#meanX));
		this.#xy -= dx * (y - this.#meanY);
		this.#yy = Math.max(0, this.#yy - dy * (y - this.#meanY));
	}

	#resum(): void {
		const count = this.#count;
		this.#clearSums();
		if (count === 0) return;
		let [sumX, sumY] = [0, 0];
		for (let row = 0; row < this.rows; row++) {
			if (Number.isNaN(this.#xs[row]!)) continue;
			sumX += this.#xs[row]!;
			sumY += this.#ys[row]!;
		}
		this.#meanX = sumX / count;
		this.#meanY = sumY / count;
		for (let row = 0; row < this.rows; row++) {
			if (Number.isNaN(this.#xs[row]!)) continue;
			const dx = this.#xs[row]! - this.#meanX;
			const dy = this.#ys[row]! - this.#meanY;
			this.#xx += dx * dx;
			this.#xy += dx * dy;
			this.#yy += dy * dy;
		}
		this.#highestXx = this.#xx;
		this.#highestYy = this.#yy;
	}

	#clearSums(): void {
		this.#meanX = 0;
		this.#meanY = 0;
		this.#xx = 0;
		this.#xy = 0;
		this.#yy = 0;
		this.#highestXx = 0;
		this.#highestYy = 0;
	}
}

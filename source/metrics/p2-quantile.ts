/*
A quantile of a stream without end, by five markers that follow it (Jain and Chlamtac 1985, Communications of the ACM 28:1076–1085). An estimate:
exact up to five values.
*/

import type {Archive} from '../market/archive.ts';
import {quantileOf} from './quantile.ts';

export class P2Quantile {
	/** 0 to 1. */
	readonly share: number;
	#count = 0;
	/** Heights of the markers, and the places in the sorted stream that they stand for, counted from 1. */
	#heights = new Float64Array(5);
	#places = Float64Array.of(1, 2, 3, 4, 5);

	/** @throws RangeError unless 0 < share < 1. */
	constructor(share: number) {
		if (!(share > 0 && share < 1)) throw new RangeError(`A quantile of ${share} is none`);
		this.share = share;
	}

	get count(): number {
		return this.#count;
	}

	/** NaN before the first value. */
	get value(): number {
		if (this.#count === 0) return Number.NaN;
		if (this.#count > 5) return this.#heights[2]!;
		return quantileOf(this.#heights.slice(0, this.#count).sort(), this.share);
	}

	/** Takes a value; NaN is none. */
	add(value: number): void {
		if (Number.isNaN(value)) return;
		const heights = this.#heights;
		this.#count++;
		if (this.#count <= 5) {
			heights[this.#count - 1] = value;
			if (this.#count === 5) heights.sort();
			return;
		}
		heights[0] = Math.min(heights[0]!, value);
		heights[4] = Math.max(heights[4]!, value);
		for (let marker = 1; marker < 5; marker++) if (marker === 4 || value < heights[marker]!) this.#places[marker]!++;
		for (let marker = 1; marker <= 3; marker++) this.#settle(marker);
	}

	archive(io: Archive): void {
		this.#count = io.number(this.#count);
		this.#heights = io.numbers(this.#heights);
		this.#places = io.numbers(this.#places);
	}

	/** Moves a marker by one place where it has fallen a place or more behind where it should stand. */
	#settle(marker: number): void {
		const heights = this.#heights;
		const places = this.#places;
		const wanted = 1 + (this.#count - 1) * (marker === 2 ? this.share : marker === 1 ? this.share / 2 : (1 + this.share) / 2);
		const behind = wanted - places[marker]!;
		const step =
			behind >= 1 && places[marker + 1]! - places[marker]! > 1 ? 1 : behind <= -1 && places[marker - 1]! - places[marker]! < -1 ? -1 : 0;
		if (step === 0) return;
		const parabola = this.#parabolic(marker, step);
		const isBetween = heights[marker - 1]! < parabola && parabola < heights[marker + 1]!;
		heights[marker] = isBetween ? parabola : this.#linear(marker, step);
		places[marker]! += step;
	}

	#parabolic(marker: number, step: 1 | -1): number {
		const [before, here, after] = [this.#places[marker - 1]!, this.#places[marker]!, this.#places[marker + 1]!];
		const [low, height, high] = [this.#heights[marker - 1]!, this.#heights[marker]!, this.#heights[marker + 1]!];
		const up = ((here - before + step) * (high - height)) / (after - here);
		const down = ((after - here - step) * (height - low)) / (here - before);
		return height + (step / (after - before)) * (up + down);
	}

	#linear(marker: number, step: 1 | -1): number {
		const height = this.#heights[marker]!;
		return height + (step * (this.#heights[marker + step]! - height)) / (this.#places[marker + step]! - this.#places[marker]!);
	}
}

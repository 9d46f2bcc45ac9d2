/*
Fits the micro-price's table on successive changes of the touch (Stoikov 2018, section 3, and the author's notebook). States are buckets of
imbalance and spread. With Q the chances of going from state to state while the mid stands still, R² those of going while it moves, and r the
expected move: G¹ = (I − Q)⁻¹·r, B = (I − Q)⁻¹·R², G* = Σ Bᵏ·G¹. Each change is counted together with its mirror (bids for asks), without which
the sum does not converge: rows of B sum to 1.
*/

import {bucketOf, type MicroPriceTable} from './micro-price.ts';
import {quantileOf} from './quantile.ts';

export type MicroPriceOptions = {
	/** Buckets of imbalance. */
	readonly imbalances: number;
	/** Buckets of the spread, at most. */
	readonly spreads: number;
	/** A state seen more seldom takes the place of the nearest spread's. */
	readonly leastCount: number;
	/** Moves beyond this quantile of their sizes, those that are none left out, are cut to it. */
	readonly winsor: number;
};

export const microPriceDefaults: MicroPriceOptions = {imbalances: 10, spreads: 4, leastCount: 50, winsor: 0.99};

/** Terms of the sum, at most, and the size in ticks below which one ends it. */
const mostTerms = 200;
const leastTerm = 1e-9;

export class MicroPriceFit {
	readonly #options: MicroPriceOptions;
	#imbalances = new Float64Array(1024);
	#spreads = new Float64Array(1024);
	/** Mid in ticks; NaN where the touch is not the one after the one before. */
	#mids = new Float64Array(1024);
	#count = 0;

	constructor(options: MicroPriceOptions = microPriceDefaults) {
		this.#options = options;
	}

	/** Touches taken. */
	get count(): number {
		return this.#count;
	}

	/** Takes the touch where it has changed: imbalance 0 to 1, spread and mid in ticks. Twenty-four bytes are kept of each. */
	add(imbalance: number, spreadTicks: number, midTicks: number): void {
		if (this.#count === this.#mids.length) this.#grow();
		this.#imbalances[this.#count] = imbalance;
		this.#spreads[this.#count] = spreadTicks;
		this.#mids[this.#count] = midTicks;
		this.#count++;
	}

	/** A gap: the next touch does not follow from the last. */
	gap(): void {
		if (this.#count > 0 && !Number.isNaN(this.#mids[this.#count - 1]!)) this.add(Number.NaN, Number.NaN, Number.NaN);
	}

	/** @returns undefined where no two touches followed each other. */
	fit(instrument: string, tick: number): MicroPriceTable | undefined {
		const moves = this.#moves();
		if (moves.length === 0) return undefined;
		const sizes = moves
			.filter((move) => move !== 0)
			.map(Math.abs)
			.sort();
		const {imbalances, spreads, winsor} = this.#options;
		const imbalanceEdges = symmetricEdges(this.#known(this.#imbalances), imbalances);
		const spreadEdges = spreadEdgesOf(this.#known(this.#spreads), spreads);
		const limit = sizes.length === 0 ? 0 : quantileOf(sizes, winsor);
		const size = imbalances * (spreadEdges.length + 1);
		const stateOf = (index: number) =>
			bucketOf(spreadEdges, this.#spreads[index]!) * imbalances + bucketOf(imbalanceEdges, this.#imbalances[index]!);
		const mirrorOf = (state: number) => state - (state % imbalances) + (imbalances - 1 - (state % imbalances));
		const counts = new Float64Array(size);
		this.#eachChange((from, _to) => {
			counts[stateOf(from)]!++;
			counts[mirrorOf(stateOf(from))]!++;
		});
		const standIn = standInsOf(counts, imbalances, this.#options.leastCount);
		const chain = new Chain(size);
		this.#eachChange((from, to, move) => {
			const cut = Math.max(-limit, Math.min(limit, move));
			const [one, other] = [standIn[stateOf(from)]!, standIn[stateOf(to)]!];
			chain.count(one, other, cut);
			chain.count(mirrorOf(one), mirrorOf(other), -cut);
		});
		const adjustments = chain.adjustments();
		return {
			kind: 'micro-price',
			version: 1,
			instrument,
			tick,
			imbalanceEdges,
			spreadEdges,
			adjustments: inRows(standIn, imbalances, (state) => (chain.visits[state]! > 0 ? adjustments[state]! : null)),
			counts: inRows(
				Int32Array.from({length: size}, (_, state) => state),
				imbalances,
				(state) => counts[state]!,
			),
			changes: moves.length,
		};
	}

	#eachChange(take: (from: number, to: number, move: number) => void): void {
		for (let to = 1; to < this.#count; to++) {
			const move = this.#mids[to]! - this.#mids[to - 1]!;
			if (!Number.isNaN(move)) take(to - 1, to, move);
		}
	}

	/** Changes of the mid from touch to touch, 0 where it stood. */
	#moves(): Float64Array {
		const moves: number[] = [];
		this.#eachChange((_from, _to, move) => moves.push(move));
		return Float64Array.from(moves);
	}

	#known(values: Float64Array): Float64Array {
		return values.subarray(0, this.#count).filter((value) => !Number.isNaN(value));
	}

	#grow(): void {
		const grown = (values: Float64Array) => {
			const more = new Float64Array(values.length * 2);
			more.set(values);
			return more;
		};
		this.#imbalances = grown(this.#imbalances);
		this.#spreads = grown(this.#spreads);
		this.#mids = grown(this.#mids);
	}
}

/** The chain of states: how often each went where, and by how much the mid moved. */
export class Chain {
	readonly size: number;
	readonly visits: Float64Array;
	readonly #still: Float64Array;
	readonly #moving: Float64Array;
	readonly #moves: Float64Array;

	constructor(size: number) {
		this.size = size;
		this.visits = new Float64Array(size);
		this.#still = new Float64Array(size * size);
		this.#moving = new Float64Array(size * size);
		this.#moves = new Float64Array(size);
	}

	count(from: number, to: number, move: number): void {
		this.visits[from]!++;
		(move === 0 ? this.#still : this.#moving)[from * this.size + to]!++;
		this.#moves[from]! += move;
	}

	/** G* of every state, in the unit of the moves. */
	adjustments(): Float64Array {
		const {size} = this;
		const share = (counts: Float64Array) =>
			counts.map((count, index) => (count === 0 ? 0 : count / this.visits[Math.floor(index / size)]!));
		return sumOfTerms(
			share(this.#still),
			share(this.#moving),
			this.#moves.map((move, state) => (move === 0 ? 0 : move / this.visits[state]!)),
			size,
		);
	}
}

/**
G* = Σ Bᵏ·(I − Q)⁻¹·r with B = (I − Q)⁻¹·R², matrices row by row.

@param terms how many of the sum; until they vanish unless said.
*/
export function sumOfTerms(
	still: Float64Array,
	moving: Float64Array,
	moves: Float64Array,
	size: number,
	terms: number = mostTerms,
): Float64Array {
	const system = still.map((chance, index) => (index % (size + 1) === 0 ? 1 : 0) - chance);
	const jump = solve(system, moving, size, size);
	let term = solve(system, moves, size, 1);
	const sum = term.slice();
	for (let k = 1; k < terms; k++) {
		const previous = term;
		term = previous.map((_, row) => {
			let value = 0;
			for (let column = 0; column < size; column++) value += jump[row * size + column]! * previous[column]!;
			return value;
		});
		for (let row = 0; row < size; row++) sum[row]! += term[row]!;
		if (term.every((value) => Math.abs(value) < leastTerm)) break;
	}
	return sum;
}

const leastPivot = 1e-12;

/** X of A·X = Y by elimination with row pivots; a state that is never left has the row of the unit matrix, so that A is not singular. */
function solve(a: Float64Array, y: Float64Array, size: number, width: number): Float64Array {
	const left = a.slice();
	const right = y.slice();
	for (let pivot = 0; pivot < size; pivot++) {
		let best = pivot;
		for (let row = pivot + 1; row < size; row++) if (Math.abs(left[row * size + pivot]!) > Math.abs(left[best * size + pivot]!)) best = row;
		swapRows(left, size, pivot, best);
		swapRows(right, width, pivot, best);
		// A state that is only left to itself, while the mid stands: from there nothing is expected.
		if (Math.abs(left[pivot * size + pivot]!) < leastPivot) {
			left.fill(0, pivot * size, (pivot + 1) * size);
			right.fill(0, pivot * width, (pivot + 1) * width);
			left[pivot * size + pivot] = 1;
		}
		for (let row = 0; row < size; row++) {
			const factor = left[row * size + pivot]! / left[pivot * size + pivot]!;
			if (row === pivot || factor === 0) continue;
			for (let column = pivot; column < size; column++) left[row * size + column]! -= factor * left[pivot * size + column]!;
			for (let column = 0; column < width; column++) right[row * width + column]! -= factor * right[pivot * width + column]!;
		}
	}
	return right.map((value, index) => value / left[Math.floor(index / width) * (size + 1)]!);
}

function swapRows(matrix: Float64Array, width: number, one: number, other: number): void {
	if (one === other) return;
	const row = matrix.slice(one * width, (one + 1) * width);
	matrix.copyWithin(one * width, other * width, (other + 1) * width);
	matrix.set(row, other * width);
}

/** Edges of equally filled buckets of what is as likely as its mirror, 1 − I. */
function symmetricEdges(imbalances: Float64Array, buckets: number): number[] {
	const both = new Float64Array(imbalances.length * 2);
	both.set(imbalances);
	for (let index = 0; index < imbalances.length; index++) both[imbalances.length + index] = 1 - imbalances[index]!;
	both.sort();
	const edges = Array.from({length: buckets - 1}, (_, index) => quantileOf(both, (index + 1) / buckets));
	return edges.map((edge, index) => (edge + 1 - edges[buckets - 2 - index]!) / 2);
}

/** One, two, three and more ticks where the spread is nearly always so narrow; equally filled buckets where it is not. */
function spreadEdgesOf(spreads: Float64Array, buckets: number): number[] {
	const sorted = spreads.slice().sort();
	const few = Array.from({length: buckets - 1}, (_, index) => index + 1);
	const candidates =
		quantileOf(sorted, winsorOfSpreads) <= buckets * 2 ? few : few.map((index) => Math.round(quantileOf(sorted, index / buckets)));
	const most = sorted.at(-1) ?? 0;
	return [...new Set(candidates)].filter((edge) => edge < most);
}

const winsorOfSpreads = 0.95;

/** For each state itself, or the one of the same imbalance and the nearest spread that was seen often enough; itself where none was. */
function standInsOf(counts: Float64Array, imbalances: number, least: number): Int32Array {
	const rows = counts.length / imbalances;
	return Int32Array.from({length: counts.length}, (_, state) => {
		const [row, column] = [Math.floor(state / imbalances), state % imbalances];
		for (let distance = 0; distance < rows; distance++) {
			for (const other of [row - distance, row + distance]) {
				if (other >= 0 && other < rows && counts[other * imbalances + column]! >= least) return other * imbalances + column;
			}
		}
		return state;
	});
}

function inRows<Cell>(states: Int32Array, width: number, cell: (state: number) => Cell): Cell[][] {
	return Array.from({length: states.length / width}, (_, row) => Array.from(states.subarray(row * width, (row + 1) * width), cell));
}

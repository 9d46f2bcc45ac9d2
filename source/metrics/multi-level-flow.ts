/*
Order-flow imbalance at each of the best ten ranks (Xu, Gould and Howison 2019), divided by one common mean depth (Cont, Cucuringu and Zhang 2023,
Quantitative Finance, equations 2 to 4): Q = (1/M) Σ_m (1/2N) Σ_n (bid + ask quantity of rank m in state n). Ranks are keyed by rank: when the
best bid moves, flow is seen at every rank, by definition. A state whose ten ranks are not all known makes its terms, and the windows that hold
them, no numbers.
*/

import type {Archive} from '../market/archive.ts';
import {powersOfTen} from '../market/decimal.ts';
import {Levels} from '../market/levels.ts';
import {type FlowConvention, sideFlow} from './flow-term.ts';
import {levelsPerState, type MarketState} from './market-state.ts';
import {columns, type Meter} from './meter.ts';
import {PrincipalComponent} from './principal-component.ts';
import {TimeBins} from './time-bins.ts';

const ranks = levelsPerState;
/** Windows, s. */
const windows = [10, 60] as const;
/** Columns of the bins after those of the ranks. */
const [depth, states, unknown] = [ranks, ranks + 1, ranks + 2];
/** The first component is fitted on so much of a run, and then frozen: two hours. */
const trainingMicros = 7_200_000_000;
/** Weights 1/rank, normalised, as in suenot's machine-learning-for-trading. */
const harmonic = Float64Array.from({length: ranks}, (_, rank) => 1 / (rank + 1));
const harmonicSum = harmonic.reduce((sum, weight) => sum + weight, 0);

export class MultiLevelFlow implements Meter {
	readonly columns = columns(
		{unit: '', clock: 'event', warmUp: '10 s', source: 'Xu, Gould & Howison 2019; Cont, Cucuringu & Zhang 2023, eq. 2–3'},
		[
			...Array.from(
				{length: ranks},
				(_, rank) => [`mlofi_l${rank + 1}_10`, `flow of rank ${rank + 1} over 10 s / common mean depth of ${ranks} ranks`] as const,
			),
			[
				'ofi_harm_10',
				'flow of ten ranks over 10 s with weights 1/rank, normalised',
				{unit: 'base', source: 'suenot, machine-learning-for-trading'},
			],
			[
				'ofi_int_10',
				'w₁ᵀ·mlofi / ‖w₁‖₁ over 10 s, w₁ the first principal component of the first 2 h',
				{warmUp: '2 h', source: 'Cont, Cucuringu & Zhang 2023, eq. 4'},
			],
			['ofi_int_60', 'ofi_int_10 over 60 s', {warmUp: '2 h', source: 'Cont, Cucuringu & Zhang 2023, eq. 4'}],
			[
				'ofi_int_evr',
				'share of the variance that w₁ explained while it was fitted',
				{warmUp: '2 h', source: 'Cont, Cucuringu & Zhang 2023'},
			],
		],
	);
	readonly #convention: FlowConvention;
	readonly #bins: TimeBins;
	readonly #bids = new Levels();
	readonly #asks = new Levels();
	#hasBefore = false;
	#hasState = false;
	#unit = 1;
	readonly #component = new PrincipalComponent(ranks);
	/** When training began, µs. */
	#trainedSince = Number.NaN;
	readonly #vector = new Float64Array(ranks);

	/** @param interval of the sample rows, µs. */
	constructor(interval: number, convention: FlowConvention = 'cks') {
		this.#convention = convention;
		this.#bins = new TimeBins(ranks + 3, windows, interval);
	}

	state(market: MarketState): void {
		const {at, bids, asks} = market;
		this.#unit = powersOfTen[market.quantityScale]!;
		this.#hasState = true;
		const bins = this.#bins;
		bins.passTo(at);
		if (!market.hasTrusted(ranks)) {
			bins.add(unknown, 1);
			this.#hasBefore = false;
			return;
		}
		let resting = 0;
		const bidsBefore = this.#bids;
		const asksBefore = this.#asks;
		if (!this.#hasBefore) bins.add(unknown, 1);
		for (let rank = 0; rank < ranks; rank++) {
			const bid = bids.quantities[rank]!;
			const ask = asks.quantities[rank]!;
			resting += bid + ask;
			if (!this.#hasBefore) continue;
			const bidFlow = sideFlow(bids.prices[rank]! - bidsBefore.prices[rank]!, bidsBefore.quantities[rank]!, bid, this.#convention);
			const askFlow = sideFlow(asksBefore.prices[rank]! - asks.prices[rank]!, asksBefore.quantities[rank]!, ask, this.#convention);
			bins.add(rank, bidFlow - askFlow);
		}
		bins.add(depth, resting / (2 * ranks));
		bins.add(states, 1);
		copyRanks(bids, bidsBefore);
		copyRanks(asks, asksBefore);
		this.#hasBefore = true;
	}

	gap(): void {
		this.#bins.clear();
		this.#hasBefore = false;
		this.#hasState = false;
	}

	rescale(priceFactor: number, quantityFactor: number): void {
		for (const side of [this.#bids, this.#asks]) {
			for (let rank = 0; rank < ranks; rank++) {
				side.prices[rank] = Math.round(side.prices[rank]! * priceFactor);
				side.quantities[rank] = Math.round(side.quantities[rank]! * quantityFactor);
			}
		}
		for (let column = 0; column <= depth; column++) this.#bins.scale(column, quantityFactor);
	}

	sample({at, book}: MarketState, out: Float64Array, from: number): void {
		if (book === undefined || !this.#hasState) return;
		this.#bins.passTo(at);
		const integrated10 = from + ranks + 1;
		if (this.#read(0)) {
			out.set(this.#vector, from);
			let sum = 0;
			for (let rank = 0; rank < ranks; rank++) sum += harmonic[rank]! * this.#bins.sum(0, rank);
			out[from + ranks] = sum / harmonicSum / this.#unit;
			this.#train(at);
			out[integrated10] = this.#component.score(this.#vector);
		}
		if (this.#read(1)) out[integrated10 + 1] = this.#component.score(this.#vector);
		out[integrated10 + 2] = this.#component.explained;
	}

	archive(io: Archive): void {
		this.#bins.archive(io);
		this.#bids.archive(io);
		this.#asks.archive(io);
		this.#hasBefore = io.boolean(this.#hasBefore);
		this.#hasState = io.boolean(this.#hasState);
		this.#unit = io.number(this.#unit);
		this.#component.archive(io);
		this.#trainedSince = io.number(this.#trainedSince);
	}

	/** Fills the vector with the normalised flows of a window. Returns whether they are known. */
	#read(window: number): boolean {
		const bins = this.#bins;
		const mean = bins.sum(window, depth) / bins.sum(window, states);
		if (!(mean > 0) || bins.sum(window, unknown) > 0) return false;
		for (let rank = 0; rank < ranks; rank++) this.#vector[rank] = bins.sum(window, rank) / mean;
		return true;
	}

	#train(at: number): void {
		if (this.#component.isFrozen) return;
		if (Number.isNaN(this.#trainedSince)) this.#trainedSince = at;
		this.#component.learn(this.#vector);
		if (at - this.#trainedSince >= trainingMicros) this.#component.freeze();
	}
}

function copyRanks(from: Levels, to: Levels): void {
	for (let rank = 0; rank < ranks; rank++) {
		to.prices[rank] = from.prices[rank]!;
		to.quantities[rank] = from.quantities[rank]!;
	}
	to.length = ranks;
}

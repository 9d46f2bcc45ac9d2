/* A market as a tape of what happened on it, made up from a seed or taken from a recording, and the rows that all meters make of it. */

import {Gauges} from '../../source/engine/gauges.ts';
import {defaultSettings, type EngineSettings} from '../../source/engine/settings.ts';
import {Random} from '../../source/feeds/synthetic/random.ts';
import type {Archive} from '../../source/market/archive.ts';
import {Book} from '../../source/market/book.ts';
import {describedInstrument} from '../../source/market/instrument.ts';
import type {Aggressor} from '../../source/market/trade.ts';
import {type Ladder, levelsOf} from './meter-row.ts';

/** Prices in ticks, quantities in lots, times in µs. A book comes whole. */
export type Told =
	| {readonly kind: 'book'; readonly at: number; readonly bids: Ladder; readonly asks: Ladder}
	| {readonly kind: 'trade'; readonly at: number; readonly price: number; readonly quantity: number; readonly aggressor: Aggressor}
	| {readonly kind: 'gap' | 'interrupt'; readonly at: number}
	| {readonly kind: 'watch'; readonly at: number; readonly isWatching: boolean};

/** Decimals of a tick. */
const priceScale = 2;
export const tick = 0.01;
/** Decimals of a lot, where a tape is made up. */
const madeScale = 3;

export const tapeSettings: EngineSettings = {...defaultSettings, interval: 500_000, vpinBucket: 5, vpinBuckets: 20};

/** All meters, and the book that they are shown. */
export class TapeReader {
	readonly gauges: Gauges;
	readonly #interval: number;
	readonly #quantityScale: number;
	readonly #book: Book;
	#hasBook = false;
	#nextRow = Number.NaN;

	/** @param quantityScale decimals of a lot. */
	constructor(settings: EngineSettings = tapeSettings, quantityScale = madeScale) {
		const stepSize = (10 ** -quantityScale).toFixed(quantityScale);
		const facts = {symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', status: 'TRADING', tickSize: '0.01', stepSize};
		this.gauges = new Gauges(settings, describedInstrument('binance', facts));
		this.#interval = settings.interval;
		this.#quantityScale = quantityScale;
		this.#book = new Book(priceScale, quantityScale);
	}

	/** Takes one event. @param onRow is shown each row that closes before it: it belongs to the meters, and is copied by whoever keeps it. */
	read(told: Told, onRow: (row: Float64Array, at: number) => void): void {
		const {gauges} = this;
		if (Number.isNaN(this.#nextRow)) this.#nextRow = Math.ceil(told.at / this.#interval) * this.#interval;
		for (; this.#nextRow < told.at; this.#nextRow += this.#interval) {
			gauges.sample(this.#nextRow, this.#hasBook ? this.#book : undefined);
			onRow(gauges.row.values, this.#nextRow);
		}
		if (told.kind === 'book') {
			this.#book.replace(levelsOf(told.bids), levelsOf(told.asks), priceScale, this.#quantityScale, Number.POSITIVE_INFINITY);
			this.#hasBook = true;
			gauges.market.at = told.at;
			gauges.market.sentAt = told.at;
			gauges.bookChanged(this.#book);
		} else if (told.kind === 'trade') {
			const {at, price, quantity, aggressor} = told;
			const unnamed = {symbol: 'BTCUSDT', id: Number.NaN, code: ''};
			const scaled = {price, priceScale, quantity, quantityScale: this.#quantityScale};
			gauges.trade({...unnamed, ...scaled, aggressor, happenedAt: at}, at);
		} else if (told.kind === 'interrupt') gauges.interruptTrades();
		else if (told.kind === 'watch') gauges.watchTrades(told.isWatching);
		else {
			this.#hasBook = false;
			gauges.gap();
		}
	}

	archive(io: Archive): void {
		this.#book.archive(io);
		this.gauges.archive(io);
		this.#hasBook = io.boolean(this.#hasBook);
		this.#nextRow = io.number(this.#nextRow);
	}
}

export function rowsOf(tape: readonly Told[], settings: EngineSettings = tapeSettings, quantityScale = madeScale): Float64Array[] {
	const reader = new TapeReader(settings, quantityScale);
	const rows: Float64Array[] = [];
	for (const told of tape) reader.read(told, (row) => rows.push(row.slice()));
	return rows;
}

const levelsASide = 24;

export type TapeOptions = {
	readonly seconds: number;
	readonly seed: number;
	/** Ticks about which prices wander. */
	readonly center: number;
	/** Of each kind of fault, a second. */
	readonly faults?: number;
};

/** A market that wanders about a price: levels come and go, takers take from the touch, and the book shows it a little later. */
export function madeTape({seconds, seed, center, faults = 0}: TapeOptions): Told[] {
	const random = new Random(seed, 'tape');
	const tape: Told[] = [];
	const [bids, asks] = [new Side(random, center, -1), new Side(random, center + 1, 1)];
	const start = 1_723_075_200_000_000 - 300_000_000;
	let at = start;
	const show = () => {
		tape.push({kind: 'book', at, bids: bids.ladder, asks: asks.ladder});
	};
	show();
	while (at < start + seconds * 1e6) {
		at += 1 + Math.floor(random.exponential(400_000));
		if (random.chance(faults * 0.4)) tape.push({kind: random.chance(0.5) ? 'gap' : 'interrupt', at});
		const [side, other] = random.chance(0.5) ? [bids, asks] : [asks, bids];
		const deed = random.uniform();
		if (deed < 0.35) {
			const quantity = side.take(random.chance(0.1) ? 1 : random.uniform());
			tape.push({kind: 'trade', at, price: side.touchBefore, quantity, aggressor: side === asks ? 1 : -1});
			if (random.chance(0.3)) at += random.below(100_000);
		} else if (deed < 0.65) side.improve(other.touch, center);
		else if (deed < 0.75) side.worsen(center);
		else side.change();
		show();
	}
	return tape;
}

/** One side of a made-up book: quantities by the distance from its touch. */
class Side {
	touch: number;
	touchBefore: number;
	readonly #random: Random;
	readonly #away: 1 | -1;
	#levels: [price: number, quantity: number][] = [];

	constructor(random: Random, touch: number, away: 1 | -1) {
		this.#random = random;
		this.#away = away;
		this.touch = touch;
		this.touchBefore = touch;
		this.#fill();
	}

	get ladder(): Ladder {
		return this.#levels.map(([price, quantity]) => [price, quantity] as const);
	}

	/** Takes a share of what stands at the touch. */
	take(share: number): number {
		const [best] = this.#levels;
		if (best === undefined) throw new Error('an empty side');
		const quantity = Math.max(1, Math.round(best[1] * share));
		this.touchBefore = best[0];
		best[1] -= quantity;
		this.#fill();
		return quantity;
	}

	/** A better price, where there is room and prices have not gone too far. */
	improve(other: number, center: number): void {
		const better = this.touch - this.#away;
		const isTooFar = (other - better) * this.#away >= 0 || (center - better) * this.#away > 20;
		if (isTooFar) this.change();
		else this.#levels.unshift([better, this.#quantity()]);
		this.#fill();
	}

	/** The touch is called off, unless prices have gone too far. */
	worsen(center: number): void {
		if ((this.touch - center) * this.#away > 20) this.change();
		else this.#levels.shift();
		this.#fill();
	}

	change(): void {
		const level = this.#levels[this.#random.below(this.#random.chance(0.5) ? 2 : this.#levels.length)];
		if (level !== undefined) level[1] = this.#random.chance(0.1) ? 0 : this.#quantity();
		this.#fill();
	}

	#quantity(): number {
		return 1 + Math.floor(this.#random.logNormal(400, 1));
	}

	#fill(): void {
		this.#levels = this.#levels.filter(([, quantity]) => quantity > 0).slice(0, levelsASide);
		while (this.#levels.length < levelsASide) {
			const last = this.#levels.at(-1)?.[0] ?? this.touch - this.#away;
			this.#levels.push([last + this.#away * (this.#random.chance(0.8) ? 1 : 2), this.#quantity()]);
		}
		this.touch = this.#levels[0]![0];
	}
}

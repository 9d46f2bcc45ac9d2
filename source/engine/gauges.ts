/* All metrics of one instrument. Books and trades drive them as they come; a row of the sample clock reads them. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {powersOfTen} from '../market/decimal.ts';
import {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import {EwmaRows} from '../metrics/ewma.ts';
import {OrderBookImbalance} from '../metrics/order-book-imbalance.ts';
import {OrderFlowImbalance} from '../metrics/order-flow-imbalance.ts';
import {RealisedVolatility} from '../metrics/realised-volatility.ts';
import {TradeFlow} from '../metrics/trade-flow.ts';
import {weightedMid} from '../metrics/weighted-mid.ts';
import {ZScore, zScoreRows} from '../metrics/z-score.ts';
import type {HashInput} from './proof.ts';
import type {SampleRow} from './sample-row.ts';
import {SampleSeries} from './sample-series.ts';
import type {EngineSettings} from './settings.ts';
import {Toxicity} from './toxicity.ts';

export class Gauges {
	readonly row: SampleRow = emptyRow();
	readonly series = new SampleSeries();
	readonly toxicity: Toxicity;
	readonly flow = new TradeFlow();
	readonly #interval: number;
	readonly #span: number;
	#imbalance: OrderBookImbalance;
	readonly #bids = new Levels();
	readonly #asks = new Levels();
	#ewma: EwmaRows;
	#z: ZScore;
	readonly #orderFlow = new OrderFlowImbalance();
	readonly #volatility: RealisedVolatility;
	/** Sum of all level-1 OFI since the start or the last gap, instrument's unit. */
	#orderFlowTotal = 0;
	#firstMid = Number.NaN;
	#hasStarted = false;
	#priceScale = -1;
	#quantityScale = -1;

	constructor(settings: EngineSettings) {
		this.#interval = settings.interval;
		this.#span = settings.span;
		this.#imbalance = new OrderBookImbalance(settings.levels);
		this.toxicity = new Toxicity(settings.vpinBucket, settings.vpinBuckets);
		this.#ewma = new EwmaRows(settings.span);
		this.#z = new ZScore(zScoreRows(settings.interval));
		this.#volatility = new RealisedVolatility(settings.interval);
	}

	/** The first mid of the run, quote units; NaN before it. */
	get firstMid(): number {
		return this.#firstMid;
	}

	/** The book has a new sound state. Returns the OFI term in counts of 10^-quantityScale, NaN for the first state after a gap. */
	bookChanged(book: Book, at: number): number {
		if (book.priceScale !== this.#priceScale || book.quantityScale !== this.#quantityScale) this.#rescale(book);
		const {bids, asks} = book;
		const term = this.#orderFlow.update(at, bids.price, bids.quantity, asks.price, asks.quantity);
		if (!Number.isNaN(term)) this.#orderFlowTotal += term / powersOfTen[book.quantityScale]!;
		return term;
	}

	trade(trade: Trade, at: number): void {
		const quantity = trade.quantity / powersOfTen[trade.quantityScale]!;
		this.flow.trade(at, trade.quantity, trade.quantityScale, trade.aggressor);
		this.toxicity.trade(at, quantity, trade.aggressor);
	}

	volumeKnown(volume: number): void {
		this.toxicity.volumeKnown(volume);
	}

	/** The book was lost: what is a difference of two states begins anew. Trades are not touched by that. */
	gap(): void {
		this.#orderFlow.reset();
		this.#orderFlowTotal = 0;
	}

	change(settings: EngineSettings): void {
		if (settings.levels === this.#imbalance.levels) return;
		this.#imbalance = new OrderBookImbalance(settings.levels);
		this.#ewma = new EwmaRows(this.#span);
		this.#z = new ZScore(zScoreRows(this.#interval));
	}

	/** Fills the row for a moment of the sample clock. @param book the book in step, undefined where there is none. */
	sample(at: number, book: Book | undefined): void {
		const {row} = this;
		this.toxicity.passTo(at);
		this.flow.passTo(at);
		Object.assign(row, nothing);
		row.at = at;
		if (book?.isSound === true) this.#readBook(book);
		row.ewma = this.#ewma.update(row.obi);
		row.z = this.#z.update(row.obi);
		this.#orderFlow.passTo(at);
		row.ofi = book === undefined ? Number.NaN : this.#orderFlow.value / powersOfTen[this.#quantityScale]!;
		row.tradeFlow = this.flow.imbalance;
		this.#volatility.update(row.mid);
		row.volatilityBps = this.#volatility.volBps;
		row.vpin = this.toxicity.value;
		row.vpinRank = this.toxicity.rank;
	}

	/** Keeps the row for the screen, once the strategy has spoken on it. Rows before the first sound book are not kept. */
	close(signal: 1 | 0 | -1, equity: number): void {
		if (!this.#hasStarted && Number.isNaN(this.row.mid)) return;
		this.#hasStarted = true;
		this.series.push(this.row, signal, equity);
	}

	hashInto(input: HashInput): void {
		for (const value of Object.values(this.row)) input.number(Number(value));
		input.number(this.#orderFlowTotal);
		for (const value of [this.flow.bought, this.flow.sold, this.flow.volumeDelta]) input.number(value);
		for (const value of [this.toxicity.closed, this.toxicity.filled, this.toxicity.bucketSize]) input.number(value);
	}

	archive(io: Archive): void {
		const {row} = this;
		row.at = io.number(row.at);
		row.bid = io.number(row.bid);
		row.ask = io.number(row.ask);
		row.mid = io.number(row.mid);
		row.spreadBps = io.number(row.spreadBps);
		row.weightedMid = io.number(row.weightedMid);
		row.rho = io.number(row.rho);
		row.obi = io.number(row.obi);
		row.obiPriceWeighted = io.number(row.obiPriceWeighted);
		row.ewma = io.number(row.ewma);
		row.z = io.number(row.z);
		row.ofi = io.number(row.ofi);
		row.tradeFlow = io.number(row.tradeFlow);
		row.volatilityBps = io.number(row.volatilityBps);
		row.vpin = io.number(row.vpin);
		row.vpinRank = io.number(row.vpinRank);
		row.isShallow = io.boolean(row.isShallow);
		for (const part of [this.series, this.toxicity, this.flow, this.#ewma, this.#z, this.#orderFlow, this.#volatility]) part.archive(io);
		this.#orderFlowTotal = io.number(this.#orderFlowTotal);
		this.#firstMid = io.number(this.#firstMid);
		this.#hasStarted = io.boolean(this.#hasStarted);
		this.#priceScale = io.number(this.#priceScale);
		this.#quantityScale = io.number(this.#quantityScale);
	}

	#readBook(book: Book): void {
		const {row} = this;
		const price = powersOfTen[book.priceScale]!;
		row.bid = book.bids.price / price;
		row.ask = book.asks.price / price;
		row.mid = book.mid / price;
		if (Number.isNaN(this.#firstMid)) this.#firstMid = row.mid;
		row.spreadBps = ((book.asks.price - book.bids.price) / book.mid) * 1e4;
		row.weightedMid = weightedMid(row.bid, book.bids.quantity, row.ask, book.asks.quantity);
		const imbalance = this.#imbalance;
		// Beyond the trusted depth more may rest than is known: a sum that would reach there is no number.
		if (!book.isTrustedFor(imbalance.levels)) return;
		book.bids.top(imbalance.levels, this.#bids);
		book.asks.top(imbalance.levels, this.#asks);
		imbalance.update(this.#bids, this.#asks);
		row.rho = imbalance.rho;
		row.obi = imbalance.obi;
		row.obiPriceWeighted = imbalance.obiPriceWeighted;
		row.isShallow = imbalance.isShallow;
	}

	#rescale(book: Book): void {
		if (this.#priceScale >= 0) {
			const price = powersOfTen[book.priceScale]! / powersOfTen[this.#priceScale]!;
			this.#orderFlow.widen(price, powersOfTen[book.quantityScale]! / powersOfTen[this.#quantityScale]!);
		}
		this.#priceScale = book.priceScale;
		this.#quantityScale = book.quantityScale;
	}
}

const nothing = {
	bid: Number.NaN,
	ask: Number.NaN,
	mid: Number.NaN,
	spreadBps: Number.NaN,
	weightedMid: Number.NaN,
	rho: Number.NaN,
	obi: Number.NaN,
	obiPriceWeighted: Number.NaN,
	isShallow: false,
};

function emptyRow(): SampleRow {
	const unknown = Number.NaN;
	return {
		at: unknown,
		...nothing,
		ewma: unknown,
		z: unknown,
		ofi: unknown,
		tradeFlow: unknown,
		volatilityBps: unknown,
		vpin: unknown,
		vpinRank: unknown,
	};
}

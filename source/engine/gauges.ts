/* All metrics of one instrument. Books and trades drive them as they come; a row of the sample clock reads them. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {powersOfTen} from '../market/decimal.ts';
import type {Instrument} from '../market/instrument.ts';
import type {Trade} from '../market/trade.ts';
import {levelsPerState, MarketState} from '../metrics/market-state.ts';
import type {Meter, TakerTrade} from '../metrics/meter.ts';
import type {OrderFlowImbalance} from '../metrics/order-flow-imbalance.ts';
import type {TradeFlow} from '../metrics/trade-flow.ts';
import {ColumnHistory} from './column-history.ts';
import {makeMeters} from './meters.ts';
import type {HashInput} from './proof.ts';
import {SampleRow} from './sample-row.ts';
import {SampleSeries} from './sample-series.ts';
import type {EngineSettings} from './settings.ts';
import type {Toxicity} from './toxicity.ts';

/** Levels a side that some metric of a row reads. */
const levelsPerRow = 20;

type Writable<Type> = {-readonly [Key in keyof Type]: Type[Key]};

export class Gauges {
	readonly row = new SampleRow();
	readonly series = new SampleSeries();
	readonly history = new ColumnHistory();
	readonly toxicity: Toxicity;
	readonly flow: TradeFlow;
	readonly market = new MarketState();
	readonly #meters: readonly Meter[];
	readonly #orderFlow: OrderFlowImbalance;
	readonly #trade: Writable<TakerTrade> = {price: Number.NaN, quantity: Number.NaN, aggressor: 1, happenedAt: Number.NaN};
	#levels: number;
	#firstMid = Number.NaN;
	#hasStarted = false;
	#priceScale = -1;
	#quantityScale = -1;

	constructor(settings: EngineSettings, instrument: Instrument) {
		const table = settings.microPrice.find((each) => each.instrument === instrument.id);
		const {all, flow, orderFlow, toxicity} = makeMeters(settings, table);
		this.#meters = all;
		this.#orderFlow = orderFlow;
		this.flow = flow;
		this.toxicity = toxicity;
		this.#levels = settings.levels;
		this.describe(instrument);
	}

	/** The first mid of the run, quote units; NaN before it. */
	get firstMid(): number {
		return this.#firstMid;
	}

	/** The venue has described the instrument: its grid is known. */
	describe({tickSize, stepSize, contract}: Instrument): void {
		this.market.describe(Number(tickSize ?? Number.NaN), Number(stepSize ?? 0), contract);
	}

	/**
	The book has a new sound state, at the moment that `market` says: numbers that came as arguments would be made objects for every message.

	@returns the OFI term in counts of 10^-quantityScale, NaN for the first state after a gap.
	*/
	bookChanged(book: Book): number {
		if (book.priceScale !== this.#priceScale || book.quantityScale !== this.#quantityScale) this.#rescale(book);
		const {market} = this;
		market.take(book, Math.max(levelsPerState, this.#levels));
		// By index: an iterator would be made for every message.
		const meters = this.#meters;
		for (let index = 0; index < meters.length; index++) meters[index]!.state?.(market);
		return this.#orderFlow.termUnits;
	}

	trade(trade: Trade, at: number): void {
		const taken = this.#trade;
		taken.price = trade.price / powersOfTen[trade.priceScale]!;
		taken.quantity = trade.quantity / powersOfTen[trade.quantityScale]!;
		taken.aggressor = trade.aggressor;
		taken.happenedAt = trade.happenedAt;
		this.market.at = at;
		this.market.tradeScale = Math.max(this.market.tradeScale, trade.priceScale);
		const meters = this.#meters;
		for (let index = 0; index < meters.length; index++) meters[index]!.trade?.(this.market, taken);
	}

	volumeKnown(volume: number): void {
		this.toxicity.volumeKnown(volume);
	}

	/** The book was lost: what is a difference of two states begins anew. Trades are not touched by that. */
	gap(): void {
		this.market.lose();
		for (const meter of this.#meters) meter.gap?.();
	}

	/** Trades were missed: what sums them over a window begins anew. */
	interruptTrades(): void {
		for (const meter of this.#meters) meter.interrupt?.();
	}

	/** Trades do not come at all from here on (false), or come again (true). */
	watchTrades(isWatching: boolean): void {
		for (const meter of this.#meters) meter.watchTrades?.(isWatching);
	}

	change(settings: EngineSettings): void {
		this.#levels = settings.levels;
		for (const meter of this.#meters) meter.change?.(settings);
	}

	/** Fills the row for a moment of the sample clock. @param book the book in step, undefined where there is none. */
	sample(at: number, book: Book | undefined): void {
		const {row, market} = this;
		market.at = at;
		if (book?.isSound === true) market.takeRow(book, Math.max(levelsPerRow, this.#levels));
		else market.lose();
		row.at = at;
		row.values.fill(Number.NaN);
		let from = 0;
		for (const meter of this.#meters) {
			meter.sample(market, row.values, from);
			from += meter.columns.length;
		}
		if (Number.isNaN(this.#firstMid)) this.#firstMid = row.mid;
	}

	/** Keeps the row for the screen, once the strategy has spoken on it. Rows before the first sound book are not kept. */
	close(signal: 1 | 0 | -1, equity: number): void {
		if (!this.#hasStarted && Number.isNaN(this.row.mid)) return;
		this.#hasStarted = true;
		this.series.push(this.row, signal, equity);
		this.history.push(this.row.values);
	}

	hashInto(input: HashInput): void {
		for (const value of this.row.values) input.number(value);
		for (const value of [this.toxicity.filled, this.toxicity.bucketSize]) input.number(value);
	}

	archive(io: Archive): void {
		for (const part of [this.market, this.row, this.series, this.history, ...this.#meters]) part.archive(io);
		this.#firstMid = io.number(this.#firstMid);
		this.#hasStarted = io.boolean(this.#hasStarted);
		this.#priceScale = io.number(this.#priceScale);
		this.#quantityScale = io.number(this.#quantityScale);
	}

	#rescale(book: Book): void {
		if (this.#priceScale >= 0) {
			const price = powersOfTen[book.priceScale]! / powersOfTen[this.#priceScale]!;
			const quantity = powersOfTen[book.quantityScale]! / powersOfTen[this.#quantityScale]!;
			for (const meter of this.#meters) meter.rescale?.(price, quantity);
		}
		this.#priceScale = book.priceScale;
		this.#quantityScale = book.quantityScale;
	}
}

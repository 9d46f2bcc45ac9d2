/* The threshold strategy on one instrument: signals on the sample clock, and the portfolio that follows them all in, as a taker. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import type {Contract} from '../market/instrument.ts';
import {weightedMidBps} from '../metrics/weighted-mid.ts';
import {feeRate} from '../trading/fees.ts';
import {type Fill, Portfolio} from '../trading/portfolio.ts';
import {ThresholdSignal, type Zone} from '../trading/signal.ts';
import {buyAllIn, sellAll} from '../trading/taker-fill.ts';
import type {EventLog} from './event-log.ts';
import type {HashInput} from './proof.ts';
import type {SampleRow} from './sample-row.ts';
import type {EngineSettings} from './settings.ts';

export class Strategy {
	readonly portfolio: Portfolio;
	/** Taker fee charged, bps. */
	readonly feeBps: number;
	readonly #log: EventLog;
	readonly #signal: ThresholdSignal;
	readonly #maxVpinRank: number;
	/** Coins that one unit of quantity stands for; NaN where it is worth quote money at any price, which is not simulated. */
	#unitValue = 1;
	#lastSignal: 1 | 0 | -1 = 0;
	#signals = 0;

	constructor(settings: EngineSettings, venueFeeBps: number, contract: Contract | undefined, log: EventLog) {
		this.portfolio = new Portfolio(settings.balance);
		this.describe(contract);
		this.feeBps = settings.feeBps < 0 ? venueFeeBps : settings.feeBps;
		this.#log = log;
		this.#signal = new ThresholdSignal(settings.buy, settings.sell);
		this.#maxVpinRank = settings.maxVpinRank;
	}

	get zone(): Zone {
		return this.#signal.zone;
	}

	/** What the last sample fired: +1 a buy, −1 a sell, 0 nothing. */
	get lastSignal(): 1 | 0 | -1 {
		return this.#lastSignal;
	}

	/** Takes one row of the sample clock. @param book the book in step, undefined where there is none. */
	sample(at: number, row: SampleRow, book: Book | undefined, updateId: number): void {
		const side = this.#signal.update(row.rho);
		this.#lastSignal = side === 'buy' ? 1 : side === 'sell' ? -1 : 0;
		if (side !== undefined && book !== undefined) {
			this.#signals++;
			const outcome = this.#act(side, at, row, book, updateId);
			const {bids, asks} = book;
			const {rho, obi, z, vpin} = row;
			this.#log.add({
				at,
				kind: 'signal',
				side,
				rho,
				obi,
				z,
				vpin,
				weightedMidBps: weightedMidBps(bids.price, bids.quantity, asks.price, asks.quantity),
				outcome,
			});
		}
		this.portfolio.mark(row.mid);
	}

	/** What one unit of quantity is worth, as the venue says it. */
	describe(contract: Contract | undefined): void {
		this.#unitValue = contract === undefined ? 1 : contract.kind === 'linear' ? Number(contract.value) : Number.NaN;
		this.portfolio.unitValue = this.#unitValue;
	}

	change(settings: EngineSettings): void {
		this.#signal.setThresholds(settings.buy, settings.sell);
	}

	/** A gap: the next sample is compared with none before it. */
	disarm(): void {
		this.#signal.disarm();
	}

	hashInto(input: HashInput): void {
		const {cash, position, equity, peak, worstDrawdown, fees, trades} = this.portfolio;
		for (const value of [cash, position, equity, peak, worstDrawdown, fees, trades, this.#signals, this.#lastSignal]) input.number(value);
	}

	archive(io: Archive): void {
		this.portfolio.archive(io);
		this.#signal.archive(io);
		this.#signals = io.number(this.#signals);
		const last = io.number(this.#lastSignal);
		this.#lastSignal = last > 0 ? 1 : last < 0 ? -1 : 0;
	}

	/** Does what the signal says, and says what was done. */
	#act(side: 'buy' | 'sell', at: number, row: SampleRow, book: Book, updateId: number): string {
		const {cash, position} = this.portfolio;
		const idle = side === 'sell' ? 'nothing to sell' : position > 0 ? 'already long' : 'no cash';
		if (row.vpinRank > this.#maxVpinRank) return `withheld: VPIN rank ${row.vpinRank.toFixed(2)}`;
		if (side === 'sell' && position === 0) return idle;
		if (!(this.#unitValue > 0)) return 'not simulated: an inverse contract';
		const rate = feeRate(this.feeBps);
		const scales = {priceScale: book.priceScale, quantityScale: book.quantityScale, unitValue: this.#unitValue};
		const order =
			side === 'buy'
				? buyAllIn(book.asks, scales, book.trustedAskLevels, cash, rate)
				: sellAll(book.bids, scales, book.trustedBidLevels, position, rate);
		const fill = this.portfolio.apply(order, at, row.rho, updateId);
		return fill === undefined ? (order.unfilled > 0 ? 'nothing filled' : idle) : inWords(fill, book.priceScale);
	}
}

function inWords({side, quantity, price, unfilled}: Fill, priceScale: number): string {
	const rest = unfilled > 0 ? `, ${side === 'buy' ? unfilled.toFixed(2) : unfilled.toFixed(8)} unfilled` : '';
	return `${side === 'buy' ? 'bought' : 'sold'} ${quantity.toFixed(8)} at ${grouped(price.toFixed(priceScale))}${rest}`;
}

/** `61,837.90`: the average price with as many decimals as the book's. */
function grouped(price: string): string {
	return price.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

/* What meters may look at: the market of one instrument as the fold has it at a moment. One object, refilled for each book state and each sample. */

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {powersOfTen} from '../market/decimal.ts';
import type {Contract} from '../market/instrument.ts';
import {Levels} from '../market/levels.ts';

/** Levels a side that are read for every state of the book. */
export const levelsPerState = 10;

/** At a row of the sample clock all levels so near to the mid are read. */
export const bpsPerRow = 100;

export class MarketState {
	/** Of the state, the trade or the sample row, µs. */
	at = Number.NaN;
	/** When the venue says that it sent the state, µs; NaN where it does not. */
	sentAt = Number.NaN;
	/** Sound and in step; undefined where there is none. */
	book: Book | undefined;
	/** Best levels, best first, as counts: `levelsPerState` of them for a state, and all within `bpsPerRow` of the mid, or more, at a sample row. */
	readonly bids = new Levels();
	readonly asks = new Levels();
	/** Quote units; NaN without a book, like all that follow. */
	bid = Number.NaN;
	ask = Number.NaN;
	mid = Number.NaN;
	/** Instrument's unit. */
	bidQuantity = Number.NaN;
	askQuantity = Number.NaN;
	priceScale = 0;
	quantityScale = 0;
	/** The finest decimals of trade prices so far. */
	tradeScale = 0;
	/** Smallest quantity step as the venue says it, instrument's unit; 0 where nobody said. */
	lot = 0;
	/** Smallest price step as the venue says it, quote units; NaN where nobody said. */
	#describedTick = Number.NaN;
	/** Worth of one unit of quantity: in coins, or in quote units where contracts are inverse. */
	#unitWorth = 1;
	#isInverse = false;

	/** Smallest price step, quote units: the venue's, or a unit of the finest decimal seen. */
	get tick(): number {
		return Number.isNaN(this.#describedTick) ? 1 / powersOfTen[Math.max(this.priceScale, this.tradeScale)]! : this.#describedTick;
	}

	/** @param tick smallest price step, NaN where nobody said. @param lot smallest quantity step, 0 where nobody said. @param contract what quantities count where that is not coins. */
	describe(tick: number, lot: number, contract: Contract | undefined): void {
		this.#describedTick = tick;
		this.lot = lot;
		this.#unitWorth = contract === undefined ? 1 : Number(contract.value);
		this.#isInverse = contract?.kind === 'inverse';
	}

	/** What a quantity is worth at a price, quote units. */
	money(price: number, quantity: number): number {
		return (this.#isInverse ? quantity : price * quantity) * this.#unitWorth;
	}

	/** There is no book now. */
	lose(): void {
		this.book = undefined;
		this.bids.clear();
		this.asks.clear();
		this.bid = Number.NaN;
		this.ask = Number.NaN;
		this.mid = Number.NaN;
		this.bidQuantity = Number.NaN;
		this.askQuantity = Number.NaN;
	}

	/** @param book sound and in step. @param levels how many of each side are read. */
	take(book: Book, levels: number): void {
		const {bids, asks} = this;
		book.bids.top(levels, bids);
		book.asks.top(levels, asks);
		this.book = book;
		this.priceScale = book.priceScale;
		this.quantityScale = book.quantityScale;
		const price = powersOfTen[book.priceScale]!;
		const quantity = powersOfTen[book.quantityScale]!;
		this.bid = bids.prices[0]! / price;
		this.ask = asks.prices[0]! / price;
		this.mid = (bids.prices[0]! + asks.prices[0]!) / 2 / price;
		this.bidQuantity = bids.quantities[0]! / quantity;
		this.askQuantity = asks.quantities[0]! / quantity;
	}

	/** As `take`, of all levels within `bpsPerRow` of the mid, and of `levels` at least. */
	takeRow(book: Book, levels: number): void {
		const reach = (book.mid * bpsPerRow) / 1e4;
		const bids = book.bids.countWithin(Math.ceil(book.mid - reach));
		const asks = book.asks.countWithin(Math.floor(book.mid + reach));
		this.take(book, Math.max(levels, bids, asks));
	}

	/** What a trade is judged by; the book itself comes with the next state or row. */
	archive(io: Archive): void {
		this.at = io.number(this.at);
		this.sentAt = io.number(this.sentAt);
		this.bid = io.number(this.bid);
		this.ask = io.number(this.ask);
		this.mid = io.number(this.mid);
		this.bidQuantity = io.number(this.bidQuantity);
		this.askQuantity = io.number(this.askQuantity);
		this.priceScale = io.number(this.priceScale);
		this.quantityScale = io.number(this.quantityScale);
		this.tradeScale = io.number(this.tradeScale);
	}

	/** As `Book.isTrustedWithin`; false without a book. */
	isTrustedWithin(bps: number): boolean {
		return this.book?.isTrustedWithin(bps) === true;
	}

	/** As `Book.isTrustedFor`, without a walk where so many levels have been read. */
	isTrustedFor(levels: number): boolean {
		const {bids, asks, book} = this;
		return bids.length >= levels && asks.length >= levels ? this.hasTrusted(levels) : book?.isTrustedFor(levels) === true;
	}

	/** Both sides have so many levels among those read, and nothing unknown may rest between them. */
	hasTrusted(levels: number): boolean {
		const {bids, asks, book} = this;
		if (book === undefined || bids.length < levels || asks.length < levels) return false;
		return book.isTrustedTo(levels, bids.prices[levels - 1]!, asks.prices[levels - 1]!);
	}
}

/* The rows of the ladder: levels of the book gathered into steps of price, with what changed at each in the last seconds. */

import type {Book} from '../market/book.ts';
import {fixedFromUnits, fromUnits, powersOfTen, rescale, significantDecimals, toUnits} from '../market/decimal.ts';
import {type MicroPriceTable, microPrice} from '../metrics/micro-price.ts';
import {weightedMid, weightedMidBps} from '../metrics/weighted-mid.ts';
import type {Desk} from './desk.ts';
import type {EngineSettings} from './settings.ts';
import type {LadderRow, LadderView, MicroPriceView} from './view.ts';

const secondsAgo = 5;
/** Of so many best levels the largest is a typical size. */
const typicalLevels = 20;
/** Row heights in ticks, by which `[` and `]` step. */
const multiples = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

export class LadderMaker {
	#finest = Number.POSITIVE_INFINITY;

	make(desk: Desk, at: number, rows: number, grouping: number, settings: EngineSettings): LadderView {
		const book = desk.shownBook;
		const ticks = tickUnits(desk, book);
		const scale = book?.priceScale ?? 0;
		const chosen = Math.min(Math.max(grouping, 0), multiples.length - 1);
		const step = ticks * multiples[chosen]!;
		const steps = multiples.map((multiple) => fromUnits(ticks * multiple, scale));
		if (book === undefined) return {...emptyLadder, steps, grouping: chosen};
		const rowsOf = (side: 'bids' | 'asks') => gather(desk, book, side, step, rows, settings.levels, at);
		const isSound = book.isSound;
		const {bids, asks} = book;
		const touch = [bids.price, bids.quantity, asks.price, asks.quantity] as const;
		const spread = asks.price - bids.price;
		const table = settings.microPrice.find(({instrument}) => instrument === desk.instrument.id);
		return {
			bids: rowsOf('bids'),
			asks: rowsOf('asks'),
			spread: isSound ? fromUnits(spread, scale) : '',
			spreadBps: isSound ? (spread / book.mid) * 1e4 : Number.NaN,
			weightedMid: isSound ? fixedFromUnits(Math.round(weightedMid(...touch) * 100), scale + 2) : '',
			weightedMidBps: isSound ? weightedMidBps(...touch) : Number.NaN,
			microPrice: table === undefined ? undefined : microPriceOf(book, table),
			steps,
			grouping: chosen,
			quantityDecimals: this.#quantityDecimals(book),
		};
	}

	/** Decimals that show a typical size of this book with three digits; settles on the finest it needed, so that columns do not jump. */
	#quantityDecimals(book: Book): number {
		let typical = 0;
		const [bid, ask] = [book.bids.walk(), book.asks.walk()];
		while (bid.next() && ask.next() && bid.rank < typicalLevels) typical = Math.max(typical, bid.quantity, ask.quantity);
		typical /= powersOfTen[book.quantityScale]!;
		const needed = typical >= 1000 ? 0 : typical >= 100 ? 1 : typical >= 1 ? 2 : typical >= 0.01 ? 4 : 8;
		this.#finest = Math.min(this.#finest, needed);
		return this.#finest;
	}
}

/** The ladder of a book that is not there. */
export const emptyLadder: LadderView = {
	bids: [],
	asks: [],
	spread: '',
	spreadBps: Number.NaN,
	weightedMid: '',
	weightedMidBps: Number.NaN,
	microPrice: undefined,
	steps: [],
	grouping: 0,
	quantityDecimals: 2,
};

/** Of the touch as it stands now. */
function microPriceOf({isSound, mid, priceScale, quantityScale, bids, asks}: Book, table: MicroPriceTable): MicroPriceView {
	const price = powersOfTen[priceScale]!;
	const quantity = powersOfTen[quantityScale]!;
	const touch = {
		bid: bids.price / price,
		ask: asks.price / price,
		bidQuantity: bids.quantity / quantity,
		askQuantity: asks.quantity / quantity,
	};
	const units = isSound ? microPrice(table, touch) * price : Number.NaN;
	if (Number.isNaN(units)) return {price: '', bps: Number.NaN};
	return {price: fixedFromUnits(Math.round(units * 100), priceScale + 2), bps: (units / mid - 1) * 1e4};
}

/** One tick in counts of the book's price scale; where nobody said, one count. */
function tickUnits(desk: Desk, book: Book | undefined): number {
	const {tickSize} = desk.instrument;
	if (tickSize === undefined || book === undefined) return 1;
	const decimals = significantDecimals(tickSize);
	return decimals > book.priceScale ? 1 : rescale(toUnits(tickSize, decimals), decimals, book.priceScale);
}

/** A bid belongs to the step at or below its price, an ask to the one at or above: no row shows a better price than it holds. */
function gather(desk: Desk, book: Book, sideName: 'bids' | 'asks', step: number, rows: number, levels: number, at: number): LadderRow[] {
	const isBid = sideName === 'bids';
	const quantityUnit = powersOfTen[book.quantityScale]!;
	const decimals = decimalsOf(step, book.priceScale);
	const gathered: LadderRow[] = [];
	const level = book[sideName].walk();
	for (let isThere = level.next(); isThere && gathered.length < rows; ) {
		const price = (isBid ? Math.floor(level.price / step) : Math.ceil(level.price / step)) * step;
		const isSummed = level.rank < levels;
		let units = 0;
		for (; isThere && (isBid ? level.price >= price : level.price <= price); isThere = level.next()) units += level.quantity;
		const [low, high] = isBid ? [price, price + step - 1] : [price - step + 1, price];
		const before = desk.depthHistory.restedBetween(sideName, low, high, book.priceScale, at, secondsAgo);
		gathered.push({
			price: fixedFromUnits(rescale(price, book.priceScale, decimals), decimals),
			quantity: units / quantityUnit,
			change: units / quantityUnit - before,
			isTrusted: isBid ? low >= book.trustedBid : high <= book.trustedAsk,
			isSummed,
		});
	}
	return gathered;
}

/** Decimals that multiples of a step need. */
function decimalsOf(step: number, scale: number): number {
	let decimals = scale;
	let rest = step;
	while (decimals > 0 && rest % 10 === 0) {
		rest /= 10;
		decimals--;
	}
	return decimals;
}

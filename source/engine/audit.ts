/*
What a recording proves, book by book, gathered while it is folded. It looks on and takes no part: nothing here is in the state or its hashes.
*/

import type {Book} from '../market/book.ts';
import {fromUnits} from '../market/decimal.ts';
import type {InstrumentId} from '../market/instrument.ts';
import {Levels} from '../market/levels.ts';
import type {Trade} from '../market/trade.ts';
import {ExactSum} from '../metrics/exact-sum.ts';
import {OrderBookImbalance} from '../metrics/order-book-imbalance.ts';
import type {Desk, DeskObserver} from './desk.ts';

const levels = 10;
const levelsShown = 5;

/**
The findings of one book. Decimal sums are exact; `rho10` is over the states after each applied diff that have ten
levels a side, as an independent rebuild has them: no bound of trust is asked, unlike by what is shown and traded.
*/
export type BookFindings = {
	readonly depth: number;
	readonly applied: number;
	readonly droppedBeforeJoin: number;
	/** Depth messages that were no snapshots, and snapshots that came by the stream, each of any fate. */
	readonly deltas: number;
	readonly snapshots: number;
	readonly checksums: {readonly ok: number; readonly n: number};
	/** Levels beyond the depth that the venue keeps up. */
	readonly cutLevels: number;
	readonly gaps: number;
	readonly gapList: readonly {readonly at: number; readonly kind: string; readonly expected: number | null; readonly got: number | null}[];
	readonly resyncs: number;
	readonly duplicates: number;
	readonly outOfOrder: number;
	readonly malformed: number;
	readonly crossed: number;
	readonly trades: number;
	/** Null where the venue numbers nothing. */
	readonly lastUpdateId: number | null;
	readonly bidLevels: number;
	readonly askLevels: number;
	readonly top5Bids: readonly (readonly [string, string])[];
	readonly top5Asks: readonly (readonly [string, string])[];
	readonly rho10: {readonly n: number; readonly mean: number | null; readonly min: number | null; readonly max: number | null};
	readonly ofiCumulative: string;
	readonly ofiEvents: number;
	readonly takerBuy: string;
	readonly takerSell: string;
	readonly vpin: {readonly bucket: string; readonly n: number; readonly closedBuckets: number; readonly last: number | null};
	/** Against the venue's own touch messages: how many states could be compared, and how many agreed. */
	readonly touch: {readonly n: number; readonly price: number; readonly size: number};
	/** Of trades while the book was in step: those whose price told the taker's side by the mid, and those that agreed. */
	readonly takerSides: {readonly n: number; readonly agreed: number};
	/** Fresh snapshots that the book was held against, and those that agreed in every level. */
	readonly opinions: {readonly n: number; readonly agreed: number};
	/** What proves the book: `sequence`, `checksum` or `none`. */
	readonly evidence: string;
	readonly state: string;
};

class BookAudit {
	readonly flow = new ExactSum();
	readonly bought = new ExactSum();
	readonly sold = new ExactSum();
	readonly #imbalance = new OrderBookImbalance(levels);
	readonly #bids = new Levels();
	readonly #asks = new Levels();
	flowEvents = 0;
	states = 0;
	sum = 0;
	min = Number.POSITIVE_INFINITY;
	max = Number.NEGATIVE_INFINITY;

	state(book: Book, flow: number): void {
		book.bids.top(levels, this.#bids);
		book.asks.top(levels, this.#asks);
		this.#imbalance.update(this.#bids, this.#asks);
		const {rho} = this.#imbalance;
		if (!Number.isNaN(rho) && (hasLevels(book) || book.isTrustedFor(levels))) {
			this.states++;
			this.sum += rho;
			this.min = Math.min(this.min, rho);
			this.max = Math.max(this.max, rho);
		}
		if (Number.isNaN(flow)) return;
		this.flowEvents++;
		this.flow.add(flow, book.quantityScale);
	}
}

export class Audit implements DeskObserver {
	readonly #books = new Map<InstrumentId, BookAudit>();
	readonly #before = new Map<InstrumentId, Counts>();

	state(desk: Desk, flow: number): void {
		const book = desk.liveBook;
		if (book !== undefined) this.#of(desk).state(book, flow);
	}

	trade(desk: Desk, trade: Trade): void {
		const audit = this.#of(desk);
		(trade.aggressor === 1 ? audit.bought : audit.sold).add(trade.quantity, trade.quantityScale);
	}

	/** The recording begins here. What the desks have counted in their run before it is none of its findings. */
	begin(desks: readonly Desk[]): void {
		for (const desk of desks) this.#before.set(desk.instrument.id, countsOf(desk));
	}

	findings(desk: Desk): BookFindings {
		const audit = this.#of(desk);
		const {integrity, gauges} = desk;
		const book = desk.shownBook;
		const hasStates = audit.states > 0;
		const {toxicity} = gauges;
		const now = countsOf(desk);
		const before = this.#before.get(desk.instrument.id);
		const since = (count: keyof Counts) => now[count] - (before?.[count] ?? 0);
		return {
			depth: since('depth'),
			applied: since('applied'),
			droppedBeforeJoin: since('droppedBeforeJoin'),
			deltas: since('depth') - since('snapshots'),
			snapshots: since('snapshots'),
			checksums: {ok: since('checksumsRight'), n: since('checksums')},
			cutLevels: since('cutLevels'),
			gaps: since('gaps'),
			gapList: integrity.gapList
				.slice(before?.gapsListed ?? 0)
				.map((gap) => ({at: gap.at, kind: gap.kind, expected: orNull(gap.expected), got: orNull(gap.got)})),
			resyncs: since('resyncs'),
			duplicates: since('duplicates'),
			outOfOrder: since('outOfOrder'),
			malformed: since('malformed'),
			crossed: since('crossed'),
			trades: since('trades'),
			lastUpdateId: orNull(desk.updateId),
			bidLevels: book?.bids.count ?? 0,
			askLevels: book?.asks.count ?? 0,
			top5Bids: topOf(book, 'bids'),
			top5Asks: topOf(book, 'asks'),
			rho10: {
				n: audit.states,
				mean: hasStates ? audit.sum / audit.states : null,
				min: hasStates ? audit.min : null,
				max: hasStates ? audit.max : null,
			},
			ofiCumulative: audit.flow.text,
			ofiEvents: audit.flowEvents,
			takerBuy: audit.bought.text,
			takerSell: audit.sold.text,
			vpin: {
				bucket: Number.isNaN(toxicity.bucketSize) ? '' : String(Number(toxicity.bucketSize.toPrecision(12))),
				n: toxicity.buckets,
				closedBuckets: since('closedBuckets'),
				last: orNull(toxicity.value),
			},
			touch: {n: since('touches'), price: since('touchPrices'), size: since('touchSizes')},
			takerSides: {n: since('sidesCompared'), agreed: since('sidesAgreed')},
			opinions: {n: since('opinions'), agreed: since('opinionsAgreed')},
			evidence: integrity.evidence,
			state: integrity.state,
		};
	}

	#of(desk: Desk): BookAudit {
		let audit = this.#books.get(desk.instrument.id);
		if (audit === undefined) {
			audit = new BookAudit();
			this.#books.set(desk.instrument.id, audit);
		}
		return audit;
	}
}

type Counts = ReturnType<typeof countsOf>;

/** What a desk has counted since its run began. */
function countsOf({integrity, gauges, takerSides}: Desk) {
	const {depth, applied, droppedBeforeJoin, resyncs, duplicates, outOfOrder, malformed, crossed, trades} = integrity;
	const {gapCount: gaps, touches, touchPrices, touchSizes, snapshots, checksums, checksumsRight, cutLevels} = integrity;
	return {
		...{depth, applied, droppedBeforeJoin, resyncs, duplicates, outOfOrder, malformed, crossed, trades},
		...{gaps, gapsListed: integrity.gapList.length, closedBuckets: gauges.toxicity.closed},
		...{touches, touchPrices, touchSizes},
		...{snapshots, checksums, checksumsRight, cutLevels},
		...{opinions: integrity.opinions.given, opinionsAgreed: integrity.opinions.agreed},
		...{sidesCompared: takerSides.compared, sidesAgreed: takerSides.agreed},
	};
}

function topOf(book: Book | undefined, side: 'bids' | 'asks'): [string, string][] {
	const top: [string, string][] = [];
	if (book === undefined) return top;
	for (const level = book[side].walk(); top.length < levelsShown && level.next(); ) {
		top.push([fromUnits(level.price, book.priceScale), fromUnits(level.quantity, book.quantityScale)]);
	}
	return top;
}

function orNull(value: number): number | null {
	return Number.isNaN(value) ? null : value;
}

function hasLevels(book: Book): boolean {
	return book.bids.count >= levels && book.asks.count >= levels;
}

/* The moments of one book, see `Moments`. */

import type {Desk} from '../engine/desk.ts';
import type {Gap} from '../engine/integrity.ts';
import {powersOfTen} from '../market/decimal.ts';
import type {Trade} from '../market/trade.ts';
import {type PulledWall, PulledWalls} from '../metrics/pulled-wall.ts';
import {type Swing, Swings, sizeOf} from '../metrics/swing.ts';
import type {Fill} from '../trading/portfolio.ts';
import {Best} from './best.ts';
import type {Moment} from './moment.ts';
import {VpinRises} from './vpin-rises.ts';

/** µs over which OBI may swing, and after which the mid is compared with that of a fill. */
const swingSpan = 5_000_000;
const markOutAfter = 10_000_000;

/** What a row of the sample clock says, until it is known which frame closed it. */
export type Row = {
	readonly sampledAt: number;
	readonly obi: number;
	readonly vpin: number;
	readonly rank: number;
	readonly mid: number;
	readonly fills: readonly Fill[];
};

/** A fill of the simulated taker, the mid of its row, and when it was known. */
type Filled = {readonly at: number; readonly fill: Fill; readonly mid: number};

export class BookMoments {
	readonly #desk: Desk;
	readonly #most: number;
	readonly #swings: Best<Swing>;
	readonly #walls: Best<PulledWall>;
	readonly #fills: Best<Filled & {readonly adverseBps: number; readonly after: number}>;
	readonly #vpin: VpinRises;
	readonly #swing = new Swings(swingSpan, (swing) => this.#swings.add(sizeOf(swing), swing));
	readonly #pulled = new PulledWalls((wall) => this.#walls.add(wall.from - wall.to - wall.traded, wall));
	/** Filled less than 10 s ago. */
	#young: Filled[] = [];
	/** The integrity lists a thousand at most. */
	readonly #gaps: {readonly at: number; readonly gap: Gap}[] = [];
	#fillsSeen: number;
	#tradeGapsSeen: number;
	#gapsSeen: number;

	/** @param most how many of a kind are kept. */
	constructor(desk: Desk, most: number) {
		this.#desk = desk;
		this.#most = most;
		this.#fillsSeen = desk.strategy.portfolio.trades;
		this.#tradeGapsSeen = desk.integrity.tradeGaps;
		this.#gapsSeen = desk.integrity.gapList.length;
		this.#swings = new Best(most);
		this.#walls = new Best(most);
		this.#fills = new Best(most);
		this.#vpin = new VpinRises(most);
	}

	state(): void {
		const {liveBook, gauges} = this.#desk;
		if (liveBook?.isSound === true) this.#pulled.state(liveBook, gauges.market.at, gauges.market.sentAt);
	}

	trade(trade: Trade): void {
		const {integrity, gauges} = this.#desk;
		if (integrity.tradeGaps !== this.#tradeGapsSeen) this.#pulled.missTrades();
		this.#tradeGapsSeen = integrity.tradeGaps;
		this.#pulled.trade(trade, gauges.market.at);
	}

	/** The row that the desk has just closed. */
	row(): Row {
		const {gauges, strategy} = this.#desk;
		const {at: sampledAt, obi, vpin, vpinRank: rank, mid, volumeDelta} = gauges.row;
		// While no trades come there is none.
		if (Number.isNaN(volumeDelta)) this.#pulled.missTrades();
		const {fills, trades} = strategy.portfolio;
		const isNew = trades > this.#fillsSeen;
		const row = {sampledAt, obi, vpin, rank, mid, fills: isNew ? fills.slice(this.#fillsSeen) : []};
		this.#fillsSeen = trades;
		return row;
	}

	/** @param at when the frame was received that closed it, µs. */
	closeRow({sampledAt, obi, vpin, rank, mid, fills}: Row, at: number): void {
		this.#swing.push(sampledAt, obi, at);
		this.#vpin.row(at, vpin, rank);
		this.#judgeFills(sampledAt, mid);
		for (const fill of fills) this.#young.push({at, fill, mid});
	}

	/** The book is lost: what is a difference of two states begins anew. */
	lost(): void {
		this.#pulled.clear();
	}

	/** @param at when the frame was received with which the book was lost, µs. */
	closeLoss(at: number): void {
		this.#swing.cut();
		const {gapList} = this.#desk.integrity;
		for (const gap of gapList.slice(this.#gapsSeen)) this.#gaps.push({at, gap});
		this.#gapsSeen = gapList.length;
	}

	/** The best of each kind. The fold is over. */
	finish(): Moment[] {
		this.#swing.cut();
		const {id: instrument} = this.#desk.instrument;
		const gaps = new Best<{readonly at: number; readonly gap: Gap}>(this.#most);
		for (const each of this.#gaps) gaps.add(lengthOf(each.gap), each);
		return [
			...this.#swings.items.map(
				({knownAt: at, fromAt, toAt, from, to}): Moment => ({at, instrument, kind: 'obi-swing', from, to, took: toAt - fromAt}),
			),
			...this.#vpin.finish().map(({at, vpin, rank, peak, lasted}): Moment => ({at, instrument, kind: 'vpin', vpin, rank, peak, lasted})),
			...this.#walls.items.map((wall): Moment => ({...inNumbers(wall), instrument, kind: 'wall'})),
			...gaps.items.map(
				({at, gap: {kind: cause, expected, got, recoveredAfter: lasted}}): Moment => ({
					...{at, instrument, kind: 'gap'},
					...{cause, expected, got, lasted},
				}),
			),
			...this.#fills.items.map(
				({at, fill: {side, price, quantity}, adverseBps, after}): Moment => ({
					...{at, instrument, kind: 'fill'},
					...{side, price, quantity, adverseBps, after},
				}),
			),
		];
	}

	/** Compares the mid with that of fills that are old enough. One that is not known then says nothing of them. */
	#judgeFills(sampledAt: number, mid: number): void {
		const isOld = ({fill}: Filled) => sampledAt - fill.at >= markOutAfter;
		for (const filled of this.#young.filter(isOld)) {
			const {side, at} = filled.fill;
			const adverseBps = ((side === 'buy' ? filled.mid - mid : mid - filled.mid) / filled.mid) * 1e4;
			if (adverseBps > 0) this.#fills.add(adverseBps, {...filled, adverseBps, after: sampledAt - at});
		}
		if (this.#young.length > 0) this.#young = this.#young.filter((filled) => !isOld(filled));
	}
}

/** One that is not over is longer than any. */
function lengthOf({recoveredAfter}: Gap): number {
	return Number.isNaN(recoveredAfter) ? Number.POSITIVE_INFINITY : recoveredAfter;
}

function inNumbers({at, side, price, from, to, traded, took, priceScale, quantityScale}: PulledWall) {
	const unit = powersOfTen[quantityScale]!;
	return {at, side, took, price: price / powersOfTen[priceScale]!, from: from / unit, to: to / unit, traded: traded / unit};
}

/* Gathers the changes of the touch of every instrument while a recording is folded, for the table of the micro-price to be fitted on. */

import type {InstrumentId} from '../market/instrument.ts';
import {type MicroPriceTable, spreadInTicks, touchImbalance} from '../metrics/micro-price.ts';
import {MicroPriceFit} from '../metrics/micro-price-fit.ts';
import type {Desk, DeskObserver} from './desk.ts';

type Touch = {bid: number; ask: number; bidQuantity: number; askQuantity: number};

export class MicroPriceTraining implements DeskObserver {
	readonly #fits = new Map<InstrumentId, {readonly fit: MicroPriceFit; readonly touch: Touch}>();

	state(desk: Desk, flow: number): void {
		const {fit, touch} = this.#of(desk.instrument.id);
		const {market} = desk.gauges;
		const {bid, ask, bidQuantity, askQuantity} = market;
		const isFirst = Number.isNaN(flow);
		if (isFirst) fit.gap();
		if (market.book === undefined) return;
		const isSame = bid === touch.bid && ask === touch.ask && bidQuantity === touch.bidQuantity && askQuantity === touch.askQuantity;
		if (isSame && !isFirst) return;
		Object.assign(touch, {bid, ask, bidQuantity, askQuantity});
		// The mid in ticks, halves occur: whole numbers of half a tick, so that one that stands still is seen to.
		fit.add(touchImbalance(market), spreadInTicks(bid, ask, market.tick), Math.round((bid + ask) / market.tick) / 2);
	}

	/** @returns undefined where the touch never changed. */
	table(desk: Desk): MicroPriceTable | undefined {
		return this.#of(desk.instrument.id).fit.fit(desk.instrument.id, desk.gauges.market.tick);
	}

	#of(id: InstrumentId) {
		let found = this.#fits.get(id);
		if (found === undefined) {
			const unknown = Number.NaN;
			found = {fit: new MicroPriceFit(), touch: {bid: unknown, ask: unknown, bidQuantity: unknown, askQuantity: unknown}};
			this.#fits.set(id, found);
		}
		return found;
	}
}

/* Gathers when takers bought and sold while a recording is folded, for a Hawkes process to be fitted on. Trades of one side at one moment are one event. */

import type {InstrumentId} from '../market/instrument.ts';
import type {Aggressor, Trade} from '../market/trade.ts';
import {fitHawkes, type HawkesParameters, logLikelihood} from '../metrics/hawkes.ts';
import type {Desk, DeskObserver} from './desk.ts';

export type HawkesFit = HawkesParameters & {
	readonly side: 'buys' | 'sells';
	readonly events: number /** ln L of these events. */;
	readonly logLikelihood: number;
};

export class HawkesTraining implements DeskObserver {
	readonly #times = new Map<InstrumentId, Record<'buys' | 'sells', number[]>>();

	trade(desk: Desk, trade: Trade): void {
		const times = this.#of(desk.instrument.id)[nameOf(trade.aggressor)];
		const {at} = desk.gauges.market;
		if (times.at(-1) !== at) times.push(at);
	}

	/** Fits of both sides for a decay β, 1/s; a side without two events has none. */
	fits(desk: Desk, decay: number): readonly HawkesFit[] {
		const {buys, sells} = this.#of(desk.instrument.id);
		const first = Math.min(buys[0] ?? Number.POSITIVE_INFINITY, sells[0] ?? Number.POSITIVE_INFINITY);
		const last = Math.max(buys.at(-1) ?? Number.NEGATIVE_INFINITY, sells.at(-1) ?? Number.NEGATIVE_INFINITY);
		const horizon = (last - first) / 1e6;
		return (['buys', 'sells'] as const).flatMap((side) => {
			const times = Float64Array.from(side === 'buys' ? buys : sells, (at) => (at - first) / 1e6);
			const parameters = fitHawkes(times, horizon, decay);
			if (parameters === undefined) return [];
			return [{...parameters, side, events: times.length, logLikelihood: logLikelihood(times, horizon, parameters)}];
		});
	}

	#of(id: InstrumentId): Record<'buys' | 'sells', number[]> {
		let found = this.#times.get(id);
		if (found === undefined) {
			found = {buys: [], sells: []};
			this.#times.set(id, found);
		}
		return found;
	}
}

function nameOf(aggressor: Aggressor): 'buys' | 'sells' {
	return aggressor === 1 ? 'buys' : 'sells';
}

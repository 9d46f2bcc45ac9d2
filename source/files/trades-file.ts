/* The simulated fills of a run, as JSON: every one with what an audit needs to follow it. */

import {writeFileSync} from 'node:fs';
import type {Desk} from '../engine/desk.ts';
import {isoTime} from './iso-time.ts';

/** Writes the fills of all instruments in the order of time. Returns how many; nothing is written where there were none. */
export function writeTrades(file: string, desks: readonly Desk[]): number {
	const fills = desks
		.flatMap((desk) => desk.strategy.portfolio.fills.map((fill) => ({desk, fill})))
		.sort((one, other) => one.fill.at - other.fill.at);
	if (fills.length === 0) return 0;
	const rows = fills.map(({desk: {instrument}, fill}) => ({
		time: isoTime(fill.at),
		venue: instrument.venue,
		symbol: instrument.symbol,
		side: fill.side,
		price: fill.price,
		quantity: fill.quantity,
		fee: fill.fee,
		rho: fill.rho,
		update_id: fill.updateId,
		unfilled: fill.unfilled,
		cash_after: fill.cashAfter,
		position_after: fill.positionAfter,
	}));
	writeFileSync(file, `${JSON.stringify(rows, null, '\t')}\n`);
	return rows.length;
}

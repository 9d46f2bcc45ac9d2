/* The last line of a session, on the normal screen: what the portfolio came to, how sound the books were, and which files were written. */

import type {Desk} from '../engine/desk.ts';
import {refusalInWords} from '../files/recording-errors.ts';
import {writeTrades} from '../files/trades-file.ts';
import {counted} from './counted.ts';
import type {Session} from './session.ts';

export type Farewell = {
	readonly words: string;
	/** All that was to be written is. */
	readonly isWhole: boolean;
};

/** Writes the fills, if there were any, and says all that is to be said. */
export function farewell({engine, files: written, faults}: Session, tradesFile: string): Farewell {
	const files = [...written];
	let trouble = faults.map((fault) => ` ${fault}.`).join('');
	try {
		if (writeTrades(tradesFile, engine.desks) > 0) files.unshift(tradesFile);
	} catch (error) {
		trouble += ` ${tradesFile} ${refusalInWords(error, 'a file')}.`;
	}
	const symbols = engine.desks.map(({instrument}) => instrument.symbol);
	const isShared = new Set(symbols).size < symbols.length;
	const parts = engine.desks.map((desk) => finalValue(desk, isShared));
	const list = files.length === 0 ? '' : ` Written: ${files.join(', ')}.`;
	const words = `${parts.length === 0 ? 'No book was seen.' : `Final portfolio value: ${parts.join('; ')}.`}${list}${trouble}`;
	return {words, isWhole: trouble === ''};
}

function finalValue({instrument, strategy, integrity}: Desk, isShared: boolean): string {
	const {portfolio} = strategy;
	const {equity, startingBalance, trades} = portfolio;
	const money = (value: number) =>
		Number.isFinite(value) ? value.toLocaleString('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2}) : '–';
	const change = equity / startingBalance - 1;
	const share = Number.isFinite(change) ? ` (${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(2)} %)` : '';
	return `${isShared ? instrument.id : instrument.symbol} ${money(equity)} ${instrument.quote}${share}, ${counted(trades, 'trade')}, ${counted(integrity.gapCount, 'gap')}`;
}

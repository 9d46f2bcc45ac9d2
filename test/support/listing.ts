/* What venues list, for the picker. */

import type {Listed, Listing} from '../../source/runner/session.ts';
import {now} from './scene.ts';

/** `ETHUSDT` of Binance, `ETH-USD` where pairs have a dash. */
export function listed(base: string, quote: string, {dash = '', status = 'TRADING'} = {}): Listed {
	return {symbol: `${base}${dash}${quote}`, base, quote, status};
}

export function createListing(listing: Partial<Listing> = {}): Listing {
	return {venue: 'binance', name: 'Binance spot', state: 'ready', why: '', instruments: binanceList, fetchedAt: now - 7200e6, ...listing};
}

/** As the venue orders it: what was listed first comes first. */
const binanceList: readonly Listed[] = [
	listed('ETH', 'BTC'),
	listed('BTC', 'USDT'),
	listed('ETH', 'USDT'),
	listed('BCC', 'USDT', {status: 'BREAK'}),
	listed('SOL', 'USDT'),
	listed('ETH', 'USDC'),
	listed('STETH', 'USDT'),
	listed('ETHW', 'USDT', {status: 'BREAK'}),
	listed('ETHFI', 'USDT'),
	listed('BTC', 'USDC'),
];

/* Contracts stay contracts in the book and in the position; money reckons with what one is worth. */

import {expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {defaultSettings} from '../../source/engine/settings.ts';
import type {Frame} from '../../source/market/frame.ts';
import type {Contract} from '../../source/market/instrument.ts';
import {Portfolio} from '../../source/trading/portfolio.ts';
import {buyAllIn, sellAll} from '../../source/trading/taker-fill.ts';
import {okx} from '../../source/venues/okx.ts';
import {expectClose} from '../metrics/close-to.ts';
import {asksOf, bidsOf, scales} from './levels.ts';

const all = Number.POSITIVE_INFINITY;
const hundredths = {...scales, unitValue: 0.01};

test('a hundred contracts of 0.01 coins cost what one coin does, at the price of a coin', () => {
	const fill = buyAllIn(asksOf([100, 250]), hundredths, all, 100, 0);
	expect(fill).toMatchObject({quantity: 100, cost: 100, price: 100, unfilled: 0});
	expect(sellAll(bidsOf([90, 250]), hundredths, all, 100, 0.001)).toMatchObject({quantity: 100, cost: 90, price: 90, fee: 0.09});
});

test('a position in contracts is valued by what they are worth', () => {
	const portfolio = new Portfolio(1000, 0.01);
	portfolio.apply(buyAllIn(asksOf([100, 500]), hundredths, all, portfolio.cash, 0), 1, 0.8, 1);
	expect([portfolio.position, portfolio.averagePrice, portfolio.cash]).toEqual([500, 100, 500]);
	portfolio.mark(110);
	expectClose(portfolio.equity, 500 + 500 * 0.01 * 110);
	portfolio.apply(sellAll(bidsOf([110, 500]), hundredths, all, portfolio.position, 0), 2, 0.2, 2);
	expectClose([portfolio.cash, portfolio.realised], [1050, 50]);
});

/** Two samples of OKX: a balanced book, then one of bids, which signals to buy. Returns what came of the signal. */
function outcomeWith(contract: Contract | undefined): {readonly outcome: string; readonly position: number; readonly cash: number} {
	const engine = new Engine({settings: defaultSettings, venue: okx, findVenue: () => okx});
	const second = 1_000_000;
	const fold = (at: number, kind: Frame['kind'], payload: object) =>
		engine.fold({at: at * second, connection: kind === 'tick' ? 0 : 1, kind, payload: Buffer.from(JSON.stringify(payload))});
	const arg = {channel: 'books', instId: 'BTC-USDT-SWAP'};
	const facts = {symbol: 'BTC-USDT-SWAP', base: 'BTC', quote: 'USDT', tickSize: '0.1', stepSize: '1', status: 'TRADING'};
	fold(1, 'opened', {
		venue: 'okx',
		market: '',
		url: '',
		streams: [],
		instruments: [{...facts, ...(contract === undefined ? {} : {contract})}],
	});
	const book = (bid: string, prevSeqId: number, seqId: number) => ({
		asks: [['101', '500', '0', '1']],
		bids: [['100', bid, '0', '1']],
		ts: '1',
		prevSeqId,
		seqId,
	});
	fold(1.5, 'message', {arg, action: 'snapshot', data: [book('500', -1, 1)]});
	fold(2.5, 'message', {arg, action: 'update', data: [book('5000', 1, 2)]});
	fold(4, 'tick', {});
	const desk = engine.desks[0];
	const signal = desk?.log.latest(10).find(({kind}) => kind === 'signal');
	const {position = Number.NaN, cash = Number.NaN} = desk?.strategy.portfolio ?? {};
	return {outcome: signal?.kind === 'signal' ? signal.outcome : '', position, cash};
}

test('a signal on a linear contract buys contracts for what they are worth', () => {
	const {outcome, position, cash} = outcomeWith({unit: 'contracts', value: '0.01', kind: 'linear'});
	expect(outcome).toMatch(/^bought 500\.00000000 at 101/);
	expect(position).toBe(500);
	expectClose(cash, 1e6 - 500 * 0.01 * 101 * 1.001);
});

test('a signal on an inverse contract is shown and not traded, for its worth in money is another thing', () => {
	expect(outcomeWith({unit: 'contracts', value: '100', kind: 'inverse'})).toEqual({
		outcome: 'not simulated: an inverse contract',
		position: 0,
		cash: 1e6,
	});
});

test('where quantities are coins, they are bought as coins', () => {
	expect(outcomeWith(undefined)).toMatchObject({position: 500});
});

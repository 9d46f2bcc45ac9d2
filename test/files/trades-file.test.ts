import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {Engine} from '../../source/engine/engine.ts';
import {writeTrades} from '../../source/files/trades-file.ts';
import {openDay, tradeDay} from '../support/trading-day.ts';
import {temporaryDirectory} from './kit.ts';

function written(engines: readonly Engine[]): {count: number; file: string} {
	const file = path.join(temporaryDirectory(), 'trades.json');
	return {
		count: writeTrades(
			file,
			engines.flatMap(({desks}) => desks),
		),
		file,
	};
}

test('every fill is written with what it left behind, in the order of time', () => {
	const {count, file} = written([tradeDay(openDay())]);
	expect(count).toBe(2);
	const [buy, sell, ...more] = JSON.parse(readFileSync(file, 'utf8'));
	expect(more).toEqual([]);
	const names = [
		'time',
		'venue',
		'symbol',
		'side',
		'price',
		'quantity',
		'fee',
		'rho',
		'update_id',
		'unfilled',
		'cash_after',
		'position_after',
	];
	expect(Object.keys(buy)).toEqual(names);
	expect(buy).toMatchObject({
		time: '2026-01-01T00:00:02.000Z',
		venue: 'binance',
		symbol: 'BTCUSDT',
		side: 'buy',
		rho: 0.9,
		update_id: 106,
	});
	expect(sell).toMatchObject({time: '2026-01-01T00:00:03.000Z', side: 'sell', rho: 0.1, update_id: 107, position_after: 0, unfilled: 0});
	// All the cash buys, all of the position is sold, and the fees are 10 bps of what changed hands.
	expect(buy.price * buy.quantity + buy.fee + buy.cash_after).toBeCloseTo(1000, 6);
	expect(buy.fee).toBeCloseTo(buy.price * buy.quantity * 0.001, 6);
	expect(sell.quantity).toBe(buy.position_after);
	expect(buy.cash_after + sell.price * sell.quantity - sell.fee).toBeCloseTo(sell.cash_after, 6);
});

test('fills of several books stand in the order of time, not of books', () => {
	const late = tradeDay(openDay());
	const {count, file} = written([late, tradeDay(openDay())]);
	expect(count).toBe(4);
	const sides = JSON.parse(readFileSync(file, 'utf8')).map(({side}: {side: string}) => side);
	expect(sides).toEqual(['buy', 'buy', 'sell', 'sell']);
});

test('where nothing was traded, nothing is written', () => {
	const {count, file} = written([openDay()]);
	expect(count).toBe(0);
	expect(existsSync(file)).toBe(false);
});

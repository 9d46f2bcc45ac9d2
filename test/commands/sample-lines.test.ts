import {describe, expect, test} from 'vitest';
import {SampleLines} from '../../source/commands/sample-lines.ts';
import {catalogue} from '../../source/engine/meters.ts';
import {closed, levelsFrom, tick} from '../support/frames.ts';
import {openDay, tradeDay} from '../support/trading-day.ts';

/** A day of trading and a gap after it, as lines. */
function dayIn(isJson: boolean, settings = {}): string[] {
	const lines: string[] = [];
	const engine = tradeDay(openDay(settings, new SampleLines(isJson, (line) => lines.push(line))));
	engine.fold(closed(3.6));
	engine.fold(tick(4.5));
	return lines;
}

describe('as JSON', () => {
	const lines = dayIn(true);
	const objects = lines.map((line) => JSON.parse(line));

	test('a line is an object, a sample or a signal, in the order in which they came', () => {
		expect(objects.map(({type, timestamp}) => [type, timestamp.slice(17, 19)])).toEqual([
			[undefined, '01'],
			[undefined, '02'],
			['signal', '02'],
			[undefined, '03'],
			['signal', '03'],
			[undefined, '04'],
		]);
		for (const line of lines) expect(line).not.toMatch(/NaN|Infinity|undefined/);
	});

	test('a sample has the columns of an export, with venue, symbol and state before them and the portfolio behind', () => {
		expect(Object.keys(objects[0])).toEqual([
			...['timestamp', 'venue', 'symbol', 'state', 'update_id'],
			...catalogue.map(({name}) => name),
			...['cash', 'position', 'equity'],
		]);
		expect(objects[1]).toMatchObject({
			timestamp: '2026-01-01T00:00:02.000Z',
			venue: 'binance',
			symbol: 'BTCUSDT',
			state: 'IN STEP',
			update_id: 106,
			best_bid: 100,
			best_ask: 100.01,
			mid: 100.005,
			rho: 0.9,
			cvd: 0.5,
		});
	});

	test('what cannot be computed is null', () => {
		expect(objects[0]).toMatchObject({obi_ema: null, obi_z: null, ofi_1: null, vpin: null, vpin_rank: null});
		expect(objects[5]).toMatchObject({state: 'CONNECTING', update_id: null, best_bid: null, mid: null, rho: null, obi: null});
		// What was earned does not go with the book.
		expect(objects[5].cash).toBe(objects[3].cash);
	});

	test('a signal says what fired it and what came of it', () => {
		const {outcome, ...signal} = objects[2];
		expect(signal).toEqual({
			type: 'signal',
			timestamp: '2026-01-01T00:00:02.000Z',
			venue: 'binance',
			symbol: 'BTCUSDT',
			side: 'buy',
			rho: 0.9,
			obi: 0.8,
			obi_z: null,
			vpin: null,
		});
		expect(outcome).toMatch(/^bought /);
		expect(objects[4]).toMatchObject({side: 'sell', rho: 0.1, outcome: expect.stringMatching(/^sold /)});
	});
});

describe('as a table', () => {
	const lines = dayIn(false);
	const rows = lines.filter((line) => !/ (BUY|SELL) /.test(line));

	test('a head stands above the samples, and all are as wide as it', () => {
		expect(rows[0]?.split(/ {2,}/)).toEqual([
			...['time', 'symbol', 'state', 'mid', 'spread bp', 'rho', 'ewma', 'z', 'ofi 1s', 'vpin', 'equity'],
		]);
		expect(rows).toHaveLength(5);
		expect(new Set(rows.map((row) => row.length))).toEqual(new Set([rows[0]?.length]));
		const end = (row: string | undefined, word: string) => (row?.indexOf(word) ?? -1) + word.length;
		expect(end(rows[1], '100.005')).toBe(end(rows[0], ' mid'));
		expect(end(rows[1], '0.500')).toBe(end(rows[0], ' rho'));
		expect(end(rows[1], '1000.00')).toBe(end(rows[0], ' equity'));
	});

	test('what cannot be computed is a dash', () => {
		expect(rows[1]).toMatch(/IN STEP +100\.005 +1\.000 +0\.500 +– +– +– +– +1000\.00$/);
		expect(rows[4]).toMatch(/CONNECTING +– +– +– +– +– +– +– +\d+\.\d\d$/);
	});

	test('a signal is a line of its own', () => {
		expect(lines.filter((line) => !rows.includes(line))).toEqual([
			expect.stringMatching(/^2026-01-01T00:00:02\.000Z binance:BTCUSDT BUY bought /),
			expect.stringMatching(/^2026-01-01T00:00:03\.000Z binance:BTCUSDT SELL sold /),
		]);
	});

	test('a price with few digits is shown with as many as it has', () => {
		expect(levelsFrom(100, 'bids', 1)).toEqual([['100.00', '1']]);
		expect(rows[2]).toContain(' 100.005 ');
	});
});

test('signals from before the first line are not told late', () => {
	const lines: string[] = [];
	const all = new SampleLines(false, (line) => lines.push(line));
	// Looks on from the third second, as a replay does that begins there.
	tradeDay(openDay({}, {sample: (desk) => desk.gauges.row.at >= Date.UTC(2026, 0, 1, 0, 0, 3) * 1000 && all.sample(desk)}));
	expect(lines.filter((line) => / (BUY|SELL) /.test(line))).toEqual([expect.stringContaining('SELL sold')]);
	expect(lines).toHaveLength(3);
});

test('nothing is said of a book that was never in step', () => {
	const lines: string[] = [];
	const engine = openDay({levels: 10}, new SampleLines(true, (line) => lines.push(line)));
	expect(lines).toHaveLength(1);
	engine.fold(closed(1.6));
	engine.fold(tick(2.5));
	expect(lines).toHaveLength(2);
});

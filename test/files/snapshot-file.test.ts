import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {Desk} from '../../source/engine/desk.ts';
import type {Engine} from '../../source/engine/engine.ts';
import {writeSnapshot} from '../../source/files/snapshot-file.ts';
import {diff} from '../support/frames.ts';
import {openDay, tradeDay} from '../support/trading-day.ts';
import {temporaryDirectory} from './kit.ts';

function deskOf(engine: Engine): Desk {
	const [desk] = engine.desks;
	if (desk === undefined) throw new Error('no desk');
	return desk;
}

function contentOf(file: string | undefined) {
	return JSON.parse(readFileSync(file ?? '', 'utf8'));
}

test('a snapshot is called after its symbol and second, and holds all there is to know of the book', () => {
	const folder = temporaryDirectory();
	const engine = tradeDay(openDay());
	const files = writeSnapshot(folder, engine, deskOf(engine), undefined, null);
	expect(files).toEqual([path.join(folder, 'orderbook_snapshot_btcusdt_20260101_000003.json')]);
	const content = contentOf(files[0]);
	expect(Object.keys(content)).toEqual([
		...['symbol', 'venue', 'update_id', 'time', 'state', 'bids', 'asks', 'trusted', 'metrics', 'thresholds', 'portfolio'],
		...['samples', 'book_checksum', 'book_hash', 'state_hash', 'reproduce'],
	]);
	expect(content).toMatchObject({
		symbol: 'BTCUSDT',
		venue: 'binance',
		update_id: 107,
		time: '2026-01-01T00:00:03.500Z',
		state: 'LIVE',
		trusted: {bid_levels: 20, ask_levels: 20},
		metrics: {best_bid: 100, best_ask: 100.01, rho: 0.1, obi: -0.8, vpin: null},
		thresholds: {buy: 0.7, sell: 0.3, levels: 10},
		portfolio: {position: 0, average_price: null, trades: 2},
		samples: 4,
		book_hash: engine.bookHash,
		state_hash: engine.stateHash,
	});
});

test('every level is in it, best first, as decimal text', () => {
	const engine = openDay();
	engine.fold(diff(1.7, [106, 106], {bids: [['99.995', '0.00000001']], asks: [['123456.7', '12']]}));
	const {bids, asks} = contentOf(writeSnapshot(temporaryDirectory(), engine, deskOf(engine), undefined, null)[0]);
	expect(bids).toHaveLength(21);
	expect(bids.slice(0, 3)).toEqual([
		['100', '1'],
		['99.995', '0.00000001'],
		['99.99', '1'],
	]);
	expect(asks).toHaveLength(21);
	expect(asks[0]).toEqual(['100.01', '1']);
	expect(asks[20]).toEqual(['123456.7', '12']);
});

test('the screen stands beside it as text and as a picture', () => {
	const folder = temporaryDirectory();
	const engine = openDay();
	const files = writeSnapshot(folder, engine, deskOf(engine), {text: 'what was seen\n', svg: '<svg/>'}, null);
	expect(files.map((file) => path.basename(file))).toEqual([
		'orderbook_snapshot_btcusdt_20260101_000001.json',
		'orderbook_snapshot_btcusdt_20260101_000001.txt',
		'orderbook_snapshot_btcusdt_20260101_000001.svg',
	]);
	expect(readFileSync(files[1] ?? '', 'utf8')).toBe('what was seen\n');
	expect(readFileSync(files[2] ?? '', 'utf8')).toBe('<svg/>');
});

test('a second one in the same second gets another name, and the first stays', () => {
	const folder = temporaryDirectory();
	const engine = openDay();
	const [first] = writeSnapshot(folder, engine, deskOf(engine), undefined, null);
	engine.fold(diff(1.9, [106, 106]));
	const [second] = writeSnapshot(folder, engine, deskOf(engine), {text: '', svg: ''}, null);
	expect(path.basename(second ?? '')).toBe('orderbook_snapshot_btcusdt_20260101_000001-2.json');
	expect(contentOf(first).update_id).toBe(105);
	expect(contentOf(second).update_id).toBe(106);
	expect(readdirSync(folder)).toHaveLength(4);
});

test('a symbol cannot lead out of the folder', () => {
	const folder = temporaryDirectory();
	const engine = tradeDay(openDay());
	const desk = deskOf(engine);
	desk.describe({...desk.instrument, symbol: '/../../x\\y.BTC_1-A'});
	const files = writeSnapshot(folder, engine, desk, undefined, null);
	expect(files).toEqual([path.join(folder, 'orderbook_snapshot_-------x-y-btc_1-a_20260101_000003.json')]);
	expect(readdirSync(folder)).toEqual(files.map((file) => path.basename(file)));
});

test('a folder that is not there is an error of the file system', () => {
	const engine = openDay();
	expect(() => writeSnapshot('/nowhere/at/all', engine, deskOf(engine), undefined, null)).toThrow('ENOENT');
});

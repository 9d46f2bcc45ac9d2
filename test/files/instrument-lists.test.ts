import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {InstrumentLists, listLife} from '../../source/files/instrument-lists.ts';
import type {InstrumentFacts} from '../../source/market/instrument.ts';
import {fileOf, temporaryDirectory} from './kit.ts';

const now = Date.UTC(2026, 10, 20, 12, 4, 31) * 1000;

const spot: InstrumentFacts = {
	symbol: '币安人生USDT',
	base: '币安人生',
	quote: 'USDT',
	tickSize: '0.0001',
	stepSize: '0.1',
	status: 'TRADING',
};
const swap: InstrumentFacts = {
	...{symbol: 'BTC-USDT-SWAP', base: 'BTC', quote: 'USDT', tickSize: '0.1', stepSize: '0.01', status: 'suspend'},
	contract: {unit: 'contracts', value: '0.01', kind: 'linear'},
};

/** A folder of settings with a kept list in it, and the file. */
function kept(venue = 'okx') {
	const folder = temporaryDirectory();
	const lists = new InstrumentLists(folder);
	lists.write(venue, [spot, swap], now);
	return {folder, lists, file: path.join(folder, 'instruments', `${venue}.json`)};
}

/** The list that is kept, with some of the file changed. */
function changed(change: Readonly<Record<string, unknown>>) {
	const {lists, file} = kept();
	writeFileSync(file, JSON.stringify({...JSON.parse(readFileSync(file, 'utf8')), ...change}));
	return lists.read('okx', now);
}

test('a list that was kept is there for the next start, with when it was fetched', () => {
	const {folder} = kept();
	expect(new InstrumentLists(folder).read('okx', now + 60e6)).toEqual({instruments: [spot, swap], fetchedAt: now});
});

test('there is a file for each venue, and no half one is left', () => {
	const {folder, lists} = kept('okx');
	lists.write('bybit-linear', [swap], now);
	expect(readdirSync(path.join(folder, 'instruments')).sort()).toEqual(['bybit-linear.json', 'okx.json']);
	expect(lists.read('bybit-linear', now)?.instruments).toEqual([swap]);
	expect(lists.read('kraken', now)).toBeUndefined();
});

test('a list is good for a day, and not from the future', () => {
	const {lists} = kept();
	expect(listLife).toBe(24 * 3600e6);
	expect(lists.read('okx', now + listLife - 1)).toBeDefined();
	expect(lists.read('okx', now + listLife)).toBeUndefined();
	expect(lists.read('okx', now)).toBeDefined();
	expect(lists.read('okx', now - 1)).toBeUndefined();
	expect(lists.read('okx', Number.NaN)).toBeUndefined();
});

test.each(['', '{"format":1,"venue":"okx","fetch', '[]', 'null', '\u0000'])(
	'a damaged file (%j) is no list, and is written over',
	(content) => {
		const {lists, file} = kept();
		writeFileSync(file, content);
		expect(lists.read('okx', now)).toBeUndefined();
		lists.write('okx', [spot], now + 1);
		expect(lists.read('okx', now + 1)).toEqual({instruments: [spot], fetchedAt: now + 1});
	},
);

test.each([
	['of another version', {format: 2}],
	['of another venue', {venue: 'bybit'}],
	['without a time', {fetchedAt: 'today'}],
	['without a list', {instruments: {}}],
	['with what is no instrument', {instruments: [spot, 'BTCUSDT']}],
	['with an instrument without a grid', {instruments: [spot, {...spot, tickSize: undefined}]}],
	['with a number for a text', {instruments: [{...spot, stepSize: 0.1}]}],
	['with a contract of no kind', {instruments: [{...swap, contract: {unit: 'USD', value: '10'}}]}],
	['with a contract that is none', {instruments: [{...swap, contract: 'linear'}]}],
	['with a contract without a unit', {instruments: [{...swap, contract: {value: '10', kind: 'inverse'}}]}],
])('a file %s is no list', (_what, change) => {
	expect(changed({})).toBeDefined();
	expect(changed(change)).toBeUndefined();
});

test('a venue’s name cannot lead out of the folder', () => {
	const {folder, lists} = kept('../../evil');
	expect(readdirSync(path.join(folder, 'instruments'))).toEqual(['------evil.json']);
	expect(lists.read('../../evil', now)?.instruments).toHaveLength(2);
});

test('a disk that refuses stops nobody: nothing is kept', () => {
	const inTheWay = new InstrumentLists(fileOf('settings', 'a file where the folder should be'));
	expect(() => inTheWay.write('okx', [spot], now)).not.toThrow();
	expect(inTheWay.read('okx', now)).toBeUndefined();
	const folder = temporaryDirectory();
	mkdirSync(path.join(folder, 'instruments', 'okx.json'), {recursive: true});
	const lists = new InstrumentLists(folder);
	lists.write('okx', [spot], now);
	expect(lists.read('okx', now)).toBeUndefined();
	expect(readdirSync(path.join(folder, 'instruments'))).toEqual(['okx.json']);
});

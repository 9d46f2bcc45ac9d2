import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {areSame, engineSettings} from '../../source/commands/engine-settings.ts';
import {defaultSettings, type EngineSettings} from '../../source/engine/settings.ts';
import {writeMicroPrice} from '../../source/files/micro-price-file.ts';
import type {MicroPriceTable} from '../../source/metrics/micro-price.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-settings-'));
afterAll(() => rmSync(folder, {recursive: true}));

/** A table in a file of its own. */
function tableOf(instrument: string): {readonly file: string; readonly table: MicroPriceTable} {
	const table: MicroPriceTable = {
		...{kind: 'micro-price', version: 1, instrument, tick: 0.01, imbalanceEdges: [0.5], spreadEdges: []},
		...{adjustments: [[-0.5, 0.5]], counts: [[60, 60]], changes: 60},
	};
	const file = path.join(folder, `${instrument.replace(':', '-')}.json`);
	writeMicroPrice(file, table);
	return {file, table};
}

const [bitcoin, ether] = [tableOf('binance:BTCUSDT'), tableOf('binance:ETHUSDT')];

const header: EngineSettings = {
	buy: 0.8,
	sell: 0.2,
	levels: 20,
	span: 60,
	interval: 500_000,
	maxVpinRank: 0.9,
	vpinBucket: 12,
	vpinBuckets: 40,
	balance: 500,
	feeBps: 2,
	ofiConvention: 'cks',
	microPrice: [],
};

/** Each setting by its flag, over the header. */
const flags: ReadonlyArray<readonly [string, string, Partial<EngineSettings>]> = [
	['--buy', '0.65', {buy: 0.65}],
	['--sell', '0.35', {sell: 0.35}],
	['--levels', '5', {levels: 5}],
	['--ema', '10', {span: 10}],
	['--interval', '0.2', {interval: 200_000}],
	['--max-vpin-rank', '0', {maxVpinRank: 0}],
	['--vpin-bucket', '5', {vpinBucket: 5}],
	['--vpin-bucket', 'auto', {vpinBucket: 0}],
	['--vpin-buckets', '30', {vpinBuckets: 30}],
	['--balance', '100', {balance: 100}],
	['--fee', '0', {feeBps: 0}],
	['--ofi-convention', 'ccz', {ofiConvention: 'ccz'}],
	['--micro-price', bitcoin.file, {microPrice: [bitcoin.table]}],
	['--micro-price', `${bitcoin.file},${ether.file}`, {microPrice: [bitcoin.table, ether.table]}],
];

test('without flags, what stands below them holds', () => {
	expect(engineSettings(parseArguments([]))).toEqual(defaultSettings);
	expect(engineSettings(parseArguments([]), header)).toEqual(header);
});

test.each(flags)('%s %s goes over the header and leaves the rest of it', (flag, value, change) => {
	expect(engineSettings(parseArguments([flag, value]), header)).toEqual({...header, ...change});
});

test('tenths of a second become whole microseconds', () => {
	expect(engineSettings(parseArguments(['--interval', '1.1'])).interval).toBe(1_100_000);
});

test('tables of the micro-price that a header holds stay unless others are named', () => {
	const fitted = {...header, microPrice: [bitcoin.table]};
	expect(engineSettings(parseArguments([]), fitted)).toEqual(fitted);
	expect(engineSettings(parseArguments(['--micro-price', ether.file]), fitted).microPrice).toEqual([ether.table]);
});

test.each(flags)('two folds that differ in %s %s are not the same', (_flag, _value, change) => {
	expect(areSame(header, {...header, ...change})).toBe(false);
	expect(areSame({...header, ...change}, header)).toBe(false);
	expect(areSame(header, {...header})).toBe(true);
});

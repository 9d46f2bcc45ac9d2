import {expect, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {areSame, engineSettings} from '../../source/commands/engine-settings.ts';
import {defaultSettings, type EngineSettings} from '../../source/engine/settings.ts';

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
};

/** Each setting by its flag, over the header. */
const flags: ReadonlyArray<readonly [string, string, Partial<EngineSettings>]> = [
	['--buy', '0.65', {buy: 0.65}],
	['--sell', '0.35', {sell: 0.35}],
	['--levels', '5', {levels: 5}],
	['--ema', '10', {span: 10}],
	['--interval', '0.25', {interval: 250_000}],
	['--max-vpin-rank', '0', {maxVpinRank: 0}],
	['--vpin-bucket', '5', {vpinBucket: 5}],
	['--vpin-bucket', 'auto', {vpinBucket: 0}],
	['--vpin-buckets', '30', {vpinBuckets: 30}],
	['--balance', '100', {balance: 100}],
	['--fee', '0', {feeBps: 0}],
];

test('without flags, what stands below them holds', () => {
	expect(engineSettings(parseArguments([]))).toEqual(defaultSettings);
	expect(engineSettings(parseArguments([]), header)).toEqual(header);
});

test.each(flags)('%s %s goes over the header and leaves the rest of it', (flag, value, change) => {
	expect(engineSettings(parseArguments([flag, value]), header)).toEqual({...header, ...change});
});

test('seconds become whole microseconds', () => {
	expect(engineSettings(parseArguments(['--interval', '0.3000001'])).interval).toBe(300_000);
});

test.each(flags)('two folds that differ in %s %s are not the same', (_flag, _value, change) => {
	expect(areSame(header, {...header, ...change})).toBe(false);
	expect(areSame({...header, ...change}, header)).toBe(false);
	expect(areSame(header, {...header})).toBe(true);
});

/* What is fitted on a recording, and applied to others as it is. */

import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {engineSettings} from '../../source/commands/engine-settings.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {fit as command} from '../../source/commands/fit.ts';
import {readMicroPrice} from '../../source/files/micro-price-file.ts';
import {isMicroPriceTable, type MicroPriceTable} from '../../source/metrics/micro-price.ts';
import {dataFile} from '../support/data.ts';
import {recordDemo, sharedDemo} from '../support/demo-recording.ts';
import {found, ran} from '../support/verifying.ts';

const shared = sharedDemo({minutes: 2, symbols: ['BTCUSDT']});

async function fitted(...words: readonly string[]): Promise<string> {
	const said: string[] = [];
	const keep = (text: string) => void said.push(text);
	expect(await command(parseArguments(['fit', ...words]), {write: keep, complain: keep})).toBe(0);
	return said.join('\n');
}

async function refusal(...words: readonly string[]): Promise<{readonly words: string; readonly code: number}> {
	try {
		await command(parseArguments(['fit', ...words]), {write() {}, complain() {}});
	} catch (error) {
		if (!isSpoken(error)) throw error;
		return {words: error.message, code: exitCodeOf(error)};
	}
	throw new Error('nothing was refused');
}

/** Each cell beside that of the mirrored imbalance. */
function mirrored({adjustments}: MicroPriceTable): (readonly [number, number])[] {
	return adjustments.flatMap((row) => row.map((cell, index) => [cell ?? Number.NaN, row[row.length - 1 - index] ?? Number.NaN] as const));
}

test('a table is antisymmetric in the imbalance, and is what is read back', async () => {
	const out = join(shared.folder, 'table.json');
	const said = await fitted('micro-price', shared.demo.file, '--out', out);
	expect(said).toContain(`written to ${out}`);
	const table = readMicroPrice(out);
	expect(table.instrument).toBe(shared.demo.engine.desks[0]?.instrument.id);
	expect(table.changes).toBeGreaterThan(100);
	for (const [one, other] of mirrored(table)) if (!Number.isNaN(one)) expect(one).toBeCloseTo(-other, 9);
	for (const [index, edge] of table.imbalanceEdges.entries()) expect(edge + table.imbalanceEdges.at(-1 - index)!).toBeCloseTo(1, 12);
});

test('a table given by --micro-price is part of the settings, of a recording made with it, and of its hash', async () => {
	const out = join(shared.folder, 'applied.json');
	await fitted('micro-price', shared.demo.file, '--out', out);
	const settings = engineSettings(parseArguments(['verify', 'x', '--micro-price', out]));
	const file = join(shared.folder, 'with-table.jsonl');
	const {engine} = await recordDemo(file, {settings, seed: 8, symbols: ['BTCUSDT']});
	const {row} = engine.desks[0]!.gauges;
	expect(row.value('micro')).toBeCloseTo(row.mid + row.value('micro_dev') * (row.ask - row.bid), 9);
	// Without a word of it: the header holds the table.
	expect((await found(file)).hash).toContain('same as recorded');
	expect((await ran(file)).code).toBe(0);
	// Without it the number is none, and the state another.
	const plain = await recordDemo(join(shared.folder, 'without-table.jsonl'), {seed: 8, symbols: ['BTCUSDT']});
	expect(plain.engine.desks[0]!.gauges.row.value('micro')).toBeNaN();
	expect(plain.engine.stateHash).not.toBe(engine.stateHash);
	expect(plain.engine.bookHash).toBe(engine.bookHash);
});

test('a table says nothing of another instrument', async () => {
	const out = join(shared.folder, 'other.json');
	await fitted('micro-price', shared.demo.file, '--out', out);
	writeFileSync(out, readFileSync(out, 'utf8').replace('BTCUSDT', 'ETHUSDT'));
	const {engine} = await recordDemo(join(shared.folder, 'other.jsonl'), {
		settings: engineSettings(parseArguments(['verify', 'x', '--micro-price', out])),
		symbols: ['BTCUSDT'],
	});
	expect(engine.desks.map((desk) => desk.gauges.row.value('micro'))).toEqual(engine.desks.map(() => Number.NaN));
});

test('a Hawkes process is stationary on the demo, and its rate is the one that was seen', async () => {
	const {fits}: {fits: readonly {side: string; decay: number; branching: number; meanRate: number; events: number}[]} = JSON.parse(
		await fitted('hawkes', shared.demo.file, '--json'),
	);
	expect(fits.map(({side, decay}) => `${side} ${decay}`)).toEqual(['buys 0.5', 'sells 0.5', 'buys 1', 'sells 1', 'buys 5', 'sells 5']);
	for (const {branching, meanRate, events} of fits) {
		expect(branching).toBeGreaterThanOrEqual(0);
		expect(branching).toBeLessThan(1);
		expect(Math.abs(meanRate / (events / 120) - 1)).toBeLessThan(0.25);
	}
});

const spot = dataFile('binance-spot-btcusdt-20240808.gz');

test.skipIf(spot === undefined)('on a real recording the expected move rises with the imbalance, whatever the spread', async () => {
	const out = join(shared.folder, 'real.json');
	await fitted('micro-price', spot!, '--out', out);
	const {adjustments} = readMicroPrice(out);
	for (const row of adjustments)
		for (const [index, cell] of row.entries()) if (index > 0) expect(cell).toBeGreaterThan(row[index - 1] ?? Number.NaN);
});

test('a recording that breaks off is fitted as far as it goes, and that is said', async () => {
	const cut = join(shared.folder, 'cut.jsonl');
	writeFileSync(cut, readFileSync(shared.demo.file).subarray(0, -2000));
	expect(await fitted('micro-price', cut, '--out', join(shared.folder, 'cut.json'))).toMatch(
		/cut\.jsonl is (cut|truncated).*; it is fitted on what stands before that\./,
	);
	expect(await refusal('hawkes', cut, '--out', 'x.json')).toMatchObject({
		code: 2,
		words: expect.stringContaining('a Hawkes process is printed'),
	});
});

test('what cannot be fitted is refused in words', async () => {
	const {file} = shared.demo;
	expect(await refusal()).toMatchObject({code: 2, words: expect.stringContaining('One of micro-price, hawkes.')});
	expect(await refusal('mikro-price', file)).toMatchObject({
		code: 2,
		words: expect.stringContaining('Nearest to mikro-price: micro-price.'),
	});
	expect(await refusal('micro-price')).toMatchObject({code: 2, words: expect.stringContaining('needs a recording')});
	expect(await refusal('micro-price', file, '--symbol', 'ETHUSDT')).toMatchObject({
		code: 2,
		words: expect.stringContaining('the recording holds binance:BTCUSDT'),
	});
	expect(await refusal('micro-price', file, '--out', join(shared.folder, 'nowhere', 'x.json'))).toMatchObject({
		code: 1,
		words: expect.stringContaining('there is no such'),
	});
	expect(await refusal('hawkes', join(shared.folder, 'missing.jsonl'))).toMatchObject({code: 1});
});

test('a file that holds no table is refused, and so is a table that was damaged', async () => {
	const out = join(shared.folder, 'damaged.json');
	await fitted('micro-price', shared.demo.file, '--out', out);
	const table = readMicroPrice(out);
	for (const wrong of [
		null,
		5,
		{},
		{...table, version: 2},
		{...table, tick: 0},
		{...table, imbalanceEdges: [0.5, 0.2]},
		{...table, adjustments: table.adjustments.slice(1)},
		{...table, adjustments: [['x']]},
	]) {
		expect(isMicroPriceTable(wrong), JSON.stringify(wrong)?.slice(0, 40)).toBe(false);
		writeFileSync(out, JSON.stringify(wrong));
		expect(() => readMicroPrice(out)).toThrow('holds no table');
	}
	writeFileSync(out, '{');
	expect(() => readMicroPrice(out)).toThrow('is no JSON');
	expect(() => engineSettings(parseArguments(['verify', 'x', '--micro-price', join(shared.folder, 'none.json')]))).toThrow('no such file');
});

import {describe, expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import type {Want} from '../../source/engine/view.ts';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {openRecording} from '../../source/files/recording.ts';
import {dataFile} from '../support/data.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {engineOptions} from '../support/folding.ts';
import {framesOf, HashLinks, linksOf} from '../support/hash-links.ts';

const minute = dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? '';
const elevenMinutes = dataFile('binance-spot-btcusdt-20240808.gz') ?? '';

const shared = sharedDemo();

/** The real recording that a row names, if there is a folder of them. */
const real = (name: string) => () => dataFile(name) ?? '';

describe.each([
	['the demo', () => shared.demo.file],
	['a minute of Binance', () => minute],
	['a minute of Binance USD-M', real('binance-usdm-btcusdt-20230404-60s.gz')],
	['a capture of Bybit', real('bybit-20260809.jsonl.zst')],
	['a capture of Coinbase', real('coinbase-20260809.jsonl.zst')],
	['a capture of Kraken', real('kraken-v2-btcusd-20230730.json')],
	['a capture of OKX', real('okx-20220513.jsonl.zst')],
	['a stretch of LOBSTER', real('lobster-aapl-20120621-message_10.csv')],
])('%s', (name, file) => {
	const isMissing = name !== 'the demo' && minute === '';

	test.skipIf(isMissing)('is folded the same from checkpoints at fifty moments, bit for bit', async () => {
		const frames = await framesOf(file());
		const random = new Random(5, 'checkpoints');
		const moments = new Set([0, 1, 2, 3, 7, ...Array.from({length: 45}, () => random.below(frames.length))]);
		const whole = new Engine(engineOptions());
		let interrupted = new Engine(engineOptions());
		const links = new HashLinks();
		for (const [index, frame] of frames.entries()) {
			if (moments.has(index)) {
				// Both go on after a checkpoint: the one that was made from it, and in the end the one that made none.
				const bytes = interrupted.checkpoint();
				expect(Buffer.compare(whole.checkpoint(), bytes)).toBe(0);
				interrupted = Engine.restore(bytes, engineOptions({levels: 3, buy: 0.9, vpinBuckets: 3, balance: 5}));
				expect(Buffer.compare(interrupted.checkpoint(), bytes)).toBe(0);
			}
			expect([...links.fold(interrupted, frame)]).toEqual([...whole.fold(frame)]);
		}
		expect(links.all).toEqual(linksOf(frames).all);
		expect(Buffer.compare(interrupted.checkpoint(), whole.checkpoint())).toBe(0);
		const want: Want = {instrument: undefined, rows: 50, grouping: 3, samples: 500, lines: 500, detail: true};
		expect(interrupted.view(want)).toEqual(whole.view(want));
	});
});

test.skipIf(elevenMinutes === '')('a checkpoint stays below 2 MB, and does not grow with the run', async () => {
	const engine = new Engine(engineOptions());
	const sizes: number[] = [];
	const recording = await openRecording(elevenMinutes);
	for await (const batch of recording.batches()) {
		for (const frame of batch.frames.slice(0, batch.length)) {
			engine.fold(frame);
			if (engine.frames % 10_000 === 0) sizes.push(engine.checkpoint().length);
		}
	}
	expect(sizes).toHaveLength(9);
	expect(Math.max(...sizes)).toBeLessThan(2e6);
	expect(sizes.at(-1)).toBeLessThan(2 * sizes[0]!);
});

test('bytes that are no checkpoint are refused, with what is wrong with them', async () => {
	const bytes = shared.demo.engine.checkpoint();
	const restore = (changed: Uint8Array) => () => Engine.restore(changed, engineOptions());
	expect(restore(bytes)).not.toThrow();
	expect(restore(bytes.subarray(0, -1))).toThrow('it ends too early');
	expect(restore(Buffer.concat([bytes, Buffer.alloc(8)]))).toThrow('it goes on after its end');
	expect(restore(Buffer.alloc(64))).toThrow('it is a checkpoint of version 0');
	expect(restore(Buffer.alloc(0))).toThrow('it ends too early');
	const {length} = bytes;
	for (let cut = 8; cut < length; cut += Math.ceil(length / 200))
		expect(restore(bytes.subarray(0, cut))).toThrow(expect.objectContaining({name: 'BadArchiveError'}));
});

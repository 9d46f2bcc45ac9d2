import {describe, expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import type {Frame} from '../../source/market/frame.ts';
import {dataFile} from '../support/data.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {engineOptions} from '../support/folding.ts';
import {facts, setting} from '../support/frames.ts';
import {framesOf, HashLinks, type KeptFrame, linksOf} from '../support/hash-links.ts';

const minute = dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? '';

const shared = sharedDemo();

describe('the hash of the state', () => {
	test('changes with a setting, that of the book does not', async () => {
		const frames = await framesOf(shared.demo.file);
		const changed = [...frames.slice(0, 1500), {...setting(0, {levels: 3}), at: frames[1500]!.at}, ...frames.slice(1500)];
		const [plain, other] = [linksOf(frames), linksOf(changed)];
		expect(other.books).toEqual(plain.books);
		expect(other.all.at(-1)).not.toBe(plain.all.at(-1));
		const first = plain.all.findIndex((link, index) => link !== other.all[index]);
		expect(first).toBeGreaterThan(10);
		expect(plain.all.slice(first).every((link, index) => link !== other.all[first + index])).toBe(true);
	});

	test.each(['buy', 'levels', 'span', 'balance', 'feeBps', 'vpinBucket'])('depends on %s, that of the book does not', async (name) => {
		const frames = await framesOf(shared.demo.file);
		const other = linksOf(frames, {[name]: {buy: 0.6, levels: 3, span: 5, balance: 500, feeBps: 1, vpinBucket: 0.5}[name]});
		expect(other.books).toEqual(shared.demo.links.books);
		expect(other.all.at(-1)).not.toBe(shared.demo.links.all.at(-1));
	});

	test('both change with a single quantity in a single level far from the touch', async () => {
		const frames = await framesOf(shared.demo.file);
		const index = frames.findLastIndex(({payload}) => payload.includes('btcusdt@depth'));
		const message = JSON.parse(frames[index]!.payload.toString());
		message.data.b.push(['1.00', '0.00000001']);
		const changed = frames.with(index, {...frames[index]!, payload: Buffer.from(JSON.stringify(message))});
		const links = linksOf([...changed, {...frames.at(-1)!, kind: 'tick', at: frames.at(-1)!.at + 2_000_000}]);
		const plain = linksOf([...frames, {...frames.at(-1)!, kind: 'tick', at: frames.at(-1)!.at + 2_000_000}]);
		expect(links.books.at(-1)).not.toBe(plain.books.at(-1));
		expect(links.books.slice(0, -3)).toEqual(plain.books.slice(0, -3));
	});
});

describe.skipIf(minute === '')('the hash of the book does not depend on the scale', () => {
	const rewritten = (frame: KeptFrame, digits: (text: string) => string): KeptFrame => {
		const text = frame.payload.toString().replaceAll(/"(\d+\.\d+)"/g, (_, number: string) => `"${digits(number)}"`);
		return {...frame, payload: Buffer.from(text)};
	};
	/** As a live feed would have brought it: opened with the venue's facts, the snapshot as an answer. */
	const described = (frames: readonly KeptFrame[], tickSize: string): Frame[] => {
		const payload = Buffer.from(
			JSON.stringify({venue: 'binance', market: 'spot', url: '', streams: [], instruments: [facts('BTCUSDT', 'TRADING', tickSize)]}),
		);
		const opened: Frame = {at: frames[0]!.at, connection: 1, kind: 'opened', payload};
		const answers = frames.map((frame): Frame => {
			if (frame.kind !== 'reply') return frame;
			const body = JSON.parse(frame.payload.toString());
			const head = {request: 1, instrument: 'binance:BTCUSDT', what: 'snapshot', status: 200, retryAfter: null, error: null, limit: 1000};
			return {...frame, payload: Buffer.from(JSON.stringify({...head, body}))};
		});
		return [opened, ...answers];
	};

	test('of the digits that numbers are written with', async () => {
		const frames = await framesOf(minute);
		const plain = linksOf(frames).books;
		const short = frames.map((frame) => rewritten(frame, (number) => number.replace(/\.?0+$/, '')));
		expect(short[0]!.payload.toString()).not.toContain('00"');
		expect(linksOf(short).books).toEqual(plain);
		expect(linksOf(frames.map((frame) => rewritten(frame, (number) => `00${number}00000`))).books).toEqual(plain);
	});

	test('nor of what is known of the instrument', async () => {
		const frames = await framesOf(minute);
		const plain = linksOf(frames).books;
		for (const tickSize of ['0.01000000', '1', '0.00000100']) {
			const links = linksOf(described(frames, tickSize));
			expect(links.books).toEqual(plain);
		}
	});

	test('nor of a price finer than the tick that comes and goes', async () => {
		const frames = await framesOf(minute);
		const first = frames.findIndex(({payload}) => payload.includes('"U":50093239225,'));
		const far = (frame: KeptFrame, quantity: string): KeptFrame => ({
			...frame,
			payload: Buffer.from(frame.payload.toString().replace('"b":[', `"b":[["0.00000123","${quantity}"],`)),
		});
		const second = frames.findIndex(({payload}, index) => index > first && payload.includes('depthUpdate'));
		expect(frames[second]!.at - frames[first]!.at).toBeLessThan(200_000);
		const widened = frames.with(first, far(frames[first]!, '7.00000000')).with(second, far(frames[second]!, '0.00000000'));
		const engine = new Engine(engineOptions());
		const links = new HashLinks();
		for (const frame of widened) links.fold(engine, frame);
		expect(engine.desks[0]?.liveBook?.priceScale).toBe(8);
		expect(links.books).toEqual(linksOf(frames).books);
	});
});

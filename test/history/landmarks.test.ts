/* What stands out in the past stands where it was told, and not sooner. */

import {describe, expect, onTestFinished, test} from 'vitest';
import type {Desk} from '../../source/engine/desk.ts';
import {Engine} from '../../source/engine/engine.ts';
import {Landmarks} from '../../source/history/landmarks.ts';
import type {Frame} from '../../source/market/frame.ts';
import type {InstrumentId} from '../../source/market/instrument.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {engineOptions, everything} from '../support/folding.ts';
import {closed, diff, ladder, micros, opened, snapshot, tick} from '../support/frames.ts';
import {framesOf, Walking} from '../support/walking.ts';

const shared = sharedDemo({minutes: 1, seed: 11});
const btc: InstrumentId = 'binance:BTCUSDT';

function walkingOver(frames: readonly Frame[]): Walking {
	const walking = new Walking({isPaused: true});
	onTestFinished(() => walking.end());
	walking.take(...frames);
	walking.history.transport.complete();
	return walking;
}

describe('a signal', () => {
	test('stands at the frame that told it: one frame before, no log has it', async () => {
		const walking = walkingOver(await framesOf(shared.demo.file));
		const {landmarks, past} = walking.history.chronicle;
		const {transport} = walking.history;
		let count = 0;
		const signalsAt = async (position: number): Promise<string[]> => {
			transport.jump({position, at: past.timeOf(position)});
			await walking.arrive();
			const log = transport.engine.view({...everything, instrument: btc}).selected?.log ?? [];
			return log.flatMap((line) => (line.kind === 'signal' ? [`${line.at} ${line.side}`] : []));
		};
		for (let found = landmarks.signal(btc, 0, 1); found !== undefined; found = landmarks.signal(btc, found.position, 1)) {
			count++;
			if (count > 12) continue;
			expect(await signalsAt(found.position - 1)).toHaveLength(count - 1);
			expect((await signalsAt(found.position)).toSorted().at(-1)).toBe(`${found.at} ${found.kind}`);
		}
		expect(count).toBeGreaterThan(5);
	});

	test('is found before and beyond a moment, of its own instrument', async () => {
		const {landmarks, past} = walkingOver(await framesOf(shared.demo.file)).history.chronicle;
		const all = landmarks.of(btc, past.end).filter(({kind}) => kind !== 'gap');
		const others = landmarks.of('binance:ETHUSDT', past.end).filter(({kind}) => kind !== 'gap');
		expect(others).not.toEqual(all);
		const forward: number[] = [];
		for (let found = landmarks.signal(btc, 0, 1); found !== undefined; found = landmarks.signal(btc, found.position, 1))
			forward.push(found.at);
		const back: number[] = [];
		for (let found = landmarks.signal(btc, past.end + 1, -1); found !== undefined; found = landmarks.signal(btc, found.position, -1)) {
			back.unshift(found.at);
		}
		expect(forward).toEqual(all.map(({at}) => at));
		expect(back).toEqual(forward);
		expect([landmarks.signal(btc, past.end, 1), landmarks.signal(btc, 0, -1)]).toEqual([undefined, undefined]);
		expect(landmarks.signal('binance:NOSUCH', 0, 1)).toBeUndefined();
	});

	test('is not told before its position', async () => {
		const {landmarks, past} = walkingOver(await framesOf(shared.demo.file)).history.chronicle;
		const first = landmarks.signal(btc, 0, 1);
		expect(landmarks.of(btc, (first?.position ?? 0) - 1)).toEqual([]);
		expect(landmarks.of(btc, first?.position ?? 0)).toMatchObject([{kind: first?.kind, at: first?.at}]);
		expect(landmarks.of(btc, past.end).length).toBeGreaterThan(1);
	});
});

describe('a gap', () => {
	const joined = [opened(0), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(20)), diff(0.3, [104, 105])];

	test('stands at the frame that told of it', () => {
		const {landmarks, past} = walkingOver([...joined, diff(0.4, [106, 106]), diff(0.5, [108, 108]), tick(1), tick(2)]).history.chronicle;
		expect(landmarks.of(btc, past.end)).toMatchObject([{kind: 'gap', at: micros(0.5), position: 6}]);
		expect(landmarks.of(btc, 5)).toEqual([]);
		expect(landmarks.of('binance:ETHUSDT', past.end)).toEqual([]);
	});

	test('of a connection that was lost stands where it was lost, though it is counted later', () => {
		const back = [opened(2.5), diff(2.6, [121, 123]), snapshot(2.7, 2, 122, ladder(20)), diff(2.8, [124, 125])];
		const walking = walkingOver([...joined, diff(0.4, [106, 106]), closed(0.5), tick(1), tick(2), ...back]);
		const {landmarks, past} = walking.history.chronicle;
		expect(walking.engine.desks[0]?.integrity.gapCount).toBe(1);
		expect(landmarks.of(btc, past.end)).toMatchObject([{kind: 'gap', position: 6}]);
	});

	test('is none where a book has not stood yet', () => {
		const {landmarks, past} = walkingOver([opened(0), closed(1), opened(2), diff(2.1, [101, 103])]).history.chronicle;
		expect(landmarks.of(btc, past.end)).toEqual([]);
	});
});

describe('a mark', () => {
	test('is set, and taken away by the same key at the same moment', () => {
		const landmarks = new Landmarks();
		const versions = [landmarks.version];
		for (const [position, at, isSet] of [
			[5, micros(5), true],
			[3, micros(3), true],
			[5, micros(5), false],
			[4, micros(4), true],
		] as const) {
			expect(landmarks.toggleMark(position, at)).toBe(isSet);
			versions.push(landmarks.version);
		}
		expect(new Set(versions).size).toBe(5);
		expect(landmarks.of(btc, 100).map(({kind, at}) => [kind, at])).toEqual([
			['mark', micros(3)],
			['mark', micros(4)],
		]);
	});

	test('is seen from every moment and beside every instrument, and is no signal', () => {
		const landmarks = new Landmarks();
		landmarks.toggleMark(50, micros(5));
		expect([landmarks.of(btc, 0), landmarks.of(undefined, 0)].map((all) => all.length)).toEqual([1, 1]);
		expect(landmarks.signal(undefined, 0, 1)).toBeUndefined();
	});
});

test('what lies before what can be had is forgotten', () => {
	const landmarks = new Landmarks();
	for (const position of [1, 5, 9]) landmarks.toggleMark(position, micros(position));
	const {version} = landmarks;
	landmarks.forgetBefore(1);
	expect(landmarks.version).toBe(version);
	landmarks.forgetBefore(5);
	expect(landmarks.version).not.toBe(version);
	expect(landmarks.of(btc, 100).map(({at}) => at)).toEqual([micros(5), micros(9)]);
});

test('of very many the oldest go', async () => {
	const frames = await framesOf(shared.demo.file);
	const landmarks = new Landmarks();
	let signalling: Desk | undefined;
	const sample = (desk: Desk) => {
		if (desk.strategy.lastSignal !== 0) signalling ??= desk;
	};
	const engine = new Engine(engineOptions({}, {sample}));
	for (const frame of frames) {
		engine.fold(frame);
		if (signalling !== undefined) break;
	}
	if (signalling === undefined) throw new Error('there is no signal in the demo');
	const most = 50_000;
	for (landmarks.position = 1; landmarks.position <= most + 100; landmarks.position++) landmarks.observer.sample(signalling);
	const {id} = signalling.instrument;
	expect(landmarks.of(id, Number.POSITIVE_INFINITY)).toHaveLength(most);
	expect(landmarks.signal(id, 0, 1)?.position).toBe(101);
	expect(landmarks.signal(id, Number.POSITIVE_INFINITY, -1)?.position).toBe(most + 100);
});

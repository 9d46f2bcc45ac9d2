/* The past as the screen draws it: what is beyond the cursor is not told. */

import {describe, expect, onTestFinished, test} from 'vitest';
import type {Frame} from '../../source/market/frame.ts';
import type {InstrumentId} from '../../source/market/instrument.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {micros, tick} from '../support/frames.ts';
import {framesOf, Walking, type WalkingOptions} from '../support/walking.ts';

const shared = sharedDemo({minutes: 0.5, seed: 11});
const btc: InstrumentId = 'binance:BTCUSDT';

function begin(frames: readonly Frame[], options: WalkingOptions = {isPaused: true}): Walking {
	const walking = new Walking(options);
	onTestFinished(() => walking.end());
	walking.take(...frames);
	if (options.isLive !== true) walking.history.transport.complete();
	return walking;
}

function viewOf({history: {timeline, chronicle, transport}}: Walking, instrument: InstrumentId | undefined = btc, indexed = 1) {
	return timeline.view(chronicle, transport, indexed, instrument);
}

async function jump(walking: Walking, position: number): Promise<void> {
	const {transport, chronicle} = walking.history;
	transport.jump({position, at: chronicle.past.timeOf(position)});
	await walking.arrive();
}

test('there is none before the first frame', () => {
	expect(viewOf(begin([]))).toBeUndefined();
	expect(viewOf(begin([], {isLive: true}))).toBeUndefined();
});

test('it spans what can be had, and shows where the cursor stands', async () => {
	const walking = begin([0, 1, 2, 3, 8].map(tick));
	expect(viewOf(walking)).toMatchObject({from: micros(0), to: micros(8), at: micros(0), indexed: 1, events: []});
	await jump(walking, 3);
	expect(viewOf(walking)).toMatchObject({from: micros(0), to: micros(8), at: micros(2)});
	walking.history.transport.follow();
	expect(viewOf(walking, btc, 0.4)).toMatchObject({from: micros(0), to: micros(8), at: micros(8), indexed: 0.4});
});

describe('nothing in it is later than the cursor', () => {
	test('two recordings that part after it look the same', async () => {
		const frames = await framesOf(shared.demo.file);
		const {at: lastAt} = frames.at(-1) ?? tick(0);
		for (const position of [1, 1000, frames.length - 5]) {
			const silent = [...frames.slice(0, position), {...tick(0), at: lastAt}];
			const [one, other] = [begin(frames), begin(silent)];
			for (const walking of [one, other]) await jump(walking, position);
			expect(viewOf(one)).toEqual(viewOf(other));
			expect(viewOf(one)?.rates.some((rate) => rate > 0)).toBe(position > 200);
		}
	});

	test('but for the marks of a person, and signals come as the cursor passes them', async () => {
		const walking = begin(await framesOf(shared.demo.file));
		const {landmarks, past} = walking.history.chronicle;
		const signal = landmarks.signal(btc, 0, 1);
		const position = signal?.position ?? Number.NaN;
		landmarks.toggleMark(past.end, past.lastAt);
		await jump(walking, position - 1);
		expect(viewOf(walking)?.events.map(({kind}) => kind)).toEqual(['mark']);
		await jump(walking, position);
		expect(viewOf(walking)?.events.map(({kind}) => kind)).toEqual([signal?.kind, 'mark']);
		expect(viewOf(walking, 'binance:NOSUCH')?.events.map(({kind}) => kind)).toEqual(['mark']);
	});
});

describe('the same object comes back', () => {
	test('while the cursor stands still, and another one when it moves, a mark is set or another instrument is looked at', async () => {
		const walking = begin(await framesOf(shared.demo.file));
		const {landmarks} = walking.history.chronicle;
		await jump(walking, 900);
		let last = viewOf(walking);
		const isSame = (instrument?: InstrumentId, indexed?: number) => {
			const view = viewOf(walking, instrument, indexed);
			const same = view === last;
			last = view;
			return same;
		};
		expect([isSame(), isSame()]).toEqual([true, true]);
		await jump(walking, 901);
		expect([isSame(), isSame()]).toEqual([false, true]);
		landmarks.toggleMark(901, 1);
		expect([isSame(), isSame()]).toEqual([false, true]);
		expect([isSame('binance:ETHUSDT'), isSame('binance:ETHUSDT'), isSame()]).toEqual([false, true, false]);
		expect([isSame(btc, 0.5), isSame(btc, 0.5)]).toEqual([false, true]);
	});

	test('but not from one frame to another of the same time', async () => {
		const walking = begin([0, 1, 1, 2].map(tick));
		await jump(walking, 2);
		const view = viewOf(walking);
		await jump(walking, 3);
		expect(viewOf(walking)).not.toBe(view);
		expect(viewOf(walking)).toEqual(view);
	});

	test('at the present for the rest of its second, however many frames come', () => {
		const walking = begin([tick(0), tick(0.1)], {isLive: true});
		const views = [0.2, 0.5, 0.9, 1, 1.5, 1.7, 2.1].map((seconds) => {
			walking.take(tick(seconds));
			return viewOf(walking);
		});
		expect(views.map((view, index) => view === views[index - 1])).toEqual([false, true, true, false, true, true, false]);
		expect(views.at(-1)).toMatchObject({from: micros(0), to: micros(2.1), at: micros(2.1)});
	});
});

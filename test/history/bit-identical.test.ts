/* A moment of the past is the same to the last bit, however one came to it. */

import {describe, expect, onTestFinished, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {spoolKeep} from '../../source/history/keep.ts';
import type {Frame} from '../../source/market/frame.ts';
import {dataFile} from '../support/data.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {framesOf, TickingClock, Walking} from '../support/walking.ts';

const real = dataFile('binance-spot-btcusdt-20240808-60s.gz');
const demo = sharedDemo({minutes: 1, seed: 11});
const jumps = 1000;

/** With sixty checkpoints: a look at the clock takes that much time. */
async function walkingOver(frames: readonly Frame[], options: ConstructorParameters<typeof Walking>[0] = {}) {
	const walking = new Walking({isPaused: true, clock: new TickingClock(9000 / frames.length), ...options});
	onTestFinished(() => walking.end());
	walking.take(...frames);
	walking.history.transport.complete();
	return walking;
}

async function expectSameEverywhere(
	frames: readonly Frame[],
	seed: number,
	options: ConstructorParameters<typeof Walking>[0] = {},
): Promise<void> {
	const random = new Random(seed, 'positions');
	const positions = Array.from({length: jumps}, () => random.below(frames.length + 1));
	const walking = await walkingOver(frames, options);
	const {past} = walking.history.chronicle;
	expect(past.footholds).toBeGreaterThan(50);
	const states = walking.statesAt(frames, new Set(positions));
	for (const position of positions) {
		walking.history.transport.jump({position, at: past.timeOf(position)});
		await walking.arrive();
		expect(walking.history.transport.position).toBe(position);
		expect(walking.state, `at ${position}`).toBe(states.get(position));
	}
}

describe('at 1,000 random positions the cursor has the state of an engine that was stopped there', () => {
	test.skipIf(real === undefined)(
		'on a minute of Binance BTCUSDT',
		async () => {
			await expectSameEverywhere(await framesOf(real ?? ''), 1);
		},
		120_000,
	);

	test('on a recording of three books, from a file', async () => {
		await expectSameEverywhere(await framesOf(demo.demo.file), 2, {keep: spoolKeep()});
	}, 120_000);
});

test('every step back is the moment before, and every step on the one after', async () => {
	const frames = await framesOf(demo.demo.file);
	const walking = await walkingOver(frames);
	const {transport} = walking.history;
	const all = new Set(Array.from({length: 301}, (_, index) => frames.length - 300 + index));
	const states = walking.statesAt(frames, all);
	transport.jump({position: frames.length, at: walking.history.chronicle.past.lastAt});
	await walking.arrive();
	for (let position = frames.length - 1; position >= frames.length - 300; position--) {
		transport.step(-1);
		await walking.arrive();
		expect(transport.position).toBe(position);
		expect(walking.state).toBe(states.get(position));
	}
	for (let position = frames.length - 299; position <= frames.length; position++) {
		transport.step(1);
		await walking.arrive();
		expect(walking.state).toBe(states.get(position));
	}
}, 120_000);

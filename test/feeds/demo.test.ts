import {expect, test} from 'vitest';
import {createDemoFeed, type DemoOptions} from '../../source/feeds/demo.ts';
import type {Playback} from '../../source/feeds/feed.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {turn} from '../support/turn.ts';
import {Client} from './synthetic/client.ts';

const startAt = 1_700_000_000_000_000;

function start(options: Partial<DemoOptions> = {}) {
	const clock = new ManualClock();
	const feed: Playback = createDemoFeed({seed: 1, clock, startAt, ...options});
	const client = new Client();
	const abort = new AbortController();
	const state = {isOver: false};
	const done = feed.run(client.sink, abort.signal).finally(() => {
		state.isOver = true;
	});
	return {clock, feed, client, abort, done, state};
}

/** Moves the clock on in steps of these ms, over and over, until the feed has ended. */
async function playOut({clock, state, done}: ReturnType<typeof start>, steps: readonly number[]): Promise<void> {
	for (let count = 0; !state.isOver; count++) {
		clock.advance(steps[count % steps.length] ?? 20);
		await turn();
	}
	await done;
}

test('a seed makes the same frames to the byte, as fast as it goes and at any pace', async () => {
	const fast = start({minutes: 0.5, speed: Number.POSITIVE_INFINITY});
	await fast.done;
	const again = start({minutes: 0.5, speed: Number.POSITIVE_INFINITY});
	await again.done;
	expect(fast.client.counts.message).toBeGreaterThan(1200);
	expect(fast.client.counts.tick).toBe(30);
	expect(again.client.digest()).toBe(fast.client.digest());
	for (const [speed, steps] of [
		[1, [20]],
		[1, [7, 133, 1]],
		[10, [20, 20, 300]],
		[0.5, [990]],
	] as const) {
		const paced = start({minutes: 0.5, speed});
		await playOut(paced, steps);
		expect(paced.client.digest()).toBe(fast.client.digest());
		expect(paced.client.faults).toEqual([]);
	}
});

test('another seed makes other frames', async () => {
	const digests = new Set<string>();
	for (const seed of [1, 2, 3]) {
		const {client, done} = start({seed, minutes: 0.1, speed: Number.POSITIVE_INFINITY});
		await done;
		digests.add(client.digest());
	}
	expect(digests.size).toBe(3);
});

test('a client is in step with every symbol soon, falls out at the lost diff, and is in step again', async () => {
	const {client, done} = start({minutes: 1, scenario: 'sweeps', speed: Number.POSITIVE_INFINITY});
	await done;
	expect(client.faults).toEqual([]);
	expect([...client.books.keys()].sort()).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
	expect([...client.books.values()].map((book) => book.gaps).sort()).toEqual([0, 0, 1]);
	for (const book of client.books.values()) expect(book.id).toBe(book.lastSeen);
});

test('it ends after its minutes, and says how far it is', async () => {
	const run = start({minutes: 0.1});
	expect(run.feed.progress).toBe(0);
	for (let count = 0; count < 150; count++) {
		run.clock.advance(20);
		await turn();
	}
	expect(run.feed.progress).toBeCloseTo(0.5, 1);
	await playOut(run, [20]);
	expect(run.feed.progress).toBe(1);
	expect(run.client.lastAt).toBeLessThanOrEqual(startAt + 6e6);
	expect(run.client.lastAt).toBeGreaterThan(startAt + 5.8e6);
	expect(run.clock.pending).toBe(0);
});

test('it keeps the pace of the clock times its speed', async () => {
	const {clock, feed, client, abort, done} = start({symbols: ['BTCUSDT']});
	const pass = async (millis: number) => {
		for (let count = 0; count < millis / 20; count++) {
			clock.advance(20);
			await turn();
		}
	};
	await turn();
	await pass(1000);
	expect(client.lastAt).toBeGreaterThan(startAt + 0.85e6);
	expect(client.lastAt).toBeLessThanOrEqual(startAt + 1e6);
	feed.play(10);
	expect(feed.speed).toBe(10);
	await pass(1000);
	expect(client.lastAt).toBeGreaterThan(startAt + 10.6e6);
	expect(client.lastAt).toBeLessThanOrEqual(startAt + 11e6);
	expect(feed.progress).toBeNaN();
	abort.abort();
	await done;
});

test('a machine that slept for an hour goes on where it was', async () => {
	const {clock, client, abort, done} = start();
	await turn();
	clock.advance(3_600_000);
	for (let count = 0; count < 10; count++) await turn();
	clock.advance(20);
	await turn();
	expect(client.lastAt).toBeLessThan(startAt + 2e6);
	abort.abort();
	await done;
});

test('aborted, it ends at once and leaves no timer', async () => {
	for (const speed of [1, Number.POSITIVE_INFINITY]) {
		const {clock, client, abort, done} = start({speed});
		clock.advance(100);
		await turn();
		abort.abort();
		const {message} = client.counts;
		await done;
		expect(client.counts.message).toBe(message);
		expect(clock.pending).toBe(0);
	}
	const {client, abort, done} = start();
	abort.abort();
	await done;
	expect(client.counts.opened).toBe(1);
});

test('as fast as it goes, others still get their turn', async () => {
	const {done, state} = start({minutes: 2, speed: Number.POSITIVE_INFINITY});
	let turns = 0;
	while (!state.isOver) {
		await turn();
		turns++;
	}
	await done;
	expect(turns).toBeGreaterThan(4);
});

test('an error of the sink ends the run', async () => {
	const clock = new ManualClock();
	const feed = createDemoFeed({seed: 1, clock, startAt, speed: Number.POSITIVE_INFINITY});
	const run = feed.run((frame) => {
		if (frame.kind === 'tick') throw new Error('sink is full');
		return [];
	}, new AbortController().signal);
	await expect(run).rejects.toThrow('sink is full');
	expect(clock.pending).toBe(0);
});

test('a symbol named twice is listed once, and one that the demo lacks is refused', async () => {
	const {client, done} = start({symbols: ['btcusdt', 'BTC/USDT'], minutes: 0.05, speed: Number.POSITIVE_INFINITY});
	await done;
	expect([...client.books.keys()]).toEqual(['BTCUSDT']);
	expect(() => createDemoFeed({seed: 1, clock: new ManualClock(), startAt, symbols: ['DOGEUSDT']})).toThrow('DOGEUSDT is not in the demo');
});

/* Somebody walks back while a live feed goes on: what comes first to every frame is never disturbed. */

import {describe, expect, onTestFinished, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import type {Frame} from '../../source/market/frame.ts';
import {Motion} from '../../source/runner/motion.ts';
import {Viewpoint} from '../../source/runner/viewpoint.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {frame, micros, tick} from '../support/frames.ts';
import {HandFeed} from '../support/hand-feed.ts';
import {HashLinks, linksOf} from '../support/hash-links.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {turn} from '../support/turn.ts';
import {framesOf, stateOf, TickingClock, Walking, type WalkingOptions} from '../support/walking.ts';

const shared = sharedDemo({minutes: 0.3, seed: 5});
const change = (levels: number) => Buffer.from(JSON.stringify({levels}));

/** A live feed in which a frame comes every 100 ms, as long as it is let go on. */
class Ticking {
	readonly walking: Walking;
	readonly motion: Motion;
	#count = 0;

	constructor(options: WalkingOptions = {}) {
		this.walking = new Walking({isLive: true, clock: new ManualClock(), ...options});
		onTestFinished(() => this.walking.end());
		const {history} = this.walking;
		const viewpoint = new Viewpoint(() => history.transport.engine, {});
		this.motion = new Motion({feed: new HandFeed(), mode: 'live', history, viewpoint});
	}

	get transport() {
		return this.walking.history.transport;
	}

	/** How far what is shown is behind the present, s. */
	get back(): number {
		return this.motion.view.back / 1e6;
	}

	async goOn(seconds: number): Promise<void> {
		for (let count = 0; count < seconds * 10; count++) {
			this.walking.take(tick(this.#count++ / 10));
			await this.walking.pass(100);
		}
	}
}

describe('in a live feed', () => {
	test('the present is shown, and a key forward changes nothing', async () => {
		const live = new Ticking();
		await live.goOn(3);
		live.transport.scrub(5e6);
		live.transport.step(1);
		live.transport.goTo(micros(100));
		await live.goOn(1);
		expect([live.transport.isFollowing, live.transport.isPaused, live.transport.position]).toEqual([true, false, 40]);
		expect(live.transport.engine).toBe(live.walking.engine);
		expect(live.motion.view).toMatchObject({isPaused: false, speed: 1, back: Number.NaN});
	});

	test('a way back holds what is shown while frames go on coming', async () => {
		const live = new Ticking();
		await live.goOn(30);
		live.transport.scrub(-5e6);
		live.transport.scrub(-5e6);
		await live.walking.arrive();
		expect([live.transport.isFollowing, live.transport.isPaused, live.transport.position]).toEqual([false, true, 200]);
		expect(live.back).toBeCloseTo(10, 6);
		await live.goOn(7);
		expect([live.transport.position, live.transport.at, live.back]).toEqual([200, micros(19.9), 17]);
		expect(live.motion.view).toMatchObject({isPaused: true, isOver: false, speed: 1});
		live.transport.step(-1);
		await live.walking.arrive();
		live.transport.scrub(2e6);
		await live.walking.arrive();
		expect(live.transport.at).toBe(micros(21.8));
	});

	test('at the pace of the market it keeps its distance', async () => {
		const live = new Ticking();
		await live.goOn(30);
		live.transport.scrub(-10e6);
		await live.walking.arrive();
		live.transport.play(1);
		await live.goOn(20);
		expect(live.back).toBeGreaterThan(9.7);
		expect(live.back).toBeLessThan(10.3);
		expect([live.transport.position, live.walking.engine.frames, live.transport.isPaused]).toEqual([expect.any(Number), 500, false]);
		expect(Math.abs(live.transport.position - 400)).toBeLessThan(4);
	});

	test('ten times as fast it catches up with the present, and follows from there', async () => {
		const live = new Ticking();
		await live.goOn(30);
		live.transport.scrub(-18e6);
		await live.walking.arrive();
		live.transport.play(10);
		await live.goOn(1);
		expect(live.back).toBeGreaterThan(8);
		expect(live.back).toBeLessThan(10);
		await live.goOn(1.5);
		expect([live.transport.isFollowing, live.transport.position, live.motion.view.back]).toEqual([true, 325, Number.NaN]);
		await live.goOn(1);
		expect([live.transport.isFollowing, live.transport.position]).toEqual([true, 335]);
		expect(live.motion.view).toMatchObject({isPaused: false, speed: 1});
	});

	test('the key for the present leads there from everywhere, at once', async () => {
		const live = new Ticking();
		await live.goOn(10);
		live.transport.scrub(-5e6);
		await live.walking.arrive();
		live.transport.follow();
		expect([live.transport.isFollowing, live.transport.isPaused, live.transport.engine]).toEqual([true, false, live.walking.engine]);
		live.transport.step(-1);
		live.transport.follow();
		await live.goOn(1);
		expect([live.transport.isFollowing, live.transport.position]).toEqual([true, 110]);
		live.transport.step(-1);
		await live.walking.arrive();
		live.transport.scrub(60e6);
		await live.walking.arrive();
		expect([live.transport.isFollowing, live.transport.isPaused]).toEqual([true, false]);
	});

	test('one may hold at the present, step back and on, and play on', async () => {
		const live = new Ticking();
		await live.goOn(5);
		live.transport.pause();
		await live.goOn(2);
		expect([live.transport.position, live.transport.isPaused, live.walking.engine.frames]).toEqual([50, true, 70]);
		live.transport.step(-1);
		live.transport.step(-1);
		live.transport.step(1);
		await live.walking.arrive();
		expect(live.transport.position).toBe(49);
		live.transport.play(1);
		await live.goOn(1);
		expect(Math.abs(live.transport.position - 59)).toBeLessThanOrEqual(1);
	});

	test('a setting that a hand changes in the past holds there, until the present is shown again', async () => {
		const live = new Ticking();
		await live.goOn(10);
		live.transport.scrub(-5e6);
		await live.walking.arrive();
		live.transport.change(change(20));
		live.transport.scrub(-1e6);
		await live.walking.arrive();
		expect([live.transport.engine.settings.levels, live.walking.engine.settings.levels]).toEqual([20, 10]);
		expect(live.transport.hash).toEqual({kind: 'settings-changed'});
		live.transport.follow();
		live.transport.change(change(5));
		expect(live.transport.isFollowing).toBe(true);
		live.transport.scrub(-1e6);
		await live.walking.arrive();
		expect([live.transport.engine.settings.levels, live.transport.hash.kind]).toEqual([10, 'same']);
	});
});

test('its own hashes are compared wherever one walks: nothing differs', async () => {
	const frames = await framesOf(shared.demo.file);
	const walking = new Walking({isLive: true, clock: new ManualClock()});
	onTestFinished(() => walking.end());
	walking.take(...frames);
	const {transport, chronicle} = walking.history;
	for (const seconds of [3.5, 15.5, 11.5]) {
		transport.goTo(chronicle.past.firstAt + seconds * 1e6);
		await walking.arrive();
		expect(transport.hash).toEqual({kind: 'same', samples: transport.engine.samples});
	}
});

test('the engine at the present is the same as if nobody had walked, and what is shown is the past as it was', async () => {
	const frames = await framesOf(shared.demo.file);
	const walking = new Walking({isLive: true, clock: new TickingClock(0.3)});
	onTestFinished(() => walking.end());
	const {transport, chronicle} = walking.history;
	const random = new Random(4, 'keys');
	const links = new HashLinks();
	const shown: Array<readonly [position: number, state: string]> = [];
	let held = 0;
	for (const [index, each] of frames.entries()) {
		walking.take(each);
		links.follow(walking.engine);
		if (index % 20 > 0) continue;
		switch (random.below(6)) {
			case 0:
				transport.goTo(chronicle.past.firstAt + random.uniform() * (chronicle.past.lastAt - chronicle.past.firstAt));
				break;
			case 1:
				transport.scrub((random.below(9) - 6) * 1e6);
				break;
			case 2:
				transport.step(-1);
				break;
			case 3:
				if (random.below(4) === 0) transport.follow();
				break;
			case 4:
				transport.play([1, 10, 100][random.below(3)] ?? 1);
				break;
			default:
				transport.pause();
		}
		await turn();
		walking.clock.advance(50);
		await turn();
		if (!transport.isFollowing) held++;
		shown.push([transport.position, walking.state]);
	}
	expect(held).toBeGreaterThan(20);
	expect(links.all).toEqual(linksOf(frames).all);
	const states = walking.statesAt(frames, new Set([frames.length, ...shown.map(([position]) => position)]));
	expect(shown.map(([, state]) => state)).toEqual(shown.map(([position]) => states.get(position)));
	expect(stateOf(walking.engine)).toBe(states.get(frames.length));
});

describe('where the past has room for so much', () => {
	/** Frames that take room: 100 a second, 4 kB each. */
	const noise = new Random(6, 'noise');
	const heavy = (count: number, from = 0): Frame[] =>
		Array.from({length: count}, (_, index) =>
			frame((from + index) / 100, 'tick', 0, Array.from({length: 400}, () => noise.uniform().toString(36).slice(2)).join('')),
		);

	test('a cursor that is held sees what it saw; to go on, it goes to the oldest moment that there is', async () => {
		const walking = new Walking({isLive: true, room: 2_000_000, clock: new TickingClock(1)});
		onTestFinished(() => walking.end());
		const {transport, chronicle} = walking.history;
		walking.take(...heavy(300));
		transport.goTo(chronicle.past.firstAt);
		await walking.arrive();
		const {position, at} = transport;
		const {state} = walking;
		walking.take(...heavy(1500, 300));
		await walking.arrive();
		expect(chronicle.past.first).toBeGreaterThan(position + 500);
		expect([transport.position, transport.at, walking.state, transport.isPaused]).toEqual([position, at, state, true]);
		transport.play(1);
		await walking.arrive();
		// What it has at hand of its block it still shows, and then goes on where there is more.
		for (let count = 0; count < 10 && transport.position < chronicle.past.first; count++) await walking.pass(200);
		expect(transport.position).toBeGreaterThanOrEqual(chronicle.past.first);
		expect(transport.position).toBeLessThan(chronicle.past.first + 60);
		expect([transport.isFollowing, transport.isPaused]).toEqual([false, false]);
		expect(transport.engine.frames).toBe(transport.position);
	});

	test('a step or a way from a moment that is gone leads to one that there is', async () => {
		for (const act of ['step', 'scrub'] as const) {
			const walking = new Walking({isLive: true, room: 2_000_000, clock: new TickingClock(1)});
			onTestFinished(() => walking.end());
			const {transport, chronicle} = walking.history;
			walking.take(...heavy(300));
			transport.jump({position: 5, at: chronicle.past.timeOf(5)});
			await walking.arrive();
			walking.take(...heavy(1500, 300));
			if (act === 'step') transport.step(1);
			else transport.scrub(-1e6);
			await walking.arrive();
			expect([transport.position, transport.at, transport.engine.frames]).toEqual([
				chronicle.past.first,
				chronicle.past.firstAt,
				chronicle.past.first,
			]);
		}
	});

	test('a way whose frames are dropped while it is gone leads to the oldest moment that there is', async () => {
		const clock = new TickingClock(0);
		const walking = new Walking({isLive: true, room: 1, clock});
		onTestFinished(() => walking.end());
		const {transport, chronicle} = walking.history;
		walking.take(...heavy(400));
		clock.lookMillis = 10;
		transport.jump({position: 350, at: chronicle.past.timeOf(350)});
		for (let count = 0; count < 3; count++) await turn();
		expect(transport.isSeeking).toBe(true);
		clock.lookMillis = 200;
		walking.take(...heavy(2, 400));
		expect(chronicle.past.first).toBeGreaterThan(399);
		clock.lookMillis = 10;
		await walking.arrive();
		expect([transport.position, transport.engine.frames]).toEqual([chronicle.past.first, chronicle.past.first]);
	});
});

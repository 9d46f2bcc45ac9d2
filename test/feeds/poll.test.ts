import {expect, onTestFinished, test} from 'vitest';
import {type Poll, poll} from '../../source/feeds/poll.ts';
import {Rest} from '../../source/feeds/rest.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import type {Venue} from '../../source/venues/venue.ts';
import {badAnswers} from '../support/bad-answers.ts';
import {startBinanceServer} from '../support/binance-server.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {TimerEar} from '../support/timer-ear.ts';
import {Waiting} from '../support/waiting.ts';

/** 2024-08-08 23:54:15 UTC. */
const second = 1_723_161_255;

type PollingOptions = {readonly venue?: Venue; readonly slots?: number; readonly timeout?: number};

/** Polls once a second, begun 0.4 s after a whole one. */
async function polling({venue = binanceSpot, slots = 3, timeout = 8000}: PollingOptions = {}) {
	let id = 0;
	const server = await startBinanceServer({snapshot: () => ({lastUpdateId: ++id, bids: [], asks: []})});
	const clock = new ManualClock((second + 0.4) * 1e6);
	const ear = new TimerEar(clock);
	const rest = new Rest(venue, server.endpoints.rest, clock, {timeout});
	const waiting = new Waiting();
	const polls: Poll[] = [];
	const abort = new AbortController();
	const done = poll(
		{rest, request: binanceSpot.requests.snapshot(server.endpoints.rest, 'BTCUSDT', 100), clock, random: () => 0.5, interval: 1e6, slots},
		(each) => {
			polls.push(each);
			waiting.changed();
		},
		abort.signal,
	);
	onTestFinished(async () => {
		abort.abort();
		await done;
		await rest.close();
		await server.close();
	});
	const untilPolled = (count: number) => waiting.until(() => polls.length >= count);
	/** What became of each slot: after which whole second it stands, and the update that came, or what went wrong. */
	const told = () => polls.map(({at, answer: {error, json}}) => [at / 1e6 - second, error ?? json]);
	return {server, clock, ear, rest, polls, done, abort, untilPolled, told};
}

const answer = (lastUpdateId: number) => ({lastUpdateId, bids: [], asks: []});
const failed = (text: string) => expect.stringContaining(text);
const late = failed('did not answer in time');

test('slots stand at whole multiples of the interval, and are asked when they begin', async () => {
	const {server, clock, done, untilPolled, told} = await polling();
	expect(clock.untilNext).toBe(600);
	clock.advance(599);
	expect(server.asked).toHaveLength(0);
	clock.advance(1);
	await untilPolled(1);
	clock.advance(1000);
	await untilPolled(2);
	expect(clock.untilNext).toBe(1000);
	clock.advance(1000);
	await done;
	expect(told()).toEqual([
		[1, answer(1)],
		[2, answer(2)],
		[3, answer(3)],
	]);
	expect(server.asked).toHaveLength(3);
	expect(clock.pending).toBe(0);
});

test('answers that are slow, each by another time, move no slot: the next waits for what is left', async () => {
	const {server, clock, done, untilPolled, told} = await polling({slots: 4});
	clock.advance(600);
	for (const [slot, slow] of [700, 1, 999, 320].entries()) {
		const release = server.hold('depth');
		await server.untilAsked('depth', slot + 1);
		expect(clock.now()).toBe((second + 1 + slot) * 1e6);
		clock.advance(slow);
		release();
		await untilPolled(slot + 1);
		expect(clock.untilNext).toBe(slot < 3 ? 1000 - slow : Number.POSITIVE_INFINITY);
		clock.advance(1000 - slow);
	}
	await done;
	expect(told().map(([at]) => at)).toEqual([1, 2, 3, 4]);
	expect(told().map(([, json]) => json)).toEqual([1, 2, 3, 4].map(answer));
});

test('what has not come when the next slot begins is dropped, and the next is asked at once', async () => {
	const {server, clock, done, untilPolled, told} = await polling();
	const release = server.hold('depth');
	clock.advance(600);
	await server.untilAsked('depth', 1);
	clock.advance(1000);
	await server.untilAsked('depth', 2);
	expect(clock.now()).toBe((second + 2) * 1e6);
	release();
	await untilPolled(2);
	clock.advance(1000);
	await done;
	expect(told().map(([at]) => at)).toEqual([1, 2, 3]);
	expect(told()[0]).toEqual([1, late]);
	// Never two at once: the answer to the first question found nobody.
	expect(told()[1]).toEqual([2, answer(2)]);
});

test('a failure is asked again within its slot, after waits that grow', async () => {
	const {server, clock, ear, untilPolled, told} = await polling();
	server.script('depth', badAnswers.unavailable, {status: 500, body: '{}'});
	clock.advance(600);
	// Half of half a second; then half of a second.
	await ear.untilNext(250);
	clock.advance(250);
	await server.untilAsked('depth', 2);
	await ear.untilNext(500);
	clock.advance(500);
	await untilPolled(1);
	expect(told()).toEqual([[1, answer(1)]]);
	expect(server.asked).toHaveLength(3);
	expect(clock.untilNext).toBe(250);
});

test('what fails until the end of its slot leaves it empty, and the grid where it was', async () => {
	const {server, clock, ear, done, untilPolled, told} = await polling();
	server.script('depth', ...[1, 2, 3].map(() => ({status: 500, body: '{}'})));
	clock.advance(600);
	await ear.untilNext(250);
	clock.advance(250);
	await server.untilAsked('depth', 2);
	await ear.untilNext(500);
	clock.advance(500);
	// Another wait would go on beyond the slot: it is given up.
	await untilPolled(1);
	expect(clock.untilNext).toBe(250);
	clock.advance(250);
	await untilPolled(2);
	clock.advance(1000);
	await done;
	expect(server.asked).toHaveLength(5);
	expect(told()).toEqual([
		[1, failed('answered 500')],
		[2, answer(1)],
		[3, answer(2)],
	]);
});

test('told to stay away, it asks no more before that time, slot after slot', async () => {
	const {server, clock, done, polls, untilPolled, told} = await polling({slots: 4});
	server.script('depth', badAnswers.tooMany(2));
	clock.advance(600);
	for (const slot of [1, 2, 3]) {
		await untilPolled(slot);
		expect(server.asked).toHaveLength(slot < 3 ? 1 : 2);
		clock.advance(1000);
	}
	await done;
	expect(told()).toEqual([
		[1, failed('asks to be left alone for 2 s')],
		[2, failed('is left alone for another 1 s')],
		[3, answer(1)],
		[4, answer(2)],
	]);
	expect(polls.map(({isHopeless}) => isHopeless)).toEqual([false, false, false, false]);
});

test('a refusal that will not change is not asked again within its slot, and told as such', async () => {
	const {server, clock, polls, untilPolled, done} = await polling({slots: 2});
	server.script('depth', {status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}'}, badAnswers.restricted);
	clock.advance(600);
	await untilPolled(1);
	expect(server.asked).toHaveLength(1);
	clock.advance(1000);
	await done;
	expect(server.asked).toHaveLength(2);
	expect(polls).toMatchObject([
		{isHopeless: true, answer: {error: failed('Invalid symbol. (-1121)')}},
		{isHopeless: true, answer: {status: 451}},
	]);
});

test('an answer is waited for no longer than its time, and asked for again', async () => {
	const {server, clock, ear, untilPolled, told} = await polling({timeout: 300});
	const release = server.hold('depth');
	clock.advance(600);
	await server.untilAsked('depth', 1);
	clock.advance(300);
	await ear.untilNext(250);
	release();
	clock.advance(250);
	await untilPolled(1);
	expect(told()).toEqual([[1, answer(2)]]);
});

test('a budget that is spent leaves slots empty until the minute is over, and sends nothing', async () => {
	const budget = {...binanceSpot.budget, weightPerMinute: 10};
	const {server, clock, ear, done, untilPolled, told} = await polling({venue: {...binanceSpot, budget}, slots: 3});
	// The minute goes on for 45 s.
	clock.advance(600);
	await untilPolled(1);
	clock.advance(1000);
	await untilPolled(2);
	clock.advance(1000);
	await ear.untilNext(1000);
	clock.advance(1000);
	await done;
	expect(told()).toEqual([
		[1, answer(1)],
		[2, answer(2)],
		[3, failed('what it may be asked in a minute is spent')],
	]);
	expect(server.asked).toHaveLength(2);
	expect(clock.pending).toBe(0);
});

test('slots that were slept through are handed over as such, and the grid goes on', async () => {
	const {server, clock, done, untilPolled, told} = await polling({slots: 5});
	clock.advance(600);
	await untilPolled(1);
	clock.jump(3300);
	clock.advance(1000);
	await done;
	expect(told()).toEqual([
		[1, answer(1)],
		[2, failed('time went on without us')],
		[3, failed('time went on without us')],
		[4, failed('time went on without us')],
		[5, answer(2)],
	]);
	expect(server.asked).toHaveLength(2);
});

test('a wall clock that is set back is waited for: no slot is asked twice', async () => {
	const {clock, ear, done, untilPolled, told} = await polling({slots: 2});
	clock.advance(600);
	await untilPolled(1);
	clock.jump(-5000);
	clock.advance(1000);
	await ear.untilNext(5000);
	clock.advance(5000);
	await done;
	expect(told().map(([at]) => at)).toEqual([1, 2]);
});

test('stopped, it drops the question under way, hands over its slot as empty, and leaves no timer', async () => {
	const {server, clock, abort, done, told} = await polling();
	server.hold('depth');
	clock.advance(600);
	await server.untilAsked('depth', 1);
	clock.advance(100);
	abort.abort();
	await done;
	expect(told()).toEqual([[1, failed('had not answered when it was stopped')]]);
	expect(clock.pending).toBe(0);
});

test('stopped between slots, it hands over nothing more', async () => {
	const {clock, abort, done, untilPolled, told} = await polling();
	clock.advance(600);
	await untilPolled(1);
	clock.advance(500);
	abort.abort();
	await done;
	expect(told()).toEqual([[1, answer(1)]]);
	expect(clock.pending).toBe(0);
});

/* Keys that walk through time, and what a person is told where there is nowhere to go. */

import {describe, expect, onTestFinished, test} from 'vitest';
import {openRecording} from '../../source/files/recording.ts';
import type {InstrumentId} from '../../source/market/instrument.ts';
import type {Intent} from '../../source/runner/session.ts';
import {type WalkIntent, walk} from '../../source/runner/walking.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {micros, tick} from '../support/frames.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {Walking, type WalkingOptions} from '../support/walking.ts';

const shared = sharedDemo({minutes: 0.5, seed: 11});
const btc: InstrumentId = 'binance:BTCUSDT';

/** Half a minute of the demo, read whole and held at its beginning. */
async function demo(): Promise<Walking> {
	const walking = begun();
	const recording = await openRecording(shared.demo.file);
	for await (const {frames, length} of recording.batches()) walking.take(...frames.slice(0, length));
	walking.history.transport.complete();
	return walking;
}

function begun(options: WalkingOptions = {}): Walking {
	const walking = new Walking({isPaused: true, clock: new ManualClock(), ...options});
	onTestFinished(() => walking.end());
	return walking;
}

async function press(walking: Walking, intent: WalkIntent, instrument: InstrumentId | undefined = btc): Promise<string> {
	const words = walk(walking.history, intent, instrument);
	await walking.arrive();
	return words;
}

const goTo = (time: string): Extract<Intent, {kind: 'go-to'}> => ({kind: 'go-to', time});

describe('a time that a person names', () => {
	const seconds = Array.from({length: 61}, (_, index) => tick(index));

	test('is gone to, as a time of day or as a date', async () => {
		const walking = begun();
		walking.take(...seconds);
		walking.history.transport.complete();
		for (const [time, at] of [
			['00:00:30', 30],
			['00:00:12.250', 12.25],
			['2026-01-01T00:00:45Z', 45],
			['2026-01-01', 0],
			['00:01', 60],
		] as const) {
			expect(await press(walking, goTo(time))).toBe('');
			expect(walking.history.transport.at).toBe(micros(at));
		}
	});

	test('is told where it is before the first moment, beyond the last, or no time at all, and nobody moves', async () => {
		const walking = begun();
		walking.take(...seconds);
		walking.history.transport.complete();
		await press(walking, goTo('00:00:30'));
		for (const [time, words] of [
			['2025-12-31', '2025-12-31T00:00:00.000Z is before the first moment that there is, 2026-01-01T00:00:00.000Z'],
			['00:01:00.001', '2026-01-01T00:01:00.001Z is beyond the last moment that there is, 2026-01-01T00:01:00.000Z'],
			['noon', '"noon" is no time such as 2024-08-08T23:54:13.937Z or 23:54:13.937'],
			['25:00', '"25:00" is no time such as 2024-08-08T23:54:13.937Z or 23:54:13.937'],
			['', '"" is no time such as 2024-08-08T23:54:13.937Z or 23:54:13.937'],
		] as const) {
			expect(await press(walking, goTo(time))).toBe(words);
			expect(walking.history.transport.at).toBe(micros(30));
		}
	});

	test('is awaited where the recording is not read as far', async () => {
		const walking = begun();
		walking.take(...seconds.slice(0, 20));
		expect(walk(walking.history, goTo('00:00:30'), btc)).toBe('');
		expect(walking.history.transport.isSeeking).toBe(true);
		walking.take(...seconds.slice(20));
		await walking.arrive();
		expect(walking.history.transport.at).toBe(micros(30));
	});

	test('of a live feed that has not come yet is told, and nobody moves', async () => {
		const walking = begun({isLive: true, isPaused: false});
		walking.take(...seconds);
		await press(walking, goTo('00:00:30'));
		expect(walking.history.transport.isFollowing).toBe(false);
		expect(await press(walking, goTo('00:02:00'))).toBe('00:02:00 is none of the moments that are kept, 2026-01-01T00:00:00.000Z to now');
		expect(walking.history.transport.isFollowing).toBe(false);
	});
});

describe('signals', () => {
	test('are gone to one after the other, on and back, and held at', async () => {
		const walking = await demo();
		const {transport, chronicle} = walking.history;
		const forward: number[] = [];
		while ((await press(walking, {kind: 'signal', step: 1})) === '') forward.push(transport.position);
		expect(forward.length).toBeGreaterThan(2);
		const signals = chronicle.landmarks.of(btc, chronicle.past.end).filter(({kind}) => kind === 'buy' || kind === 'sell');
		expect(forward).toHaveLength(signals.length);
		const back: number[] = [transport.position];
		while ((await press(walking, {kind: 'signal', step: -1})) === '') back.unshift(transport.position);
		expect(back).toEqual(forward);
		expect(transport.isPaused).toBe(true);
	});

	test('that there are none of are told', async () => {
		const walking = await demo();
		const {transport} = walking.history;
		expect(await press(walking, {kind: 'signal', step: -1})).toBe('no signal before this moment');
		expect(await press(walking, {kind: 'signal', step: 1}, 'binance:NOSUCH')).toBe('no signal after this moment');
		expect(transport.position).toBe(0);
		await press(walking, {kind: 'ends', which: 'last'});
		expect(await press(walking, {kind: 'signal', step: 1})).toBe('no signal after this moment');
		expect(transport.isOver).toBe(true);
	});
});

test('keys scrub by seconds, step by frames, and lead to both ends', async () => {
	const walking = await demo();
	const {transport, chronicle} = walking.history;
	const {firstAt, end} = chronicle.past;
	expect(await press(walking, {kind: 'scrub', seconds: 10})).toBe('');
	expect(transport.at).toBe(firstAt + 10e6);
	const {position} = transport;
	await press(walking, {kind: 'step', frames: 1});
	expect(transport.position).toBe(position + 1);
	await press(walking, {kind: 'step', frames: -1});
	await press(walking, {kind: 'scrub', seconds: -5});
	expect(transport.at).toBe(chronicle.past.timeOf(position) - 5e6);
	await press(walking, {kind: 'ends', which: 'last'});
	expect([transport.position, transport.isOver]).toEqual([end, true]);
	await press(walking, {kind: 'ends', which: 'first'});
	expect([transport.at, transport.isOver]).toEqual([firstAt, false]);
});

test('a mark is set and taken away where one stands, and said so', async () => {
	const walking = begun();
	walking.take(...[0, 1, 2].map(tick));
	const {transport, chronicle} = walking.history;
	await press(walking, {kind: 'scrub', seconds: 1.5});
	expect(await press(walking, {kind: 'mark'})).toBe('mark at 2026-01-01T00:00:01.500Z');
	expect(chronicle.landmarks.of(btc, 0)).toMatchObject([{kind: 'mark', at: micros(1.5), position: transport.position}]);
	expect(await press(walking, {kind: 'mark'})).toBe('mark at 2026-01-01T00:00:01.500Z taken away');
	expect(chronicle.landmarks.of(btc, 0)).toEqual([]);
});

test('before the first frame there is nowhere to go, and nothing is said', async () => {
	const walking = begun();
	const intents: readonly WalkIntent[] = [
		{kind: 'scrub', seconds: 5},
		{kind: 'step', frames: 1},
		{kind: 'signal', step: 1},
		goTo('noon'),
		{kind: 'ends', which: 'first'},
		{kind: 'ends', which: 'last'},
		{kind: 'mark'},
	];
	for (const intent of intents) expect(await press(walking, intent)).toBe('');
	expect(walking.history.transport.position).toBe(0);
});

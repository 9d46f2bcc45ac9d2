/*
Signs of life of every kind (section 15 of what venues demand): messages that change nothing, heartbeats, answers to what we say so as not to be cut. They tell that
somebody is there, and nothing else: no book is touched, nothing is counted as wrong, no connection is renewed.
*/

import {describe, expect, test} from 'vitest';
import {befalling, type Exemptions, logOf, venuesNamed} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const isNotKeptAlive: Exemptions = {
	binance: 'pings of WebSocket are enough',
	'binance-usdm': 'pings of WebSocket are enough',
	coinbase: 'its heartbeats are subscribed to once',
	deribit: 'it asks for a sign of life itself',
};

/** What makes a book, and what was ever wrong with it. */
const countsOf = (stage: FaultStage, symbol: string) => {
	const {applied, snapshots, duplicates, outOfOrder, malformed, gapCount, reconnects, resyncs} = stage.desk(symbol).integrity;
	return {applied, snapshots, duplicates, outOfOrder, malformed, gapCount, reconnects, resyncs};
};

/** Seconds pass in which no market moves, each with a sign of life. */
async function seconds(stage: FaultStage, count: number, sign: () => void): Promise<void> {
	for (let passed = 0; passed < count; passed++) {
		await stage.pass(1000);
		sign();
		await stage.settle();
	}
}

function expectNoRenewal(stage: FaultStage, sockets: number): void {
	expect(stage.venue.connections).toHaveLength(sockets);
	for (const kind of ['resubscribe', 'reconnect', 'replace', 'snapshot'] as const)
		expect([kind, stage.countEffects(kind)]).toEqual([kind, 0]);
	expect(stage.engine.faults).toEqual([]);
}

describe.each(venuesNamed('okx', 'hyperliquid'))('%s', (_, spoken) => {
	test('sends a message of a quiet book that changes nothing: it is in step, however long that goes on', async () => {
		const stage = await faultStage(spoken);
		stage.effects.splice(0);
		const before = countsOf(stage, stage.first);
		await seconds(stage, 70, () => stage.venue.idle(stage.first));
		const isWhole = spoken.venue.feed.levels === 'snapshots';
		expect(countsOf(stage, stage.first)).toEqual({...before, snapshots: before.snapshots + (isWhole ? 70 : 0)});
		stage.expectUntouched(stage.first);
		expect(stage.states(stage.second)).toEqual(['LIVE', 'STALE']);
		expectNoRenewal(stage, 1);
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});

	test('sends one of a book that was stale: it is in step again, and nothing was lost', async () => {
		const stage = await faultStage(spoken);
		await stage.pass(10_000);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE']);
		stage.venue.idle(stage.first);
		await stage.settle();
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE', 'LIVE']);
		expect(logOf(stage, stage.first)).toContain('diffs again, nothing was lost');
		stage.expectTrue(stage.first);
	});
});

describe.each(venuesNamed('coinbase', 'kraken'))('%s', (_, spoken) => {
	test('sends heartbeats while no market moves: the books are in step', async () => {
		const stage = await faultStage(spoken);
		await stage.step(10);
		stage.effects.splice(0);
		const before = countsOf(stage, stage.first);
		await seconds(stage, 90, () => stage.venue.heartbeat());
		expect(stage.engine.others.get('heartbeat')).toBe(90);
		expect(countsOf(stage, stage.first)).toEqual(before);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
		expectNoRenewal(stage, 1);
	});

	test('sends no heartbeats either: the books are stale, until the next one comes', async () => {
		const stage = await faultStage(spoken);
		await stage.step(10);
		await stage.pass(8000);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE']);
		stage.venue.heartbeat();
		await stage.settle();
		await stage.pass(1000);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE', 'LIVE']);
		await stage.step();
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(venuesNamed('deribit'))('%s', (_, spoken) => {
	test('asks for a sign of life: it is given each time, and the connection is kept', async () => {
		const stage = await faultStage(spoken);
		await stage.step(20);
		stage.effects.splice(0);
		const before = countsOf(stage, stage.first);
		await seconds(stage, 90, () => stage.venue.heartbeat());
		const tests = stage.venue.connections[0]?.heard.filter((heard) => heard.includes('"public/test"')).length;
		expect([tests, stage.engine.others.get('heartbeat'), stage.engine.others.get('pong')]).toEqual([90, 90, 90]);
		expect(countsOf(stage, stage.first)).toEqual(before);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE']);
		expectNoRenewal(stage, 1);
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(befalling(isNotKeptAlive))('%s', (_, spoken) => {
	test('is told in time that we are there: its answer is one, and no more than that', async () => {
		const {every = 0, text = ''} = spoken.venue.keepAlive ?? {};
		const stage = await faultStage(spoken);
		await stage.step(10);
		stage.effects.splice(0);
		const before = countsOf(stage, stage.first);
		await stage.pass(130_000);
		const said = stage.venue.connections[0]?.heard.filter((heard) => heard === text).length;
		expect(said).toBe(Math.floor(131_000 / every));
		expect(stage.engine.others.get('pong')).toBe(said);
		expect(countsOf(stage, stage.first)).toEqual(before);
		expectNoRenewal(stage, 1);
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(befalling())('%s', (_, spoken) => {
	test('pings by WebSocket, and is pinged: both are answered, and no book notices', async () => {
		const stage = await faultStage(spoken);
		await stage.step(5);
		const sockets = stage.venue.open.length;
		const {frames} = stage.engine;
		for (let times = 0; times < 10; times++) stage.venue.ping();
		await stage.settle();
		expect(stage.engine.frames).toBe(frames);
		for (let passed = 0; passed < 20; passed++) {
			await stage.pass(900);
			await stage.step();
		}
		for (const {pings} of stage.venue.open) expect(pings).toBeGreaterThanOrEqual(1);
		expect(stage.venue.open).toHaveLength(sockets);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});
});

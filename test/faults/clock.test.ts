/*
Row 25 of the faults: a clock that is set, and a machine that sleeps. The wall clock is then elsewhere and the timers have not noticed: books that were silent for so
long are stale, the sockets are asked for a sign of life, and what was measured by that clock is forgotten.
*/

import {describe, expect, test} from 'vitest';
import {befalling, closedBy, countsEverything, logOf, reopen} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const hour = 3_600_000;
const said = (seconds: string) => `the clock jumped by ${seconds} s: checking the connections`;

const medianOf = (stage: FaultStage) => stage.desk(stage.first).latency.percentile(0.5);
const pingsOf = (stage: FaultStage) => stage.venue.connections.reduce((sum, {pings}) => sum + pings, 0);

describe.each(befalling())('%s', (_, spoken) => {
	test('a machine that slept for two hours wakes: books are stale until they are heard, and nothing was lost', async () => {
		const stage = await faultStage(spoken);
		await stage.step(15);
		expect(medianOf(stage)).not.toBeNaN();
		const pings = pingsOf(stage);
		stage.clock.jump(2 * hour);
		await stage.pass(1000);
		expect(stage.notices.at(-1)).toBe(said('7200.0'));
		expect(stage.logged).toContain(said('7200.0'));
		expect(pingsOf(stage) - pings).toBeGreaterThanOrEqual(stage.venue.open.length);
		expect(medianOf(stage)).toBeNaN();
		for (const symbol of [stage.first, stage.second]) {
			expect(stage.states(symbol)).toEqual(['LIVE', 'STALE']);
			expect(stage.desk(symbol).integrity.reason).toBe('no diff');
			// Once, not for every minute that was slept through.
			expect(stage.countEffects('describe', symbol)).toBe(1);
		}
		await stage.step(60);
		expect(stage.notices.at(-1)).toBe('');
		for (const symbol of [stage.first, stage.second]) {
			expect(stage.states(symbol)).toEqual(['LIVE', 'STALE', 'LIVE']);
			expect(logOf(stage, symbol)).toContain('diffs again, nothing was lost');
			expect(stage.desk(symbol).integrity.gapCount).toBe(0);
		}
		expect(stage.countEffects('reconnect')).toBe(0);
		stage.expectTrue(stage.first, stage.second);
	});

	test('a machine wakes to sockets that are dead: they are given ten seconds, and opened anew', async () => {
		const stage = await faultStage(spoken);
		await stage.step(15);
		const sockets = stage.venue.open.length;
		stage.venue.stall();
		stage.clock.jump(2 * hour);
		await stage.pass(1000);
		await stage.pass(9000);
		expect(stage.desk(stage.first).integrity.state).toBe('STALE');
		stage.clock.advance(1000);
		await stage.untilHappened(() => stage.logged.filter((line) => line.includes('no pong within 10 s')).length === sockets);
		await reopen(stage, 250, sockets * 2);
		await stage.untilInStep();
		await stage.step(3);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE', 'CONNECTING', 'SYNCING', 'LIVE']);
		stage.expectTrue(stage.first, stage.second);
	});

	test('a clock that is set back is told, and books do not notice: their time goes on', async () => {
		const stage = await faultStage(spoken);
		await stage.step(5);
		const {at} = stage.engine;
		stage.clock.jump(-2 * hour);
		await stage.step(10);
		expect(stage.notices.at(-1)).toBe(said('-7200.0'));
		expect(stage.engine.at).toBeGreaterThan(at);
		expect(stage.engine.at - at).toBeLessThanOrEqual(1_000_000);
		await stage.step(60);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
		expect(Math.abs(medianOf(stage))).toBeLessThan(1000);
	});

	test('a clock that is set by a little is no matter', async () => {
		const stage = await faultStage(spoken);
		stage.clock.jump(400);
		await stage.step(15);
		stage.clock.jump(-400);
		await stage.step(15);
		expect(stage.notices.filter((text) => text !== '')).toEqual([]);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});
});

describe.each(befalling(countsEverything))('%s', (_, spoken) => {
	test('a machine that sleeps while a book is asked for asks once more when it wakes, not for every while of it', async () => {
		const stage = await faultStage(spoken);
		await stage.step(15);
		const withdraw = stage.venue.faults.silence(stage.first);
		const release = stage.venue.rest.hold('snapshot');
		stage.heldReplies = 2;
		stage.venue.cut(1012);
		await closedBy(stage, stage.venue.connections.length);
		await reopen(stage, 1000, stage.venue.connections.length * 2);
		await stage.step(2);
		stage.effects.splice(0);
		stage.clock.jump(2 * hour);
		stage.clock.advance(1000);
		for (const kind of ['snapshot', 'resubscribe', 'describe'] as const)
			expect(stage.countEffects(kind, stage.first)).toBeLessThanOrEqual(1);
		expect(stage.countEffects('reconnect')).toBeLessThanOrEqual(1);
		withdraw();
		release();
		stage.heldReplies = 0;
		await stage.until(() => stage.states(stage.first).at(-1) === 'LIVE' && stage.states(stage.second).at(-1) === 'LIVE');
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});
});

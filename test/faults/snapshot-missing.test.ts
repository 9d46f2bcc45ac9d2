/*
Row 18 of the faults: a snapshot that the stream should bring and does not. It is waited for ten seconds, then the book alone is subscribed anew, once; after five
more the connection is renewed. Where books cannot be subscribed anew, the connection is renewed at once.
*/

import {describe, expect, test} from 'vitest';
import type {Dialect, Frame, Topic} from '../fake-venue/dialect.ts';
import {befalling, closedBy, type Exemptions, expectRecovery, logOf, loseOne, losesConnection, reopen} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const snapshotsByRest: Exemptions = {
	binance: 'its snapshots come by REST',
	'binance-usdm': 'its snapshots come by REST',
};
/** Where a snapshot alone can be lost on its way. */
const lostAlone: Exemptions = {
	...snapshotsByRest,
	coinbase: 'its messages are counted: one that is lost is missed with the next',
	hyperliquid: 'every message of its book is a snapshot',
};

const reasonForFirst = (stage: FaultStage) => `no snapshot of ${stage.first}`;

/** A stage on which the one book is in step, and nothing has come of the other. */
async function halfJoined(stage: FaultStage): Promise<void> {
	await stage.venue.untilConnected();
	await stage.until(() => stage.engine.desks.length === 2 && stage.desk(stage.second).integrity.state === 'LIVE');
	expect(stage.desk(stage.first).integrity).toMatchObject({state: 'SYNCING', reason: 'waiting for the snapshot'});
	stage.forgetStates();
}

/** Takes steps until so many ms have passed since a moment, µs. */
async function stepTo(stage: FaultStage, since: number, millis: number): Promise<void> {
	while (stage.clock.now() - since < millis * 1000) await stage.step();
}

function expectOnlyOne(stage: FaultStage, kind: 'resubscribe' | 'reconnect', count: number): void {
	expect([stage.countEffects(kind, kind === 'resubscribe' ? stage.first : undefined), stage.countEffects(kind)]).toEqual([count, count]);
}

describe.each(befalling(lostAlone))('%s', (_, spoken) => {
	test('a snapshot that is lost is waited for ten seconds, then its book alone is subscribed anew', async () => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.faults.drop({kind: 'snapshot', symbol: stage.first});
		const begun = stage.clock.now();
		await halfJoined(stage);
		await stepTo(stage, begun, 9900);
		const {integrity} = stage.desk(stage.first);
		expect([integrity.state, integrity.depth > 50, stage.desk(stage.first).liveBook]).toEqual(['SYNCING', true, undefined]);
		expectOnlyOne(stage, 'resubscribe', 0);
		await stepTo(stage, begun, 11_000);
		expectOnlyOne(stage, 'resubscribe', 1);
		expect(stage.venue.countSubscribed(stage.first)).toBe(2);
		await expectRecovery(stage, spoken);
		expect(stage.states(stage.first)).toEqual(['SYNCING', 'LIVE']);
		expect([integrity.gapCount, integrity.snapshots, integrity.reconnects, stage.venue.connections.length]).toEqual([0, 1, 0, 1]);
		expect(integrity.droppedBeforeJoin).toBeGreaterThan(50);
		stage.expectUntouched(stage.second);
	});

	test('a snapshot that is lost twice renews the connection, five seconds after the second time', async () => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.faults.drop({kind: 'snapshot', symbol: stage.first, times: 2});
		const begun = stage.clock.now();
		await halfJoined(stage);
		await stepTo(stage, begun, 14_900);
		expectOnlyOne(stage, 'resubscribe', 1);
		expectOnlyOne(stage, 'reconnect', 0);
		stage.expectUntouched(stage.second);
		await stepTo(stage, begun, 15_800);
		await closedBy(stage, 1);
		expect(stage.effects.filter(({kind}) => kind === 'reconnect')).toEqual([expect.objectContaining({reason: reasonForFirst(stage)})]);
		expect(stage.notices.at(-1)).toBe(`reconnecting in 0.3 s (1006, ${reasonForFirst(stage)})`);
		await reopen(stage, 250, 2);
		await expectRecovery(stage, spoken);
		expect(stage.states(stage.first)).toEqual(['SYNCING', 'CONNECTING', 'SYNCING', 'LIVE']);
		expect(stage.states(stage.second)).toEqual(['LIVE', 'CONNECTING', 'SYNCING', 'LIVE']);
	});

	test('a lost book whose new snapshot is lost as well renews the connection after five seconds', async () => {
		const stage = await faultStage(spoken);
		stage.venue.faults.drop({kind: 'snapshot', symbol: stage.first});
		await loseOne(stage, stage.first);
		const lostAt = stage.clock.now();
		expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP']);
		await stepTo(stage, lostAt, 4900);
		expectOnlyOne(stage, 'resubscribe', 1);
		expectOnlyOne(stage, 'reconnect', 0);
		stage.expectUntouched(stage.second);
		await stepTo(stage, lostAt, 5800);
		await closedBy(stage, 1);
		await reopen(stage, 250, 2);
		await expectRecovery(stage, spoken);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP', 'CONNECTING', 'SYNCING', 'LIVE']);
		expect(logOf(stage, stage.first)).toContain(`connection lost: ${reasonForFirst(stage)} (1006)`);
	});

	test('a snapshot that is late by nine seconds, and all after it, is waited for', async () => {
		const stage = await faultStage(spoken, {isJoined: false});
		const arrive = stage.venue.faults.hold({kind: 'any', symbol: stage.first});
		const begun = stage.clock.now();
		await halfJoined(stage);
		await stepTo(stage, begun, 9000);
		expect(stage.desk(stage.first).integrity).toMatchObject({state: 'SYNCING', depth: 0});
		arrive();
		await stage.settle();
		expect(stage.states(stage.first)).toEqual(['SYNCING', 'LIVE']);
		await stage.step(20);
		stage.expectTrue(stage.first);
		expect([stage.desk(stage.first).integrity.gapCount, stage.venue.countSubscribed(stage.first)]).toEqual([0, 1]);
		stage.expectUntouched(stage.second);
	});
});

describe.each(befalling(snapshotsByRest))('%s', (_, spoken) => {
	test('a subscription that is granted and brings nothing is made anew after ten seconds, and after five more by another connection', async () => {
		const muted = new Set<string>();
		const stage = await faultStage({...spoken, dialect: mutable(spoken.dialect, muted)}, {isJoined: false});
		muted.add(stage.first);
		const begun = stage.clock.now();
		await halfJoined(stage);
		await stepTo(stage, begun, 9900);
		expectOnlyOne(stage, 'resubscribe', 0);
		stage.expectUntouched(stage.second);
		await stepTo(stage, begun, 12_000);
		expectOnlyOne(stage, 'resubscribe', 1);
		expectOnlyOne(stage, 'reconnect', 0);
		if (!losesConnection(spoken)) {
			stage.expectUntouched(stage.second);
			expect([stage.venue.countSubscribed(stage.first), stage.venue.countSubscribed(stage.second)]).toEqual([2, 1]);
			await stepTo(stage, begun, 17_500);
			expect(stage.effects.filter(({kind}) => kind === 'reconnect')).toEqual([expect.objectContaining({reason: reasonForFirst(stage)})]);
		}
		await closedBy(stage, 1);
		muted.clear();
		await reopen(stage, 250, 2);
		await stage.untilInStep();
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
		expect(stage.states(stage.first)).toEqual(['SYNCING', 'CONNECTING', 'SYNCING', 'LIVE']);
		expect(stage.states(stage.second)).toEqual(['LIVE', 'CONNECTING', 'SYNCING', 'LIVE']);
		for (const symbol of [stage.first, stage.second]) expect(stage.desk(symbol).integrity.reconnects).toBe(1);
	});
});

/** The same, with nothing to say of some symbols: it leaves no hole in any count, for nothing was ever to be sent. */
function mutable(dialect: Dialect, muted: ReadonlySet<string>): Dialect {
	const unless = (symbol: string, frames: readonly Frame[] = []) => (muted.has(symbol) ? [] : frames);
	return {
		...dialect,
		topic(name, exchange): Topic | undefined {
			const topic = dialect.topic(name, exchange);
			if (topic === undefined) return undefined;
			const {symbol} = topic;
			return {...topic, opening: () => unless(symbol, topic.opening?.()), step: (change) => unless(symbol, topic.step?.(change))};
		},
	};
}

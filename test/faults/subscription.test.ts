/*
Row 22 of the faults: subscriptions that are refused, never answered, or granted and followed by nothing. What is the matter is told of the symbol that it
concerns, and the others go on.
*/

import {describe, expect, test} from 'vitest';
import {befalling, closedBy, countsEverything, type Exemptions, logOf, openedStage, reopen, venuesNamed} from './kit.ts';

const refusesNothing: Exemptions = {
	binance: 'it grants what does not exist, and is silent about it',
	'binance-usdm': 'it grants what does not exist, and is silent about it',
	hyperliquid: 'it ends the socket without a word',
};

const isWholeWhenSilent: Exemptions = {
	...countsEverything,
	binance: 'its snapshot comes by REST, and is not asked for before the first diff',
	'binance-usdm': 'its snapshot comes by REST, and is not asked for before the first diff',
};

const answersNothing: Exemptions = {
	binance: 'it is asked by address',
	'binance-usdm': 'it is asked by address',
	coinbase: 'its answers are counted with all that it sends',
};

describe.each(befalling(refusesNothing))('%s', (_, spoken) => {
	test('refuses a symbol: that one says so and why, the other goes on, and both are there once it is admitted', async () => {
		const [stage, admit] = await openedStage(spoken, ({venue, first}) => venue.refuse(first));
		await stage.until(() => stage.states(stage.first).at(-1) === 'HALTED' && stage.states(stage.second).at(-1) === 'LIVE');
		await stage.step(20);
		await stage.pass(30_000);
		await stage.step(3);
		expect(stage.states(stage.first)).toEqual(['SYNCING', 'HALTED']);
		const {integrity, liveBook} = stage.desk(stage.first);
		expect(integrity.reason).toMatch(
			/^subscription refused: .*(not supported|is invalid|Invalid symbol|doesn't exist|not among the channels granted)/,
		);
		expect(logOf(stage, stage.first)).toContain(integrity.reason);
		expect(liveBook).toBeUndefined();
		expect(stage.states(stage.second).filter((state) => state !== 'STALE' && state !== 'LIVE')).toEqual(['SYNCING']);
		expect(stage.desk(stage.second).integrity.gapCount).toBe(0);
		expect(stage.countEffects('resubscribe') + stage.countEffects('reconnect')).toBe(0);
		stage.expectTrue(stage.second);
		admit();
		stage.venue.cut(1012);
		await closedBy(stage, 1);
		await reopen(stage, 2000, 2);
		await stage.untilInStep();
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(venuesNamed('binance', 'binance-usdm'))('%s', (_, spoken) => {
	test('grants a symbol and sends nothing of it: after ten seconds that is said, and it is asked whether it trades', async () => {
		const [stage, admit] = await openedStage(spoken, ({venue, first}) => venue.refuse(first));
		await stage.until(() => stage.states(stage.second).at(-1) === 'LIVE');
		await stage.step(95);
		expect(stage.desk(stage.first).integrity.reason).toBe('waiting for the first diff');
		await stage.step(20);
		expect(stage.states(stage.first)).toEqual(['SYNCING']);
		const {reason} = stage.desk(stage.first).integrity;
		expect(reason).toBe('nothing came within 10 s of the subscription');
		expect(logOf(stage, stage.first).filter((line) => line === reason)).toHaveLength(1);
		expect(stage.countEffects('describe', stage.first)).toBe(1);
		expect(stage.countEffects('reconnect')).toBe(0);
		expect(stage.states(stage.second)).toEqual(['SYNCING', 'LIVE']);
		stage.expectTrue(stage.second);
		admit();
		stage.venue.cut(1012);
		await closedBy(stage, stage.venue.connections.length);
		await reopen(stage, 250, stage.venue.connections.length * 2);
		await stage.untilInStep();
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(venuesNamed('hyperliquid'))('%s', (_, spoken) => {
	test('ends the socket over a symbol that it listed and does not send: it is tried again, more and more slowly', async () => {
		const [stage, admit] = await openedStage(spoken, ({venue, first}) => venue.refuse(first));
		const waits: string[] = [];
		for (let times = 1; times <= 4; times++) {
			await closedBy(stage, times);
			waits.push(stage.notices.at(-1) ?? '');
			await reopen(stage, 250 * 2 ** (times - 1), times + 1);
		}
		expect(waits).toEqual(['0.3 s', '0.5 s', '1 s', '2 s'].map((wait) => `reconnecting in ${wait} (1006)`));
		await closedBy(stage, 5);
		admit();
		await reopen(stage, 4000, 6);
		await stage.untilInStep();
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(befalling(isWholeWhenSilent))('%s', (_, spoken) => {
	test('grants a symbol and sends nothing of it: it is asked for once more, and then by another connection', async () => {
		const [stage, withdraw] = await openedStage(spoken, ({venue, first}) => venue.faults.silence(first));
		await stage.until(() => stage.states(stage.second).at(-1) === 'LIVE');
		await stage.step(95);
		expect(stage.countEffects('resubscribe')).toBe(0);
		await stage.step(15);
		expect(stage.countEffects('resubscribe', stage.first)).toBe(1);
		expect([stage.states(stage.first), stage.states(stage.second)]).toEqual([['SYNCING'], ['SYNCING', 'LIVE']]);
		stage.expectTrue(stage.second);
		await stage.until(() => stage.countEffects('reconnect') === 1);
		expect(stage.logged).toContainEqual(`reconnect connection 1: no snapshot of ${stage.first}`);
		withdraw();
		await reopen(stage, 1000, 2);
		await stage.untilInStep();
		await stage.step(3);
		expect(stage.countEffects('resubscribe', stage.second)).toBe(0);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(befalling(answersNothing))('%s', (_, spoken) => {
	test('leaves subscriptions without an answer: what comes of them is enough', async () => {
		const [stage] = await openedStage(spoken, ({venue}) => venue.faults.drop({kind: 'answer', times: Number.POSITIVE_INFINITY}));
		await stage.untilInStep();
		await stage.step(20);
		for (const symbol of [stage.first, stage.second]) {
			expect(stage.states(symbol)).toEqual(['SYNCING', 'LIVE']);
			expect(stage.desk(symbol).integrity.gapCount).toBe(0);
		}
		expect(stage.engine.others.get('subscription answer')).toBeUndefined();
		stage.expectTrue(stage.first, stage.second);
	});
});

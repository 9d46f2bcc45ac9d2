/* Rows 12, 13 and 15 of the faults: snapshots that a host does not give, or not in a form of use, by those venues that are asked for them. */

import {describe, expect, test} from 'vitest';
import {badDays} from '../fake-venue/bad-days.ts';
import type {Answer} from '../fake-venue/dialect.ts';
import {befalling, closedBy, expectRecovery, hostOf, logOf, loseOne, reopen, snapshotsInBand} from './kit.ts';
import {type FaultStage, faultStage, type Spoken} from './stage.ts';

/** Ports below ten are no venue's. */
const nobody = 'http://127.0.0.1:1';

/** A book that is lost and got the first answer to its request. */
function expectRefused(stage: FaultStage, why: string | RegExp): void {
	const {integrity} = stage.desk(stage.first);
	expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP']);
	expect(integrity.reason).toMatch(why);
	expect([integrity.snapshotsRefused, integrity.gapCount, integrity.reconnects]).toEqual([1, 1, 0]);
	expect(logOf(stage, stage.first).at(-1)).toMatch(why);
}

describe.each(befalling(snapshotsInBand))('%s', (_, spoken) => {
	test.each([
		['429', badDays.tooMany(7), (host: string) => `${host} asks to be left alone for 7 s (429, too many requests)`],
		['418', badDays.banned(7), (host: string) => `${host} has banned this address for 7 s (418)`],
	] as const)(
		'a snapshot refused with %s: nobody asks anything of the host until its time is over, and no diff is lost meanwhile',
		async (status, answer, words) => {
			const stage = await faultStage(spoken);
			const {rest} = stage.venue;
			const why = words(hostOf(stage));
			rest.script('snapshot', answer);
			await loseOne(stage, stage.first);
			expectRefused(stage, `snapshot refused: ${why}`);
			// Of this moment: it can be joined only to what comes from now on, and all of that.
			rest.keepSnapshot(stage.first);
			const asked = rest.asked.length;
			const {trades} = stage.desk(stage.first).integrity;
			for (const left of [6, 5, 4, 3]) {
				await stage.step(10);
				expect(stage.desk(stage.first).integrity.reason).toBe(`snapshot again in ${left} s: ${why}`);
			}
			stage.expectUntouched(stage.second);
			await loseOne(stage, stage.second);
			expect(stage.desk(stage.second).integrity.reason).toBe(
				`snapshot refused: ${hostOf(stage)} is left alone for another 3 s (${status})`,
			);
			await stage.step(29);
			expect(rest.asked).toHaveLength(asked);
			expect([stage.desk(stage.first).integrity.state, stage.desk(stage.second).integrity.state]).toEqual(['GAP', 'GAP']);
			expect(stage.desk(stage.first).integrity.trades).toBeGreaterThan(trades);
			await expectRecovery(stage, spoken);
			expect(rest.asked).toHaveLength(asked + 2);
			expect([stage.desk(stage.first).integrity.snapshotsRefused, stage.desk(stage.second).integrity.snapshotsRefused]).toEqual([1, 1]);
			for (const symbol of [stage.first, stage.second]) {
				const {gapCount, resyncs, reconnects} = stage.desk(symbol).integrity;
				expect([gapCount, resyncs, reconnects]).toEqual([1, 1, 0]);
			}
		},
	);

	test.each<[string, Answer, string]>([
		[
			'500 and a word of the venue',
			{status: 500, body: '{"code":-1000,"msg":"An unknown error occurred."}'},
			'answered 500: An unknown error occurred. (-1000)',
		],
		['502', badDays.failing(502), 'answered 502'],
		['503', badDays.unavailable, 'answered 503'],
		['a page', badDays.html, 'answered with text/html, 33 bytes, not with JSON'],
		['nothing', badDays.empty, 'answered with application/json, 0 bytes, not with JSON'],
		['the beginning of a snapshot', badDays.cutShort, 'answered with application/json, 33 bytes, not with JSON'],
	])('a snapshot that is answered with %s is asked for again', async (__, answer, words) => {
		const stage = await faultStage(spoken);
		stage.venue.rest.script('snapshot', answer);
		await loseOne(stage, stage.first);
		expectRefused(stage, `snapshot refused: ${hostOf(stage)} ${words}`);
		await expectRecovery(stage, spoken);
		expect(stage.venue.rest.count('snapshot')).toBe(4);
		stage.expectUntouched(stage.second);
	});

	test.each([
		['no snapshot', '{"code":0}'],
		['a level without a quantity', '{"lastUpdateId":99999999,"bids":[["60000.00"]],"asks":[]}'],
		['a negative quantity', '{"lastUpdateId":99999999,"bids":[["60000.00","-1"]],"asks":[]}'],
	])('JSON that is %s is asked for again', async (__, body) => {
		const stage = await faultStage(spoken);
		stage.venue.rest.script('snapshot', {status: 200, body});
		await loseOne(stage, stage.first);
		expectRefused(stage, 'snapshot refused: unreadable snapshot: ');
		await expectRecovery(stage, spoken);
		stage.expectUntouched(stage.second);
	});

	test('a snapshot that does not come within ten seconds is asked for again', async () => {
		const stage = await faultStage(spoken);
		stage.venue.rest.script('snapshot', badDays.never);
		stage.heldReplies = 1;
		await loseOne(stage, stage.first);
		await stage.step(99);
		expect(stage.desk(stage.first).integrity).toMatchObject({state: 'GAP', snapshotsRefused: 0});
		expect(stage.venue.rest.count('snapshot', stage.first)).toBe(2);
		stage.heldReplies = 0;
		await stage.step(2);
		expectRefused(stage, `snapshot refused: ${hostOf(stage)} did not answer: it took longer than 10 s`);
		await expectRecovery(stage, spoken);
		stage.expectUntouched(stage.second);
	});

	test.each([
		['refuses connections', nobody, /did not answer: connection refused$/],
		['has no address', 'http://api.invalid', /did not answer: (its name was not found|no name server answered)$/],
	])('a host that %s is asked again', async (__, address, words) => {
		const away = {is: false};
		const stage = await faultStage(spoken, {rules: snapshotsFrom(spoken, (rest) => (away.is ? address : rest))});
		away.is = true;
		await loseOne(stage, stage.first);
		away.is = false;
		expectRefused(stage, words);
		await expectRecovery(stage, spoken);
		stage.expectUntouched(stage.second);
	});

	test('six bad answers put the connection in doubt: it is renewed, and with it all its books', async () => {
		const stage = await faultStage(spoken);
		stage.venue.rest.scriptSnapshots(stage.first, ...Array.from({length: 6}, () => badDays.unavailable));
		await loseOne(stage, stage.first);
		const sockets = stage.venue.connections.length;
		await stage.until(() => stage.countEffects('reconnect') > 0);
		await closedBy(stage, 1);
		expect(stage.venue.rest.count('snapshot', stage.first)).toBe(7);
		expect(stage.effects.filter(({kind}) => kind === 'reconnect')).toMatchObject([
			{reason: `no usable snapshot: ${hostOf(stage)} answered 503`},
		]);
		await reopen(stage, 250, sockets + 1);
		await expectRecovery(stage, spoken);
		for (const symbol of [stage.first, stage.second]) expect(stage.desk(symbol).integrity.reconnects).toBe(1);
		expect(stage.desk(stage.first).integrity.snapshotsRefused).toBe(6);
		expect(stage.states(stage.second)).toEqual(['LIVE', 'CONNECTING', 'SYNCING', 'LIVE']);
	});
});

/** The venue, asked for its snapshots at other addresses. */
function snapshotsFrom({venue}: Spoken, from: (rest: string) => string): Partial<Spoken['venue']> {
	const {snapshot} = venue.requests;
	if (snapshot === undefined) throw new Error(`${venue.name} gives no snapshots`);
	return {requests: {...venue.requests, snapshot: (rest, symbol, limit) => snapshot(from(rest), symbol, limit)}};
}

/* Rows 16 and 17 of the faults: a snapshot that is older than the diffs that wait for it, and one that is newer than all of them. */

import {describe, expect, test} from 'vitest';
import {befalling, closedBy, expectRecovery, logOf, loseOne, reopen, snapshotsInBand, viewOf} from './kit.ts';
import {faultStage} from './stage.ts';

describe.each(befalling(snapshotsInBand))('%s', (_, spoken) => {
	test.each([1, 5])(
		'a snapshot older than what was kept, %i in a row, is asked for again, and what was kept is joined to the first that reaches it',
		async (times) => {
			const stage = await faultStage(spoken);
			const {rest} = stage.venue;
			rest.keepSnapshot(stage.first, times);
			await loseOne(stage, stage.first);
			// Of after the gap: older than the diffs that come by the time it is asked for, and joined to them alone.
			rest.keepSnapshot(stage.first);
			const {integrity} = stage.desk(stage.first);
			expect([stage.states(stage.first), rest.count('snapshot', stage.first)]).toEqual([['LIVE', 'GAP'], 2]);
			expect(logOf(stage, stage.first).at(-1)).toMatch(/^asking again: snapshot ends at \d+, diffs begin after \d+$/);
			await expectRecovery(stage, spoken);
			expect(rest.count('snapshot', stage.first)).toBe(2 + times);
			expect(logOf(stage, stage.first).filter((line) => line.startsWith('asking again: '))).toHaveLength(times);
			expect([integrity.gapCount, integrity.resyncs, integrity.snapshotsRefused, integrity.reconnects]).toEqual([1, 1, 0, 0]);
			stage.expectUntouched(stage.second);
		},
	);

	test('a snapshot that stays older, asked for six times in eight seconds, renews the connection', async () => {
		const stage = await faultStage(spoken);
		const {rest} = stage.venue;
		rest.keepSnapshot(stage.first, 6);
		await loseOne(stage, stage.first);
		const sockets = stage.venue.connections.length;
		await stage.step(76);
		expect([rest.count('snapshot', stage.first), stage.countEffects('reconnect')]).toEqual([6, 0]);
		await stage.step(2);
		await closedBy(stage, 1);
		expect(rest.count('snapshot', stage.first)).toBe(7);
		expect(stage.effects.filter(({kind}) => kind === 'reconnect')).toEqual([
			expect.objectContaining({reason: expect.stringMatching(/^no usable snapshot: snapshot ends at \d+, diffs begin after \d+$/)}),
		]);
		await reopen(stage, 250, sockets + 1);
		await expectRecovery(stage, spoken);
		for (const symbol of [stage.first, stage.second]) {
			expect(stage.desk(symbol).integrity.reconnects).toBe(1);
			expect(stage.states(symbol).slice(-3)).toEqual(['CONNECTING', 'SYNCING', 'LIVE']);
		}
	});

	test('a snapshot newer than all that was kept is kept itself, until the diff comes that goes beyond it', async () => {
		const stage = await faultStage(spoken);
		const {rest, faults} = stage.venue;
		const answer = rest.hold('snapshot');
		stage.heldReplies = 1;
		await loseOne(stage, stage.first);
		const {integrity} = stage.desk(stage.first);
		const before = integrity.droppedBeforeJoin;
		// On their way to us while the venue makes the snapshot, which holds all of them.
		const arrive = faults.hold({symbol: stage.first});
		await stage.step(5);
		stage.heldReplies = 0;
		answer();
		await stage.settle();
		expect([stage.states(stage.first), integrity.reason]).toEqual([['LIVE', 'GAP'], 'snapshot taken, waiting for the next diff']);
		expect(stage.desk(stage.first).liveBook).toBeUndefined();
		expect(viewOf(stage, stage.first).summary.mid).toBe('');
		// One diff had waited, and was older than the snapshot.
		expect(integrity.droppedBeforeJoin).toBe(before + 1);
		await stage.step(20);
		expect(integrity.state).toBe('GAP');
		arrive();
		await stage.settle();
		expect(integrity.droppedBeforeJoin).toBe(before + 6);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP', 'LIVE']);
		await stage.step(3);
		expect([rest.count('snapshot'), integrity.gapCount, integrity.resyncs]).toEqual([3, 1, 1]);
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('a snapshot newer than all that was kept, and then a diff that does not reach it, is a gap like any other', async () => {
		const stage = await faultStage(spoken);
		const {rest, faults} = stage.venue;
		const answer = rest.hold('snapshot');
		stage.heldReplies = 1;
		await loseOne(stage, stage.first);
		faults.drop({symbol: stage.first, times: 5});
		await stage.step(4);
		stage.heldReplies = 0;
		answer();
		await stage.settle();
		const {integrity} = stage.desk(stage.first);
		expect(integrity.reason).toBe('snapshot taken, waiting for the next diff');
		await stage.step();
		expect(integrity.gapCount).toBe(1);
		await stage.step();
		expect([integrity.gapCount, integrity.gaps.get('sequence')]).toEqual([2, 2]);
		await expectRecovery(stage, spoken);
		expect([rest.count('snapshot'), integrity.resyncs]).toEqual([4, 1]);
		stage.expectUntouched(stage.second);
	});
});

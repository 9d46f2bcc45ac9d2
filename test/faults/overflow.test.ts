/*
Row 19 of the faults: more diffs while a snapshot is awaited than are kept, by number or by size. An explicit gap, and all begins anew with the diff that did not fit:
a ring that drops the oldest would be a hole that nobody sees.
*/

import {describe, expect, test} from 'vitest';
import {PendingFrames} from '../../source/engine/pending-frames.ts';
import {befalling, loseOne, snapshotsInBand} from './kit.ts';
import {faultStage} from './stage.ts';

const mostKept = 10_000;

describe.each(befalling(snapshotsInBand))('%s', (_, spoken) => {
	test('more than ten thousand diffs while the snapshot is on its way are a gap, and the next snapshot joins those after it', async () => {
		const stage = await faultStage(spoken);
		const {rest} = stage.venue;
		const answer = rest.hold('snapshot');
		stage.heldReplies = 1;
		await loseOne(stage, stage.first);
		const {integrity} = stage.desk(stage.first);
		expect([integrity.gapCount, rest.count('snapshot')]).toEqual([1, 3]);
		// One has waited since the gap.
		for (let count = 1; count < mostKept; count++) quote(count);
		await stage.settle();
		expect([integrity.gapCount, integrity.state]).toEqual([1, 'GAP']);
		stage.heldReplies = 2;
		quote(mostKept);
		await stage.settle();
		expect([...integrity.gaps]).toEqual([
			['sequence', 1],
			['overflow', 1],
		]);
		expect(integrity.reason).toBe('overflow: too many diffs while waiting for a snapshot');
		await stage.venue.untilAsked('snapshot', 4);
		stage.expectUntouched(stage.second);
		stage.heldReplies = 0;
		answer();
		await stage.settle();
		await stage.step(3);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP', 'LIVE']);
		expect([integrity.gapCount, integrity.resyncs, integrity.reconnects, rest.count('snapshot')]).toEqual([2, 1, 0, 4]);
		expect(integrity.gapList.every(({recoveredAfter}) => recoveredAfter >= 0)).toBe(true);
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);

		/** One message, beyond what the flow touches. */
		function quote(count: number): void {
			stage.venue.change(stage.first, {asks: [['61000', `${(count % 7) + 1}`]]});
		}
	});
});

test('no more than 32 MiB of diffs are kept, however few they are', () => {
	const pending = new PendingFrames();
	const large = new Uint8Array(2 ** 20);
	for (let count = 0; count < 32; count++) expect(pending.keep(large)).toBe(true);
	expect([pending.keep(large), pending.keep(new Uint8Array(1)), pending.count]).toEqual([false, false, 32]);
	let bytes = 0;
	pending.drain((payload) => {
		bytes += payload.length;
	});
	expect([bytes, pending.count, pending.keep(large)]).toEqual([32 * 2 ** 20, 0, true]);
});

/* What no rule of a venue can tell: a message that was changed on its way, and is as well-formed as it was. A fresh snapshot by REST tells, where there is one. */

import {describe, expect, test} from 'vitest';
import {badDays} from '../fake-venue/bad-days.ts';
import {trimmed} from '../fake-venue/texts.ts';
import {befalling, expectRecovery, hostOf, logOf, loseOne, snapshotsInBand, viewOf, watch} from './kit.ts';
import {faultStage} from './stage.ts';

describe.each(befalling(snapshotsInBand))('%s', (_, spoken) => {
	test('agrees with both books level by level: they are PROVEN, each in its turn', async () => {
		const stage = await faultStage(spoken);
		await stage.step(58);
		expect([viewOf(stage, stage.first).summary.badge, viewOf(stage, stage.second).summary.badge]).toEqual(['PROVEN', 'IN STEP']);
		await stage.step(10);
		for (const symbol of [stage.first, stage.second]) {
			const {badge, opinion} = viewOf(stage, symbol).integrity;
			expect([badge, opinion.given, opinion.agreed, opinion.differing]).toEqual(['PROVEN', 1, 1, 0]);
			expect(opinion.levels).toBeGreaterThan(50);
			stage.expectUntouched(symbol);
		}
	});

	test('has another quantity than came: the book is wrong for a minute at most, then it is lost, said, and right again', async () => {
		const stage = await faultStage(spoken);
		await stage.step(70);
		stage.venue.faults.flipDigit('quantity', {symbol: stage.first});
		// Far from where the market moves, so that nothing puts it right.
		const [price = 0n] = stage.venue.bookAt(stage.first).bids.at(-1) ?? [];
		stage.venue.change(stage.first, {bids: [[trimmed(price), '1.25']]});
		await stage.settle();
		expect(() => stage.expectTrue(stage.first)).toThrow();
		await watch(stage, 62);
		expect(stage.states(stage.first)).toEqual(['LIVE']);
		const lines = logOf(stage, stage.first);
		const gap = lines.findIndex((line) => /^gap \(snapshot\): 1 levels differ from a new snapshot at \d+$/.test(line));
		expect(lines[gap + 1]).toMatch(/^bid [\d.]+: ours [\d.]+, theirs 1\.25$/);
		expect(lines[gap + 2]).toMatch(/^in step again at \d+ after 0 ms$/);
		const {integrity} = stage.desk(stage.first);
		expect([[...integrity.gaps], integrity.resyncs]).toEqual([[['snapshot', 1]], 1]);
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('refuses the snapshot of a second opinion: the books go on, and a book in need asks as ever', async () => {
		const stage = await faultStage(spoken);
		stage.venue.rest.scriptSnapshots(stage.first, badDays.unavailable);
		await stage.step(65);
		const {badge, opinion} = viewOf(stage, stage.first).integrity;
		expect([badge, opinion.failure, opinion.given]).toEqual(['IN STEP', `${hostOf(stage)} answered 503`, 0]);
		stage.expectUntouched(stage.first);
		await loseOne(stage, stage.first);
		await expectRecovery(stage, spoken);
		expect(stage.desk(stage.first).integrity.snapshotsRefused).toBe(0);
		stage.expectUntouched(stage.second);
	});

	test('never answers for a second opinion: a book that is lost meanwhile comes back at once', async () => {
		const stage = await faultStage(spoken);
		stage.venue.rest.scriptSnapshots(stage.first, badDays.never);
		stage.heldReplies = 1;
		await stage.step(60);
		await loseOne(stage, stage.first);
		await stage.step(2);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP', 'LIVE']);
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('has had half of its budget spent: nobody has opinions, and books in need have their snapshots', async () => {
		const {budget} = spoken.venue;
		const stage = await faultStage(spoken, {rules: {budget: {...budget, weightPerMinute: spoken.venue.id === 'binance' ? 1000 : 130}}});
		await stage.step(70);
		expect(viewOf(stage, stage.first).integrity).toMatchObject({
			badge: 'IN STEP',
			opinion: {given: 0, failure: `${hostOf(stage)} was not asked: books in need come first`},
		});
		await loseOne(stage, stage.first);
		await expectRecovery(stage, spoken);
		stage.expectUntouched(stage.second);
	});
});

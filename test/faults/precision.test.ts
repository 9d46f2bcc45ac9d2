/* Row 28 of the faults: prices and quantities with more decimals than the venue lists. They are taken exactly, and the book is the venue's. */

import {describe, expect, test} from 'vitest';
import {exactlyText} from '../support/oracle-book.ts';
import {befalling} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

/** A little better than the best bid, with so many decimals: among the best levels everywhere, and not at the ask. */
function betterBid(stage: FaultStage, decimals: string): string {
	const [[bid] = [0n]] = stage.venue.bookAt(stage.first).bids;
	return `${bid / 10n ** 12n}.${String((bid / 10n ** 10n) % 100n).padStart(2, '0')}${decimals}`;
}

describe.each(befalling())('%s', (_, spoken) => {
	test('sends a finer price than its tick, then one that is finer still, and both are taken away again', async () => {
		const stage = await faultStage(spoken);
		for (const decimals of ['5', '0001', '00000012']) {
			const price = betterBid(stage, decimals);
			stage.venue.change(stage.first, {bids: [[price, '0.75']]});
			await stage.settle();
			expect(stage.venue.bookAt(stage.first).bids[0]?.[0]).toBe(exactlyText(price));
			stage.expectUntouched(stage.first);
			await stage.step(3);
			stage.expectUntouched(stage.first);
			stage.venue.change(stage.first, {bids: [[price, '0']]});
			await stage.step(3);
			stage.expectUntouched(stage.first);
		}
		stage.expectUntouched(stage.second);
		expect(stage.countEffects('resubscribe') + stage.countEffects('reconnect')).toBe(0);
	});

	test('sends a finer quantity than its step', async () => {
		const stage = await faultStage(spoken);
		const price = betterBid(stage, '');
		for (const quantity of ['0.00000001', '1.23456789', '0']) {
			stage.venue.change(stage.first, {bids: [[price, quantity]]});
			await stage.step(2);
			stage.expectUntouched(stage.first);
		}
		stage.expectUntouched(stage.second);
	});

	test('sends a finer trade: it is counted', async () => {
		const stage = await faultStage(spoken);
		// By then trades have been subscribed to everywhere.
		await stage.step(10);
		const {trades} = stage.desk(stage.first).integrity;
		stage.venue.change(stage.first, {
			bids: [[betterBid(stage, '0025'), '1']],
			trades: [{price: '60000.00250001', quantity: '0.12345678', aggressor: 'buy'}],
		});
		await stage.settle();
		expect(stage.desk(stage.first).integrity.trades - trades).toBe(1);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('is subscribed to anew after its grid became finer: the book is the venue’s from the first moment', async () => {
		const stage = await faultStage(spoken);
		await stage.step(10);
		stage.venue.change(stage.first, {bids: [[betterBid(stage, '0001'), '0.75']]});
		await stage.settle();
		const sockets = stage.venue.open.length;
		stage.venue.cut(1012);
		await stage.untilHappened(() => stage.desk(stage.second).integrity.state === 'CONNECTING');
		stage.clock.advance(1000);
		await stage.venue.untilConnected(sockets * 2);
		await stage.untilInStep();
		stage.expectTrue(stage.first, stage.second);
		await stage.step(5);
		stage.expectTrue(stage.first, stage.second);
		expect([...stage.desk(stage.first).integrity.gaps]).toEqual([['disconnect', 1]]);
	});
});

/*
Row 27 of the faults: a checksum that is not the book's, whoever is wrong. The book is dropped and subscribed to anew on the same socket, and no other is touched. Where
that happens again and again, it is not the book alone, and the connection is renewed.
*/

import {describe, expect, test} from 'vitest';
import {befalling, changeBest, type Exemptions, logOf, reopen} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const hasNoChecksum: Exemptions = {
	binance: 'it sends no checksum',
	'binance-usdm': 'it sends no checksum',
	bybit: 'it sends no checksum',
	'bybit-linear': 'it sends no checksum',
	coinbase: 'it sends no checksum',
	okx: 'its checksum is out of service, and not looked at',
	hyperliquid: 'it sends no checksum',
	deribit: 'it sends no checksum',
};

const inWords = 'the best levels are not those that the venue has';

type Fault = (stage: FaultStage) => void;

const faults: readonly (readonly [what: string, spoil: Fault])[] = [
	['a checksum of another book', ({venue, first}) => venue.faults.wrongChecksum({symbol: first})],
	['another digit in a quantity', ({venue, first}) => venue.faults.flipDigit('quantity', {symbol: first})],
	['another digit in a price', ({venue, first}) => venue.faults.flipDigit('price', {symbol: first})],
];

describe.each(befalling(hasNoChecksum))('%s', (_, spoken) => {
	test.each(faults)('sends %s: the book is dropped, and asked for anew on the same socket', async (__, spoil) => {
		const stage = await faultStage(spoken);
		await stage.step(5);
		const {checksums} = stage.desk(stage.first).integrity;
		expect(stage.desk(stage.first).integrity.checksumsRight).toBe(checksums);
		spoil(stage);
		changeBest(stage, stage.first, '1.25');
		await stage.settle();
		const {integrity} = stage.desk(stage.first);
		expect(stage.states(stage.first)[1]).toBe('GAP');
		expect([...integrity.gaps]).toEqual([['checksum', 1]]);
		expect(logOf(stage, stage.first)).toContain(`gap (checksum): ${inWords}`);
		expect(stage.countEffects('resubscribe', stage.first)).toBe(1);
		await stage.untilInStep();
		await stage.step(5);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP', 'LIVE']);
		expect([integrity.resyncs, integrity.checksums - integrity.checksumsRight]).toEqual([1, 1]);
		expect(stage.venue.connections).toHaveLength(1);
		expect(stage.countEffects('resubscribe', stage.second) + stage.countEffects('reconnect')).toBe(0);
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('sends three wrong checksums of a symbol within five minutes: the connection is renewed', async () => {
		const stage = await faultStage(spoken);
		for (const times of [1, 2, 3]) {
			expect(stage.countEffects('reconnect')).toBe(0);
			stage.venue.faults.wrongChecksum({symbol: stage.first});
			await stage.until(() => stage.desk(stage.first).integrity.gaps.get('checksum') === times);
			if (times < 3) await stage.untilInStep();
			if (times < 3) await stage.pass(30_000);
		}
		expect(stage.logged).toContain('reconnect connection 1: checksums keep failing');
		for (const symbol of [stage.first, stage.second]) {
			const {state, reason} = stage.desk(symbol).integrity;
			expect([state, reason]).toEqual(['CONNECTING', 'checksums keep failing (1006)']);
		}
		expect(stage.notices.at(-1)).toBe('reconnecting in 0.3 s (1006, checksums keep failing)');
		await reopen(stage, 250, 2);
		await stage.untilInStep();
		await stage.step(5);
		expect(stage.desk(stage.second).integrity.gaps.get('checksum')).toBeUndefined();
		stage.expectTrue(stage.first, stage.second);
	});

	test('sends a wrong checksum now and then: the connection stays', async () => {
		const stage = await faultStage(spoken);
		for (const times of [1, 2, 3]) {
			stage.venue.faults.wrongChecksum({symbol: stage.first});
			await stage.until(() => stage.desk(stage.first).integrity.gaps.get('checksum') === times);
			await stage.untilInStep();
			await stage.pass(151_000);
		}
		await stage.step(3);
		expect(stage.countEffects('reconnect')).toBe(0);
		expect(stage.venue.connections).toHaveLength(1);
		stage.expectTrue(stage.first, stage.second);
	});
});

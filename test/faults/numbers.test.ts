/*
Row 8: numbers that are none, and numbers that are hard to hold. A message with one bad number is refused whole and its book sent anew; exponents are read;
what no double holds exactly is refused in so many words, never rounded.
*/

import {describe, expect, test} from 'vitest';
import type {OrderFlow} from '../fake-venue/order-flow.ts';
import {befalling, changeBest, closedBy, type Exemptions, expectRecovery, logOf, losesConnection, reopen, venuesNamed} from './kit.ts';
import {type FaultStage, faultStage, type Spoken} from './stage.ts';

const withoutSnapshots: Exemptions = {
	binance: 'its snapshots come by REST, see below',
	'binance-usdm': 'its snapshots come by REST, see below',
	hyperliquid: 'every message is a snapshot, so that the next one makes good what one has lost',
};

const badQuantities = ['"-1"', '-1', '"NaN"', '""', 'null', '"1e30"'];
const badPrices = ['"-60000.5"', '"0"', '"NaN"', '""', 'null', '"123456789012345678901"'];

describe.each(befalling())('%s', (_, spoken) => {
	test.each(badQuantities)('a quantity of %s is believed by nobody', async (token) => {
		const stage = await faultStage(spoken);
		stage.venue.faults.badQuantity(token, {symbol: stage.first});
		await expectRefusal(stage, spoken);
	});

	test.each(badPrices)('a price of %s is believed by nobody', async (token) => {
		const stage = await faultStage(spoken);
		stage.venue.faults.badPrice(token, {symbol: stage.first});
		await expectRefusal(stage, spoken);
	});

	test('a trade with a bad number is not counted, and what came with it is not trusted', async () => {
		const stage = await faultStage(spoken);
		await stage.until(() => stage.desk(stage.first).integrity.trades > 0);
		const {integrity} = stage.desk(stage.first);
		const {trades} = integrity;
		stage.venue.faults.rewrite((text) => text.replace('0.321', '-0.321'), {kind: 'trade', symbol: stage.first});
		stage.venue.change(stage.first, {trades: [{price: '60000', quantity: '0.321', aggressor: 'sell'}]});
		await stage.settle();
		expect(integrity).toMatchObject({trades, malformed: 1});
		await expectRecovery(stage, spoken);
		// Trades of Binance USD-M come over a socket of their own, which no book lives by.
		const isAlone = spoken.dialect.id === 'binance-usdm';
		expect(stage.states(stage.first).includes('GAP')).toBe(!isAlone);
		expect(logOf(stage, stage.first).some((line) => line.startsWith('trades lost: "-0.321'))).toBe(isAlone);
		if (!losesConnection(spoken)) stage.expectUntouched(stage.second);
	});

	test('numbers with exponents are the numbers that they are', async () => {
		const stage = await faultStage(spoken);
		stage.venue.faults.exponents({symbol: stage.first, times: 15});
		await stage.step(15);
		expect(stage.venue.faults.pending).toBe(0);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('a trade with an exponent is the trade that it is', async () => {
		const stage = await faultStage(spoken);
		await stage.until(() => stage.desk(stage.first).integrity.trades > 0);
		const {integrity, gauges} = stage.desk(stage.first);
		const [trades, delta] = [integrity.trades, gauges.flow.volumeDelta];
		stage.venue.faults.rewrite((text) => text.replace(/0\.3210*/, '32.1E-2'), {kind: 'trade', symbol: stage.first});
		stage.venue.change(stage.first, {trades: [{price: '60000', quantity: '0.321', aggressor: 'sell'}]});
		await stage.settle();
		expect(integrity.trades).toBe(trades + 1);
		expect(gauges.flow.volumeDelta).toBeCloseTo(delta - 0.321, 9);
		stage.expectUntouched(stage.first);
	});

	test('the greatest whole number that a double holds exactly is read exactly', async () => {
		const stage = await faultStage(spoken, {flow: wholeQuantities});
		changeBest(stage, stage.first, '9007199254740991');
		await stage.step(2);
		expect(stage.desk(stage.first).liveBook?.bids.quantity).toBe(Number.MAX_SAFE_INTEGER);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('a quantity that stands in the market and cannot be held is refused in words, until it is gone', async () => {
		const stage = await faultStage(spoken);
		changeBest(stage, stage.first, '9007199254740993');
		await stage.settle();
		const {integrity} = stage.desk(stage.first);
		expect(stage.states(stage.first)).toContain('GAP');
		expect(logOf(stage, stage.first).findLast((line) => line.startsWith('gap'))).toContain('is too large to be held exactly');
		expect(stage.desk(stage.first).liveBook).toBeUndefined();
		changeBest(stage, stage.first, '1.5');
		await expectRecovery(stage, spoken);
		expect(integrity.state).toBe('LIVE');
		if (!losesConnection(spoken)) stage.expectUntouched(stage.second);
	});
});

describe.each(befalling(withoutSnapshots))('%s', (_, spoken) => {
	test('a snapshot with a bad number is refused, and another one is sent', async () => {
		const stage = await faultStage(spoken);
		stage.venue.faults.badQuantity('"NaN"', {kind: 'snapshot', symbol: stage.first});
		stage.venue.faults.badQuantity('""', {symbol: stage.first});
		changeBest(stage, stage.first, '1.2345');
		await stage.settle();
		if (losesConnection(spoken)) {
			await reopen(stage, 2000, 2);
			await stage.until(() => stage.venue.faults.pending === 0);
			await closedBy(stage, 2);
		}
		await expectRecovery(stage, spoken);
		expect(stage.venue.faults.pending).toBe(0);
		expect(stage.desk(stage.first).integrity).toMatchObject({malformed: 2, resyncs: 1});
		if (!losesConnection(spoken)) stage.expectUntouched(stage.second);
	});
});

describe.each(venuesNamed('binance', 'binance-usdm'))('%s', (_, spoken) => {
	test.each(['"-1"', '"NaN"', '""', 'null'])('a snapshot with a quantity of %s is refused, and asked for again', async (token) => {
		const stage = await faultStage(spoken);
		const [[price = 0n] = []] = stage.venue.bookAt(stage.first).bids;
		const level = `["${price / 10n ** 12n}",${token}]`;
		stage.venue.rest.script('snapshot', {status: 200, body: `{"lastUpdateId":999999999,"bids":[${level}],"asks":[]}`});
		stage.venue.faults.drop({symbol: stage.first});
		await stage.step(2);
		const {integrity} = stage.desk(stage.first);
		expect(integrity).toMatchObject({state: 'GAP', snapshotsRefused: 1, reason: expect.stringContaining('unreadable snapshot')});
		await expectRecovery(stage, spoken);
		stage.expectUntouched(stage.second);
	});
});

/** The next message of the first symbol's book is refused whole, its book lost and sent anew, and no other. */
async function expectRefusal(stage: FaultStage, spoken: Spoken): Promise<void> {
	changeBest(stage, stage.first, '1.2345');
	await stage.settle();
	const {integrity} = stage.desk(stage.first);
	expect(stage.venue.faults.pending).toBe(0);
	expect(stage.states(stage.first)).toContain('GAP');
	expect([...integrity.gaps]).toEqual([['malformed', 1]]);
	expect(integrity.malformed).toBe(1);
	await expectRecovery(stage, spoken);
	if (losesConnection(spoken)) expect(stage.states(stage.second)).toContain('CONNECTING');
	else stage.expectUntouched(stage.second);
}

/** A market in which nothing has decimals, and little happens. */
function wholeQuantities(): OrderFlow {
	const steps = Array.from({length: 400}, (_, step) => ({bids: [], asks: [['60101', String(5 + (step % 7))] as const], trades: []}));
	const levels = Array.from({length: 8}, (_, place) => place);
	return {
		bids: levels.map((place) => [String(60_000 - place), String(place + 1)] as const),
		asks: levels.map((place) => [String(60_100 + place), String(place + 1)] as const),
		steps,
	};
}

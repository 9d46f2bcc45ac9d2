/*
Row 33 of the faults: times of the venue that are none: 0, the year 1, the far future, not there at all. The book is taken as ever; what the feed's latency is, such a
time does not say.
*/

import {describe, expect, test} from 'vitest';
import {befalling, type Exemptions, venuesNamed} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const countsByTime: Exemptions = {
	hyperliquid: 'the time of a book is its only number',
};

/** The times of a message, whatever they are called: numbers, digits, or RFC 3339. */
const digits = /("(?:E|T|ts|cts|timestamp|time)":"?)(\d{13})(?=["},])/g;
const text = /("(?:timestamp|event_time|time)":")(\d{4}-[^"]+Z)(?=")/g;

const times: readonly (readonly [what: string, millis: string, iso: string])[] = [
	['0', '0', '1970-01-01T00:00:00Z'],
	['the year 1', '1', '0001-01-01T00:00:00Z'],
	['the far future', '253402300799999', '9999-12-31T23:59:59.999999999Z'],
	['an hour and a minute from now', '1723165000000', '2024-08-09T00:56:40.000000Z'],
	['nonsense', '7', 'soon'],
];

const written = (millis: string, iso: string) => (message: string) =>
	message.replaceAll(digits, `$1${millis}`).replaceAll(text, `$1${iso}`);

const latencyOf = (stage: FaultStage) => [0, 0.5, 1].map((share) => stage.desk(stage.first).latency.percentile(share));

describe.each(befalling(countsByTime))('%s', (_, spoken) => {
	test.each(times)('says that it is %s: the book and the trades are taken, the latency is what it was', async (__, millis, iso) => {
		const stage = await faultStage(spoken);
		await stage.step(20);
		const before = latencyOf(stage);
		expect(before).not.toContain(Number.NaN);
		const {trades} = stage.desk(stage.first).integrity;
		for (const kind of ['book', 'trade'] as const)
			stage.venue.faults.rewrite(written(millis, iso), {kind, times: Number.POSITIVE_INFINITY});
		await stage.step(20);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
		expect(stage.desk(stage.first).integrity.trades).toBeGreaterThan(trades);
		expect(latencyOf(stage)).toEqual(before);
		expect(stage.engine.faults).toEqual([]);
	});
});

describe.each(venuesNamed('hyperliquid'))('%s', (_, spoken) => {
	test('says that a book is of another time, which is its number: what is old is left, what is of the future costs the book', async () => {
		const stage = await faultStage(spoken);
		await stage.step(5);
		const before = latencyOf(stage);
		stage.venue.faults.rewrite(written('0', ''), {symbol: stage.first});
		await stage.step(2);
		expect(stage.desk(stage.first).integrity.outOfOrder).toBe(0);
		stage.expectUntouched(stage.first);
		expect(latencyOf(stage)).toEqual(before);
		stage.venue.faults.rewrite(written('253402300799999', ''), {symbol: stage.first});
		await stage.until(() => stage.states(stage.first).includes('GAP'));
		await stage.untilInStep();
		await stage.step(3);
		expect([...stage.desk(stage.first).integrity.gaps]).toEqual([['out of order', 1]]);
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);
	});
});

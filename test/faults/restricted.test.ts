/* Row 14 of the faults: a venue that does not serve this place, or that keeps it out for a while. It stops and says so once; whatever else is watched goes on. */

import {describe, expect, test} from 'vitest';
import {RestrictedLocationError} from '../../source/feeds/errors.ts';
import {badDays} from '../fake-venue/bad-days.ts';
import type {Answer} from '../fake-venue/dialect.ts';
import {seededFlow} from '../fake-venue/order-flow.ts';
import {befalling, closedBy, expectRecovery, hostOf, logOf, loseOne, reopen, snapshotsInBand, spokenBy} from './kit.ts';
import {type FaultStage, faultStage, type Spoken} from './stage.ts';
import {type Half, type TwoVenues, twoVenues} from './two-venues.ts';

/** How places are refused: by the venue, and by the network in front of it. */
const refusals: readonly (readonly [status: number, answer: Answer])[] = [
	[451, badDays.restricted],
	[
		403,
		{
			status: 403,
			headers: {'content-type': 'text/html', 'x-cache': 'Error from cloudfront'},
			body: '<H1>403 ERROR</H1>The Amazon CloudFront distribution is configured to block access from your country.',
		},
	],
];

/** What a person is told: which host, and what else works. */
function wordsFor({venue}: Spoken, host: string, status: number): string {
	const elsewhere = venue.elsewhere === '' ? 'another --base-url, or another venue' : venue.elsewhere;
	return `${host} does not serve this location (${status}). Its market data may be had from elsewhere: ${elsewhere}`;
}

async function expectEnded(stage: FaultStage, words: string): Promise<void> {
	await stage.untilHappened(() => stage.failure !== undefined);
	expect(stage.failure).toBeInstanceOf(RestrictedLocationError);
	expect(stage.failure).toMatchObject({message: words, host: hostOf(stage)});
	const asked = stage.venue.rest.asked.length;
	const opened = stage.venue.connections.length;
	stage.clock.advance(24 * 3_600_000);
	await stage.venue.untilOpen(0);
	expect([stage.venue.rest.asked.length, stage.venue.connections.length]).toEqual([asked, opened]);
}

describe.each(befalling())('%s', (_, spoken) => {
	test.each(refusals)('that does not serve this place (%i) is left for good at its first answer, with words', async (status, answer) => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.rest.script('instruments', answer);
		await expectEnded(stage, wordsFor(spoken, hostOf(stage), status));
		expect([stage.venue.rest.asked.length, stage.venue.connections.length]).toEqual([1, 0]);
	});

	test.each(refusals)('that serves this place by REST and not over sockets (%i) is left for good, with words', async (status, answer) => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.refuseSockets(answer, answer);
		await expectEnded(stage, wordsFor(spoken, hostOf(stage), status));
		expect(stage.venue.connections).toHaveLength(0);
	});

	test('that keeps this place out for a while (403) is asked again after ten minutes, and not before', async () => {
		const stage = await faultStage(spoken, {isJoined: false});
		const {rest} = stage.venue;
		rest.script('instruments', badDays.cloudFront);
		await stage.untilHappened(() => stage.notices.length > 0);
		expect(stage.notices[0]).toMatch(`${hostOf(stage)} refused (403): asked again in 10 min at the earliest; trying again in 0.3 s.`);
		stage.clock.advance(250);
		await stage.untilHappened(() => stage.notices.length > 1);
		expect(stage.notices[1]).toMatch(`${hostOf(stage)} is left alone for another 10 min (403); trying again in 10 min.`);
		stage.clock.advance(599_000);
		expect([rest.asked.length, stage.failure]).toEqual([1, undefined]);
		stage.clock.advance(2000);
		await stage.venue.untilConnected();
		await stage.untilInStep();
		stage.expectTrue(stage.first, stage.second);
		expect(stage.notices.at(-1)).toBe('');
	});

	test.each(refusals)(
		'that does not serve this place (%i) is named once, and the other venue of the session is watched',
		async (status, answer) => {
			const stage = await twoVenues([spoken, otherThan(spoken)], ({rest}) => rest.script('instruments', answer));
			const [barred, other] = halvesOf(stage);
			await other.venue.untilConnected();
			await stage.untilInStep(other);
			await stage.step(20);
			stage.expectUntouched(other);
			expect(said(stage, 'does not serve')).toEqual([wordsFor(spoken, barredHost(barred), status)]);
			expect([stage.deskOf(barred), barred.venue.rest.asked.length, stage.failure]).toEqual([undefined, 1, undefined]);
		},
	);

	test('that refuses its sockets (451) is named once, and the other venue of the session is watched', async () => {
		const stage = await twoVenues([spoken, otherThan(spoken)], (venue) => venue.refuseSockets(badDays.restricted, badDays.restricted));
		const [barred, other] = halvesOf(stage);
		await stage.untilHappened(() => said(stage, 'does not serve').length > 0);
		await other.venue.untilConnected();
		await stage.untilInStep(other);
		await stage.step(20);
		stage.expectUntouched(other);
		expect(said(stage, 'does not serve')).toEqual([wordsFor(spoken, barredHost(barred), 451)]);
		expect([barred.venue.connections.length, stage.failure]).toEqual([0, undefined]);
	});

	test('that does not serve this place (451) is named once, though the other venue of the session does not answer at first', async () => {
		const stage = await twoVenues([spoken, otherThan(spoken)], (one, two) => {
			one.rest.script('instruments', badDays.restricted);
			two.rest.script('instruments', badDays.unavailable, badDays.unavailable);
		});
		const [barred, other] = halvesOf(stage);
		for (const tries of [1, 2]) {
			await stage.untilHappened(() => said(stage, 'answered 503').length === tries);
			stage.clock.advance(30_000);
		}
		await other.venue.untilConnected();
		await stage.untilInStep(other);
		stage.expectUntouched(other);
		expect([said(stage, 'does not serve').length, barred.venue.rest.asked.length, stage.failure]).toEqual([1, 1, undefined]);
	});
});

describe.each(befalling(snapshotsInBand))('%s, while it is watched', (_, spoken) => {
	test.each(refusals)(
		'gives no snapshots to this place (%i): lost books are halted with words, the others go on until they are lost',
		async (status, answer) => {
			const stage = await faultStage(spoken);
			const {rest} = stage.venue;
			const words = wordsFor(spoken, hostOf(stage), status);
			rest.script('snapshot', answer);
			await loseOne(stage, stage.first);
			const {integrity} = stage.desk(stage.first);
			expect([stage.states(stage.first), integrity.reason]).toEqual([['LIVE', 'GAP', 'HALTED'], words]);
			const asked = rest.asked.length;
			await stage.step(100);
			stage.expectUntouched(stage.second);
			await loseOne(stage, stage.second);
			await stage.step(100);
			for (const symbol of [stage.first, stage.second]) {
				expect(stage.desk(symbol).integrity).toMatchObject({state: 'HALTED', reason: words, snapshotsRefused: 1, reconnects: 0});
				expect(logOf(stage, symbol).filter((line) => line.includes('does not serve'))).toHaveLength(1);
			}
			expect([rest.asked.length, stage.failure]).toEqual([asked, undefined]);
			const sockets = stage.venue.open.length;
			stage.venue.cut();
			await closedBy(stage, sockets);
			await reopen(stage, 250, 2 * sockets);
			await stage.step(3);
			for (const symbol of [stage.first, stage.second]) {
				expect(stage.desk(symbol).integrity).toMatchObject({state: 'HALTED', reason: words});
			}
			expect(rest.asked).toHaveLength(asked);
		},
	);

	test('gives no snapshots to this place (451): the other venue of the session goes on', async () => {
		const stage = await twoVenues([spoken, otherThan(spoken)], ({rest}) => rest.script('snapshot', badDays.restricted));
		const [barred, other] = halvesOf(stage);
		await Promise.all([barred.venue.untilConnected(), other.venue.untilConnected()]);
		await stage.untilInStep(other);
		await stage.step(50);
		stage.expectUntouched(other);
		const {integrity} = stage.deskOf(barred) ?? {};
		expect(integrity).toMatchObject({state: 'HALTED', reason: wordsFor(spoken, barredHost(barred), 451)});
		expect(barred.venue.rest.count('snapshot')).toBe(1);
	});

	test('refuses a snapshot for a while (403): it is asked for again after ten minutes, and not before', async () => {
		const stage = await faultStage(spoken, {flow: (__, index) => seededFlow({seed: index + 1, steps: 800})});
		const {rest} = stage.venue;
		rest.script('snapshot', badDays.cloudFront);
		await loseOne(stage, stage.first);
		const asked = rest.asked.length;
		const {integrity} = stage.desk(stage.first);
		expect(integrity.reason).toBe(`snapshot refused: ${hostOf(stage)} refused (403): asked again in 10 min at the earliest`);
		await passSeconds(stage, 598);
		expect(integrity.state).toBe('GAP');
		expect(integrity.reason).toMatch(/^snapshot again in [123] s: \S+ is left alone for another 10 min \(403\)$/);
		expect(rest.asked).toHaveLength(asked);
		await passSeconds(stage, 3);
		await expectRecovery(stage, spoken);
		expect(integrity).toMatchObject({state: 'LIVE', gapCount: 1, resyncs: 1, reconnects: 0});
		stage.expectUntouched(stage.second);
	});
});

/** A step a second. */
async function passSeconds(stage: FaultStage, seconds: number): Promise<void> {
	for (let passed = 0; passed < seconds; passed++) {
		stage.clock.advance(900);
		await stage.step();
	}
}

function otherThan({dialect}: Spoken): Spoken {
	return spokenBy(dialect.id === 'okx' ? 'kraken' : 'okx');
}

function halvesOf({halves}: TwoVenues): readonly [Half, Half] {
	const [one, other] = halves;
	if (one === undefined || other === undefined) throw new Error('there are no two venues');
	return [one, other];
}

function barredHost({venue}: Half): string {
	return new URL(venue.endpoints.rest).host;
}

function said({notices}: TwoVenues, words: string): readonly string[] {
	return notices.filter((notice) => notice.includes(words));
}

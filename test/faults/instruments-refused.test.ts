/*
Rows 12, 13 and 15 of the faults at the very beginning: a venue that does not say what it lists, or not in a form of use. Who watches is told why and when it is
asked again, and watches as soon as it answers; a command gives up.
*/

import {describe, expect, test} from 'vitest';
import {VenueUnreachableError} from '../../source/feeds/errors.ts';
import {badDays} from '../fake-venue/bad-days.ts';
import type {Answer} from '../fake-venue/dialect.ts';
import {befalling, hostOf, spokenBy} from './kit.ts';
import {type FaultStage, faultStage, type Spoken} from './stage.ts';

/** A wait of a quarter of a second comes first: half of what it may be at most. */
const firstWait = 250;
const noNetwork = ' --demo and --replay need no network.';

/** The first notice has come. */
async function expectNotice(stage: FaultStage, words: string): Promise<void> {
	await stage.untilHappened(() => stage.notices.length > 0);
	expect(stage.notices).toEqual([words + noNetwork]);
	expect([stage.venue.connections.length, stage.failure]).toEqual([0, undefined]);
}

/** After so many ms more it is asked again, and all is well. */
async function expectWatching(stage: FaultStage, millis: number): Promise<void> {
	const asked = stage.venue.rest.asked.length;
	stage.clock.advance(millis - 1);
	expect(stage.venue.rest.asked).toHaveLength(asked);
	stage.clock.advance(1);
	await stage.venue.untilConnected();
	await stage.untilInStep();
	await stage.step(3);
	stage.expectTrue(stage.first, stage.second);
	for (const symbol of [stage.first, stage.second]) expect(stage.desk(symbol).integrity.gapCount).toBe(0);
	expect(stage.notices.at(-1)).toBe('');
}

const useless: readonly (readonly [string, Answer, string])[] = [
	['500', badDays.failing(500), 'answered 500'],
	['503', badDays.unavailable, 'answered 503'],
	['a page', badDays.html, 'answered with text/html, 33 bytes, not with JSON'],
	['nothing', badDays.empty, 'answered with application/json, 0 bytes, not with JSON'],
	['half an answer', badDays.cutShort, 'answered with application/json, 33 bytes, not with JSON'],
];

describe.each(befalling())('%s', (_, spoken) => {
	test.each([
		['429', badDays.tooMany(7), 'asks to be left alone for 7 s (429, too many requests)'],
		['418', badDays.banned(7), 'has banned this address for 7 s (418)'],
	] as const)('with %s is left alone for as long as it said, then watched', async (__, answer, words) => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.rest.script('instruments', answer);
		await expectNotice(stage, `${hostOf(stage)} ${words}; trying again in 7 s.`);
		expect(stage.venue.rest.asked).toHaveLength(1);
		await expectWatching(stage, 7000 + firstWait);
	});

	test.each(useless)('with %s is asked again, then watched', async (__, answer, words) => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.rest.script('instruments', answer);
		await expectNotice(stage, `${hostOf(stage)} ${words}; trying again in 0.3 s.`);
		await expectWatching(stage, firstWait);
	});

	test('that takes more than ten seconds is asked again, then watched', async () => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.rest.script('instruments', badDays.never);
		await stage.venue.untilAsked('instruments');
		stage.clock.advance(9999);
		expect(stage.notices).toEqual([]);
		stage.clock.advance(1);
		await expectNotice(stage, `${hostOf(stage)} did not answer: it took longer than 10 s; trying again in 0.3 s.`);
		await expectWatching(stage, firstWait);
	});

	test.each([
		['whose address refuses connections', 'http://127.0.0.1:1', /did not answer: connection refused; trying again in 0\.3 s\./],
		['whose name leads nowhere', 'http://api.invalid', /did not answer: (its name was not found|no name server answered); trying again/],
	])('%s is asked again, then watched', async (__, address, words) => {
		const away = {is: true};
		const stage = await faultStage(spoken, {isJoined: false, rules: listedBy(spoken, (rest) => (away.is ? address : rest))});
		await stage.untilHappened(() => stage.notices.length > 0);
		expect(stage.notices).toEqual([expect.stringMatching(words)]);
		away.is = false;
		await expectWatching(stage, firstWait);
	});

	test('that fails again and again is asked at growing intervals, up to half a minute', async () => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.rest.script('instruments', ...Array.from({length: 9}, () => badDays.unavailable));
		const waits = [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000];
		for (const [index, wait] of waits.entries()) {
			await stage.untilHappened(() => stage.notices.length > index);
			stage.clock.advance(wait - 1);
			expect(stage.venue.rest.asked).toHaveLength(index + 1);
			stage.clock.advance(1);
		}
		await stage.untilHappened(() => stage.notices.length > waits.length);
		await expectWatching(stage, 15_000);
	});

	test('that does not answer a command is given up at once, with words', async () => {
		const stage = await faultStage(spoken, {isJoined: false, whenUnreachable: 'fail'});
		stage.venue.rest.script('instruments', badDays.unavailable);
		await stage.untilHappened(() => stage.failure !== undefined);
		expect(stage.failure).toBeInstanceOf(VenueUnreachableError);
		expect(stage.failure).toMatchObject({message: `${hostOf(stage)} answered 503; gave up.${noNetwork}`, status: 503});
	});
});

describe('an error with status 200', () => {
	test.each([
		['bybit', '{"retCode":10006,"retMsg":"Too many visits!","result":{},"retExtInfo":{},"time":1}', 'Too many visits! (10006)'],
		['okx', '{"code":"50011","data":[],"msg":"Too Many Requests"}', 'Too Many Requests (50011)'],
		['kraken', '{"error":["EGeneral:Too many requests"]}', 'EGeneral:Too many requests'],
	])('is no list without the symbol: %s is asked again, then watched', async (id, body, words) => {
		const spoken = spokenBy(id);
		const stage = await faultStage(spoken, {isJoined: false});
		// First the symbols are asked for by name, or one list of several, then all.
		stage.venue.rest.script('instruments', {status: 200, body}, {status: 200, body});
		await expectNotice(stage, `${hostOf(stage)} answered: ${words}; trying again in 0.3 s.`);
		await expectWatching(stage, firstWait);
	});

	test.each(befalling())('nor is JSON of another shape: %s is asked again, then watched', async (__, spoken) => {
		const stage = await faultStage(spoken, {isJoined: false});
		const lists =
			spoken.venue.requests.instruments('', []).length + spoken.venue.requests.instruments('', [stage.first, stage.second]).length;
		stage.venue.rest.script('instruments', ...Array.from({length: lists}, () => ({status: 200, body: '{}'})));
		await expectNotice(stage, `${hostOf(stage)} listed no instruments; trying again in 0.3 s.`);
		await expectWatching(stage, firstWait);
	});

	test.each([
		['{"error":["EService:Unavailable"]}', 1],
		['{}', 2],
	])('does not make a silent market a delisted one: %s', async (body, lists) => {
		const stage = await faultStage(spokenBy('kraken'));
		// Both books have the second list in common.
		const asked = 2 + (lists - 1);
		stage.venue.rest.script('instruments', ...Array.from({length: asked}, () => ({status: 200, body})));
		// Of answers that are none the program is told nothing.
		stage.heldReplies = 2;
		await stage.pass(7000);
		await stage.venue.untilAsked('instruments', 1 + asked);
		await stage.pass(3000);
		expect(stage.countEffects('describe')).toBe(2);
		for (const symbol of [stage.first, stage.second]) expect(stage.states(symbol)).toEqual(['LIVE', 'STALE']);
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});
});

/** The venue, asked for its lists at other addresses. */
function listedBy({venue}: Spoken, from: (rest: string) => string): Partial<Spoken['venue']> {
	const {requests} = venue;
	return {requests: {...requests, instruments: (rest, symbols) => requests.instruments(from(rest), symbols)}};
}

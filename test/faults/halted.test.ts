/*
Row 24 of the faults: a symbol that does not trade for a while, or is gone. It is halted, not stale: the list of instruments is asked once a minute what has become
of a silent market. The last book stays to be seen, and nothing is asked for again and again.
*/

import {describe, expect, test} from 'vitest';
import {sidesOf} from '../fake-venue/levels-of.ts';
import {befalling, countsEverything, logOf, openedStage, venuesNamed} from './kit.ts';
import {type FaultStage, faultStage, type Spoken} from './stage.ts';

/** Asking about a market that is silent beside heartbeats. */
const millisOfQuiet = 75_000;

/** Lists of Deribit say in another field that it does not trade. */
const wordOf = ({dialect}: Spoken) => (dialect.id === 'deribit' ? 'inactive' : dialect.haltWord);

/** Time passes in which markets take one step a second. */
async function quietly(stage: FaultStage, millis: number): Promise<void> {
	for (let left = millis; left > 0; left -= 1000) {
		await stage.pass(900);
		await stage.step();
	}
}

function expectNothingAsked(stage: FaultStage): void {
	for (const kind of ['snapshot', 'resubscribe', 'reconnect', 'replace'] as const)
		expect([kind, stage.countEffects(kind)]).toEqual([kind, 0]);
}

/** A silent book is stale until somebody has said that it is halted, unless heartbeats tell that nothing was missed. */
function statesOfHalt({venue}: Spoken): readonly string[] {
	return venue.hasHeartbeats === true ? ['LIVE', 'HALTED'] : ['LIVE', 'STALE', 'HALTED'];
}

describe.each(befalling())('%s', (_, spoken) => {
	test('halts a symbol: that one is HALTED by the venue’s word, its last book is shown, and it comes back with the next message', async () => {
		const stage = await faultStage(spoken);
		stage.effects.splice(0);
		stage.venue.halt(stage.first);
		await quietly(stage, millisOfQuiet);
		const {integrity, liveBook, shownBook} = stage.desk(stage.first);
		expect(stage.states(stage.first)).toEqual(statesOfHalt(spoken));
		expect([integrity.reason, integrity.gapCount]).toEqual([wordOf(spoken), 0]);
		expect(liveBook).toBeUndefined();
		expect(shownBook && sidesOf(shownBook)).toEqual(stage.venue.bookAt(stage.first));
		expect(stage.countEffects('describe', stage.first)).toBe(spoken.venue.hasHeartbeats === true ? 1 : 2);
		expectNothingAsked(stage);
		stage.expectUntouched(stage.second);
		stage.venue.recover(stage.first);
		await stage.step(3);
		expect(stage.states(stage.first)).toEqual([...statesOfHalt(spoken), 'LIVE']);
		expect(logOf(stage, stage.first)).toContain('diffs again, nothing was lost');
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('lists a symbol no more: it is DELISTED', async () => {
		const {requests} = spoken.venue;
		let isGone = false;
		const readInstruments = (body: unknown) => requests.readInstruments(body).filter(({symbol}) => !isGone || symbol !== stage.first);
		const stage = await faultStage(spoken, {rules: {requests: {...requests, readInstruments}}});
		isGone = true;
		stage.effects.splice(0);
		stage.venue.halt(stage.first);
		await quietly(stage, millisOfQuiet);
		expect(stage.states(stage.first)).toEqual(statesOfHalt(spoken));
		expect(stage.desk(stage.first).integrity.reason).toBe('DELISTED');
		expectNothingAsked(stage);
		stage.expectUntouched(stage.second);
	});

	test('halts all: a connection that brings nothing is left alone', async () => {
		const stage = await faultStage(spoken);
		stage.effects.splice(0);
		for (const symbol of [stage.first, stage.second]) stage.venue.halt(symbol);
		await stage.pass(150_000);
		for (const symbol of [stage.first, stage.second]) expect(stage.states(symbol)).toEqual(['LIVE', 'STALE', 'HALTED']);
		expect(stage.countEffects('describe', stage.first)).toBe(3);
		expectNothingAsked(stage);
		for (const symbol of [stage.first, stage.second]) stage.venue.recover(symbol);
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});

	test('has halted a symbol before anybody came: it says so, and comes into step once it trades', async () => {
		const [stage] = await openedStage(spoken, ({venue, first}) => venue.halt(first));
		await stage.until(() => stage.states(stage.second).at(-1) === 'LIVE');
		await quietly(stage, 12_000);
		const hasBook = spoken.venue.snapshots === 'stream';
		expect(stage.states(stage.first)).toEqual(hasBook ? ['SYNCING', 'LIVE', 'HALTED'] : ['SYNCING', 'HALTED']);
		expect(stage.desk(stage.first).integrity.reason).toBe(wordOf(spoken));
		stage.venue.recover(stage.first);
		await stage.untilInStep();
		await stage.step(3);
		expect(stage.desk(stage.first).integrity.gapCount).toBe(0);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(befalling(countsEverything))('%s', (_, spoken) => {
	test('sends nothing at all of a halted symbol: it is not asked for again, nor its connection renewed', async () => {
		const [stage, withdraw] = await openedStage(spoken, ({venue, first}) => {
			venue.halt(first);
			return venue.faults.silence(first);
		});
		await stage.until(() => stage.states(stage.second).at(-1) === 'LIVE');
		stage.effects.splice(0);
		await quietly(stage, 30_000);
		expect(stage.states(stage.first)).toEqual(['SYNCING', 'HALTED']);
		expectNothingAsked(stage);
		stage.expectTrue(stage.second);
		withdraw();
		stage.venue.recover(stage.first);
		await quietly(stage, 45_000);
		expect(stage.countEffects('reconnect')).toBe(0);
		await stage.untilInStep();
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe.each(venuesNamed('binance'))('%s', (_, spoken) => {
	test('refuses to list a symbol that is gone: the list without it is what tells', async () => {
		const stage = await faultStage(spoken);
		const others = await fetch(`${stage.venue.endpoints.rest}/api/v3/exchangeInfo?symbol=${stage.second}`);
		const refusal = {status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}'};
		stage.venue.rest.script('instruments', refusal, {status: 200, body: await others.text()});
		stage.venue.halt(stage.first);
		await stage.step(60);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE', 'HALTED']);
		expect(stage.desk(stage.first).integrity.reason).toBe('DELISTED');
	});

	test('does not answer what has become of a symbol: it is stale, and asked about again a minute later', async () => {
		const stage = await faultStage(spoken);
		stage.venue.rest.script('instruments', {status: 503, body: '{}'});
		stage.heldReplies = 1;
		stage.venue.halt(stage.first);
		await quietly(stage, 60_000);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE']);
		expect(stage.countEffects('describe', stage.first)).toBe(1);
		await stage.until(() => stage.states(stage.first).at(-1) === 'HALTED');
		expect(stage.countEffects('describe', stage.first)).toBe(2);
	});
});

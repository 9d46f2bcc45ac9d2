/*
Rows 6 and 7: messages that are no JSON, that break off, or that are too long. What such a message changed is lost, and it does not say whose it was: every
book of its socket is sent anew. Where they keep coming the connection is renewed, and given up where they are too long.
*/

import {describe, expect, test} from 'vitest';
import {MessageTooLargeError} from '../../source/feeds/errors.ts';
import {
	befalling,
	carrierOf,
	changeBest,
	closedBy,
	type Exemptions,
	expectRecovery,
	hostOf,
	logOf,
	losesConnection,
	reopen,
	spokenBy,
	watch,
} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const oneCostsAll: Exemptions = {coinbase: 'one unreadable message costs the connection already'};

/** What a terminal would obey, and more than is shown. */
const nonsense = `\u001b]0;title\u0007\u009b2J {"quote": "${'x'.repeat(400)}`;

const unreadable: readonly (readonly [what: string, make: (text: string) => string])[] = [
	['is no JSON', () => nonsense],
	['breaks off', (text) => text.slice(0, text.length / 2)],
	['breaks off at once', (text) => text.slice(0, 3)],
	['is empty', () => ''],
	['is JSON, and no object', () => '[null,7]'],
];

describe.each(befalling())('%s', (_, spoken) => {
	test.each(unreadable)('a message that %s costs every book of its socket, and no more', async (_, make) => {
		const stage = await faultStage(spoken);
		const sockets = stage.venue.connections.length;
		stage.venue.faults.rewrite(make, {symbol: stage.first});
		changeBest(stage, stage.first, '1.2345');
		await stage.settle();
		for (const symbol of [stage.first, stage.second]) {
			const {integrity, liveBook} = stage.desk(symbol);
			expect(stage.states(symbol)).toContain('GAP');
			expect(liveBook).toBeUndefined();
			expect(integrity.malformed).toBe(1);
			expect([...integrity.gaps]).toEqual([['malformed', 1]]);
		}
		await expectRecovery(stage, spoken);
		for (const symbol of [stage.first, stage.second]) expect(stage.desk(symbol).integrity).toMatchObject({gapCount: 1, resyncs: 1});
		expect(stage.venue.connections).toHaveLength(losesConnection(spoken) ? sockets + 1 : sockets);
	});

	test('the log shows the first 200 characters, none of which a terminal obeys', async () => {
		const stage = await faultStage(spoken);
		carrierOf(stage, stage.first).say(nonsense);
		await stage.settle();
		const shown = JSON.stringify(nonsense.slice(0, 200)).replace('\u009b', '\\u009b');
		for (const lines of [logOf(stage, stage.first), logOf(stage, stage.second), stage.engine.faults]) {
			const line = lines.find((each) => each.includes('xxx')) ?? '';
			expect(line.endsWith(`: ${shown}`)).toBe(true);
			expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
			expect(line.length).toBeLessThan(400);
		}
	});

	test('a trade that cannot be read is a trade that was missed', async () => {
		const stage = await faultStage(spoken);
		await stage.until(() => stage.desk(stage.first).gauges.flow.volumeDelta !== 0);
		const {integrity, gauges} = stage.desk(stage.first);
		const {trades} = integrity;
		stage.venue.faults.truncate({kind: 'trade', symbol: stage.first});
		const traded = (quantity: string) => stage.venue.change(stage.first, {trades: [{price: '60000', quantity, aggressor: 'sell'}]});
		traded('3.5');
		await stage.settle();
		expect(integrity.trades).toBe(trades);
		if (losesConnection(spoken)) {
			expect(gauges.flow.volumeDelta).toBe(0);
		} else {
			traded('0.25');
			await stage.settle();
			expect(gauges.flow.volumeDelta).toBe(-0.25);
		}
		await expectRecovery(stage, spoken);
	});

	test('a message of 65 MiB ends the connection, and the third of them the watching', async () => {
		const stage = await faultStage(spoken);
		const sockets = stage.venue.connections.length;
		for (const times of [1, 2]) {
			await sendTooLong(stage, `1.${times}`);
			await closedBy(stage, times);
			expect(stage.notices.at(-1)).toMatch(/^reconnecting in .+ s \(1009, message too large\)$/);
			expect(stage.desk(stage.first).integrity).toMatchObject({state: 'CONNECTING', reason: 'message too large (1009)', reconnects: times});
			await reopen(stage, 5000, sockets + times);
			await stage.untilInStep();
			stage.expectTrue(stage.first, stage.second);
		}
		await sendTooLong(stage, '1.3');
		await stage.untilHappened(() => stage.failure !== undefined);
		expect(stage.failure).toBeInstanceOf(MessageTooLargeError);
		const words = `${hostOf(stage)} sent messages larger than 64 MiB 3 times: stopped. Watch fewer symbols at once.`;
		expect(stage.failure).toMatchObject({message: words});
		await stage.venue.untilOpen(0);
		expect(stage.clock.pending).toBe(0);
	});
});

describe.each(befalling(oneCostsAll))('%s', (_, spoken) => {
	test('three messages in ten seconds that cannot be read are the connection’s fault', async () => {
		const stage = await faultStage(spoken);
		const sockets = stage.venue.connections.length;
		const {number} = carrierOf(stage, stage.first);
		for (let times = 0; times < 3; times++) await sayNonsense(stage);
		await closedBy(stage, 1);
		expect(stage.logged).toContain(`reconnect connection ${number}: unreadable frames keep arriving`);
		for (const symbol of [stage.first, stage.second]) {
			const {integrity} = stage.desk(symbol);
			expect(integrity).toMatchObject({state: 'CONNECTING', reason: 'unreadable frames keep arriving (1006)', malformed: 3, reconnects: 1});
		}
		expect(stage.notices.at(-1)).toBe('reconnecting in 0.3 s (1006, unreadable frames keep arriving)');
		await reopen(stage, 2000, sockets + 1);
		await stage.untilInStep();
		await stage.step(3);
		stage.expectTrue(stage.first, stage.second);
	});

	test('three over a longer time are not', async () => {
		const stage = await faultStage(spoken);
		for (let times = 0; times < 2; times++) await sayNonsense(stage);
		await watch(stage, 11);
		await sayNonsense(stage);
		await stage.untilInStep();
		await stage.step(3);
		expect(stage.countEffects('reconnect')).toBe(0);
		expect(stage.desk(stage.first).integrity).toMatchObject({malformed: 3, reconnects: 0});
		stage.expectTrue(stage.first, stage.second);
	});
});

test('Binance USD-M: nonsense on the socket of the trades leaves the books alone', async () => {
	const stage = await faultStage(spokenBy('binance-usdm'));
	await watch(stage, 62);
	const {flow, row} = stage.desk(stage.first).gauges;
	expect(row.bought).toBeGreaterThan(0);
	stage.venue.open.find(({url}) => url.pathname.startsWith('/market'))?.say(nonsense);
	await stage.settle();
	expect([flow.volume(2, 1), flow.volumeDelta]).toEqual([Number.NaN, 0]);
	expect(stage.engine.faults).toHaveLength(1);
	await stage.step(3);
	for (const symbol of [stage.first, stage.second]) {
		expect(stage.states(symbol)).toEqual(['LIVE']);
		expect(stage.desk(symbol).integrity).toMatchObject({malformed: 1, gapCount: 0});
		expect(logOf(stage, symbol).at(-1)).toMatch(/^trades lost: Unexpected token/);
	}
	stage.expectTrue(stage.first, stage.second);
});

async function sayNonsense(stage: FaultStage): Promise<void> {
	carrierOf(stage, stage.first).say(nonsense);
	await stage.settle();
}

async function sendTooLong(stage: FaultStage, quantity: string): Promise<void> {
	stage.venue.faults.bloat(65, {symbol: stage.first});
	changeBest(stage, stage.first, quantity);
	await stage.venue.untilRead();
}

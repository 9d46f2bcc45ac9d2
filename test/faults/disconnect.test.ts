/* Row 1: a connection is cut, properly or like a pulled cable. All that it carried says so at once, comes back after a wait, and tells what it has missed. */

import {describe, expect, test} from 'vitest';
import type {Gap} from '../../source/engine/integrity.ts';
import {befalling, closedBy, logOf, reopen, spokenBy, watch} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

/** Number of the longest window of trade flow. */
const minute = 2;

/** Cuts every socket, and resolves once the program knows. @returns how many there were. */
async function cut(stage: FaultStage, code?: number, reason?: string): Promise<number> {
	const sockets = stage.venue.open.length;
	stage.venue.cut(code, reason);
	await closedBy(stage, stage.logged.filter((line) => line.includes(' has closed: ')).length + sockets);
	return sockets;
}

describe.each(befalling())('%s', (_, spoken) => {
	test.each([
		['without a word', undefined, '', 'closed (1006)', '1006'],
		['with a code and a reason', 1012, 'restart', 'restart (1012)', '1012, restart'],
	])('a cut %s takes all books of the connection, and leaves a record of how long', async (_, code, said, reason, notice) => {
		const stage = await faultStage(spoken);
		const sockets = await cut(stage, code, said);
		for (const symbol of [stage.first, stage.second]) {
			const {integrity, liveBook} = stage.desk(symbol);
			expect({state: integrity.state, reason: integrity.reason, book: liveBook}).toEqual({state: 'CONNECTING', reason, book: undefined});
			expect([...integrity.gaps]).toEqual([['disconnect', 1]]);
			expect(integrity.gapList.at(-1)?.recoveredAfter).toBeNaN();
			expect(logOf(stage, symbol)).toContain(`connection lost: ${reason}`);
		}
		expect(stage.notices.at(-1)).toBe(`reconnecting in 0.3 s (${notice})`);
		stage.venue.step(3);
		await expectReturn(stage, sockets);
		for (const symbol of [stage.first, stage.second]) expectRecord(stage, symbol);
		expect(stage.notices.at(-1)).toBe('');
	});

	test('each cut soon after the last is waited for up to twice as long', async () => {
		const stage = await faultStage(spoken);
		// Chance is 0.5 on this stage: half of 0.5, 1, 2 and 4 s. That it is left to chance, backoff.test.ts tells.
		const waits = spoken.venue.unstablePace === undefined ? ['0.3 s', '0.5 s', '1 s', '2 s'] : ['0.3 s', '5 s', '5 s', '5 s'];
		for (const wait of waits) {
			stage.notices.length = 0;
			const sockets = await cut(stage);
			expect(stage.notices).toContain(`reconnecting in ${wait} (1006)`);
			await expectReturn(stage, sockets);
		}
		expect(stage.desk(stage.first).integrity.reconnects).toBe(4);
	});

	test('what takers did is not told as whole until a minute has been watched again', async () => {
		const stage = await faultStage(spoken);
		await watch(stage, 62);
		const {flow, row} = stage.desk(stage.first).gauges;
		expect([row.bought > 0, row.sold > 0, row.volumeDelta !== 0]).toEqual([true, true, true]);
		const sockets = await cut(stage);
		expect([flow.volume(minute, 1), flow.volume(minute, -1), flow.imbalance(minute)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
		expect(flow.volumeDelta).toBe(0);
		stage.venue.refuseSockets(...Array.from({length: sockets}, () => ({status: 403})));
		stage.clock.advance(2000);
		await stage.venue.untilRefused(sockets);
		await stage.untilHappened(() => stage.notices.at(-1) === 'reconnecting in 10 min (403)');
		// A minute in which nothing was heard is no minute without trades.
		stage.clock.advance(90_000);
		expect([row.bought, row.sold, row.tradeFlow]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
		await reopen(stage, 600_000, stage.venue.connections.length + sockets);
		await stage.untilInStep();
		await watch(stage, 55);
		expect([row.bought, row.sold]).toEqual([Number.NaN, Number.NaN]);
		await watch(stage, 10);
		expect([row.bought > 0, row.sold > 0]).toEqual([true, true]);
		stage.expectTrue(stage.first, stage.second);
	});
});

describe('Binance USD-M, whose trades come over a socket of their own', () => {
	const usdm = spokenBy('binance-usdm');
	const end = (stage: FaultStage, path: string) => stage.venue.open.find(({url}) => url.pathname.startsWith(path))?.terminate();

	test('a cut of the trades leaves the books alone, and says that trades are lost', async () => {
		const stage = await faultStage(usdm);
		await watch(stage, 62);
		const {flow, row} = stage.desk(stage.first).gauges;
		end(stage, '/market');
		await closedBy(stage, 1);
		expect([flow.volume(minute, 1), flow.volumeDelta]).toEqual([Number.NaN, 0]);
		expect(logOf(stage, stage.first).at(-1)).toBe('trades lost: closed (1006)');
		await stage.step(3);
		for (const symbol of [stage.first, stage.second]) stage.expectUntouched(symbol);
		await reopen(stage, 2000, 3);
		await watch(stage, 55);
		expect(row.bought).toBeNaN();
		await watch(stage, 10);
		expect(row.bought).toBeGreaterThan(0);
	});

	test('a cut of the books leaves the trades alone', async () => {
		const stage = await faultStage(usdm);
		await watch(stage, 62);
		const {row} = stage.desk(stage.first).gauges;
		end(stage, '/public');
		await closedBy(stage, 1);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'CONNECTING']);
		expect(row.bought).toBeGreaterThan(0);
		await reopen(stage, 2000, 3);
		await stage.untilInStep();
		expect(row.bought).toBeGreaterThan(0);
		stage.expectTrue(stage.first, stage.second);
	});
});

/** The sockets open anew, everything is subscribed to again, and the books are the venue's. */
async function expectReturn(stage: FaultStage, sockets: number): Promise<void> {
	const before = [stage.first, stage.second].map((symbol) => stage.venue.countSubscribed(symbol));
	await reopen(stage, 5000, stage.venue.connections.length + sockets);
	await stage.untilInStep();
	await stage.step(3);
	expect([stage.first, stage.second].map((symbol) => stage.venue.countSubscribed(symbol))).toEqual(before.map((count) => count + 1));
	stage.expectTrue(stage.first, stage.second);
}

function expectRecord(stage: FaultStage, symbol: string): void {
	const {integrity} = stage.desk(symbol);
	const gap: Gap | undefined = integrity.gapList.at(-1);
	const lasted = integrity.since - (gap?.at ?? 0);
	expect(gap).toMatchObject({kind: 'disconnect', expected: Number.NaN, got: Number.NaN, recoveredAfter: lasted});
	expect(lasted).toBeGreaterThan(0);
	expect(integrity).toMatchObject({reconnects: 1, resyncs: 1});
	expect(stage.states(symbol)).toEqual(['LIVE', 'CONNECTING', 'SYNCING', 'LIVE']);
	expect(logOf(stage, symbol).at(-1)).toMatch(new RegExp(`^in step again( at \\d+)? after ${Math.round(lasted / 1000)} ms$`));
}

/* Row 2: a socket that stays open and brings nothing more, as TCP leaves it when a peer is gone. Nothing tells of it but the answers that do not come. */

import {describe, expect, test} from 'vitest';
import {befalling, closedBy, logOf, reopen, spokenBy, watch} from './kit.ts';
import {faultStage} from './stage.ts';

const second = 1_000_000;
const silent = 'no pong within 10 s';

describe.each(befalling())('%s', (_, spoken) => {
	test('a socket that has gone silent is asked, and ended ten seconds later without waiting for its peer', async () => {
		const stage = await faultStage(spoken);
		const sockets = stage.venue.open.length;
		stage.venue.stall();
		const stalledAt = stage.clock.now();
		for (const socket of stage.venue.open) expect(socket.pings).toBe(0);
		await stage.pass(6000);
		// Silence makes the books stale first; nothing is torn down for that alone.
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE']);
		expect(stage.venue.open).toHaveLength(sockets);
		stage.clock.advance(19_000);
		await closedBy(stage, sockets);
		for (const symbol of [stage.first, stage.second]) {
			const {integrity} = stage.desk(symbol);
			expect(integrity).toMatchObject({state: 'CONNECTING', reason: `${silent} (1006)`, reconnects: 1});
			expect([...integrity.gaps]).toEqual([['disconnect', 1]]);
			expect(logOf(stage, symbol)).toContain(`connection lost: ${silent} (1006)`);
			// A ping every fifteen seconds, of which the first after the fault comes to nothing.
			expect((integrity.gapList[0]?.at ?? 0) - stalledAt).toBeLessThanOrEqual(25 * second);
		}
		expect(stage.notices.at(-1)).toBe(`reconnecting in 0.3 s (1006, ${silent})`);
		await reopen(stage, 2000, sockets * 2);
		await stage.untilInStep();
		await stage.step(3);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'STALE', 'CONNECTING', 'SYNCING', 'LIVE']);
		stage.expectTrue(stage.first, stage.second);
	});

	test('a venue that says nothing and answers pings is asked, and not given up', async () => {
		const stage = await faultStage(spoken);
		const sockets = stage.venue.open.length;
		for (let waited = 0; waited < 40; waited += 5) await stage.pass(5000);
		expect(stage.venue.open).toHaveLength(sockets);
		expect(stage.venue.connections).toHaveLength(sockets);
		await stage.step(3);
		for (const symbol of [stage.first, stage.second]) {
			expect(new Set(stage.states(symbol))).toEqual(new Set(['LIVE', 'STALE']));
			expect(stage.desk(symbol).integrity).toMatchObject({state: 'LIVE', gapCount: 0, reconnects: 0});
		}
		stage.expectTrue(stage.first, stage.second);
	});
});

test('Binance USD-M: a socket of trades that has gone silent is renewed, and no book with it', async () => {
	const stage = await faultStage(spokenBy('binance-usdm'));
	stage.venue.open.find(({url}) => url.pathname.startsWith('/market'))?.stall();
	// Books that live are no proof that trades do.
	await watch(stage, 24);
	expect(stage.logged.filter((line) => line.includes(' has closed: '))).toEqual([]);
	stage.clock.advance(2000);
	await closedBy(stage, 1);
	expect(stage.desk(stage.first).gauges.flow.volumeDelta).toBe(0);
	expect(logOf(stage, stage.first).at(-1)).toBe(`trades lost: ${silent} (1006)`);
	await reopen(stage, 1000, 3);
	await stage.step(3);
	for (const symbol of [stage.first, stage.second]) {
		stage.expectUntouched(symbol);
		expect(stage.desk(symbol).gauges.flow.volumeDelta).not.toBe(0);
	}
});

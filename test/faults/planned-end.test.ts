/*
Row 20 of the faults: ends that are known beforehand. Where the venue tells of them, or cuts by age, a second socket is opened and a second book brought into
step beside the first, which stays in step until the other takes its place. Maintenance of all of a venue halts its books.
*/

import {describe, expect, test} from 'vitest';
import {logOf, venuesNamed} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

/** The others cut no connection by its age. */
const cutsByAge = venuesNamed('binance', 'binance-usdm');
/** The others have no word for it. */
const announcesEnd = venuesNamed('binance', 'binance-usdm', 'okx');
const announcesMaintenance = venuesNamed('kraken', 'deribit');

const hour = 3600 * 1_000_000;

/** Takes steps until other sockets have taken the place of the first ones, and some more. */
async function replaced(stage: FaultStage, sockets: number): Promise<void> {
	await stage.until(() => stage.venue.open.length === sockets && stage.venue.open.every(({number}) => number > sockets));
	await stage.step(5);
}

/** Nobody who looks on has seen anything of it. */
function expectUnseen(stage: FaultStage): void {
	for (const symbol of [stage.first, stage.second]) {
		stage.expectUntouched(symbol);
		expect(stage.desk(symbol).integrity.reconnects).toBe(0);
		expect(logOf(stage, symbol)).toContainEqual(expect.stringMatching(/^book renewed at \d+$/));
	}
	expect(stage.notices.filter((text) => text !== '')).toEqual([]);
}

describe.each(cutsByAge)('%s', (_, spoken) => {
	test('lets a connection live for 24 hours: it is given 23', () => {
		expect(spoken.venue.connectionLife).toBe(23 * hour);
	});

	test('has each old connection replaced before it is cut', async () => {
		const stage = await faultStage(spoken, {rules: {connectionLife: 5_000_000}});
		const sockets = stage.venue.open.length;
		await replaced(stage, sockets);
		expect(stage.logged).toContain('replacing connection 1: the venue would cut it soon');
		expectUnseen(stage);
	});
});

describe.each(announcesEnd)('%s', (_, spoken) => {
	test('announces that it will close: another connection takes over, and no book is out of step for a moment', async () => {
		const stage = await faultStage(spoken);
		await stage.step(20);
		const sockets = stage.venue.open.length;
		const trades = stage.desk(stage.first).integrity.trades;
		const happened = stage.venue.tradesAt(stage.first).length;
		stage.venue.announceShutdown();
		await stage.settle();
		await replaced(stage, sockets);
		expect(stage.countEffects('replace')).toBe(sockets);
		expect(stage.logged).toContain('replace connection 1: the venue announced a shutdown');
		expectUnseen(stage);
		expect(stage.desk(stage.first).integrity.trades - trades).toBe(stage.venue.tradesAt(stage.first).length - happened);
		stage.venue.cut(1001);
		await stage.until(() => stage.states(stage.first).includes('CONNECTING'));
	});

	test('sends two books that are compared: what the first had beyond the second is told', async () => {
		const stage = await faultStage(spoken);
		stage.venue.pretend(stage.first, {bids: [['50000', '1']]});
		await stage.step(2);
		const sockets = stage.venue.open.length;
		stage.venue.announceShutdown();
		await stage.settle();
		await replaced(stage, sockets);
		const {integrity} = stage.desk(stage.first);
		expect([...integrity.gaps]).toEqual([['snapshot', 1]]);
		expect(logOf(stage, stage.first)).toContainEqual(
			expect.stringMatching(/^gap \(snapshot\): 1 levels differ from a new snapshot at \d+$/),
		);
		stage.expectTrue(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('closes though it said nothing of how soon: the second book, if it is there, takes over', async () => {
		const stage = await faultStage(spoken);
		const sockets = stage.venue.open.length;
		stage.venue.announceShutdown();
		await stage.venue.untilConnected(sockets * 2);
		for (const connection of stage.venue.open) if (connection.number <= sockets) connection.close(1012, 'restart');
		await stage.untilInStep();
		await stage.step(5);
		stage.expectTrue(stage.first, stage.second);
		expect(stage.venue.connections).toHaveLength(sockets * 2);
	});
});

describe.each(announcesMaintenance)('%s', (_, spoken) => {
	test('is maintained: its books are halted, with its word for it, and in step again once it is over', async () => {
		const stage = await faultStage(spoken);
		// By then all that was to be said has been said.
		await stage.step(20);
		stage.venue.announceMaintenance();
		await stage.settle();
		for (const symbol of [stage.first, stage.second]) {
			const {state, reason} = stage.desk(symbol).integrity;
			expect([state, reason]).toEqual(['HALTED', 'maintenance']);
			expect(stage.desk(symbol).liveBook).toBeUndefined();
			expect(stage.desk(symbol).shownBook?.bids.count).toBeGreaterThan(0);
		}
		await stage.step(10);
		await stage.pass(10_000);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'HALTED']);
		stage.venue.announceMaintenance({isOver: true});
		await stage.untilInStep();
		await stage.step(5);
		for (const symbol of [stage.first, stage.second]) {
			expect(stage.states(symbol)).toEqual(['LIVE', 'HALTED', 'LIVE']);
			expect(logOf(stage, symbol)).toContain('diffs again, nothing was lost');
			const {gapCount, resyncs, reconnects} = stage.desk(symbol).integrity;
			expect([gapCount, resyncs, reconnects]).toEqual([0, 0, 0]);
		}
		expect(stage.countEffects('resubscribe') + stage.countEffects('reconnect')).toBe(0);
		stage.expectTrue(stage.first, stage.second);
	});

	test('closes while it is maintained: the books wait for another connection, and come back by it', async () => {
		const stage = await faultStage(spoken);
		// By then all that was to be said has been said.
		await stage.step(20);
		stage.venue.announceMaintenance();
		await stage.settle();
		stage.venue.cut(1001, 'maintenance');
		await stage.untilHappened(() => stage.desk(stage.second).integrity.state === 'CONNECTING');
		stage.clock.advance(250);
		await stage.venue.untilConnected(2);
		// The end of it was told while nobody listened.
		await stage.untilInStep();
		await stage.step(5);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'HALTED', 'CONNECTING', 'SYNCING', 'LIVE']);
		stage.expectTrue(stage.first, stage.second);
	});
});

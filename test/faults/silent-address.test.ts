/*
Row 35 of the faults: an address that opens and is silent. Trades of Binance USD-M come by `/market` alone: where they do not come, the address is told. Its test network
may know neither `/public` nor `/market`: where one is refused or silent, the address without it is tried.
*/

import {describe, expect, test} from 'vitest';
import {binanceUsdm} from '../../source/venues/binance-usdm.ts';
import type {Venue} from '../../source/venues/venue.ts';
import {closedBy, openedStage, reopen, venuesNamed} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const pathsOf = ({venue}: FaultStage) => venue.open.map(({url}) => url.pathname).sort();

/** As on the test network, which is here. */
const onTestnet: Partial<Venue> = {
	plan(instruments, {stream}) {
		const there = binanceUsdm.testnet;
		return binanceUsdm.plan(instruments, there).map((plan) => ({
			...plan,
			url: plan.url.replace(there.stream, stream),
			fallback: (plan.fallback ?? '').replace(there.stream, stream),
		}));
	},
};

/** One step a second. */
async function quietly(stage: FaultStage, seconds: number): Promise<void> {
	for (let left = seconds; left > 0; left--) {
		await stage.pass(900);
		await stage.step();
	}
}

describe.each(venuesNamed('binance-usdm'))('%s', (_, spoken) => {
	test('brings no trades for a minute: the address that is silent is told, and books go on', async () => {
		const [stage] = await openedStage(spoken, ({venue}) => venue.faults.drop({kind: 'trade', times: Number.POSITIVE_INFINITY}));
		await stage.untilInStep();
		await quietly(stage, 59);
		expect(stage.notices).toEqual([]);
		await quietly(stage, 2);
		expect(stage.notices).toEqual([`no trade from ${stage.venue.endpoints.stream}/market/stream for 60 s`]);
		expect(stage.desk(stage.first).integrity.trades).toBe(0);
		expect(stage.states(stage.first).filter((state) => state !== 'SYNCING')).toEqual(['LIVE']);
		stage.expectTrue(stage.first, stage.second);
	});

	test('brings one trade within a minute: nothing is said', async () => {
		const stage = await faultStage(spoken);
		await stage.until(() => stage.desk(stage.first).integrity.trades > 0);
		stage.venue.faults.drop({kind: 'trade', times: Number.POSITIVE_INFINITY});
		await quietly(stage, 65);
		expect(stage.notices.filter((text) => text !== '')).toEqual([]);
	});

	test('has a test network that refuses the new addresses: the old ones are opened, and bring the books', async () => {
		const stage = await faultStage(spoken, {rules: onTestnet, isJoined: false});
		stage.venue.refuseSockets({status: 404}, {status: 404});
		await stage.untilHappened(() => stage.logged.filter((line) => line.endsWith(': refused with 404')).length === 2);
		expect(stage.notices).toEqual(['reconnecting in 0.3 s (404)']);
		await reopen(stage, 250, 2);
		await stage.untilInStep();
		expect(pathsOf(stage)).toEqual(['/stream', '/stream']);
		await stage.step(5);
		stage.expectTrue(stage.first, stage.second);
	});

	test('has a test network where the new address opens and is silent: after ten seconds the old one is tried', async () => {
		const [stage, withdraw] = await openedStage(spoken, ({venue}) => venue.faults.drop({kind: 'any', times: Number.POSITIVE_INFINITY}), {
			rules: onTestnet,
		});
		expect(pathsOf(stage)).toEqual(['/market/stream', '/public/stream']);
		await stage.pass(10_000);
		await closedBy(stage, 1);
		expect(stage.logged).toContain('connection 1 has closed: 1006, no message within 10 s of opening');
		withdraw();
		await reopen(stage, 250, 3);
		await stage.untilInStep();
		expect(pathsOf(stage)).toEqual(['/market/stream', '/stream']);
		await stage.step(5);
		stage.expectTrue(stage.first, stage.second);
	});

	test('has a test network where neither address brings anything: they are tried in turn', async () => {
		const [stage] = await openedStage(spoken, ({venue}) => venue.faults.drop({kind: 'any', times: Number.POSITIVE_INFINITY}), {
			rules: onTestnet,
		});
		const patience = [10_000, 20_000, 40_000];
		const waits = [250, 500, 1000];
		for (const [index, millis] of patience.entries()) {
			await stage.pass(millis);
			await closedBy(stage, index + 1);
			await reopen(stage, waits[index] ?? 0, index + 3);
		}
		expect(stage.venue.connections.map(({url}) => url.pathname).filter((path) => path !== '/market/stream')).toEqual([
			...['/public/stream', '/stream', '/public/stream', '/stream'],
		]);
	});

	test('has no other address than its own on the main network: that one is opened again', async () => {
		const [stage, withdraw] = await openedStage(spoken, ({venue}) => venue.faults.drop({kind: 'any', times: Number.POSITIVE_INFINITY}));
		await stage.pass(10_000);
		await closedBy(stage, 1);
		withdraw();
		await reopen(stage, 250, 3);
		await stage.untilInStep();
		expect(pathsOf(stage)).toEqual(['/market/stream', '/public/stream']);
		stage.expectTrue(stage.first, stage.second);
	});
});

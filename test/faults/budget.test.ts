/* Row 34 of the faults: more connections than a venue allows in a while. The next one waits until it is allowed, and says so. */

import {describe, expect, test} from 'vitest';
import {befalling, closedBy, openedStage, reopen, reopenedAfter} from './kit.ts';
import {faultStage} from './stage.ts';

const millisOfWindow = 60_000;
const said = 'no more connections are allowed for now';

describe.each(befalling())('%s', (_, spoken) => {
	const sockets = spoken.venue.id === 'binance-usdm' ? 2 : 1;
	const allowed = (connections: number) => ({
		rules: {budget: {...spoken.venue.budget, connections, connectionsWindow: millisOfWindow}},
	});

	test('has cut what it allows for a minute: the next connection waits for the rest of it, and both books come back', async () => {
		const stage = await faultStage(spoken, allowed(sockets));
		await stage.step(15);
		const openFor = stage.clock.monotonic() - 1000;
		stage.venue.cut(1012);
		await closedBy(stage, sockets);
		stage.clock.advance(250);
		expect(stage.notices.at(-1)).toBe(`waiting ${Math.round((millisOfWindow - openFor - 250) / 1000)} s: ${said}`);
		for (const symbol of [stage.first, stage.second]) expect(stage.desk(symbol).integrity.state).toBe('CONNECTING');
		stage.clock.advance(millisOfWindow - openFor - 251);
		expect(stage.venue.connections).toHaveLength(sockets);
		await reopen(stage, 1, sockets * 2);
		await stage.untilInStep();
		await stage.step(3);
		expect(stage.states(stage.first)).toEqual(['LIVE', 'CONNECTING', 'SYNCING', 'LIVE']);
		expect(stage.notices.at(-1)).toBe('');
		stage.expectTrue(stage.first, stage.second);
	});

	test('allows no other one yet: a replacement waits, and the connection that stands is used until then', async () => {
		const {rules} = allowed(sockets);
		const stage = await faultStage(spoken, {rules: {...rules, connectionLife: 3_000_000}});
		await stage.until(() => stage.notices.some((text) => text.includes(said)));
		expect(stage.logged).toContain('replacing connection 1: the venue would cut it soon');
		await stage.step(20);
		expect(stage.venue.connections).toHaveLength(sockets);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('is not connected to more often than that, however often it cuts', async () => {
		const [stage] = await openedStage(spoken, () => {}, allowed(sockets * 3));
		for (const times of [1, 2]) {
			stage.venue.cut();
			await closedBy(stage, sockets * times);
			await reopen(stage, times === 1 ? 1000 : reopenedAfter(spoken, 1000), sockets * (times + 1));
		}
		stage.venue.cut();
		await closedBy(stage, sockets * 3);
		stage.clock.advance(50_000);
		await stage.settle();
		expect(stage.venue.connections).toHaveLength(sockets * 3);
		expect(stage.notices.at(-1)).toContain(said);
		await reopen(stage, 10_000, sockets * 4);
	});
});

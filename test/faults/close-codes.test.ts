/* Row 21 of the faults: a socket that is closed, by whatever code and reason. All its books wait for another one; nobody hurries back who was told off. */

import {describe, expect, test} from 'vitest';
import {slowedPace} from '../../source/feeds/speech.ts';
import {befalling, closedBy, type Exemptions, reopen} from './kit.ts';
import {faultStage} from './stage.ts';

/** Undefined for a socket that ends without a word, which is told as 1006. */
const codes: readonly (number | undefined)[] = [1000, 1001, undefined, 1008, 1009, 1011, 1012, 1013];

/** ms of waiting: half of the half second that the first wait has at most, and half a minute on top for one who was told off. */
const waitAfter = (code: number | undefined) => (code === 1008 ? 30_250 : 250);
const wordsFor = (code: number | undefined) => (code === 1008 ? '30 s' : '0.3 s');

const saysNothing: Exemptions = {
	binance: 'what is wanted is in the address: nothing is said over the socket',
	'binance-usdm': 'what is wanted is in the address: nothing is said over the socket',
};

describe.each(befalling())('%s', (_, spoken) => {
	test.each(codes.map((code) => [code ?? 'no code', code] as const))(
		'closed by %s comes back, and both books are the venue’s again',
		async (__, code) => {
			const stage = await faultStage(spoken);
			// Coinbase is given one connection a second.
			await stage.step(10);
			const sockets = stage.venue.open.length;
			const told = code === undefined ? '1006' : `${code}, so it goes`;
			stage.venue.cut(code, 'so it goes');
			await closedBy(stage, sockets);
			for (const symbol of [stage.first, stage.second]) {
				const {integrity} = stage.desk(symbol);
				expect(integrity.state).toBe('CONNECTING');
				expect(integrity.reason).toBe(code === undefined ? 'closed (1006)' : `so it goes (${code})`);
				expect(stage.desk(symbol).liveBook).toBeUndefined();
			}
			expect(stage.logged.filter((line) => line.endsWith(`has closed: ${told}`))).toHaveLength(sockets);
			expect(stage.notices.at(-1)).toBe(`reconnecting in ${wordsFor(code)} (${told})`);
			stage.clock.advance(waitAfter(code) - 1);
			expect(stage.venue.connections).toHaveLength(sockets);
			await reopen(stage, 1, sockets * 2);
			await stage.untilInStep();
			await stage.step(5);
			for (const symbol of [stage.first, stage.second]) {
				expect(stage.states(symbol)).toEqual(['LIVE', 'CONNECTING', 'SYNCING', 'LIVE']);
				const {integrity} = stage.desk(symbol);
				expect([...integrity.gaps]).toEqual([['disconnect', 1]]);
				expect([integrity.reconnects, integrity.resyncs, integrity.malformed]).toEqual([1, 1, 0]);
				expect(integrity.gapList[0]?.recoveredAfter).toBeGreaterThan(waitAfter(code) * 1000);
			}
			stage.expectTrue(stage.first, stage.second);
			expect(stage.notices.at(-1)).toBe('');
		},
	);
});

describe.each(befalling(saysNothing))('%s', (_, spoken) => {
	test('told off once, it is spoken to half as fast from then on', async () => {
		const {sendPace} = spoken.venue;
		const stage = await faultStage(spoken);
		await stage.step(10);
		stage.venue.cut(1008, 'Too many requests');
		await closedBy(stage, 1);
		await reopen(stage, 30_250, 2);
		const [, connection] = stage.venue.connections;
		const heardAfter = async (millis: number) => {
			stage.clock.advance(millis);
			await stage.settle();
			return connection?.heard.length;
		};
		expect([await heardAfter(0), await heardAfter(sendPace * 2 - 1), await heardAfter(1)]).toEqual([1, 1, 2]);
	});
});

test('a venue that goes on telling us off is spoken to more slowly each time, but never so that books are asked for too late', () => {
	expect([0, 1, 2, 3, 4, 99].map((times) => slowedPace(100, times, 4))).toEqual([100, 200, 400, 800, 800, 800]);
	expect([0, 1, 2, 3].map((times) => slowedPace(100, times, 30))).toEqual([100, 200, 300, 300]);
	expect(slowedPace(100, 3, 100)).toBe(100);
});

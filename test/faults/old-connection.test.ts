/*
Row 31 of the faults: what an old connection still brings after another has taken over. While the second book of one symbol is awaited, the first connection goes on for
that one alone: what it says of the other symbol, be it late, wrong or unreadable, touches nothing.
*/

import {describe, expect, test} from 'vitest';
import {befalling, carrierOf, changeBest, type Exemptions, logOf} from './kit.ts';
import {type FaultStage, faultStage, type Spoken} from './stage.ts';

const swapsAtOnce: Exemptions = {
	coinbase: 'what is held back of one symbol leaves a hole in the count of all, so that both books come by the second connection or none',
};

/** µs after which a connection is replaced, as Binance has it after 23 hours: all venues are treated so here. */
const connectionLife = 3_000_000;

const kinds = ['book', 'snapshot', 'touch'] as const;

type Halfway = {
	readonly stage: FaultStage;
	/** The old connection of the books, by its number at the venue. */
	readonly old: number;
	/** Faults that are under way. */
	readonly pending: number;
	/** Lets the second symbol come. */
	readonly letGo: () => void;
};

/** A stage where the first symbol has come to a second connection, and the second symbol has not. */
async function halfwayStage(spoken: Spoken): Promise<Halfway> {
	const stage = await faultStage(spoken, {rules: {connectionLife}});
	const {open, faults} = stage.venue;
	const held = open.flatMap(({number}) => kinds.map((kind) => faults.hold({kind, symbol: stage.second, connection: number + open.length})));
	const old = carrierOf(stage, stage.first).number;
	await stage.until(() => logOf(stage, stage.first).some((line) => line.startsWith('book renewed')));
	const letGo = () => {
		for (const send of held) send();
	};
	return {stage, old, pending: faults.pending, letGo};
}

describe.each(befalling(swapsAtOnce))('%s', (_, spoken) => {
	const wrong: readonly (readonly [what: string, spoil: (stage: FaultStage, connection: number) => void])[] = [
		['wrong', ({venue, first}, connection) => venue.faults.flipDigit('quantity', {symbol: first, connection})],
		['lost', ({venue, first}, connection) => venue.faults.drop({symbol: first, connection})],
		['doubled', ({venue, first}, connection) => venue.faults.duplicate({symbol: first, connection})],
		['bad numbers', ({venue, first}, connection) => venue.faults.badPrice('"NaN"', {symbol: first, connection})],
	];

	test.each(wrong)(
		'brings messages over the old connection that are %s: the book that lives by the new one is untouched',
		async (__, spoil) => {
			const {stage, old, pending} = await halfwayStage(spoken);
			spoil(stage, old);
			changeBest(stage, stage.first, '1.25');
			await stage.step(3);
			expect(stage.venue.faults.pending).toBe(pending);
			stage.expectUntouched(stage.first);
			stage.expectUntouched(stage.second);
		},
	);

	test('brings messages over the old connection late: they change nothing', async () => {
		const {stage, old} = await halfwayStage(spoken);
		const release = stage.venue.faults.hold({symbol: stage.first, connection: old});
		changeBest(stage, stage.first, '1.25');
		await stage.step(5);
		const {applied, snapshots} = stage.desk(stage.first).integrity;
		release();
		await stage.settle();
		const {integrity} = stage.desk(stage.first);
		expect([integrity.applied, integrity.snapshots]).toEqual([applied, snapshots]);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});

	test('brings both books over the new connection at last: then the old one is closed, and nothing was ever out of step', async () => {
		const {stage, old, letGo} = await halfwayStage(spoken);
		expect(stage.venue.open.some(({number}) => number === old)).toBe(true);
		letGo();
		await stage.until(() => stage.venue.open.every(({number}) => number !== old));
		await stage.step(5);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
		expect(stage.desk(stage.first).integrity.reconnects).toBe(0);
	});
});

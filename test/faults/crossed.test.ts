/*
Row 10 of the faults: best bid at or above best ask. Shown as crossed and scored by nothing; after half a second the book is asked for anew, once: a market
that is crossed itself, or that does not trade, is left alone.
*/

import {describe, expect, test} from 'vitest';
import {paintLadder} from '../../source/screen/panels/ladder.ts';
import {Folding} from '../support/folding.ts';
import {diff} from '../support/frames.ts';
import {look} from '../support/painted.ts';
import {befalling, expectRecovery, logOf, losesConnection, spokenBy, sumFiveLevels, untilRowIsNear, viewOf} from './kit.ts';
import {type FaultStage, faultStage} from './stage.ts';

const lost = 'best bid at or above best ask for more than 500 ms';

function ladderOf(stage: FaultStage): string {
	const {ladder, summary, integrity} = viewOf(stage, stage.first);
	const slice = {ladder, levels: stage.engine.settings.levels, state: summary.state, reason: integrity.reason, isFocused: false};
	return paintLadder(slice, 60, 12, look).join('\n');
}

/** Shown as crossed, and no number is made of it. */
function expectCrossed(stage: FaultStage): void {
	const desk = stage.desk(stage.first);
	expect(desk.liveBook?.isCrossed).toBe(true);
	expect(ladderOf(stage)).toContain('crossed: best bid at or above best ask');
	expect(viewOf(stage, stage.first).summary).toMatchObject({state: 'LIVE', mid: ''});
	const {mid, rho, obi, obiPriceWeighted, spreadBps, weightedMid} = desk.gauges.row;
	expect([mid, rho, obi, obiPriceWeighted, spreadBps, weightedMid]).toEqual(Array(6).fill(Number.NaN));
}

async function expectScored(stage: FaultStage): Promise<void> {
	await untilRowIsNear(stage);
	await stage.step(2);
	expect(ladderOf(stage)).not.toContain('crossed');
	expect(stage.desk(stage.first).gauges.row.obi).toBeGreaterThanOrEqual(-1);
	expect(stage.desk(stage.first).gauges.row.mid).toBeGreaterThan(59_000);
}

/** The next row of the sample clock is of the crossed book. */
async function pretendToCross(stage: FaultStage): Promise<void> {
	sumFiveLevels(stage);
	await untilRowIsNear(stage);
	stage.venue.pretendToCross(stage.first);
	await stage.settle();
	expect([stage.states(stage.first), stage.desk(stage.first).integrity.crossed]).toEqual([['LIVE'], 1]);
	stage.clock.advance(200);
	await stage.settle();
	expectCrossed(stage);
}

const foundOtherwise = {
	kraken: 'its checksum tells before half a second is over',
	hyperliquid: 'its next message brings the whole book',
};

describe.each(befalling(foundOtherwise))('%s, told of a bid beyond the asks that is not there', (_, spoken) => {
	test('shows the book as crossed, and asks for it anew when that has lasted for more than half a second', async () => {
		const stage = await faultStage(spoken);
		await pretendToCross(stage);
		await stage.step(3);
		expect(stage.states(stage.first)).toEqual(['LIVE']);
		await stage.step();
		const {integrity} = stage.desk(stage.first);
		expect(stage.states(stage.first).slice(0, 2)).toEqual(['LIVE', 'GAP']);
		expect(integrity.reason).toContain(lost);
		expect(logOf(stage, stage.first)).toContain(`gap (crossed): ${lost}`);
		expect(stage.desk(stage.first).liveBook).toBeUndefined();
		if (losesConnection(spoken)) expect(stage.states(stage.second)).toEqual(['LIVE', 'CONNECTING']);
		await expectRecovery(stage, spoken);
		if (!losesConnection(spoken)) stage.expectUntouched(stage.second);
		expect([integrity.gaps.get('crossed'), integrity.crossed, integrity.resyncs]).toEqual([1, 1, 1]);
		await expectScored(stage);
	});
});

test('Kraken, told of a bid beyond the asks that is not there, is found out by its checksum, and no crossed book is ever shown', async () => {
	const spoken = spokenBy('kraken');
	const stage = await faultStage(spoken);
	stage.venue.pretendToCross(stage.first);
	await stage.settle();
	expect(stage.states(stage.first)).toEqual(['LIVE', 'GAP']);
	await expectRecovery(stage, spoken);
	const {integrity} = stage.desk(stage.first);
	expect([integrity.crossed, [...integrity.gaps]]).toEqual([0, [['checksum', 1]]]);
	stage.expectUntouched(stage.second);
});

test('Hyperliquid, told of a bid beyond the asks that is not there, is set right by its next message', async () => {
	const stage = await faultStage(spokenBy('hyperliquid'));
	await pretendToCross(stage);
	await stage.step();
	stage.expectUntouched(stage.first);
	stage.expectUntouched(stage.second);
	await expectScored(stage);
	expect(stage.desk(stage.first).integrity.crossed).toBe(1);
});

describe.each(befalling())('%s', (_, spoken) => {
	test('a market that is crossed itself is asked for anew once, then shown as it is until it is sound', async () => {
		const stage = await faultStage(spoken);
		sumFiveLevels(stage);
		await stage.step();
		const uncross = stage.venue.cross(stage.first);
		const {integrity} = stage.desk(stage.first);
		await stage.until(() => integrity.gapCount > 0);
		await expectRecovery(stage, spoken);
		await stage.step(50);
		expectCrossed(stage);
		expect(integrity.gaps.get('crossed')).toBe(1);
		expect([integrity.crossed, integrity.resyncs, integrity.reconnects]).toEqual([2, 1, losesConnection(spoken) ? 1 : 0]);
		if (!losesConnection(spoken)) stage.expectUntouched(stage.second);
		stage.expectTrue(stage.first, stage.second);
		uncross();
		await stage.settle();
		await expectScored(stage);
		stage.expectTrue(stage.first, stage.second);
		expect([...integrity.gaps]).toEqual([['crossed', 1]]);
	});

	test('a market that its venue lists as halted may be crossed for as long as it likes', async () => {
		const stage = await faultStage(spoken, {isJoined: false});
		stage.venue.halt(stage.first);
		await stage.venue.untilConnected();
		await stage.until(() => stage.engine.desks.length === 2 && stage.desk(stage.second).integrity.state === 'LIVE');
		const quote = async (quantity: string) => {
			stage.venue.change(stage.first, {asks: [['60500', quantity]]});
			await stage.step();
		};
		await quote('1');
		await quote('2');
		await stage.step();
		expect(stage.states(stage.first).at(-1)).toBe('LIVE');
		const uncross = stage.venue.cross(stage.first);
		for (let count = 3; count < 23; count++) await quote(String(count));
		const {integrity} = stage.desk(stage.first);
		expectCrossed(stage);
		expect([integrity.gapCount, integrity.resyncs, integrity.crossed]).toEqual([0, 0, 1]);
		uncross();
		await quote('30');
		expect(stage.desk(stage.first).liveBook?.isSound).toBe(true);
		stage.expectTrue(stage.first, stage.second);
		await stage.pass(8000);
		expect([integrity.state, integrity.gapCount]).toEqual(['HALTED', 0]);
	});
});

/** Those that say over the stream that nothing trades. */
const told = befalling().filter(([, {dialect}]) => dialect.maintenance !== undefined);

describe.each(told)('%s, in maintenance', (_, spoken) => {
	test('may be crossed meanwhile, and is scored again when it trades', async () => {
		const stage = await faultStage(spoken);
		sumFiveLevels(stage);
		// One subscription after the other.
		await stage.step(15);
		stage.venue.announceMaintenance();
		await stage.settle();
		const uncross = stage.venue.cross(stage.first);
		await stage.step(15);
		const {integrity} = stage.desk(stage.first);
		expect([integrity.state, integrity.reason, integrity.gapCount, integrity.crossed]).toEqual(['HALTED', 'maintenance', 0, 0]);
		uncross();
		stage.venue.announceMaintenance({isOver: true});
		await stage.step(3);
		expect([stage.states(stage.first), integrity.gapCount]).toEqual([['LIVE', 'HALTED', 'LIVE'], 0]);
		stage.expectTrue(stage.first, stage.second);
		await expectScored(stage);
	});
});

test('a book that was crossed from its first state on is asked for anew after a minute', () => {
	const folding = new Folding().join({bids: [['100.05', '1']], asks: [['100.01', '1']]});
	const quiet = (second: number) => diff(second, [105 + second, 105 + second]);
	folding.fold(...Array.from({length: 60}, (_, index) => quiet(index + 1)));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', crossed: 1, gaps: 0});
	folding.fold(quiet(61));
	expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1});
});

/* An engine in the past: it goes from a checkpoint on as the first one did, and holds what it comes by against the hashes that stand there. */

import {describe, expect, onTestFinished, test} from 'vitest';
import {openRecording} from '../../source/files/recording.ts';
import type {HashMark} from '../../source/files/recording-line.ts';
import {Walker} from '../../source/history/walker.ts';
import {sharedDemo} from '../support/demo-recording.ts';
import {stateOf, TickingClock, Walking} from '../support/walking.ts';

const shared = sharedDemo({minutes: 0.3, seed: 5});
const never = () => false;

/** The recording in the past, with a checkpoint every 200 frames. @param change what becomes of its hashes. */
async function recorded(
	change: (mark: HashMark) => HashMark = (mark) => mark,
): Promise<{walking: Walking; marks: HashMark[]; markedAt: number[]}> {
	const walking = new Walking({isPaused: true, clock: new TickingClock(0.5)});
	onTestFinished(() => walking.end());
	const recording = await openRecording(shared.demo.file);
	const marks: HashMark[] = [];
	const markedAt: number[] = [];
	for await (const {frames, length, mark} of recording.batches()) {
		walking.take(...frames.slice(0, length));
		if (mark === undefined) continue;
		walking.mark(change(mark));
		marks.push(mark);
		markedAt.push(walking.history.chronicle.past.end);
	}
	return {walking, marks, markedAt};
}

function walkerFrom(walking: Walking, position: number, isOlderFold = false): Walker {
	const {past} = walking.history.chronicle;
	return new Walker(past, past.foothold(position), walking.restore, isOlderFold);
}

test('it goes to any position and is there in the state of the first engine, from whichever checkpoint', async () => {
	const {walking} = await recorded();
	const {past} = walking.history.chronicle;
	expect(past.footholds).toBeGreaterThan(5);
	for (const from of [0, 300, 900, past.end - 1]) {
		const walker = walkerFrom(walking, from);
		expect(walker.position).toBeLessThanOrEqual(from);
		expect(walker.foldTo(past.end, never)).toBe(true);
		expect([walker.position, walker.next(), stateOf(walker.engine)]).toEqual([past.end, undefined, stateOf(walking.engine)]);
	}
});

test('it stops where it is told that its time is over, soon, and goes on from there', async () => {
	const {walking} = await recorded();
	const walker = walkerFrom(walking, 0);
	expect(walker.foldTo(500, () => true)).toBe(false);
	expect(walker.position).toBeGreaterThan(0);
	expect(walker.position).toBeLessThanOrEqual(32);
	let turns = 1;
	while (!walker.foldTo(500, () => true)) turns++;
	expect(walker.position).toBe(500);
	expect(turns).toBeGreaterThan(10);
});

test('at the end of what there is it waits, and goes on when there is more', async () => {
	const {walking} = await recorded();
	const {past} = walking.history.chronicle;
	const walker = walkerFrom(walking, past.end);
	expect(walker.foldTo(past.end + 1, never)).toBe(true);
	walker.step();
	expect([walker.position, walker.next()]).toEqual([past.end, undefined]);
	walking.take({at: past.lastAt + 1_000_000, connection: 0, kind: 'tick', payload: Buffer.from('{}')});
	expect(walker.next()).toBe(past.lastAt);
	walker.step();
	expect(stateOf(walker.engine)).toBe(stateOf(walking.engine));
});

test('a state that it leaves behind is one to go on from', async () => {
	const {walking} = await recorded();
	const {past} = walking.history.chronicle;
	const walker = walkerFrom(walking, 0);
	walker.foldTo(333, never);
	const foothold = walker.foothold();
	walker.foldTo(past.end, never);
	const again = new Walker(past, foothold, walking.restore, false);
	expect([again.position, foothold.position]).toEqual([333, 333]);
	again.foldTo(past.end, never);
	expect([stateOf(again.engine), again.hash]).toEqual([stateOf(walker.engine), walker.hash]);
});

describe('the hashes that it comes by', () => {
	test('are those of the recording, up to where it stands and no further', async () => {
		const {walking, marks, markedAt} = await recorded();
		expect(marks.length).toBeGreaterThan(15);
		const walker = walkerFrom(walking, 0);
		expect(walker.hash).toEqual({kind: 'none'});
		for (const [index, position] of markedAt.entries()) {
			walker.foldTo(position - 1, never);
			expect(walker.hash).toEqual(index === 0 ? {kind: 'none'} : {kind: 'same', samples: marks[index - 1]?.sample});
			walker.foldTo(position, never);
			expect(walker.hash).toEqual({kind: 'same', samples: marks[index]?.sample});
		}
	});

	test('tell from which frame on something differs, and that it does wherever one walks after it', async () => {
		const isWrong = (mark: HashMark) => mark.sample === 9;
		const {walking, marks, markedAt} = await recorded((mark) => (isWrong(mark) ? {...mark, state: `0${mark.state}`} : mark));
		const position = markedAt[marks.findIndex(isWrong)] ?? Number.NaN;
		const differs = {kind: 'differs', frame: position, sample: 9};
		const walker = walkerFrom(walking, 0);
		walker.foldTo(position - 1, never);
		expect(walker.hash).toEqual({kind: 'same', samples: 8});
		walker.foldTo(position, never);
		expect(walker.hash).toEqual(differs);
		const {past} = walking.history.chronicle;
		const later = walkerFrom(walking, past.end);
		expect(past.footholdPosition(past.end)).toBeGreaterThan(position);
		expect(later.hash).toEqual(differs);
		later.settingsChanged();
		later.foldTo(past.end, never);
		expect(later.hash).toEqual(differs);
		const before = walkerFrom(walking, 0);
		before.foldTo(markedAt[3] ?? Number.NaN, never);
		expect(before.hash).toEqual({kind: 'same', samples: 4});
	});

	test('of an older fold are those of the books alone', async () => {
		const {walking} = await recorded((mark) => ({...mark, state: `0${mark.state}`}));
		const walker = walkerFrom(walking, 0, true);
		walker.foldTo(walking.history.chronicle.past.end, never);
		expect(walker.hash).toEqual({kind: 'older-fold', samples: shared.demo.engine.samples});
	});

	test('are none to compare with once a setting was changed', async () => {
		const {walking} = await recorded();
		const walker = walkerFrom(walking, 0);
		walker.foldTo(500, never);
		walker.settingsChanged();
		walker.foldTo(walking.history.chronicle.past.end, never);
		expect(walker.hash).toEqual({kind: 'settings-changed'});
	});
});

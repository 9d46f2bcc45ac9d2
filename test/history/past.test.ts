/* Frames in blocks: every moment is found, every frame comes back, and what is beyond the room goes. */

import {hash} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {memoryKeep} from '../../source/history/keep.ts';
import {Past} from '../../source/history/past.ts';
import {PastReader} from '../../source/history/past-reader.ts';
import type {Frame, FrameKind} from '../../source/market/frame.ts';
import {frameOf, markOf} from '../files/kit.ts';

const kinds: readonly FrameKind[] = ['message', 'reply', 'tick', 'opened', 'closed', 'setting'];

/** Frames that no compression makes smaller, several of a time, some larger than a block. */
function randomFrames(count: number, seed: number, largest: number): Frame[] {
	const random = new Random(seed, 'frames');
	const noise = Buffer.from(Array.from({length: 800_000}, () => random.below(256)));
	let at = 1_000_000;
	return Array.from({length: count}, (_, index) => {
		at += random.below(3) * random.below(50);
		const length = random.below(random.below(20) === 0 ? largest : 20_000);
		const from = random.below(noise.length - largest);
		return frameOf(at, noise.subarray(from, from + length), random.below(5), kinds[index % kinds.length]);
	});
}

/** With a checkpoint before every so-manieth frame, which says how many stood before it, and a mark after every so-manieth. */
function pastOf(
	frames: readonly Frame[],
	{stretch = Number.POSITIVE_INFINITY, room = Number.POSITIVE_INFINITY, onFrame = (_: Past) => {}} = {},
): Past {
	const past = new Past(memoryKeep(), room);
	frames.forEach((frame, index) => {
		if (index === 0 || index % stretch === 0) past.checkpoint(Buffer.from(`${index} frames`), {kind: 'same', samples: index});
		const payload = Buffer.from(frame.payload);
		past.take({...frame, payload});
		payload.fill(0);
		if (index % 10 === 9) past.mark(markOf(index + 1, frame.at));
		onFrame(past);
	});
	return past;
}

/** All of a frame, the payload by its hash. */
function textOf({at, connection, kind, payload}: Frame): string {
	return `${at} ${connection} ${kind} ${hash('sha1', payload)}`;
}

/** All that a reader comes to, as far as there is anything. */
function readOn(reader: PastReader): Array<string | number> {
	const all: Array<string | number> = [];
	for (let next = reader.peek(); next !== undefined; next = reader.peek()) {
		if (next === 'mark') {
			all.push(reader.mark().sample);
		} else {
			const frame = reader.frame();
			expect(frame.at).toBe(next);
			all.push(textOf(frame));
		}
	}
	return all;
}

/** What it should come to from a position on: a mark right before it belongs to what is before. */
function expected(frames: readonly Frame[], from: number): Array<string | number> {
	return frames.slice(from).flatMap((frame, index) => ((from + index) % 10 === 9 ? [textOf(frame), from + index + 1] : [textOf(frame)]));
}

describe('a moment', () => {
	test('is how many frames came at or before a time, those of one time together', () => {
		const past = pastOf([10, 20, 20, 20, 30].map((at) => frameOf(at, 'x')));
		expect([5, 10, 19, 20, 29, 30, 99].map((at) => past.positionAt(at))).toEqual([0, 1, 1, 4, 4, 5, 5]);
		expect([0, 1, 2, 3, 4, 5].map((position) => past.timeOf(position))).toEqual([10, 10, 20, 20, 20, 30]);
		expect([past.first, past.end, past.firstAt, past.lastAt]).toEqual([0, 5, 10, 30]);
	});

	test('is nowhere before there is any frame', () => {
		const past = new Past(memoryKeep(), 1000);
		expect([past.first, past.end, past.firstAt, past.lastAt, past.positionAt(5)]).toEqual([0, 0, Number.NaN, Number.NaN, 0]);
		expect(() => past.foothold(0)).toThrow('there is no past yet');
		past.checkpoint(Buffer.from('nothing yet'), {kind: 'none'});
		expect([past.first, past.end, past.firstAt, past.timeOf(0), past.positionAt(5)]).toEqual([0, 0, Number.NaN, Number.NaN, 0]);
		expect(past.foothold(0)).toMatchObject({position: 0, checkpoint: Buffer.from('nothing yet')});
	});

	test.each([
		['one stretch', Number.POSITIVE_INFINITY],
		['stretches that end within blocks', 37],
		['a checkpoint before every frame', 1],
	])('is found at every time and every position, over the edges of blocks: %s', (_, stretch) => {
		const frames = randomFrames(150, 5, 20_000);
		const past = pastOf(frames, {stretch});
		const times = new Set(frames.flatMap(({at}) => [at - 1, at, at + 1]));
		for (const at of times) expect(past.positionAt(at)).toBe(frames.filter((frame) => frame.at <= at).length);
		for (let position = 1; position <= frames.length; position++) expect(past.timeOf(position)).toBe(frames[position - 1]?.at);
	});

	test('has the nearest checkpoint at or before it to be folded from', () => {
		const past = pastOf(randomFrames(100, 6, 20_000), {stretch: 30});
		expect(past.footholds).toBe(4);
		expect([0, 29, 30, 31, 89, 90, 100].map((position) => past.footholdPosition(position))).toEqual([0, 0, 30, 30, 60, 90, 90]);
		for (const position of [0, 29, 30, 100]) {
			const from = past.footholdPosition(position);
			expect(past.foothold(position)).toEqual({
				position: from,
				checkpoint: Buffer.from(`${from} frames`),
				hash: {kind: 'same', samples: from},
			});
		}
	});
});

describe('a reader', () => {
	test('comes to every frame as it was, and to every mark where it stood, whichever frame it begins with', () => {
		const frames = randomFrames(120, 7, 700_000);
		expect(frames.filter(({payload}) => payload.length > 262_144).length).toBeGreaterThan(1);
		const past = pastOf(frames, {stretch: 50});
		for (const from of [0, 1, 9, 11, 49, 50, 51, 77, 99, 119, 120]) {
			const reader = new PastReader(past, from);
			const all = readOn(reader);
			// A mark right before the first frame comes with it.
			const read = typeof all[0] === 'number' ? all.slice(1) : all;
			expect(read).toEqual(expected(frames, from));
			expect(reader.position).toBe(120);
		}
	});

	test('that is at the end goes on as frames come, whether their block grows, moves or is put away meanwhile', () => {
		const frames = randomFrames(200, 8, 500_000);
		let reader: PastReader | undefined;
		const read: Array<string | number> = [];
		const random = new Random(8, 'looks');
		const past = pastOf(frames, {
			stretch: 60,
			onFrame(growing) {
				reader ??= new PastReader(growing, 0);
				// At times it leaves some for later, at times it only looks at what is next.
				if (random.below(3) === 0) read.push(...readOn(reader));
				else if (random.below(2) === 0) reader.peek();
			},
		});
		expect(read.length).toBeGreaterThan(100);
		if (reader !== undefined) read.push(...readOn(reader));
		expect(read).toEqual(expected(frames, 0));
		expect(past.end).toBe(200);
	});

	test('finds nothing before there is anything, and does not give a mark for a frame or a frame for a mark', () => {
		const past = new Past(memoryKeep(), Number.POSITIVE_INFINITY);
		past.checkpoint(Buffer.from(''), {kind: 'none'});
		const reader = new PastReader(past, 0);
		expect([reader.peek(), reader.position, reader.isLost]).toEqual([undefined, 0, false]);
		past.take(frameOf(5, '{}'));
		past.mark(markOf(1, 5));
		expect(reader.peek()).toBe(5);
		expect(() => reader.mark()).toThrow(RangeError);
		reader.frame();
		expect(reader.peek()).toBe('mark');
		expect(() => reader.frame()).toThrow('no frame is next');
		expect(reader.mark()).toEqual(markOf(1, 5));
		expect(reader.peek()).toBeUndefined();
	});
});

describe('beyond the room', () => {
	const frames = randomFrames(1500, 9, 20_000);
	const room = 3_000_000;

	test('the oldest goes, and what stays can be had from its first moment to the last', () => {
		let isWithin = true;
		const past = pastOf(frames, {
			...{stretch: 40, room},
			onFrame(growing) {
				// But for the frame that came last: its block is looked at once it is full.
				isWithin &&= growing.size <= room + 25_000;
			},
		});
		expect(isWithin).toBe(true);
		expect(past.size).toBeGreaterThan(room / 2);
		expect(past.first).toBeGreaterThan(1000);
		expect(past.first % 40).toBe(0);
		expect(past.firstAt).toBe(frames[past.first - 1]?.at);
		expect(past.foothold(past.first)).toMatchObject({position: past.first, checkpoint: Buffer.from(`${past.first} frames`)});
		expect(readOn(new PastReader(past, past.first))).toEqual(expected(frames, past.first));
	});

	test('a moment that is gone is the first that there is', () => {
		const past = pastOf(frames, {stretch: 40, room});
		const {first, firstAt} = past;
		expect([0, 5_000_000_000_000].map((at) => past.positionAt(at))).toEqual([first, frames.length]);
		expect([0, first - 1, first].map((position) => past.timeOf(position))).toEqual([firstAt, firstAt, firstAt]);
		expect([past.foothold(0).position, past.footholdPosition(0)]).toEqual([first, first]);
	});

	test('a reader whose frames have been dropped is lost, and says so', () => {
		const past = new Past(memoryKeep(), room);
		past.checkpoint(Buffer.from(''), {kind: 'none'});
		for (const frame of frames.slice(0, 40)) past.take(frame);
		const begun = new PastReader(past, 0);
		const waiting = new PastReader(past, 20);
		const atEnd = new PastReader(past, 40);
		expect([begun.peek(), atEnd.peek()]).toEqual([frames[0]?.at, undefined]);
		frames.slice(40).forEach((frame, index) => {
			if (index % 40 === 0) past.checkpoint(Buffer.from(''), {kind: 'none'});
			past.take(frame);
		});
		expect(past.first).toBeGreaterThan(1000);
		for (const reader of [begun, waiting, atEnd]) {
			const read = readOn(reader);
			expect(read.length).toBeLessThan(100);
			expect([reader.peek(), reader.isLost]).toEqual([undefined, true]);
		}
		expect(new PastReader(past, past.first).isLost).toBe(false);
	});

	test('one stretch stays, however large it is', () => {
		const past = pastOf(frames.slice(0, 100), {room: 1});
		expect([past.first, past.end, past.footholds]).toEqual([0, 100, 1]);
		expect(readOn(new PastReader(past, 0))).toEqual(expected(frames.slice(0, 100), 0));
		past.checkpoint(Buffer.from('now'), {kind: 'none'});
		expect([past.first, past.end, past.footholds, past.firstAt]).toEqual([100, 100, 1, frames[99]?.at]);
		expect(past.foothold(100).checkpoint.toString()).toBe('now');
	});
});

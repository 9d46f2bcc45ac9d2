import {describe, expect, test} from 'vitest';
import {type Swing, Swings, sizeOf} from '../../source/metrics/swing.ts';
import {createRandom} from '../support/scene.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;

/** The swings of values a second apart, over at most three. */
function swingsOf(values: readonly number[], span = 3): Swing[] {
	const found: Swing[] = [];
	const swings = new Swings(span * second, (swing) => found.push(swing));
	for (const [index, value] of values.entries()) swings.push(index * second, value);
	swings.cut();
	return found;
}

const texts = (swings: readonly Swing[]) =>
	[...swings]
		.sort((one, other) => one.toAt - other.toAt)
		.map(({fromAt, toAt, from, to}) => `${from} at ${fromAt / second} to ${to} at ${toAt / second}`);

/** All that end at a sample, the largest for each; then the largest of all, and what does not overlap it, and so on. */
function plainly(values: readonly number[], span: number): Swing[] {
	const largest = values.flatMap((to, index) => {
		const all = values
			.slice(0, index)
			.map((from, start) => ({fromAt: start * second, toAt: index * second, knownAt: index * second, from, to}))
			.filter((swing) => swing.toAt - swing.fromAt <= span * second && sizeOf(swing) > 0)
			.sort((one, other) => sizeOf(other) - sizeOf(one) || other.fromAt - one.fromAt);
		return all.slice(0, 1);
	});
	const order = largest.sort((one, other) => sizeOf(other) - sizeOf(one) || one.toAt - other.toAt);
	const taken: Swing[] = [];
	for (const swing of order) if (taken.every((other) => swing.fromAt >= other.toAt || other.fromAt >= swing.toAt)) taken.push(swing);
	return taken;
}

describe('a swing', () => {
	test('reaches from the sample that is farthest to the one that it ends at', () => {
		expect(texts(swingsOf([0, 0, -4, 1, 6, 6]))).toEqual(['0 at 1 to -4 at 2', '-4 at 2 to 6 at 4']);
	});

	test('is no longer than the span, however far the value goes on', () => {
		expect(texts(swingsOf([0, 1, 2, 3, 4]))).toEqual(['0 at 0 to 3 at 3']);
	});

	test('is the shorter of two alike', () => {
		expect(texts(swingsOf([5, 5, 5, 9]))).toEqual(['5 at 2 to 9 at 3']);
	});

	test('does not overlap a larger one, but may begin where that ends', () => {
		expect(texts(swingsOf([0, 5, -5, 0]))).toEqual(['0 at 0 to 5 at 1', '5 at 1 to -5 at 2', '-5 at 2 to 0 at 3']);
		expect(texts(swingsOf([0, 3, 1, 9]))).toEqual(['0 at 0 to 9 at 3']);
	});

	test('remains where what overlaps it is itself overlapped by something larger', () => {
		// 0 to 5 at 3 overlaps both.
		expect(texts(swingsOf([0, 4, 3, 5, 9]))).toEqual(['0 at 0 to 4 at 1', '3 at 2 to 9 at 4']);
	});

	test('is none where nothing moves, and of values that are not known', () => {
		expect(swingsOf([1, 1, 1])).toEqual([]);
		expect(texts(swingsOf([1, Number.NaN, 3]))).toEqual(['1 at 0 to 3 at 2']);
	});

	test('reaches over no cut', () => {
		const found: Swing[] = [];
		const swings = new Swings(3 * second, (swing) => found.push(swing));
		swings.push(0, 0);
		swings.push(second, 1);
		swings.cut();
		swings.push(2 * second, 9);
		swings.cut();
		expect(texts(found)).toEqual(['0 at 0 to 1 at 1']);
	});

	test('says when it was known', () => {
		const found: Swing[] = [];
		const swings = new Swings(3 * second, (swing) => found.push(swing));
		swings.push(0, 0, 10);
		swings.push(second, 1, second + 20);
		swings.cut();
		expect(found[0]?.knownAt).toBe(second + 20);
	});
});

test('swings are those that sorting all of them finds', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({min: -6, max: 6}), {maxLength: 40}), fc.integer({min: 1, max: 6}), (values, span) => {
			expect(texts(swingsOf(values, span))).toEqual(texts(plainly(values, span)));
		}),
	);
});

test('swings are told as soon as they are decided, so that nothing piles up', () => {
	const random = createRandom(3);
	let now = 0;
	const waits: number[] = [];
	const swings = new Swings(5 * second, ({toAt}) => waits.push(now - toAt));
	for (; now < 10_000 * second; now += second) swings.push(now, random());
	expect(waits.length).toBeGreaterThan(2000);
	expect(Math.max(...waits)).toBeLessThan(60 * second);
});

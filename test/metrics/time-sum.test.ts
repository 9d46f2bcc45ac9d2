import {expect, test} from 'vitest';
import {TimeSum} from '../../source/metrics/time-sum.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;

test('a minute reaches back to what happened less than 60 s ago, not to what happened exactly then', () => {
	const sum = new TimeSum(60 * second);
	sum.push(0, 1);
	sum.push(30 * second, 2);
	sum.push(60 * second, 3);
	expect(sum.value).toBe(5);
	sum.push(61 * second, 4);
	expect(sum.value).toBe(9);
});

test('the sum is not known before the window has been watched in full', () => {
	const sum = new TimeSum(10);
	expect(sum.value).toBeNaN();
	sum.passTo(100);
	sum.push(105, 7);
	expect(sum.value).toBeNaN();
	sum.passTo(109);
	expect(sum.value).toBeNaN();
	sum.passTo(110);
	expect(sum.value).toBe(7);
});

test('a watched window in which nothing happened sums to exactly 0', () => {
	const sum = new TimeSum(10);
	for (let at = 0; at < 50; at++) sum.push(at, 0.1);
	sum.passTo(100);
	expect(sum.count).toBe(0);
	expect(sum.value).toBe(0);
});

test('clearing begins the watch anew', () => {
	const sum = new TimeSum(10);
	sum.push(0, 1);
	sum.passTo(10);
	sum.clear();
	expect(sum.value).toBeNaN();
	sum.push(20, 2);
	expect(sum.value).toBeNaN();
	sum.push(30, 3);
	expect(sum.value).toBe(3);
});

test('streaming gives what plain summing of the window gives, through growth, eviction and re-summing', () => {
	const events = fc.array(fc.tuple(fc.nat(5), fc.integer({min: -1000, max: 1000})), {minLength: 1, maxLength: 200});
	fc.assert(
		fc.property(events, fc.integer({min: 1, max: 400}), (steps, window) => {
			const sum = new TimeSum(window);
			const past: {at: number; value: number}[] = [];
			let at = 0;
			for (const [gap, units] of steps) {
				at += gap;
				sum.push(at, units / 1000);
				past.push({at, value: units / 1000});
				const inside = past.filter((each) => each.at > at - window);
				expect(sum.count).toBe(inside.length);
				const expected = at - past[0]!.at >= window ? inside.reduce((total, each) => total + each.value, 0) : Number.NaN;
				expectClose(sum.value, expected);
			}
		}),
	);
});

test('no rounding errors add up over two hundred thousand events', () => {
	const sum = new TimeSum(100);
	const value = (at: number) => ((at * 7919) % 1000) / 1000 + (at % 1000 === 0 ? 1e9 : 0);
	for (let at = 0; at < 200_000; at++) sum.push(at, value(at));
	let expected = 0;
	for (let at = 199_900; at < 200_000; at++) expected += value(at);
	expect(Math.abs(sum.value - expected)).toBeLessThan(1e-4);
});

test('scaling changes what is remembered, NaN is not remembered at all', () => {
	const sum = new TimeSum(10);
	sum.push(0, 5);
	sum.push(5, 30);
	sum.push(6, Number.NaN);
	sum.scale(0.1);
	sum.push(10, 1);
	expect(sum.value).toBe(4);
});

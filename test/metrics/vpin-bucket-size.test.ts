import {expect, test} from 'vitest';
import {AutoBucket} from '../../source/metrics/vpin-bucket-size.ts';

const second = 1_000_000;

function drained(auto: AutoBucket): (readonly [number, number])[] {
	const trades: (readonly [number, number])[] = [];
	auto.drain((quantity, aggressor) => trades.push([quantity, aggressor]));
	return trades;
}

test('a size that was given is known from the start', () => {
	const auto = new AutoBucket(5);
	expect([auto.size, auto.source, auto.isKnown]).toEqual([5, 'given', true]);
	auto.volumeKnown(1e6);
	expect([auto.size, auto.source]).toEqual([5, 'given']);
	expect(() => new AutoBucket(0)).toThrow(RangeError);
});

test('the 24-hour volume gives a 1200th of itself, and the trades that waited come in order', () => {
	const auto = new AutoBucket();
	expect(auto.trade(0, 2, 1)).toBe(false);
	expect(auto.trade(1, 3, -1)).toBe(false);
	expect(drained(auto)).toEqual([]);
	expect([auto.size, auto.source]).toEqual([Number.NaN, 'waiting']);
	expect(auto.volumeKnown(24_123)).toBe(true);
	expect([auto.size, auto.source]).toEqual([24_123 / 1200, 'volume']);
	expect(drained(auto)).toEqual([
		[2, 1],
		[3, -1],
	]);
	expect(drained(auto)).toEqual([]);
});

test('without it the first minute from the first trade on decides, rounded to two digits', () => {
	const auto = new AutoBucket();
	expect(auto.passTo(500 * second)).toBe(false);
	auto.trade(1000 * second, 1.5, 1);
	auto.trade(1060 * second - 1, 1.71, -1);
	expect(auto.passTo(1060 * second - 1)).toBe(false);
	expect(auto.passTo(1060 * second)).toBe(true);
	expect([auto.size, auto.source]).toEqual([3.9, 'first-minute']);
});

test('the trade that ends the first minute does not count toward the size, and is bucketed after those that waited', () => {
	const auto = new AutoBucket();
	auto.trade(0, 1000, 1);
	expect(auto.trade(60 * second, 5000, -1)).toBe(true);
	expect(auto.size).toBe(1200);
	expect(drained(auto)).toEqual([
		[1000, 1],
		[5000, -1],
	]);
});

test('a volume that comes too late, or is none, changes nothing', () => {
	const auto = new AutoBucket();
	for (const none of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(auto.volumeKnown(none)).toBe(false);
	auto.trade(0, 10, 1);
	auto.passTo(60 * second);
	expect(auto.volumeKnown(1e9)).toBe(true);
	expect([auto.size, auto.source]).toEqual([12, 'first-minute']);
});

test('thousands of trades wait without loss, and later ones after a drain', () => {
	const auto = new AutoBucket();
	for (let index = 1; index <= 3000; index++) auto.trade(index, index, index % 2 === 0 ? 1 : -1);
	auto.volumeKnown(1200);
	const waited = drained(auto);
	expect(waited).toHaveLength(3000);
	expect(waited.every(([quantity, aggressor], index) => quantity === index + 1 && aggressor === (index % 2 === 0 ? -1 : 1))).toBe(true);
	auto.trade(5000, 7, 1);
	auto.trade(5001, 8, -1);
	expect(drained(auto)).toEqual([
		[7, 1],
		[8, -1],
	]);
});

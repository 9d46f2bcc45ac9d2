import {describe, expect, test} from 'vitest';
import {DelayMeter} from '../../source/runner/delay-meter.ts';
import {delayBounds, noDelay} from '../../source/runner/session.ts';
import {createRandom} from '../support/scene.ts';

function meterOf(...delays: readonly number[]): DelayMeter {
	const meter = new DelayMeter();
	for (const delay of delays) meter.record(delay);
	return meter;
}

/** The least of these that so great a share does not exceed. */
function nearestRank(delays: readonly number[], share: number): number {
	const sorted = [...delays].sort((one, other) => one - other);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

describe('a delay', () => {
	test('of which none was measured is not told', () => {
		expect(new DelayMeter().view).toBe(noDelay);
	});

	test('is told to the µs, with its place among the bounds', () => {
		expect(meterOf(1.234).view).toEqual({
			n: 1,
			p50: 1.234,
			p99: 1.234,
			least: 1.234,
			most: 1.234,
			counts: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
		});
	});

	test('of nothing at all is 0, which is not below 0', () => {
		expect(meterOf(0).view).toEqual({n: 1, p50: 0, p99: 0, least: 0, most: 0, counts: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]});
	});

	test('below 0 is one like any other, for two clocks differ', () => {
		const view = meterOf(-1.5, -0.5, 0, 0.25, 1).view;
		expect(view).toEqual({n: 5, p50: 0, p99: 1, least: -1.5, most: 1, counts: [2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]});
		expect(meterOf(-1.5, -0.5, -0.25).view).toMatchObject({p50: -0.5, p99: -0.25});
	});

	test('at a bound is not below it', () => {
		const {counts} = meterOf(...delayBounds).view;
		expect(counts).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
		expect(meterOf(999.999, 1000, 5000).view.counts.slice(-2)).toEqual([1, 2]);
	});

	test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('that is %s is none', (delay) => {
		expect(meterOf(delay).view).toBe(noDelay);
	});

	test('of more than an hour keeps its size at both ends', () => {
		const hour = 3_600_000;
		expect(meterOf(-2 * hour, 3 * hour).view).toMatchObject({n: 2, least: -2 * hour, most: 3 * hour, p50: expect.closeTo(-hour, -4)});
	});
});

test('percentiles of many are those of the numbers in order, to a thousandth; number and ends are exact', () => {
	const random = createRandom(7);
	const delays = Array.from({length: 20_000}, () => (random() < 0.3 ? -1 : 1) * random() ** 6 * 3000);
	const {n, p50, p99, least, most, counts} = meterOf(...delays).view;
	expect(n).toBe(20_000);
	expect(least).toBe(Math.min(...delays));
	expect(most).toBe(Math.max(...delays));
	for (const [told, share] of [
		[p50, 0.5],
		[p99, 0.99],
	] as const) {
		const exact = nearestRank(delays, share);
		expect(Math.abs(told - exact)).toBeLessThanOrEqual(Math.abs(exact) / 1000 + 0.001);
	}
	const upTo = [...delayBounds, Number.POSITIVE_INFINITY].map((bound) => delays.filter((delay) => delay < bound).length);
	expect(counts).toEqual(upTo.map((count, index) => count - (upTo[index - 1] ?? 0)));
});

describe('a view', () => {
	test('is the same object until something is recorded', () => {
		const meter = meterOf(1);
		const {view} = meter;
		expect(meter.view).toBe(view);
		meter.record(1);
		expect(meter.view).not.toBe(view);
	});

	test('spans what came since the turn before the last', () => {
		const meter = meterOf(1);
		meter.turn();
		meter.record(2);
		expect(meter.view).toMatchObject({n: 2, least: 1, most: 2});
		meter.turn();
		meter.record(3);
		expect(meter.view).toMatchObject({n: 2, least: 2, most: 3, p50: 2});
		meter.turn();
		expect(meter.view).toMatchObject({n: 1, least: 3, most: 3});
		meter.turn();
		expect(meter.view).toBe(noDelay);
	});

	test('stays the same object when a turn forgets nothing', () => {
		const meter = new DelayMeter();
		meter.turn();
		meter.record(1);
		const {view} = meter;
		meter.turn();
		expect(meter.view).not.toBe(noDelay);
		expect(meter.view).toEqual(view);
	});
});

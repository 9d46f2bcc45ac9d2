import {expect, test} from 'vitest';
import {Pace} from '../../source/feeds/pace.ts';
import {ManualClock} from '../support/manual-clock.ts';

/** µs. */
const second = 1_000_000;

test('the clock reaches nothing before a first time is set, and from there on what its speed brings', () => {
	const clock = new ManualClock();
	const pace = new Pace(clock, 2);
	expect([pace.isAnchored, pace.reached]).toEqual([false, Number.NaN]);
	pace.anchor(10 * second);
	expect([pace.isAnchored, pace.reached]).toEqual([true, 10 * second]);
	clock.advance(500);
	expect(pace.reached).toBe(11 * second);
	expect([9, 11, 12].map((at) => pace.until(at * second))).toEqual([0, 0, 500]);
});

test('another speed holds from the time on at which it is set, and not before', () => {
	const clock = new ManualClock();
	const pace = new Pace(clock, 1);
	pace.anchor(0);
	clock.advance(500);
	pace.change(10, pace.reached);
	expect(pace.until(second)).toBe(50);
	clock.advance(50);
	expect(pace.reached).toBe(second);
	pace.change(0.5, pace.reached);
	expect(pace.until(2 * second)).toBe(2000);
	clock.advance(2000);
	expect(pace.reached).toBe(2 * second);
});

test('time that passed in a backlog, or in a pause, is not caught up with', () => {
	const clock = new ManualClock();
	const pace = new Pace(clock, 1);
	pace.anchor(0);
	clock.advance(1_000_000);
	pace.change(2, second);
	expect([pace.reached, pace.until(2 * second)]).toEqual([second, 500]);
});

test('at full speed everything is reached once there is a beginning, and out of it the pace counts from where it was left', () => {
	const clock = new ManualClock();
	const pace = new Pace(clock, Number.POSITIVE_INFINITY);
	expect(pace.reached).toBeNaN();
	pace.anchor(0);
	expect([pace.reached, pace.until(86_400 * second)]).toEqual([Number.POSITIVE_INFINITY, 0]);
	clock.advance(100);
	pace.change(1, 5 * second);
	expect([pace.reached, pace.until(6 * second)]).toEqual([5 * second, 1000]);
});

test('speeds outside the paced range are brought into it, and what is no speed is refused', () => {
	const pace = new Pace(new ManualClock(), 1);
	const speedAfter = (speed: number) => {
		pace.change(speed, 0);
		return pace.speed;
	};
	expect([0.01, 0.1, 7, 1000, Number.POSITIVE_INFINITY].map(speedAfter)).toEqual([0.1, 0.1, 7, 100, Number.POSITIVE_INFINITY]);
	for (const none of [0, -1, Number.NaN]) {
		expect(() => pace.change(none, 0)).toThrow(RangeError);
		expect(() => new Pace(new ManualClock(), none)).toThrow(RangeError);
	}
	expect(pace.speed).toBe(Number.POSITIVE_INFINITY);
});

import {expect, test} from 'vitest';
import {Stamp} from '../../source/feeds/stamp.ts';
import {ManualClock} from '../support/manual-clock.ts';

test('stamps are the wall clock', () => {
	const clock = new ManualClock(5_000_000);
	const stamp = new Stamp(clock);
	expect(stamp.next()).toBe(5_000_000);
	clock.advance(1);
	expect(stamp.next()).toBe(5_001_000);
	clock.jump(60_000);
	expect(stamp.next()).toBe(65_001_000);
});

test('a clock set back a little is waited for', () => {
	const clock = new ManualClock(5_000_000);
	const stamp = new Stamp(clock);
	stamp.next();
	clock.jump(-200);
	clock.advance(100);
	expect(stamp.next()).toBe(5_000_000);
	clock.advance(150);
	expect(stamp.next()).toBe(5_050_000);
});

test('a clock set back an hour does not make time stand still', () => {
	const clock = new ManualClock(5_000_000_000);
	const stamp = new Stamp(clock);
	stamp.next();
	clock.jump(-3_600_000);
	expect(stamp.next()).toBe(5_000_000_000);
	clock.advance(1000);
	expect(stamp.next()).toBe(5_001_000_000);
});

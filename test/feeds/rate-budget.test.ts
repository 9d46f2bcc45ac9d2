import {expect, test} from 'vitest';
import {AttemptBudget, WeightBudget} from '../../source/feeds/rate-budget.ts';
import {ManualClock} from '../support/manual-clock.ts';

/** 12:00:40.250 UTC. */
const lateInTheMinute = 1_723_118_440_250_000;

test('weight beyond the budget waits for :00 of the next minute', () => {
	const clock = new ManualClock(lateInTheMinute);
	const budget = new WeightBudget(clock, 500);
	expect(budget.take(250)).toBe(0);
	expect(budget.take(250)).toBe(0);
	expect(budget.take(1)).toBe(19_750);
	clock.advance(19_749);
	expect(budget.take(1)).toBe(1);
	clock.advance(1);
	expect(budget.take(500)).toBe(0);
});

test('the count of the venue, others at the same address included, stands where it is higher', () => {
	const clock = new ManualClock(lateInTheMinute);
	const budget = new WeightBudget(clock, 500);
	budget.take(10);
	budget.report(480, budget.minute);
	expect(budget.take(21)).toBeGreaterThan(0);
	expect(budget.take(20)).toBe(0);
	budget.report(5, budget.minute);
	expect(budget.take(1)).toBeGreaterThan(0);
});

test('an answer to a request of the last minute says nothing of this one', () => {
	const clock = new ManualClock(lateInTheMinute);
	const budget = new WeightBudget(clock, 500);
	const {minute} = budget;
	clock.advance(20_000);
	budget.report(500, minute);
	expect(budget.take(500)).toBe(0);
});

test('a request heavier than the whole budget goes alone', () => {
	const budget = new WeightBudget(new ManualClock(lateInTheMinute), 100);
	expect(budget.take(250)).toBe(0);
	expect(budget.take(1)).toBeGreaterThan(0);
});

test('attempts are counted in a sliding window', () => {
	const clock = new ManualClock();
	const budget = new AttemptBudget(clock, 2, 1000);
	expect(budget.take()).toBe(0);
	clock.advance(400);
	expect(budget.take()).toBe(0);
	expect(budget.take()).toBe(600);
	clock.advance(600);
	expect(budget.take()).toBe(0);
	expect(budget.take()).toBe(400);
});

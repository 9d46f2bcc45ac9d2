import {expect, test} from 'vitest';
import {Backoff, waitText} from '../../source/feeds/backoff.ts';

test('the ceiling doubles from half a second to thirty', () => {
	const backoff = new Backoff(() => 1);
	expect(Array.from({length: 8}, () => backoff.next())).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test('the wait is the random share of the ceiling, from none on', () => {
	const shares = [0, 0.5, 0.25];
	const backoff = new Backoff(() => shares.shift() ?? 0);
	expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([0, 500, 500]);
});

test('after success it begins anew', () => {
	const backoff = new Backoff(() => 1);
	backoff.next();
	backoff.next();
	backoff.reset();
	expect(backoff.next()).toBe(500);
	expect(backoff.failures).toBe(1);
});

test.each([
	[40, '0.1 s'],
	[400, '0.4 s'],
	[999, '1 s'],
	[3000, '3 s'],
	[90_000, '90 s'],
	[600_000, '10 min'],
])('%i ms reads %j', (millis, text) => {
	expect(waitText(millis)).toBe(text);
});

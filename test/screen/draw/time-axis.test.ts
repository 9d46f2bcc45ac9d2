import {expect, test} from 'vitest';
import {wholeAge} from '../../../source/screen/draw/time.ts';
import {endOf, ticksBetween} from '../../../source/screen/draw/time-axis.ts';
import {wrap} from '../../../source/screen/draw/wrap.ts';

const at = (hours: number, minutes = 0, seconds = 0) => Date.UTC(2026, 10, 20, hours, minutes, seconds) * 1000;

test('ticks are whole steps strictly between the ends, and never more than asked for', () => {
	expect(ticksBetween(at(11), at(12), 5).map(({text}) => text)).toEqual(['11:15', '11:30', '11:45']);
	expect(ticksBetween(at(11, 0, 1), at(11, 0, 9), 8).map(({text}) => text)).toEqual(
		[2, 3, 4, 5, 6, 7, 8].map((second) => `11:00:0${second}`),
	);
	for (const span of [1, 7, 60, 3600, 86_400, 1e6, 2e6]) {
		for (let most = 1; most < 20; most++) {
			const ticks = ticksBetween(at(11, 3, 7), at(11, 3, 7) + span * 1e6, most);
			expect(ticks.length).toBeLessThanOrEqual(most + 1);
			expect(ticks.every((tick) => tick.at > at(11, 3, 7) && tick.at < at(11, 3, 7) + span * 1e6)).toBe(true);
		}
	}
});

test('midnight is called by the day that it begins', () => {
	expect(ticksBetween(at(20), at(28), 5).map(({text}) => text)).toEqual(['22:00', '11-21', '02:00']);
});

test('no span, no end and no number make no ticks', () => {
	expect(ticksBetween(at(11), at(11), 5)).toEqual([]);
	expect(ticksBetween(at(12), at(11), 5)).toEqual([]);
	expect(ticksBetween(Number.NaN, at(11), 5)).toEqual([]);
	expect(ticksBetween(at(11), Number.POSITIVE_INFINITY, 5)).toEqual([]);
	expect(ticksBetween(at(11), at(12), 0)).toEqual([]);
});

test('ends are as fine as the span is short', () => {
	const hour = 3600e6;
	expect([hour - 1, hour, 24 * hour].map((span) => endOf(at(11, 0, 30), span))).toEqual(['11:00:30', '11:00', '11-20 11:00']);
	expect(endOf(Number.NaN, hour)).toBe('--:--');
});

test('an age in whole seconds', () => {
	expect([0, 999_999, 14.9e6, 59.99e6, 192e6, 7500e6, Number.NaN].map(wholeAge)).toEqual(['0s', '0s', '14s', '59s', '3m12s', '2h05m', '–']);
});

test('words wrap at blanks, and only a word that is longer than a line is cut', () => {
	expect(wrap('expected 112, got 118', 12)).toEqual(['expected', '112, got 118']);
	expect(wrap('', 12)).toEqual(['']);
	expect(wrap('unbelievably long', 8)).toEqual(['unbelie…', 'long']);
	expect(wrap('币安人生 usdt', 8)).toEqual(['币安人生', 'usdt']);
});

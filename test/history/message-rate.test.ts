import {describe, expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {MessageRate} from '../../source/history/message-rate.ts';

const second = 1_000_000;
const start = 1_767_225_600 * second;

function rateOf(times: readonly number[]): MessageRate {
	const rate = new MessageRate();
	for (const time of times) rate.count(start + time * second);
	return rate;
}

describe('messages a second', () => {
	test('are those of whole seconds, averaged over the seconds that a span covers', () => {
		const rate = rateOf([0, 0.2, 0.9, 1, 1.5, 3, 3, 3.999]);
		expect(rate.spans(4, start, start + 4 * second, start + 4 * second)).toEqual([3, 2, 0, 3]);
		expect(rate.spans(2, start, start + 4 * second, start + 4 * second)).toEqual([2.5, 1.5]);
		expect(rate.spans(8, start, start + 4 * second, start + 4 * second)).toEqual([3, 3, 2, 2, 0, 0, 3, 3]);
	});

	test('are none before there is any, and in silence', () => {
		expect(new MessageRate().spans(2, start, start + second, start + second)).toEqual([0, 0]);
		expect(rateOf([0, 100]).spans(4, start + 10 * second, start + 50 * second, start + 50 * second)).toEqual([0, 0, 0, 0]);
	});

	test('are told up to a moment alone, and of no second that goes on beyond it', () => {
		const rate = rateOf([0, 0.1, 1, 2.1, 2.9, 3, 3, 3]);
		const upTo = (until: number) => rate.spans(4, start, start + 4 * second, start + until * second);
		expect(upTo(2)).toEqual([2, 1, Number.NaN, Number.NaN]);
		expect(upTo(2.5)).toEqual([2, 1, Number.NaN, Number.NaN]);
		expect(upTo(3)).toEqual([2, 1, 2, Number.NaN]);
		// Nothing comes after the last: its second may be told as it is.
		expect(upTo(3.001)).toEqual([2, 1, 2, 3]);
	});

	test('that came before a time are forgotten, and all later ones are as they were', () => {
		const random = new Random(2, 'messages');
		const times = Array.from({length: 3000}, () => random.uniform() * 300).sort((one, other) => one - other);
		const rate = rateOf(times);
		const whole = rate.spans(200, start + 100 * second, start + 300 * second, start + 300 * second);
		expect(whole.reduce((sum, each) => sum + each, 0)).toBe(times.filter((each) => each >= 100).length);
		for (const each of [-5, 0, 40.5, 40.6, 100]) {
			rate.forgetBefore(start + each * second);
			expect(rate.spans(200, start + 100 * second, start + 300 * second, start + 300 * second)).toEqual(whole);
		}
		expect(rate.spans(50, start, start + 50 * second, start + 300 * second).every((each) => each === 0)).toBe(true);
		rate.forgetBefore(start + 1000 * second);
		rate.count(start + 1000 * second);
		expect(rate.spans(1, start + 1000 * second, start + 1001 * second, start + 1001 * second)).toEqual([1]);
	});

	test('of two sessions that lie years apart take no more room than they have messages', () => {
		const years = 50 * 365 * 86_400;
		const rate = rateOf([0, 0.5, years, years + 0.5, years + 0.7]);
		expect(rate.spans(1, start + years * second, start + (years + 1) * second, start + (years + 1) * second)).toEqual([3]);
		expect(rate.spans(2, start, start + (years + 2) * second, start + (years + 2) * second).every((each) => each > 0 && each < 1e-5)).toBe(
			true,
		);
	});
});

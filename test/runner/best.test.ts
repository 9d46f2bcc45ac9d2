import {expect, test} from 'vitest';
import {Best} from '../../source/runner/best.ts';

function bestOf(most: number, ...scores: readonly number[]): readonly string[] {
	const best = new Best<string>(most);
	for (const [index, score] of scores.entries()) best.add(score, `${score} as number ${index}`);
	return best.items;
}

test('the best of many are kept, best first', () => {
	expect(bestOf(2, 1, 5, 3, 4)).toEqual(['5 as number 1', '4 as number 3']);
	expect(bestOf(5, 1, 5, 3)).toEqual(['5 as number 1', '3 as number 2', '1 as number 0']);
});

test('of those alike the first stays', () => {
	expect(bestOf(2, 1, 1, 1)).toEqual(['1 as number 0', '1 as number 1']);
	expect(bestOf(2, 3, 1, 3)).toEqual(['3 as number 0', '3 as number 2']);
});

test('without limit is more than any number, and what is no number is not kept', () => {
	expect(bestOf(2, 7, Number.NaN, Number.POSITIVE_INFINITY)).toEqual(['Infinity as number 2', '7 as number 0']);
});

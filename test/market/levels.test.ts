import {expect, test} from 'vitest';
import {Levels} from '../../source/market/levels.ts';
import {fc} from '../metrics/seeded.ts';
import {archived, readInto} from '../support/archiving.ts';

const pairs = fc.array(fc.tuple(fc.maxSafeInteger(), fc.nat()), {maxLength: 300, size: 'max'});

function levelsOf(wanted: readonly (readonly [number, number])[]): Levels {
	const levels = new Levels();
	for (const [price, quantity] of wanted) levels.push(price, quantity);
	return levels;
}

function all({prices, quantities, length}: Levels): (number | undefined)[][] {
	return Array.from({length}, (_, index) => [prices[index], quantities[index]]);
}

test('levels come out in the order in which they went in, however many', () => {
	fc.assert(
		fc.property(pairs, (wanted) => {
			expect(all(levelsOf(wanted))).toEqual(wanted);
		}),
	);
});

test('cleared levels are none, and their room is used again', () => {
	const levels = levelsOf(Array.from({length: 100}, (_, index) => [index, 1]));
	const {prices} = levels;
	levels.clear();
	expect(levels.length).toBe(0);
	levels.push(7, 8);
	expect(all(levels)).toEqual([[7, 8]]);
	expect(levels.prices).toBe(prices);
});

test('making room keeps what stands, and less room than there is changes nothing', () => {
	const levels = levelsOf([[1, 2]]);
	levels.reserve(1000);
	expect(levels.prices.length).toBeGreaterThanOrEqual(1000);
	expect(levels.quantities.length).toBeGreaterThanOrEqual(1000);
	const {prices} = levels;
	levels.reserve(10);
	expect(levels.prices).toBe(prices);
	expect(all(levels)).toEqual([[1, 2]]);
});

test('levels read from a checkpoint are the same and take more', () => {
	fc.assert(
		fc.property(pairs, (wanted) => {
			const copy = new Levels();
			readInto(copy, archived(levelsOf(wanted)));
			for (let more = 0; more < 70; more++) copy.push(more, more);
			expect(all(copy)).toEqual([...wanted, ...Array.from({length: 70}, (_, more) => [more, more])]);
		}),
	);
});

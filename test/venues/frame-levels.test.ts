import {describe, expect, test} from 'vitest';
import {Levels} from '../../source/market/levels.ts';
import {frameScanner} from '../../source/venues/frame-scanner.ts';
import {areExactly} from '../support/exact-reading.ts';
import {areLevels, formOf, levels, loaded} from './loaded-frame.ts';

describe('a list of levels', () => {
	const lists = [
		'["61737.63000000","0.00000000"],["56854.58","0.12000000"],["7.1","20"]]',
		'["61837","1.54698000"],["0.01","90071991.99999999"]]',
		'["1","1"]]',
		']',
	];

	const scalesTried = [
		{priceScale: 2, quantityScale: 8},
		{priceScale: 0, quantityScale: 3},
		{priceScale: 4, quantityScale: 4},
		{priceScale: 8, quantityScale: 8},
	];

	test('may be empty, have one level or many, and ends where its bracket does', () => {
		for (const count of [0, 1, 2, 63, 64, 65, 1000, 20_000]) {
			const list = Array.from({length: count}, (_, index) => `["${index + 1}.25","${index}.5"]`).join(',');
			expect(areLevels(`${list}],"a":[]`)).toBe(true);
			expect([levels.length, frameScanner.position]).toEqual([count, list.length + 1]);
			for (let index = 0; index < count; index++) {
				if (levels.prices[index] !== 100 * index + 125 || levels.quantities[index] !== (index + 0.5) * 1e8) expect.fail(`level ${index}`);
			}
		}
	});

	test('finds room for all of its levels, though they be as short as they can', () => {
		for (const count of [63, 64, 65, 66, 1000, 10_000]) {
			const fresh = new Levels();
			loaded(`${Array.from({length: count}, () => '["1","2"]').join(',')}]`);
			expect(frameScanner.levels(fresh, formOf(0), formOf(0))).toBe(true);
			expect(fresh.length).toBe(count);
			expect(fresh.prices.slice(0, count).every((price) => price === 1)).toBe(true);
			expect([fresh.prices[count - 1], fresh.quantities[count - 1]]).toEqual([1, 2]);
		}
	});

	test('replaces what was read before', () => {
		expect(areLevels(lists[0] ?? '')).toBe(true);
		expect([areLevels(lists[2] ?? ''), levels.length]).toEqual([true, 1]);
		expect([areLevels(lists[3] ?? ''), levels.length]).toEqual([true, 0]);
	});

	test.each(lists)('%s with any one byte replaced is refused, or is what the plain reading says', (list) => {
		let taken = 0;
		const wrong: string[] = [];
		for (const scales of scalesTried) {
			for (let place = 0; place < list.length; place++) {
				for (let byte = 0; byte < 256; byte++) {
					const bytes = Buffer.from(list);
					bytes[place] = byte;
					if (!areLevels(bytes, scales.priceScale, scales.quantityScale)) continue;
					taken++;
					const read = `[${bytes.toString('utf8', 0, frameScanner.position)}`;
					if (!areExactly(JSON.parse(read), levels, scales)) wrong.push(read);
				}
			}
		}
		expect(wrong).toEqual([]);
		// At least as often as a byte was replaced by itself.
		expect(taken).toBeGreaterThanOrEqual(list.length);
	});

	test.each(lists)('%s cut short anywhere is refused, though all of it stood there before', (list) => {
		for (const {priceScale, quantityScale} of scalesTried) {
			for (let cut = 0; cut < list.length; cut++) {
				areLevels(list, priceScale, quantityScale);
				expect(areLevels(list.slice(0, cut), priceScale, quantityScale)).toBe(false);
			}
		}
	});

	test('with anything else than pairs of texts is none', () => {
		const ends = ['["1","1"]', '["1","1"],]', ',["1","1"]]', '["1","1"]}', '{}]', '[', ''];
		const pairs = ['["1"]]', '["1","1","1"]]', '[["1","1"]]]', '[]]', '"1","1"]]', '["1" ,"1"]]'];
		const numbers = ['[1,1]]', '["1",1]]', '["1",null]]', '["1","1]]', '[1","1"]]'];
		expect([...ends, ...pairs, ...numbers].filter((list) => areLevels(list))).toEqual([]);
	});
});

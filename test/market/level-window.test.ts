import {describe, expect, test} from 'vitest';
import {LevelWindow} from '../../source/market/level-window.ts';
import {fc} from '../metrics/seeded.ts';

const largest = Number.MAX_SAFE_INTEGER;

/** Levels by place, in order. */
function levelsOf(window: LevelWindow): [place: number, quantity: number][] {
	const levels: [number, number][] = [];
	for (let place = window.next(0); place < window.size; place = window.next(place + 1)) levels.push([place, window.quantityAt(place)]);
	return levels;
}

function listed(window: LevelWindow, from: number, count: number): number[] {
	const into = new Float64Array(count);
	return [...into.subarray(0, window.list(from, count, into))];
}

describe.each([1024, 10 * 1024, 1 << 16])('a window of %i places', (size) => {
	const place = fc.oneof(
		fc.constantFrom(0, 1, 31, 32, 63, 64, 1022, 1023, size - 1024, size - 33, size - 32, size - 1),
		fc.integer({min: 0, max: size - 1}),
	);
	const quantity = fc.oneof(fc.constant(0), fc.constant(largest), fc.integer({min: 1, max: 5}));
	const puts = fc.array(fc.tuple(place, quantity), {maxLength: 60, size: 'max'});

	test('holds what was put last at each place, nothing where that was 0, as a map does', () => {
		fc.assert(
			fc.property(puts, place, fc.integer({min: 0, max: 70}), (all, from, count) => {
				const window = new LevelWindow(size);
				const plain = new Map<number, number>();
				for (const [at, standing] of all) {
					window.put(at, standing);
					plain.set(at, standing);
				}
				for (const [at, standing] of plain) expect(window.quantityAt(at)).toBe(standing);
				const levels = [...plain].filter(([, standing]) => standing > 0).sort(([a], [b]) => a - b);
				const after = levels.map(([at]) => at).filter((at) => at >= from);
				expect(levelsOf(window)).toEqual(levels);
				expect(window.next(from)).toBe(after[0] ?? size);
				expect(listed(window, from, count)).toEqual(after.slice(0, count));
				expect(window.countBefore(from)).toBe(levels.length - after.length);
				expect(window.countBefore(size)).toBe(levels.length);
			}),
		);
	});

	test('that was cleared holds nothing, and takes levels as a new one does', () => {
		fc.assert(
			fc.property(puts, puts, (before, after) => {
				const window = new LevelWindow(size);
				for (const [at, standing] of before) window.put(at, standing);
				window.clear();
				expect(levelsOf(window)).toEqual([]);
				expect(window.countBefore(size)).toBe(0);
				for (const [at] of before) expect(window.quantityAt(at)).toBe(0);
				const fresh = new LevelWindow(size);
				for (const [at, standing] of after) {
					window.put(at, standing);
					fresh.put(at, standing);
				}
				expect(levelsOf(window)).toEqual(levelsOf(fresh));
			}),
		);
	});

	test('holds the largest quantity at every place at once, beside the bits that say so', () => {
		const window = new LevelWindow(size);
		for (let at = 0; at < size; at++) window.put(at, largest);
		expect(levelsOf(window).every(([at, standing], index) => at === index && standing === largest)).toBe(true);
		expect([window.countBefore(size), window.countBefore(size - 1)]).toEqual([size, size - 1]);
		window.put(size - 1, 0);
		expect([window.next(size - 1), window.quantityAt(size - 2), window.countBefore(size)]).toEqual([size, largest, size - 1]);
	});
});

test('a window of no places holds nothing and can be cleared', () => {
	const window = new LevelWindow(0);
	window.clear();
	expect([window.size, window.next(0), window.countBefore(0), ...listed(window, 0, 20)]).toEqual([0, 0, 0]);
});

test.each([1, 32, 1000, 1023, 1025, 1536, 65_535, 1024.5, -1, -1024, Number.NaN, Number.POSITIVE_INFINITY])(
	'a window of %d places is refused: there is no summary for a part of 1024',
	(size) => {
		expect(() => new LevelWindow(size)).toThrow(RangeError);
	},
);

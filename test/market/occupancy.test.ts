import {describe, expect, test} from 'vitest';
import {Occupancy} from '../../source/market/occupancy.ts';
import {fc} from '../metrics/seeded.ts';

type Places = Pick<Occupancy, 'next' | 'list' | 'countBefore'>;

function freshPlaces(size: number): Occupancy {
	return new Occupancy(size, new Int32Array(Occupancy.lengthFor(size)));
}

/** What the bits say, said by a set. */
function plainPlaces(size: number, taken: ReadonlySet<number>): Places {
	const from = (place: number) => [...taken].filter((each) => each >= place).sort((a, b) => a - b);
	return {
		next: (place) => from(place)[0] ?? size,
		list(place, count, into) {
			const listed = from(place).slice(0, count);
			into.set(listed);
			return listed.length;
		},
		countBefore: (place) => [...taken].filter((each) => each < place).length,
	};
}

/** Places on either side of each end of a word, of the words of a summary, and of the whole. */
function bordersOf(size: number): number[] {
	const ends = [0, 32, 64, 1024, 1056, 2048, size / 2, size - 1024, size - 32, size];
	const near = ends.flatMap((end) => [end - 2, end - 1, end, end + 1]).filter((place) => place >= 0 && place < size);
	return [...new Set(near)].sort((a, b) => a - b);
}

function nextFrom(places: Places, from: readonly number[]): string {
	return from.map((place) => places.next(place)).join(' ');
}

function answers(places: Places, size: number, from: readonly number[]): string {
	const into = new Float64Array(size);
	const lists = (place: number) => [0, 1, 2, 33, size].map((count) => into.subarray(0, places.list(place, count, into)).join(' '));
	return from.map((place) => [place, places.next(place), places.countBefore(place), ...lists(place)].join(', ')).join('\n');
}

describe.each([1024, 2048, 10 * 1024, 1 << 16])('of %i places', (size) => {
	const borders = bordersOf(size);
	const withEnd = [...borders, size];

	test('none is taken at first', () => {
		expect(answers(freshPlaces(size), size, withEnd)).toBe(answers(plainPlaces(size, new Set()), size, withEnd));
	});

	test('one that is taken alone is found from each before it and from none after it, and is gone when it is free again', () => {
		const places = freshPlaces(size);
		for (const place of borders) {
			places.mark(place, true);
			expect(answers(places, size, withEnd)).toBe(answers(plainPlaces(size, new Set([place])), size, withEnd));
			places.mark(place, false);
			expect([places.next(0), places.countBefore(size)]).toEqual([size, 0]);
		}
	});

	test('two that are taken are found one after the other, whatever lies between them', () => {
		const places = freshPlaces(size);
		for (const low of borders) {
			places.mark(low, true);
			for (const high of borders.filter((place) => place > low)) {
				places.mark(high, true);
				const found = [places.next(0), places.next(low), places.next(low + 1), places.next(high), places.next(high + 1)];
				expect(found).toEqual([low, low, high, high, size]);
				places.mark(high, false);
			}
			places.mark(low, false);
		}
	});

	test('all of them are taken from the last to the first, and freed from the first to the last', () => {
		const places = freshPlaces(size);
		const missed: number[] = [];
		for (let place = size - 1; place >= 0; place--) {
			places.mark(place, true);
			if (places.next(0) !== place) missed.push(place);
		}
		const into = new Float64Array(size);
		expect(places.list(0, size, into)).toBe(size);
		expect(into.every((place, index) => place === index)).toBe(true);
		for (const place of withEnd) expect(places.countBefore(place)).toBe(place);
		for (let place = 0; place < size; place++) {
			places.mark(place, false);
			if (places.next(0) !== place + 1) missed.push(place);
		}
		expect(missed).toEqual([]);
		expect(places.countBefore(size)).toBe(0);
	});

	test('after each of any marks, what comes next from every border is what a set says, and in the end all else is', () => {
		const place = fc.oneof(fc.constantFrom(...borders), fc.integer({min: 0, max: size - 1}), fc.integer({min: 0, max: 70}));
		const marks = fc.array(fc.tuple(place, fc.boolean()), {maxLength: 80, size: 'max'});
		fc.assert(
			fc.property(marks, (all) => {
				const places = freshPlaces(size);
				const taken = new Set<number>();
				const plain = plainPlaces(size, taken);
				for (const [marked, isTaken] of all) {
					places.mark(marked, isTaken);
					if (isTaken) taken.add(marked);
					else taken.delete(marked);
					expect(nextFrom(places, withEnd)).toBe(nextFrom(plain, withEnd));
				}
				const from = [...withEnd, ...all.map(([marked]) => marked)];
				expect(answers(places, size, from)).toBe(answers(plain, size, from));
			}),
			{numRuns: 20},
		);
	});

	test('a list is as long as was asked for or as there are, and nothing is written after it', () => {
		const places = freshPlaces(size);
		for (const place of borders) places.mark(place, true);
		for (const count of [0, 1, 2, borders.length - 1, borders.length, borders.length + 5]) {
			const into = new Float64Array(borders.length + 8).fill(-1);
			const length = Math.min(count, borders.length);
			expect(places.list(0, count, into)).toBe(length);
			expect([...into.subarray(0, length)]).toEqual(borders.slice(0, length));
			expect(into.subarray(length).every((place) => place === -1)).toBe(true);
		}
	});
});

test('places are counted before a place as if there were no more, and from past the end all are', () => {
	const places = freshPlaces(1024);
	for (const place of [0, 31, 32, 1023]) places.mark(place, true);
	expect([0, 1, 31, 32, 33, 1023, 1024, 1025, 5000].map((place) => places.countBefore(place))).toEqual([0, 1, 1, 2, 3, 3, 4, 4, 4]);
});

test('where there are no places, none comes next and none is counted', () => {
	const places = freshPlaces(0);
	expect([places.next(0), places.list(0, 20, new Float64Array(20)), places.countBefore(0)]).toEqual([0, 0, 0]);
});

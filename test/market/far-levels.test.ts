import {describe, expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {FarLevels} from '../../source/market/far-levels.ts';
import {Levels} from '../../source/market/levels.ts';
import {fc} from '../metrics/seeded.ts';

/** A far side and a map that is told the same. */
class Pair {
	readonly far: FarLevels;
	readonly plain = new Map<number, number>();
	readonly direction: 1 | -1;
	readonly #cell = new Float64Array(1);

	constructor(direction: 1 | -1 = 1) {
		this.direction = direction;
		this.far = new FarLevels(direction);
	}

	/** 0 takes the level away. */
	set(price: number, quantity: number): void {
		this.#cell[0] = quantity;
		if (quantity > 0) {
			this.far.put(price, this.#cell);
			this.plain.set(price, quantity);
		} else {
			this.far.remove(price);
			this.plain.delete(price);
		}
		// What was put is no view of the cell.
		this.#cell[0] = Number.NaN;
	}

	/** Best first. */
	get levels(): [price: number, quantity: number][] {
		return [...this.plain].sort(([a], [b]) => (b - a) * this.direction);
	}

	expectSame(probes: Iterable<number> = []): void {
		const {far, plain, levels} = this;
		expect(far.count).toBe(levels.length);
		expect(textOf(pairsOf(far.sorted()))).toBe(textOf(levels));
		expect(far.best()).toBe(levels[0]?.[0] ?? Number.NaN);
		const wrong: number[] = [];
		for (const price of plain.keys()) if (far.quantityOf(price) !== plain.get(price)) wrong.push(price);
		for (const price of probes) if (far.quantityOf(price) !== (plain.get(price) ?? 0)) wrong.push(price);
		expect(wrong).toEqual([]);
	}
}

function pairsOf({prices, quantities, length}: Levels): [price: number, quantity: number][] {
	return Array.from({length}, (_, index) => [prices[index] ?? Number.NaN, quantities[index] ?? Number.NaN]);
}

/** One text is compared in no time where arrays of thousands are not. */
function textOf(levels: readonly (readonly [price: number, quantity: number])[]): string {
	return levels.map(([price, quantity]) => `${price}: ${quantity}`).join('\n');
}

/** The price whose hash is `hash`, for the table's multiplier is odd and so can be undone: its top bits say where in the table it belongs. */
function priceOfHash(hash: number): number {
	return Math.imul(hash, 0x0e8b_2f51) >>> 0;
}

/** Prices that belong into a slot of the smallest table, which has 64. */
function pricesOfSlot(slot: number, count: number): number[] {
	return Array.from({length: count}, (_, index) => priceOfHash(slot * 2 ** 26 + index + 1));
}

/** Prices that ask much of a table. */
const pools: Readonly<Record<string, readonly number[]>> = {
	'that are neighbours': Array.from({length: 200}, (_, index) => 6_160_000 + index),
	'with the same low 32 bits': Array.from({length: 200}, (_, index) => 61_602_013 + index * 2 ** 32),
	'of nothing but high bits': Array.from({length: 200}, (_, index) => (index + 1) * 2 ** 32),
	'that are multiples of a power of two': Array.from({length: 200}, (_, index) => (index + 1) * 2 ** 24),
	'that all belong into one slot': pricesOfSlot(17, 200),
	'that all belong into the last slots': [60, 61, 62, 63, 0].flatMap((slot) => pricesOfSlot(slot, 8)),
	'from 1 unit to 2^52 of them': Array.from({length: 53}, (_, exponent) => 2 ** exponent).flatMap((price) => [
		price,
		price + 1,
		price * 2 - 1,
	]),
};

const directions = fc.constantFrom<(1 | -1)[]>(1, -1);

describe.each(Object.entries(pools))('prices %s', (_name, pool) => {
	const price = fc.constantFrom(...pool);
	const quantity = fc.oneof(fc.constant(0), fc.integer({min: 1, max: 9}), fc.constant(Number.MAX_SAFE_INTEGER));

	test('are kept and taken away, and sorted after one change or after many, as a map is', () => {
		const change = fc.tuple(price, quantity, fc.boolean());
		fc.assert(
			fc.property(directions, fc.boolean(), fc.array(change, {maxLength: 150, size: 'max'}), (direction, isAlwaysAsked, changes) => {
				const pair = new Pair(direction);
				for (const [changed, standing, isAsked] of changes) {
					pair.set(changed, standing);
					if (isAsked || isAlwaysAsked) pair.expectSame();
				}
				pair.expectSame(pool);
			}),
			{numRuns: 30},
		);
	});

	test('all come, and go in any order: those that stay are found after each that went', () => {
		fc.assert(
			fc.property(directions, fc.shuffledSubarray([...pool], {minLength: pool.length}), (direction, leaving) => {
				const pair = new Pair(direction);
				for (const [index, each] of pool.entries()) pair.set(each, index + 1);
				for (const each of leaving) {
					pair.set(each, 0);
					pair.expectSame([each]);
				}
				pair.expectSame(pool);
			}),
			{numRuns: 5},
		);
	});
});

test('the prices made up for a slot are those that share it', () => {
	// The multiplier times its inverse is 1: else the tests of runs that wrap around would have none.
	expect(Math.imul(0x0e8b_2f51, 0x9e37_79b1)).toBe(1);
	expect(Math.imul(pricesOfSlot(63, 3)[2] ?? 0, 0x9e37_79b1) >>> 26).toBe(63);
});

test('of a run that wraps around the end of the table, any two may go in either order', () => {
	const run = [...pricesOfSlot(62, 2), ...pricesOfSlot(63, 3), ...pricesOfSlot(0, 2), ...pricesOfSlot(2, 2)];
	for (const first of run) {
		for (const second of run) {
			const pair = new Pair();
			for (const [index, price] of run.entries()) pair.set(price, index + 1);
			pair.set(first, 0);
			pair.expectSame(run);
			pair.set(second, 0);
			pair.expectSame(run);
			pair.set(first, 100);
			pair.expectSame(run);
		}
	}
});

test('fifty thousand levels come and go through all the doublings of the table', () => {
	const pair = new Pair(-1);
	const random = new Random(1, 'far levels');
	const prices = Array.from({length: 50_000}, (_, index) => 6_000_000 + index * 3 + random.below(3));
	for (const [index, price] of prices.entries()) {
		pair.set(price, index + 1);
		// Around each doubling, which comes when three quarters are taken.
		const taken = Math.log2((index + 1) / 48);
		if (Number.isInteger(taken) || Number.isInteger(Math.log2(index / 48))) pair.expectSame([price + 1, price - 1]);
	}
	pair.expectSame();
	const missing: number[] = [];
	for (const price of prices) if (pair.far.quantityOf(price + 1_000_000) !== 0) missing.push(price);
	expect(missing).toEqual([]);
	for (let index = prices.length - 1; index > 0; index--) {
		const other = random.below(index + 1);
		[prices[index], prices[other]] = [prices[other] ?? 0, prices[index] ?? 0];
	}
	for (const [index, price] of prices.entries()) {
		pair.set(price, 0);
		if (index % 10_000 === 0) pair.expectSame([price]);
	}
	expect([pair.far.count, pair.far.best(), pair.far.sorted().length]).toEqual([0, Number.NaN, 0]);
});

test('a hundred thousand levels that come and go in a table as full as it may be leave no lookup wrong or without end', () => {
	const mostOfSmallest = 48;
	const random = new Random(2, 'far levels');
	const pair = new Pair();
	const probes = Array.from({length: 90}, (_, index) => 1_000_000 + index).flatMap((price) => [price, price + 2 ** 32]);
	let fullest = 0;
	for (let change = 0; change < 100_000; change++) {
		const isRoom = pair.far.count < mostOfSmallest;
		pair.set(probes[random.below(probes.length)] ?? 1, isRoom && random.chance(0.7) ? 1 + random.below(1000) : 0);
		fullest = Math.max(fullest, pair.far.count);
		if (change % 100 === 0) pair.expectSame(probes);
	}
	pair.expectSame(probes);
	expect(fullest).toBe(mostOfSmallest);
});

test('putting at a price that stands puts the new quantity there, and taking away what is not there takes nothing', () => {
	const pair = new Pair();
	for (const [price, quantity] of [
		[5, 0],
		[5, 7],
		[5, 9],
		[6, 0],
		[5 + 2 ** 32, 0],
	] as const)
		pair.set(price, quantity);
	expect(pair.far.count).toBe(1);
	pair.expectSame([5, 6, 5 + 2 ** 32]);
});

describe('many at once', () => {
	const price = fc.oneof(
		fc.integer({min: 1, max: 100}),
		fc.integer({min: 0, max: 3}).map((high) => 50 + high * 2 ** 32),
	);
	const levels = fc.array(fc.tuple(price, fc.integer({min: 1, max: 9})), {maxLength: 80, size: 'max'});

	function pairOf(all: readonly (readonly [number, number])[], direction: 1 | -1): Pair {
		const pair = new Pair(direction);
		for (const [each, quantity] of all) pair.set(each, quantity);
		return pair;
	}

	test('those beyond a price are those worse than it, the one at it not among them', () => {
		fc.assert(
			fc.property(levels, directions, price, (all, direction, bound) => {
				const {far, plain} = pairOf(all, direction);
				const beyond = [...plain.keys()].filter((each) => (direction === 1 ? each < bound : each > bound));
				expect(far.countBeyond(bound)).toBe(beyond.length);
				expect(far.countBeyond(Number.POSITIVE_INFINITY)).toBe(direction === 1 ? plain.size : 0);
				expect(far.countBeyond(Number.NEGATIVE_INFINITY)).toBe(direction === 1 ? 0 : plain.size);
			}),
		);
	});

	test('those from one price to another are taken out, both ends with them, and the others stay', () => {
		fc.assert(
			fc.property(levels, directions, price, fc.integer({min: 0, max: 60}), (all, direction, low, span) => {
				const pair = pairOf(all, direction);
				const taken = new Levels();
				taken.push(1, 2);
				pair.far.takeBetween(low, low + span, taken);
				const expected = pair.levels.filter(([each]) => each >= low && each <= low + span);
				expect(new Map(pairsOf(taken))).toEqual(new Map(expected));
				expect(taken.length).toBe(expected.length);
				for (const [each] of expected) pair.plain.delete(each);
				pair.expectSame(all.map(([each]) => each));
			}),
		);
	});

	test('cleared levels are gone, and new ones stand as in a new table', () => {
		fc.assert(
			fc.property(levels, levels, directions, (before, after, direction) => {
				const pair = pairOf(before, direction);
				pair.expectSame();
				pair.far.clear();
				pair.plain.clear();
				pair.expectSame(before.map(([each]) => each));
				for (const [each, quantity] of after) {
					pair.set(each, quantity);
					pair.expectSame();
				}
			}),
			{numRuns: 40},
		);
	});
});

import {describe, expect, test} from 'vitest';
import {FarOrder, type Unordered} from '../../source/market/far-order.ts';
import type {Levels} from '../../source/market/levels.ts';
import {fc} from '../metrics/seeded.ts';

/** Levels in a map, in the order in which they came, and the order that is told of each change. */
class Plain implements Unordered {
	readonly order: FarOrder;
	readonly direction: 1 | -1;
	/** How often all had to be listed, which is what the order is kept to avoid. */
	listings = 0;
	readonly #levels = new Map<number, number>();

	constructor(direction: 1 | -1) {
		this.direction = direction;
		this.order = new FarOrder(direction);
	}

	/** 0 takes the level away. */
	set(price: number, quantity: number): void {
		if (quantity > 0) this.#levels.set(price, quantity);
		else this.#levels.delete(price);
		this.order.note(price);
	}

	clear(): void {
		this.#levels.clear();
		this.order.lose();
	}

	quantityOf(price: number): number {
		return this.#levels.get(price) ?? 0;
	}

	listAll(into: Levels): void {
		this.listings++;
		into.clear();
		for (const [price, quantity] of this.#levels) into.push(price, quantity);
	}

	expectInOrder(): void {
		const {prices, quantities, length} = this.order.read(this);
		const read = Array.from({length}, (_, rank) => `${quantities[rank]} at ${prices[rank]}`);
		const sorted = [...this.#levels].sort(([a], [b]) => (b - a) * this.direction);
		expect(read.join('\n')).toBe(sorted.map(([price, quantity]) => `${quantity} at ${price}`).join('\n'));
	}
}

const directions = [1, -1] as const;

test('levels are in order at each reading, whatever came, went, came again or was cleared between two of them', () => {
	const price = fc.oneof(fc.integer({min: 1, max: 30}), fc.integer({min: 1, max: 1000}), fc.constant(2 ** 52));
	const set = fc.record({kind: fc.constant('set'), price, quantity: fc.integer({min: 0, max: 3})});
	const change = fc.oneof(
		{weight: 20, arbitrary: set},
		{weight: 4, arbitrary: fc.record({kind: fc.constant('read')})},
		{weight: 1, arbitrary: fc.record({kind: fc.constant('clear')})},
	);
	fc.assert(
		fc.property(fc.constantFrom(...directions), fc.array(change, {maxLength: 150, size: 'max'}), (direction, changes) => {
			const plain = new Plain(direction);
			for (const each of changes) {
				if (each.kind === 'set') plain.set(each.price, each.quantity);
				else if (each.kind === 'clear') plain.clear();
				else plain.expectInOrder();
			}
			plain.expectInOrder();
			plain.expectInOrder();
		}),
		{numRuns: 300},
	);
});

describe.each(directions)('of direction %i', (direction) => {
	test.each([0, 1, 511, 512, 513, 514, 1024, 2000])('%i changes between two readings are all seen', (changes) => {
		const plain = new Plain(direction);
		for (let price = 1; price <= 3000; price++) plain.set(price * 2, price);
		plain.expectInOrder();
		for (let round = 0; round < 3; round++) {
			// Some come, some go, some have another quantity; 41 shares no divisor with 6500.
			for (let change = 0; change < changes; change++)
				plain.set(((change * 41 + round) % 6500) + 1, change % 3 === 0 ? 0 : change + round + 1);
			plain.expectInOrder();
		}
	});

	test('a few changes are merged in, and not sorted with all', () => {
		const plain = new Plain(direction);
		for (let price = 1; price <= 3000; price++) plain.set(price, price);
		plain.expectInOrder();
		expect(plain.listings).toBe(1);
		for (let reading = 0; reading < 10; reading++) {
			for (let change = 0; change < 100; change++) plain.set(reading * 100 + change + 1, reading % 2);
			plain.expectInOrder();
		}
		expect(plain.listings).toBe(1);
	});
});

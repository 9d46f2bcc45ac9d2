/*
The two chained hashes by which a replay proves that it is the live run. Taken on the sample clock, each over the one before and the state at the
sample: `book` over integers alone (ids, prices, quantities, free of scale and version), `state` over every number of the fold.
*/

import {createHash} from 'node:crypto';
import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import type {BookSide} from '../market/book-side.ts';

/** Bytes gathered for one hash; numbers as float64, little-endian, with one NaN and one zero. */
export class HashInput {
	#numbers = new Float64Array(4096);
	#words = new Uint32Array(this.#numbers.buffer);
	#length = 0;

	clear(): void {
		this.#length = 0;
	}

	number(value: number): void {
		this.#reserve(1);
		if (Number.isNaN(value)) {
			// Processors differ in the sign of a NaN that they make.
			this.#words[this.#length * 2] = 0;
			this.#words[this.#length * 2 + 1] = 0x7ff8_0000;
		} else {
			// Adding zero turns −0 into 0.
			this.#numbers[this.#length] = value + 0;
		}
		this.#length++;
	}

	text(value: string): void {
		this.number(value.length);
		for (let index = 0; index < value.length; index++) this.number(value.charCodeAt(index));
	}

	/** All levels of a side, best first, each price and quantity as its significant digits and their exponent: the same at every scale. */
	side(side: BookSide, {priceScale, quantityScale}: Book): void {
		const {count} = side;
		this.number(count);
		// Room for all at once, two numbers of a price and two of a quantity: counts above 0, none of which is NaN.
		this.#reserve(count * 4);
		for (const level = side.walk(); level.next(); ) {
			this.#decimal(level.price, priceScale);
			this.#decimal(level.quantity, quantityScale);
		}
	}

	/** @param units above 0. */
	#decimal(units: number, scale: number): void {
		let digits = units;
		let exponent = -scale;
		// Below 2^53 a part is whole only if it is exact, and dividing is many times faster than a remainder of doubles.
		for (let part = digits / 1000; part >= 1 && part === Math.floor(part); part = digits / 1000) {
			digits = part;
			exponent += 3;
		}
		for (let part = digits / 10; part >= 1 && part === Math.floor(part); part = digits / 10) {
			digits = part;
			exponent++;
		}
		this.#numbers[this.#length++] = digits;
		this.#numbers[this.#length++] = exponent;
	}

	bytes(): Uint8Array {
		return new Uint8Array(this.#numbers.buffer, 0, this.#length * 8);
	}

	#reserve(count: number): void {
		if (this.#length + count <= this.#numbers.length) return;
		const numbers = new Float64Array(Math.max(this.#numbers.length * 2, this.#length + count));
		numbers.set(this.#numbers);
		this.#numbers = numbers;
		this.#words = new Uint32Array(numbers.buffer);
	}
}

/** One chain: each link is SHA-256 over the link before and the input. */
export class HashChain {
	#link = '';

	/** The last link, hex; empty before the first. */
	get link(): string {
		return this.#link;
	}

	archive(io: Archive): void {
		this.#link = io.text(this.#link);
	}

	extend(input: HashInput): string {
		this.#link = createHash('sha256').update(this.#link).update(input.bytes()).digest('hex');
		return this.#link;
	}
}

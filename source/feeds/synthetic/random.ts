/*
Random draws from a seed: the same seed and name give the same draws on every machine and at every pace.
Generator: sfc32 (Chris Doty-Humphrey, PractRand), seeded by hashing the name.
*/

export class Random {
	#a: number;
	#b: number;
	#c: number;
	#counter = 1;
	#spare = Number.NaN;

	/** @param name sets one stream of draws apart from the others of the same seed, so that drawing from one leaves the rest as they were. */
	constructor(seed: number, name: string) {
		this.#a = hash(`${seed}/${name}`, 0x9e3779b9);
		this.#b = hash(`${seed}/${name}`, 0x243f6a88);
		this.#c = hash(`${seed}/${name}`, 0xb7e15162);
		for (let round = 0; round < 15; round++) this.uniform();
	}

	/** 0 to just below 1, in steps of 2^-32. */
	uniform(): number {
		const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
		this.#counter = (this.#counter + 1) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
		return (sum >>> 0) / 4294967296;
	}

	between(low: number, high: number): number {
		return low + (high - low) * this.uniform();
	}

	/** A whole number from 0 to `count` − 1. */
	below(count: number): number {
		return Math.floor(this.uniform() * count);
	}

	chance(probability: number): boolean {
		return this.uniform() < probability;
	}

	/** Mean 0, deviation 1 (Marsaglia's polar method). */
	normal(): number {
		if (!Number.isNaN(this.#spare)) {
			const spare = this.#spare;
			this.#spare = Number.NaN;
			return spare;
		}
		let x = 0;
		let y = 0;
		let square = 0;
		do {
			x = 2 * this.uniform() - 1;
			y = 2 * this.uniform() - 1;
			square = x * x + y * y;
		} while (square >= 1 || square === 0);
		const scale = Math.sqrt((-2 * Math.log(square)) / square);
		this.#spare = y * scale;
		return x * scale;
	}

	exponential(mean: number): number {
		return -mean * Math.log(1 - this.uniform());
	}

	/** @param spread deviation of the logarithm. */
	logNormal(median: number, spread: number): number {
		return median * Math.exp(spread * this.normal());
	}

	/** How many events fall into a span that holds `mean` of them on average (Knuth's product; for small means). */
	poisson(mean: number): number {
		const limit = Math.exp(-mean);
		let count = 0;
		for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
		return count;
	}
}

/** FNV-1a with a salt, finished as MurmurHash3 does. */
function hash(text: string, salt: number): number {
	let value = 0x811c9dc5 ^ salt;
	for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
	return value ^ (value >>> 16);
}

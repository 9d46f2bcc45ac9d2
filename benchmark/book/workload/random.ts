/* Chance that is the same on every machine: the generator sfc32 and the distributions that the workload needs. https://pracrand.sourceforge.net */

export class Random {
	#a: number;
	#b = 0x243f6a88;
	#c = 0xb7e15162;
	#counter = 1;
	/** The polar method makes two normal numbers at a time; NaN where none is left over. */
	#spare = Number.NaN;

	constructor(seed: number) {
		this.#a = 0x9e3779b9 ^ seed;
		for (let turn = 0; turn < 20; turn++) this.#next();
	}

	/** Between 0 and 1, never 1. */
	uniform(): number {
		return this.#next() / 2 ** 32;
	}

	/** A whole number from 0, below the limit. */
	below(limit: number): number {
		return Math.floor(this.uniform() * limit);
	}

	/** 1 or -1. */
	direction(): 1 | -1 {
		return this.uniform() < 0.5 ? -1 : 1;
	}

	/** Of mean 0 and standard deviation 1. */
	normal(): number {
		if (!Number.isNaN(this.#spare)) {
			const spare = this.#spare;
			this.#spare = Number.NaN;
			return spare;
		}
		for (;;) {
			const x = 2 * this.uniform() - 1;
			const y = 2 * this.uniform() - 1;
			const square = x * x + y * y;
			if (square >= 1 || square === 0) continue;
			const factor = Math.sqrt((-2 * Math.log(square)) / square);
			this.#spare = y * factor;
			return x * factor;
		}
	}

	/** @param median of the values; `sigma` is the standard deviation of their logarithms. */
	logNormal(median: number, sigma: number): number {
		return Math.exp(Math.log(median) + sigma * this.normal());
	}

	exponential(mean: number): number {
		return -mean * Math.log(1 - this.uniform());
	}

	#next(): number {
		const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
		this.#counter = (this.#counter + 1) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
		return sum >>> 0;
	}
}

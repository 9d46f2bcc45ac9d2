/*
A running sum of scaled integers that is exact however long it runs and whatever scales it meets. Added up as a double while that is exact
itself, which costs nothing, and carried into a BigInt when it would no longer be.
*/

import {type Archive, BadArchiveError} from '../market/archive.ts';
import {powersOfTen} from '../market/decimal.ts';

export class ExactSum {
	/** Counts of 10^-#scale. */
	#carried = 0n;
	#scale = 8;
	/** A safe integer of counts of 10^-#pendingScale. */
	#pending = 0;
	#pendingScale = 8;

	/** The sum as decimal text without trailing zeros: `-48.99235`, `0`. */
	get text(): string {
		this.#carry();
		const digits = String(this.#carried < 0n ? -this.#carried : this.#carried).padStart(this.#scale + 1, '0');
		const whole = digits.slice(0, digits.length - this.#scale);
		const fraction = digits.slice(digits.length - this.#scale).replace(/0+$/, '');
		return `${this.#carried < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
	}

	/** The sum as the nearest double. */
	get value(): number {
		return Number(this.text);
	}

	/**
	Adds a count of 10^-scale.

	@param scale 0 to 22.
	@throws RangeError where `units` is no whole number.
	*/
	add(units: number, scale: number): void {
		const sum = this.#pending + units;
		if (scale === this.#pendingScale && Number.isSafeInteger(sum)) {
			this.#pending = sum;
			return;
		}
		if (!Number.isInteger(units)) throw new RangeError(`${units} is no count to be summed exactly`);
		this.#carry();
		this.#pendingScale = scale;
		if (Number.isSafeInteger(units)) this.#pending = units;
		else this.#carryUnits(units);
	}

	reset(): void {
		this.#carried = 0n;
		this.#pending = 0;
	}

	archive(io: Archive): void {
		const carried = io.text(String(this.#carried));
		if (!/^-?\d+$/.test(carried)) throw new BadArchiveError(`"${carried.slice(0, 40)}" is no sum`);
		this.#carried = BigInt(carried);
		this.#scale = io.number(this.#scale);
		this.#pending = io.number(this.#pending);
		this.#pendingScale = io.number(this.#pendingScale);
	}

	#carry(): void {
		if (this.#pending === 0) return;
		this.#carryUnits(this.#pending);
		this.#pending = 0;
	}

	#carryUnits(units: number): void {
		if (this.#pendingScale > this.#scale) {
			this.#carried *= tenTo(this.#pendingScale - this.#scale);
			this.#scale = this.#pendingScale;
		}
		this.#carried += BigInt(units) * tenTo(this.#scale - this.#pendingScale);
	}
}

function tenTo(exponent: number): bigint {
	return BigInt(powersOfTen[exponent]!);
}

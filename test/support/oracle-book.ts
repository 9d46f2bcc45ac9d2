/* A book as plain as can be, for the fast one to be compared with: a Map of exact decimals a side, sorted whenever it is read. */

/** Price and quantity, both in counts of 10^-12. */
export type Level = readonly [price: bigint, quantity: bigint];

export class OracleSide {
	readonly #isBid: boolean;
	readonly #levels = new Map<bigint, bigint>();

	constructor(isBid: boolean) {
		this.#isBid = isBid;
	}

	set([price, quantity]: Level): void {
		if (quantity === 0n) this.#levels.delete(price);
		else this.#levels.set(price, quantity);
	}

	clear(): void {
		this.#levels.clear();
	}

	/** All levels, best first. */
	get levels(): Level[] {
		return [...this.#levels].sort(([a], [b]) => (a < b === this.#isBid ? 1 : -1));
	}

	get count(): number {
		return this.#levels.size;
	}

	quantityOf(price: bigint): bigint {
		return this.#levels.get(price) ?? 0n;
	}

	countWithin(price: bigint): number {
		return this.levels.filter(([other]) => (this.#isBid ? other >= price : other <= price)).length;
	}
}

export class OracleBook {
	readonly bids = new OracleSide(true);
	readonly asks = new OracleSide(false);

	apply(bids: readonly Level[], asks: readonly Level[]): void {
		for (const level of bids) this.bids.set(level);
		for (const level of asks) this.asks.set(level);
	}

	replace(bids: readonly Level[], asks: readonly Level[]): void {
		this.bids.clear();
		this.asks.clear();
		this.apply(bids, asks);
	}
}

/** A count of 10^-scale, exactly. */
export function exactly(units: number, scale: number): bigint {
	return BigInt(units) * 10n ** BigInt(12 - scale);
}

/** Plain decimal text, exactly: digits, and at most 12 more after a point. */
export function exactlyText(text: string): bigint {
	const [whole = '', fraction = ''] = text.split('.');
	return BigInt(whole + fraction.padEnd(12, '0'));
}

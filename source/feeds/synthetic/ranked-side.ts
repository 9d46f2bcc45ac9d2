/*
One side of the exchange's book, for whoever draws levels by rank: a sorted pair of arrays with the best level at the end, where nearly all changes
fall, so that an insertion moves few numbers.
*/

/** One side of a book. `direction` +1 sorts bids (best is highest), -1 asks (best is lowest). */
export class RankedSide {
	readonly direction: 1 | -1;
	#prices = new Float64Array(1024);
	#quantities = new Float64Array(1024);
	#length = 0;

	constructor(direction: 1 | -1) {
		this.direction = direction;
	}

	/** How many levels stand. */
	get length(): number {
		return this.#length;
	}

	/** Best price; NaN on an empty side. */
	get price(): number {
		return this.#length === 0 ? Number.NaN : this.#prices[this.#length - 1]!;
	}

	/** Quantity at the best price; NaN on an empty side. */
	get quantity(): number {
		return this.#length === 0 ? Number.NaN : this.#quantities[this.#length - 1]!;
	}

	/** Price of the level at a rank, 0 the best; NaN beyond the last. */
	priceAt(rank: number): number {
		return rank < this.#length ? this.#prices[this.#length - 1 - rank]! : Number.NaN;
	}

	/** Quantity of the level at a rank, 0 the best; NaN beyond the last. */
	quantityAt(rank: number): number {
		return rank < this.#length ? this.#quantities[this.#length - 1 - rank]! : Number.NaN;
	}

	/** Quantity standing at a price, 0 where there is none. */
	quantityOf(price: number): number {
		const index = this.#find(price);
		return index < this.#length && this.#prices[index] === price ? this.#quantities[index]! : 0;
	}

	/** How many levels stand at this price or better. */
	countWithin(price: number): number {
		return this.#length - this.#find(price);
	}

	/** Puts the quantity that stands at a price; 0 takes the level away, and taking away what is not there is no fault. */
	set(price: number, quantity: number): void {
		const index = this.#find(price);
		const isThere = index < this.#length && this.#prices[index] === price;
		if (quantity === 0) {
			if (!isThere) return;
			this.#prices.copyWithin(index, index + 1, this.#length);
			this.#quantities.copyWithin(index, index + 1, this.#length);
			this.#length--;
		} else if (isThere) {
			this.#quantities[index] = quantity;
		} else {
			if (this.#length === this.#prices.length) this.#grow();
			this.#prices.copyWithin(index + 1, index, this.#length);
			this.#quantities.copyWithin(index + 1, index, this.#length);
			this.#prices[index] = price;
			this.#quantities[index] = quantity;
			this.#length++;
		}
	}

	/** The first index whose price is not worse than this one: where it stands or would stand. */
	#find(price: number): number {
		let low = 0;
		let high = this.#length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#prices[middle]! - price) * this.direction < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#grow(): void {
		const prices = new Float64Array(this.#prices.length * 2);
		const quantities = new Float64Array(prices.length);
		prices.set(this.#prices);
		quantities.set(this.#quantities);
		this.#prices = prices;
		this.#quantities = quantities;
	}
}

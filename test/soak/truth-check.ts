/*
Whether a book holds what it should: every level that it knows is right, and none within its trusted depth is missing. After the first look only what
has changed since is compared.
*/

import type {Book} from '../../source/market/book.ts';
import {exactly, type Level} from '../support/oracle-book.ts';
import type {Oracle} from './history.ts';
import type {DiffReading} from './plain-reading.ts';

type SideName = 'bids' | 'asks';

const sides = ['bids', 'asks'] as const;
const exactScale = 12;
/** 10^0 to 10^12. */
const powers = Array.from({length: exactScale + 1}, (_, exponent) => 10n ** BigInt(exponent));

export class TruthCheck {
	readonly #oracle: Oracle;
	readonly #wrong: Readonly<Record<SideName, Set<bigint>>> = {bids: new Set(), asks: new Set()};

	/** @param oracle the right book; it is moved on as the book in step goes on. */
	constructor(oracle: Oracle) {
		this.#oracle = oracle;
	}

	/** Levels that are wrong, in words; empty where all are right. */
	get wrong(): string {
		const named = sides.flatMap((name) => [...this.#wrong[name]].map((price) => `${name} at ${Number(price) / 10 ** exactScale}`));
		return named.length > 3 ? `${named.slice(0, 3).join(', ')} and ${named.length - 3} more` : named.join(', ');
	}

	get isRight(): boolean {
		return this.#wrong.bids.size === 0 && this.#wrong.asks.size === 0;
	}

	/** Whether a level is wrong that is within the book's trusted depth, and within the best levels of the right book, so many a side. */
	isWrongWithin(book: Book, levels: number): boolean {
		return sides.some((name) => {
			const wrong = this.#wrong[name];
			if (wrong.size === 0) return false;
			const right = this.#oracle.book[name];
			const bound = right.count < levels ? undefined : right.levels[levels - 1]?.[0];
			const isTrusted = trustOf(book, name);
			return [...wrong].some((price) => {
				const isReached = bound === undefined || (name === 'bids' ? price >= bound : price <= bound);
				return isReached && isTrusted(Number(price) / Number(unitOf(book)));
			});
		});
	}

	/** Compares all levels. @param diff at which the book should stand. */
	compareAll(book: Book, diff: number): void {
		this.#oracle.advanceTo(diff);
		for (const name of sides) {
			const wrong = this.#wrong[name];
			const right = this.#oracle.book[name];
			wrong.clear();
			const isTrusted = trustOf(book, name);
			let within = 0;
			for (const level = book[name].walk(); level.next(); ) {
				const price = exactly(level.price, book.priceScale);
				if (right.quantityOf(price) !== exactly(level.quantity, book.quantityScale)) wrong.add(price);
				else if (isTrusted(level.price)) within++;
			}
			for (const [price] of this.#lacking(book, name, within)) wrong.add(price);
		}
	}

	/** Compares the levels that have changed. @param seen what was delivered last: beyond the trusted depth the book may lack levels that it names. */
	compareChanged(book: Book, diff: number, seen: DiffReading | undefined): void {
		const changes = this.#oracle.advanceTo(diff);
		for (const name of sides) {
			for (const [price] of seen?.[name] ?? []) this.#compare(book, name, price, true);
			for (const change of changes) for (const [price] of change[name]) this.#compare(book, name, price, false);
		}
	}

	/** Right levels within the trusted depth that the book lacks. @param count how many it has there; where it has as many as there are, it lacks none. */
	#lacking(book: Book, name: SideName, count: number): readonly Level[] {
		const bound = name === 'bids' ? book.trustedBid : book.trustedAsk;
		const {levels} = this.#oracle.book[name];
		const isWhole = !Number.isFinite(bound);
		const limit = isWhole ? 0n : exactly(bound, book.priceScale);
		const within = levels.filter(([price]) => isWhole || (name === 'bids' ? price >= limit : price <= limit));
		return within.length === count ? [] : within.filter(([price]) => quantityIn(book, name, price) === 0n);
	}

	#compare(book: Book, name: SideName, price: bigint, mayBeUnknown: boolean): void {
		const quantity = quantityIn(book, name, price);
		const isRight = quantity === this.#oracle.book[name].quantityOf(price);
		if (isRight || (mayBeUnknown && quantity === 0n && !trustOf(book, name)(Number(price) / Number(unitOf(book))))) {
			this.#wrong[name].delete(price);
		} else {
			this.#wrong[name].add(price);
		}
	}
}

/** Whether a price lies within the depth that a side is known to. The bound is looked up once: that may take the book a while. */
function trustOf(book: Book, name: SideName): (price: number) => boolean {
	const {trustedBid, trustedAsk} = book;
	return name === 'bids' ? (price) => price >= trustedBid : (price) => price <= trustedAsk;
}

function quantityIn(book: Book, name: SideName, price: bigint): bigint {
	const unit = unitOf(book);
	if (price % unit !== 0n) return 0n;
	return exactly(book[name].quantityOf(Number(price / unit)), book.quantityScale);
}

/** One price step of the book, exactly. */
function unitOf(book: Book): bigint {
	return powers[exactScale - book.priceScale] ?? 1n;
}

/*
Compares the rebuilt book with the venue's own best bid and ask, where a feed carries both. After a diff that ends at id u, the book's touch must be
that of the last touch message whose id is at most u; touch messages come at once and diffs late, so several of them wait.
*/

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {powersOfTen} from '../market/decimal.ts';
import type {Touch} from '../venues/venue.ts';

const mostWaiting = 4096;

export type TouchVerdict = 'none' | 'price differs' | 'size differs' | 'agrees';

export class TouchCheck {
	#waiting: Touch[] = [];
	#reached: Touch | undefined;

	saw(touch: Touch): void {
		this.#waiting.push({...touch});
		if (this.#waiting.length > mostWaiting) this.#waiting = this.#waiting.slice(-mostWaiting / 2);
	}

	archive(io: Archive): void {
		this.#waiting = io.list(this.#waiting, (touch) => archiveTouch(io, touch));
		this.#reached = io.list(this.#reached === undefined ? [] : [this.#reached], (touch) => archiveTouch(io, touch))[0];
	}

	/** Judges the book after a diff that ends at `id`. */
	judge(book: Book, id: number): TouchVerdict {
		let passed = 0;
		while (passed < this.#waiting.length && this.#waiting[passed]!.id <= id) passed++;
		if (passed > 0) {
			this.#reached = this.#waiting[passed - 1];
			this.#waiting.splice(0, passed);
		}
		if (this.#reached === undefined) return 'none';
		return compare(book, this.#reached);
	}
}

const noTouch: Touch = {symbol: '', id: 0, bidPrice: 0, bidQuantity: 0, askPrice: 0, askQuantity: 0, priceScale: 0, quantityScale: 0};

function archiveTouch(io: Archive, touch: Touch = noTouch): Touch {
	return {
		symbol: io.text(touch.symbol),
		id: io.number(touch.id),
		bidPrice: io.number(touch.bidPrice),
		bidQuantity: io.number(touch.bidQuantity),
		askPrice: io.number(touch.askPrice),
		askQuantity: io.number(touch.askQuantity),
		priceScale: io.number(touch.priceScale),
		quantityScale: io.number(touch.quantityScale),
	};
}

function compare(book: Book, touch: Touch): TouchVerdict {
	const samePrice = (ours: number, theirs: number) => equalAt(ours, book.priceScale, theirs, touch.priceScale);
	const sameSize = (ours: number, theirs: number) => equalAt(ours, book.quantityScale, theirs, touch.quantityScale);
	if (!samePrice(book.bids.price, touch.bidPrice) || !samePrice(book.asks.price, touch.askPrice)) return 'price differs';
	return sameSize(book.bids.quantity, touch.bidQuantity) && sameSize(book.asks.quantity, touch.askQuantity) ? 'agrees' : 'size differs';
}

function equalAt(units: number, scale: number, otherUnits: number, otherScale: number): boolean {
	return scale >= otherScale
		? units === otherUnits * powersOfTen[scale - otherScale]!
		: units * powersOfTen[otherScale - scale]! === otherUnits;
}

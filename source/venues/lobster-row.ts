/*
One row of LOBSTER's message file and the row of its orderbook file that stands beside it: https://lobsterdata.com/info/DataStructure.php. All numbers but
the time are integers; the time is read digit by digit, for a double does not hold its nanoseconds as a fraction.
*/

import type {Archive} from '../market/archive.ts';

/** Levels a side that LOBSTER is asked for at most are 200; more are a mistake. */
const mostLevels = 1000;
/** Stands for a level that is not there, negative on the bid side. */
const dummyPrice = 9_999_999_999;
const zero = 48;
const comma = 44;
const point = 46;
const minus = 45;

/** What a message is of. */
export const messageTypes = {added: 1, reduced: 2, deleted: 3, executed: 4, executedHidden: 5, auction: 6, halt: 7} as const;

/** Price of a halt message: no trading, quotes alone, trading again. */
export const haltPrices = {halted: -1, quoting: 0, trading: 1} as const;

/** Rows are to be read in the order of the file, the message before its book. After a fault the rest of the file means nothing. */
export class LobsterRow {
	/** After midnight. */
	nanos = 0;
	type = 0;
	/** Shares. */
	size = 0;
	/** Counts of 10^-4 dollars; one of `haltPrices` where it halts. */
	price = 0;
	/** Side of the order that rested: 1 to buy, -1 to sell. */
	direction: 1 | -1 = 1;
	/** Columns a side of the book's row; 0 before the first. */
	levels = 0;
	/** Ask price, ask size, bid price, bid size, level by level. Only the first `asks` and `bids` levels are there. */
	readonly book = new Float64Array(4 * mostLevels + 1);
	asks = 0;
	bids = 0;
	/** No trading: the book may be crossed. */
	#isHalted = false;
	readonly #fields = new Float64Array(6);

	/** @returns what is wrong, in words; undefined where the row is sound. */
	readMessage(bytes: Uint8Array, start: number, end: number): string | undefined {
		const timeEnd = bytes.indexOf(comma, start);
		const nanos = timeEnd === -1 || timeEnd >= end ? Number.NaN : nanosOf(bytes, start, timeEnd);
		if (Number.isNaN(nanos)) return 'its time cannot be read';
		const fields = this.#fields;
		if (integersOf(bytes, timeEnd + 1, end, fields) !== 5) return 'it is no message of 6 columns of integers after the time';
		const [type = 0, , size = 0, price = 0, direction = 0] = fields;
		if (type < 1 || type > 7) return `its type ${type} is none`;
		if (direction !== 1 && direction !== -1) return `its direction ${direction} is none`;
		if (type === messageTypes.halt) {
			if (price < haltPrices.halted || price > haltPrices.trading) return `its halt ${price} is none`;
			this.#isHalted = price !== haltPrices.trading;
		} else if (type !== messageTypes.auction && (size <= 0 || price <= 0)) return 'its size or price is not above 0';
		this.nanos = nanos;
		this.type = type;
		this.size = size;
		this.price = price;
		this.direction = direction;
		return undefined;
	}

	/** @returns what is wrong, in words; undefined where the row is sound. */
	readBook(bytes: Uint8Array, start: number, end: number): string | undefined {
		const {book} = this;
		const columns = integersOf(bytes, start, end, book);
		if (Number.isNaN(columns)) return 'it has a column that is no integer';
		if (columns === 0 || columns % 4 !== 0 || columns > 4 * mostLevels) return `its ${columns} columns are no whole levels`;
		if (this.levels !== 0 && columns !== 4 * this.levels) return `it has ${columns} columns, the rows before it ${4 * this.levels}`;
		const asks = levelsIn(book, columns, 0, 1);
		const bids = levelsIn(book, columns, 2, -1);
		if (typeof asks === 'string') return `its asks ${asks}`;
		if (typeof bids === 'string') return `its bids ${bids}`;
		const isContinuous = !this.#isHalted && this.type !== messageTypes.halt;
		if (isContinuous && asks > 0 && bids > 0 && book[0]! <= book[2]!) return `its best ask ${book[0]} is not above its best bid ${book[2]}`;
		this.levels = columns / 4;
		this.asks = asks;
		this.bids = bids;
		return undefined;
	}

	/** What one row must know of those before it. */
	archive(io: Archive): void {
		this.levels = io.number(this.levels);
		this.#isHalted = io.boolean(this.#isHalted);
	}
}

/** How many levels stand on a side, from the column of its first price on; words for what is wrong with them. */
function levelsIn(book: Float64Array, columns: number, first: number, direction: 1 | -1): number | string {
	let count = 0;
	for (let column = first; column < columns; column += 4) {
		const price = book[column]!;
		const size = book[column + 1]!;
		const isThere = price !== dummyPrice * direction;
		if (isThere !== size > 0 || size < 0) return `have ${size} shares at ${price}`;
		if (!isThere) continue;
		if (price <= 0) return `have a price of ${price}`;
		if (column !== first + 4 * count) return `have an empty level before ${price}`;
		if (count > 0 && (price - book[column - 4]!) * direction <= 0) return `do not get worse from ${book[column - 4]} to ${price}`;
		count++;
	}
	return count;
}

/** Reads integers parted by commas. Returns how many there were, more than the array holds included; NaN where one is none. */
function integersOf(bytes: Uint8Array, start: number, end: number, into: Float64Array): number {
	let count = 0;
	for (let index = start; index <= end; index++) {
		const isNegative = bytes[index] === minus && index < end;
		if (isNegative) index++;
		const first = index;
		let value = 0;
		for (; index < end && bytes[index] !== comma; index++) {
			const digit = bytes[index]! - zero;
			if (digit < 0 || digit > 9) return Number.NaN;
			value = value * 10 + digit;
		}
		if (index === first || value > Number.MAX_SAFE_INTEGER) return Number.NaN;
		if (count < into.length) into[count] = isNegative ? -value : value;
		count++;
	}
	return count;
}

/** `34200.004241176` as a count of ns: a day has fewer of them than 2^53. Digits beyond are cut off; NaN where it is no time of a day. */
function nanosOf(bytes: Uint8Array, start: number, end: number): number {
	let index = start;
	let value = 0;
	for (; index < end && bytes[index] !== point; index++) value = value * 10 + digitAt(bytes, index);
	if (index === start || value >= 86_400) return Number.NaN;
	index++;
	for (let decimal = 0; decimal < 9; decimal++) value = value * 10 + (index < end ? digitAt(bytes, index++) : 0);
	for (; index < end; index++) if (Number.isNaN(digitAt(bytes, index))) return Number.NaN;
	return value;
}

function digitAt(bytes: Uint8Array, index: number): number {
	const digit = bytes[index]! - zero;
	return digit >= 0 && digit <= 9 ? digit : Number.NaN;
}

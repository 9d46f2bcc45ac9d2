/*
Reads JSON as venues send it, byte by byte and once, without a string or an object. It is strict: no blanks, no escapes, nothing beyond ASCII, no
numbers that JSON does not know. What it refuses may still be sound, and is then read the plain way; what it takes is what `JSON.parse` would give.

There is one scanner and one scratch for all, for a scratch that is a constant of this file is one to the compiler too: its address and its length
need not be fetched and checked for every byte. That is a tenth of the time. The helpers stand here for the same reason.
*/

import {powersOfTen} from '../market/decimal.ts';
import type {Levels} from '../market/levels.ts';
import type {DecimalForm} from './decimal-form.ts';
import type {Literal} from './literal.ts';

/** Longer frames are left to the plain way. */
export const longestFrame = 1 << 20;
/** Some digits may be looked at beyond the end. */
const slack = 16;
const bytes = new Uint8Array(longestFrame + slack);
const view = new DataView(bytes.buffer);

const quote = 0x22;
const point = 0x2e;
const zero = 0x30;
const backslash = 0x5c;
const openList = 0x5b;
const closeList = 0x5d;
/** `","`, `"],[` and `"]]`, the first character lowest, and a mask for three characters. */
const nextText = 0x22_2c22;
const nextLevel = 0x5b2c_5d22;
const lastLevel = 0x5d_5d22;
const threeBytes = 0xff_ffff;
/** Four characters to four digits, each in its byte; and what brings a byte above 9 to its high bit, by which it is told. */
const fourZeros = 0x3030_3030;
const toHighBit = 0x7676_7676;
const highBits = 0x8080_8080;

/** More digits of a whole part may not fit into 32 bits. */
const mostWholeDigits = 9;

/** 1 for the characters of a string that stand for themselves: printable ASCII without quote and backslash. */
const isOrdinary = Uint8Array.from({length: 256}, (_, byte) =>
	byte >= 0x20 && byte < 0x7f && byte !== quote && byte !== backslash ? 1 : 0,
);

class FrameScanner {
	/** The next byte. */
	position = 0;
	/** What `integer` or `decimal` read. A double from the start, so that storing one never makes an object. */
	value = 0.5;
	/** The text that `string` read: from here to before `textEnd`. */
	textStart = 0;
	textEnd = 0;
	/** Just past the last byte. */
	#end = 0;
	/** Just past what `#fraction` read. */
	#fractionEnd = 0;

	/** Takes a copy of a frame to be read, ended by a zero byte, which no token begins with. False where it is too long. */
	load(payload: Uint8Array): boolean {
		if (payload.length > longestFrame) return false;
		bytes.set(payload);
		bytes[payload.length] = 0;
		this.position = 0;
		this.#end = payload.length;
		return true;
	}

	/** The frame's bytes, of which nothing is kept when the next is loaded. */
	get bytes(): Uint8Array {
		return bytes;
	}

	/** All bytes have been read. */
	get isAtEnd(): boolean {
		return this.position === this.#end;
	}

	/** Takes this text, if it is what comes next. */
	take({length, words, masks}: Literal): boolean {
		const {position} = this;
		for (let index = 0, at = position; index < words.length; index++, at += 4) {
			if (((view.getInt32(at, true) ^ words[index]!) & masks[index]!) !== 0) return false;
		}
		this.position = position + length;
		return true;
	}

	/** Takes a whole number below 2^53 into `value`. */
	integer(): boolean {
		const start = this.position;
		let at = start;
		// In halves that fit into 32 bits, for sums of doubles wait for one another.
		let high = 0;
		let low = 0;
		let digit = bytes[at]! ^ zero;
		for (; digit <= 9 && at < start + 8; digit = bytes[++at]! ^ zero) high = Math.imul(high, 10) + digit;
		const middle = at;
		for (; digit <= 9 && at < start + 16; digit = bytes[++at]! ^ zero) low = Math.imul(low, 10) + digit;
		const value = high * powersOfTen[at - middle]! + low;
		const isNone = at === start || (bytes[start] === zero && at > start + 1);
		if (isNone || digit <= 9 || value > Number.MAX_SAFE_INTEGER) return false;
		this.value = value;
		this.position = at;
		return true;
	}

	/** Takes a string of plain ASCII with its quotes, into `textStart` and `textEnd`. */
	string(): boolean {
		let at = this.position;
		if (bytes[at] !== quote) return false;
		const start = ++at;
		while (isOrdinary[bytes[at]!] === 1) at++;
		if (bytes[at] !== quote) return false;
		this.textStart = start;
		this.textEnd = at;
		this.position = at + 1;
		return true;
	}

	/** Whether the string that was read last ends so, its quote included. */
	isTextEnd(end: Literal): boolean {
		const {position} = this;
		this.position = this.textEnd + 1 - end.length;
		const isEnd = this.position >= this.textStart && this.take(end);
		this.position = position;
		return isEnd;
	}

	/**
	Takes a decimal and the quote that ends it into `value`, as a count of 10^-scale: digits, then a point and digits or nothing. False where it is not of
	that form, or has digits that the scale does not hold.
	*/
	decimal(form: DecimalForm): boolean {
		const start = this.position;
		let at = start;
		let whole = 0;
		for (let digit = bytes[at]! ^ zero; digit <= 9; digit = bytes[++at]! ^ zero) whole = (Math.imul(whole, 10) + digit) | 0;
		if (at === start || at > start + mostWholeDigits || whole > form.mostWhole) return false;
		let fraction = 0;
		if (bytes[at] === point) {
			fraction = this.#fraction(at + 1, form);
			at = this.#fractionEnd;
		}
		if (fraction < 0 || bytes[at] !== quote) return false;
		this.value = count(whole, form.unit, fraction);
		this.position = at + 1;
		return true;
	}

	/**
	Takes a list of `["price","quantity"]` pairs, from just past its bracket to past its end. False where it is no such list, or has a number that the
	scales do not hold.

	Both numbers are read here in full, though `decimal` does the same: a call for each would cost as much again as reading it.
	*/
	levels(into: Levels, priceForm: DecimalForm, quantityForm: DecimalForm): boolean {
		const {unit: priceUnit, mostWhole: mostPrice, smallWhole: smallPrice, isShort, finer, shift} = priceForm;
		const {unit: quantityUnit, mostWhole: mostQuantity, isFull} = quantityForm;
		into.clear();
		// No level is shorter than `["1","1"],`.
		into.reserve(Math.ceil((this.#end - this.position) / 10));
		const {prices, quantities} = into;
		if (bytes[this.position] === closeList) {
			this.position++;
			return true;
		}
		if (bytes[this.position++] !== openList) return false;
		let length = 0;
		for (let at = this.position; ; ) {
			if (bytes[at] !== quote) return false;
			const start = ++at;
			let whole = 0;
			for (let digit = bytes[at]! ^ zero; digit <= 9; digit = bytes[++at]! ^ zero) whole = (Math.imul(whole, 10) + digit) | 0;
			if (at === start || at > start + mostWholeDigits || whole > mostPrice) return false;
			let fraction = 0;
			if (bytes[at] === point) {
				const first = view.getInt32(++at, true) ^ fourZeros;
				const second = view.getInt32(at + 4, true) ^ fourZeros;
				if (isShort && ((((first + toHighBit) | first) & highBits) | (first & finer) | second) === 0) {
					fraction = numberOf(first << shift);
					at += 8;
				} else {
					fraction = this.#fraction(at, priceForm);
					at = this.#fractionEnd;
				}
			}
			// In 32 bits where it fits, as nearly all prices do.
			const price = whole < smallPrice ? (Math.imul(whole, priceUnit) + fraction) | 0 : whole * priceUnit + fraction;
			if (fraction < 0 || price === 0 || (view.getInt32(at, true) & threeBytes) !== nextText) return false;
			at += 3;

			const quantityStart = at;
			whole = 0;
			for (let digit = bytes[at]! ^ zero; digit <= 9; digit = bytes[++at]! ^ zero) whole = (Math.imul(whole, 10) + digit) | 0;
			if (at === quantityStart || at > quantityStart + mostWholeDigits || whole > mostQuantity) return false;
			fraction = 0;
			if (bytes[at] === point) {
				const first = view.getInt32(++at, true) ^ fourZeros;
				const second = view.getInt32(at + 4, true) ^ fourZeros;
				if (isFull && (((first + toHighBit) | first | (second + toHighBit) | second) & highBits) === 0) {
					fraction = Math.imul(numberOf(first), 10_000) + numberOf(second);
					at += 8;
				} else {
					fraction = this.#fraction(at, quantityForm);
					at = this.#fractionEnd;
				}
			}
			const quantity = count(whole, quantityUnit, fraction);

			const after = view.getInt32(at, true);
			const isLast = (after & threeBytes) === lastLevel;
			if (fraction < 0 || (!isLast && after !== nextLevel)) return false;
			prices[length] = price;
			quantities[length] = quantity;
			length++;
			if (isLast) {
				into.length = length;
				this.position = at + 3;
				return true;
			}
			at += 4;
		}
	}

	/** A fraction of fewer than eight digits, or of more that are zeros, up to `#fractionEnd`; -1 where there is none that the scale holds. */
	#fraction(start: number, {scale}: DecimalForm): number {
		let at = start;
		let left = scale;
		let fraction = 0;
		for (let digit = bytes[at]! ^ zero; left > 0 && digit <= 9; left--, digit = bytes[++at]! ^ zero)
			fraction = Math.imul(fraction, 10) + digit;
		while (bytes[at] === zero) at++;
		this.#fractionEnd = at;
		if (at === start) return -1;
		for (; left > 0; left--) fraction = Math.imul(fraction, 10);
		return fraction;
	}
}

/** The one scanner. A frame is read to its end before another is loaded. */
export const frameScanner = new FrameScanner();

/** The number that four digits make. */
function numberOf(digits: number): number {
	const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & 0x00ff_00ff;
	return Math.imul(pairs & 0xff, 100) + (pairs >>> 16);
}

function count(whole: number, unit: number, fraction: number): number {
	return whole * unit + fraction;
}

// A sum of doubles that has never met a fraction is compiled to one that makes sure of it each time, at a twentieth of all: so it meets some.
for (let warm = 0; warm < 2000; warm++) count(warm, 0.5, 0);

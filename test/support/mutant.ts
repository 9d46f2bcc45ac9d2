/* A message that something has happened to on its way, as bytes amid other bytes. What happens to it is drawn at random, by name. */

import type {Random} from '../../source/feeds/synthetic/random.ts';
import {anyOf, type Message} from './message-shapes.ts';

type Predicate = (byte: number, before: number) => boolean;

const isDigit: Predicate = (byte) => byte >= 0x30 && byte <= 0x39;
const isLetter: Predicate = (byte) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
const isStructural: Predicate = (byte) => '{}[]",:'.includes(String.fromCharCode(byte));
const isNumberStart: Predicate = (byte, before) => isDigit(byte, before) && !isDigit(before, 0) && before !== 0x2e;
const isNumberEnd: Predicate = (byte, before) => !isDigit(byte, before) && isDigit(before, 0);

/** The bytes of one message at a time, in a buffer where others have left theirs. */
export class Mutant {
	readonly #arena: Buffer;
	readonly #random: Random;
	#start = 0;
	#end = 0;

	constructor(random: Random) {
		this.#random = random;
		const rubbish = Uint8Array.from({length: 4096}, () => '0123456789.,:"[]{}'.charCodeAt(random.below(18)));
		this.#arena = Buffer.alloc(1 << 18).fill(rubbish);
	}

	/** Takes a message, anywhere in the buffer: what its bytes are preceded and followed by is left over from others. */
	write(text: string): void {
		this.#start = this.#random.below(64);
		this.#end = this.#start + this.#arena.write(text, this.#start, 'latin1');
	}

	get payload(): Uint8Array {
		return this.#arena.subarray(this.#start, this.#end);
	}

	get text(): string {
		return this.#arena.toString('utf8', this.#start, this.#end);
	}

	get length(): number {
		return this.#end - this.#start;
	}

	/** Any place in the message. */
	place(): number {
		return this.#random.below(this.length);
	}

	/** A place that is so, any of them; where there is none, any place. */
	placeThat(is: Predicate): number {
		const from = this.place();
		for (let step = 0; step < this.length; step++) {
			const place = (from + step) % this.length;
			if (is(this.at(place), place === 0 ? 0 : this.at(place - 1))) return place;
		}
		return from;
	}

	at(place: number): number {
		return this.#arena[this.#start + place]!;
	}

	put(place: number, byte: number): void {
		this.#arena[this.#start + place] = byte;
	}

	insert(place: number, ...more: readonly number[]): void {
		const at = this.#start + place;
		this.#arena.copyWithin(at + more.length, at, this.#end);
		this.#arena.set(more, at);
		this.#end += more.length;
	}

	remove(place: number, count: number): void {
		const at = this.#start + place;
		this.#arena.copyWithin(at, at + count, this.#end);
		this.#end -= count;
	}

	/** Cuts the end off; the bytes stay where they are. */
	cut(length: number): void {
		this.#end = this.#start + length;
	}

	bytes(place: number, count: number): number[] {
		return [...this.#arena.subarray(this.#start + place, Math.min(this.#start + place + count, this.#end))];
	}
}

/** What may happen to the bytes of a message. It has at least one byte. */
export const byteMishaps: Readonly<Record<string, (mutant: Mutant, random: Random) => void>> = {
	'a bit flipped': (mutant, random) => {
		const place = mutant.place();
		mutant.put(place, mutant.at(place) ^ (1 << random.below(8)));
	},
	'any byte for another': (mutant, random) => mutant.put(mutant.place(), random.below(256)),
	'a byte of JSON for another': (mutant, random) => mutant.put(mutant.place(), codeOf(anyOf([...'{}[]",:.-+eE0123456789tfn'], random))),
	'a byte dropped': (mutant) => mutant.remove(mutant.place(), 1),
	'a byte doubled': (mutant) => {
		const place = mutant.place();
		mutant.insert(place, mutant.at(place));
	},
	'neighbours swapped': (mutant) => {
		const place = mutant.place();
		const next = (place + 1) % mutant.length;
		const [one, other] = [mutant.at(place), mutant.at(next)];
		mutant.put(place, other);
		mutant.put(next, one);
	},
	'a number begun otherwise': (mutant, random) =>
		mutant.insert(mutant.placeThat(isNumberStart), ...codesOf(anyOf(['0', '00', '-', '+', '.', '0.', '-0', ' '], random))),
	'a number ended otherwise': (mutant, random) =>
		mutant.insert(mutant.placeThat(isNumberEnd), ...codesOf(anyOf(['e5', 'E+3', 'e-2', '.', '.0', '.5', '0', 'n', ' ', 'x10'], random))),
	'a bracket, quote, comma or colon lost': (mutant) => mutant.remove(mutant.placeThat(isStructural), 1),
	'a bracket, quote, comma or colon too many': (mutant, random) =>
		mutant.insert(mutant.placeThat(isStructural), codeOf(anyOf([...'{}[]",:'], random))),
	'a piece repeated': (mutant, random) => {
		const place = mutant.place();
		mutant.insert(place, ...mutant.bytes(place, 1 + random.below(40)));
	},
	'a piece cut out': (mutant, random) => {
		const place = mutant.place();
		mutant.remove(place, Math.min(1 + random.below(40), mutant.length - place));
	},
	'the end cut off': (mutant) => mutant.cut(mutant.place()),
	'something after the end': (mutant, random) => mutant.insert(mutant.length, ...codesOf(anyOf(['}', '0', ' ', '\n', '\0', '{}'], random))),
	'what is no text in a string': (mutant, random) => {
		const wrong = [[0x00], [0x1f], [0x0a], [0x7f], [0x80], [0xff], [0xc3, 0x28], [0xc3, 0xa9], [0xe2, 0x82], [0xed, 0xa0, 0x80]];
		mutant.insert(mutant.placeThat(isLetter), ...anyOf(wrong, random));
	},
	'an escape in a string': (mutant, random) =>
		mutant.insert(mutant.placeThat(isLetter), ...codesOf(anyOf(['\\u0041', '\\"', '\\\\', '\\n', '\\', '\\x'], random))),
	'a letter spelled as an escape': (mutant) => {
		const place = mutant.placeThat(isLetter);
		const spelled = `\\u00${mutant.at(place).toString(16).padStart(2, '0')}`;
		mutant.remove(place, 1);
		mutant.insert(place, ...codesOf(spelled));
	},
	'a blank': (mutant, random) => mutant.insert(mutant.place(), codeOf(anyOf([' ', '\t', '\n', '\r'], random))),
};

/** What may happen to the numbers of a message, after which it mostly still is one. */
export const digitMishaps: Readonly<Record<string, (mutant: Mutant, random: Random) => void>> = {
	'a digit for another': (mutant, random) => mutant.put(mutant.placeThat(isDigit), 0x30 + random.below(10)),
	'digits exchanged': (mutant) => {
		const [place, other] = [mutant.placeThat(isDigit), mutant.placeThat(isDigit)];
		const [one, another] = [mutant.at(place), mutant.at(other)];
		mutant.put(place, another);
		mutant.put(other, one);
	},
	'a zero more or less at the end of a number': (mutant, random) => {
		const place = mutant.placeThat(isNumberEnd);
		if (random.chance(0.5)) mutant.insert(place, codeOf('0'));
		else if (place > 0) mutant.remove(place - 1, 1);
	},
	'a number lengthened': (mutant, random) => {
		const digits = Array.from({length: 1 + random.below(12)}, () => 0x30 + (random.chance(0.5) ? 0 : random.below(10)));
		mutant.insert(mutant.placeThat(random.chance(0.5) ? isDigit : isNumberEnd), ...digits);
	},
	'a level repeated or lost': (mutant, random) => {
		const place = mutant.placeThat((byte, before) => byte === 0x5b && (before === 0x2c || before === 0x5b));
		let end = place;
		while (end < mutant.length && mutant.at(end) !== 0x5d) end++;
		const level = mutant.bytes(place, end + 1 - place);
		if (random.chance(0.5)) mutant.insert(place, ...level, 0x2c);
		else mutant.remove(place, Math.min(level.length + (mutant.at(end + 1) === 0x2c ? 1 : 0), mutant.length - place));
	},
};

const otherValues = 'null true false 0 "" [] {} -1 1.5 1e3 9007199254740991 9007199254740992 "0" "1e3"'.split(' ');

/** What may happen to the fields of a message before it is written. */
export const fieldMishaps: Readonly<Record<string, (message: Message, random: Random) => void>> = {
	'a field twice': ({fields}, random) => fields.splice(random.below(fields.length + 1), 0, anyOf(fields, random)),
	'a key twice': ({fields}, random) => {
		const field = `${keyPartOf(anyOf(fields, random))}${valuePartOf(anyOf(fields, random))}`;
		fields.splice(random.below(fields.length + 1), 0, field);
	},
	'a field lost': ({fields}, random) => fields.splice(random.below(fields.length), 1),
	'fields in another order': ({fields}, random) => {
		const [moved = ''] = fields.splice(random.below(fields.length), 1);
		fields.splice(random.below(fields.length + 1), 0, moved);
	},
	'another value': ({fields}, random) => {
		const place = random.below(fields.length);
		fields[place] = `${keyPartOf(fields[place] ?? '')}${anyOf(otherValues, random)}`;
	},
};

/** With its colon. */
function keyPartOf(field: string): string {
	return field.slice(0, field.indexOf(':') + 1);
}

function valuePartOf(field: string): string {
	return field.slice(field.indexOf(':') + 1);
}

function codeOf(character: string): number {
	return character.charCodeAt(0);
}

function codesOf(text: string): number[] {
	return [...Buffer.from(text, 'latin1')];
}

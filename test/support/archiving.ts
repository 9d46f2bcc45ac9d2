/* What every class that goes into a checkpoint promises, as tests: it comes back as it was, and goes on as if it had never been away. */

import {expect, test} from 'vitest';
import {type Archive, ArchiveReader, ArchiveWriter, BadArchiveError} from '../../source/market/archive.ts';
import type {Decoder} from '../../source/venues/venue.ts';
import {fc} from '../metrics/seeded.ts';

export type Archived = {archive(io: Archive): void};

/** How a class is made, fed and looked at. Every getter is looked at beside what `look` returns. */
export type Subject<Part extends Archived, Options, Event> = {
	readonly options: fc.Arbitrary<Options>;
	readonly make: (options: Options) => Part;
	readonly events: fc.Arbitrary<readonly Event[]>;
	readonly feed: (part: Part, event: Event) => unknown;
	readonly look?: (part: Part) => readonly unknown[];
};

export function archived(part: Archived): Uint8Array {
	const writer = new ArchiveWriter();
	part.archive(writer);
	return writer.take();
}

export function readInto(part: Archived, bytes: Uint8Array): void {
	const reader = new ArchiveReader(bytes);
	part.archive(reader);
	expect(reader.isAtEnd).toBe(true);
}

/** What a decoder remembers, as something to archive: nothing where it remembers nothing. */
export function memoryOf(decoder: Decoder): Archived {
	return {archive: (io) => decoder.archive?.(io)};
}

/** Returns the copy, once it remembers what the original does and nothing else. */
export function restored(copy: Decoder, original: Decoder): Decoder {
	readInto(memoryOf(copy), archived(memoryOf(original)));
	return copy;
}

/** Defines the tests of one class. */
export function survivesArchiving<Part extends Archived, Options, Event>(name: string, subject: Subject<Part, Options, Event>): void {
	const {options, make, events, feed, look} = subject;
	const fed = (how: Options, past: readonly Event[]): Part => {
		const part = make(how);
		for (const event of past) feed(part, event);
		return part;
	};
	const seen = (part: Part): readonly unknown[] => [...getters(part), ...(look?.(part) ?? [])];

	test(`${name} read from a checkpoint goes on as the one that was written`, () => {
		fc.assert(
			fc.property(options, events, fc.integer({min: 0, max: 100}), (how, all, percent) => {
				const split = Math.round((percent / 100) * all.length);
				const original = fed(how, all.slice(0, split));
				const bytes = archived(original);
				const copy = make(how);
				readInto(copy, bytes);
				const untouched = fed(how, all.slice(0, split));
				expect(seen(copy)).toStrictEqual(seen(original));
				expect(seen(untouched)).toStrictEqual(seen(original));
				for (const event of all.slice(split)) {
					const returned = feed(original, event);
					expect(feed(copy, event)).toStrictEqual(returned);
					expect(feed(untouched, event)).toStrictEqual(returned);
					expect(seen(copy)).toStrictEqual(seen(original));
					expect(seen(untouched)).toStrictEqual(seen(original));
				}
			}),
		);
	});

	test(`${name} writes the same bytes twice, and again once it was read`, () => {
		fc.assert(
			fc.property(options, events, (how, past) => {
				const part = fed(how, past);
				const bytes = archived(part);
				expect(Buffer.compare(archived(part), bytes)).toBe(0);
				const copy = make(how);
				readInto(copy, bytes);
				expect(Buffer.compare(archived(copy), bytes)).toBe(0);
			}),
		);
	});

	test(`${name} refuses a checkpoint that was cut short`, () => {
		fc.assert(
			fc.property(options, events, fc.integer({min: 0, max: 99}), (how, past, percent) => {
				const bytes = archived(fed(how, past));
				const cut = bytes.subarray(0, Math.floor((percent / 100) * bytes.length));
				expect(() => make(how).archive(new ArchiveReader(cut))).toThrow(BadArchiveError);
			}),
		);
	});
}

/** Numbers with a few decimals, spread evenly, which `fc.double` does not: half of its numbers are next to nothing. */
export function decimals(min: number, max: number): fc.Arbitrary<number> {
	return fc.integer({min: Math.round(min * 1000), max: Math.round(max * 1000)}).map((thousandths) => thousandths / 1000);
}

/** Adds up the µs that lie between events, so that none is earlier than the one before it. */
export function timed<Event extends {readonly after: number}>(
	event: fc.Arbitrary<Event>,
	maxLength = 80,
): fc.Arbitrary<readonly (Event & {readonly at: number})[]> {
	return fc.array(event, {maxLength, size: 'max'}).map((all) => {
		let at = 1_723_075_200_000_000;
		return all.map((each) => {
			at += each.after;
			return {...each, at};
		});
	});
}

function getters(part: object): unknown[] {
	const described = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(part)));
	return described.filter(([, {get}]) => get !== undefined).map(([name, {get}]) => [name, get?.call(part)]);
}

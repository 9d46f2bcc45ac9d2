import {expect, test} from 'vitest';
import {type Archive, ArchiveReader, ArchiveWriter, BadArchiveError} from '../../source/market/archive.ts';
import {fc} from '../metrics/seeded.ts';

function write(archive: (io: Archive) => unknown): Uint8Array {
	const writer = new ArchiveWriter();
	archive(writer);
	return writer.take();
}

const words = ['LIVE', 'GAP', ''] as const;

const fields = fc.record(
	{
		number: fc.double(),
		boolean: fc.boolean(),
		word: fc.constantFrom(...words),
		// Whole code units, halves of surrogate pairs and byte-order marks among them.
		text: fc.array(fc.integer({min: 0, max: 0xffff})).map((units) => String.fromCharCode(...units)),
		numbers: fc.array(fc.double(), {maxLength: 40, size: 'max'}),
		bytes: fc.uint8Array({maxLength: 40, size: 'max'}),
		list: fc.array(fc.string(), {maxLength: 10, size: 'max'}),
	},
	{noNullPrototype: true},
);
type Fields = typeof fields extends fc.Arbitrary<infer Value> ? Value : never;

const empty: Fields = {number: 0, boolean: false, word: '', text: '', numbers: [], bytes: new Uint8Array(), list: []};

function pass(io: Archive, value: Fields): Fields {
	return {
		number: io.number(value.number),
		boolean: io.boolean(value.boolean),
		word: io.word(value.word, words),
		text: io.text(value.text),
		numbers: [...io.numbers(Float64Array.from(value.numbers))],
		bytes: new Uint8Array(io.bytes(Uint8Array.from(value.bytes))),
		list: io.list(value.list, (item) => io.text(item ?? '')),
	};
}

test('every kind of field is read as it was written, and the writer hands each back as it was', () => {
	fc.assert(
		fc.property(fc.array(fields, {maxLength: 5, size: 'max'}), (values) => {
			const bytes = write((io) => {
				for (const value of values) expect(pass(io, value)).toStrictEqual(value);
			});
			const reader = new ArchiveReader(bytes);
			for (const value of values) expect(pass(reader, empty)).toStrictEqual(value);
			expect(reader.isAtEnd).toBe(true);
		}),
	);
});

test('a checkpoint that was cut anywhere is refused, never half believed', () => {
	fc.assert(
		fc.property(fields, fc.nat(), (value, cut) => {
			const bytes = write((io) => pass(io, value));
			const reader = new ArchiveReader(bytes.subarray(0, cut % bytes.length));
			expect(() => pass(reader, empty)).toThrow(BadArchiveError);
		}),
	);
});

test('bytes that are no checkpoint are refused, and no memory is taken for what they claim', () => {
	for (const count of [2 ** 28, 1e300, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 9]) {
		const bytes = write((io) => {
			io.number(count);
			io.number(1);
		});
		expect(() => new ArchiveReader(bytes).bytes()).toThrow(BadArchiveError);
		expect(() => new ArchiveReader(bytes).numbers()).toThrow(BadArchiveError);
		expect(() => new ArchiveReader(bytes).text()).toThrow(BadArchiveError);
		expect(() => new ArchiveReader(bytes).list([], () => 0)).toThrow(BadArchiveError);
	}
	const odd = write((io) => io.bytes(new Uint8Array(9)));
	expect(() => new ArchiveReader(odd).numbers()).toThrow('9 bytes are no whole numbers');
});

test('a word that is none of those it may be is refused by name', () => {
	const bytes = write((io) => io.text('ASLEEP'));
	expect(() => new ArchiveReader(bytes).word('LIVE', words)).toThrow('"ASLEEP" stands where one of LIVE, GAP,  belongs');
});

test('of an array only what is meant is written, and it comes back in the room that the reader has', () => {
	const bytes = write((io) => io.numbers(Float64Array.of(1, 2, 3, 4), 2));
	expect(bytes.length).toBe(8 + 2 * 8);
	expect([...new ArchiveReader(bytes).numbers(new Float64Array(4))]).toEqual([1, 2, 0, 0]);
	expect([...new ArchiveReader(bytes).numbers(new Float64Array(1))]).toEqual([1, 2]);
	expect([...write((io) => io.bytes(Uint8Array.of(1, 2, 3), 1)).subarray(8)]).toEqual([1]);
});

test('what was read is its own: changing it changes neither the bytes nor what was written', () => {
	const original = Float64Array.of(1, 2);
	const bytes = write((io) => io.numbers(original));
	const kept = Uint8Array.from(bytes);
	new ArchiveReader(bytes).numbers().fill(9);
	expect(bytes).toEqual(kept);
	expect([...original]).toEqual([1, 2]);
});

test('a reader takes bytes that stand in the middle of a larger buffer', () => {
	const bytes = write((io) => io.number(Math.PI));
	const larger = new Uint8Array(bytes.length + 6);
	larger.set(bytes, 3);
	expect(new ArchiveReader(larger.subarray(3, 3 + bytes.length)).number()).toBe(Math.PI);
});

test('a checkpoint larger than the first room of the writer is whole', () => {
	const numbers = Float64Array.from({length: 100_000}, (_, index) => index);
	const bytes = write((io) => {
		io.text('before');
		io.numbers(numbers);
		io.text('after');
	});
	const reader = new ArchiveReader(bytes);
	expect([reader.text(), reader.numbers().at(-1), reader.text(), reader.isAtEnd]).toEqual(['before', 99_999, 'after', true]);
});

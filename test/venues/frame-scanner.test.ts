import {describe, expect, test} from 'vitest';
import {frameScanner, longestFrame} from '../../source/venues/frame-scanner.ts';
import {literal} from '../../source/venues/literal.ts';
import {fc} from '../metrics/seeded.ts';
import {formOf, levels, loaded, printable} from './loaded-frame.ts';

/** What a frame begins with, as a whole number; undefined where it is none. */
function integerOf(text: string): number | undefined {
	return loaded(text).integer() ? frameScanner.value : undefined;
}

function stringOf(text: string | Uint8Array): string | undefined {
	if (!loaded(text).string()) return undefined;
	return Buffer.from(frameScanner.bytes.subarray(frameScanner.textStart, frameScanner.textEnd)).toString();
}

describe('a whole number', () => {
	test.each(['0', '7', '10', '12345678', '123456789', '1723161255208', '1000000000000000', '1723161255208123', '9007199254740991'])(
		'%s is taken',
		(text) => {
			expect(integerOf(text)).toBe(Number(text));
			expect(frameScanner.isAtEnd).toBe(true);
		},
	);

	test.each(['', '00', '01', '000000001', '-1', '+1', '.5', ' 1', 'x', '"1"', 'null'])('%j is none', (text) => {
		expect(integerOf(text)).toBeUndefined();
	});

	test.each(['9007199254740992', '9007199254740993', '9999999999999999', '10000000000000000', '12345678901234567', '1'.repeat(100)])(
		'%s is 2^53 or more, and refused',
		(text) => {
			expect(integerOf(text)).toBeUndefined();
		},
	);

	test('ends where its digits end, however many they are', () => {
		for (let length = 1; length <= 16; length++) {
			const digits = '1234567890123456'.slice(0, length);
			for (const after of [',', '}', '"', '.', 'e', '/', ':', '\u0000', '']) {
				expect([integerOf(digits + after), frameScanner.position]).toEqual([Number(digits), length]);
			}
		}
	});

	test('is read exactly, any below 2^53', () => {
		fc.assert(
			fc.property(fc.maxSafeNat(), (value) => {
				expect(integerOf(`${value},`)).toBe(value);
			}),
			{numRuns: 2000},
		);
	});
});

describe('a string', () => {
	test('is taken with its quotes, empty or with any printable ASCII', () => {
		const ordinary = printable.filter((character) => !'"\\'.includes(character)).join('');
		for (const text of ['', 'BTCUSDT', ordinary]) {
			expect(stringOf(`"${text}",`)).toBe(text);
			expect(frameScanner.position).toBe(text.length + 2);
		}
	});

	test('with any other byte in it is refused: controls, escapes and all beyond ASCII', () => {
		for (let byte = 0; byte < 256; byte++) {
			const text = Buffer.concat([Buffer.from('"ab'), Buffer.of(byte), Buffer.from('cd"')]);
			const character = String.fromCharCode(byte);
			if (character === '"') expect(stringOf(text)).toBe('ab');
			else expect(stringOf(text)).toBe(printable.includes(character) && character !== '\\' ? `ab${character}cd` : undefined);
		}
	});

	test.each(['', '"', '"ab', 'ab"', "'ab'", ' "ab"', '"ab\\"', '"é"', '"\ud83d\ude00"'])('%j is none', (text) => {
		expect(stringOf(text)).toBeUndefined();
	});

	test('that was read last is known by its end, and reading goes on where it was', () => {
		loaded('"btcusdt@bookTicker",').string();
		const {position} = frameScanner;
		expect(frameScanner.isTextEnd(literal('@bookTicker"'))).toBe(true);
		expect(frameScanner.isTextEnd(literal('btcusdt@bookTicker"'))).toBe(true);
		expect(frameScanner.isTextEnd(literal('@bookTicker'))).toBe(false);
		expect(frameScanner.isTextEnd(literal('@trade"'))).toBe(false);
		expect(frameScanner.position).toBe(position);
	});

	test('does not end with more than all of it', () => {
		loaded('"abc"').string();
		expect(frameScanner.isTextEnd(literal('"abc"'))).toBe(false);
		loaded('x').string();
		loaded('""').string();
		expect(frameScanner.isTextEnd(literal('"'))).toBe(true);
		expect(frameScanner.isTextEnd(literal('""'))).toBe(false);
	});
});

describe.each(Array.from({length: 9}, (_, index) => index + 1))('a literal of %i characters', (length) => {
	const text = ',"pu":[{}'.slice(0, length);
	const wanted = literal(text);

	test('is taken where it stands, whatever follows', () => {
		for (const after of ['', '"', '\u0000', ',,,,,,,,', '123456789']) {
			expect(loaded(text + after).take(wanted)).toBe(true);
			expect(frameScanner.position).toBe(length);
		}
	});

	test('is taken anywhere in a frame', () => {
		for (let before = 1; before < 9; before++) {
			loaded('9'.repeat(before) + text).integer();
			expect(frameScanner.take(wanted)).toBe(true);
			expect(frameScanner.isAtEnd).toBe(true);
		}
	});

	test('is not taken with any bit of it changed, and reading stays where it was', () => {
		for (let bit = 0; bit < length * 8; bit++) {
			const bytes = Buffer.from(`${text}123456789`);
			bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			expect(loaded(bytes).take(wanted)).toBe(false);
			expect(frameScanner.position).toBe(0);
		}
	});

	test('is not taken where the frame ends before it does, though a longer one stood there', () => {
		for (let cut = 0; cut < length; cut++) {
			loaded(`${text}123456789`);
			expect(loaded(text.slice(0, cut)).take(wanted)).toBe(false);
		}
	});
});

describe('a frame', () => {
	test('longer than the scratch is not loaded, one as long as it is', () => {
		expect(frameScanner.load(new Uint8Array(longestFrame + 1))).toBe(false);
		expect(frameScanner.load(new Uint8Array(longestFrame))).toBe(true);
	});

	test.each(['"', '1', '1.', '1.1', '["1', '["1.', '["1.1', '["1","', '["1","1.', '["1","1.1', '["1","1"', '["1","1"]', '["1","1"],', '['])(
		'as long as the scratch that ends with %s is refused at its end, not read beyond',
		(end) => {
			const bytes = Buffer.alloc(longestFrame, '9');
			bytes.write(end, longestFrame - end.length);
			for (const read of [
				() => frameScanner.string(),
				() => frameScanner.decimal(formOf(8)),
				() => frameScanner.levels(levels, formOf(2), formOf(8)),
				() => frameScanner.levels(levels, formOf(8), formOf(2)),
				() => frameScanner.take(literal('["1","1"],["1","1"]]')),
			]) {
				frameScanner.load(bytes);
				frameScanner.position = longestFrame - end.length;
				expect(read()).toBe(false);
			}
		},
	);

	test('after a longer one ends where it ends', () => {
		loaded('"abcdef"');
		expect(stringOf('"abc')).toBeUndefined();
		loaded('123456789');
		expect([integerOf('123'), frameScanner.isAtEnd]).toEqual([123, true]);
		loaded('1.23456789"');
		for (let cut = 0; cut < 10; cut++) expect(loaded('1.23456789'.slice(0, cut)).decimal(formOf(8))).toBe(false);
		expect(loaded('').isAtEnd).toBe(true);
	});

	test('is read from the bytes as they were when it was loaded', () => {
		const payload = Buffer.from('"abc"');
		frameScanner.load(payload);
		payload.fill('x');
		expect(frameScanner.string()).toBe(true);
	});
});

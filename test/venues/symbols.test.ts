import {describe, expect, test} from 'vitest';
import {finestQuantityScale} from '../../source/market/instrument.ts';
import {type Scales, Symbols} from '../../source/venues/symbols.ts';
import {archived, readInto} from '../support/archiving.ts';

/** As exchanges name things, and as one did in 2025: `币安人生USDT`. */
const names = Array.from({length: 1000}, (_, index) => {
	if (index % 50 === 7) return `币安${index}人生USDT`;
	if (index % 50 === 8) return `\u{1f680}${index}`;
	return `${['BTC', 'ETH', '1000SHIB', 'X'][index % 4]}${index}${['USDT', 'EUR', '_PERP', ''][index % 3]}`;
});

/** Finds a name amid other bytes. */
function find(symbols: Symbols, name: string | Uint8Array, before = '{"s":"'): Scales | undefined {
	const bytes = Buffer.concat([Buffer.from(before), Buffer.from(name), Buffer.from('",')]);
	return symbols.find(bytes, Buffer.byteLength(before), bytes.length - 2);
}

function thousand(): Symbols {
	const symbols = new Symbols();
	for (const [index, name] of names.entries()) symbols.expect(name, index % 9);
	return symbols;
}

describe('a thousand symbols', () => {
	test('are each found by the bytes of their names, wherever these stand', () => {
		const symbols = thousand();
		for (const before of ['', '{"stream":"x","data":{"s":"']) {
			for (const [index, name] of names.entries()) {
				expect(find(symbols, name, before)).toMatchObject({symbol: name, grid: index % 9, price: index % 9, quantity: finestQuantityScale});
			}
		}
	});

	test('are found again and again, one after another and in turns', () => {
		const symbols = thousand();
		const [one = '', another = ''] = names;
		for (const name of [one, one, another, another, one, another]) expect(find(symbols, name)?.symbol).toBe(name);
	});

	test('are the same whether asked for by name or by bytes', () => {
		const symbols = thousand();
		for (const name of names) expect(find(symbols, name)).toBe(symbols.of(name));
	});

	test('do not make others known: neither parts of them, nor more than them, nor any with a bit changed', () => {
		const symbols = thousand();
		const known = new Set(names);
		for (const name of names) {
			const bytes = Buffer.from(name);
			const others = [bytes.subarray(1), bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.of(0)]), Buffer.concat([bytes, bytes])];
			for (let bit = 0; bit < bytes.length * 8; bit++) {
				const other = Buffer.from(bytes);
				other[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7));
				others.push(other);
			}
			for (const other of others) {
				if (known.has(other.toString())) continue;
				// Just after the one that it resembles, which is remembered.
				find(symbols, name);
				if (find(symbols, other) !== undefined) expect.fail(`${JSON.stringify(other.toString('latin1'))} is known`);
			}
		}
	});
});

test('nobody is known at first, nor is nobody', () => {
	expect(find(new Symbols(), 'BTCUSDT')).toBeUndefined();
	expect(find(new Symbols(), '')).toBeUndefined();
	expect(find(thousand(), '')).toBeUndefined();
});

test('a symbol is found as soon as it is expected, among however many', () => {
	const symbols = new Symbols();
	for (const [index, name] of names.entries()) {
		expect(find(symbols, name)).toBeUndefined();
		symbols.expect(name, 2);
		for (const known of [name, names[0], names[index >> 1]]) expect(find(symbols, known ?? '')?.symbol).toBe(known);
	}
});

test('a symbol that nobody described has no decimals of a price, and all of a quantity', () => {
	const symbols = new Symbols();
	const scales = symbols.of('BTCUSDT');
	expect(scales).toMatchObject({symbol: 'BTCUSDT', grid: 0, price: 0, quantity: finestQuantityScale});
	expect(find(symbols, 'BTCUSDT')).toBe(scales);
});

test('a symbol that is expected again starts anew, and others stay as they are', () => {
	const symbols = thousand();
	const [one = '', other = ''] = names;
	for (const name of [one, other]) Object.assign(symbols.of(name), {price: 7, quantity: 3});
	find(symbols, one);
	symbols.expect(one, 4);
	expect(find(symbols, one)).toMatchObject({grid: 4, price: 4, quantity: finestQuantityScale});
	expect(find(symbols, other)).toMatchObject({price: 7, quantity: 3});
});

describe('a checkpoint', () => {
	test('brings all symbols back, with what their messages have needed', () => {
		const symbols = thousand();
		for (const [index, name] of names.entries()) Object.assign(symbols.of(name), {price: index % 13, quantity: index % 7});
		const copy = new Symbols();
		readInto(copy, archived(symbols));
		for (const name of names) {
			expect(find(copy, name)).toStrictEqual(find(symbols, name));
			expect(copy.of(name)).toBe(find(copy, name));
		}
		expect(archived(copy)).toEqual(archived(symbols));
	});

	test('takes the place of what was known, even of what was found last', () => {
		const copy = new Symbols();
		copy.expect('OLDUSDT', 5);
		copy.expect('BTCUSDT', 5);
		find(copy, 'OLDUSDT');
		const symbols = new Symbols();
		symbols.expect('BTCUSDT', 2);
		readInto(copy, archived(symbols));
		expect(find(copy, 'OLDUSDT')).toBeUndefined();
		expect(find(copy, 'BTCUSDT')?.price).toBe(2);
	});

	test('of none is of none', () => {
		const copy = thousand();
		readInto(copy, archived(new Symbols()));
		for (const name of names) expect(find(copy, name)).toBeUndefined();
		copy.expect('BTCUSDT', 2);
		expect(find(copy, 'BTCUSDT')?.price).toBe(2);
	});
});

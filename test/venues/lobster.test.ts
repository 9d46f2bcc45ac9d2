import {describe, expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {findRules} from '../../source/venues/index.ts';
import {lobster} from '../../source/venues/lobster.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {ignoreAll} from '../../source/venues/venue.ts';
import {archived, readInto} from '../support/archiving.ts';
import {type Heard, hear as hearAll} from '../support/heard.ts';

const decoder = () => lobster.decoder(new Symbols());
const books = '5859400,200,5853300,18,5859800,100,5853000,150';
const frame = (message: string, book = books) => `AAPL,20120621,${message}\n${book}`;
const added = '34200.004241176,1,16113575,18,5853300,1';

/** What a message tells, without whether it explains the change of the book: that is told of elsewhere. */
function hear(...words: Parameters<typeof hearAll>): Heard[] {
	return hearAll(...words).filter((heard) => heard.what !== 'other' || !/change|from below/.test(heard.name));
}

const depth = (row: number) => ({
	...{what: 'depth', symbol: 'AAPL', kind: 'snapshot', first: row, last: row, sentAt: Number.NaN},
	bids: [
		['585.33', '18'],
		['585.3', '150'],
	],
	asks: [
		['585.94', '200'],
		['585.98', '100'],
	],
});

test('it is known by its id, but not as a venue that can be reached', () => {
	expect(findRules('nasdaq')).toBe(lobster);
	expect(lobster).toMatchObject({name: 'NASDAQ (LOBSTER)', snapshots: 'stream', tradeIds: 'rising', staleAfter: Number.POSITIVE_INFINITY});
});

test('the row of the book is the whole of it, numbered by row, as deep as it has levels', () => {
	expect(hear(decoder(), frame(added), frame(added))).toEqual([depth(1), depth(2)]);
	const seen: number[] = [];
	decoder().decode(Buffer.from(frame(added)), {...ignoreAll, depth: (update) => seen.push(update.depth)});
	expect(seen).toEqual([2]);
});

test('levels that are not there are left out, a side without any is empty', () => {
	const [first, empty] = hear(
		decoder(),
		frame(added, '5859400,200,-9999999999,0,9999999999,0,-9999999999,0'),
		frame(added, '9999999999,0,5853300,1,9999999999,0,5853200,2'),
	);
	expect(first).toMatchObject({bids: [], asks: [['585.94', '200']]});
	expect(empty).toMatchObject({
		asks: [],
		bids: [
			['585.33', '1'],
			['585.32', '2'],
		],
	});
});

describe('messages', () => {
	const trade = (row: number, price: string, quantity: string, aggressor: 1 | -1) => ({
		...{what: 'trade', symbol: 'AAPL', id: 20_120_621 * 1e8 + row, price, quantity, aggressor, happenedAt: Number.NaN},
	});

	test('of types 4 and 5 are trades, by the other side than that of the order that rested, before the book after them', () => {
		expect(hear(decoder(), frame('34200,4,16113575,18,5853300,1'), frame('34200,4,16113576,7,5859400,-1'))).toEqual([
			...[trade(1, '585.33', '18', -1), depth(1)],
			...[trade(2, '585.94', '7', 1), depth(2)],
		]);
		expect(hear(decoder(), frame('34200,5,0,100,5856350,-1'))).toEqual([trade(1, '585.635', '100', 1), depth(1)]);
	});

	test('of types 1 to 3 change the book and nothing else', () => {
		for (const type of [1, 2, 3]) expect(hear(decoder(), frame(`34200,${type},1,18,5853300,1`))).toEqual([depth(1)]);
	});

	test('of type 6 are no trades of the continuous market', () => {
		expect(hear(decoder(), frame('34200,6,0,5000,5850000,1'))).toEqual([{what: 'other', name: 'cross trade'}, depth(1)]);
	});

	test('of type 7 tell whether it trades, and the book may be crossed until it does', () => {
		const crossed = '5853300,1,5853400,1,9999999999,0,-9999999999,0';
		const heard = hear(
			decoder(),
			...[frame('34200,7,0,0,-1,-1'), frame('34201,7,0,0,0,-1', crossed), frame('34202,1,1,1,5853400,1', crossed)],
			...[frame('34203,7,0,0,1,-1', crossed), frame(added, crossed)],
		);
		expect(heard.filter(({what}) => what === 'status')).toEqual(
			['HALTED', 'QUOTING', 'TRADING'].map((status) => ({what: 'status', symbol: 'AAPL', status})),
		);
		expect(heard.map(({what}) => what)).toEqual(['depth', 'status', 'depth', 'status', 'depth', 'depth', 'status', 'fault']);
	});
});

test('prices between cents are held, and the scale stays where they were needed', () => {
	const scales: number[] = [];
	const reader = decoder();
	for (const book of [books, '4512,1,4511,1', books].map((each) => each.split(',').slice(0, 4).join(','))) {
		reader.decode(Buffer.from(frame(added, book)), {...ignoreAll, depth: ({priceScale}) => scales.push(priceScale)});
	}
	expect(scales).toEqual([2, 4, 4]);
});

test('a book on cents takes rows at both scales', () => {
	const book = new Book(2);
	const reader = decoder();
	for (const row of ['5859400,200,5853300,18', '4512,1,4511,9', '5859400,200,5853300,18']) {
		reader.decode(Buffer.from(frame(added, row)), {
			...ignoreAll,
			depth: ({bids, asks, priceScale, quantityScale, depth}) =>
				book.replace(bids, asks, priceScale, quantityScale, Number.POSITIVE_INFINITY, depth),
		});
	}
	expect([book.bids.price, book.asks.price, book.priceScale]).toEqual([5_853_300, 5_859_400, 4]);
});

test('a frame that is no message and book is refused whole, with its row', () => {
	const bad = [
		...['', '\n', 'AAPL', 'AAPL,20120621', `AAPL,20120621,${added}`, `AAPL,2012-06-21,${added}\n${books}`, `,20120621,${added}\n${books}`],
		...[
			`${added}\n${books}`,
			`AAPL,20120621,\n${books}`,
			frame(added, ''),
			frame(added, '5859400,200,5853300'),
			frame(added, `${books},1`),
		],
		...[frame(added, books.replace('200', '2e2')), frame(added, books.replace('200', '-200')), frame(added, books.replace('5859400', '0'))],
		...[frame(added, books.replace('5859400', '5853300')), frame(added, books.replace('18', '99999999999999999999'))],
		...[frame('34200,9,1,1,1,1'), frame('34200,4,1,0,5853300,1'), frame('34200,4,1,1,-5853300,1'), frame('34200,4,1,1,5853300,2')],
		...[frame('-1,4,1,1,5853300,1'), frame('34200.5.5,4,1,1,5853300,1'), frame(`${added},1`), frame('34200,7,0,0,5,-1'), '{"a":1}'],
	];
	for (const each of bad) {
		const heard = hear(decoder(), frame(added), each);
		expect(heard, each).toHaveLength(2);
		expect(heard[1], each).toMatchObject({what: 'fault', fault: {kind: 'malformed', detail: expect.stringMatching(/^row 2: /)}});
	}
});

test('rows of other widths than the first are refused', () => {
	const [, fault] = hear(decoder(), frame(added), frame(added, '5859400,200,5853300,18'));
	expect(fault).toMatchObject({what: 'fault', fault: {symbol: 'AAPL'}});
});

test('a decoder read from a checkpoint counts on, and knows the halt and the width', () => {
	const crossed = '5853300,1,5853400,1,9999999999,0,-9999999999,0';
	const original = decoder();
	hear(original, frame(added), frame('34201,7,0,0,-1,-1', crossed));
	const copy = decoder();
	readInto({archive: (io) => copy.archive?.(io)}, archived({archive: (io) => original.archive?.(io)}));
	expect(hear(copy, frame(added, crossed))).toMatchObject([{what: 'depth', last: 3}]);
	expect(hear(copy, frame(added, '5859400,200,5853300,18'))).toMatchObject([{what: 'fault'}]);
});

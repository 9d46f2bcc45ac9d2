/* What captures of other venues prove, as `verify` prints it: the facts of the recordings' own notes. */

import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {dataFile} from '../support/data.ts';
import {found, ran} from '../support/verifying.ts';

const hasData = dataFile('expected.json') !== undefined;
const file = (name: string) => dataFile(name) ?? '';

type Findings = {
	readonly depth: number;
	readonly applied: number;
	readonly deltas: number;
	readonly snapshots: number;
	readonly gaps: number;
	readonly crossed: number;
	readonly cutLevels: number;
	readonly malformed: number;
	readonly trades: number;
	readonly tradesRepeated: number;
	readonly takerSides: {readonly n: number; readonly agreed: number};
	readonly checksums: {readonly n: number; readonly ok: number};
	readonly evidence: string;
	readonly state: string;
	readonly bidLevels: number;
	readonly askLevels: number;
};

function booksOf(findings: {readonly books: Readonly<Record<string, Findings>>}): readonly Findings[] {
	return Object.values(findings.books);
}

function sum(books: readonly Findings[], of: (book: Findings) => number): number {
	return books.reduce((total, book) => total + of(book), 0);
}

describe.skipIf(!hasData)('a capture of', () => {
	test('Bybit: 6 snapshots, 2,142 deltas one after the other, 347 trades on the taker’s side, never crossed, 200 levels a side', async () => {
		const findings = await found(file('bybit-20260809.jsonl.zst'));
		const books = booksOf(findings);
		expect(Object.keys(findings.books).sort()).toEqual([
			'bybit-linear:BTCUSDT',
			'bybit-linear:DOGEUSDT',
			'bybit-linear:ETHUSDT',
			'bybit-linear:SOLUSDT',
			'bybit:BTCUSDT',
			'bybit:ETHUSDT',
		]);
		expect(sum(books, ({snapshots}) => snapshots)).toBe(6);
		expect(sum(books, ({applied}) => applied)).toBe(2142);
		expect(sum(books, ({trades}) => trades)).toBe(347);
		expect(sum(books, ({takerSides}) => takerSides.agreed)).toBe(347);
		for (const book of books) {
			expect(book).toMatchObject({gaps: 0, crossed: 0, malformed: 0, cutLevels: 0, bidLevels: 200, askLevels: 200});
			expect(book).toMatchObject({evidence: 'sequence', state: 'LIVE'});
		}
	});

	test('Coinbase: 1,030 messages in one sequence, two books, and at least 74 of 78 trades on the taker’s side', async () => {
		const findings = await found(file('coinbase-20260809.jsonl.zst'));
		const books = booksOf(findings);
		expect(findings.kinds.message).toBe(1030);
		expect(books).toHaveLength(2);
		for (const book of books)
			expect(book).toMatchObject({gaps: 0, snapshots: 1, crossed: 0, malformed: 0, evidence: 'sequence', state: 'LIVE'});
		expect(sum(books, ({takerSides}) => takerSides.n)).toBe(78);
		expect(sum(books, ({takerSides}) => takerSides.agreed)).toBeGreaterThanOrEqual(74);
	});

	test('Kraken: 510 of 510 checksums', async () => {
		const {books} = await found(file('kraken-v2-btcusd-20230730.json'));
		expect(books['kraken:BTC/USD']).toMatchObject({
			...{snapshots: 1, applied: 509, gaps: 0, crossed: 0, evidence: 'checksum', state: 'LIVE', bidLevels: 10, askLevels: 10},
			checksums: {ok: 510, n: 510},
		});
	});

	test('OKX without a sequence: three books as they come, unproven and never crossed', async () => {
		const findings = await found(file('okx-20220513.jsonl.zst'));
		const books = booksOf(findings);
		expect(books).toHaveLength(3);
		for (const book of books) expect(book).toMatchObject({snapshots: 1, gaps: 0, crossed: 0, malformed: 0, cutLevels: 0, evidence: 'none'});
		expect(sum(books, ({applied}) => applied) + 3).toBe(290);
		const {text} = await ran(file('okx-20220513.jsonl.zst'));
		expect(text).toContain('none: nothing is numbered (UNPROVEN)');
	});

	test('Binance USD-M: 16,110 diffs as an independent rebuild has them, and every touch of the venue agrees', async () => {
		const {books} = await found(file('binance-usdm-btcusdt-20230404.gz'), '--vpin-bucket', '5');
		const wanted = JSON.parse(readFileSync(file('expected.json'), 'utf8'))['binance-usdm-btcusdt-20230404.gz'];
		const {rho10, vpin, ...exact} = wanted;
		const book = books['binance-usdm:BTCUSDT'];
		expect(book).toMatchObject({...exact, state: 'LIVE', evidence: 'sequence'});
		expect(book.rho10.n).toBe(rho10.n);
		for (const key of ['mean', 'min', 'max']) expect(Math.abs(book.rho10[key] - rho10[key])).toBeLessThan(1e-9);
		expect(book.vpin).toMatchObject({bucket: vpin.bucket, n: vpin.n, closedBuckets: vpin.closedBuckets});
		expect(Math.abs(book.vpin.last - vpin.last)).toBeLessThan(1e-9);
		expect(book.touch).toEqual({n: 16_110, price: 16_110, size: 16_110});
	});

	test.each(['message', 'orderbook'])('LOBSTER, named by its %s file: 999 rows, each change explained by its message', async (kind) => {
		const {books, other} = await found(file(`lobster-aapl-20120621-${kind}_10.csv`));
		expect(other).toEqual({
			'change explained by its message': 937,
			'no change, as its message says': 61,
			'level that entered from below': 318,
		});
		expect(books['nasdaq:AAPL']).toMatchObject({
			snapshots: 999,
			gaps: 0,
			crossed: 0,
			malformed: 0,
			bidLevels: 10,
			askLevels: 10,
			state: 'LIVE',
		});
	});

	test('trades alone has no book', async () => {
		const {books} = await found(file('binance-spot-ltcusdt-20250622-a-trades.csv.gz'));
		expect(books['csv:LTCUSDT']).toMatchObject({trades: 26_233, depth: 0, gaps: 0});
	});

	test('folded together with another venue’s, each book has what it has alone', async () => {
		const names = ['bybit-20260809.jsonl.zst', 'coinbase-20260809.jsonl.zst'].map(file);
		const together = await found(...names);
		const apart = await Promise.all(names.map((name) => found(name)));
		const counts = ({applied, snapshots, trades, gaps, rho10}: Findings & {readonly rho10: object}) => ({
			applied,
			snapshots,
			trades,
			gaps,
			rho10,
		});
		const countsOf = (findings: {readonly books: Readonly<Record<string, Findings & {readonly rho10: object}>>}) =>
			Object.fromEntries(Object.entries(findings.books).map(([id, book]) => [id, counts(book)]));
		expect(countsOf(together)).toEqual(Object.assign({}, ...apart.map(countsOf)));
	});
});

/* Books of finite depth, cut and told by best bids and asks, against one as plain as can be. */

import {expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {Levels} from '../../source/market/levels.ts';
import {fc} from '../metrics/seeded.ts';
import {survivesArchiving} from '../support/archiving.ts';
import {exactly, type Level, OracleBook, type OracleSide} from '../support/oracle-book.ts';
import {walked} from '../support/walked.ts';

type Pairs = readonly (readonly [price: number, quantity: number])[];

const all = Number.POSITIVE_INFINITY;

/** Half ticks of 0.1, and hundredths: prices that need two decimals are sent with two or more. Half of the changes take a level away. */
const side = fc.uniqueArray(fc.tuple(fc.integer({min: 1, max: 60}), fc.oneof(fc.constant(0), fc.integer({min: 1, max: 500}))), {
	selector: ([price]) => price,
	maxLength: 25,
	size: 'max',
});
const step = fc.record({
	kind: fc.constantFrom('snapshot', 'diff', 'diff', 'diff', 'touch', 'forget'),
	bids: side,
	asks: side,
	finer: fc.integer({min: 0, max: 2}),
	quantityScale: fc.integer({min: 2, max: 8}),
	limit: fc.oneof(fc.integer({min: 1, max: 20}), fc.constant(all)),
	beyond: fc.integer({min: 1, max: 20}),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function levelsOf(pairs: Pairs): Levels {
	const levels = new Levels();
	for (const [price, quantity] of pairs) levels.push(price, quantity);
	return levels;
}

/** What a step says, at the scales that it is sent at, and exactly. */
function said({kind, bids, asks, finer, quantityScale}: Step) {
	const isStanding = kind !== 'diff';
	const pairsOf = (pairs: Step['bids']) => {
		const standing = isStanding ? pairs.filter(([, quantity]) => quantity > 0) : pairs;
		return kind === 'touch' ? standing.slice(0, 1) : standing;
	};
	const [ownBids, ownAsks] = [pairsOf(bids), pairsOf(asks)];
	const isCoarse = [...ownBids, ...ownAsks].every(([price]) => price % 2 === 0);
	const priceScale = (isCoarse ? 1 : 2) + finer;
	const at = (pairs: Step['bids']): Pairs =>
		pairs.map(([price, quantity]) => [(price * 5 * 10 ** priceScale) / 100, quantity * 10 ** (quantityScale - 2)]);
	const exact = (pairs: Step['bids']): Level[] =>
		at(pairs).map(([price, quantity]) => [exactly(price, priceScale), exactly(quantity, quantityScale)]);
	return {
		levels: [levelsOf(at(ownBids)), levelsOf(at(ownAsks)), priceScale, quantityScale] as const,
		exact: [exact(ownBids), exact(ownAsks)] as const,
	};
}

function cut(side: OracleSide, depth: number): number {
	const gone = side.levels.slice(depth);
	for (const [price] of gone) side.set([price, 0n]);
	return gone.length;
}

/** Sets a best level, or none. */
function moveTouch(side: OracleSide, touch: Level | undefined): void {
	if (touch === undefined) {
		side.clear();
		return;
	}
	side.set(touch);
	for (const [price] of side.levels) {
		if (price === touch[0]) break;
		side.set([price, 0n]);
	}
}

const sides = ['bids', 'asks'] as const;

function expectSame(book: Book, oracle: OracleBook): void {
	for (const name of sides) {
		const {priceScale, quantityScale} = book;
		const levels = walked(book[name]).map(([price, quantity]) => [exactly(price, priceScale), exactly(quantity, quantityScale)]);
		expect(levels).toEqual(oracle[name].levels);
		expect(book[name].count).toBe(levels.length);
	}
}

/** Takes one step into both; from the oracle nothing is forgotten here. */
function take(each: Step, book: Book, oracle: OracleBook, limit: number, depth = all): void {
	const {levels, exact} = said(each);
	const [bids, asks] = exact;
	switch (each.kind) {
		case 'snapshot':
			book.replace(...levels, limit, depth);
			oracle.replace(bids, asks);
			break;
		case 'touch':
			book.takeTouch(...levels);
			moveTouch(oracle.bids, bids[0]);
			moveTouch(oracle.asks, asks[0]);
			break;
		case 'forget':
			book.forgetBeyond(each.beyond);
			break;
		case 'diff':
			book.apply(...levels);
			oracle.apply(bids, asks);
	}
}

/** Of two bounds the one nearer to the touch. */
function nearerOf(name: 'bids' | 'asks', bound: bigint | undefined, other: bigint | undefined): bigint | undefined {
	if (bound === undefined || other === undefined) return bound ?? other;
	return other > bound === (name === 'bids') ? other : bound;
}

type Bounds = {bids: bigint | undefined; asks: bigint | undefined};

/** A touch takes levels away from a full side, of which nobody knows what lies beyond; as far as its price nothing else stands. */
function moveBounds(trusted: Bounds, each: Step, oracle: OracleBook, depth: number): void {
	for (const [place, name] of sides.entries()) {
		if (each.kind === 'snapshot') trusted[name] = undefined;
		if (each.kind !== 'touch') continue;
		const {levels} = oracle[name];
		if (levels.length >= depth) trusted[name] = nearerOf(name, trusted[name], levels.at(-1)?.[0]);
		const touch = said(each).exact[place]?.[0]?.[0];
		const isBeyond = touch !== undefined && trusted[name] !== undefined && touch < trusted[name] === (name === 'bids');
		if (isBeyond) trusted[name] = touch;
	}
}

/** The bound of a side as the book tells it, exactly; undefined where there is none. */
function boundOf(book: Book, name: 'bids' | 'asks'): bigint | undefined {
	const bound = name === 'bids' ? book.trustedBid : book.trustedAsk;
	return Number.isFinite(bound) ? exactly(bound, book.priceScale) : undefined;
}

test('a book kept up to any depth, cut after each message, is what a sorted map says, and is trusted as far as that goes', () => {
	let fullSides = 0;
	fc.assert(
		fc.property(step, fc.array(step, {maxLength: 15, size: 'max'}), fc.integer({min: 1, max: 12}), (first, later, depth) => {
			const book = new Book(1);
			const oracle = new OracleBook();
			const beginning: Step = {...first, kind: 'snapshot'};
			const trusted: Bounds = {bids: undefined, asks: undefined};
			const steps = later.filter(({kind}) => kind !== 'forget');
			for (const each of [beginning, ...steps]) {
				moveBounds(trusted, each, oracle, depth);
				take(each, book, oracle, all, depth);
				expect(book.cutTo(depth)).toBe(cut(oracle.bids, depth) + cut(oracle.asks, depth));
				expectSame(book, oracle);
				const isFull = sides.map((name) => oracle[name].levels.length === depth);
				fullSides += isFull.filter(Boolean).length;
				for (const [place, name] of sides.entries()) {
					const worst = isFull[place] ? oracle[name].levels.at(-1)?.[0] : undefined;
					expect(boundOf(book, name)).toBe(nearerOf(name, trusted[name], worst));
				}
				const known = sides.map((name) => (trusted[name] === undefined ? all : oracle[name].countWithin(trusted[name])));
				expect([book.trustedBidLevels, book.trustedAskLevels]).toEqual(
					sides.map((name, place) => Math.min(known[place] ?? 0, oracle[name].levels.length)),
				);
				const isWhole = !isFull.includes(true) && known.every((count) => count === all);
				for (const levels of [1, depth - 1, depth, depth + 1, 1000]) {
					if (levels < 1) continue;
					expect(book.isTrustedFor(levels)).toBe(levels <= depth ? known.every((count) => count >= levels) : isWhole);
				}
			}
		}),
		{numRuns: 100},
	);
	expect(fullSides).toBeGreaterThan(100);
});

test('a book of which parts were forgotten now and then is what a sorted map says, and is trusted no farther than was never forgotten', () => {
	let bounds = 0;
	fc.assert(
		fc.property(fc.array(step, {minLength: 1, maxLength: 15, size: 'max'}), (steps) => {
			const book = new Book(1);
			const oracle = new OracleBook();
			const trusted: Bounds = {bids: undefined, asks: undefined};
			for (const each of steps) {
				moveBounds(trusted, each, oracle, Number.POSITIVE_INFINITY);
				take(each, book, oracle, each.limit);
				for (const [place, name] of sides.entries()) {
					if (each.kind === 'snapshot') {
						const isCut = (said(each).exact[place]?.length ?? 0) >= each.limit;
						trusted[name] = isCut ? oracle[name].levels.at(-1)?.[0] : undefined;
					} else if (each.kind === 'forget' && cut(oracle[name], each.beyond) > 0) {
						trusted[name] = nearerOf(name, trusted[name], oracle[name].levels.at(-1)?.[0]);
					}
				}
				expectSame(book, oracle);
				const known = sides.map((name) => (trusted[name] === undefined ? all : oracle[name].countWithin(trusted[name])));
				for (const name of sides) {
					expect(boundOf(book, name)).toBe(trusted[name]);
					if (trusted[name] !== undefined) bounds++;
				}
				expect([book.trustedBidLevels, book.trustedAskLevels]).toEqual(
					sides.map((name, place) => Math.min(known[place] ?? 0, oracle[name].levels.length)),
				);
				for (const levels of [1, 5, 20]) expect(book.isTrustedFor(levels)).toBe(known.every((count) => count >= levels));
			}
		}),
		{numRuns: 100},
	);
	expect(bounds).toBeGreaterThan(100);
});

survivesArchiving('a book kept up to a depth', {
	options: fc.integer({min: 1, max: 12}),
	make: () => new Book(1),
	events: fc
		.tuple(fc.integer({min: 1, max: 12}), fc.array(step, {maxLength: 12, size: 'max'}))
		.map(([depth, steps]) => steps.map((each) => ({...each, depth}))),
	feed(book, each) {
		const {levels} = said(each);
		if (each.kind === 'snapshot') book.replace(...levels, each.limit, each.depth);
		else if (each.kind === 'touch') book.takeTouch(...levels);
		else if (each.kind === 'forget') book.forgetBeyond(each.beyond);
		else book.apply(...levels);
		return book.cutTo(each.depth);
	},
	look: (book) => [walked(book.bids), walked(book.asks), ...[1, 5, 20].map((levels) => book.isTrustedFor(levels))],
});

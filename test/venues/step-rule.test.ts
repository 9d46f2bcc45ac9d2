import {describe, expect, test} from 'vitest';
import {chained, contiguous, rising, strictlyChained, unnumbered} from '../../source/venues/step-rule.ts';
import type {StepRule, UpdateIds, Verdict} from '../../source/venues/venue.ts';
import {fc} from '../metrics/seeded.ts';

const none = Number.NaN;
const ids = (first: number, last: number, previous = none): UpdateIds => ({first, last, previous});

describe('ids that are contiguous', () => {
	const judged = (bookId: number, first: number, last: number) => contiguous.judge(bookId, ids(first, last), false);

	test.each([
		['that begins with the next id', 101, 105, 'apply'],
		['of just the next id', 101, 101, 'apply'],
		['that ends at the id of the book', 95, 100, 'duplicate'],
		['of just the id of the book', 100, 100, 'duplicate'],
		['that ended just before', 95, 99, 'out-of-order'],
		['that ended long before', 50, 60, 'out-of-order'],
		['that repeats ids and goes on', 95, 105, 'overlap'],
		['that begins with the id of the book', 100, 101, 'overlap'],
		['that leaves out one id', 102, 105, 'gap'],
		['from far beyond', 5000, 5001, 'gap'],
	] as const)('a book at 100 is told of a diff %s (%i to %i): %s', (_, first, last, verdict) => {
		expect(judged(100, first, last)).toBe(verdict);
		expect(contiguous.judge(100, ids(first, last), true)).toBe(verdict);
	});

	test('a diff is applied if and only if with it every id up to its last has been seen', () => {
		const id = fc.integer({min: 0, max: 30});
		fc.assert(
			fc.property(id, id, fc.integer({min: 0, max: 8}), (bookId, first, more) => {
				const last = first + more;
				const verdict = judged(bookId, first, last);
				const seen = new Set([
					...Array.from({length: bookId + 1}, (_, before) => before),
					...Array.from({length: more + 1}, (_, own) => first + own),
				]);
				const isWhole = seen.size === Math.max(bookId, last) + 1;
				expect(verdict === 'gap').toBe(!isWhole);
				if (isWhole) expect(verdict === 'duplicate' || verdict === 'out-of-order').toBe(last <= bookId);
			}),
		);
	});

	test('a gap is told by the next id and the one that came', () => {
		expect(contiguous.told(100, ids(105, 110))).toEqual({expected: 101, got: 105});
	});

	test('a snapshot must reach the id before the first one', () => {
		expect(contiguous.base(ids(101, 105))).toBe(100);
	});
});

describe('ids that are chained', () => {
	/** Of a book that stands at a REST snapshot, and of one that has gone on since. */
	const judged = (bookId: number, first: number, last: number, previous?: number): [joining: Verdict, later: Verdict] => [
		chained.judge(bookId, ids(first, last, previous), true),
		chained.judge(bookId, ids(first, last, previous), false),
	];

	test('a diff that names the one before it is applied, whatever hole its own ids leave', () => {
		expect(judged(100, 101, 105, 100)).toEqual(['apply', 'apply']);
		expect(judged(100, 950, 999, 100)).toEqual(['apply', 'apply']);
	});

	test('right after a snapshot a diff may reach over it, and later it may not', () => {
		expect(judged(100, 95, 105, 90)).toEqual(['overlap', 'gap']);
		expect(judged(100, 100, 101, 99)).toEqual(['overlap', 'gap']);
	});

	test('right after a snapshot a diff may begin beyond it: between the one before and its own first id nothing happened', () => {
		expect(judged(100, 103, 105, 97)).toEqual(['overlap', 'gap']);
	});

	test.each([true, false])(
		'the diff that ends at the id of the book is a duplicate, an older one out of order (joining: %s)',
		(isJoining) => {
			expect(chained.judge(100, ids(95, 100, 90), isJoining)).toBe('duplicate');
			expect(chained.judge(100, ids(80, 90, 75), isJoining)).toBe('out-of-order');
		},
	);

	test('a diff that names one which the book has not seen is a gap, though its ids go on from those of the book', () => {
		expect(judged(100, 111, 115, 110)).toEqual(['gap', 'gap']);
		expect(judged(100, 101, 105, 101)).toEqual(['gap', 'gap']);
	});

	test('a diff that does not name the one before it is a gap, whatever its ids', () => {
		expect(judged(100, 101, 105)).toEqual(['gap', 'gap']);
		expect(judged(100, 95, 105)).toEqual(['gap', 'gap']);
	});

	test('a snapshot within the first diff that is kept joins, as the venue documents it, and so does one at its previous id', () => {
		const id = fc.integer({min: 1, max: 40});
		fc.assert(
			fc.property(id, id, id, id, (previous, hole, length, snapshot) => {
				const first = previous + hole;
				const last = first + length - 1;
				const verdict = chained.judge(snapshot, ids(first, last, previous), true);
				const isDocumented = first <= snapshot && snapshot <= last;
				if (snapshot === previous) expect(verdict).toBe('apply');
				else if (isDocumented) expect(verdict).toBe(snapshot === last ? 'duplicate' : 'overlap');
				expect(verdict === 'gap').toBe(snapshot < previous);
			}),
		);
	});

	test('a gap is told by the id of the book and the one that was named, which a snapshot must reach', () => {
		expect(chained.told(100, ids(111, 115, 110))).toEqual({expected: 100, got: 110});
		expect(chained.base(ids(111, 115, 110))).toBe(110);
	});
});

describe('a stream joined to a snapshot by REST', () => {
	/** Diffs one after another, with holes between their ids where the venue leaves such. */
	const streams = (holes: fc.Arbitrary<number>) =>
		fc.array(fc.tuple(holes, fc.integer({min: 1, max: 5})), {minLength: 3, maxLength: 20}).map((parts) => {
			let last = 10;
			return parts.map(([hole, length]) => {
				const previous = last;
				last += hole + length;
				return ids(previous + hole + 1, last, previous);
			});
		});

	/** What becomes of all from one on, as a book that stands at the snapshot takes them. */
	function verdictsOf(
		rule: StepRule,
		snapshot: number,
		all: readonly UpdateIds[],
	): {readonly verdicts: Verdict[]; readonly bookId: number} {
		let bookId = snapshot;
		let isJoining = true;
		const verdicts = all.map((update) => {
			const verdict = rule.judge(bookId, update, isJoining);
			if (verdict !== 'apply' && verdict !== 'overlap') return verdict;
			isJoining = false;
			bookId = update.last;
			return verdict;
		});
		return {verdicts, bookId};
	}

	const kinds = [
		{name: 'contiguous', rule: contiguous, stream: streams(fc.constant(0))},
		{name: 'chained', rule: chained, stream: streams(fc.integer({min: 0, max: 4}))},
	];

	test.each(kinds)('of $name ids drops what is old, overlaps at most once, and then applies all', ({rule, stream}) => {
		fc.assert(
			fc.property(stream, fc.nat(), fc.nat(), (all, place, from) => {
				const kept = all.slice(from % all.length);
				const [first, end] = [kept[0]?.previous ?? none, all.at(-1)?.last ?? none];
				const snapshot = first + (place % (end - first));
				const {verdicts, bookId} = verdictsOf(rule, snapshot, kept);
				expect(bookId).toBe(end);
				expect(verdicts.join(' ')).toMatch(/^(out-of-order ?)*(duplicate ?)?(overlap ?)?(apply ?)*$/);
				const isWithinOne = kept.some(({previous, last}) => previous < snapshot && snapshot < last);
				expect(verdicts.includes('overlap')).toBe(isWithinOne);
			}),
		);
	});

	test.each(kinds)('of $name ids of which one diff was lost shows a gap at the one after it', ({rule, stream}) => {
		fc.assert(
			fc.property(stream, fc.nat(), (all, which) => {
				// Not the last: nothing tells of that.
				const lost = which % (all.length - 1);
				const {verdicts} = verdictsOf(rule, all[0]?.previous ?? none, all.toSpliced(lost, 1));
				expect(verdicts.indexOf('gap')).toBe(lost);
			}),
		);
	});

	test.each(kinds)('of $name ids may be joined to a snapshot if and only if that reaches the base of its first diff', ({rule, stream}) => {
		fc.assert(
			fc.property(stream, fc.integer({min: 0, max: 60}), ([first = ids(0, 0)], snapshot) => {
				expect(rule.judge(snapshot, first, true) === 'gap').toBe(snapshot < rule.base(first));
			}),
		);
	});
});

describe('ids that are strictly chained', () => {
	const judged = (bookId: number, last: number, previous: number, isJoining = false) =>
		strictlyChained.judge(bookId, ids(last, last, previous), isJoining);

	test('an update that names the one before it is applied, and the next goes on from it', () => {
		expect(judged(100, 110, 100)).toBe('apply');
		expect(judged(110, 111, 110)).toBe('apply');
	});

	test('ids may fall where the venue was restarted, as long as the chain goes on', () => {
		expect(judged(100, 3, 100)).toBe('apply');
		expect(judged(3, 5, 3)).toBe('apply');
	});

	test('an update that names itself as the one before is a sign of life', () => {
		expect(judged(100, 100, 100)).toBe('idle');
	});

	test('the last update over again is a duplicate', () => {
		expect(judged(100, 100, 90)).toBe('duplicate');
		expect(judged(3, 3, 100)).toBe('duplicate');
	});

	test('an update that does not go on from the book is a gap, old as its id may look', () => {
		expect(judged(100, 120, 110)).toBe('gap');
		expect(judged(100, 90, 80)).toBe('gap');
		expect(judged(100, 110, 90)).toBe('gap');
		expect(judged(100, 3, 99)).toBe('gap');
		expect(judged(100, 90, 90)).toBe('gap');
		expect(judged(100, 110, none)).toBe('gap');
		expect(judged(100, 110, -1)).toBe('gap');
	});

	test('nothing may reach over a snapshot', () => {
		expect(judged(100, 105, 90, true)).toBe('gap');
		expect(judged(100, 105, 100, true)).toBe('apply');
	});

	test('updates without ids follow a snapshot without an id, as they come', () => {
		for (const isJoining of [true, false]) expect(judged(none, none, none, isJoining)).toBe('apply');
	});

	test('once an id was seen, an update without one is a gap, and so is one with an id in a stream without', () => {
		expect(judged(100, none, none)).toBe('gap');
		expect(judged(100, none, 100)).toBe('gap');
		expect(judged(none, 100, 99)).toBe('gap');
		expect(judged(none, 100, none)).toBe('gap');
	});

	test('of any two ids only those that are equal go together', () => {
		const id = fc.integer({min: 0, max: 12});
		fc.assert(
			fc.property(id, id, id, (bookId, last, previous) => {
				const verdict = judged(bookId, last, previous);
				expect(verdict === 'apply' || verdict === 'idle').toBe(previous === bookId);
				expect(verdict === 'idle' || verdict === 'duplicate').toBe(last === bookId);
			}),
		);
	});

	test('a gap is told by the id of the book and the one that was named', () => {
		expect(strictlyChained.told(100, ids(120, 120, 110))).toEqual({expected: 100, got: 110});
		expect(strictlyChained.base(ids(120, 120, 110))).toBe(110);
	});
});

describe('ids that only rise', () => {
	test.each([
		[101, 'apply', true],
		[5000, 'apply', true],
		[100, 'apply', true],
		[99, 'out-of-order', false],
		[1, 'out-of-order', false],
	] as const)('a book at 100 is told of an update at %i: %s; a snapshot there may take its place: %s', (last, verdict, replaces) => {
		for (const isJoining of [true, false]) expect(rising.judge(100, ids(last, last), isJoining)).toBe(verdict);
		expect(rising.replaces(100, ids(last, last))).toBe(replaces);
	});

	test('are told as they are', () => {
		expect(rising.told(100, ids(99, 99))).toEqual({expected: 100, got: 99});
		expect(rising.base(ids(99, 99))).toBe(99);
	});
});

describe('updates without numbers', () => {
	test('are taken as they come', () => {
		for (const isJoining of [true, false]) expect(unnumbered.judge(none, ids(none, none), isJoining)).toBe('apply');
	});

	test('tell of nothing', () => {
		expect(unnumbered.told(none, ids(none, none))).toEqual({expected: none, got: none});
		expect(unnumbered.base(ids(none, none))).toBeNaN();
	});
});

test.each([
	['contiguous', contiguous],
	['chained', chained],
	['strictly chained', strictlyChained],
	['unnumbered', unnumbered],
])('a snapshot by the stream takes the place of any book where ids are %s, for the venue begins anew with it', (_, rule) => {
	for (const bookId of [5, 100, 5000, none]) expect(rule.replaces(bookId, ids(100, 100))).toBe(true);
	expect(rule.replaces(100, ids(none, none))).toBe(true);
});

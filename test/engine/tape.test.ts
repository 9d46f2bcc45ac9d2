import {describe, expect, test} from 'vitest';
import {Tape} from '../../source/engine/tape.ts';
import {fc} from '../metrics/seeded.ts';
import {archived, readInto, survivesArchiving, timed} from '../support/archiving.ts';

const second = 1_000_000;
const now = 1_723_075_200 * second;

/** All at one moment. */
const placesOf = (tape: Tape, ...ids: readonly number[]) => ids.map((id) => tape.place(id, '', now));
const placesOfCodes = (tape: Tape, codes: readonly string[]) => codes.map((code) => tape.place(Number.NaN, code, now));

describe('a tape of dense numbers', () => {
	test('may begin with any number', () => {
		for (const id of [0, 1, 3_735_683_259]) expect(placesOf(new Tape('dense'), id)).toEqual(['next']);
	});

	test('goes on one by one', () => {
		expect(placesOf(new Tape('dense'), 7, 8, 9)).toEqual(['next', 'next', 'next']);
		expect(placesOf(new Tape('dense'), 0, 1, 2)).toEqual(['next', 'next', 'next']);
	});

	test('shows a hole where numbers were left out, once', () => {
		expect(placesOf(new Tape('dense'), 7, 9, 10, 100, 101)).toEqual(['next', 'beyond a hole', 'next', 'beyond a hole', 'next']);
	});

	test('does not take what another connection brought already, nor what it left out and brings late', () => {
		expect(placesOf(new Tape('dense'), 7, 7, 8, 7, 10, 9, 11)).toEqual([
			'next',
			'repeated',
			'next',
			'repeated',
			'beyond a hole',
			'repeated',
			'next',
		]);
	});

	test('of two connections that both carry all of it takes each once', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), {minLength: 10, maxLength: 60, size: 'max'}), (turns) => {
				const tape = new Tape('dense');
				const next = {true: 0, false: 0};
				const taken = turns.flatMap((turn) => {
					const id = next[`${turn}`]++;
					return tape.place(id, '', now) === 'next' ? [id] : [];
				});
				expect(taken).toEqual(Array.from({length: Math.max(next.true, next.false)}, (_, id) => id));
			}),
		);
	});
});

describe('a tape of numbers that rise', () => {
	test('has no holes, however far apart they stand', () => {
		expect(placesOf(new Tape('rising'), 7, 9, 5000, 5001)).toEqual(['next', 'next', 'next', 'next']);
	});

	test('does not take again what is not higher', () => {
		expect(placesOf(new Tape('rising'), 7, 7, 6, 8, 0)).toEqual(['next', 'repeated', 'repeated', 'next', 'repeated']);
	});
});

describe('a tape whose trades bear no numbers that rise', () => {
	const remembered = 4096;
	const codes = Array.from({length: remembered}, (_, index) => `trade-${index}`);

	test('tells them apart by their codes', () => {
		expect(placesOfCodes(new Tape('unordered'), ['b', 'a', 'b', 'c', 'a', 'c'])).toEqual([
			'next',
			'next',
			'repeated',
			'next',
			'repeated',
			'repeated',
		]);
	});

	test('does not look at numbers', () => {
		const tape = new Tape('unordered');
		expect([tape.place(7, 'a', now), tape.place(7, 'b', now), tape.place(3, 'c', now), tape.place(9, 'a', now)]).toEqual([
			'next',
			'next',
			'next',
			'repeated',
		]);
	});

	test('remembers 4096 of them, and no more', () => {
		const tape = new Tape('unordered');
		expect(new Set(placesOfCodes(tape, codes))).toEqual(new Set(['next']));
		expect(placesOfCodes(tape, ['trade-0', 'trade-4095'])).toEqual(['repeated', 'repeated']);
		expect(placesOfCodes(tape, ['one more'])).toEqual(['next']);
		expect(placesOfCodes(tape, ['trade-1', 'one more'])).toEqual(['repeated', 'repeated']);
		expect(placesOfCodes(tape, ['trade-0'])).toEqual(['next']);
		expect(placesOfCodes(tape, ['trade-2', 'trade-1'])).toEqual(['repeated', 'next']);
	});

	test('read from a checkpoint remembers the same ones, in the same order', () => {
		const tape = new Tape('unordered');
		placesOfCodes(tape, [...codes, 'one more']);
		const copy = new Tape('unordered');
		placesOfCodes(copy, ['from before']);
		readInto(copy, archived(tape));
		expect(placesOfCodes(copy, ['trade-1', 'one more', 'from before'])).toEqual(['repeated', 'repeated', 'next']);
		expect(placesOfCodes(copy, ['trade-2', 'trade-1'])).toEqual(['repeated', 'next']);
	});
});

describe.each(['dense', 'rising'] as const)('a number that was far too high (%s)', (numbering) => {
	/** Trades that go on from 8, after 7 and one that cannot be, at these seconds. */
	function placesAfter(...seconds: readonly number[]) {
		const tape = new Tape(numbering);
		placesOf(tape, 7, 9_000_000_000);
		const places = seconds.map((after, index) => tape.place(8 + index, '', now + after * second));
		return {tape, places};
	}

	test('is not believed any more after ten lower ones in more than five seconds', () => {
		const {tape, places} = placesAfter(0, 1, 2, 3, 4, 4.1, 4.2, 4.3, 5, 5.1);
		expect(places).toEqual([...Array.from({length: 9}, () => 'repeated'), 'beyond a hole']);
		expect(placesOf(tape, 17, 18, 19)).toEqual(['repeated', 'next', 'next']);
	});

	test('is believed against fewer, however long they take', () => {
		expect(new Set(placesAfter(...Array.from({length: 9}, (_, index) => index * 60)).places)).toEqual(new Set(['repeated']));
	});

	test('is believed against any number that come within five seconds', () => {
		expect(new Set(placesAfter(...Array.from({length: 1000}, (_, index) => index / 200)).places)).toEqual(new Set(['repeated']));
	});

	test('is believed again as soon as a higher one comes', () => {
		const {tape, places} = placesAfter(0, 1, 2, 3, 4, 5, 6, 7, 8);
		expect(new Set(places)).toEqual(new Set(['repeated']));
		expect(tape.place(9_000_000_001, '', now + 9 * second)).toBe('next');
		expect(Array.from({length: 9}, (_, index) => tape.place(17 + index, '', now + (10 + index) * second))).not.toContain('beyond a hole');
	});
});

const id = fc.integer({min: 0, max: 40});

survivesArchiving('a tape', {
	options: fc.constantFrom('dense', 'rising', 'unordered'),
	make: (numbering) => new Tape(numbering),
	events: timed(fc.record({after: fc.integer({min: 0, max: second}), id, code: id})),
	feed: (tape, {at, ...trade}) => tape.place(trade.id, `code ${trade.code}`, at),
});

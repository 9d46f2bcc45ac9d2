/* The short version of the soak, over a minute of a real recording, and proofs that its judge would see a worse engine. */

import {describe, expect, test} from 'vitest';
import type {EngineOptions} from '../../source/engine/engine.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import type {Decoder, DepthUpdate, MarketSink, Venue, Verdict} from '../../source/venues/venue.ts';
import {dataFile} from '../support/data.ts';
import {engineOptions} from '../support/folding.ts';
import {runWithFaults} from './fault-injection.ts';
import {History} from './history.ts';
import {plainReading, saysTheSame} from './plain-reading.ts';
import {Tally} from './tally.ts';

const file = dataFile('binance-spot-btcusdt-20240808-60s.gz');
const diffs = 250;
const runs = 30;

describe.skipIf(file === undefined)('over a minute of BTCUSDT', () => {
	const history = file === undefined ? undefined : new History(file);

	/** Runs with the seeds from 1 on. */
	function soak(count: number, engine: EngineOptions = engineOptions()): Tally {
		if (history === undefined) throw new Error('there is no recording');
		const tally = new Tally();
		for (let seed = 1; seed <= count; seed++) tally.add(runWithFaults({history, seed, diffs, engine}));
		return tally;
	}

	test('every fault that can be seen is caught with the next diff, no wrong book is in step, and every run ends in step', () => {
		const tally = soak(runs);
		expect(tally.runs).toBe(runs);
		expect(tally.right + tally.wrongAtTheEnd).toBe(runs);
		expect(tally.diffsUntilCaught).toBe(1);
		// Enough of each has happened to say so.
		const kinds = ['drop', 'duplicate', 'swap', 'corrupt: visible by syntax', 'corrupt: visible by range', 'corrupt: unseeable'];
		for (const kind of kinds) expect(tally.faults.get(kind), kind).toBeGreaterThan(5);
		for (const kind of ['sequence', 'malformed, syntax', 'malformed, range']) expect(tally.losses.get(kind), kind).toBeGreaterThan(5);
		expect(tally.visible).toBeGreaterThan(100);
		expect(tally.duplicatesDropped).toBeGreaterThan(5);
		expect(tally.compared).toBeGreaterThan(10_000);
		// Only what nobody can see leaves a wrong book.
		expect(tally.wrongAtTheEnd).toBeLessThanOrEqual(tally.unseeable);
		expect(tally.right).toBeGreaterThan(runs / 2);
	});

	test('the same seeds make the same runs', () => {
		expect(soak(3)).toEqual(soak(3));
	});

	describe('is found out', () => {
		const soakOf = (venue: Venue) => () => soak(runs, {...engineOptions(), venue, findVenue: () => venue});

		test('a rule that overlooks holes', () => {
			const lax = spotThatJudges((verdict) => (verdict === 'gap' ? 'overlap' : verdict));
			expect(soakOf(lax)).toThrow(/a diff beyond a hole leaves the book in step/);
		});

		test('a rule that takes old diffs for new ones', () => {
			const lax = spotThatJudges((verdict) => (verdict === 'duplicate' || verdict === 'out-of-order' ? 'overlap' : verdict));
			expect(soakOf(lax)).toThrow(/an old diff is not counted/);
		});

		test('a decoder that swallows what it cannot read', () => {
			const deaf = spotWith((sink) => ({...sink, fault() {}}));
			expect(soakOf(deaf)).toThrow(/an unreadable frame is not counted/);
		});

		test('a decoder that loses a level now and then', () => {
			const careless = spotWithEveryHundredth((update, sink) => {
				if (update.bids.length > 0) update.bids.length--;
				sink.depth(update);
			});
			expect(soakOf(careless)).toThrow(/a wrong book is in step/);
		});

		test('a decoder that has no patience with sound diffs', () => {
			const nervous = spotWithEveryHundredth(({symbol}, sink) => sink.fault({kind: 'malformed', symbol, detail: 'as it pleases'}));
			expect(soakOf(nervous)).toThrow(/a sound frame loses the book/);
		});
	});
});

const elevenMinutes = dataFile('binance-spot-btcusdt-20240808.gz');

describe.skipIf(elevenMinutes === undefined)(
	'over two and a half minutes, anywhere in eleven, of which a few levels are wrong as nobody can see',
	() => {
		const history = elevenMinutes === undefined ? undefined : new History(elevenMinutes);
		const seeds = 24;

		/** Runs with the seeds from 1 on, each of two second opinions or more. */
		function soak(engine: EngineOptions = engineOptions()): Tally {
			if (history === undefined) throw new Error('there is no recording');
			const tally = new Tally();
			for (let seed = 1; seed <= seeds; seed++) tally.add(runWithFaults({history, seed, diffs: 1500, isUnseen: true, engine}));
			return tally;
		}

		test('a second opinion finds each wrong book within its period and the time that an answer takes, and loses no right one', () => {
			const tally = soak();
			const found = tally.wrongBooks.get('found by a second opinion');
			expect(found).toBeGreaterThan(10);
			expect(tally.wrongBooks.get('not yet found when the run ended')).toBeUndefined();
			// One that is wrong then is so beyond its trusted depth.
			expect(tally.right).toBeGreaterThan(seeds - 3);
			expect(tally.losses.get('snapshot')).toBe(found);
			expect(tally.opinions - tally.opinionsAgreed).toBe(found);
			// Some were wrong for nearly as long as a book can be; the judge lets none be so for longer.
			expect(tally.longestWrong).toBeGreaterThan(45e6);
			expect(tally.longestWrong).toBeLessThan(61.5e6);
		});

		test('an engine that has no second opinion is found out', () => {
			const alone = {...binanceSpot, areIdsShared: false};
			expect(() => soak({...engineOptions(), venue: alone, findVenue: () => alone})).toThrow(/no second opinion has found a wrong book/);
		});
	},
);

/** Binance spot by another rule. */
function spotThatJudges(otherwise: (verdict: Verdict) => Verdict): Venue {
	const {stepRule} = binanceSpot;
	return {...binanceSpot, stepRule: {...stepRule, judge: (...asked) => otherwise(stepRule.judge(...asked))}};
}

/** Binance spot with another ear. */
function spotWith(heard: (sink: MarketSink) => MarketSink): Venue {
	return {
		...binanceSpot,
		decoder(...given): Decoder {
			const decoder = binanceSpot.decoder(...given);
			const decode = decoder.decode.bind(decoder);
			return Object.assign(decoder, {decode: (payload: Uint8Array, sink: MarketSink) => decode(payload, heard(sink))});
		},
	};
}

/** Binance spot that deals with every hundredth update in a way of its own. */
function spotWithEveryHundredth(deal: (update: DepthUpdate, sink: MarketSink) => void): Venue {
	let updates = 0;
	return spotWith((sink) => ({...sink, depth: (update) => (++updates % 100 === 0 ? deal(update, sink) : sink.depth(update))}));
}

describe('a plain reading', () => {
	const diff = (fields: string) => Buffer.from(`{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT",${fields}}}`);
	const read = (text: string | Buffer) => plainReading(Buffer.from(text), 'BTCUSDT');

	test.each([
		['cut JSON', '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpd', 'syntax'],
		['a list', '[]', 'syntax'],
		['no levels', diff('"U":1,"u":2,"b":[]'), 'syntax'],
		['no last id', diff('"U":1,"b":[],"a":[]'), 'range'],
		['an id that is no whole number', diff('"U":1.5,"u":2,"b":[],"a":[]'), 'range'],
		['ids that run backwards', diff('"U":3,"u":2,"b":[],"a":[]'), 'sequence'],
		['a negative quantity', diff('"U":1,"u":2,"b":[["61602.01","-1"]],"a":[]'), 'range'],
		['a quantity that is no number', diff('"U":1,"u":2,"b":[["61602.01","NaN"]],"a":[]'), 'range'],
		['an empty quantity', diff('"U":1,"u":2,"b":[["61602.01",""]],"a":[]'), 'range'],
		['a price of null', diff('"U":1,"u":2,"b":[],"a":[[null,"1"]]'), 'range'],
		['a price of zero', diff('"U":1,"u":2,"b":[],"a":[["0.00","1"]]'), 'range'],
		['a quantity that nothing holds', diff('"U":1,"u":2,"b":[],"a":[["61602.01","1e40"]]'), 'range'],
	])('sees %s', (_, text, rule) => {
		expect(read(text)).toEqual({kind: 'unreadable', rule});
	});

	test('leaves what is of another symbol, or no diff, to others', () => {
		expect(read(diff('"U":1,"u":2,"b":[],"a":[],"s":"BTCUSDC"'))).toEqual({kind: 'foreign'});
		expect(read('{"e":"depthUpdatf","s":"BTCUSDT"}')).toEqual({kind: 'foreign'});
	});

	test('does not swear to numbers that the venue never writes', () => {
		expect(read(diff('"U":1,"u":2,"b":[["61602.01","1e2"]],"a":[]'))).toMatchObject({kind: 'diff', hasOddNumbers: true, bids: []});
	});

	test('knows what says the same', () => {
		const one = read(diff('"U":1,"u":2,"b":[["61602.01","1.5"],["61602.00","0"]],"a":[]'));
		const same = read(diff('"u":2,"U":1,"a":[],"b":[["61602.000","0.0"],["61602.01000000","9"],["61602.01000000","1.50000000"]]'));
		const other = read(diff('"U":1,"u":2,"b":[["61602.01","1.6"],["61602.00","0"]],"a":[]'));
		const renumbered = read(diff('"U":1,"u":3,"b":[["61602.01","1.5"],["61602.00","0"]],"a":[]'));
		expect([same, other, renumbered].map((reading) => saysTheSame(one, reading))).toEqual([true, false, false]);
	});
});

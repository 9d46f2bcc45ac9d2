/* Every meter goes into a checkpoint and comes back, whatever has befallen it, and goes on as one that was never away. */

import {expect, test} from 'vitest';
import {catalogue, columnIndex, makeMeters} from '../../source/engine/meters.ts';
import {defaultSettings} from '../../source/engine/settings.ts';
import {type Archive, ArchiveReader, ArchiveWriter} from '../../source/market/archive.ts';
import {Book} from '../../source/market/book.ts';
import type {Aggressor} from '../../source/market/trade.ts';
import {levelsPerState, MarketState} from '../../source/metrics/market-state.ts';
import {decimals, survivesArchiving, timed} from '../support/archiving.ts';
import {madeTape, TapeReader, tapeSettings} from './market-tape.ts';
import {levelsOf} from './meter-row.ts';
import {fc} from './seeded.ts';

const settings = {...defaultSettings, interval: 100_000, vpinBucket: 3, vpinBuckets: 4, span: 5};
const aggressor = fc.constantFrom<Aggressor>(1, -1);

/** All meters with the market that they are shown, and the book that it is read from. */
class Driven {
	readonly #meters = makeMeters(settings, undefined).all;
	readonly #market = new MarketState();
	readonly #book = new Book(0, 0);
	#hasBook = false;

	constructor() {
		this.#market.describe(1, 0.01, undefined);
	}

	/** Returns what they write where a row is asked for. */
	tell(told: Event): Readonly<Record<string, number>> | undefined {
		const market = this.#market;
		market.at = told.at;
		market.sentAt = told.at - told.lag;
		if (told.kind === 'state') {
			const {bid, spread, quantities, scale} = told;
			// A finer price than any before it widens the book.
			const ladder = (best: number, away: number) =>
				levelsOf(quantities.map((quantity, rank) => [(best + away * rank) * 10 ** scale + Math.sign(scale), quantity] as const));
			this.#book.replace(ladder(bid, -1), ladder(bid + spread, 1), scale, 0, Number.POSITIVE_INFINITY);
			this.#hasBook = true;
			market.take(this.#book, levelsPerState);
			for (const meter of this.#meters) meter.state?.(market);
		} else if (told.kind === 'trade') {
			const {quantity, side, bid, lag, at} = told;
			for (const meter of this.#meters) meter.trade?.(market, {price: bid, quantity, aggressor: side, happenedAt: at - lag});
		} else if (told.kind === 'gap') {
			this.#hasBook = false;
			market.lose();
			for (const meter of this.#meters) meter.gap?.();
		} else if (told.kind === 'interrupt') for (const meter of this.#meters) meter.interrupt?.();
		else if (told.kind === 'watch') for (const meter of this.#meters) meter.watchTrades?.(told.quantity > 3);
		else if (told.kind === 'rescale') for (const meter of this.#meters) meter.rescale?.(10, 1);
		else return this.#row();
		return undefined;
	}

	archive(io: Archive): void {
		this.#market.archive(io);
		this.#book.archive(io);
		this.#hasBook = io.boolean(this.#hasBook);
		for (const meter of this.#meters) meter.archive(io);
	}

	#row(): Readonly<Record<string, number>> {
		const row = new Float64Array(catalogue.length).fill(Number.NaN);
		if (this.#hasBook) this.#market.takeRow(this.#book, 20);
		let from = 0;
		for (const meter of this.#meters) {
			meter.sample(this.#market, row, from);
			from += meter.columns.length;
		}
		return Object.fromEntries(catalogue.map(({name}, column) => [name, row[column]!]));
	}
}

const kinds = ['state', 'state', 'state', 'state', 'trade', 'trade', 'row', 'row', 'gap', 'interrupt', 'watch', 'rescale'] as const;

type Event = {
	readonly at: number;
	readonly kind: (typeof kinds)[number];
	readonly lag: number;
	readonly bid: number;
	readonly spread: number;
	readonly quantities: readonly number[];
	readonly quantity: number;
	readonly side: Aggressor;
	/** Of the prices of a book: grows with each rescaling before it. */
	readonly scale: number;
};

const events = timed(
	fc.record({
		after: fc.oneof(fc.integer({min: 1, max: 300_000}), fc.integer({min: 1, max: 20_000_000}), fc.constant(70_000_000)),
		kind: fc.constantFrom(...kinds),
		lag: fc.integer({min: 0, max: 250_000}),
		bid: fc.integer({min: 100, max: 104}),
		spread: fc.integer({min: 1, max: 2}),
		quantities: fc.array(fc.integer({min: 1, max: 50}), {minLength: 8, maxLength: 12}),
		quantity: decimals(0.01, 20),
		side: aggressor,
	}),
	40,
).map((all): readonly Event[] => {
	let scale = 0;
	// A scale grows to a digit that no price has here; more than a few times makes them no counts.
	return all.map((each) => {
		const kind = each.kind === 'rescale' && scale === 3 ? 'row' : each.kind;
		if (kind === 'rescale') scale++;
		return {...each, kind, scale};
	});
});

survivesArchiving('any meter', {
	options: fc.constant(undefined),
	make: () => new Driven(),
	events,
	feed: (part, event) => part.tell(event),
});

test('every column has been a number when the gauges of a long day are archived, and goes on alike to the last bit', () => {
	const tape = madeTape({seconds: 7700, seed: 4, center: 30_525, faults: 0.0003});
	const original = new TapeReader(tapeSettings);
	const copies: TapeReader[] = [];
	const expected: Float64Array[] = [];
	const known = new Set<number>();
	const stops = [0.02, 0.3, 0.6, 0.97].map((share) => Math.floor(tape.length * share));
	for (const [index, told] of tape.entries()) {
		if (stops.includes(index)) copies.push(copyOf(original));
		expected.length = 0;
		original.read(told, (row) => {
			expected.push(row.slice());
			for (const [column, value] of row.entries()) if (!Number.isNaN(value)) known.add(column);
		});
		for (const copy of copies) {
			let rows = 0;
			copy.read(told, (row) => {
				expect(Buffer.compare(new Uint8Array(row.buffer), new Uint8Array(expected[rows]!.buffer))).toBe(0);
				rows++;
			});
			expect(rows).toBe(expected.length);
		}
	}
	expect(catalogue.flatMap(({name}) => (known.has(columnIndex(name)) ? [] : [name]))).toEqual(['micro', 'micro_dev']);
});

/** A reader that was in a checkpoint. */
function copyOf(original: TapeReader): TapeReader {
	const writer = new ArchiveWriter();
	original.archive(writer);
	const copy = new TapeReader(tapeSettings);
	copy.archive(new ArchiveReader(writer.take()));
	return copy;
}

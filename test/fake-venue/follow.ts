/* A fake venue with a reader that follows it: what most tests of dialects and faults begin with. */

import type {Venue} from '../../source/venues/venue.ts';
import type {Dialect} from './dialect.ts';
import {type FakeVenue, type FakeVenueOptions, startFakeVenue} from './fake-venue.ts';
import {sidesOf} from './levels-of.ts';
import type {Sides} from './market.ts';
import {type Reader, startReader} from './reader.ts';

export type Followed = {
	readonly fake: FakeVenue;
	readonly reader: Reader;
	/** Of the dialect where the options name none. The first is mostly the one that a test is about. */
	readonly symbols: readonly string[];
	readonly symbol: string;
	/** What the reader met until it had them. */
	readonly greeted: readonly string[];
	/** What the reader has of every symbol; undefined for a book that is not in step. */
	books(): (Sides | undefined)[];
	/** What is true of every symbol. */
	truth(): Sides[];
	/** What the reader met since the last time it was asked, once it has read all. */
	met(): Promise<string[]>;
};

/** Resolves once the reader has the books of all symbols. */
export async function follow(dialect: Dialect, venue: Venue, options: Partial<FakeVenueOptions> = {}): Promise<Followed> {
	const fake = await startFakeVenue({dialect, ...options});
	const symbols = options.symbols ?? dialect.symbols;
	const reader = await startReader(venue, fake.endpoints, symbols);
	for (const symbol of symbols) {
		await fake.untilSubscribed(symbol);
		if (venue.snapshots === 'rest') await reader.join(symbol);
	}
	await fake.untilRead();
	const greeted = reader.met.splice(0);
	return {
		fake,
		reader,
		symbols,
		symbol: symbols[0] ?? '',
		greeted,
		books: () =>
			symbols.map((symbol) => {
				const book = reader.book(symbol);
				return book && sidesOf(book);
			}),
		truth: () => symbols.map((symbol) => fake.bookAt(symbol)),
		async met() {
			await fake.untilRead();
			return reader.met.splice(0);
		},
	};
}

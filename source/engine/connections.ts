/* The connections that frames come through: which venue speaks on each, and when one is to be renewed or closed. */

import {type Archive, BadArchiveError} from '../market/archive.ts';
import type {Effect} from '../market/frame.ts';
import {Symbols} from '../venues/symbols.ts';
import type {Decoder, VenueRules} from '../venues/venue.ts';

const second = 1_000_000;
/** A connection that says nothing at all for so long is renewed, µs. */
const longestSilence = 60 * second;
/** A connection that answers, while a book of it is silent for so long, is followed by another one at most this often, µs. */
const followedEvery = 600 * second;
/** So many unreadable frames within ten seconds, and the connection is renewed. */
const malformedTolerated = 3;

export type Connection = {
	readonly id: number;
	readonly venue: VenueRules;
	readonly decoder: Decoder;
	/** Its opening says what it carries: nobody else speaks on it. */
	readonly isDescribed: boolean;
	/** False where it carries trades alone. */
	readonly hasBooks: boolean;
	lastMessageAt: number;
	/** When it opened, or another one was last asked for to follow it, µs. */
	followedAt: number;
	malformedAt: number[];
	/** Asked to be renewed or closed: not asked again until it speaks. */
	isDoubted: boolean;
};

export class Connections {
	readonly #findVenue: (id: string) => VenueRules | undefined;
	/** At which scales a venue's symbols are read, by venue. */
	readonly #symbols = new Map<string, Symbols>();
	#open = new Map<number, Connection>();
	#hasOpenings = false;

	constructor(findVenue: (id: string) => VenueRules | undefined) {
		this.#findVenue = findVenue;
	}

	/** Frames say which connections were opened, as they do live and in our own recordings: then somebody answers what is asked for. */
	get hasOpenings(): boolean {
		return this.#hasOpenings;
	}

	/** A connection by its number; one that nobody saw opened is taken for the venue's. */
	of(id: number, venue: VenueRules, at: number): Connection {
		return this.#open.get(id) ?? this.#add(id, venue, at, false, true);
	}

	/** @param isDescribed the opening says what the connection carries, as openings of our own do. */
	opened(id: number, venue: VenueRules, at: number, isDescribed: boolean, hasBooks: boolean): void {
		if (isDescribed) this.#hasOpenings = true;
		this.#add(id, venue, at, isDescribed, hasBooks);
	}

	/** When a connection last said anything, µs; NaN where there is none of that number. */
	heardOn(id: number): number {
		return this.#open.get(id)?.lastMessageAt ?? Number.NaN;
	}

	closed(id: number): void {
		this.#open.delete(id);
	}

	symbolsOf(venue: VenueRules): Symbols {
		let symbols = this.#symbols.get(venue.id);
		if (symbols === undefined) {
			symbols = new Symbols();
			this.#symbols.set(venue.id, symbols);
		}
		return symbols;
	}

	spoke(connection: Connection, at: number): void {
		connection.lastMessageAt = at;
		connection.isDoubted = false;
	}

	/** A frame of it could not be read. */
	unreadable(connection: Connection, at: number, effect: (effect: Effect) => void): void {
		connection.malformedAt = [...connection.malformedAt.filter((time) => at - time <= 10 * second), at];
		if (connection.malformedAt.length < malformedTolerated || !this.#hasOpenings) return;
		connection.malformedAt = [];
		effect({kind: 'reconnect', connection: connection.id, reason: 'unreadable frames keep arriving'});
	}

	/** Time passed that nobody lived through: it makes books stale, but says nothing of how long their connections have been silent. */
	clockJumped(at: number): void {
		for (const connection of this.#open.values()) {
			connection.lastMessageAt = Math.max(connection.lastMessageAt, at - connection.venue.staleAfter - 1);
			connection.followedAt = at;
		}
	}

	/**
	Renews what has been silent for longer than any of its markets is. A book alone may be silent because nothing trades, or because the venue forgot that
	we subscribed: a second connection, on which it comes whole, tells, and nothing is lost by asking.

	@param overdue how many books of a connection are silent for too long.
	*/
	doubtSilent(at: number, overdue: (id: number, least: number) => 'all' | 'some' | 'none', effect: (effect: Effect) => void): void {
		if (!this.#hasOpenings) return;
		for (const connection of this.#open.values()) {
			const {id, venue} = connection;
			// A market may trade seldom: silence of trades alone says nothing.
			if (!connection.hasBooks || connection.isDoubted) continue;
			const isSilent = at - connection.lastMessageAt > longestSilence;
			const mayFollow = venue.snapshots === 'stream' && at - connection.followedAt > followedEvery;
			if (!isSilent && !mayFollow) continue;
			const books = overdue(id, longestSilence);
			if (isSilent && books === 'all') {
				connection.isDoubted = true;
				effect({kind: 'reconnect', connection: id, reason: `no message for ${longestSilence / second} s`});
			} else if (mayFollow && books !== 'none') {
				connection.followedAt = at;
				effect({kind: 'replace', connection: id, reason: `no book message for ${longestSilence / second} s, though it answers`});
			}
		}
	}

	/** Closes what another connection has taken over from, so that no book is carried by it any more. */
	retireAbandoned(isInUse: (id: number) => boolean, effect: (effect: Effect) => void): void {
		if (!this.#hasOpenings || this.#open.size < 2) return;
		const newest = Math.max(...this.#open.keys());
		for (const connection of this.#open.values()) {
			if (connection.id === newest || connection.isDoubted || isInUse(connection.id)) continue;
			connection.isDoubted = true;
			effect({kind: 'retire', connection: connection.id, reason: `replaced by connection ${newest}`});
		}
	}

	archive(io: Archive): void {
		this.#hasOpenings = io.boolean(this.#hasOpenings);
		const open = io.list([...this.#open.values()], (connection) => {
			const id = io.number(connection?.id ?? 0);
			const venue = this.#knownVenue(io.text(connection?.venue.id ?? ''));
			return {
				id,
				venue,
				decoder: connection?.decoder ?? venue.decoder(this.symbolsOf(venue)),
				isDescribed: io.boolean(connection?.isDescribed ?? false),
				hasBooks: io.boolean(connection?.hasBooks ?? true),
				lastMessageAt: io.number(connection?.lastMessageAt ?? 0),
				followedAt: io.number(connection?.followedAt ?? 0),
				malformedAt: io.list(connection?.malformedAt ?? [], (at) => io.number(at ?? 0)),
				isDoubted: io.boolean(connection?.isDoubted ?? false),
			};
		});
		this.#open = new Map(open.map((connection) => [connection.id, connection]));
	}

	/** What decoders remember. Apart from the rest, for the making of desks sets at which scales numbers are read. */
	archiveDecoders(io: Archive): void {
		io.list([...this.#symbols.keys()], (id) => {
			const name = io.text(id ?? '');
			this.symbolsOf(this.#knownVenue(name)).archive(io);
			return name;
		});
		for (const {decoder} of this.#open.values()) decoder.archive?.(io);
	}

	#add(id: number, venue: VenueRules, at: number, isDescribed: boolean, hasBooks: boolean): Connection {
		const decoder = venue.decoder(this.symbolsOf(venue));
		const connection = {id, venue, decoder, isDescribed, hasBooks, lastMessageAt: at, followedAt: at, malformedAt: [], isDoubted: false};
		this.#open.set(id, connection);
		return connection;
	}

	#knownVenue(id: string): VenueRules {
		const venue = this.#findVenue(id);
		if (venue === undefined) throw new BadArchiveError(`"${id.slice(0, 40)}" is no venue that is known`);
		return venue;
	}
}

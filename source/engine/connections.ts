/* The connections that frames come through: which venue speaks on each, and when one is to be renewed or closed. */

import {type Archive, BadArchiveError} from '../market/archive.ts';
import type {Effect} from '../market/frame.ts';
import type {Decoder, Venue} from '../venues/venue.ts';

const second = 1_000_000;
/** A connection that says nothing at all for so long is renewed, µs. */
const longestSilence = 60 * second;
/** So many unreadable frames within ten seconds, and the connection is renewed. */
const malformedTolerated = 3;

export type Connection = {
	readonly id: number;
	readonly venue: Venue;
	readonly decoder: Decoder;
	lastMessageAt: number;
	malformedAt: number[];
	/** Asked to be renewed or closed: not asked again until it speaks. */
	isDoubted: boolean;
};

export class Connections {
	readonly #findVenue: (id: string) => Venue | undefined;
	/** One a venue: it knows at which scales the venue's symbols are read. */
	readonly #decoders = new Map<string, Decoder>();
	#open = new Map<number, Connection>();
	#hasOpenings = false;

	constructor(findVenue: (id: string) => Venue | undefined) {
		this.#findVenue = findVenue;
	}

	/** Frames say which connections were opened, as they do live and in our own recordings: then somebody answers what is asked for. */
	get hasOpenings(): boolean {
		return this.#hasOpenings;
	}

	/** A connection by its number; one that nobody saw opened is taken for the venue's. */
	of(id: number, venue: Venue, at: number): Connection {
		return this.#open.get(id) ?? this.#add(id, venue, at);
	}

	opened(id: number, venue: Venue, at: number): void {
		this.#hasOpenings = true;
		this.#add(id, venue, at);
	}

	closed(id: number): void {
		this.#open.delete(id);
	}

	decoderOf(venue: Venue): Decoder {
		let decoder = this.#decoders.get(venue.id);
		if (decoder === undefined) {
			decoder = venue.decoder();
			this.#decoders.set(venue.id, decoder);
		}
		return decoder;
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

	/** Renews what has been silent for longer than any of its markets is. @param isOverdue whether all books of a connection are silent for too long. */
	doubtSilent(at: number, isOverdue: (id: number, least: number) => boolean, effect: (effect: Effect) => void): void {
		if (!this.#hasOpenings) return;
		for (const connection of this.#open.values()) {
			if (connection.isDoubted || at - connection.lastMessageAt <= longestSilence || !isOverdue(connection.id, longestSilence)) continue;
			connection.isDoubted = true;
			effect({kind: 'reconnect', connection: connection.id, reason: `no message for ${longestSilence / second} s`});
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
				decoder: this.decoderOf(venue),
				lastMessageAt: io.number(connection?.lastMessageAt ?? 0),
				malformedAt: io.list(connection?.malformedAt ?? [], (at) => io.number(at ?? 0)),
				isDoubted: io.boolean(connection?.isDoubted ?? false),
			};
		});
		this.#open = new Map(open.map((connection) => [connection.id, connection]));
	}

	/** Apart from the rest, for the making of desks sets what decoders expect. */
	archiveDecoders(io: Archive): void {
		io.list([...this.#decoders.keys()], (id) => {
			const name = io.text(id ?? '');
			this.decoderOf(this.#knownVenue(name)).archive(io);
			return name;
		});
	}

	#add(id: number, venue: Venue, at: number): Connection {
		const connection = {id, venue, decoder: this.decoderOf(venue), lastMessageAt: at, malformedAt: [], isDoubted: false};
		this.#open.set(id, connection);
		return connection;
	}

	#knownVenue(id: string): Venue {
		const venue = this.#findVenue(id);
		if (venue === undefined) throw new BadArchiveError(`"${id.slice(0, 40)}" is no venue that is known`);
		return venue;
	}
}

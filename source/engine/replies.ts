/* What requests brought: matched to those who asked, and where a foreign recording does not say who that was, to the only one that it can be. */

import type {Archive} from '../market/archive.ts';
import type {Frame, ReplyPayload} from '../market/frame.ts';
import {describedInstrument, type InstrumentId, venueOf} from '../market/instrument.ts';
import type {VenueRules} from '../venues/venue.ts';
import type {Desk} from './desk.ts';
import type {Desks} from './desks.ts';
import {bareReply, readFacts, readReply} from './frame-payload.ts';

export type RepliesOptions = {
	/** Who speaks in frames that say nothing of their origin. */
	readonly venue: VenueRules;
	readonly findVenue: (id: string) => VenueRules | undefined;
};

export class Replies {
	readonly #desks: Desks;
	readonly #options: RepliesOptions;
	readonly #fault: (words: string) => void;
	/** Snapshots that came before any diff of their connection, as JSON: the first book that speaks on it takes it. */
	#early = new Map<number, string>();

	constructor(desks: Desks, options: RepliesOptions, fault: (words: string) => void) {
		this.#desks = desks;
		this.#options = options;
		this.#fault = fault;
	}

	take(frame: Frame, at: number): void {
		const reply = readReply(frame.payload);
		if (reply === undefined) this.#fault('a reply that cannot be read');
		else if ('bare' in reply) this.#bareSnapshot(reply.bare, frame.connection, at);
		else if (reply.what === 'volume') this.#volume(reply);
		else if (reply.what === 'instrument') this.#instrument(reply);
		else this.#desks.find(reply.instrument)?.snapshot(reply, frame.connection, at);
	}

	/** A desk is about to hear a diff. The snapshot that came before it is now its own. */
	handOver(desk: Desk, connection: number, at: number): void {
		if (this.#early.size === 0) return;
		const early = this.#early.get(connection);
		if (early === undefined) return;
		const body: unknown = JSON.parse(early);
		this.#early.delete(connection);
		if (desk.isWaitingForSnapshot) desk.snapshot(bareReply(desk.instrument.id, body), connection, at);
	}

	archive(io: Archive): void {
		this.#early = new Map(io.list([...this.#early], (entry) => [io.number(entry?.[0] ?? 0), io.text(entry?.[1] ?? '')]));
	}

	#volume({instrument, body}: ReplyPayload): void {
		const venue = this.#venueOf(instrument);
		const volume = body === undefined ? '' : (venue.readVolume?.(body) ?? '');
		this.#desks.volumeKnown(instrument, volume === '' ? Number.NaN : Number(volume));
	}

	#instrument({instrument, body}: ReplyPayload): void {
		const facts = readFacts(body);
		const desk = this.#desks.find(instrument);
		if (facts !== undefined) desk?.describe(describedInstrument(this.#venueOf(instrument).id, facts));
	}

	/** A foreign recording holds a REST snapshot as it came, without saying whose: it can only belong to the one book of that recording that waits. */
	#bareSnapshot(body: unknown, connection: number, at: number): void {
		const carried = this.#desks.all.filter((desk) => connection === 0 || desk.hasBookFrom(connection));
		if (carried.length === 0 && connection !== 0) {
			this.#early.set(connection, JSON.stringify(body));
			return;
		}
		const waiting = carried.filter((desk) => desk.isWaitingForSnapshot);
		const only = waiting.length === 1 ? waiting[0] : undefined;
		if (only === undefined) this.#fault(`a snapshot that ${waiting.length === 0 ? 'no book waits' : 'more than one book waits'} for`);
		else only.snapshot(bareReply(only.instrument.id, body), connection, at);
	}

	#venueOf(instrument: InstrumentId): VenueRules {
		return this.#options.findVenue(venueOf(instrument)) ?? this.#options.venue;
	}
}

/* The desks of all instruments that frames have named so far. */

import {type Archive, BadArchiveError} from '../market/archive.ts';
import type {Effect} from '../market/frame.ts';
import {bareInstrument, type Contract, type Instrument, type InstrumentId} from '../market/instrument.ts';
import type {VenueRules} from '../venues/venue.ts';
import type {Connections} from './connections.ts';
import {Desk, type DeskObserver} from './desk.ts';
import type {EngineSettings} from './settings.ts';

/** A recording that does not describe its instruments may name so many; a venue lists a few thousand. */
const mostBare = 5000;

/** What new desks are made with. */
export type DesksOptions = {
	readonly connections: Connections;
	readonly findVenue: (id: string) => VenueRules | undefined;
	/** Settings as they are when a desk is made. */
	readonly settings: () => EngineSettings;
	readonly effect: (effect: Effect) => void;
	readonly observer: DeskObserver | undefined;
};

export class Desks {
	readonly #options: DesksOptions;
	#byId = new Map<InstrumentId, Desk>();
	/** The same by venue, then by symbol: a message names its symbol, and an id would have to be put together for each. */
	readonly #bySymbol = new Map<string, Map<string, Desk>>();
	/** 24-hour volumes that came before their instrument was known. */
	#volumes = new Map<InstrumentId, number>();

	constructor(options: DesksOptions) {
		this.#options = options;
	}

	/** In the order in which they were first seen. */
	get all(): readonly Desk[] {
		return [...this.#byId.values()];
	}

	/** In an order that does not depend on which came first. */
	get sorted(): readonly Desk[] {
		return [...this.#byId.values()].sort((one, other) => (one.instrument.id < other.instrument.id ? -1 : 1));
	}

	find(id: InstrumentId): Desk | undefined {
		return this.#byId.get(id);
	}

	/**
	The desk of a symbol of a venue; a new one where only the symbol is known. Undefined for a symbol that no opening named, where openings name them,
	and where there are too many to be true.

	@param isDescribed the opening of the connection that it came by names all that it carries.
	*/
	of(venue: VenueRules, symbol: string, isDescribed: boolean): Desk | undefined {
		const desk = this.#bySymbol.get(venue.id)?.get(symbol);
		if (desk !== undefined || isDescribed || this.#byId.size >= mostBare) return desk;
		const bare = this.#add(bareInstrument(venue.id, symbol), venue);
		// Whether trades come at all, the first one tells.
		bare.gauges.watchTrades(false);
		return bare;
	}

	/** The desk of an instrument that a venue has described. */
	described(instrument: Instrument, venue: VenueRules): Desk {
		const desk = this.#byId.get(instrument.id);
		desk?.describe(instrument);
		return desk ?? this.#add(instrument, venue);
	}

	isAnyCarriedBy(connection: number): boolean {
		return this.all.some((desk) => desk.isCarriedBy(connection));
	}

	/** How many books of a connection are silent for longer than their markets ever are; `all` where it has none. */
	overdue(connection: number, at: number, least: number): 'all' | 'some' | 'none' {
		const carried = this.all.filter((desk) => desk.isCarriedBy(connection));
		const silent = carried.filter((desk) => desk.isOverdue(at, least));
		if (silent.length === carried.length) return 'all';
		return silent.length > 0 ? 'some' : 'none';
	}

	/** @param volume of 24 hours, instrument's unit; NaN where it could not be had. */
	volumeKnown(id: InstrumentId, volume: number): void {
		const desk = this.#byId.get(id);
		if (desk === undefined) this.#volumes.set(id, volume);
		else desk.volumeKnown(volume);
	}

	archive(io: Archive): void {
		const desks = io.list(this.all, (desk) => this.#archiveDesk(io, desk));
		this.#byId = new Map(desks.map((desk) => [desk.instrument.id, desk]));
		this.#volumes = new Map(io.list([...this.#volumes], (entry) => [archiveId(io, entry?.[0]), io.number(entry?.[1] ?? 0)]));
	}

	#add(instrument: Instrument, venue: VenueRules): Desk {
		const {connections, settings, effect, observer} = this.#options;
		const desk = new Desk(instrument, {
			venue,
			symbols: connections.symbolsOf(venue),
			settings: settings(),
			canAsk: () => connections.hasOpenings,
			deskCount: () => this.#byId.size,
			heardOn: (connection) => connections.heardOn(connection),
			effect,
			observer,
		});
		this.#byId.set(instrument.id, desk);
		this.#symbolsOf(venue).set(instrument.symbol, desk);
		const volume = this.#volumes.get(instrument.id);
		if (volume !== undefined) desk.volumeKnown(volume);
		return desk;
	}

	#symbolsOf(venue: VenueRules): Map<string, Desk> {
		let desks = this.#bySymbol.get(venue.id);
		if (desks === undefined) {
			desks = new Map();
			this.#bySymbol.set(venue.id, desks);
		}
		return desks;
	}

	#archiveDesk(io: Archive, existing: Desk | undefined): Desk {
		const known = existing?.instrument;
		const id = archiveId(io, known?.id);
		const venue = this.#options.findVenue(io.text(known?.venue ?? ''));
		if (venue === undefined) throw new BadArchiveError('it speaks of a venue that is not known');
		const instrument: Instrument = {
			id,
			venue: venue.id,
			symbol: io.text(known?.symbol ?? ''),
			base: io.text(known?.base ?? ''),
			quote: io.text(known?.quote ?? ''),
			tickSize: io.text(known?.tickSize ?? '') || undefined,
			stepSize: io.text(known?.stepSize ?? '') || undefined,
			status: io.text(known?.status ?? ''),
			contract: archiveContract(io, known?.contract),
		};
		const desk = existing ?? this.#add(instrument, venue);
		desk.archive(io);
		return desk;
	}
}

function archiveContract(io: Archive, contract: Contract | undefined): Contract | undefined {
	if (!io.boolean(contract !== undefined)) return undefined;
	const unit = io.text(contract?.unit ?? '');
	const value = io.text(contract?.value ?? '');
	return {unit, value, kind: io.word(contract?.kind ?? 'linear', ['linear', 'inverse'])};
}

function archiveId(io: Archive, id: InstrumentId | undefined): InstrumentId {
	const text = io.text(id ?? '');
	const colon = text.indexOf(':');
	return `${text.slice(0, colon)}:${text.slice(colon + 1)}`;
}

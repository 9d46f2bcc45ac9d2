/*
The fold: frames in, state on. Deterministic, without clock, chance or I/O; time is what the frames say. What it needs from outside it returns as
effects, which a live feed carries out and a replay finds answered in the recording.
*/

import {type Effect, type Frame, noEffects, type OpenedPayload, type ReplyPayload, type SettingPayload} from '../market/frame.ts';
import {bareInstrument, describedInstrument, type Instrument, type InstrumentId, instrumentId} from '../market/instrument.ts';
import type {Decoder, MarketSink, Venue} from '../venues/venue.ts';
import {Desk, type DeskContext, type DeskObserver} from './desk.ts';
import {HashChain, HashInput} from './proof.ts';
import type {EngineSettings} from './settings.ts';
import type {View, Want} from './view.ts';
import {Viewer} from './viewer.ts';

const second = 1_000_000;
/** A connection that says nothing at all for so long is renewed, µs. */
const longestSilence = 60 * second;
/** So many unreadable frames within ten seconds, and the connection is renewed. */
const malformedTolerated = 3;

export type EngineOptions = {
	readonly settings: EngineSettings;
	/** Who speaks in frames that say nothing of their origin, as foreign recordings do. */
	readonly venue: Venue;
	/** Finds the venue that an `opened` frame names. */
	readonly findVenue: (id: string) => Venue | undefined;
	readonly observer?: DeskObserver;
};

type Connection = {
	readonly venue: Venue;
	readonly decoder: Decoder;
	lastMessageAt: number;
	malformedAt: number[];
	/** Asked to be renewed or closed: not asked again until it speaks. */
	isDoubted: boolean;
};

export class Engine {
	readonly #options: EngineOptions;
	/** One a venue: it knows at which scales the venue's symbols are read. */
	readonly #decoders = new Map<string, Decoder>();
	readonly #desks = new Map<InstrumentId, Desk>();
	readonly #connections = new Map<number, Connection>();
	readonly #bookChain = new HashChain();
	readonly #stateChain = new HashChain();
	readonly #hashInput = new HashInput();
	readonly #viewer = new Viewer();
	readonly #others = new Map<string, number>();
	/** 24-hour volumes that came before their instrument's opening. */
	readonly #volumes = new Map<InstrumentId, number>();
	readonly #faults: string[] = [];
	#settings: EngineSettings;
	#effects: Effect[] = [];
	#at = Number.NaN;
	#nextSampleAt = Number.NaN;
	#frames = 0;
	#samples = 0;
	#requests = 0;
	#hasOpenings = false;
	// What the frame in hand is, for the sink that the decoder calls back.
	#connectionId = 0;
	#connection: Connection | undefined;
	#payload: Uint8Array = new Uint8Array(0);
	readonly #sink: MarketSink;

	constructor(options: EngineOptions) {
		this.#options = options;
		this.#settings = options.settings;
		this.#sink = {
			depth: (update) => this.#deskOf(update.symbol).diff(this.#connectionId, update, this.#payload, this.#at),
			trade: (trade) => this.#deskOf(trade.symbol).trade(trade, this.#at),
			touch: (touch) => this.#deskOf(touch.symbol).touch(touch),
			fault: (fault) => this.#unreadable(fault.symbol, fault.detail),
			shutdown: () => this.#effects.push({kind: 'replace', connection: this.#connectionId, reason: 'the venue announced a shutdown'}),
			other: (name) => this.#others.set(name, (this.#others.get(name) ?? 0) + 1),
		};
	}

	get at(): number {
		return this.#at;
	}

	get frames(): number {
		return this.#frames;
	}

	get samples(): number {
		return this.#samples;
	}

	get settings(): EngineSettings {
		return this.#settings;
	}

	/** Hex of the chained hashes at the last sample; empty before the first. */
	get bookHash(): string {
		return this.#bookChain.link;
	}

	get stateHash(): string {
		return this.#stateChain.link;
	}

	get desks(): readonly Desk[] {
		return [...this.#desks.values()];
	}

	/** Messages that needed no book, by name. */
	get others(): ReadonlyMap<string, number> {
		return this.#others;
	}

	/** The first faults that belong to no instrument, in words. */
	get faults(): readonly string[] {
		return this.#faults;
	}

	/** Folds one frame. The effects are to be carried out in order; the array is valid until the next call. */
	fold(frame: Frame): readonly Effect[] {
		if (this.#effects.length > 0) this.#effects = [];
		this.#passTo(frame.at);
		this.#frames++;
		this.#connectionId = frame.connection;
		this.#payload = frame.payload;
		switch (frame.kind) {
			case 'message':
				this.#message(frame);
				break;
			case 'opened':
				this.#opened(frame);
				break;
			case 'closed':
				this.#closed(frame);
				break;
			case 'reply':
				this.#reply(frame);
				break;
			case 'setting':
				this.#setting(frame);
				break;
			case 'tick':
				this.#tick();
				break;
		}
		return this.#effects.length > 0 ? this.#effects : noEffects;
	}

	view(want: Want): View {
		return this.#viewer.view(this, want);
	}

	/** Rows of the sample clock stand at whole multiples of the interval; each closes when a frame from beyond it arrives. */
	#passTo(at: number): void {
		const {interval} = this.#settings;
		if (Number.isNaN(this.#at)) this.#nextSampleAt = Math.ceil(at / interval) * interval;
		while (this.#nextSampleAt < at) {
			this.#sample(this.#nextSampleAt);
			this.#nextSampleAt += interval;
		}
		this.#at = at;
	}

	#sample(at: number): void {
		this.#at = at;
		for (const desk of this.#desks.values()) {
			desk.passTo(at);
			desk.sample(at);
		}
		this.#samples++;
		this.#prove();
	}

	#prove(): void {
		const input = this.#hashInput;
		input.clear();
		for (const desk of this.#sortedDesks()) {
			const book = desk.liveBook;
			input.text(desk.instrument.id);
			input.number(book === undefined ? 0 : desk.updateId);
			if (book === undefined) continue;
			input.side(book.bids, book);
			input.side(book.asks, book);
		}
		const bookLink = this.#bookChain.extend(input);
		input.clear();
		input.text(bookLink);
		for (const desk of this.#sortedDesks()) {
			input.text(desk.instrument.id);
			input.text(desk.integrity.state);
			desk.gauges.hashInto(input);
			desk.strategy.hashInto(input);
		}
		this.#stateChain.extend(input);
	}

	#sortedDesks(): readonly Desk[] {
		return [...this.#desks.values()].sort((one, other) => (one.instrument.id < other.instrument.id ? -1 : 1));
	}

	#message(frame: Frame): void {
		const connection = this.#connections.get(frame.connection) ?? this.#addConnection(frame.connection, this.#options.venue);
		this.#connection = connection;
		connection.lastMessageAt = frame.at;
		connection.isDoubted = false;
		connection.decoder.decode(frame.payload, this.#sink);
	}

	#opened(frame: Frame): void {
		const opened = parse<OpenedPayload>(frame.payload);
		if (opened === undefined) {
			this.#fault(`an opening that cannot be read`);
			return;
		}
		this.#hasOpenings = true;
		const venue = this.#options.findVenue(opened.venue);
		if (venue === undefined) {
			this.#fault(`an opening of "${opened.venue}", a venue that is not known`);
			return;
		}
		this.#addConnection(frame.connection, venue);
		for (const facts of opened.instruments) {
			const instrument = describedInstrument(venue.id, facts);
			const desk = this.#desks.get(instrument.id) ?? this.#addDesk(instrument, venue);
			desk.opened(frame.connection, frame.at);
		}
	}

	#closed(frame: Frame): void {
		const {code = 0, reason = ''} = parse<{code: number; reason: string}>(frame.payload) ?? {};
		this.#connections.delete(frame.connection);
		for (const desk of this.#desks.values())
			desk.closed(frame.connection, frame.at, reason === '' ? `closed (${code})` : `${reason} (${code})`);
	}

	#reply(frame: Frame): void {
		const reply = parse<Partial<ReplyPayload>>(frame.payload);
		if (reply === undefined) {
			this.#fault('a reply that cannot be read');
			return;
		}
		if (reply.request === undefined || reply.instrument === undefined) {
			this.#bareSnapshot(reply);
			return;
		}
		const desk = this.#desks.get(reply.instrument);
		const full: ReplyPayload = {
			what: 'snapshot',
			status: 200,
			retryAfter: null,
			error: null,
			...reply,
			request: reply.request,
			instrument: reply.instrument,
		};
		if (full.what === 'volume') this.#volume(desk, full);
		else desk?.snapshot(full, this.#at);
		this.#retireAbandoned();
	}

	#volume(desk: Desk | undefined, reply: ReplyPayload): void {
		const venue = this.#options.findVenue(reply.instrument.slice(0, reply.instrument.indexOf(':'))) ?? this.#options.venue;
		const volume = reply.body === undefined ? Number.NaN : Number(venue.requests.readVolume(reply.body));
		if (desk === undefined) this.#volumes.set(reply.instrument, volume);
		else desk.volumeKnown(volume);
	}

	/** A foreign recording holds a REST snapshot as it came, without saying whose: it can only belong to the one book that waits for one. */
	#bareSnapshot(body: unknown): void {
		const waiting = this.desks.filter((desk) => desk.isWaitingForSnapshot);
		const only = waiting.length === 1 ? waiting[0] : undefined;
		if (only === undefined) {
			this.#fault(`a snapshot that ${waiting.length === 0 ? 'no book' : 'more than one book'} waits for`);
			return;
		}
		only.snapshot(
			{request: 0, instrument: only.instrument.id, what: 'snapshot', status: 200, retryAfter: null, error: null, body},
			this.#at,
		);
	}

	#setting(frame: Frame): void {
		const change = parse<SettingPayload>(frame.payload);
		if (change === undefined) {
			this.#fault('a setting that cannot be read');
			return;
		}
		this.#settings = {...this.#settings, ...change};
		for (const desk of this.#desks.values()) desk.change(this.#settings);
	}

	#tick(): void {
		for (const desk of this.#desks.values()) desk.passTo(this.#at);
		for (const [id, connection] of this.#connections) {
			if (connection.isDoubted || !this.#hasOpenings || this.#at - connection.lastMessageAt <= longestSilence) continue;
			connection.isDoubted = true;
			this.#effects.push({kind: 'reconnect', connection: id, reason: `no message for ${longestSilence / second} s`});
		}
		this.#retireAbandoned();
	}

	/** A connection that another one has taken over from carries no active book any more. */
	#retireAbandoned(): void {
		if (!this.#hasOpenings || this.#connections.size < 2) return;
		const newest = Math.max(...this.#connections.keys());
		const isInUse = (id: number) => this.desks.some((desk) => desk.isCarriedBy(id));
		for (const [id, connection] of this.#connections) {
			if (id === newest || connection.isDoubted || isInUse(id)) continue;
			connection.isDoubted = true;
			this.#effects.push({kind: 'retire', connection: id, reason: `replaced by connection ${newest}`});
		}
	}

	#unreadable(symbol: string, detail: string): void {
		const connection = this.#connection;
		if (connection === undefined) return;
		const desk = symbol === '' ? undefined : this.#desks.get(instrumentId(connection.venue.id, symbol));
		for (const suspect of desk === undefined ? this.#desks.values() : [desk]) suspect.unreadable(this.#connectionId, detail, this.#at);
		if (desk === undefined) this.#fault(detail);
		connection.malformedAt = [...connection.malformedAt.filter((at) => this.#at - at <= 10 * second), this.#at];
		if (connection.malformedAt.length < malformedTolerated || !this.#hasOpenings) return;
		connection.malformedAt = [];
		this.#effects.push({kind: 'reconnect', connection: this.#connectionId, reason: 'unreadable frames keep arriving'});
	}

	#fault(detail: string): void {
		if (this.#faults.length < 100) this.#faults.push(detail);
	}

	#addConnection(id: number, venue: Venue): Connection {
		const connection = {venue, decoder: this.#decoderOf(venue), lastMessageAt: this.#at, malformedAt: [], isDoubted: false};
		this.#connections.set(id, connection);
		return connection;
	}

	#decoderOf(venue: Venue): Decoder {
		let decoder = this.#decoders.get(venue.id);
		if (decoder === undefined) {
			decoder = venue.decoder();
			this.#decoders.set(venue.id, decoder);
		}
		return decoder;
	}

	#deskOf(symbol: string): Desk {
		const venue = this.#connection?.venue ?? this.#options.venue;
		return this.#desks.get(instrumentId(venue.id, symbol)) ?? this.#addDesk(bareInstrument(venue.id, symbol), venue);
	}

	#addDesk(instrument: Instrument, venue: Venue): Desk {
		const context: DeskContext = {
			venue,
			decoder: this.#decoderOf(venue),
			settings: this.#settings,
			canAsk: () => this.#hasOpenings,
			nextRequest: () => ++this.#requests,
			deskCount: () => this.#desks.size,
			effect: (effect) => this.#effects.push(effect),
			observer: this.#options.observer,
		};
		const desk = new Desk(instrument, context);
		this.#desks.set(instrument.id, desk);
		const volume = this.#volumes.get(instrument.id);
		if (volume !== undefined) desk.volumeKnown(volume);
		return desk;
	}
}

/** The engine's own frames were written by this program; what does not parse is damage, and is counted by the caller. */
function parse<Payload>(payload: Uint8Array): Payload | undefined {
	try {
		const value: unknown = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString());
		return typeof value === 'object' && value !== null ? (value as Payload) : undefined;
	} catch {
		return undefined;
	}
}

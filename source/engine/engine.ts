/*
The fold: frames in, state on. Deterministic, without clock, chance or I/O; time is what the frames say. What it needs from outside it returns as
effects, which a live feed carries out and a replay finds answered in the recording.
*/

import {type Archive, ArchiveReader, ArchiveWriter, BadArchiveError} from '../market/archive.ts';
import {type Effect, type Frame, noEffects, type ReplyPayload} from '../market/frame.ts';
import {describedInstrument, instrumentId} from '../market/instrument.ts';
import type {MarketSink, Venue} from '../venues/venue.ts';
import {type Connection, Connections} from './connections.ts';
import type {Desk, DeskObserver} from './desk.ts';
import {Desks} from './desks.ts';
import {bareReply, closingInWords, readOpened, readReply, readSetting} from './frame-payload.ts';
import {Prover} from './prover.ts';
import {type EngineSettings, foldVersion, settingsFrom} from './settings.ts';
import type {View, Want} from './view.ts';
import {Viewer} from './viewer.ts';

/** A silence longer than this, µs, has no rows: it is the space between two sessions, or a wrong stamp. */
const longestSilence = 24 * 3600 * 1_000_000;

/** Names of messages that are counted apart. */
const mostNames = 200;

export type EngineOptions = {
	readonly settings: EngineSettings;
	/** Who speaks in frames that say nothing of their origin, as foreign recordings do. */
	readonly venue: Venue;
	/** Finds the venue that an `opened` frame names. */
	readonly findVenue: (id: string) => Venue | undefined;
	readonly observer?: DeskObserver;
};

export class Engine {
	readonly #options: EngineOptions;
	readonly #connections: Connections;
	readonly #desks: Desks;
	readonly #prover = new Prover();
	readonly #viewer = new Viewer();
	readonly #sink: MarketSink;
	#others = new Map<string, number>();
	readonly #faults: string[] = [];
	#settings: EngineSettings;
	#effects: Effect[] = [];
	#at = Number.NaN;
	#nextSampleAt = Number.NaN;
	#frames = 0;
	#samples = 0;
	// The message in hand, for the sink that the decoder calls back.
	#connection: Connection | undefined;
	#payload: Uint8Array = new Uint8Array(0);

	constructor(options: EngineOptions) {
		this.#options = options;
		this.#settings = options.settings;
		this.#connections = new Connections(options.findVenue);
		this.#desks = new Desks({
			connections: this.#connections,
			findVenue: options.findVenue,
			settings: () => this.#settings,
			effect: this.#effect,
			observer: options.observer,
		});
		this.#sink = {
			depth: (update) => this.#deskOf(update.symbol)?.diff(this.#connection?.id ?? 0, update, this.#payload, this.#at),
			trade: (trade) => this.#deskOf(trade.symbol)?.trade(trade, this.#at),
			touch: (touch) => this.#deskOf(touch.symbol)?.touch(touch),
			fault: (fault) => this.#unreadable(fault.symbol, fault.detail),
			shutdown: () => this.#effect({kind: 'replace', connection: this.#connection?.id ?? 0, reason: 'the venue announced a shutdown'}),
			other: (name) => this.#count(name),
		};
	}

	/** An engine as it was at its checkpoint. @throws BadArchiveError where the bytes are none of this version. */
	static restore(bytes: Uint8Array, options: EngineOptions): Engine {
		const engine = new Engine(options);
		const reader = new ArchiveReader(bytes);
		try {
			engine.#archive(reader);
		} catch (error) {
			// What was written is sound: numbers and texts that nothing can be made of are damage.
			throw error instanceof BadArchiveError ? error : new BadArchiveError(`it is damaged: ${String(error)}`);
		}
		if (!reader.isAtEnd) throw new BadArchiveError('it goes on after its end');
		return engine;
	}

	/** Time of the last frame, µs since the epoch; NaN before the first. */
	get at(): number {
		return this.#at;
	}

	get frames(): number {
		return this.#frames;
	}

	/** Rows of the sample clock that were closed. */
	get samples(): number {
		return this.#samples;
	}

	get settings(): EngineSettings {
		return this.#settings;
	}

	/** Hex of the chained hashes at the last sample; empty before the first. */
	get bookHash(): string {
		return this.#prover.bookHash;
	}

	get stateHash(): string {
		return this.#prover.stateHash;
	}

	/** In the order in which they were first seen. */
	get desks(): readonly Desk[] {
		return this.#desks.all;
	}

	/** How many messages needed no book, by name. */
	get others(): ReadonlyMap<string, number> {
		return this.#others;
	}

	/** The first hundred faults that belong to no instrument, in words. */
	get faults(): readonly string[] {
		return this.#faults;
	}

	/** Folds one frame. The effects are to be carried out in order; the array is valid until the next call. */
	fold(frame: Frame): readonly Effect[] {
		if (this.#effects.length > 0) this.#effects = [];
		this.#passTo(frame.at);
		this.#frames++;
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

	/** All of the state, to go on from later or elsewhere as if nothing had happened between. */
	checkpoint(): Uint8Array {
		const writer = new ArchiveWriter();
		this.#archive(writer);
		return writer.take();
	}

	#archive(io: Archive): void {
		const version = io.number(foldVersion);
		if (version !== foldVersion) throw new BadArchiveError(`it was made by version ${version} of the fold, this is ${foldVersion}`);
		this.#settings = settingsFrom(JSON.parse(io.text(JSON.stringify(this.#settings))), this.#settings);
		this.#at = io.number(this.#at);
		this.#nextSampleAt = io.number(this.#nextSampleAt);
		this.#frames = io.number(this.#frames);
		this.#samples = io.number(this.#samples);
		this.#prover.archive(io);
		this.#connections.archive(io);
		this.#desks.archive(io);
		this.#connections.archiveDecoders(io);
		this.#others = new Map(io.list([...this.#others], (entry) => [io.text(entry?.[0] ?? ''), io.number(entry?.[1] ?? 0)]));
	}

	readonly #effect = (effect: Effect): void => {
		this.#effects.push(effect);
	};

	/** Rows of the sample clock stand at whole multiples of the interval; each closes when a frame from beyond it arrives. The first frame has none before it. */
	#passTo(at: number): void {
		const {interval} = this.#settings;
		if (!(at - this.#at <= longestSilence)) this.#nextSampleAt = Math.ceil(at / interval) * interval;
		while (this.#nextSampleAt < at) {
			this.#sample(this.#nextSampleAt);
			this.#nextSampleAt += interval;
		}
		this.#at = at;
	}

	#sample(at: number): void {
		this.#at = at;
		for (const desk of this.#desks.all) {
			desk.passTo(at);
			desk.sample(at);
		}
		this.#samples++;
		this.#prover.prove(this.#desks.sorted);
	}

	#message(frame: Frame): void {
		const connection = this.#connections.of(frame.connection, this.#options.venue, frame.at);
		this.#connections.spoke(connection, frame.at);
		this.#connection = connection;
		this.#payload = frame.payload;
		connection.decoder.decode(frame.payload, this.#sink);
	}

	#opened(frame: Frame): void {
		const opened = readOpened(frame.payload);
		const venue = this.#options.findVenue(opened?.venue ?? '');
		if (opened === undefined || venue === undefined) return void this.#fault(`an opening of "${opened?.venue ?? ''}" that cannot be read`);
		this.#connections.opened(frame.connection, venue, frame.at);
		for (const facts of opened.instruments) {
			this.#desks.described(describedInstrument(venue.id, facts), venue).opened(frame.connection, frame.at);
		}
	}

	#closed(frame: Frame): void {
		this.#connections.closed(frame.connection);
		const reason = closingInWords(frame.payload);
		for (const desk of this.#desks.all) desk.closed(frame.connection, frame.at, reason);
	}

	#reply(frame: Frame): void {
		const reply = readReply(frame.payload);
		if (reply === undefined) {
			this.#fault('a reply that cannot be read');
			return;
		}
		if ('bare' in reply) this.#bareSnapshot(reply.bare, frame.connection);
		else if (reply.what === 'volume') this.#volume(reply);
		else this.#desks.find(reply.instrument)?.snapshot(reply, this.#at);
		this.#connections.retireAbandoned((id) => this.#desks.isAnyCarriedBy(id), this.#effect);
	}

	#volume({instrument, body}: ReplyPayload): void {
		const venue = this.#options.findVenue(instrument.slice(0, instrument.indexOf(':'))) ?? this.#options.venue;
		this.#desks.volumeKnown(instrument, body === undefined ? Number.NaN : Number(venue.requests.readVolume(body)));
	}

	/** A foreign recording holds a REST snapshot as it came, without saying whose: it can only belong to the one book of that recording that waits. */
	#bareSnapshot(body: unknown, connection: number): void {
		const waiting = this.#desks.all.filter((desk) => desk.isWaitingForSnapshot && (connection === 0 || desk.isCarriedBy(connection)));
		const only = waiting.length === 1 ? waiting[0] : undefined;
		if (only === undefined) {
			this.#fault(`a snapshot that ${waiting.length === 0 ? 'no book waits' : 'more than one book waits'} for`);
			return;
		}
		only.snapshot(bareReply(only.instrument.id, body), this.#at);
	}

	#setting(frame: Frame): void {
		const change = readSetting(frame.payload);
		if (change === undefined) {
			this.#fault('a setting that cannot be read');
			return;
		}
		this.#settings = settingsFrom(change, this.#settings);
		for (const desk of this.#desks.all) desk.change(this.#settings, this.#at);
	}

	#tick(): void {
		for (const desk of this.#desks.all) desk.passTo(this.#at);
		this.#connections.doubtSilent(this.#at, (id, least) => this.#desks.areOverdue(id, this.#at, least), this.#effect);
		this.#connections.retireAbandoned((id) => this.#desks.isAnyCarriedBy(id), this.#effect);
	}

	#unreadable(symbol: string, detail: string): void {
		const connection = this.#connection;
		if (connection === undefined) return;
		const desk = symbol === '' ? undefined : this.#desks.find(instrumentId(connection.venue.id, symbol));
		for (const suspect of desk === undefined ? this.#desks.all : [desk]) suspect.unreadable(connection.id, detail, this.#at);
		if (desk === undefined) this.#fault(detail);
		this.#connections.unreadable(connection, this.#at, this.#effect);
	}

	#deskOf(symbol: string): Desk | undefined {
		const desk = this.#desks.of(this.#connection?.venue ?? this.#options.venue, symbol);
		if (desk === undefined) this.#count(`message of ${symbol}, which nobody asked for`);
		return desk;
	}

	#count(name: string): void {
		if (this.#others.has(name) || this.#others.size < mostNames) this.#others.set(name, (this.#others.get(name) ?? 0) + 1);
	}

	#fault(detail: string): void {
		if (this.#faults.length < 100) this.#faults.push(detail);
	}
}

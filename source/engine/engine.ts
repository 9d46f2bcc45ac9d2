/*
The fold: frames in, state on. Deterministic, without clock, chance or I/O; time is what the frames say. What it needs from outside it returns as
effects, which a live feed carries out and a replay finds answered in the recording.
*/

import {type Archive, ArchiveReader, ArchiveWriter, BadArchiveError} from '../market/archive.ts';
import {type Effect, type Frame, noEffects} from '../market/frame.ts';
import {describedInstrument} from '../market/instrument.ts';
import type {VenueRules} from '../venues/venue.ts';
import {Connections} from './connections.ts';
import type {Desk, DeskObserver} from './desk.ts';
import {Desks} from './desks.ts';
import {closingInWords, readOpened, readSetting} from './frame-payload.ts';
import {Listener} from './listener.ts';
import {Oddities} from './oddities.ts';
import {Prover} from './prover.ts';
import {Replies} from './replies.ts';
import {checkpointVersion, type EngineSettings, settingsFrom} from './settings.ts';
import type {View, Want} from './view.ts';
import {Viewer} from './viewer.ts';

/** A silence longer than this, µs, has no rows: it is the space between two sessions, or a wrong stamp. */
const longestSilence = 24 * 3600 * 1_000_000;

/** A live feed ticks once a second: a longer pause, µs, is a clock that jumped, or a machine that slept. */
const longestPause = 2_500_000;

export type EngineOptions = {
	readonly settings: EngineSettings;
	/** Who speaks in frames that say nothing of their origin, as foreign recordings do. */
	readonly venue: VenueRules;
	/** Finds the venue that an `opened` frame names. */
	readonly findVenue: (id: string) => VenueRules | undefined;
	readonly observer?: DeskObserver;
};

export class Engine {
	readonly #options: EngineOptions;
	readonly #connections: Connections;
	readonly #desks: Desks;
	readonly #prover = new Prover();
	readonly #viewer = new Viewer();
	readonly #listener: Listener;
	readonly #replies: Replies;
	readonly #oddities = new Oddities();
	#settings: EngineSettings;
	#effects: Effect[] = [];
	#at = Number.NaN;
	#nextSampleAt = Number.NaN;
	#tickedAt = Number.NaN;
	#frames = 0;
	#samples = 0;

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
		this.#replies = new Replies(this.#desks, options, (fault) => this.#oddities.fault(fault));
		this.#listener = new Listener(this.#desks, this.#connections, this.#replies, this.#oddities, {
			venue: options.venue,
			effect: this.#effect,
		});
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
		return this.#oddities.others;
	}

	/** The first hundred faults that belong to no instrument, in words. */
	get faults(): readonly string[] {
		return this.#oddities.faults;
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
		const version = io.number(checkpointVersion);
		if (version !== checkpointVersion) {
			throw new BadArchiveError(`it is a checkpoint of version ${version}, this program has version ${checkpointVersion}`);
		}
		this.#settings = settingsFrom(JSON.parse(io.text(JSON.stringify(this.#settings))), this.#settings);
		this.#at = io.number(this.#at);
		this.#nextSampleAt = io.number(this.#nextSampleAt);
		this.#tickedAt = io.number(this.#tickedAt);
		this.#replies.archive(io);
		this.#frames = io.number(this.#frames);
		this.#samples = io.number(this.#samples);
		this.#prover.archive(io);
		this.#connections.archive(io);
		this.#desks.archive(io);
		this.#connections.archiveDecoders(io);
		this.#oddities.archive(io);
	}

	readonly #effect = (effect: Effect): void => {
		this.#effects.push(effect);
	};

	/** Rows of the sample clock stand at whole multiples of the interval; each closes when a frame from beyond it arrives. The first frame has none before it. */
	#passTo(at: number): void {
		const {interval} = this.#settings;
		if (!(at - this.#at <= longestSilence)) this.#nextSampleAt = Math.ceil(at / interval) * interval;
		// Nobody could have answered in a time that has passed at once: what is wanted now is asked for, once.
		const mayAsk = at - this.#at <= longestPause;
		while (this.#nextSampleAt < at) {
			this.#sample(this.#nextSampleAt, mayAsk);
			this.#nextSampleAt += interval;
		}
		this.#at = at;
	}

	#sample(at: number, mayAsk: boolean): void {
		this.#at = at;
		for (const desk of this.#desks.all) {
			desk.passTo(at, mayAsk);
			desk.sample(at);
		}
		this.#samples++;
		this.#prover.prove(this.#desks.sorted);
	}

	#message(frame: Frame): void {
		const connection = this.#connections.of(frame.connection, this.#options.venue, frame.at);
		this.#connections.spoke(connection, frame.at);
		this.#listener.hear(connection, frame.payload, this.#at);
	}

	#opened(frame: Frame): void {
		const opened = readOpened(frame.payload);
		const venue = this.#options.findVenue(opened?.venue ?? '');
		if (opened === undefined || venue === undefined)
			return void this.#oddities.fault(`an opening of "${opened?.venue ?? ''}" that cannot be read`);
		const {instruments, hasBooks = true, hasTrades = true} = opened;
		this.#connections.opened(frame.connection, venue, frame.at, instruments.length > 0, hasBooks);
		for (const facts of instruments) {
			const desk = this.#desks.described(describedInstrument(venue.id, facts), venue);
			if (hasBooks) desk.opened(frame.connection, frame.at, hasTrades);
			else desk.openedForTrades(frame.connection);
		}
	}

	#closed(frame: Frame): void {
		this.#connections.closed(frame.connection);
		const reason = closingInWords(frame.payload);
		for (const desk of this.#desks.all) desk.closed(frame.connection, frame.at, reason);
	}

	#reply(frame: Frame): void {
		this.#replies.take(frame, this.#at);
		this.#connections.retireAbandoned((id) => this.#desks.isAnyCarriedBy(id), this.#effect);
	}

	#setting(frame: Frame): void {
		const change = readSetting(frame.payload);
		if (change === undefined) return void this.#oddities.fault('a setting that cannot be read');
		this.#settings = settingsFrom(change, this.#settings);
		for (const desk of this.#desks.all) desk.change(this.#settings, this.#at);
	}

	#tick(): void {
		const hasJumped = this.#at - this.#tickedAt > longestPause;
		this.#tickedAt = this.#at;
		for (const desk of this.#desks.all) desk.passTo(this.#at, true);
		if (hasJumped) for (const part of [this.#connections, ...this.#desks.all]) part.clockJumped(this.#at);
		this.#connections.doubtSilent(this.#at, (id, least) => this.#desks.overdue(id, this.#at, least), this.#effect);
		this.#connections.retireAbandoned((id) => this.#desks.isAnyCarriedBy(id), this.#effect);
	}
}

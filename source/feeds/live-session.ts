/* One run of a live feed: stamps frames and hands them over, and does what the engine answers. */

import type {Effect, FrameKind, OpenedPayload} from '../market/frame.ts';
import type {Instrument, InstrumentId} from '../market/instrument.ts';
import type {Clock} from './clock.ts';
import {type ConnectionOwner, KeptConnection} from './connection.ts';
import type {Sink} from './feed.ts';
import type {LiveOptions} from './live-options.ts';
import type {MarketAccess, Reply} from './market-access.ts';
import {AttemptBudget} from './rate-budget.ts';
import {type ClockOffset, measureOffset} from './server-clock.ts';
import {Stamp} from './stamp.ts';
import {Timers} from './timers.ts';

const tickEvery = 1000;
const jumpBeyond = 500;
/** A tick that comes so late tells that this process was held up, ms. */
const lagBeyond = 250;
/** Long enough to be read, and gone soon after it is over, ms. */
const lagShownFor = 2000;
const offsetEvery = 300_000;
const jumpShownFor = 5000;
const emptyObject = Buffer.from('{}');

/** A connection and the venue that it leads to. */
type Line = {readonly market: MarketAccess; readonly connection: KeptConnection};

export class LiveSession {
	readonly #options: LiveOptions;
	readonly #clock: Clock;
	readonly #markets: readonly MarketAccess[];
	readonly #sink: Sink;
	readonly #stamp: Stamp;
	readonly #timers: Timers;
	readonly #owners = new Map<MarketAccess, ConnectionOwner>();
	readonly #lines: Line[] = [];
	/** Instruments for which a connection is kept, or was until its venue failed. */
	readonly #carried = new Set<InstrumentId>();
	/** Venues whose clock is being measured, and what was found. */
	readonly #measured = new Set<string>();
	readonly #offsets = new Map<string, ClockOffset>();
	readonly #finished = Promise.withResolvers<void>();
	#lastNumber = 0;
	#isRunning = false;
	#isOver = false;
	#notice = '';

	constructor(options: LiveOptions, markets: readonly MarketAccess[], sink: Sink) {
		const {clock} = options;
		this.#options = options;
		this.#markets = markets;
		this.#clock = clock;
		this.#sink = sink;
		this.#stamp = new Stamp(clock);
		this.#timers = new Timers(clock);
		for (const market of markets) {
			this.#owners.set(market, this.#ownerFor(market));
			this.add(market, market.instruments);
		}
	}

	clockOffset(venue: string): ClockOffset | undefined {
		return this.#offsets.get(venue);
	}

	/** Opens what carries these instruments, beside what is open already. Those that are carried stay as they are. */
	add(market: MarketAccess, instruments: readonly Instrument[]): void {
		const owner = this.#owners.get(market);
		const added = instruments.filter(({id}) => !this.#carried.has(id));
		if (owner === undefined || added.length === 0) return;
		for (const {id} of added) this.#carried.add(id);
		for (const plan of market.venue.plan(added, market.endpoints)) {
			const connection = new KeptConnection(plan, owner);
			this.#lines.push({market, connection});
			if (this.#isRunning) connection.start();
		}
	}

	/** Ends the run, which fails with this. */
	fail(error: unknown): void {
		this.#finish(error);
	}

	/** Runs until aborted, or until something cannot go on. */
	async run(signal: AbortSignal): Promise<void> {
		const stop = (): void => this.#finish(undefined);
		signal.addEventListener('abort', stop);
		this.#isRunning = true;
		this.#tickLater(this.#clock.monotonic() + tickEvery, this.#clock.monotonic(), this.#clock.now());
		for (const {connection} of this.#lines) connection.start();
		try {
			await this.#finished.promise;
		} finally {
			signal.removeEventListener('abort', stop);
		}
	}

	#ownerFor(market: MarketAccess): ConnectionOwner {
		const {clock, random, whenUnreachable = 'retry', log} = this.#options;
		const {venue} = market;
		const {connections, connectionsWindow} = venue.budget;
		return {
			venue,
			clock,
			random,
			whenUnreachable,
			attempts: new AttemptBudget(clock, connections, connectionsWindow),
			number: () => ++this.#lastNumber,
			opened: (connection, payload) => this.#opened(market, connection, payload),
			message: (connection, data) => this.#deliver(connection, 'message', data),
			closed: (connection, code, reason) => this.#deliver(connection, 'closed', jsonBytes({code, reason})),
			notice: (text) => this.#say(text === '' || this.#markets.length === 1 ? text : `${venue.name}: ${text}`),
			log: (text) => log?.(text),
			fail: (error) => this.#failed(market, error),
		};
	}

	#opened(market: MarketAccess, connection: number, payload: OpenedPayload): void {
		if (this.#lines.every((line) => line.connection.isOpen)) this.#say('');
		this.#deliver(connection, 'opened', jsonBytes(payload));
		for (const {symbol} of payload.instruments) void this.#replyLater(market.volume(symbol));
		void this.#keepOffset(market);
	}

	#deliver(connection: number, kind: FrameKind, payload: Uint8Array): void {
		if (this.#isOver) return;
		try {
			const effects = this.#sink({at: this.#stamp.next(), connection, kind, payload});
			// A copy: acting may deliver another frame, and the engine may keep one array for all its answers.
			if (effects.length > 0) for (const effect of [...effects]) this.#act(effect);
		} catch (error) {
			this.#finish(error);
		}
	}

	#act(effect: Effect): void {
		if (effect.kind === 'snapshot') void this.#replyLater(this.#marketOf(effect.instrument)?.snapshot(effect));
		else if (effect.kind === 'describe') void this.#replyLater(this.#marketOf(effect.instrument)?.description(effect.symbol));
		else this.#actOn(effect);
	}

	#actOn(effect: Exclude<Effect, {readonly kind: 'snapshot' | 'describe'}>): void {
		const {kind, reason} = effect;
		const found = this.#lines.find(({connection}) => connection.has(effect.connection));
		if (found === undefined) return;
		this.#options.log?.(`${kind} connection ${effect.connection}: ${reason}`);
		if (kind === 'reconnect') found.connection.reconnect(effect.connection, reason);
		else if (kind === 'retire') found.connection.retire(effect.connection, reason);
		else if (kind === 'replace') found.connection.replace(effect.connection, reason);
		else found.connection.resubscribe(effect.connection, effect.symbol, reason);
	}

	#marketOf(instrument: InstrumentId): MarketAccess | undefined {
		return this.#markets.find(({venue}) => instrument.startsWith(`${venue.id}:`));
	}

	async #replyLater(asked: Promise<Reply | undefined> | undefined): Promise<void> {
		const reply = await asked;
		if (reply === undefined) return;
		if (reply.fault !== '') this.#options.log?.(reply.fault);
		this.#deliver(0, 'reply', reply.payload);
	}

	/** Once a venue: its clock is measured again and again. */
	async #keepOffset({venue, endpoints, rest}: MarketAccess): Promise<void> {
		if (this.#measured.has(venue.id)) return;
		this.#measured.add(venue.id);
		while (!this.#isOver) {
			const measured = await measureOffset(venue, endpoints.rest, rest, this.#clock);
			if (measured !== undefined) this.#offsets.set(venue.id, measured);
			this.#options.log?.(measured === undefined ? 'clock offset: no answer' : `clock offset: ${offsetText(measured)}`);
			await this.#timers.sleep(offsetEvery);
		}
	}

	/** @param due when, on the monotonic clock; the other two are what both clocks showed at the last tick. */
	#tickLater(due: number, monotonicBefore: number, wallBefore: number): void {
		this.#timers.after(Math.max(0, due - this.#clock.monotonic()), () => {
			const monotonic = this.#clock.monotonic();
			const wall = this.#clock.now();
			const jump = (wall - wallBefore) / 1000 - (monotonic - monotonicBefore);
			if (Math.abs(jump) > jumpBeyond) this.#jumped(jump);
			else this.#lagged(monotonic - due);
			this.#deliver(0, 'tick', emptyObject);
			// After a stall the missed ticks are not made up for: the engine would learn nothing from them.
			this.#tickLater(Math.max(due, monotonic - tickEvery) + tickEvery, monotonic, wall);
		});
	}

	/** Nothing is dropped then, but what is shown is old. */
	#lagged(millis: number): void {
		if (millis > lagBeyond) this.#sayFor(lagShownFor, `LAGGING: this program is ${(millis / 1000).toFixed(1)} s behind`);
	}

	#jumped(millis: number): void {
		const text = `the clock jumped by ${(millis / 1000).toFixed(1)} s: checking the connections`;
		for (const {connection} of this.#lines) connection.ping();
		this.#options.log?.(text);
		this.#sayFor(jumpShownFor, text);
	}

	/** Says something that stands for so many ms, unless something else is said before. */
	#sayFor(millis: number, text: string): void {
		this.#say(text);
		this.#timers.after(millis, () => {
			if (this.#notice === text) this.#say('');
		});
	}

	#say(text: string): void {
		if (this.#isOver || text === this.#notice) return;
		this.#notice = text;
		this.#options.onNotice?.(text);
	}

	/** One venue cannot go on. The others do, if there are any. */
	#failed(market: MarketAccess, error: Error): void {
		const ended = this.#lines.filter((line) => line.market === market);
		const rest = this.#lines.filter((line) => line.market !== market);
		this.#lines.splice(0, this.#lines.length, ...rest);
		this.#owners.delete(market);
		for (const {connection} of ended) {
			const open = connection.numbers;
			connection.stop();
			if (rest.length > 0) for (const number of open) this.#deliver(number, 'closed', jsonBytes({code: 1000, reason: error.message}));
		}
		if (rest.length === 0) this.#finish(error);
		else this.#say(error.message);
	}

	/** @param error undefined where all is as it should be. */
	#finish(error: unknown): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#timers.end();
		for (const {connection} of this.#lines) connection.stop();
		if (error === undefined) this.#finished.resolve();
		else this.#finished.reject(error);
	}
}

function offsetText({offsetMillis, errorMillis}: ClockOffset): string {
	return `${offsetMillis.toFixed(1)} ms, give or take ${errorMillis.toFixed(1)} ms`;
}

function jsonBytes(value: object): Uint8Array {
	return Buffer.from(JSON.stringify(value));
}

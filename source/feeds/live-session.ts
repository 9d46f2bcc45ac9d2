/* One run of a live feed: stamps frames and hands them over, and does what the engine answers. */

import type {Effect, FrameKind, OpenedPayload} from '../market/frame.ts';
import {type Instrument, instrumentId} from '../market/instrument.ts';
import type {Endpoints, Venue} from '../venues/venue.ts';
import type {Clock} from './clock.ts';
import {type ConnectionOwner, KeptConnection} from './connection.ts';
import type {Sink} from './feed.ts';
import type {LiveOptions} from './live-options.ts';
import {AttemptBudget} from './rate-budget.ts';
import {type ReplyHead, replyBytes} from './reply.ts';
import type {Answer, Rest} from './rest.ts';
import {type ClockOffset, measureOffset} from './server-clock.ts';
import {Stamp} from './stamp.ts';
import {Timers} from './timers.ts';

const tickEvery = 1000;
const jumpBeyond = 500;
const offsetEvery = 300_000;
const jumpShownFor = 5000;
const emptyObject = Buffer.from('{}');

export class LiveSession {
	readonly #options: LiveOptions;
	readonly #venue: Venue;
	readonly #clock: Clock;
	readonly #address: string;
	readonly #rest: Rest;
	readonly #sink: Sink;
	readonly #stamp: Stamp;
	readonly #timers: Timers;
	readonly #connections: KeptConnection[];
	/** Instruments whose 24-hour volume has been asked for. */
	readonly #asked = new Set<string>();
	readonly #finished = Promise.withResolvers<void>();
	#isOver = false;
	#notice = '';
	#clockOffset: ClockOffset | undefined;

	constructor(options: LiveOptions, endpoints: Endpoints, rest: Rest, instruments: readonly Instrument[], sink: Sink) {
		const {venue, clock} = options;
		this.#options = options;
		this.#venue = venue;
		this.#clock = clock;
		this.#address = endpoints.rest;
		this.#rest = rest;
		this.#sink = sink;
		this.#stamp = new Stamp(clock);
		this.#timers = new Timers(clock);
		const owner = this.#owner();
		this.#connections = venue.plan(instruments, endpoints).map((plan) => new KeptConnection(plan, owner));
	}

	get clockOffset(): ClockOffset | undefined {
		return this.#clockOffset;
	}

	/** Runs until aborted, or until something cannot go on. */
	async run(signal: AbortSignal): Promise<void> {
		const stop = (): void => this.#finish(undefined);
		signal.addEventListener('abort', stop);
		this.#tickLater(this.#clock.monotonic() + tickEvery, this.#clock.monotonic(), this.#clock.now());
		for (const connection of this.#connections) connection.start();
		try {
			await this.#finished.promise;
		} finally {
			signal.removeEventListener('abort', stop);
		}
	}

	#owner(): ConnectionOwner {
		const {venue, clock, random, whenUnreachable = 'retry', log} = this.#options;
		const {connections, connectionsWindow} = venue.budget;
		let last = 0;
		return {
			venue,
			clock,
			random,
			whenUnreachable,
			attempts: new AttemptBudget(clock, connections, connectionsWindow),
			number: () => ++last,
			opened: (connection, payload) => this.#opened(connection, payload),
			message: (connection, data) => this.#deliver(connection, 'message', data),
			closed: (connection, code, reason) => this.#deliver(connection, 'closed', jsonBytes({code, reason})),
			notice: (text) => this.#say(text),
			log: (text) => log?.(text),
			fail: (error) => this.#finish(error),
		};
	}

	#opened(connection: number, payload: OpenedPayload): void {
		if (this.#connections.every(({isOpen}) => isOpen)) this.#say('');
		this.#deliver(connection, 'opened', jsonBytes(payload));
		for (const {symbol} of payload.instruments) void this.#askVolume(symbol);
		if (connection === 1) void this.#keepOffset();
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
		if (effect.kind === 'snapshot') {
			void this.#askSnapshot(effect);
			return;
		}
		const connection = this.#connections.find((candidate) => candidate.has(effect.connection));
		if (connection === undefined) return;
		this.#options.log?.(`${effect.kind} connection ${effect.connection}: ${effect.reason}`);
		if (effect.kind === 'reconnect') connection.reconnect(effect.connection, effect.reason);
		else if (effect.kind === 'retire') connection.retire(effect.connection, effect.reason);
		// A venue that takes subscriptions in its address is subscribed anew by a new socket; the old one serves the others meanwhile.
		else connection.replace(effect.connection, effect.reason);
	}

	async #askSnapshot(effect: Extract<Effect, {readonly kind: 'snapshot'}>): Promise<void> {
		const {instrument, symbol, request, urgency} = effect;
		const limit = this.#venue.snapshotLimits[urgency];
		const answer = await this.#rest.get(this.#venue.requests.snapshot(this.#address, symbol, limit));
		this.#reply({request, instrument, what: 'snapshot', limit}, answer);
	}

	/** Nobody asked for it, so its request is number 0. */
	async #askVolume(symbol: string): Promise<void> {
		if (this.#asked.has(symbol)) return;
		this.#asked.add(symbol);
		const answer = await this.#rest.get(this.#venue.requests.volume(this.#address, symbol));
		this.#reply({request: 0, instrument: instrumentId(this.#venue.id, symbol), what: 'volume'}, answer);
	}

	#reply(head: ReplyHead, answer: Answer): void {
		if (answer.error !== null) this.#options.log?.(`${head.what} of ${head.instrument}: ${answer.error}`);
		this.#deliver(0, 'reply', replyBytes(head, answer));
	}

	async #keepOffset(): Promise<void> {
		while (!this.#isOver) {
			const measured = await measureOffset(this.#venue, this.#address, this.#rest, this.#clock);
			if (measured !== undefined) this.#clockOffset = measured;
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
			this.#deliver(0, 'tick', emptyObject);
			// After a stall the missed ticks are not made up for: the engine would learn nothing from them.
			this.#tickLater(Math.max(due, monotonic - tickEvery) + tickEvery, monotonic, wall);
		});
	}

	#jumped(millis: number): void {
		const text = `the clock jumped by ${(millis / 1000).toFixed(1)} s: checking the connections`;
		for (const connection of this.#connections) connection.ping();
		this.#options.log?.(text);
		this.#say(text);
		this.#timers.after(jumpShownFor, () => {
			if (this.#notice === text) this.#say('');
		});
	}

	#say(text: string): void {
		if (this.#isOver || text === this.#notice) return;
		this.#notice = text;
		this.#options.onNotice?.(text);
	}

	/** @param error undefined where all is as it should be. */
	#finish(error: unknown): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#timers.end();
		for (const connection of this.#connections) connection.stop();
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

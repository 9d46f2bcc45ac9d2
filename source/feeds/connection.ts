/*
One connection plan, kept carried: reopened when its socket ends, replaced before the venue cuts it. A replacement stands beside the old socket
until the engine says that it is in step (`retire`); each socket has its own number, so that nobody mixes them up.
*/

import type {OpenedPayload} from '../market/frame.ts';
import type {ConnectionPlan, Venue} from '../venues/venue.ts';
import {Backoff, leastWait, waitText} from './backoff.ts';
import type {Clock} from './clock.ts';
import {MessageTooLargeError, RestrictedLocationError, restrictedText, VenueUnreachableError} from './errors.ts';
import {hostOf, withoutUserinfo} from './network-error.ts';
import {AttemptBudget} from './rate-budget.ts';
import {largestMessage, type SocketEnd, WatchedSocket} from './socket.ts';
import {Speech, slowedPace} from './speech.ts';
import {Timers} from './timers.ts';

/** What a kept connection needs of its feed. */
export type ConnectionOwner = {
	readonly venue: Venue;
	readonly clock: Clock;
	readonly random: () => number;
	readonly attempts: AttemptBudget;
	/** `fail`: where no socket has opened after a few attempts, give up. */
	readonly whenUnreachable: 'retry' | 'fail';
	/** A number for a socket that has just opened. */
	number(): number;
	opened(connection: number, payload: OpenedPayload): void;
	message(connection: number, data: Uint8Array): void;
	closed(connection: number, code: number, reason: string): void;
	/** One line for a person; empty where what was said no longer holds. */
	notice(text: string): void;
	log(text: string): void;
	/** The feed cannot go on. */
	fail(error: Error): void;
};

const stableAfter = 60_000;
const retiredAtLatest = 60_000;
const firstMessageWithin = 10_000;
const firstMessageAtMost = 60_000;
const mostOversized = 3;
const attemptsBeforeFailing = 3;

/** A connection of trades alone that has brought none for so long, ms, is worth a word. */
const firstTradeWithin = 60_000;
/** A venue counts what it is asked: more new subscriptions than this in a minute, and the connection is renewed instead. */
const mostResubscriptions = 6;

type Line = {
	readonly socket: WatchedSocket;
	readonly openedAt: number;
	readonly timers: Timers;
	readonly speech: Speech;
	readonly resubscriptions: AttemptBudget;
};

export class KeptConnection {
	readonly plan: ConnectionPlan;
	readonly #owner: ConnectionOwner;
	readonly #timers: Timers;
	readonly #backoff: Backoff;
	/** Open sockets by number. The last to open is the one whose end means that nothing carries the plan. */
	readonly #lines = new Map<number, Line>();
	#latest = 0;
	#opening: WatchedSocket | undefined;
	#isWaiting = false;
	#hasOpened = false;
	/** Some message has come by one of its sockets. */
	#hasSpoken = false;
	#isStopped = false;
	/** How often in a row a socket opened and brought nothing. */
	#silences = 0;
	#oversized = 0;
	/** How often the venue closed a connection for what we did. */
	#timesToldOff = 0;
	/** The plan's other address is being tried. */
	#isElsewhere = false;

	constructor(plan: ConnectionPlan, owner: ConnectionOwner) {
		this.plan = plan;
		this.#owner = owner;
		this.#timers = new Timers(owner.clock);
		this.#backoff = new Backoff(owner.random);
	}

	get isOpen(): boolean {
		return this.#lines.has(this.#latest);
	}

	/** Of its sockets that are open. */
	get numbers(): readonly number[] {
		return [...this.#lines.keys()];
	}

	has(connection: number): boolean {
		return this.#lines.has(connection);
	}

	start(): void {
		this.#open();
	}

	/** Ends a socket and opens another, after a wait that grows with every failure. */
	reconnect(connection: number, reason: string): void {
		this.#lines.get(connection)?.socket.end(1006, reason);
	}

	/** Opens another socket beside this one. Asked while a successor is on its way, it does nothing. */
	replace(connection: number, reason: string): void {
		if (connection !== this.#latest || this.#opening !== undefined || this.#isWaiting) return;
		this.#owner.log(`replacing connection ${connection}: ${reason}`);
		this.#open();
	}

	/** Asks for a book anew over the same socket; by another one where the venue knows no such thing, or has been asked too often. */
	resubscribe(connection: number, symbol: string, reason: string): void {
		const line = this.#lines.get(connection);
		const texts = this.#owner.venue.resubscription?.(symbol);
		if (line === undefined) return;
		if (texts === undefined || line.resubscriptions.take() > 0) line.socket.end(1006, reason);
		else line.speech.say(texts);
	}

	/** Ends a socket that another has replaced. The only one that carries the plan is kept. */
	retire(connection: number, reason: string): void {
		if (connection === this.#latest) return;
		this.#lines.get(connection)?.socket.end(1000, reason);
	}

	/** Asks every socket for a sign of life. */
	ping(): void {
		for (const {socket} of this.#lines.values()) socket.ping();
	}

	/** Ends all, without a word to the owner. */
	stop(): void {
		this.#isStopped = true;
		this.#timers.end();
		this.#opening?.end(1000, 'stopped');
		for (const {socket} of [...this.#lines.values()]) socket.end(1000, 'stopped');
	}

	#open(): void {
		this.#isWaiting = false;
		if (this.#isStopped) return;
		const wait = this.#owner.attempts.take();
		if (wait > 0) {
			this.#owner.notice(`waiting ${waitText(wait)}: no more connections are allowed for now`);
			this.#openAfter(wait);
			return;
		}
		let connection = 0;
		const {answerTo} = this.#owner.venue;
		const socket = new WatchedSocket(this.#url, this.#owner.clock, this.#patience(), {
			opened: () => {
				// Known before the owner is told, who may end the socket upon hearing of it.
				connection = this.#register(socket);
				this.#announce(connection);
			},
			message: (data) => {
				this.#hasSpoken = true;
				const answer = answerTo?.(data);
				if (answer !== undefined) this.#lines.get(connection)?.speech.say([answer]);
				this.#owner.message(connection, data);
			},
			ended: (end) => {
				if (connection === 0) this.#failedToOpen(end);
				else this.#ended(connection, end);
			},
		});
		this.#opening = socket;
	}

	#openAfter(millis: number): void {
		this.#isWaiting = true;
		this.#timers.after(millis, () => this.#open());
	}

	/** How long a socket may be silent after opening. A quiet market is given more time with every attempt. */
	#patience(): number {
		const isQuiet = !this.plan.hasBooks || this.plan.instruments.every(({status}) => status !== '' && status !== 'TRADING');
		// Where nothing trades, silence is no fault; but where there is another address, it may be of this one.
		if (isQuiet) return this.plan.fallback === undefined || this.#hasSpoken ? Number.POSITIVE_INFINITY : firstMessageAtMost;
		return Math.min(firstMessageAtMost, firstMessageWithin * 2 ** this.#silences);
	}

	#register(socket: WatchedSocket): number {
		const {venue, clock} = this.#owner;
		const connection = this.#owner.number();
		const timers = new Timers(clock);
		for (const [old, line] of this.#lines) {
			line.timers.after(retiredAtLatest, () => {
				// Where the successor is gone by now, its own successor will see to it.
				if (this.#latest === connection && this.isOpen) this.retire(old, `replaced by ${connection}`);
			});
		}
		this.#opening = undefined;
		this.#hasOpened = true;
		this.#latest = connection;
		const sendPace = slowedPace(venue.sendPace, this.#timesToldOff, this.plan.greeting.length);
		const speech = new Speech(socket, {sendPace, keepAlive: venue.keepAlive}, timers);
		const resubscriptions = new AttemptBudget(clock, mostResubscriptions, 60_000);
		this.#lines.set(connection, {socket, openedAt: clock.monotonic(), timers, speech, resubscriptions});
		if (Number.isFinite(venue.connectionLife)) {
			timers.after(venue.connectionLife / 1000, () => this.replace(connection, 'the venue would cut it soon'));
		}
		if (!this.plan.hasBooks) {
			timers.after(firstTradeWithin, () => {
				if (!socket.hasMessages) this.#owner.notice(`no trade from ${this.#url.replace(/\?.*$/s, '')} for ${waitText(firstTradeWithin)}`);
			});
		}
		return connection;
	}

	#announce(connection: number): void {
		const {id: venue, market} = this.#owner.venue;
		const {streams} = this.plan;
		const url = withoutUserinfo(this.#url);
		const instruments = this.plan.instruments.map(({symbol, base, quote, tickSize = '', stepSize = '', status, contract}) => {
			return {symbol, base, quote, tickSize, stepSize, status, ...(contract === undefined ? {} : {contract})};
		});
		this.#owner.log(`connection ${connection} is open: ${url}`);
		const {hasBooks, hasTrades = true} = this.plan;
		const lacks = {...(hasBooks ? {} : {hasBooks}), ...(hasTrades ? {} : {hasTrades})};
		this.#owner.opened(connection, {venue, market, url, streams, instruments, ...lacks});
		this.#lines.get(connection)?.speech.begin(this.plan.greeting);
	}

	get #url(): string {
		const {url, fallback} = this.plan;
		return this.#isElsewhere ? (fallback ?? url) : url;
	}

	#failedToOpen(end: SocketEnd): void {
		this.#opening = undefined;
		if (this.#isStopped) return;
		const host = hostOf(this.#url);
		this.#owner.log(`no connection to ${host}: ${end.reason}`);
		this.#tryElsewhere();
		if (end.isBarring) {
			this.#owner.fail(new RestrictedLocationError(host, restrictedText(this.#owner.venue, host, end.status)));
		} else if (!this.#hasOpened && this.#owner.whenUnreachable === 'fail' && this.#backoff.failures + 1 >= attemptsBeforeFailing) {
			this.#owner.fail(new VenueUnreachableError(host, `${host} did not answer: ${end.reason}`, end.status, end.retryAfter ?? 0, 'fail'));
		} else {
			this.#openAgain(end);
		}
	}

	#ended(connection: number, end: SocketEnd): void {
		const line = this.#lines.get(connection);
		if (line === undefined) return;
		line.timers.end();
		this.#lines.delete(connection);
		if (this.#isStopped) return;
		const openFor = this.#owner.clock.monotonic() - line.openedAt;
		const {hasMessages} = line.socket;
		this.#owner.log(`connection ${connection} has closed: ${endText(end)}`);
		this.#owner.closed(connection, end.code, end.reason);
		if (hasMessages) this.#silences = 0;
		else {
			this.#silences++;
			this.#tryElsewhere();
		}
		if (hasMessages && openFor >= stableAfter) {
			this.#backoff.reset();
			this.#oversized = 0;
		}
		if (end.code === 1008) this.#timesToldOff++;
		if (end.code === 1009 && ++this.#oversized >= mostOversized) {
			this.#owner.fail(new MessageTooLargeError(hostOf(this.#url), this.#oversized, largestMessage / 2 ** 20));
		} else if (connection === this.#latest) {
			this.#openAgain(end);
		}
	}

	/** This address brought nothing: the other one may. */
	#tryElsewhere(): void {
		if (this.plan.fallback !== undefined) this.#isElsewhere = !this.#isElsewhere;
	}

	#openAgain(end: SocketEnd): void {
		if (this.#isStopped || this.#opening !== undefined || this.#isWaiting) return;
		const asked = (end.retryAfter ?? 0) * 1000;
		const {unstablePace = 0} = this.#owner.venue;
		const least = this.#backoff.failures > 0 ? unstablePace : 0;
		const wait = Math.max(least, this.#backoff.next() + Math.max(asked, leastWait(end.code, end.status)));
		const isCarried = this.#lines.size > 0;
		this.#owner.notice(`${isCarried ? 'replacing the connection' : 'reconnecting'} in ${waitText(wait)} (${endText(end)})`);
		this.#openAfter(wait);
	}
}

function endText({code, reason, status}: SocketEnd): string {
	if (status !== 0) return String(status);
	return reason === '' ? String(code) : `${code}, ${reason}`;
}

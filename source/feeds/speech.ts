/* What we say over one socket: in order, no faster than the venue listens, and again and again what it must hear so as not to cut the connection. */

import type {Venue} from '../venues/venue.ts';
import type {WatchedSocket} from './socket.ts';
import type {Timers} from './timers.ts';

/** However slowly we speak, what comes first is said within this, ms: books are waited for ten seconds from the opening on. */
const greetingWithin = 9000;
/** So much slower than the venue wants it, and a book would be asked for anew before the asking is over. */
const slowest = 8;

/** ms between two messages to a venue that has closed so many connections for what we did: each time we speak half as fast. @param greeting messages. */
export function slowedPace(sendPace: number, timesToldOff: number, greeting: number): number {
	const slowed = sendPace * Math.min(2 ** timesToldOff, slowest);
	return Math.min(slowed, Math.max(sendPace, greetingWithin / Math.max(1, greeting)));
}

export class Speech {
	readonly #socket: WatchedSocket;
	readonly #venue: Pick<Venue, 'sendPace' | 'keepAlive'>;
	/** They end with the socket. */
	readonly #timers: Timers;
	readonly #waiting: string[] = [];
	#isPausing = false;

	constructor(socket: WatchedSocket, venue: Pick<Venue, 'sendPace' | 'keepAlive'>, timers: Timers) {
		this.#socket = socket;
		this.#venue = venue;
		this.#timers = timers;
	}

	/** Says what comes first, and keeps the connection alive from then on. */
	begin(greeting: readonly string[]): void {
		this.say(greeting);
		this.#keepAlive();
	}

	say(texts: readonly string[]): void {
		this.#waiting.push(...texts);
		if (!this.#isPausing) this.#next();
	}

	#next(): void {
		const text = this.#waiting.shift();
		this.#isPausing = text !== undefined;
		if (text === undefined) return;
		this.#socket.send(text);
		this.#timers.after(this.#venue.sendPace, () => this.#next());
	}

	#keepAlive(): void {
		const {keepAlive} = this.#venue;
		if (keepAlive === undefined) return;
		this.#timers.after(keepAlive.every, () => {
			this.say([keepAlive.text]);
			this.#keepAlive();
		});
	}
}

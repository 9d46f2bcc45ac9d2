/*
Stands where the live feed does: hands frames to an engine and carries out its effects, late as a network is. Time goes by in frames of the recording;
what is sent while no connection stands is lost.
*/

import type {Desk} from '../../source/engine/desk.ts';
import {Engine, type EngineOptions} from '../../source/engine/engine.ts';
import type {Random} from '../../source/feeds/synthetic/random.ts';
import type {Effect, Frame} from '../../source/market/frame.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {closed, opened, snapshot, tick} from '../support/frames.ts';
import type {Level as ExactLevel, OracleSide} from '../support/oracle-book.ts';
import type {Oracle} from './history.ts';

/** An answer, or a new connection, is there after so many frames at most. */
const longestDelay = 10;
const second = 1_000_000;
/** Decimals of the exact levels, and of the texts that the venue writes. */
const exactScale = 12;
const decimals = 8;

export type WireOptions = {
	readonly engine: EngineOptions;
	readonly symbol: string;
	/** The right book now, from which snapshots are served. */
	readonly truth: Oracle;
	readonly random: Random;
	/** When the first connection opens, µs. */
	readonly at: number;
};

export class Wire {
	readonly desk: Desk;
	/** Called when something else than a message was folded. */
	passed: () => void = () => {};
	readonly #options: WireOptions;
	readonly #engine: Engine;
	/** What will happen after so many frames. */
	#due: {readonly frame: number; readonly happen: () => void}[] = [];
	#open: number[] = [];
	#connections = 0;
	#frame = 0;
	#at: number;
	#nextTickAt: number;
	#effects: Effect[] = [];
	snapshots = 0;
	reconnects = 0;

	constructor(options: WireOptions) {
		this.#options = options;
		this.#engine = new Engine(options.engine);
		this.#at = options.at;
		this.#nextTickAt = Math.ceil(options.at / second) * second;
		this.#openAnother();
		const [desk] = this.#engine.desks;
		if (desk === undefined) throw new Error('the opening made no desk');
		this.desk = desk;
	}

	/** The right book now. */
	get truth(): Oracle {
		return this.#options.truth;
	}

	get at(): number {
		return this.#at;
	}

	/** Time goes on to the next frame of the recording, with a tick a second. */
	passTo(at: number): void {
		for (; this.#nextTickAt < at; this.#nextTickAt += second) {
			this.#at = this.#nextTickAt;
			this.#fold({...tick(0), at: this.#at});
			this.#settle();
		}
		this.#at = at;
	}

	/** A message on every connection that stands. @param see is called round each fold. */
	send(payload: Uint8Array, see: (fold: () => void) => void): void {
		for (const connection of [...this.#open]) {
			see(() => this.#take({at: this.#at, connection, kind: 'message', payload}));
			this.#settle();
		}
	}

	/** The frame of the recording is over, delivered or not. */
	next(): void {
		this.#frame++;
		this.#settle();
	}

	/** Carries out what the engine wants, and whatever that leads to. */
	#settle(): void {
		for (;;) {
			const effects = this.#effects;
			this.#effects = [];
			for (const effect of effects) this.#act(effect);
			const due = this.#due.find(({frame}) => frame <= this.#frame);
			if (due === undefined && this.#effects.length === 0) return;
			this.#due = this.#due.filter((other) => other !== due);
			due?.happen();
		}
	}

	#act(effect: Effect): void {
		switch (effect.kind) {
			case 'snapshot':
				this.#serve(effect);
				break;
			case 'reconnect':
				if (!this.#open.includes(effect.connection)) break;
				this.reconnects++;
				this.#close(effect.connection, 1006, effect.reason);
				this.#after(this.#options.random.below(longestDelay + 1), () => this.#openAnother());
				break;
			case 'retire':
				if (effect.connection !== this.#connections) this.#close(effect.connection, 1000, effect.reason);
				break;
			// Spot takes its subscriptions in the address: a new connection stands beside the old one.
			case 'resubscribe':
			case 'replace':
				if (effect.connection === this.#connections) this.#after(this.#options.random.below(longestDelay + 1), () => this.#openAnother());
				break;
		}
	}

	/** The venue takes the snapshot at some moment between the question and the answer. */
	#serve({symbol, request, urgency}: Extract<Effect, {readonly kind: 'snapshot'}>): void {
		const {random, truth} = this.#options;
		const delay = random.below(longestDelay + 1);
		const taken = random.below(delay + 1);
		const limit = binanceSpot.snapshotLimits[urgency];
		this.#after(taken, () => {
			const sides = {bids: texts(truth.book.bids, limit), asks: texts(truth.book.asks, limit)};
			const reply = snapshot(0, request, truth.id, sides, {symbol, limit});
			this.#after(delay - taken, () => {
				this.snapshots++;
				this.#fold({...reply, at: this.#at});
			});
		});
	}

	#openAnother(): void {
		const connection = ++this.#connections;
		this.#open.push(connection);
		this.#fold({...opened(0, connection, [this.#options.symbol]), at: this.#at});
	}

	#close(connection: number, code: number, reason: string): void {
		this.#open = this.#open.filter((other) => other !== connection);
		this.#fold({...closed(0, connection, code, reason), at: this.#at});
	}

	#after(frames: number, happen: () => void): void {
		this.#due.push({frame: this.#frame + frames, happen});
	}

	#fold(frame: Frame): void {
		this.#take(frame);
		this.passed();
	}

	#take(frame: Frame): void {
		this.#effects.push(...this.#engine.fold(frame));
	}
}

/** The best levels of a side as the venue would write them. */
function texts(side: OracleSide, limit: number): [string, string][] {
	return side.levels.slice(0, limit).map(([price, quantity]: ExactLevel) => [decimalText(price), decimalText(quantity)]);
}

function decimalText(value: bigint): string {
	const digits = String(value).padStart(exactScale + 1, '0');
	const point = digits.length - exactScale;
	return `${digits.slice(0, point)}.${digits.slice(point, point + decimals)}`;
}

/*
A session of watching against a fake venue: venue, live feed and engine, on a clock that a test moves. Every fault of the table is one test here for each
venue that it can befall: the state was shown, the counters moved, nobody else's book was touched, and in the end the book is the venue's.

	const stage = await faultStage(spoken);           // two markets, both in step
	stage.venue.faults.drop({symbol: stage.first});
	await stage.step(2);                              // 100 ms each; all that was sent has been folded
	expect(stage.states(stage.first)).toContain('GAP');
	await stage.untilInStep();                        // lets time pass, a little at a time, until every book is in step
	stage.expectTrue(stage.first);                    // level by level
	stage.expectUntouched(stage.second);

Nothing here waits by time: `settle` resolves when all that is on its way has arrived, and the clock stands still unless it is moved.
*/

import {expect, onTestFinished} from 'vitest';
import type {Desk} from '../../source/engine/desk.ts';
import {Engine} from '../../source/engine/engine.ts';
import {defaultSettings} from '../../source/engine/settings.ts';
import type {BookState} from '../../source/engine/view.ts';
import {createLiveFeed, type LiveFeed} from '../../source/feeds/live.ts';
import type {Effect, Frame} from '../../source/market/frame.ts';
import {type InstrumentId, instrumentId} from '../../source/market/instrument.ts';
import type {Venue} from '../../source/venues/venue.ts';
import type {Dialect} from '../fake-venue/dialect.ts';
import {type FakeVenue, type FakeVenueOptions, startFakeVenue} from '../fake-venue/fake-venue.ts';
import {sidesOf} from '../fake-venue/levels-of.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {Waiting} from '../support/waiting.ts';

export type Spoken = {readonly dialect: Dialect; readonly venue: Venue};

export type StageOptions = Partial<FakeVenueOptions> & {
	/** The program's side of the venue, where a test wants it otherwise. */
	readonly rules?: Partial<Venue>;
	/** Whether to go on until both books are in step; true unless given. */
	readonly isJoined?: boolean;
	readonly whenUnreachable?: 'retry' | 'fail';
};

const millisPerStep = 100;
/** What takes longer than this much of the venue's time does not happen any more. */
const mostSteps = 3000;

export class FaultStage {
	readonly venue: FakeVenue;
	readonly clock: ManualClock;
	readonly engine: Engine;
	readonly feed: LiveFeed;
	/** The two symbols, as the venue writes them. */
	readonly first: string;
	readonly second: string;
	readonly notices: string[] = [];
	readonly logged: string[] = [];
	/** Everything that the engine wanted, in order. */
	readonly effects: Effect[] = [];
	/** How the feed ended; undefined while it runs. */
	failure: unknown;
	/** Answers that a test holds back, which `settle` does not wait for. */
	heldReplies = 0;
	readonly #venueId: string;
	readonly #controller = new AbortController();
	readonly #waiting = new Waiting();
	readonly #states = new Map<InstrumentId, BookState[]>();
	#wanted = 0;
	#replied = 0;

	/** Use `faultStage`. */
	constructor(venue: FakeVenue, spoken: Spoken, {rules = {}, whenUnreachable = 'retry'}: StageOptions) {
		const ours = {...spoken.venue, ...rules};
		const [first = '', second = ''] = spoken.dialect.symbols;
		this.venue = venue;
		this.first = first;
		this.second = second;
		this.#venueId = ours.id;
		this.clock = new ManualClock(venue.now * 1000);
		this.engine = new Engine({settings: defaultSettings, venue: ours, findVenue: (id) => (id === ours.id ? ours : undefined)});
		this.feed = createLiveFeed({
			markets: [{venue: ours, endpoints: venue.endpoints, symbols: [first, second]}],
			clock: this.clock,
			random: () => 0.5,
			whenUnreachable,
			onNotice: (text) => {
				this.notices.push(text);
				this.#waiting.changed();
			},
			log: (text) => {
				this.logged.push(text);
				this.#waiting.changed();
			},
		});
	}

	/** Starts the feed. */
	run(): void {
		this.feed
			.run((frame) => this.#fold(frame), this.#controller.signal)
			.then(
				() => this.#waiting.changed(),
				(error: unknown) => {
					this.failure = error;
					this.#waiting.changed();
				},
			);
	}

	async stop(): Promise<void> {
		this.#controller.abort();
		await this.feed.close();
	}

	desk(symbol: string): Desk {
		const desk = this.engine.desks.find(({instrument}) => instrument.id === instrumentId(this.#venueId, symbol));
		if (desk === undefined) throw new Error(`no desk of ${symbol}`);
		return desk;
	}

	/** Every state that a book has been in since `forgetStates`, in order, the present one last. */
	states(symbol: string): readonly BookState[] {
		return this.#states.get(instrumentId(this.#venueId, symbol)) ?? [];
	}

	forgetStates(): void {
		for (const [id, states] of this.#states) this.#states.set(id, states.slice(-1));
	}

	/** How many effects of a kind the engine has wanted, of a symbol where one is named; second opinions apart, which books in step have. */
	countEffects(kind: Effect['kind'], symbol?: string): number {
		const needed = this.effects.filter((effect) => effect.kind !== 'snapshot' || effect.request > 0);
		return needed.filter((effect) => effect.kind === kind && (symbol === undefined || ('symbol' in effect && effect.symbol === symbol)))
			.length;
	}

	/** Resolves once all that is on its way to the program has been folded, and all that the engine asked for has been answered. */
	async settle(): Promise<void> {
		await this.venue.untilRead();
		await this.#waiting.until(() => this.failure !== undefined || this.#replied + this.heldReplies >= this.#wanted);
		await this.venue.untilRead();
	}

	/** Every market takes so many steps, each 100 ms after the one before. */
	async step(count = 1): Promise<void> {
		for (let taken = 0; taken < count; taken++) {
			this.clock.advance(millisPerStep);
			this.venue.step();
			await this.settle();
		}
	}

	/** Time passes in which no market moves. */
	async pass(millis: number): Promise<void> {
		for (let left = millis; left > 0; left -= 1000) {
			this.clock.advance(Math.min(left, 1000));
			await this.settle();
		}
	}

	/** Takes steps until something holds. @throws Error, with how the books stand, where it never does. */
	async until(holds: () => boolean): Promise<void> {
		for (let taken = 0; taken < mostSteps; taken++) {
			if (holds()) return;
			await this.step();
		}
		const stand = this.engine.desks.map(({instrument, integrity}) => `${instrument.symbol} ${integrity.state} (${integrity.reason})`);
		throw new Error(`it does not come about: ${stand.join(', ')}; ${this.notices.at(-1)}; ${this.logged.slice(-5).join(' | ')}`);
	}

	/** Takes steps until every book is in step. */
	async untilInStep(): Promise<void> {
		await this.until(() => this.engine.desks.length === 2 && this.engine.desks.every(({integrity}) => integrity.state === 'LIVE'));
	}

	/** Resolves once something is so that comes about by itself, such as a line in the log. */
	async untilHappened(holds: () => boolean): Promise<void> {
		await this.#waiting.until(holds);
	}

	/** The book in step is the venue's, level by level. */
	expectTrue(...symbols: readonly string[]): void {
		for (const symbol of symbols) {
			const book = this.desk(symbol).liveBook;
			if (book === undefined) throw new Error(`${symbol} is ${this.desk(symbol).integrity.state}, not in step`);
			expect(sidesOf(book)).toEqual(this.venue.bookAt(symbol));
		}
	}

	/** A book has been in step all the time since `forgetStates`, has lost nothing, and is the venue's. */
	expectUntouched(symbol: string): void {
		const {integrity} = this.desk(symbol);
		expect(this.states(symbol)).toEqual(['LIVE']);
		expect({gaps: integrity.gapCount, resyncs: integrity.resyncs, malformed: integrity.malformed}).toEqual({
			gaps: 0,
			resyncs: 0,
			malformed: 0,
		});
		this.expectTrue(symbol);
	}

	#fold(frame: Frame): readonly Effect[] {
		const effects = [...this.engine.fold(frame)];
		this.effects.push(...effects);
		for (const {kind} of effects) if (kind === 'snapshot' || kind === 'describe') this.#wanted++;
		if (frame.kind === 'reply' && !Buffer.from(frame.payload).includes('"what":"volume"')) this.#replied++;
		for (const {instrument, integrity} of this.engine.desks) {
			const states = this.#states.get(instrument.id) ?? [];
			if (states.at(-1) !== integrity.state) this.#states.set(instrument.id, [...states, integrity.state]);
		}
		this.#waiting.changed();
		return effects;
	}
}

/** Everything closes when the test ends. */
export async function faultStage(spoken: Spoken, options: StageOptions = {}): Promise<FaultStage> {
	const {rules: _rules, isJoined = true, whenUnreachable: _whenUnreachable, ...venueOptions} = options;
	const venue = await startFakeVenue({dialect: spoken.dialect, ...venueOptions});
	const stage = new FaultStage(venue, spoken, options);
	onTestFinished(() => stage.stop());
	stage.run();
	if (isJoined) {
		await venue.untilConnected();
		await stage.untilInStep();
		stage.forgetStates();
	}
	return stage;
}

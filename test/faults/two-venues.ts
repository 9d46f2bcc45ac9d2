/*
One session that watches two venues, each a fake of its own, with one symbol apiece; otherwise as in stage.ts. What befalls the one must not touch the other.
*/

import {expect, onTestFinished} from 'vitest';
import type {Desk} from '../../source/engine/desk.ts';
import {Engine} from '../../source/engine/engine.ts';
import {defaultSettings} from '../../source/engine/settings.ts';
import {createLiveFeed, type LiveFeed} from '../../source/feeds/live.ts';
import type {Frame} from '../../source/market/frame.ts';
import {type FakeVenue, startFakeVenue} from '../fake-venue/fake-venue.ts';
import {sidesOf} from '../fake-venue/levels-of.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {Waiting} from '../support/waiting.ts';
import type {Spoken} from './stage.ts';

const millisPerStep = 100;
const mostSteps = 300;

/** One venue of the two. */
export type Half = {readonly venue: FakeVenue; readonly spoken: Spoken; readonly symbol: string};

export class TwoVenues {
	readonly halves: readonly Half[];
	readonly clock = new ManualClock();
	readonly engine: Engine;
	readonly notices: string[] = [];
	/** How the feed ended; undefined while it runs. */
	failure: unknown;
	readonly #feed: LiveFeed;
	readonly #controller = new AbortController();
	readonly #waiting = new Waiting();
	#wanted = 0;
	#replied = 0;

	/** Use `twoVenues`. */
	constructor(halves: readonly Half[]) {
		this.halves = halves;
		const venues = halves.map(({spoken}) => spoken.venue);
		this.engine = new Engine({
			settings: defaultSettings,
			venue: venues[0] ?? halves[0]!.spoken.venue,
			findVenue: (id) => venues.find((venue) => venue.id === id),
		});
		this.#feed = createLiveFeed({
			markets: halves.map(({venue, spoken, symbol}) => ({venue: spoken.venue, endpoints: venue.endpoints, symbols: [symbol]})),
			clock: this.clock,
			random: () => 0.5,
			onNotice: (text) => {
				this.notices.push(text);
				this.#waiting.changed();
			},
		});
	}

	run(): void {
		this.#feed
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
		await this.#feed.close();
	}

	/** Undefined while nothing of the venue has opened. */
	deskOf({spoken}: Half): Desk | undefined {
		return this.engine.desks.find(({instrument}) => instrument.venue === spoken.venue.id);
	}

	/** Both markets take so many steps. */
	async step(count = 1): Promise<void> {
		for (let taken = 0; taken < count; taken++) {
			this.clock.advance(millisPerStep);
			for (const {venue} of this.halves) venue.step();
			await this.#settle();
		}
	}

	/** Takes steps until the books of these are in step. @throws Error where they never are. */
	async untilInStep(...halves: readonly Half[]): Promise<void> {
		for (let taken = 0; taken < mostSteps; taken++) {
			if (halves.every((half) => this.deskOf(half)?.integrity.state === 'LIVE')) return;
			await this.step();
		}
		throw new Error(`they do not come into step: ${this.notices.join(' | ')}`);
	}

	/** Resolves once something is so that comes about by itself. */
	async untilHappened(holds: () => boolean): Promise<void> {
		await this.#waiting.until(holds);
	}

	/** Of one of them: in step ever since it opened, and the venue's. */
	expectUntouched(half: Half): void {
		const desk = this.deskOf(half);
		expect(desk?.integrity).toMatchObject({state: 'LIVE', gapCount: 0, reconnects: 0, snapshotsRefused: 0});
		expect(desk?.liveBook && sidesOf(desk.liveBook)).toEqual(half.venue.bookAt(half.symbol));
	}

	#fold(frame: Frame): ReturnType<Engine['fold']> {
		const effects = [...this.engine.fold(frame)];
		for (const {kind} of effects) if (kind === 'snapshot' || kind === 'describe') this.#wanted++;
		if (frame.kind === 'reply' && !Buffer.from(frame.payload).includes('"what":"volume"')) this.#replied++;
		this.#waiting.changed();
		return effects;
	}

	async #settle(): Promise<void> {
		await Promise.all(this.halves.map(({venue}) => venue.untilRead()));
		await this.#waiting.until(() => this.failure !== undefined || this.#replied >= this.#wanted);
		await Promise.all(this.halves.map(({venue}) => venue.untilRead()));
	}
}

/** Everything closes when the test ends. @param prepare what goes wrong from the first on, before anything is asked for. @param symbols others than the first of each. */
export async function twoVenues(
	spoken: readonly [Spoken, Spoken],
	prepare: (one: FakeVenue, other: FakeVenue) => void = () => {},
	symbols: readonly (string | undefined)[] = [],
): Promise<TwoVenues> {
	const [one, other] = await Promise.all(spoken.map(async (each, index) => halfOf(each, symbols[index])));
	if (one === undefined || other === undefined) throw new Error('two venues are wanted');
	prepare(one.venue, other.venue);
	const stage = new TwoVenues([one, other]);
	onTestFinished(() => stage.stop());
	stage.run();
	return stage;
}

async function halfOf(spoken: Spoken, symbol = spoken.dialect.symbols[0] ?? ''): Promise<Half> {
	return {venue: await startFakeVenue({dialect: spoken.dialect}), spoken, symbol};
}

/*
A session of watching against a Binance of our own that plays a real minute of two markets: server, live feed, engine and runner, on a clock that
a test moves. Books of its own, as plain as can be, are what the server serves snapshots from and what the engine's books are compared with.
*/

import {onTestFinished} from 'vitest';
import type {Desk} from '../../source/engine/desk.ts';
import {Engine} from '../../source/engine/engine.ts';
import type {InstrumentView} from '../../source/engine/view.ts';
import {openRecording} from '../../source/files/recording.ts';
import type {Book} from '../../source/market/book.ts';
import {fromUnits} from '../../source/market/decimal.ts';
import {Runner} from '../../source/runner/runner.ts';
import {engineOptions} from './folding.ts';
import {type Stage, type StageOptions, stage} from './live-stage.ts';
import {exactlyText, OracleBook} from './oracle-book.ts';
import {Waiting} from './waiting.ts';
import {walked} from './walked.ts';

export type MarketSymbol = 'BTCUSDT' | 'ETHUSDT';

type Recorded = {readonly at: number; readonly isSnapshot: boolean; readonly symbol: MarketSymbol; readonly payload: Buffer};

/** What was recorded of several markets, by time. */
export async function recordedMarkets(files: ReadonlyArray<readonly [MarketSymbol, string]>): Promise<readonly Recorded[]> {
	const all: Recorded[] = [];
	for (const [symbol, file] of files) {
		const recording = await openRecording(file);
		for await (const batch of recording.batches()) {
			for (const {at, kind, payload} of batch.frames.slice(0, batch.length)) {
				all.push({at, isSnapshot: kind === 'reply', symbol, payload: Buffer.from(payload)});
			}
		}
	}
	return all.sort((one, other) => one.at - other.at);
}

type LevelTexts = ReadonlyArray<readonly [string, string]>;

/** One market's book as the venue has it. */
class VenueBook {
	readonly #book = new OracleBook();
	#id = 0;

	start(body: {readonly lastUpdateId: number; readonly bids: LevelTexts; readonly asks: LevelTexts}): void {
		this.#book.replace(exactLevels(body.bids), exactLevels(body.asks));
		this.#id = body.lastUpdateId;
	}

	apply(data: {readonly u: number; readonly b: LevelTexts; readonly a: LevelTexts}): void {
		if (data.u <= this.#id) return;
		this.#book.apply(exactLevels(data.b), exactLevels(data.a));
		this.#id = data.u;
	}

	snapshot(limit: number): object {
		const side = (levels: ReadonlyArray<readonly [bigint, bigint]>) =>
			levels.slice(0, limit).map(([price, quantity]) => [plainText(price), plainText(quantity)]);
		return {lastUpdateId: this.#id, bids: side(this.#book.bids.levels), asks: side(this.#book.asks.levels)};
	}
}

function exactLevels(levels: LevelTexts): [bigint, bigint][] {
	return levels.map(([price, quantity]) => [exactlyText(price), exactlyText(quantity)]);
}

/** Eight decimals, as the venue writes. */
function plainText(units: bigint): string {
	const digits = units.toString().padStart(13, '0');
	return `${digits.slice(0, -12)}.${digits.slice(-12, -4)}`;
}

export class LiveMarket {
	readonly stage: Stage;
	readonly engine = new Engine(engineOptions());
	readonly runner: Runner;
	readonly #recorded: readonly Recorded[];
	readonly #messages: readonly Recorded[];
	readonly #books: ReadonlyMap<string, VenueBook>;
	/** Messages folded, by connection. */
	readonly #folded = new Map<number, number>();
	readonly #waiting = new Waiting();
	/** Messages of the recording sent or dropped so far. */
	#cursor = 0;

	/** Use `liveMarket`. */
	constructor(staged: Stage, recorded: readonly Recorded[], books: ReadonlyMap<string, VenueBook>) {
		this.stage = staged;
		this.#recorded = recorded;
		this.#messages = recorded.filter(({isSnapshot}) => !isSnapshot);
		this.#books = books;
		const {feed, frames, clock} = staged;
		const folded = this.#folded;
		const waiting = this.#waiting;
		this.runner = new Runner({
			feed: {
				run(sink, signal) {
					frames.answer = (frame) => {
						const effects = [...sink(frame)];
						if (frame.kind === 'message') folded.set(frame.connection, (folded.get(frame.connection) ?? 0) + 1);
						waiting.changed();
						return effects;
					};
					return feed.run(frames.sink, signal);
				},
			},
			engine: this.engine,
			clock,
			mode: 'live',
			source: '',
			fps: 10,
			origin: {venue: 'binance', symbols: ['BTCUSDT', 'ETHUSDT'], mode: 'live'},
		});
	}

	/** Starts and waits for the first connection. */
	async begin(): Promise<this> {
		void this.runner.run();
		await this.stage.frames.nth('opened', 1);
		return this;
	}

	/** Starts and goes on until both books are in step. */
	async join(): Promise<this> {
		await this.begin();
		await this.send(1);
		await this.untilAnswered(2);
		await this.send(2);
		return this;
	}

	desk(symbol: MarketSymbol): Desk {
		const desk = this.engine.desks.find(({instrument}) => instrument.symbol === symbol);
		if (desk === undefined) throw new Error(`no desk of ${symbol}`);
		return desk;
	}

	/** What the screen would show. */
	shown(symbol: MarketSymbol): InstrumentView {
		this.runner.act({kind: 'select', index: this.engine.desks.indexOf(this.desk(symbol))});
		const {selected} = this.runner.store.scene.view;
		if (selected?.summary.symbol !== symbol) throw new Error(`${symbol} is not shown`);
		return selected;
	}

	/** Sends on until each market has had so many diffs, of which there are ten a second, and waits until all of it has been folded. */
	async send(diffs: number): Promise<void> {
		await this.#send(this.#messagesWith(diffs));
	}

	/** Loses what `send` would send. */
	lose(diffs: number): void {
		this.#lose(this.#messagesWith(diffs));
	}

	/** Loses the next diff of a market and nothing else, and sends on to the one after it, which shows the loss. */
	async loseDiffOf(symbol: MarketSymbol): Promise<void> {
		await this.#send(this.#messagesBefore(symbol));
		this.#lose(1);
		await this.#send(this.#messagesBefore(symbol) + 1);
	}

	/** Lets seconds pass, each with what the markets sent in one. */
	async pass(seconds: number): Promise<void> {
		for (let second = 0; second < seconds; second++) {
			this.stage.clock.advance(1000);
			await this.send(10);
		}
	}

	/** Resolves once so many snapshots were answered in all. */
	async untilAnswered(count: number): Promise<void> {
		await this.stage.frames.reply('snapshot', count);
	}

	/**
	Compares the book of the session with that of a replay of the whole recording up to here, from which nothing is missing: the update id, and
	every level within the trusted depth. Both as text.
	*/
	compared(symbol: MarketSymbol): {readonly ours: string[]; readonly theirs: string[]} {
		const reference = new Engine(engineOptions());
		const last = this.#messages[this.#cursor - 1];
		for (const recorded of last === undefined ? [] : this.#recorded.slice(0, this.#recorded.indexOf(last) + 1)) {
			if (recorded.symbol !== symbol) continue;
			const {at, payload, isSnapshot} = recorded;
			reference.fold({at, connection: 1, kind: isSnapshot ? 'reply' : 'message', payload});
		}
		const [desk, other] = [this.desk(symbol), reference.desks[0]];
		const [book, theirs] = [desk.liveBook, other?.liveBook];
		if (book === undefined || theirs === undefined) throw new Error(`${symbol} is not in step`);
		const bounds = {bids: Number(fromBound(book, 'bids')), asks: Number(fromBound(book, 'asks'))};
		return {
			ours: [String(desk.updateId), ...levelsWithin(book, bounds)],
			theirs: [String(other?.updateId), ...levelsWithin(theirs, bounds)],
		};
	}

	async #send(count: number): Promise<void> {
		// Where two connections stand, the older one may be closed at any moment: the newer one carries all.
		const newest = this.stage.frames.of('opened').length;
		const before = this.#folded.get(newest) ?? 0;
		const carried = this.#pass(count).filter(({payload}) => !payload.includes('@bookTicker')).length;
		this.stage.server.send(count);
		await this.#waiting.until(() => (this.#folded.get(newest) ?? 0) >= before + carried);
	}

	#lose(count: number): void {
		this.#pass(count);
		this.stage.server.drop(count);
	}

	/** How many messages stand before the next diff of a market. */
	#messagesBefore(symbol: MarketSymbol): number {
		const found = this.#messages.findIndex((message, index) => index >= this.#cursor && message.symbol === symbol && isDiff(message));
		if (found === -1) throw new Error('the recording is at its end');
		return found - this.#cursor;
	}

	/** How many messages hold so many diffs of each market. */
	#messagesWith(diffs: number): number {
		const counts = {BTCUSDT: 0, ETHUSDT: 0};
		for (let index = this.#cursor; index < this.#messages.length; index++) {
			const message = this.#messages[index]!;
			if (isDiff(message)) counts[message.symbol]++;
			if (Math.min(counts.BTCUSDT, counts.ETHUSDT) >= diffs) return index + 1 - this.#cursor;
		}
		throw new Error('the recording is at its end');
	}

	#pass(count: number): readonly Recorded[] {
		const passed = this.#messages.slice(this.#cursor, this.#cursor + count);
		this.#cursor += passed.length;
		for (const message of passed) {
			if (isDiff(message)) this.#books.get(message.symbol)?.apply(JSON.parse(message.payload.toString()).data);
		}
		return passed;
	}
}

function isDiff({payload}: Recorded): boolean {
	return payload.includes('@depth');
}

type Bounds = {readonly bids: number; readonly asks: number};

function fromBound(book: Book, side: keyof Bounds): string {
	const bound = side === 'bids' ? book.trustedBid : book.trustedAsk;
	return Number.isFinite(bound) ? fromUnits(bound, book.priceScale) : String(bound);
}

function levelsWithin(book: Book, bounds: Bounds): string[] {
	return (['bids', 'asks'] as const).flatMap((name) => {
		const side = book[name];
		return walked(side)
			.map(([price, quantity]) => [fromUnits(price, book.priceScale), fromUnits(quantity, book.quantityScale)] as const)
			.filter(([price]) => (name === 'bids' ? Number(price) >= bounds.bids : Number(price) <= bounds.asks))
			.map(([price, quantity]) => `${name} ${price} ${quantity}`);
	});
}

/** Everything closes when the test ends. */
export async function liveMarket(recorded: readonly Recorded[], options: StageOptions = {}): Promise<LiveMarket> {
	const books = new Map<string, VenueBook>();
	for (const {symbol, isSnapshot, payload} of recorded) {
		if (!isSnapshot) continue;
		const book = new VenueBook();
		book.start(JSON.parse(payload.toString()));
		books.set(symbol, book);
	}
	const staged = await stage(
		{
			frames: recorded.filter(({isSnapshot}) => !isSnapshot).map(({payload}) => payload),
			snapshot: (symbol, limit) => books.get(symbol)?.snapshot(limit),
		},
		{symbols: ['BTCUSDT', 'ETHUSDT'], ...options},
	);
	const market = new LiveMarket(staged, recorded, books);
	onTestFinished(() => market.runner.stop('the test is over'));
	return market;
}

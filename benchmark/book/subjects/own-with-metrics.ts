/*
The program's own decoder and book with all that the engine keeps of an instrument: the rule that holds the book in step, all metrics, signals and the
portfolio, on a sample clock of a second. The chained hashes over the whole book are left to the whole engine: they prove, and measure nothing.
*/

import {Desk} from '../../../source/engine/desk.ts';
import {bareReply} from '../../../source/engine/frame-payload.ts';
import {defaultSettings} from '../../../source/engine/settings.ts';
import {bareInstrument} from '../../../source/market/instrument.ts';
import {binanceSpot} from '../../../source/venues/binance-spot.ts';
import {Symbols} from '../../../source/venues/symbols.ts';
import {ignoreAll, type MarketSink} from '../../../source/venues/venue.ts';
import type {Snapshot, Subject} from '../subject.ts';
import {TopOfBook} from './top-of-book.ts';

const connection = 1;
const interval = defaultSettings.interval;

class OwnWithMetrics implements Subject {
	readonly unit = 'counts';
	refused = 0;
	readonly gaps = Number.NaN;
	#symbols = new Symbols();
	#decoder = binanceSpot.decoder();
	#followed: Followed[] = [];
	#bySymbol = new Map<string, Followed>();
	readonly #top = new TopOfBook();
	#message: Uint8Array = new Uint8Array(0);
	#at = 0;
	readonly #sink: MarketSink = {
		...ignoreAll,
		depth: (update) => this.#bySymbol.get(update.symbol)?.desk.diff(connection, update, this.#message, this.#at),
		fault: () => void this.refused++,
	};

	open(snapshots: readonly Snapshot[]): void {
		this.#symbols = new Symbols();
		this.#decoder = binanceSpot.decoder(this.#symbols);
		this.#followed = snapshots.map((snapshot) => ({
			desk: this.#newDesk(snapshot.symbol, snapshots.length),
			snapshot,
			isJoined: false,
			second: Number.NaN,
		}));
		this.#bySymbol = new Map(this.#followed.map((each) => [each.snapshot.symbol, each]));
	}

	take(message: Buffer, index: number, at: number, top: Float64Array<ArrayBuffer>): void {
		const followed = this.#followed[index]!;
		const {desk} = followed;
		const second = Math.floor(at / interval);
		if (second !== followed.second && followed.isJoined) {
			desk.passTo(at, false);
			desk.sample(at);
		}
		followed.second = second;
		this.#message = message;
		this.#at = at;
		this.#decoder.decode(message, this.#sink);
		// A book joins its snapshot to the first message.
		if (!followed.isJoined) join(followed, at);
		const book = desk.liveBook;
		if (book === undefined) this.refused++;
		else this.#top.copy(book, top);
	}

	#newDesk(symbol: string, count: number): Desk {
		return new Desk(bareInstrument(binanceSpot.id, symbol), {
			venue: binanceSpot,
			symbols: this.#symbols,
			settings: defaultSettings,
			canAsk: () => false,
			deskCount: () => count,
			heardOn: () => Number.NaN,
			effect() {},
			observer: undefined,
		});
	}
}

type Followed = {readonly desk: Desk; readonly snapshot: Snapshot; isJoined: boolean /** Of the last message. */; second: number};

function join(followed: Followed, at: number): void {
	const {desk, snapshot} = followed;
	desk.snapshot(bareReply(desk.instrument.id, JSON.parse(snapshot.body.toString())), connection, at);
	followed.isJoined = true;
}

export function create(): Subject {
	return new OwnWithMetrics();
}

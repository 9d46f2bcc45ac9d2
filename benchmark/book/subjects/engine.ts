/* The whole engine: decoder, synchronisation, book, all metrics, signals and hashes, as a live feed drives it. It follows spot books only. */

import {Engine} from '../../../source/engine/engine.ts';
import {defaultSettings} from '../../../source/engine/settings.ts';
import {binanceSpot} from '../../../source/venues/binance-spot.ts';
import {findVenue} from '../../../source/venues/index.ts';
import type {Snapshot, Subject} from '../subject.ts';
import {TopOfBook} from './top-of-book.ts';

class WholeEngine implements Subject {
	readonly unit = 'counts';
	refused = 0;
	readonly gaps = Number.NaN;
	#engine = startEngine();
	#waiting: (Snapshot | undefined)[] = [];
	readonly #top = new TopOfBook();

	open(snapshots: readonly Snapshot[]): void {
		this.#engine = startEngine();
		this.#waiting = [...snapshots];
	}

	take(message: Buffer, index: number, at: number, top: Float64Array<ArrayBuffer>): void {
		this.#engine.fold({at, connection: 1, kind: 'message', payload: message});
		const snapshot = this.#waiting[index];
		if (snapshot !== undefined) {
			// A book asks for its snapshot when its first message is there.
			this.#waiting[index] = undefined;
			this.#engine.fold({at, connection: 0, kind: 'reply', payload: snapshot.body});
		}
		const book = this.#engine.desks[index]?.liveBook;
		if (book === undefined) this.refused++;
		else this.#top.copy(book, top);
	}
}

function startEngine(): Engine {
	return new Engine({settings: defaultSettings, venue: binanceSpot, findVenue});
}

export function create(): Subject {
	return new WholeEngine();
}

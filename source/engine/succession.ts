/*
The books of one instrument: the one in use, one on its way into step to take its place where the connection or the snapshot is renewed, and the copy of a
second opinion. Where two of them stand at one id, they must be the same.
*/

import type {Archive} from '../market/archive.ts';
import type {Book} from '../market/book.ts';
import {spanFor} from '../market/book-side.ts';
import {type Instrument, priceScaleOf} from '../market/instrument.ts';
import {differenceOf} from './book-difference.ts';
import {atId} from './integrity.ts';
import {SecondOpinion, type SecondOpinionOptions} from './second-opinion.ts';
import type {Standing} from './standing.ts';
import {archiveIfAny, Synchroniser} from './synchroniser.ts';

export type SuccessionOptions = Omit<SecondOpinionOptions, 'make'>;

export class Succession {
	/** In use. */
	active: Synchroniser | undefined;
	successor: Synchroniser | undefined;
	readonly opinion: SecondOpinion;
	readonly #options: SuccessionOptions;
	readonly #standing: Standing;
	readonly #onTakeover: (successor: Synchroniser, at: number) => void;
	#instrument: Instrument;

	/** @param onTakeover the book in use is another one now, in a state that nobody has been told of. */
	constructor(options: SuccessionOptions, standing: Standing, onTakeover: (successor: Synchroniser, at: number) => void) {
		this.#options = options;
		this.#standing = standing;
		this.#onTakeover = onTakeover;
		this.#instrument = options.instrument;
		this.opinion = new SecondOpinion({...options, make: (connection, at) => this.make(connection, at)}, standing.integrity.opinions);
	}

	/** In step; nothing else may feed a book metric. */
	get liveBook(): Book | undefined {
		return this.#standing.integrity.state === 'LIVE' ? this.active?.book : undefined;
	}

	describe(instrument: Instrument): void {
		this.#instrument = instrument;
	}

	isCarriedBy(connection: number): boolean {
		return this.active?.connection === connection || this.successor?.connection === connection;
	}

	/** Whose request it is; where requests bear no numbers, as in foreign recordings, the book that waits. */
	askerOf(request: number): Synchroniser | undefined {
		return [this.active, this.successor].find((each) => (request === 0 ? each?.isWaiting : each?.request === request));
	}

	make(connection: number, at: number): Synchroniser {
		const span = spanFor(this.#options.deskCount());
		return new Synchroniser(connection, this.#options.venue, priceScaleOf(this.#instrument), span, at);
	}

	/** A fresh book that has come as far as the one in use is held against it. A second opinion is for that alone, unless the two differ. */
	swapWhenReady(at: number): void {
		const {active} = this;
		const copy = active === undefined || this.liveBook === undefined ? undefined : this.opinion.take(active);
		if (copy !== undefined && this.#differsAtOneId(active, copy, at) === true) {
			this.active = copy;
			this.#onTakeover(copy, at);
		}
		if (this.successor?.mayTakeOverFrom(this.active) === true) this.#swap(this.successor, at);
	}

	archive(io: Archive): void {
		const make = () => this.make(0, 0);
		this.active = archiveIfAny(io, this.active, make);
		this.successor = archiveIfAny(io, this.successor, make);
		this.opinion.archive(io);
	}

	#swap(successor: Synchroniser, at: number): void {
		const {integrity} = this.#standing;
		const differs = this.#differsAtOneId(this.active, successor, at);
		this.active = successor;
		this.successor = undefined;
		this.opinion.drop();
		// Nobody can say that the new one is as good as the old.
		if (differs === undefined) integrity.opinions.withdraw();
		// Where the old book had this state too, its metrics have seen it.
		if (differs === undefined || integrity.state !== 'LIVE') this.#onTakeover(successor, at);
		if (differs !== true) this.#options.log.info(at, `book renewed${atId(successor.bookId)}`);
	}

	/** Undefined where the two do not stand at one id, or it does not tell the same of both. Where they differ, the one in use is lost. */
	#differsAtOneId(active: Synchroniser | undefined, fresh: Synchroniser, at: number): boolean | undefined {
		if (!this.#options.venue.areIdsShared || active?.isInStep !== true || active.bookId !== fresh.bookId) return undefined;
		const difference = differenceOf(active.book, fresh.book);
		this.#standing.compared(difference, fresh.bookId, at);
		return difference.differing > 0;
	}
}

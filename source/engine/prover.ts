/* Takes the two chained hashes over all desks, once a sample. */

import type {Archive} from '../market/archive.ts';
import type {Desk} from './desk.ts';
import {HashChain, HashInput} from './proof.ts';

export class Prover {
	readonly #input = new HashInput();
	readonly #book = new HashChain();
	readonly #state = new HashChain();

	/** Hex; empty before the first sample. */
	get bookHash(): string {
		return this.#book.link;
	}

	get stateHash(): string {
		return this.#state.link;
	}

	/** @param desks in an order that does not depend on which came first. */
	prove(desks: readonly Desk[]): void {
		const input = this.#input;
		input.clear();
		for (const desk of desks) {
			const book = desk.liveBook;
			input.text(desk.instrument.id);
			input.number(book === undefined ? 0 : desk.updateId);
			if (book === undefined) continue;
			input.side(book.bids, book);
			input.side(book.asks, book);
		}
		const bookLink = this.#book.extend(input);
		input.clear();
		input.text(bookLink);
		for (const desk of desks) {
			input.text(desk.instrument.id);
			input.text(desk.integrity.state);
			desk.gauges.hashInto(input);
			desk.strategy.hashInto(input);
		}
		this.#state.extend(input);
	}

	archive(io: Archive): void {
		this.#book.archive(io);
		this.#state.archive(io);
	}
}

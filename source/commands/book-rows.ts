/* Which samples of a fold are rows of a table: those of one book, from the first at which it is in step, and from there on every one. */

import type {Desk, DeskObserver} from '../engine/desk.ts';
import {canBegin} from '../files/export/sample-cells.ts';
import {chooseBook, isMeant} from './choose-book.ts';

export class BookRows implements DeskObserver {
	/** It was in step once: there are rows. */
	hasBegun = false;
	readonly #symbol: string | undefined;
	readonly #take: (desk: Desk) => void;
	#desk: Desk | undefined;
	#desks: () => readonly Desk[] = () => [];

	/** @param symbol as `--symbol` names it. @param take is given the desk whenever it has closed a row. */
	constructor(symbol: string | undefined, take: (desk: Desk) => void) {
		this.#symbol = symbol;
		this.#take = take;
	}

	/** @param desks all that there are, whenever it is asked. */
	begin(desks: () => readonly Desk[]): void {
		this.#desks = desks;
	}

	/** @throws UsageError once a second book could be meant. */
	sample(desk: Desk): void {
		if (!isMeant(desk, this.#symbol)) return;
		this.#desk ??= desk;
		if (desk !== this.#desk) chooseBook(this.#desks(), this.#symbol);
		this.hasBegun ||= canBegin(desk);
		if (this.hasBegun) this.#take(desk);
	}
}

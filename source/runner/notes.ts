/*
What happens to a session and not to a market: a snapshot saved, a recording begun. It stands in the log that a person reads, beside what the engine
says, but in no state of the engine: neither in its checkpoints nor in its hashes.
*/

import type {LogLine, View} from '../engine/view.ts';

const mostNotes = 100;

export class Notes {
	#notes: LogLine[] = [];
	#count = 0;
	// What was merged last, so that a log that has not changed keeps its identity.
	#log: readonly LogLine[] = [];
	#countThen = 0;
	#merged: readonly LogLine[] = [];

	/** @param at time of the last frame, µs. */
	add(at: number, kind: 'info' | 'alert', text: string): void {
		this.#count++;
		// The engine counts its lines up from 1, so that these do not meet them.
		this.#notes = [...this.#notes.slice(-mostNotes), {id: -this.#count, at, kind, text}];
	}

	/** The view with the latest notes in its log, as many lines as before at most. */
	mergedInto(view: View, lines: number): View {
		const {selected} = view;
		if (selected === undefined || this.#notes.length === 0) return view;
		if (selected.log !== this.#log || this.#count !== this.#countThen) {
			this.#log = selected.log;
			this.#countThen = this.#count;
			// Stable: of one moment, a note comes after what it is about.
			this.#merged = [...selected.log, ...this.#notes].sort((one, other) => one.at - other.at).slice(-Math.max(1, lines));
		}
		return {...view, selected: {...selected, log: this.#merged}};
	}
}

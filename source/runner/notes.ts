/*
What happens to a session and not to a market: a snapshot saved, a recording begun. It stands in the log that a person reads, beside what the engine
says, but in no state of the engine: neither in its checkpoints nor in its hashes.
*/

import type {LogLine, View} from '../engine/view.ts';

const mostNotes = 100;
/** ms for which a note is shown wherever the cursor stands: it answers a key, or warns of what goes on now. */
const freshFor = 10_000;

type Note = {readonly line: LogLine; readonly madeAt: number};

export class Notes {
	#notes: Note[] = [];
	#count = 0;

	/** @param at time of what it is about, µs; NaN before there is any. @param now ms on a clock that never jumps. */
	add(at: number, kind: 'info' | 'alert', text: string, now: number): void {
		this.#count++;
		// The engine counts its lines up from 1, so that these do not meet them.
		const line: LogLine = {id: -this.#count, at: Number.isNaN(at) ? 0 : at, kind, text};
		this.#notes = [...this.#notes.slice(-mostNotes), {line, madeAt: now}];
	}

	/** The view with the notes in its log that are no later than what is shown, or were made just now; as many lines as before at most. */
	mergedInto(view: View, lines: number, now: number): View {
		const {selected} = view;
		if (selected === undefined || this.#notes.length === 0) return view;
		const isShown = ({line, madeAt}: Note) => !(line.at > view.at) || now - madeAt < freshFor;
		const notes = this.#notes.filter(isShown).map(({line}) => line);
		// Stable: of one moment, a note comes after what it is about.
		const log = [...selected.log, ...notes].sort((one, other) => one.at - other.at).slice(-Math.max(1, lines));
		return {...view, selected: {...selected, log}};
	}
}

/* What happened to one instrument, in words and numbers, newest last. Bounded: the latest lines are what a screen can show. */

import type {LogLine} from './view.ts';

const mostLines = 500;

/** Distributes, so that each kind of line keeps its own fields. */
type WithoutId<Line> = Line extends unknown ? Omit<Line, 'id'> : never;

export class EventLog {
	#lines: LogLine[] = [];
	#count = 0;

	/** Lines written since the start. */
	get count(): number {
		return this.#count;
	}

	add(line: WithoutId<LogLine>): void {
		this.#count++;
		this.#lines.push({id: this.#count, ...line});
		if (this.#lines.length > mostLines * 2) this.#lines = this.#lines.slice(-mostLines);
	}

	info(at: number, text: string): void {
		this.add({at, kind: 'info', text});
	}

	alert(at: number, text: string): void {
		this.add({at, kind: 'alert', text});
	}

	/** The latest lines, newest last. */
	latest(count: number): readonly LogLine[] {
		return count <= 0 ? [] : this.#lines.slice(-Math.min(count, mostLines));
	}

	/** Lines with an id above this, oldest first, as far as they are still kept. */
	after(id: number): readonly LogLine[] {
		return this.latest(Math.min(this.#count - id, mostLines));
	}
}

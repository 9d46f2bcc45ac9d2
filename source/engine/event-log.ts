/* What happened to one instrument, in words and numbers, newest last. Bounded: the latest lines are what a screen can show. */

import type {Archive} from '../market/archive.ts';
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

	archive(io: Archive): void {
		this.#count = io.number(this.#count);
		this.#lines = io.list(this.latest(mostLines), (line) => archiveLine(io, line));
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

const lineKinds = ['signal', 'info', 'alert'] as const;
const noLine: LogLine = {id: 0, at: 0, kind: 'info', text: ''};
const noSignal: Extract<LogLine, {kind: 'signal'}> = {
	id: 0,
	at: 0,
	kind: 'signal',
	side: 'buy',
	rho: 0,
	obi: 0,
	z: 0,
	vpin: 0,
	weightedMidBps: 0,
	outcome: '',
};

function archiveLine(io: Archive, line: LogLine = noLine): LogLine {
	const id = io.number(line.id);
	const at = io.number(line.at);
	const kind = io.word(line.kind, lineKinds);
	if (kind !== 'signal') return {id, at, kind, text: io.text(line.kind === 'signal' ? '' : line.text)};
	const signal = line.kind === 'signal' ? line : noSignal;
	return {
		id,
		at,
		kind,
		side: io.word(signal.side, ['buy', 'sell']),
		rho: io.number(signal.rho),
		obi: io.number(signal.obi),
		z: io.number(signal.z),
		vpin: io.number(signal.vpin),
		weightedMidBps: io.number(signal.weightedMidBps),
		outcome: io.text(signal.outcome),
	};
}

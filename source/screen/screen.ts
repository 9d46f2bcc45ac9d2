/*
The stream that Ink writes to, and the way past it. Ink owns the terminal's modes, input and overlays; the panels own the cells of rectangles that Ink
leaves blank, because Ink measures every cell of every frame anew, which would cost a quarter of a core. Both leave here as one synchronized write.
*/

import {Writable} from 'node:stream';
import type {Rectangle} from './layout.ts';

/** What a screen needs of a terminal: `process.stdout`, or a test's. */
export type Terminal = {
	readonly columns: number;
	readonly rows: number;
	write(chunk: string): unknown;
	on(event: 'resize', listener: () => void): unknown;
	off(event: 'resize', listener: () => void): unknown;
};

/** A rectangle of the terminal and what belongs there. `paint` gives back the same array while nothing changed. */
export type Region = Rectangle & {readonly paint: () => readonly string[]};

export class Screen extends Writable {
	readonly isTTY = true;
	readonly #terminal: Terminal;
	/** The lines that stand on the terminal, by region. */
	readonly #shown = new Map<Region, readonly string[]>();
	/** What Ink has written of a frame so far; undefined between frames. */
	#inkFrame: string | undefined;
	/** Finished frames of Ink on their way out. */
	#waiting = '';
	#isScheduled = false;
	#isClosed = false;

	constructor(terminal: Terminal) {
		super({decodeStrings: false});
		this.#terminal = terminal;
		terminal.on('resize', this.#resized);
	}

	get columns(): number {
		return this.#terminal.columns;
	}

	get rows(): number {
		return this.#terminal.rows;
	}

	/** Takes a rectangle over; it is painted within this turn of the event loop. Returns how to give it back. */
	place(region: Region): () => void {
		this.#shown.set(region, []);
		this.#schedule();
		return () => {
			this.#shown.delete(region);
		};
	}

	/** Paints what changed since the last time. */
	flush(): void {
		if (this.#isClosed || this.#inkFrame !== undefined) return;
		const frame = this.#waiting;
		this.#waiting = '';
		let cells = '';
		for (const [region, shown] of this.#shown) cells += this.#paint(region, shown);
		if (frame === '' && cells === '') return;
		this.#terminal.write(beginSync + frame + (cells === '' ? '' : saveCursor + cells + restoreCursor) + endSync);
	}

	/** No more painting: the terminal is Ink's alone, to be given back. */
	close(): void {
		this.#isClosed = true;
		this.#shown.clear();
		this.#terminal.off('resize', this.#resized);
	}

	/** Ink writes the beginning of a frame, the frame and its end as separate chunks, and everything else between frames. */
	override _write(chunk: string | Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
		const text = chunk.toString();
		if (text === beginSync) {
			this.#inkFrame = '';
		} else if (text === endSync) {
			this.#waiting += this.#inkFrame ?? '';
			this.#inkFrame = undefined;
			this.#forget();
		} else if (this.#inkFrame !== undefined) {
			this.#inkFrame += text;
		} else if (text !== '') {
			this.#drain();
			this.#terminal.write(text);
			if (!modeSwitch.test(text)) this.#forget();
		}
		callback();
	}

	/** Panels that appear with this frame of Ink are placed after it was written: waiting for them makes it one write. */
	#schedule(): void {
		if (this.#isScheduled) return;
		this.#isScheduled = true;
		queueMicrotask(() => {
			this.#isScheduled = false;
			this.flush();
		});
	}

	/** Nothing on the terminal is certain any more. */
	#forget(): void {
		for (const region of this.#shown.keys()) this.#shown.set(region, []);
		this.#schedule();
	}

	#drain(): void {
		if (this.#waiting === '') return;
		this.#terminal.write(beginSync + this.#waiting + endSync);
		this.#waiting = '';
	}

	#paint(region: Region, shown: readonly string[]): string {
		const {x, y, width, height} = region;
		// Between a resize and the new layout, old regions may reach over the edge, where a line would wrap.
		if (x + width > this.columns || y + height > this.rows) return '';
		const lines = region.paint();
		if (lines === shown) return '';
		let cells = '';
		for (let row = 0; row < height; row++) {
			const text = lines[row] ?? '';
			if (text !== shown[row]) cells += `\u001b[${y + row + 1};${x + 1}H${text}`;
		}
		this.#shown.set(region, lines);
		return cells;
	}

	readonly #resized = (): void => {
		this.#forget();
		this.emit('resize');
	};
}

const beginSync = '\u001b[?2026h';
const endSync = '\u001b[?2026l';
const saveCursor = '\u001b7';
const restoreCursor = '\u001b8';
/** Cursor, alternate screen, paste and keyboard modes: they move no cell. */
const modeSwitch = /^(?:\u001b\[[?<>=][\d;]*[hlu])+$/;

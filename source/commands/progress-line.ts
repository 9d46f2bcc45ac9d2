/* How far long work has come: one line of standard error that is drawn over and over and wiped at the end; nothing where that is no terminal. */

import process from 'node:process';
import type {Clock} from '../feeds/clock.ts';

/** What a line is drawn on: standard error, or what a test brings. */
export type LineTerminal = {readonly isTTY?: boolean | undefined; write(text: string): unknown};

const barWidth = 24;
/** ms from one drawing to the next. */
const pause = 100;

export class ProgressLine {
	readonly #clock: Clock;
	readonly #terminal: LineTerminal;
	#drawnAt = Number.NEGATIVE_INFINITY;
	#isDrawn = false;

	constructor(clock: Clock, terminal: LineTerminal = process.stderr) {
		this.#clock = clock;
		this.#terminal = terminal;
	}

	/** @param share of the work that is done, 0 to 1; NaN where nobody knows how much there is. @param words what is done. */
	tell(share: number, words: string): void {
		if (this.#terminal.isTTY !== true || this.#clock.monotonic() - this.#drawnAt < pause) return;
		this.#drawnAt = this.#clock.monotonic();
		this.#isDrawn = true;
		this.#terminal.write(`\r\u001b[K${Number.isNaN(share) ? '' : barOf(Math.min(1, Math.max(0, share)))}${words}`);
	}

	clear(): void {
		if (this.#isDrawn) this.#terminal.write('\r\u001b[K');
		this.#isDrawn = false;
	}
}

function barOf(share: number): string {
	const full = Math.floor(share * barWidth);
	return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] ${String(Math.floor(share * 100)).padStart(3)} %  `;
}

/* The help: every key that works, and how to read the marks. It stands in the place of the panels, in pages where the terminal is low. */

import type {Segment} from '../draw/cells.ts';
import {frame} from '../draw/frame.ts';
import type {Look} from '../theme.ts';
import type {Paint} from './paint.ts';

export type HelpSlice = {readonly page: number};

export const paintHelp: Paint<HelpSlice> = ({page}, width, height, look) => {
	const pages = helpPages(height);
	const shown = Math.min(page, pages - 1);
	const rows = Math.max(1, height - 2);
	const shownEntries = entriesFor(rows);
	const body = (inner: number) => {
		const margin = ' '.repeat(Math.max(0, Math.floor((inner - textWidth) / 2)));
		return shownEntries.slice(shown * rows, (shown + 1) * rows).map((entry) => [margin, ...row(entry, look)]);
	};
	const infos: Segment[][] =
		pages > 1
			? [
					[
						[`page ${shown + 1} of ${pages}`, look.dim],
						['  ←→', look.accent],
						['  ? close', look.dim],
					],
				]
			: [[['? close', look.dim]]];
	return frame({titles: ['HELP'], infos, body, isFocused: true}, width, height, look);
};

/** How many pages the help takes at this height, border included. */
export function helpPages(height: number): number {
	const rows = Math.max(1, height - 2);
	return Math.max(1, Math.ceil(entriesFor(rows).length / rows));
}

/** All entries on one page, keys and marks apart; without the blank line between them where that is not to be. */
function entriesFor(rows: number): readonly Entry[] {
	return entries.length <= rows ? entries : entries.filter(([key]) => key !== '');
}

/** Columns of the longest entry. */
const textWidth = 72;

type Entry = readonly [key: string, meaning: string];

const entries: readonly Entry[] = [
	['1 – 9  < >', 'the instrument of that number; the previous, the next'],
	['S', 'find an instrument by a few letters, and watch it'],
	['Tab Shift+Tab', 'focus the next, the previous pane'],
	['Space', 'freeze the view (live), pause and play (replay, past)'],
	['Left Right', 'five seconds back, on; with Shift a minute; live too'],
	['Home End', 'the first moment that is kept; the present, or the last'],
	[', .', 'one frame back, on'],
	['n N', 'the next, the previous signal'],
	['g', 'go to a time that you type'],
	['m', 'mark this moment on the timeline, or unmark it'],
	['- =  _ +', 'thresholds closer, wider by .01; by .05'],
	['l L', 'fewer, more levels in OBI; restarts EWMA and z'],
	['[ ]', 'finer, coarser price steps on the ladder'],
	['{ }', 'replay slower, faster: 0.1 to 100 times, then max'],
	['v V', 'every metric with a sparkline, page by page; Esc closes'],
	['i I', 'the proof of the book, and all delays; Esc closes'],
	['s', 'snapshot to disk: book, numbers, this screen'],
	['R', 'start, stop recording the frames'],
	['t', 'next theme: blue and orange, green and red, red and green'],
	['? Esc', 'this help, and away again'],
	['q  Ctrl+C', 'quit'],
	['', ''],
	['+  ▲  bids', 'buying pressure; bids stand below the spread'],
	['−  ▼  asks', 'selling pressure; asks stand above the spread'],
	['–', 'not computable, which is not zero'],
	['≥', 'beyond the trusted depth: at least this much rests there'],
	['PROVEN ✔', 'in step by the rule of the venue, and a cross-check agreed'],
	['IN STEP', 'in step, no cross-check yet'],
	['UNPROVEN', 'the venue numbers nothing: what is missing cannot be seen'],
	['GAP STALE', 'a diff is missing or overdue: nothing is scored'],
	['B S ╎ M', 'on the timeline: buy, sell, gap, your own mark'],
];

function row([key, meaning]: Entry, look: Look): Segment[] {
	return ['  ', [key.padEnd(15), look.accent], meaning];
}

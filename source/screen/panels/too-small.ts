/* What is shown where the panels do not fit: the size that is needed, and the few facts that matter most. */

import type {Segment} from '../draw/cells.ts';
import {frame} from '../draw/frame.ts';
import {grouped, none, ratio} from '../draw/number.ts';
import {shortStopwatch} from '../draw/time.ts';
import type {HeaderSlice} from './header.ts';
import {arrow, type Paint} from './paint.ts';

export type TooSmallSlice = HeaderSlice & {
	readonly needed: {readonly columns: number; readonly rows: number};
	readonly columns: number;
	readonly rows: number;
};

export const paintTooSmall: Paint<TooSmallSlice> = (slice, width, height, look) => {
	const {needed, columns, rows, summary, integrity, session, at} = slice;
	const obi = summary?.obi ?? Number.NaN;
	const recording = session.recording === undefined ? '' : ` · REC ${shortStopwatch(at - session.recording.since)}`;
	const mid = summary === undefined || summary.mid === '' ? none : grouped(summary.mid);
	const body: Segment[][] = [
		[[` obi-tui needs ${needed.columns}×${needed.rows}`, look.warn]],
		[[` this terminal: ${columns}×${rows}`, look.dim]],
		[' ', [summary?.symbol ?? 'connecting', look.strong], ` ${mid}`, ['  OBI ', look.dim], ratio(obi), ' ', arrow(obi, look)],
		[[` gaps ${integrity?.gaps ?? none} ${integrity?.badge ?? ''}${recording} · q`, look.dim]],
	];
	const boxWidth = Math.min(width, 36);
	const boxHeight = Math.min(height, body.length + 2);
	const box = boxHeight < 4 ? [] : frame({titles: [''], body: () => body, isFocused: false}, boxWidth, boxHeight, look);
	const rest = ' '.repeat(width - boxWidth);
	return Array.from({length: height}, (_, row) => (box[row] === undefined ? ' '.repeat(width) : box[row] + rest));
};

/* The ladder: price levels by side, asks above the spread and bids below, best nearest to it, with what rests at each and how that changed. */

import type {BookState, LadderRow, LadderView} from '../../engine/view.ts';
import {bar} from '../draw/bar.ts';
import {fitRight, type Segment, segmentsWidth} from '../draw/cells.ts';
import {centred, frame} from '../draw/frame.ts';
import {basisPoints, grouped, none, resting, signedQuantity} from '../draw/number.ts';
import type {Look} from '../theme.ts';
import {arrow, type Framed, type Paint, unstyled} from './paint.ts';

export type LadderSlice = Framed & {
	readonly ladder: LadderView | undefined;
	readonly levels: number;
	readonly state: BookState;
	readonly reason: string;
};

export const paintLadder: Paint<LadderSlice> = (slice, width, height, look) => {
	const {ladder, state, reason} = slice;
	const step = ladder?.steps[ladder.grouping];
	const infos: Segment[][] =
		state !== 'LIVE'
			? [[[state, look.alert]]]
			: step === undefined
				? []
				: [[[`grp ${step}`, look.dim], ' ', ['[ ]', look.faint]], [[`grp ${step}`, look.dim]]];
	const isEmpty = ladder === undefined || ladder.bids.length + ladder.asks.length === 0;
	const body = (inner: number, content: number) =>
		isEmpty ? centred([waiting(state, reason), look.dim], inner, content) : rowsOf(ladder, slice, inner, content, look);
	return frame({titles: [`LADDER L${slice.levels}`], infos, body, isFocused: slice.isFocused}, width, height, look);
};

/** How many levels a side a ladder of this height shows. An even number of lines leaves one for the names of the columns. */
export function ladderRows(height: number): number {
	const content = height - 2;
	return Math.max(0, Math.floor((content - 1 - headings(content)) / 2));
}

const headings = (content: number) => (content % 2 === 0 ? 1 : 0);

function waiting(state: BookState, reason: string): string {
	if (reason !== '') return reason;
	return state === 'LIVE' ? 'the book is empty' : state === 'CONNECTING' ? 'connecting' : 'waiting for the book';
}

type Columns = {readonly change: number; readonly size: number; readonly bar: number; readonly price: number; readonly side: number};

function columnsOf(rows: readonly LadderRow[], width: number): Columns {
	const price = rows.reduce((longest, row) => Math.max(longest, grouped(row.price).length), 9);
	const change = width >= 38 ? 6 : 0;
	const side = width >= 30 ? 4 : 0;
	const size = 9;
	const rest = width - change - size - 2 - price - side - 1;
	return {change, size, bar: Math.max(0, rest), price, side};
}

function rowsOf(ladder: LadderView, slice: LadderSlice, width: number, height: number, look: Look): Segment[][] {
	const count = ladderRows(height + 2);
	const asks = ladder.asks.slice(0, count);
	const bids = ladder.bids.slice(0, count);
	const columns = columnsOf([...asks, ...bids], width);
	const largest = [...asks, ...bids].reduce((most, row) => Math.max(most, row.quantity), 0);
	const paint = (row: LadderRow, side: 'bid' | 'ask', isTouch: boolean) =>
		levelRow(row, {side, isTouch, largest, columns, slice, ladder, look});
	const body: Segment[][] = headings(height) === 1 ? [headingRow(columns, look)] : [];
	for (let missing = asks.length; missing < count; missing++) body.push([]);
	for (const [rank, row] of [...asks.entries()].reverse()) body.push(paint(row, 'ask', rank === 0));
	body.push(spreadRow(ladder, slice, width, look));
	for (const [rank, row] of bids.entries()) body.push(paint(row, 'bid', rank === 0));
	return body;
}

function headingRow({change, size, bar: depth, price}: Columns, look: Look): Segment[] {
	const changed = change > 0 ? (look.glyphs === 'ascii' ? 'chg5s' : 'Δ5s').padStart(change) : '';
	return [[`${changed}${'size'.padStart(size)} ${'depth'.slice(0, depth).padEnd(depth)} ${'price'.padStart(price)}`, look.dim]];
}

type Level = {
	readonly side: 'bid' | 'ask';
	readonly isTouch: boolean;
	readonly largest: number;
	readonly columns: Columns;
	readonly slice: LadderSlice;
	readonly ladder: LadderView;
	readonly look: Look;
};

function levelRow(row: LadderRow, {side, isTouch, largest, columns, slice, ladder, look}: Level): Segment[] {
	const isSound = slice.state === 'LIVE';
	const isQuiet = !isSound || !row.isSummed;
	const colour = !isSound ? look.faint : side === 'bid' ? look.bid : look.ask;
	const bold = side === 'bid' ? look.bidStrong : look.askStrong;
	const decimals = Math.min(ladder.quantityDecimals, 4);
	// Beyond the trusted depth the book may miss levels: what is known is a lower bound.
	const size = (row.isTrusted ? '' : '≥') + resting(row.quantity, decimals, columns.size - (row.isTrusted ? 1 : 2));
	const share = largest > 0 ? row.quantity / largest : 0;
	const change =
		columns.change > 0 ? fitRight(Number.isNaN(row.change) ? '' : signedQuantity(row.change, 2, columns.change), columns.change) : '';
	return [
		[change, /[1-9]/.test(change) ? look.dim : look.faint],
		[fitRight(size, columns.size), isQuiet ? look.dim : unstyled],
		' ',
		[bar(share, columns.bar, look.glyphs), isQuiet ? look.faint : colour],
		' ',
		[fitRight(grouped(row.price), columns.price), isTouch && isSound ? bold : isQuiet ? look.dim : colour],
		isTouch && columns.side > 0 ? [` ${side}`, look.dim] : '',
	];
}

function spreadRow(ladder: LadderView, {state, reason}: LadderSlice, width: number, look: Look): Segment[] {
	const rule = look.faint;
	if (state !== 'LIVE') return ruled([[`${state}${reason === '' ? '' : `: ${reason}`}`, look.alert]], width, look);
	const isCrossed = ladder.spread === '' && ladder.bids.length > 0 && ladder.asks.length > 0;
	if (isCrossed) return ruled([['crossed: best bid at or above best ask', look.alert]], width, look);
	const bps = basisPoints(ladder.spreadBps, 2);
	const {price, bps: leanBps} = ladder.microPrice ?? {price: ladder.weightedMid, bps: ladder.weightedMidBps};
	const name: Segment = [ladder.microPrice === undefined ? 'wmid ' : 'micro ', look.dim];
	const mid = grouped(price === '' ? none : price);
	const lean = arrow(leanBps, look);
	const spread = grouped(ladder.spread === '' ? none : ladder.spread);
	const forms: Segment[][] = [
		[['spread ', look.dim], spread, [` (${bps})`, look.dim], '  ', name, mid, ' ', lean],
		[['spr ', look.dim], spread, [` (${bps})`, look.dim], '  ', name, mid, ' ', lean],
		[['spr ', look.dim], bps, '  ', name, mid, ' ', lean],
		[['spr ', look.dim], bps, ' ', name, mid, ' ', lean],
		[name, mid, ' ', lean],
	];
	const form = forms.find((candidate) => segmentsWidth(candidate) <= width - 4);
	return form === undefined ? [['┈'.repeat(width), rule]] : ruled(form, width, look);
}

function ruled(segments: readonly Segment[], width: number, look: Look): Segment[] {
	const rest = Math.max(0, width - segmentsWidth(segments) - 3);
	return [['┈ ', look.faint], ...segments, [` ${'┈'.repeat(rest)}`, look.faint]];
}

/* The page of the proof: all that a book can say for itself, and how long things take; side by side where there is room, page by page elsewhere. */

import {type Segment, segmentsWidth} from '../draw/cells.ts';
import {centred, frame} from '../draw/frame.ts';
import type {Look} from '../theme.ts';
import {badgeSegment} from './badge.ts';
import {type Histogram, histogram, histogramHeight, histogramWidth} from './histogram.ts';
import type {Paint} from './paint.ts';
import {type Proof, proofLines} from './proof-lines.ts';

export type ProofSlice = Omit<Proof, 'integrity'> & {readonly integrity: Proof['integrity'] | undefined; readonly page: number};

export const paintProof: Paint<ProofSlice> = (slice, width, height, look) => {
	const pages = pagesOf(slice, width - 2, height - 2, look);
	const page = Math.min(slice.page, pages.length - 1);
	const keys: Segment[] = [
		['  i I', look.accent],
		['  Esc close', look.dim],
	];
	const place: Segment[] = pages.length > 1 ? [[`  page ${page + 1} of ${pages.length}`, look.dim]] : [];
	const badge: Segment[] = slice.integrity === undefined ? [] : [badgeSegment(slice.integrity.badge, look)];
	const body = (inner: number, content: number) =>
		slice.integrity === undefined ? centred(['no book yet', look.dim], inner, content) : (pages[page] ?? []);
	const infos = [
		[...badge, ...place, ...keys],
		[...badge, ...place],
	];
	return frame({titles: ['THE PROOF · DELAYS', 'THE PROOF', 'PROOF'], infos, body, isFocused: true}, width, height, look);
};

/** How many pages it takes at this size, border included: that depends on how much there is to say. */
export function proofPageCount(slice: ProofSlice, width: number, height: number, look: Look): number {
	return pagesOf(slice, width - 2, height - 2, look).length;
}

type Page = readonly (readonly Segment[])[];

/** Columns of the proof beside the delays. */
const besideWidth = {least: 48, most: 72} as const;
const gutter = 3;

function pagesOf({integrity, ...rest}: ProofSlice, width: number, height: number, look: Look): readonly Page[] {
	if (integrity === undefined || height < 1) return [[]];
	const proof: Proof = {...rest, integrity};
	const left = Math.min(besideWidth.most, Math.max(besideWidth.least, Math.floor(width * 0.42)));
	const right = width - left - gutter;
	const beside = grids(proof, right, height, look);
	if (beside.length === 1) {
		return packed(proofLines(proof, left, look), height).map((lines) => sideBySide([lines, beside[0] ?? []], [left + gutter, right]));
	}
	return [...packed(proofLines(proof, width, look), height), ...grids(proof, width, height, look)];
}

/** The four histograms on as few pages as can be. */
function grids({delays}: Proof, width: number, height: number, look: Look): readonly Page[] {
	const histograms: readonly Histogram[] = [
		{name: 'FEED', meaning: 'stamp to receipt', delay: delays.feed},
		{name: 'BOOK', meaning: 'receipt to metrics', delay: delays.book},
		{name: 'SCREEN', meaning: 'frame to terminal', delay: delays.screen},
		{name: 'LOOP', meaning: 'late event loop', delay: delays.loop},
	];
	const arrangements = [1, 2, 4]
		.filter((columns) => columns === 1 || Math.floor(width / columns) >= histogramWidth)
		.map((columns) => ({columns, rows: Math.max(1, Math.floor((height + 1) / (histogramHeight.full + 1)))}));
	const pageCount = ({columns, rows}: {readonly columns: number; readonly rows: number}) => Math.ceil(histograms.length / (columns * rows));
	const best = arrangements.reduce((least, each) => (pageCount(each) < pageCount(least) ? each : least));
	const each = Math.floor(width / best.columns);
	const rows = chunks(histograms, best.columns).map((row) =>
		sideBySide(
			row.map((one) => histogram(one, Math.min(each - 1, widest), height, look)),
			row.map(() => each),
		),
	);
	return chunks(rows, best.rows).map((page) => page.flatMap((row, index) => (index === 0 ? row : [[], ...row])));
}

/** A longer bar says no more. */
const widest = 56;

/** Columns of lines, each padded to its width. */
function sideBySide(columns: readonly Page[], widths: readonly number[]): Page {
	const height = Math.max(0, ...columns.map(({length}) => length));
	return Array.from({length: height}, (_, row) =>
		columns.flatMap((lines, column): Segment[] => {
			const segments = lines[row] ?? [];
			return [...segments, ' '.repeat(Math.max(0, (widths[column] ?? 0) - segmentsWidth(segments)))];
		}),
	);
}

/** Groups of lines on as few pages as can be; one that is higher than a page is cut. */
function packed(groups: readonly Page[], height: number): readonly Page[] {
	const pages: (readonly Segment[])[][] = [[]];
	for (const group of groups) {
		const last = pages.at(-1) ?? [];
		if (last.length > 0 && last.length + group.length > height) pages.push(group.slice(0, height));
		else last.push(...group.slice(0, height));
	}
	return pages;
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
	return Array.from({length: Math.max(1, Math.ceil(items.length / size))}, (_, index) => items.slice(index * size, (index + 1) * size));
}

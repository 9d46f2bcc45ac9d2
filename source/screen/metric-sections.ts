/* The columns of the catalogue in sections, by what they are about, and how sections fill pages. A column that is added belongs with the one before it. */

import {catalogue, columnIndex} from '../engine/meters.ts';

/** Titles, and the columns with which the runs of each begin. */
const outline: readonly (readonly [title: string, ...starts: string[]])[] = [
	['touch and micro-price', 'best_bid'],
	['slope of the book', 'slope_logq_bid'],
	['imbalance of the book', 'rho'],
	['imbalance over time', 'obi_ema'],
	['order flow', 'ofi_1'],
	['impact of order flow', 'ofi_beta'],
	['order flow by level', 'mlofi_l1_10'],
	['trades', 'tfi_1'],
	['toxicity', 'vpin', 'tox'],
	['price impact of takers', 'kyle_lambda'],
	['spreads', 'roll_spread_300'],
	['volatility', 'vol_bps_60'],
	['queues and resilience', 'add_rate_bid_10', 'res_t90_bid'],
	['volume profile', 'poc'],
];

export type MetricSection = {
	readonly title: string;
	/** Places in the catalogue. */
	readonly columns: readonly number[];
};

/** Together they hold each column of the catalogue once. */
export const metricSections: readonly MetricSection[] = outline.map(([title, ...starts]) => ({
	title,
	columns: starts.flatMap((start) => runFrom(columnIndex(start))),
}));

/** A line of a page: the title of a section, or a column. */
export type MetricLine = {readonly title: string} | {readonly column: number};

/** Sections are kept whole where they fit on a page; longer ones fill what is left of the last, and each part has the title. @param height lines of a page. */
export function metricPages(height: number): readonly (readonly MetricLine[])[] {
	const rows = Math.max(2, height);
	const pages: MetricLine[][] = [[]];
	for (const {title, columns} of metricSections) {
		const leastRoom = columns.length < rows ? columns.length + 1 : leastPart;
		for (let from = 0; from < columns.length; ) {
			const last = pages.at(-1) ?? [];
			const isRoom = rows - last.length >= leastRoom || last.length === 0;
			const page = isRoom ? last : [];
			if (!isRoom) pages.push(page);
			const part = columns.slice(from, from + rows - page.length - 1);
			page.push({title: from === 0 ? title : `${title}, continued`}, ...part.map((column) => ({column})));
			from += part.length;
		}
	}
	return pages;
}

/** Lines, title included, that are worth beginning a section with. */
const leastPart = 4;

/** Its sign is a side: above zero buyers press, below zero sellers. */
export function isSided(column: number): boolean {
	const name = catalogue[column]?.name ?? '';
	return sided.test(name) && !unsided.test(name);
}

const sided = /^(?:obi|ofi|mlofi|tfi|cvd|hk_imb|micro_dev)/;
const unsided = /^(?:obi_extreme|ofi_beta|ofi_int_evr)/;

/** Columns up to where the next run begins. */
function runFrom(first: number): number[] {
	const starts = outline.flatMap(([, ...names]) => names.map(columnIndex));
	const end = Math.min(...starts.filter((start) => start > first), catalogue.length);
	return Array.from({length: end - first}, (_, index) => first + index);
}

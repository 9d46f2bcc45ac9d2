/* Which panes stand where, for every size of terminal. A frame is one row lower than the terminal, so that writing its last cell never scrolls. */

import {imbalanceSamples} from './panels/imbalance.ts';
import {ladderRows} from './panels/ladder.ts';
import {signalLines} from './panels/signals.ts';

export type PaneId =
	| 'header'
	| 'ladder'
	| 'imbalance'
	| 'vpin'
	| 'integrity'
	| 'portfolio'
	| 'signals'
	| 'timeline'
	| 'keybar'
	| Overlay
	| 'too-small';

/** What can stand in the place of the panels. */
export type Overlay = 'help' | 'metrics' | 'proof' | 'picker';

export type Rectangle = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

export type Pane = Rectangle & {readonly id: PaneId};

export type Layout = {
	readonly kind: 'wide' | 'compact' | 'small';
	/** Size of the frame; its height is the terminal's less one. */
	readonly width: number;
	readonly height: number;
	/** They cover the frame and do not overlap. */
	readonly panes: readonly Pane[];
	/** What the panes can show, and so what is worth asking for. */
	readonly capacity: {readonly rows: number; readonly samples: number; readonly lines: number};
};

/** Terminal sizes from which on a layout fits. */
export const minimum = {wide: {columns: 120, rows: 36}, compact: {columns: 60, rows: 16}} as const;

export function layOut(columns: number, rows: number): Layout {
	const width = Math.max(1, columns);
	const height = Math.max(1, rows - 1);
	const fits = ({columns: least, rows: lowest}: {readonly columns: number; readonly rows: number}) => columns >= least && rows >= lowest;
	if (fits(minimum.wide)) return layout('wide', width, height, widePanes(width, height));
	if (fits(minimum.compact)) return layout('compact', width, height, compactPanes(width, height));
	return layout('small', width, height, [{id: 'too-small', x: 0, y: 0, width, height}]);
}

/** Panes that can have the focus, in the order in which Tab goes through them. */
export function focusOrder({panes}: Layout): readonly PaneId[] {
	return panes.map((pane) => pane.id).filter((id) => id !== 'header' && id !== 'timeline' && id !== 'keybar' && id !== 'too-small');
}

/** The same with something else in the place of the panels. Too small a screen has no room for it. */
export function withOverlay(layout: Layout, id: Overlay | undefined): Layout {
	if (layout.kind === 'small' || id === undefined) return layout;
	const around = layout.panes.filter((pane) => pane.id === 'header' || pane.id === 'keybar');
	return {...layout, panes: [...around, {id, x: 0, y: 1, width: layout.width, height: overlayHeight(layout)}]};
}

/** Rows between header and key bar. */
export function overlayHeight({height}: Layout): number {
	return height - 2;
}

function layout(kind: Layout['kind'], width: number, height: number, panes: readonly Pane[]): Layout {
	const find = (id: PaneId) => panes.find((pane) => pane.id === id);
	return {
		kind,
		width,
		height,
		panes,
		capacity: {
			rows: ladderRows(find('ladder')?.height ?? 0),
			samples: Math.max(imbalanceSamples(find('imbalance')?.width ?? 0), find('portfolio')?.width ?? 0),
			lines: signalLines(find('signals')?.height ?? 0),
		},
	};
}

/** Ladder at the left, imbalance over VPIN in the middle, integrity over the portfolio at the right, signals and the timeline below. */
function widePanes(width: number, height: number): Pane[] {
	const spare = width - minimum.wide.columns;
	const ladder = 44 + Math.min(16, Math.floor(spare * 0.2));
	const right = 34 + Math.min(22, Math.floor(spare * 0.25));
	const middle = width - ladder - right;
	const timeline = 2;
	const [top, signals] = heights(height - 2 - timeline, 0.27, {top: 24, signals: 20});
	const imbalance = Math.ceil(top / 2);
	// Six lines for what every book has; two more are worth more than a higher curve of equity.
	const integrity = 8 + Math.min(2, Math.floor((top - 24) / 2));
	return [
		{id: 'header', x: 0, y: 0, width, height: 1},
		{id: 'ladder', x: 0, y: 1, width: ladder, height: top},
		{id: 'imbalance', x: ladder, y: 1, width: middle, height: imbalance},
		{id: 'vpin', x: ladder, y: 1 + imbalance, width: middle, height: top - imbalance},
		{id: 'integrity', x: ladder + middle, y: 1, width: right, height: integrity},
		{id: 'portfolio', x: ladder + middle, y: 1 + integrity, width: right, height: top - integrity},
		{id: 'signals', x: 0, y: 1 + top, width, height: signals},
		{id: 'timeline', x: 0, y: 1 + top + signals, width, height: timeline},
		{id: 'keybar', x: 0, y: 1 + top + signals + timeline, width, height: 1},
	];
}

/** From this height on the frame has a row for the timeline, whether there is one or not: a row that comes and goes would move all others. */
const leastWithTimeline = 23;

/** Ladder at the left, imbalance over VPIN over the portfolio at the right, signals and the timeline below. */
function compactPanes(width: number, height: number): Pane[] {
	const ladder = Math.min(44, Math.max(28, Math.round(width * 0.45)));
	const right = width - ladder;
	const timeline = height >= leastWithTimeline ? 1 : 0;
	const [top, signals] = heights(height - 2 - timeline, 0.3, {top: 10, signals: 14});
	// At least a line inside each; of what is more, the imbalance takes half and the others share.
	const spare = top - 10;
	const imbalance = 4 + Math.min(spare, 3) + Math.ceil(Math.max(0, spare - 4) / 2);
	const vpin = Math.ceil((top - imbalance) / 2);
	return [
		{id: 'header', x: 0, y: 0, width, height: 1},
		{id: 'ladder', x: 0, y: 1, width: ladder, height: top},
		{id: 'imbalance', x: ladder, y: 1, width: right, height: imbalance},
		{id: 'vpin', x: ladder, y: 1 + imbalance, width: right, height: vpin},
		{id: 'portfolio', x: ladder, y: 1 + imbalance + vpin, width: right, height: top - imbalance - vpin},
		{id: 'signals', x: 0, y: 1 + top, width, height: signals},
		...(timeline > 0 ? [{id: 'timeline', x: 0, y: 1 + top + signals, width, height: timeline} as const] : []),
		{id: 'keybar', x: 0, y: 1 + top + signals + timeline, width, height: 1},
	];
}

/** Divides the rows between header and what stands at the bottom: a share for the signals up to a limit, and an even upper part of some least height, so that the ladder has a line for its headings. */
function heights(
	rows: number,
	share: number,
	limit: {readonly top: number; readonly signals: number},
): readonly [top: number, signals: number] {
	const top = rows - Math.min(limit.signals, Math.round(rows * share));
	const even = Math.max(limit.top, top - (top % 2));
	return [even, rows - even];
}

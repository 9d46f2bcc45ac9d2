/* Order-book imbalance over time: samples and their EWMA against the thresholds, the last values, and where they stand between sell and buy. */

import type {BookState, ImbalanceView, SettingsView} from '../../engine/view.ts';
import type {Segment} from '../draw/cells.ts';
import {type ChartOptions, chart, Line, type Mark, rowOf} from '../draw/chart.ts';
import {frame} from '../draw/frame.ts';
import {ratio, share, signed} from '../draw/number.ts';
import {sparkline} from '../draw/sparkline.ts';
import type {Look} from '../theme.ts';
import {arrow, type Framed, type Paint, plusMinus, signSegment, signStyle, thresholds, troubles, unstyled} from './paint.ts';

export type ImbalanceSlice = Framed & {
	readonly imbalance: ImbalanceView | undefined;
	readonly settings: SettingsView;
	readonly state: BookState;
	/** Why it is in this state; empty where nothing needs saying. */
	readonly reason: string;
};

export const paintImbalance: Paint<ImbalanceSlice> = (slice, width, height, look) => {
	const {imbalance, settings, state, isFocused} = slice;
	// Values of a book that is not in step are what was last known: none of them is to catch the eye.
	const quiet = state === 'LIVE' ? look : {...look, bid: look.dim, ask: look.dim, bidStrong: look.dim, askStrong: look.dim};
	const body = (inner: number, content: number): Segment[][] => {
		if (imbalance === undefined) return [];
		const below = [values(imbalance, state, inner, quiet), slider(imbalance, settings, inner, quiet)].slice(
			0,
			content >= 4 ? 2 : content >= 2 ? 1 : 0,
		);
		return [...history(imbalance, settings, inner, content - below.length, look, quiet), ...below];
	};
	const titles = [
		`OBI L${settings.levels} · EWMA ${settings.span}`,
		`OBI L${settings.levels} EWMA ${settings.span}`,
		`OBI L${settings.levels}`,
	];
	const infos = state === 'LIVE' ? limits(settings, look) : troubles(state, slice.reason, look);
	return frame({titles, infos, body, isFocused}, width, height, look);
};

/** How many samples a panel of this width draws: one a column. */
export function imbalanceSamples(width: number): number {
	return Math.max(0, width - 2 - axis - 1);
}

const axis = 5;

/** The thresholds on ρ, and where they stand on the scale of OBI. */
function limits(settings: SettingsView, look: Look): Segment[][] {
	const {buy, sell} = settings;
	const rho = thresholds(settings, look);
	const isSymmetric = Math.abs(buy + sell - 1) < 1e-9;
	const obi = isSymmetric ? `${plusMinus(look)}${share(2 * buy - 1)}` : `${ratio(2 * buy - 1)}/${ratio(2 * sell - 1)}`;
	return [`${rho} (obi ${obi})`, `${rho} (${obi})`, rho].map((text) => [[text, look.dim]]);
}

function history(view: ImbalanceView, settings: SettingsView, width: number, height: number, look: Look, quiet: Look): Segment[][] {
	if (height === 1) return [[' ', [sparkline(view.smooth, width - 2, -1, 1, look.glyphs), signStyle(view.ewma, quiet)]]];
	const columns = width - axis - 1;
	const buy = 2 * settings.buy - 1;
	const sell = 2 * settings.sell - 1;
	const options: ChartOptions = {
		width: columns,
		height,
		min: -1,
		max: 1,
		glyphs: look.glyphs,
		rules: [
			{value: buy, style: look.faint},
			{value: sell, style: look.faint},
		],
		marks: signalMarks(view, columns, look),
	};
	const labels = new Map<number, string>();
	const label = (value: number, text: string) => {
		const row = rowOf(value, options);
		if (!labels.has(row)) labels.set(row, text);
	};
	label(0, '0');
	label(buy, ratio(buy));
	label(sell, ratio(sell));
	label(1, '+1');
	label(-1, '−1');
	// The row that holds zero belongs to neither side.
	const reach = 1 / height;
	const rows = chart(
		[
			{values: view.raw, style: () => look.faint},
			{values: view.smooth, style: (value) => (Math.abs(value) < reach ? unstyled : signStyle(value, look))},
		],
		options,
	);
	return rows.map((cells, row) => [[(labels.get(row) ?? '').padStart(axis - 1), look.dim], ' ', ...cells]);
}

function signalMarks({signals, smooth}: ImbalanceView, columns: number, look: Look): Mark[] {
	const marks: Mark[] = [];
	const first = signals.length - columns;
	for (let column = Math.max(0, -first); column < columns; column++) {
		const side = signals[first + column] ?? 0;
		const value = smooth[first + column] ?? Number.NaN;
		if (side === 0 || Number.isNaN(value)) continue;
		marks.push({column, value, glyph: side > 0 ? '▲' : '▼', style: side > 0 ? look.bidStrong : look.askStrong});
	}
	return marks;
}

function values(view: ImbalanceView, state: BookState, width: number, look: Look): Segment[] {
	const zone: Segment = view.zone === 'buy' ? ['BUY', look.bidStrong] : view.zone === 'sell' ? ['SELL', look.askStrong] : '';
	const segments: Segment[] = [
		[' raw ', look.dim],
		signSegment(ratio(view.obi), view.obi, look),
		['  ewma ', look.dim],
		signSegment(ratio(view.ewma), view.ewma, look),
		' ',
		arrow(view.ewma, look),
		['  z ', look.dim],
		[signed(view.z, 1).padStart(4), state === 'LIVE' ? unstyled : look.dim],
	];
	if (width >= 38) segments.push('  ', state !== 'LIVE' ? [state, look.dim] : view.isShallow ? ['shallow', look.warn] : zone);
	return segments;
}

/** `sell ─────────────┼───────━━━━●━┃── buy`: from −1 to +1, the bar from zero to the last sample, a tick at either threshold. */
function slider(view: ImbalanceView, {buy, sell}: SettingsView, width: number, look: Look): Segment[] {
	const length = width - 12;
	if (length < 11) return [];
	const column = (value: number) => Math.round(((Math.min(1, Math.max(-1, value)) + 1) / 2) * (length - 1));
	const middle = column(0);
	const here = Number.isNaN(view.obi) ? middle : column(view.obi);
	const [buyAt, sellAt] = [column(2 * buy - 1), column(2 * sell - 1)];
	const cells = new Line();
	for (let index = 0; index < length; index++) {
		if (index === here && !Number.isNaN(view.obi)) cells.add('●', view.obi < 0 ? look.askStrong : look.bidStrong);
		else if (index === buyAt) cells.add('┃', look.bid);
		else if (index === sellAt) cells.add('┃', look.ask);
		else if (index === middle) cells.add('┼', look.dim);
		else if (index > Math.min(middle, here) && index < Math.max(middle, here)) cells.add('━', signStyle(view.obi, look));
		else cells.add('─', look.faint);
	}
	return [[' sell ', look.dim], ...cells.segments(), [' buy', look.dim]];
}

/* The simulated portfolio: what it holds, what that is worth, what trading cost, and the curve of its equity. */

import type {BookState, PortfolioView} from '../../engine/view.ts';
import {fitLeft, type Segment, segmentsWidth} from '../draw/cells.ts';
import {type ChartOptions, chart, rowOf} from '../draw/chart.ts';
import {frame} from '../draw/frame.ts';
import {none, plain, quantity, signed, signedPercent} from '../draw/number.ts';
import {rangeOf} from '../draw/sparkline.ts';
import type {Look} from '../theme.ts';
import {type Framed, type Paint, signSegment, signStyle, unstyled} from './paint.ts';

export type PortfolioSlice = Framed & {
	readonly portfolio: PortfolioView | undefined;
	readonly base: string;
	readonly quote: string;
	/** Decimals of prices on the ladder, for the average price. */
	readonly priceDecimals: number;
	/** While it is not in step nothing trades, and what is held is worth what it was last known to be. */
	readonly state: BookState;
};

export const paintPortfolio: Paint<PortfolioSlice> = (slice, width, height, look) => {
	const {portfolio, isFocused} = slice;
	if (portfolio === undefined) return frame({titles: ['PORTFOLIO'], body: () => [], isFocused}, width, height, look);
	const isScored = slice.state === 'LIVE';
	const quiet = isScored ? look : {...look, bid: look.dim, ask: look.dim};
	const profit = signSegment(signed(portfolio.profit, 2), portfolio.profit, quiet);
	const share: Segment = [` ${signedPercent(portfolio.profitShare, 2)}`, signStyle(portfolio.profit, quiet)];
	const scored: Segment[][] = width < 40 ? [[['P&L ', look.dim], profit], [profit]] : [[['P&L ', look.dim], profit, share], [profit]];
	const infos = isScored
		? scored
		: [...unscored('not scored', scored, look), ...unscored('unscored', scored, look), [['unscored', look.warn] as const]];
	return frame(
		{titles: ['PORTFOLIO'], infos, body: (inner, content) => bodyOf(slice, portfolio, inner, content, look), isFocused},
		width,
		height,
		look,
	);
};

function unscored(words: string, infos: readonly Segment[][], look: Look): Segment[][] {
	return infos.map((info) => [[words, look.warn], '  ', ...info]);
}

/** `brief` names it where two share a line. */
type Item = {readonly label: string; readonly brief: string; readonly value: Segment; readonly unit?: string};

function itemsOf({base, quote, priceDecimals, state}: PortfolioSlice, view: PortfolioView, look: Look) {
	const quiet = state === 'LIVE' ? look : {...look, bid: look.dim, ask: look.dim, strong: look.dim};
	const money = (value: number) => (plain(value, 2).length > 16 ? quantity(value, 2, 12) : plain(value, 2));
	const drawdown = (value: number) => (value > 0 ? `−${money(value)}` : money(value));
	const isFlat = view.position === 0;
	return {
		cash: {label: 'cash', brief: 'cash', value: money(view.cash), unit: quote},
		position: {
			label: 'position',
			brief: 'pos',
			value: isFlat ? ['flat', look.dim] : quantity(view.position, 8, 14),
			unit: isFlat ? '' : base,
		},
		average: {
			label: 'avg price',
			brief: 'avg',
			value: Number.isNaN(view.averagePrice) ? [none, look.dim] : plain(view.averagePrice, priceDecimals),
		},
		equity: {label: 'equity', brief: 'equity', value: [money(view.equity), quiet.strong], unit: quote},
		profit: {
			label: 'P&L',
			brief: 'P&L',
			value: signSegment(signed(view.profit, 2), view.profit, quiet),
			unit: signedPercent(view.profitShare, 2),
		},
		drawdown: {
			label: 'drawdown',
			brief: 'dd',
			value: [drawdown(view.drawdown), view.drawdown > 0 && state === 'LIVE' ? unstyled : look.dim],
		},
		worst: {label: 'worst dd', brief: 'worst', value: [drawdown(view.worstDrawdown), look.dim]},
		fees: {label: 'fees', brief: 'fees', value: money(view.fees), unit: `${plain(view.feeBps, 1).replace(/\.0$/, '')}bp`},
		trades: {label: 'trades', brief: 'trades', value: plain(view.trades, 0)},
	} as const satisfies Record<string, Item>;
}

function bodyOf(slice: PortfolioSlice, view: PortfolioView, width: number, height: number, look: Look): Segment[][] {
	const {cash, position, average, equity, profit, drawdown, worst, fees, trades} = itemsOf(slice, view, look);
	if (width < 40 || height >= 12) {
		const all: Item[] = [cash, position, average, equity, profit, drawdown, worst, fees, trades];
		const few: Item[] = [position, equity, drawdown, cash, average, fees, trades, worst];
		const rows = (height >= all.length ? all : few).map((item) => single(item, width, look));
		return [...rows, ...curve(view, width, height - rows.length, look)];
	}
	// The profit stands in the title.
	const pairs: [Item, Item][] = [
		[position, equity],
		[drawdown, cash],
		[average, fees],
		[worst, trades],
	];
	const half = Math.floor(width / 2);
	const rows = pairs.map(([left, right]) => [...short(left, half, look), ...short(right, width - half, look)]);
	return [...rows, ...curve(view, width, height - rows.length, look)];
}

/** ` cash          999,001.23 USDT`: the numbers end in one column, the units follow. */
function single({label, value, unit = ''}: Item, width: number, look: Look): Segment[] {
	const units = 7;
	const room = Math.max(0, width - 1 - 10 - units - 1);
	const blank = Math.max(0, room - segmentsWidth([value]));
	return [[` ${fitLeft(label, 10)}`, look.dim], ' '.repeat(blank), value, [` ${unit}`, look.dim]];
}

function short({brief, value, unit = ''}: Item, width: number, look: Look): Segment[] {
	const name = ` ${brief} `;
	const length = name.length + segmentsWidth([value]);
	const isUnitShown = unit !== '' && length + unit.length + 2 <= width;
	const blank = Math.max(0, width - length - (isUnitShown ? unit.length + 1 : 0));
	return [[name, look.dim], value, isUnitShown ? [` ${unit}`, look.dim] : '', ' '.repeat(blank)];
}

function curve(view: PortfolioView, width: number, height: number, look: Look): Segment[][] {
	if (height < 2) return [];
	const columns = Math.max(0, width - 2);
	const range = rangeOf(view.curve, columns);
	if (range === undefined) return [];
	const start = view.startingBalance;
	// Equity is read against the starting balance. A curve that stays on one side of it keeps off the edge; one that never moved lies in the middle.
	const reach = Math.max(Math.abs(range.max - start), Math.abs(range.min - start), start * 1e-6) * headroom;
	const options: ChartOptions = {
		width: columns,
		height: height - 1,
		min: range.max <= start ? start - reach : Math.min(range.min, start),
		max: range.min >= start ? start + reach : Math.max(range.max, start),
		glyphs: look.glyphs,
		rules: [{value: start, style: look.faint}],
	};
	// The row that holds the starting balance is neither gain nor loss.
	const even = rowOf(start, options);
	const style = (value: number) => (rowOf(value, options) === even ? unstyled : value > start ? look.bid : look.ask);
	const rows = chart([{values: view.curve, style}], options);
	return [[], ...rows.map((cells): Segment[] => [' ', ...cells])];
}

const headroom = 1.25;

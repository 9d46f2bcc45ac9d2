/* VPIN and the flow of trades: toxicity bucket by bucket, how full the open one is, its rank in this run, and what takers bought and sold. */

import type {BookState, VpinView} from '../../engine/view.ts';
import {bar} from '../draw/bar.ts';
import {fitLeft, type Segment, segmentsWidth} from '../draw/cells.ts';
import {chart} from '../draw/chart.ts';
import {centred, frame} from '../draw/frame.ts';
import {basisPoints, percent, plain, quantity, ratio, share, signedQuantity} from '../draw/number.ts';
import {rangeOf, sparkline} from '../draw/sparkline.ts';
import type {Look} from '../theme.ts';
import {type Framed, lambdaName, type Paint, signSegment, troubles, unstyled} from './paint.ts';

export type VpinSlice = Framed & {
	readonly vpin: VpinView | undefined;
	/** Order-flow imbalance of the touch over the last second. */
	readonly ofi: number;
	readonly base: string;
	/** VPIN counts trades whatever the book does; what is made of the book is dim while it is not in step. */
	readonly state: BookState;
};

/** Ranks from here on are worth a colour. */
const notableRank = 0.95;

export const paintVpin: Paint<VpinSlice> = (slice, width, height, look) => {
	const {vpin, isFocused} = slice;
	if (vpin === undefined) return frame({titles: ['VPIN'], body: () => [], isFocused}, width, height, look);
	const unit = slice.base === '' ? '' : ` ${slice.base}`;
	const size = Number.isNaN(vpin.bucketSize)
		? ''
		: ` × ${quantity(Number(vpin.bucketSize.toPrecision(3)), 8, 9).replace(/\.?0+$/, '')}${unit}`;
	const titles = [`VPIN · ${vpin.buckets} buckets${size}`, `VPIN ${vpin.buckets}${size}`, 'VPIN'];
	return frame(
		{
			titles,
			infos: summary(slice, vpin, titles[1] ?? '', width, height, look),
			body: (inner, content) => bodyOf(slice, vpin, inner, content, look),
			isFocused,
		},
		width,
		height,
		look,
	);
};

/** `.38  tox .41`: the composite gives way where the shorter title would not fit beside it, and where only here it can be said that VPIN is provisional. */
function summary({state}: VpinSlice, vpin: VpinView, title: string, width: number, height: number, look: Look): Segment[][] {
	const value: Segment = [share(vpin.value).trim(), isProvisional(vpin) ? look.dim : valueStyle(vpin, look)];
	const progress: Segment[] = isProvisional(vpin) ? [[` · ${vpin.closed} of ${vpin.buckets}`, look.dim]] : [];
	const toxicity: Segment[] = [
		['  tox ', look.dim],
		[share(vpin.toxicity).trim(), Number.isNaN(vpin.toxicity) || state !== 'LIVE' ? look.dim : unstyled],
	];
	const least: Segment[] = isProvisional(vpin) && height < leastRanked ? [value, ...progress] : [value, ...toxicity];
	const hasRoom = segmentsWidth([title, ...least]) + 8 <= width;
	const forms = hasRoom ? [[value, ...progress, ...toxicity], least] : [[value, ...progress], [value]];
	const [named] = troubles(state, '', look);
	return named === undefined ? forms : forms.map((form) => [...named, '  ', ...form]);
}

/** From this height on there is a line for the rank. */
const leastRanked = 6;

const isProvisional = ({closed, buckets}: VpinView) => closed < buckets;

function valueStyle(vpin: VpinView, look: Look): (text: string) => string {
	return vpin.rank >= notableRank ? look.alert : look.strong;
}

function bodyOf(slice: VpinSlice, vpin: VpinView, width: number, height: number, look: Look): Segment[][] {
	if (height === 1) {
		const unit: Segment = slice.base === '' ? '' : [` ${slice.base}`, look.dim];
		return [[...trail(vpin, Math.floor(width / 3), look), ' ', ...delta(vpin, look), unit]];
	}
	if (height === 2) return [glance(vpin, width, look), flow(slice, vpin, width, look)];
	const lines = [
		bucket(vpin, width, look),
		rank(vpin, look),
		flow(slice, vpin, width, look),
		taken(vpin, width, look),
		motion(slice, vpin, look),
	];
	// A low panel keeps the bucket and the flow, in which the present is.
	const kept = [0, 2, 1, 3, 4].slice(0, height - 1);
	const below = lines.filter((_, index) => kept.includes(index));
	return [...history(vpin, width, height - below.length, look), ...below];
}

function history(vpin: VpinView, width: number, height: number, look: Look): Segment[][] {
	if (vpin.closed === 0) {
		const said = centred(['no bucket closed yet', look.dim], width, height);
		return Array.from({length: height}, (_, row) => said[row] ?? []);
	}
	if (height < 3) return [...Array.from({length: height - 1}, () => []), trail(vpin, width - 2, look)];
	const columns = width - 6;
	const range = rangeOf(vpin.values, columns);
	if (range === undefined) return Array.from({length: height}, () => []);
	// Whole tenths, so that the scale stands still while the value moves.
	const min = Math.max(0, Math.floor(range.min * 10) / 10);
	const max = Math.min(1, Math.max(Math.ceil(range.max * 10) / 10, min + 0.1));
	const style = isProvisional(vpin) ? look.dim : unstyled;
	const rows = chart([{values: vpin.values, style: () => style}], {width: columns, height, min, max, glyphs: look.glyphs});
	return rows.map((cells, row) => [[(row === 0 ? share(max) : row === height - 1 ? share(min) : '').padStart(4), look.dim], ' ', ...cells]);
}

function trail(vpin: VpinView, width: number, look: Look): Segment[] {
	return [' ', [sparkline(vpin.values, width, 0, Math.max(0.5, rangeOf(vpin.values, width)?.max ?? 0), look.glyphs), look.dim]];
}

/** Where there is one line for both: how VPIN went, and how full the open bucket is. */
function glance(vpin: VpinView, width: number, look: Look): Segment[] {
	const half = Math.floor(width * 0.45);
	if (Number.isNaN(vpin.bucketSize) || width < 36) return bucket(vpin, width, look);
	const past: Segment[] = vpin.closed === 0 ? [[fitLeft(' none closed yet', half), look.dim]] : trail(vpin, half - 1, look);
	return [...past, ' ', ...bucket(vpin, width - half - 1, look)];
}

function bucket(vpin: VpinView, width: number, look: Look): Segment[] {
	if (Number.isNaN(vpin.bucketSize)) return [[' bucket size after 60 s of trades', look.dim]];
	const length = Math.max(0, width - 14);
	return [
		[' bucket ', look.dim],
		[bar(vpin.filled, length, look.glyphs, '·'), look.faint],
		[percent(vpin.filled).padStart(5), unstyled],
	];
}

function rank(vpin: VpinView, look: Look): Segment[] {
	const isNotable = vpin.rank >= notableRank;
	const unsure: Segment = isProvisional(vpin) ? [`  provisional, ${vpin.closed} of ${vpin.buckets}`, look.dim] : '';
	return [
		[' rank ', look.dim],
		[share(vpin.rank), isNotable ? look.alert : isProvisional(vpin) ? look.dim : unstyled],
		[` of ${vpin.ranked}`, look.dim],
		isNotable ? ['  toxic for this run', look.alert] : unsure,
	];
}

function delta({volumeDelta}: VpinView, look: Look): Segment[] {
	return [[' CVD ', look.dim], signSegment(signedQuantity(volumeDelta, 1, 8).padStart(8), volumeDelta, look)];
}

/** What takers did to the book and what it did to the price: CVD, OFI, λ. */
function flow({ofi, base, state}: VpinSlice, vpin: VpinView, width: number, look: Look): Segment[] {
	const isQuiet = state !== 'LIVE';
	const sides = (gap: string, label: string, room: number): Segment[] => [
		[' CVD ', look.dim],
		signSegment(signedQuantity(vpin.volumeDelta, 1, room).padStart(room), vpin.volumeDelta, look),
		[`${gap}${label} `, look.dim],
		signSegment(signedQuantity(ofi, 2, room).padStart(room), isQuiet ? Number.NaN : ofi, look),
	];
	const forms: Segment[][] = [
		[...sides('  ', 'OFI(1s)', 8), '  ', ...impact(vpin, base, isQuiet, look)],
		[...sides(' ', 'OFI(1s)', 6), ' ', ...impact(vpin, base, isQuiet, look)],
		[...sides(' ', 'OFI(1s)', 6), ' ', ...impact(vpin, '', isQuiet, look)],
		[...sides(' ', 'OFI', 6), ' ', ...impact(vpin, '', isQuiet, look)],
		sides(' ', 'OFI', 6),
	];
	return forms.find((form) => segmentsWidth(form) <= width) ?? delta(vpin, look);
}

/** `λ  .93bp/BTC`; quiet where its t says that it may be nothing. */
function impact({kyleBps, kyleT}: VpinView, base: string, isQuiet: boolean, look: Look): Segment[] {
	const style = Math.abs(kyleT) >= leastT && !isQuiet ? unstyled : look.dim;
	// Of a unit that is worth little, thousands and millions move the price by a number that can be read.
	const [prefix, size] = unitScales.find((scale) => Math.abs(kyleBps) * scale[1] >= 0.01) ?? unitScales[0];
	const fine = plain(kyleBps * size, 2).replace(/^(−?)0\./, '$1.');
	const unit = `bp${base === '' && prefix === '' ? '' : '/'}${prefix}${base}`;
	return [
		[`${lambdaName(look)} `, look.dim],
		[(fine.length <= 4 ? fine : quantity(kyleBps * size, 1, 4)).padStart(4), style],
		Number.isNaN(kyleBps) ? ' '.repeat(segmentsWidth([unit])) : [unit, look.dim],
	];
}

const leastT = 2;
const unitScales = [
	['', 1],
	['k', 1e3],
	['M', 1e6],
	['G', 1e9],
] as const;

function taken(vpin: VpinView, width: number, look: Look): Segment[] {
	const forms = [
		[' bought ', '  sold ', '  tfi ', '  in 60s'],
		[' 60s bought ', ' sold ', ' tfi ', ''],
		[' bought ', '  sold ', '', ''],
	] as const;
	const line = ([bought, sold, balance, end]: (typeof forms)[number]): Segment[] => [
		[bought, look.dim],
		quantity(vpin.bought, 2, 6).padStart(6),
		[sold, look.dim],
		quantity(vpin.sold, 2, 6).padStart(6),
		[balance, look.dim],
		balance === '' ? '' : signSegment(ratio(vpin.tradeFlow), vpin.tradeFlow, look),
		[end, look.dim],
	];
	return forms.map(line).find((form) => segmentsWidth(form) <= width) ?? line(forms[2]);
}

function motion({state}: VpinSlice, vpin: VpinView, look: Look): Segment[] {
	return [
		[' vol ', look.dim],
		[basisPoints(vpin.volatilityBps, 1).padStart(7), state === 'LIVE' ? unstyled : look.dim],
		[' in 60s', look.dim],
		['  trades ', look.dim],
		plain(vpin.trades, 0),
	];
}

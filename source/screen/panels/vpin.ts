/* VPIN and the flow of trades: toxicity bucket by bucket, how full the open one is, its rank in this run, and what takers bought and sold. */

import type {VpinView} from '../../engine/view.ts';
import {bar} from '../draw/bar.ts';
import type {Segment} from '../draw/cells.ts';
import {chart} from '../draw/chart.ts';
import {centred, frame} from '../draw/frame.ts';
import {basisPoints, percent, plain, quantity, ratio, share, signedQuantity} from '../draw/number.ts';
import {rangeOf, sparkline} from '../draw/sparkline.ts';
import type {Look} from '../theme.ts';
import {type Framed, type Paint, signSegment, unstyled} from './paint.ts';

export type VpinSlice = Framed & {
	readonly vpin: VpinView | undefined;
	/** Order-flow imbalance of the touch over the last second. */
	readonly ofi: number;
	readonly base: string;
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
		{titles, infos: summary(vpin, look), body: (inner, content) => bodyOf(slice, vpin, inner, content, look), isFocused},
		width,
		height,
		look,
	);
};

function summary(vpin: VpinView, look: Look): Segment[][] {
	const value: Segment = [share(vpin.value).trim(), isProvisional(vpin) ? look.dim : valueStyle(vpin, look)];
	if (isProvisional(vpin)) return [[value, [` · ${vpin.closed} of ${vpin.buckets}`, look.dim]], [value]];
	return [[value]];
}

const isProvisional = ({closed, buckets}: VpinView) => closed < buckets;

function valueStyle(vpin: VpinView, look: Look): (text: string) => string {
	return vpin.rank >= notableRank ? look.alert : look.strong;
}

function bodyOf(slice: VpinSlice, vpin: VpinView, width: number, height: number, look: Look): Segment[][] {
	if (height === 1) {
		const unit: Segment = slice.base === '' ? '' : [` ${slice.base}`, look.dim];
		return [[...trail(vpin, Math.floor(width / 3), look), ' ', ...delta(vpin, look), unit]];
	}
	const lines = [bucket(vpin, width, look), rank(vpin, look), flow(slice, vpin, look), taken(vpin, look), motion(vpin, look)];
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

function flow(slice: VpinSlice, vpin: VpinView, look: Look): Segment[] {
	return [
		...delta(vpin, look),
		[' OFI(1s) ', look.dim],
		signSegment(signedQuantity(slice.ofi, 2, 7).padStart(7), slice.ofi, look),
		['  tfi ', look.dim],
		signSegment(ratio(vpin.tradeFlow), vpin.tradeFlow, look),
	];
}

function taken(vpin: VpinView, look: Look): Segment[] {
	return [
		[' bought ', look.dim],
		quantity(vpin.bought, 2, 8).padStart(8),
		['  sold ', look.dim],
		quantity(vpin.sold, 2, 8).padStart(8),
		['  in 60s', look.dim],
	];
}

function motion(vpin: VpinView, look: Look): Segment[] {
	return [
		[' vol ', look.dim],
		basisPoints(vpin.volatilityBps, 1).padStart(7),
		[' in 60s', look.dim],
		['  trades ', look.dim],
		plain(vpin.trades, 0),
	];
}

/* What streams is what plain sums over the whole tape give, at every thousandth row. */

import {describe, expect, test} from 'vitest';
import {columnIndex} from '../../source/engine/meters.ts';
import {madeTape, rowsOf, type Told, tapeSettings} from './market-tape.ts';
import type {Ladder} from './meter-row.ts';

const second = 1_000_000;
const {interval, vpinBucket, vpinBuckets} = tapeSettings;
const price = (ticks: number) => ticks / 100;
const lots = (count: number) => count / 1000;

type State = Extract<Told, {kind: 'book'}> & {readonly mid: number};
type Taken = Extract<Told, {kind: 'trade'}>;
type Pair = readonly [x: number, y: number];

const tape = madeTape({seconds: 4000, seed: 12, center: 30_525});
const rows = rowsOf(tape);
const states = tape.flatMap((told): State[] =>
	told.kind === 'book' ? [{...told, mid: price((told.bids[0]![0] + told.asks[0]![0]) / 2)}] : [],
);
const trades = tape.filter((told): told is Taken => told.kind === 'trade');
const firstRow = Math.ceil(tape[0]!.at / interval) * interval;
const timeOf = (row: number) => firstRow + row * interval;

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const mean = (values: readonly number[]) => total(values) / values.length;
const varianceOf = (values: readonly number[], ddof: number) => {
	const middle = mean(values);
	return total(values.map((value) => (value - middle) ** 2)) / (values.length - ddof);
};
const within = <Item extends {readonly at: number}>(items: readonly Item[], now: number, seconds: number) =>
	items.filter(({at}) => at > now - seconds * second && at <= now);
/** The last state at or before a moment. */
const standing = (moment: number) => states.findLast(({at}) => at <= moment);
/** The rows up to this one, at most so many. */
const lastRows = (row: number, count: number) =>
	Array.from({length: Math.min(count, row + 1)}, (_, index) => Math.max(0, row + 1 - count) + index);
const midAt = new Map(rows.map((_, row) => [row, standing(timeOf(row))?.mid ?? Number.NaN]));
const mid = (row: number) => midAt.get(row) ?? Number.NaN;
const moveTo = (row: number) => Math.log(mid(row) / mid(row - 1));

function sideTerm(before: Ladder, after: Ladder, rank: number, better: 1 | -1): number {
	const [[oldPrice, old], [newPrice, now]] = [before[rank]!, after[rank]!];
	const move = (newPrice - oldPrice) * better;
	return move > 0 ? now : move < 0 ? -old : now - old;
}

const terms = Array.from({length: 10}, (_, rank) =>
	states.slice(1).map((state, index) => {
		const before = states[index]!;
		return {at: state.at, value: lots(sideTerm(before.bids, state.bids, rank, 1) - sideTerm(before.asks, state.asks, rank, -1))};
	}),
);
const flow = (rank: number, now: number, seconds: number) => total(within(terms[rank]!, now, seconds).map(({value}) => value));
const depth = (ranks: number, now: number, seconds: number) =>
	mean(
		within(states, now, seconds).map(
			({bids, asks}) => lots(total([...bids.slice(0, ranks), ...asks.slice(0, ranks)].map(([, quantity]) => quantity))) / 2 / ranks,
		),
	);

/** Slope, t and R² of y on x. */
function line(pairs: readonly Pair[]): {slope: number; t: number; r2: number; through: number; correlation: number} {
	const [meanX, meanY] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
	const product = (value: (dx: number, dy: number) => number) => total(pairs.map(([x, y]) => value(x - meanX, y - meanY)));
	const [xx, xy, yy] = [product((dx) => dx * dx), product((dx, dy) => dx * dy), product((_, dy) => dy * dy)];
	const slope = xy / xx;
	const rest = product((dx, dy) => (dy - slope * dx) ** 2);
	const through = total(pairs.map(([x, y]) => x * y)) / total(pairs.map(([x]) => x * x));
	return {slope, t: slope / Math.sqrt(rest / ((pairs.length - 2) * xx)), r2: 1 - rest / yy, through, correlation: xy / Math.sqrt(xx * yy)};
}

const sumOf = (some: readonly Taken[], value: (trade: Taken) => number) => total(some.map(value));
const money = (trade: Taken) => price(trade.price) * lots(trade.quantity);
const signed = (trade: Taken) => trade.aggressor * lots(trade.quantity);
const volume = (trade: Taken) => lots(trade.quantity);

/** Rows since the one before: what Kyle's and Hasbrouck's λ regress. */
const kylePairs = (row: number, value: (trade: Taken) => number, move: (row: number) => number) =>
	lastRows(row, 300)
		.filter((each) => each > 0)
		.map((each): Pair => [sumOf(within(trades, timeOf(each), interval / second), value), move(each)]);

/** What a trade paid, earned and moved, in bps of the mid just before it. */
function spreadsOf(trade: Taken, delay: number): {paid: number; earned: number; moved: number} {
	const before = states.findLast(({at}) => at < trade.at)?.mid ?? Number.NaN;
	const after = standing(trade.at + delay * second)?.mid ?? Number.NaN;
	const bps = (distance: number) => ((2 * trade.aggressor * distance) / before) * 1e4;
	return {paid: bps(price(trade.price) - before), earned: bps(price(trade.price) - after), moved: bps(after - before)};
}

function meanSpread(now: number, delay: number, value: (spreads: ReturnType<typeof spreadsOf>) => number): number {
	const due = within(trades, now - delay * second, 60);
	return sumOf(due, (trade) => volume(trade) * value(spreadsOf(trade, delay))) / sumOf(due, volume);
}

const imbalances = rows.map((_, row) => {
	const {bids, asks} = standing(timeOf(row))!;
	const [bid, ask] = [bids, asks].map((side) => total(side.slice(0, 10).map(([, quantity]) => quantity)));
	return (bid! - ask!) / (bid! + ask!);
});
const obi = (row: number) => imbalances[row] ?? Number.NaN;
/** In counts, as ticks are. */
const spread = (row: number) => {
	const {bids, asks} = standing(timeOf(row))!;
	return asks[0]![0] - bids[0]![0];
};

/** By the signed volume up to each edge of a bucket, whichever trade lies across it. */
function vpin(now: number): number {
	const past = trades.filter(({at}) => at <= now);
	const size = vpinBucket * 1000;
	const edges = [0];
	let [filled, balance] = [0, 0];
	for (const {quantity, aggressor} of past) {
		const end = filled + quantity;
		while (edges.length * size <= end) edges.push(balance + aggressor * (edges.length * size - filled));
		filled = end;
		balance += aggressor * quantity;
	}
	const imbalances = edges.slice(1).map((edge, bucket) => Math.abs(edge - edges[bucket]!) / size);
	return imbalances.length < vpinBuckets ? Number.NaN : mean(imbalances.slice(-vpinBuckets));
}

function roll(now: number): number {
	const changes = trades.slice(1).map((trade, index) => ({at: trade.at, change: price(trade.price - trades[index]!.price)}));
	const pairs = changes.slice(1).map(({at, change}, index) => ({at, change, before: changes[index]!.change}));
	const inside = within(pairs, now, 300);
	const covariance =
		mean(inside.map(({change, before}) => change * before)) -
		mean(inside.map(({change}) => change)) * mean(inside.map(({before}) => before));
	return covariance < 0 ? 2 * Math.sqrt(-covariance) : Number.NaN;
}

/** Bins of ten seconds up to a row, at most sixty: OFI and the mid's move in ticks. */
function flowPairs(row: number): Pair[] {
	const last = Math.floor(timeOf(row) / (10 * second));
	const pairs: Pair[] = [];
	for (let bin = last - 59; bin <= last; bin++) {
		const [from, to] = [standing((bin - 1) * 10 * second)?.mid, standing(bin * 10 * second)?.mid];
		if (from !== undefined && to !== undefined && (bin - 1) * 10 * second >= firstRow)
			pairs.push([flow(0, bin * 10 * second, 10), (to - from) * 100]);
	}
	return pairs;
}

function amihud(now: number): number {
	const values: number[] = [];
	for (let end = Math.floor(now / (60 * second)); values.length < 60; end--) {
		const [from, to] = [(end - 1) * 60 * second, end * 60 * second];
		// The first minute of a run is not known to be whole.
		if (from <= firstRow) break;
		const paid = sumOf(within(trades, to, 60), money);
		if (paid > 0) values.push((Math.abs(Math.log(standing(to)!.mid / standing(from)!.mid)) / paid) * 1e10);
	}
	return values.length < 10 ? Number.NaN : mean(values);
}

const returns = (row: number, count: number) => lastRows(row, count).map(moveTo);
const zAmong = (value: number, values: readonly number[], ddof: number) => (value - mean(values)) / Math.sqrt(varianceOf(values, ddof));

const recomputed: Readonly<Record<string, (row: number, now: number) => number>> = {
	ofi_1: (_, now) => flow(0, now, 1),
	ofi_10: (_, now) => flow(0, now, 10),
	ofi_300: (_, now) => flow(0, now, 300),
	ofi_norm_60: (_, now) => flow(0, now, 60) / depth(1, now, 60),
	ofi_cum: (_, now) => total(terms[0]!.filter(({at}) => at <= now && at >= Math.floor(now / 86_400e6) * 86_400e6).map(({value}) => value)),
	ofi_ewma_5: (_, now) => total(terms[0]!.filter(({at}) => at <= now).map(({at, value}) => value * Math.exp((at - now) / (5 * second)))),
	mlofi_l1_10: (_, now) => flow(0, now, 10) / depth(10, now, 10),
	mlofi_l7_10: (_, now) => flow(6, now, 10) / depth(10, now, 10),
	tfi_60: (_, now) => sumOf(within(trades, now, 60), signed) / sumOf(within(trades, now, 60), volume),
	tfi_cnt_60: (_, now) => mean(within(trades, now, 60).map(({aggressor}) => aggressor)),
	cvd: (_, now) =>
		sumOf(
			trades.filter(({at}) => at <= now && at >= Math.floor(now / 86_400e6) * 86_400e6),
			signed,
		),
	vwap_60: (_, now) => sumOf(within(trades, now, 60), money) / sumOf(within(trades, now, 60), volume),
	trade_rate_300: (_, now) => within(trades, now, 300).length / 300,
	hk_buy: (_, now) =>
		sumOf(
			trades.filter(({at, aggressor}) => at <= now && aggressor === 1),
			({at}) => Math.exp((at - now) / second),
		),
	vpin: (_, now) => vpin(now),
	kyle_lambda: (row) => line(kylePairs(row, signed, (each) => mid(each) - mid(each - 1))).slope,
	kyle_t: (row) => line(kylePairs(row, signed, (each) => mid(each) - mid(each - 1))).t,
	kyle_r2: (row) => line(kylePairs(row, signed, (each) => mid(each) - mid(each - 1))).r2,
	hasbrouck_lambda: (row) => line(kylePairs(row, (trade) => trade.aggressor * Math.sqrt(money(trade)), moveTo)).through,
	amihud: (_, now) => amihud(now),
	roll_spread_300: (_, now) => roll(now),
	ofi_beta: (row) => line(flowPairs(row)).slope,
	ofi_beta_t: (row) => line(flowPairs(row)).t,
	eff_spread_60: (_, now) => meanSpread(now, 0, ({paid}) => paid),
	real_spread_5_60: (_, now) => meanSpread(now, 5, ({earned}) => earned),
	impact_30_60: (_, now) => meanSpread(now, 30, ({moved}) => moved),
	vol_bps_300: (row) => Math.sqrt(total(returns(row, 600).map((move) => move * move))) * 1e4,
	bipower_60: (row) =>
		(Math.PI / 2) *
		total(
			returns(row, 120)
				.slice(1)
				.map((move, index) => Math.abs(move * returns(row, 120)[index]!)),
		),
	range_60: (_, now) => {
		const mids = [...within(states, now, 60).map((state) => state.mid), standing(now)!.mid];
		return (Math.log(Math.max(...mids) / Math.min(...mids)) / Math.sqrt(4 * Math.LN2)) * 1e4;
	},
	obi_z: (row) => zAmong(obi(row), lastRows(row, 120).map(obi), 1),
	obi_zp: (row) => zAmong(obi(row), lastRows(row - 1, 120).map(obi), 1),
	spread_z: (row) => zAmong(spread(row), lastRows(row - 1, 300).map(spread), 1),
	corr_now: (row) =>
		line(
			lastRows(row, 1800)
				.filter((each) => each > 0)
				.map((each): Pair => [obi(each), moveTo(each)]),
		).correlation,
	corr_lead: (row) =>
		line(
			lastRows(row, 1800)
				.filter((each) => each > 0)
				.map((each): Pair => [obi(each - 1), moveTo(each)]),
		).correlation,
};

describe('a made-up hour, recomputed', () => {
	const chosen = rows.map((_, row) => row).filter((row) => row % 1000 === 999);

	test.each(Object.entries(recomputed))('%s', (name, plain) => {
		expect(chosen.length).toBeGreaterThan(6);
		for (const row of chosen) {
			const [got, expected] = [rows[row]![columnIndex(name)]!, plain(row, timeOf(row))];
			expect(Number.isNaN(got)).toBe(Number.isNaN(expected));
			if (!Number.isNaN(got)) expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-12);
		}
		expect(rows[chosen.at(-1)!]![columnIndex(name)]).not.toBeNaN();
	});
});

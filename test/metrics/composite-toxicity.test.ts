import {expect, test} from 'vitest';
import {CompositeToxicity, seedToxicity} from '../../source/metrics/composite-toxicity.ts';
import {expectClose} from './close-to.ts';
import {marketAt, tradeOf} from './meter-row.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;
/** The columns that it reads, after the three that it writes. */
const read = ['vpin', 'ofi_norm_10', 'spread_bps', 'impact_5_60', 'bucket_time_rel', 'ofi_z', 'obi_l5', 'tfi_60', 'spread_ticks'];
const parts = read.slice(0, 5);
const [tox, seed1, spreadZ] = [0, 1, 2];

type Given = Readonly<Record<string, number>>;

class Rows {
	readonly #meter = new CompositeToxicity(second, (name) => 3 + read.indexOf(name));

	trade(at: number, quantity: number): void {
		this.#meter.trade(marketAt(at * second), tradeOf(quantity, 1));
	}

	/** A row at so many seconds. What is not given is NaN. */
	row(at: number, given: Given): Float64Array {
		const out = Float64Array.of(Number.NaN, Number.NaN, Number.NaN, ...read.map((name) => given[name] ?? Number.NaN));
		this.#meter.sample(marketAt(at * second), out, 0);
		return out.slice(0, 3);
	}
}

const rankAmong = (value: number, values: readonly number[]) =>
	(values.filter((each) => each < value).length + values.filter((each) => each === value).length / 2) / values.length;

test('the score is the mean rank of its parts among those of every tenth second, itself included', () => {
	const value = fc.integer({min: -20, max: 20}).map((each) => each / 4);
	const given = fc.record(
		Object.fromEntries(parts.map((name) => [name, name === 'bucket_time_rel' ? fc.integer({min: 0, max: 9}) : value])),
	);
	fc.assert(
		fc.property(fc.array(given, {minLength: 35, maxLength: 50}), (all: readonly Given[]) => {
			const rows = new Rows();
			const danger = ({vpin = 0, ofi_norm_10 = 0, spread_bps = 0, impact_5_60 = 0, bucket_time_rel = 0}: Given) =>
				[vpin, Math.abs(ofi_norm_10), spread_bps, impact_5_60, 1 / bucket_time_rel].map(Math.fround);
			all.forEach((each, index) => {
				const score = rows.row(index * 10, each)[tox]!;
				if (index < 29) expect(score).toBeNaN();
				else {
					const past = all.slice(0, index + 1).map(danger);
					const ranks = danger(each).map((part, number) =>
						rankAmong(
							part,
							past.map((values) => values[number]!),
						),
					);
					expectClose(score, ranks.reduce((sum, rank) => sum + rank, 0) / 5);
				}
			});
		}),
		{numRuns: 30},
	);
});

test('flow of either sign is dangerous, an impact below 0 is not, and the sooner a bucket is full the worse', () => {
	const scoreOf = (last: Given) => {
		const rows = new Rows();
		const calm = {vpin: 0.5, ofi_norm_10: 1, spread_bps: 1, impact_5_60: 1, bucket_time_rel: 1};
		for (let index = 0; index < 40; index++) rows.row(index * 10, calm);
		return rows.row(401, {...calm, ...last})[tox]!;
	};
	const usual = scoreOf({});
	for (const worse of [{ofi_norm_10: 5}, {ofi_norm_10: -5}, {impact_5_60: 9}, {bucket_time_rel: 0.1}])
		expect(scoreOf(worse)).toBeGreaterThan(usual);
	for (const better of [{ofi_norm_10: 0}, {impact_5_60: -9}, {bucket_time_rel: 7}]) expect(scoreOf(better)).toBeLessThan(usual);
});

test('what is missing is left out of the mean, down to three parts', () => {
	const rows = new Rows();
	for (let index = 0; index < 40; index++) rows.row(index * 10, {vpin: index, ofi_norm_10: index, spread_bps: index});
	expect(rows.row(401, {vpin: 99, ofi_norm_10: 99, spread_bps: -1})[tox]).toBeCloseTo(2 / 3);
	expect(rows.row(402, {vpin: 99, ofi_norm_10: 99})[tox]).toBeNaN();
});

test('a spread is compared with the three hundred before it, itself left out', () => {
	const rows = new Rows();
	const spread = (row: number) => 1 + ((row * 7919) % 100) / 100;
	for (let row = 0; row < 400; row++) {
		const z = rows.row(row, {spread_ticks: spread(row)})[spreadZ]!;
		if (row < 30) expect(z).toBeNaN();
		if (row !== 399) continue;
		const before = Array.from({length: 300}, (_, back) => spread(row - 1 - back));
		const mean = before.reduce((sum, value) => sum + value, 0) / 300;
		const variance = before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 299;
		expectClose(z, (spread(row) - mean) / Math.sqrt(variance));
	}
});

test('a trade more than twice the mean of its minute is large', () => {
	const given = {vpin: 0.4, ofi_z: -1, obi_l5: 0.2, tfi_60: -0.5};
	const scores = [2, 8].map((last) => {
		const rows = new Rows();
		for (let at = 0; at < 100; at++) {
			rows.row(at, {...given, spread_ticks: 1 + (at % 7)});
			if (at >= 60) rows.trade(at + 0.5, at === 99 ? last : 1);
		}
		const row = rows.row(100, {...given, spread_ticks: 4});
		const known = {vpin: 0.4, ofiZ: -1, spreadZ: row[spreadZ]!, obi5: 0.2, tradeFlow: -0.5};
		expectClose(row[seed1]!, seedToxicity({...known, isLarge: last === 8}));
		return row[seed1]!;
	});
	expectClose(scores[1]! - scores[0]!, 0.05);
});

test('a spread that stands still has a z of 0, and one unlike all before it none', () => {
	const rows = new Rows();
	let z = Number.NaN;
	for (let row = 0; row < 40; row++) z = rows.row(row, {spread_ticks: 1})[spreadZ]!;
	expect(z).toBe(0);
	expect(rows.row(40, {spread_ticks: 21})[spreadZ]).toBeNaN();
});

import {expect, test} from 'vitest';
import type {Aggressor} from '../../source/market/trade.ts';
import {effectiveSpread, priceImpact, realisedSpread, SpreadDecomposition} from '../../source/metrics/spread-decomposition.ts';
import {expectClose} from './close-to.ts';
import {bookOf, marketAt, meterRow, tradeOf} from './meter-row.ts';
import {fc} from './seeded.ts';

const second = 1_000_000;

type Deed =
	| {readonly at: number; readonly mid: number}
	| {readonly at: number; readonly price: number; readonly quantity: number; readonly side: Aggressor}
	| {readonly at: number; readonly isGap: true};

/** What the row of a moment says of deeds; mids are made of bids and asks two apart. */
function rowOf(deeds: readonly Deed[], row: number): Readonly<Record<string, number>> {
	const meter = new SpreadDecomposition(second);
	const bookAt = (mid: number) => bookOf([[mid - 1, 5]], [[mid + 1, 5]]);
	const everySecond: readonly Deed[] = Array.from({length: row}, (_, index) => ({at: index * second, mid: Number.NaN}));
	for (const deed of [...deeds, ...everySecond].sort((one, other) => one.at - other.at)) {
		if ('isGap' in deed) meter.gap();
		else if ('price' in deed) meter.trade(marketAt(deed.at), tradeOf(deed.quantity, deed.side, deed.price));
		else if (Number.isNaN(deed.mid)) meterRow(meter, marketAt(deed.at));
		else meter.state(marketAt(deed.at, bookAt(deed.mid)));
	}
	return meterRow(meter, marketAt(row * second, bookAt(1000)));
}

const buy = (at: number, price: number, quantity = 1): Deed => ({at, price, quantity, side: 1});

test('a trade is judged by the mid just before it, not by that of its own moment', () => {
	const row = rowOf([{at: 0, mid: 1000}, {at: 40 * second, mid: 1100}, buy(40 * second, 1001)], 70);
	expectClose(row['eff_spread_60']!, 20);
	const later = rowOf([{at: 0, mid: 1000}, {at: 40 * second, mid: 1100}, buy(40 * second + 1, 1101)], 70);
	expectClose(later['eff_spread_60']!, (2 / 1100) * 1e4);
});

test('τ later the last mid of that very moment counts, and none that comes after', () => {
	const deeds: readonly Deed[] = [
		{at: 0, mid: 1000},
		buy(40.5 * second - 1, 1001, 1e-9),
		buy(40.5 * second, 1001),
		{at: 45.5 * second, mid: 1010},
		{at: 45.5 * second, mid: 1020},
		{at: 45.5 * second + 1, mid: 1050},
	];
	const row = rowOf(deeds, 70);
	expect([row['impact_5_60'], row['real_spread_5_60']].map((bps) => Math.round(bps! * 1e3) / 1e3)).toEqual([400, 20 - 400]);
	expectClose([row['impact_1_60']!, row['real_spread_1_60']!], [0, 20]);
});

test('the mean is by volume, and a trade counts a minute from when it falls due', () => {
	const deeds: readonly Deed[] = [{at: 0, mid: 1000}, buy(40.5 * second, 1001, 3), buy(42.5 * second, 1005, 1)];
	expectClose(rowOf(deeds, 100)['eff_spread_60']!, (3 * 20 + 100) / 4);
	expectClose(rowOf(deeds, 101)['eff_spread_60']!, 100);
	expectClose(rowOf(deeds, 105)['real_spread_5_60']!, (3 * 20 + 100) / 4);
	expectClose(rowOf(deeds, 106)['real_spread_5_60']!, 100);
	expect(rowOf(deeds, 108)['eff_spread_60']).toBeNaN();
});

test('nothing is told before it was watched for a minute, and τ more of what looks τ ahead', () => {
	const deeds: readonly Deed[] = [{at: 0.5 * second, mid: 1000}, buy(15 * second, 1001), buy(20 * second, 1001)];
	expect(rowOf(deeds, 60)['eff_spread_60']).toBeNaN();
	expectClose(rowOf(deeds, 61)['eff_spread_60']!, 20);
	expect(rowOf(deeds, 65)['real_spread_5_60']).toBeNaN();
	expectClose(rowOf(deeds, 66)['real_spread_5_60']!, 20);
	expect(rowOf([...deeds, {at: 30 * second, isGap: true}, {at: 31 * second, mid: 1000}], 80)['eff_spread_60']).toBeNaN();
});

test('what falls due in a gap has no mid and is left out; trades within it are judged by none', () => {
	const deeds: readonly Deed[] = [
		{at: 0, mid: 1000},
		buy(40 * second, 1001),
		{at: 42 * second, isGap: true},
		buy(43 * second, 1009),
		{at: 50 * second, mid: 1003},
		buy(51 * second, 1005),
	];
	const row = rowOf(deeds, 115);
	expectClose(row['real_spread_5_60']!, ((2 * 2) / 1003) * 1e4);
	expectClose(rowOf(deeds, 110)['eff_spread_60']!, ((2 * 2) / 1003) * 1e4);
});

test('more trades than there is room for at first wait in order', () => {
	const trades = Array.from({length: 1000}, (_, index) => buy(40 * second + index * 1000, index < 500 ? 1001 : 1003));
	expectClose(rowOf([{at: 0, mid: 1000}, ...trades], 95)['real_spread_30_60']!, 40);
});

const price = fc.integer({min: 90_000, max: 110_000});

test('effective = realised + impact, turned sides turn all three, and the unit of prices does not matter', () => {
	fc.assert(
		fc.property(price, price, price, (paid, mid, after) => {
			const [effective, realised, impact] = [
				effectiveSpread(1, paid, mid),
				realisedSpread(1, paid, mid, after),
				priceImpact(1, mid, after),
			];
			expect(Math.abs(realised + impact - effective)).toBeLessThan(1e-9 * (1 + Math.abs(realised) + Math.abs(impact)));
			expectClose(
				[effectiveSpread(-1, paid, mid), realisedSpread(-1, paid, mid, after), priceImpact(-1, mid, after)],
				[-effective, -realised, -impact],
			);
			expectClose(effectiveSpread(1, paid * 8, mid * 8), effective);
		}),
	);
});

import {describe, expect, test} from 'vitest';
import type {SampleRow} from '../../source/engine/sample-row.ts';
import {Folding} from '../support/folding.ts';
import {diff, frame, ladder, levelsFrom, micros, type Sides, setting, tick, trade} from '../support/frames.ts';

/** A diff that leaves one quantity at every level of each side of a ladder of so many levels. */
function lean(seconds: number, id: number, bidQuantity: string, askQuantity: string, count = 20) {
	return diff(seconds, [id, id], ladder(count, bidQuantity, askQuantity));
}

/** Rows as samples were closed, in seconds from the start, with one of their values. */
function rows(folding: Folding): [number, number][] {
	const {at, raw} = folding.instrument().imbalance;
	return Array.from(at, (time, index) => [(time - micros(0)) / 1e6, raw[index] ?? Number.NaN]);
}

describe('the sample clock', () => {
	test('has its rows at whole multiples of the interval, from the first with a sound book', () => {
		const folding = new Folding().join();
		folding.fold(tick(3.5));
		expect(rows(folding)).toEqual([
			[1, 0],
			[2, 0],
			[3, 0],
		]);
		expect(folding.view().proof.samples).toBe(4);
	});

	test('begins at the first multiple at or after the first frame, however late it begins', () => {
		const folding = new Folding();
		folding.fold(tick(7.3), tick(7.9));
		expect(folding.engine.samples).toBe(0);
		folding.fold(tick(8.1));
		expect(folding.engine.samples).toBe(1);
	});

	test('takes the state after the last frame at or before its moment', () => {
		const folding = new Folding().join();
		folding.fold(lean(0.9, 106, '3', '1'), lean(1, 107, '1', '3'), lean(1, 108, '1', '1'), lean(1.000001, 109, '9', '1'), tick(2));
		expect(rows(folding)).toEqual([[1, 0]]);
		folding.fold(tick(2.1));
		expect(rows(folding).at(-1)).toEqual([2, 0.8]);
	});

	test('closes a row only when a frame from beyond it arrives', () => {
		const folding = new Folding().join();
		folding.fold(tick(1));
		expect(folding.engine.samples).toBe(1);
		folding.fold(tick(1.000001));
		expect(folding.engine.samples).toBe(2);
	});

	test('closes all rows of a silence at once, each with what was known then', () => {
		const folding = new Folding().join();
		folding.fold(diff(9.5, [106, 106]));
		const known = rows(folding);
		expect(known.map(([seconds]) => seconds)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
		// Five seconds after the last diff at 0.3 s the book is stale, and a stale book is scored by nothing.
		expect(known.map(([, obi]) => obi)).toEqual([0, 0, 0, 0, 0, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
	});

	test.each([100_000, 250_000, 2_000_000])('keeps an interval of %i µs', (interval) => {
		const folding = new Folding({interval});
		folding.join().fold(tick(4.05));
		const times = rows(folding).map(([seconds]) => Math.round(seconds * 1e6));
		const first = Math.ceil(200_000 / interval) * interval;
		expect(times).toEqual(Array.from({length: Math.floor((4.05e6 - first) / interval) + 1}, (_, index) => first + index * interval));
	});

	test('rows of a gap stay, empty', () => {
		const folding = new Folding().join();
		folding.fold(tick(1.1), diff(1.5, [110, 110]), tick(3.1));
		expect(rows(folding)).toEqual([
			[1, 0],
			[2, Number.NaN],
			[3, Number.NaN],
		]);
	});
});

describe('OBI', () => {
	const joinedWith = (levels: number, sides: Sides, limit: number): SampleRow => {
		const folding = new Folding({levels}).join(sides, limit);
		folding.fold(tick(1.1));
		return folding.desk().gauges.row;
	};

	test('sums so many levels a side', () => {
		const sides = {bids: [...levelsFrom(100, 'bids', 10, '3'), ['99', '500'] as const], asks: levelsFrom(100.01, 'asks', 10, '1')};
		expect(joinedWith(10, sides, 5000)).toMatchObject({rho: 0.75, obi: 0.5, isShallow: false});
		expect(joinedWith(11, sides, 5000)).toMatchObject({isShallow: true});
	});

	test('is NaN where the levels reach beyond the trusted depth, while the touch is still known', () => {
		const row = joinedWith(11, ladder(10), 10);
		expect(row).toMatchObject({rho: Number.NaN, obi: Number.NaN, obiPriceWeighted: Number.NaN, bid: 100, ask: 100.01});
		expect(row.mid).toBeCloseTo(100.005, 9);
	});

	test('is a number as far as the trusted depth goes', () => {
		expect(joinedWith(10, ladder(10), 10)).toMatchObject({rho: 0.5, obi: 0});
	});

	test('is NaN where it would reach beyond on one side only', () => {
		expect(joinedWith(10, {bids: levelsFrom(100, 'bids', 30), asks: levelsFrom(100.01, 'asks', 9)}, 9)).toMatchObject({obi: Number.NaN});
	});

	test('does not count levels beyond the bound as trusted that were added later', () => {
		const folding = new Folding().join(ladder(10), 10);
		folding.fold(
			diff(0.4, [106, 106], {
				bids: [
					['100.00', '0'],
					['90.00', '1'],
				],
			}),
			tick(1.1),
		);
		expect(folding.integrity()).toMatchObject({bidLevels: 10, trustedBidLevels: 9, trustedAskLevels: 10});
		expect(folding.desk().gauges.row).toMatchObject({obi: Number.NaN, mid: 100});
	});
});

describe('signals', () => {
	/** `folding.join()` stands at rho 0.5 and update 105; one lean a second from 1.5 s on, each seen by the sample after it. */
	function signalsOf(leans: ReadonlyArray<readonly [bid: string, ask: string]>, settings = {}): number[] {
		const folding = new Folding(settings).join();
		folding.fold(...leans.map(([bid, ask], index) => lean(index + 1.5, 106 + index, bid, ask)), tick(leans.length + 1.1));
		return Array.from(folding.instrument().imbalance.signals).slice(1);
	}
	const [buy, sell, none, edge] = [['8', '2'] as const, ['2', '8'] as const, ['5', '5'] as const, ['7', '3'] as const];

	test('fire on the sample that enters the zone, not while it stays there', () => {
		expect(signalsOf([buy, buy, buy, none, buy, sell, sell])).toEqual([1, 0, 0, 0, 1, -1, 0]);
	});

	test('need more than the threshold', () => {
		expect(signalsOf([edge, edge])).toEqual([0, 0]);
		expect(signalsOf([edge, edge], {buy: 0.69})).toEqual([1, 0]);
	});

	test('are logged with what was known, and the portfolio follows', () => {
		const folding = new Folding().join(ladder(20, '100', '100'));
		folding.fold(tick(1.1), lean(1.5, 106, '800', '200'), tick(2.1));
		expect(folding.instrument().log.at(-1)).toMatchObject({
			kind: 'signal',
			side: 'buy',
			at: micros(2),
			rho: 0.8,
			obi: expect.closeTo(0.6, 12),
			outcome: expect.stringMatching(/^bought /),
		});
		expect(folding.instrument().portfolio).toMatchObject({trades: 1});
	});

	test('do not fire on the first sample after a gap, though it is in the zone; nor until the book has been outside', () => {
		const folding = new Folding().join();
		folding.fold(tick(1.1), diff(1.2, [110, 110]));
		folding.fold(frame(1.3, 'reply', 0, {request: 2, instrument: 'binance:BTCUSDT', body: {lastUpdateId: 110, ...ladder(20, '9', '1')}}));
		folding.fold(lean(1.4, 111, '9', '1'), tick(2.1), tick(3.1));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', resyncs: 1});
		expect(Array.from(folding.instrument().imbalance.signals)).toEqual([0, 0, 0]);
		expect(folding.instrument().imbalance.zone).toBe('buy');
		folding.fold(lean(3.5, 112, '5', '5'), lean(4.5, 113, '9', '1'), tick(5.1));
		expect(Array.from(folding.instrument().imbalance.signals).slice(3)).toEqual([0, 1]);
	});

	test('do not fire after a row that is no number', () => {
		const folding = new Folding().join();
		const empty = {bids: ladder(20).bids.map(([price]) => [price, '0'] as const)};
		folding.fold(tick(1.1), diff(1.5, [106, 106], empty), lean(2.5, 107, '9', '1'), tick(4.1));
		expect(rows(folding).map(([, obi]) => obi)).toEqual([0, Number.NaN, 0.8, 0.8]);
		expect(Array.from(folding.instrument().imbalance.signals)).toEqual([0, 0, 0, 0]);
	});

	test('follow thresholds that a setting changes, from the next sample on, and not by the change itself', () => {
		const folding = new Folding().join();
		folding.fold(lean(0.5, 106, '6', '4'), tick(1.1), setting(1.2, {buy: 0.55, sell: 0.45}), tick(2.1), tick(3.1));
		expect(folding.view().settings).toMatchObject({buy: 0.55, sell: 0.45});
		expect(Array.from(folding.instrument().imbalance.signals)).toEqual([0, 0, 0]);
		folding.fold(lean(3.5, 107, '5', '5'), lean(4.5, 108, '6', '4'), tick(5.1));
		expect(Array.from(folding.instrument().imbalance.signals).slice(3)).toEqual([0, 1]);
	});
});

describe('a setting', () => {
	test('of levels restarts EWMA and z, one of thresholds does not', () => {
		const folding = new Folding({span: 3}).join();
		const leans = Array.from({length: 40}, (_, index) => lean(index + 1.5, 106 + index, String(1 + (index % 7)), '4'));
		folding.fold(...leans, setting(41.6, {buy: 0.8, sell: 0.2}), tick(42.1));
		const {ewma, z} = folding.instrument().imbalance;
		expect([ewma, z].every(Number.isFinite)).toBe(true);
		folding.fold(setting(42.2, {levels: 5}), tick(43.1));
		expect(folding.instrument().imbalance).toMatchObject({ewma: Number.NaN, z: Number.NaN});
		expect(folding.instrument().imbalance.obi).toBeCloseTo(0.1111, 3);
		folding.fold(diff(45.5, [146, 146]), tick(46.1));
		expect(folding.instrument().imbalance.ewma).toBeNaN();
		folding.fold(tick(47.1));
		expect(folding.instrument().imbalance.ewma).toBeCloseTo(0.1111, 3);
	});

	test.each([{buy: 0.4}, {sell: 0.6}, {levels: 0}, {levels: 2.5}, {buy: Number.NaN}, {sell: 'low'}, {interval: 0}, {unknown: 1}])(
		'that makes no sense, %o, changes nothing',
		(change) => {
			const folding = new Folding().join();
			const {settings} = folding.engine;
			folding.fold(frame(0.5, 'setting', 0, change), tick(1.1));
			expect(folding.engine.settings).toEqual(settings);
			expect(folding.integrity().state).toBe('LIVE');
		},
	);
});

describe('the portfolio', () => {
	test('buys from the asks as far as they are trusted, and reports the cash that found nothing', () => {
		const sides = {bids: levelsFrom(100, 'bids', 10, '90'), asks: levelsFrom(100.01, 'asks', 10, '60')};
		const folding = new Folding({balance: 100_000, feeBps: 10}).join(sides, 10);
		// Beyond the snapshot's bound a thousand more are offered, but nobody knows what else is there.
		folding.fold(diff(0.4, [106, 106], {asks: [['100.50', '1000']]}), tick(1.1));
		folding.fold(diff(1.5, [107, 107], {bids: levelsFrom(100, 'bids', 10, '900')}), tick(2.1));
		const cost = levelsFrom(100.01, 'asks', 10).reduce((sum, [price]) => sum + Number(price) * 60, 0);
		const {portfolio, log} = folding.instrument();
		expect(portfolio).toMatchObject({trades: 1, position: 600, startingBalance: 100_000});
		expect(portfolio.fees).toBeCloseTo(cost * 0.001, 6);
		expect(portfolio.cash).toBeCloseTo(100_000 - cost * 1.001, 6);
		expect(portfolio.equity).toBeCloseTo(portfolio.cash + 600 * 100.005, 6);
		expect(log.at(-1)).toMatchObject({outcome: expect.stringMatching(/^bought 600(\.0+)? at 100\.\d+.*, 39906\.97 unfilled/)});
	});

	test('sells into the bids as far as they are trusted, and reports the quantity that found nobody', () => {
		const asks = levelsFrom(100.01, 'asks', 10, '2000');
		const folding = new Folding({balance: 100_000, feeBps: 0}).join({bids: levelsFrom(100, 'bids', 10, '20'), asks}, 10);
		folding.fold(tick(1.1), diff(1.5, [106, 106], {bids: levelsFrom(100, 'bids', 10, '9000')}), tick(2.1));
		const {position} = folding.instrument().portfolio;
		expect(position).toBeCloseTo(100_000 / 100.01, 7);
		folding.fold(diff(2.5, [107, 107], {bids: [...levelsFrom(100, 'bids', 10, '20'), ['99.00', '5000']]}), tick(3.1));
		expect(folding.instrument().portfolio.position).toBeCloseTo(position - 200, 7);
		expect(folding.instrument().log.at(-1)).toMatchObject({
			side: 'sell',
			outcome: expect.stringMatching(/^sold 200(\.0+)? at \d+\.\d+.*, 799\.\d+ unfilled/),
		});
	});

	test('does not buy twice, nor sell what it has not', () => {
		const folding = new Folding().join(ladder(20, '5000', '5000'));
		folding.fold(tick(1.1), lean(1.5, 106, '1000', '9000'), tick(2.1));
		expect(folding.instrument().log.at(-1)).toMatchObject({side: 'sell', outcome: 'nothing to sell'});
		folding.fold(lean(2.5, 107, '9000', '5000', 20), lean(3.5, 108, '90000', '5000'), tick(4.1));
		expect(folding.instrument().log.at(-1)).toMatchObject({side: 'buy', outcome: expect.stringMatching(/^bought /)});
		folding.fold(lean(4.5, 109, '5000', '5000'), lean(5.5, 110, '90000', '5000'), tick(6.1));
		expect(folding.instrument().log.at(-1)).toMatchObject({side: 'buy', outcome: 'already long'});
		expect(folding.instrument().portfolio.trades).toBe(1);
	});

	test('is worth nothing that can be told while the book is lost, and that is no drawdown', () => {
		const folding = new Folding().join(ladder(20, '500', '500'));
		folding.fold(tick(1.1), lean(1.5, 106, '9000', '500'), tick(2.1), diff(2.5, [110, 110]), tick(3.1));
		const {portfolio} = folding.instrument();
		expect(portfolio.trades).toBe(1);
		expect(portfolio.equity).toBeNaN();
		expect(portfolio.worstDrawdown).toBeGreaterThan(0);
		expect(portfolio.worstDrawdown).toBeLessThan(2000);
	});

	test('withholds a signal while the VPIN rank is above what is borne', () => {
		const folding = new Folding({vpinBucket: 1, vpinBuckets: 1, maxVpinRank: 0.5}).join(ladder(20, '500', '500'));
		const quiet = Array.from({length: 30}, (_, index) => [
			trade(0.4, index * 2 + 1, ['100.01', '0.5']),
			trade(0.4, index * 2 + 2, ['100.00', '0.5'], 'sell'),
		]);
		folding.fold(...quiet.flat(), trade(0.5, 100, ['100.01', '1']), tick(1.1), lean(1.5, 106, '9000', '500'), tick(2.1));
		expect(folding.instrument().vpin).toMatchObject({closed: 31, value: 1});
		expect(folding.instrument().log.at(-1)).toMatchObject({kind: 'signal', outcome: expect.stringMatching(/^withheld: VPIN rank /)});
		expect(folding.instrument().portfolio.trades).toBe(0);
	});
});

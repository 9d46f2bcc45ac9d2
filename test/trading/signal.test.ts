import {expect, test} from 'vitest';
import {ThresholdSignal} from '../../source/trading/signal.ts';
import {fc} from '../metrics/seeded.ts';

function fired(samples: readonly number[], signal = new ThresholdSignal()): readonly ('buy' | 'sell' | '–')[] {
	return samples.map((rho) => signal.update(rho) ?? '–');
}

const gap = Number.NaN;

test('it fires on the sample that enters the zone, and not again while it stays there', () => {
	expect(fired([0.5, 0.71, 0.9, 0.75, 0.5, 0.8])).toEqual(['–', 'buy', '–', '–', '–', 'buy']);
	expect(fired([0.5, 0.29, 0.1, 0.3, 0.2])).toEqual(['–', 'sell', '–', '–', 'sell']);
});

test('the thresholds themselves are outside', () => {
	const signal = new ThresholdSignal();
	expect(fired([0.5, 0.7, 0.3, 0.7], signal)).toEqual(['–', '–', '–', '–']);
	expect(signal.zone).toBe('none');
});

test('going from one zone straight into the other fires', () => {
	expect(fired([0.5, 0.8, 0.2, 0.9])).toEqual(['–', 'buy', 'sell', 'buy']);
});

test('a first sample inside a zone did not enter it', () => {
	expect(fired([0.8, 0.9, 0.6, 0.8])).toEqual(['–', '–', '–', 'buy']);
	expect(fired([0.8, 0.2])).toEqual(['–', 'sell']);
});

test('NaN disarms until a sample outside', () => {
	expect(fired([0.5, gap, 0.8, 0.8, 0.5, 0.8])).toEqual(['–', '–', '–', '–', '–', 'buy']);
	expect(fired([0.5, 0.8, gap, 0.8])).toEqual(['–', 'buy', '–', '–']);
});

test('a gap between two samples disarms as NaN does', () => {
	const signal = new ThresholdSignal();
	signal.update(0.5);
	signal.disarm();
	expect(fired([0.8, 0.5, 0.8], signal)).toEqual(['–', '–', 'buy']);
});

test('the zone is that of the last sample, and none after a gap', () => {
	const signal = new ThresholdSignal();
	const zones = [0.5, 0.8, 0.2, gap].map((rho) => {
		signal.update(rho);
		return signal.zone;
	});
	expect(zones).toEqual(['none', 'buy', 'sell', 'none']);
	signal.update(0.8);
	signal.disarm();
	expect(signal.zone).toBe('none');
});

test('a threshold moved across the book does not fire, the book crossing it does', () => {
	const signal = new ThresholdSignal();
	signal.update(0.68);
	signal.setThresholds(0.65, 0.35);
	expect(signal.zone).toBe('none');
	expect(signal.update(0.68)).toBeUndefined();
	expect(signal.zone).toBe('buy');
	signal.setThresholds(0.75, 0.25);
	expect(signal.zone).toBe('buy');
	expect(signal.update(0.76)).toBe('buy');
	expect([signal.buy, signal.sell]).toEqual([0.75, 0.25]);
});

test('thresholds that do not leave one half between them are refused and change nothing', () => {
	const signal = new ThresholdSignal();
	for (const [buy, sell] of [
		[0.5, 0.3],
		[0.7, 0.5],
		[0.3, 0.7],
		[gap, 0.3],
	] as const) {
		expect(() => signal.setThresholds(buy, sell)).toThrow(RangeError);
	}
	expect([signal.buy, signal.sell]).toEqual([0.7, 0.3]);
});

const samples = fc.array(
	fc.oneof({weight: 8, arbitrary: fc.integer({min: 0, max: 100}).map((percent) => percent / 100)}, fc.constant(gap)),
	{
		maxLength: 60,
	},
);

test('the mirrored book gives the opposite signals', () => {
	const opposite = {buy: 'sell', sell: 'buy', '–': '–'} as const;
	fc.assert(
		fc.property(samples, (series) => {
			// Eighths, so that 1 − rho is exact.
			const eighths = series.map((rho) => Math.round(rho * 8) / 8);
			const mirrored = fired(eighths.map((rho) => 1 - rho));
			expect(mirrored).toEqual(fired(eighths).map((each) => opposite[each]));
		}),
	);
});

test('a sample fires exactly where it is in a zone and the one before was known and not in it', () => {
	const zone = (rho: number | undefined) =>
		rho === undefined || Number.isNaN(rho) ? '?' : rho > 0.7 ? 'buy' : rho < 0.3 ? 'sell' : 'none';
	fc.assert(
		fc.property(samples, (series) => {
			const expected = series.map((rho, index) => {
				const [before, now] = [zone(series[index - 1]), zone(rho)];
				return (now === 'buy' || now === 'sell') && before !== '?' && before !== now ? now : '–';
			});
			expect(fired(series)).toEqual(expected);
		}),
	);
});

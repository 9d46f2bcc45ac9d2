import {expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {
	compensator,
	fitHawkes,
	HawkesCount,
	type HawkesParameters,
	intensities,
	logLikelihood,
	stationaryRate,
} from '../../source/metrics/hawkes.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

/** By thinning (Ogata 1981): the rate only falls until the next event, so what it is now bounds it. */
function simulated({base, excitation, decay}: HawkesParameters, horizon: number, seed: number): Float64Array {
	const random = new Random(seed, 'hawkes');
	const times: number[] = [];
	let [at, excited] = [0, 0];
	for (;;) {
		const bound = base + excited;
		const wait = random.exponential(1 / bound);
		at += wait;
		excited *= Math.exp(-decay * wait);
		if (at > horizon) return Float64Array.from(times);
		if (random.uniform() * bound > base + excited) continue;
		times.push(at);
		excited += excitation;
	}
}

const made: HawkesParameters = {base: 0.5, excitation: 1.2, decay: 2};

test.each([
	['a calm process', {base: 0.5, excitation: 0.4, decay: 2}],
	['an excited one', {base: 0.5, excitation: 1.2, decay: 2}],
	['one near the brink', {base: 0.2, excitation: 4.4, decay: 5}],
] as const)('what is fitted to %s has the greatest likelihood: no step up in either direction', (_, parameters) => {
	const horizon = 2000;
	const times = simulated(parameters, horizon, 3);
	const fitted = fitHawkes(times, horizon, parameters.decay);
	if (fitted === undefined) throw new Error('nothing was fitted');
	const likelihood = (base: number, excitation: number) => logLikelihood(times, horizon, {base, excitation, decay: fitted.decay});
	const {base, excitation} = fitted;
	const best = likelihood(base, excitation);
	// Of logarithms: what a step of one per cent of itself would bring.
	const step = 1e-4;
	const slopes = [
		(likelihood(base * (1 + step), excitation) - likelihood(base * (1 - step), excitation)) / (2 * step),
		(likelihood(base, excitation * (1 + step)) - likelihood(base, excitation * (1 - step))) / (2 * step),
	];
	for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(1e-3);
	for (const factor of [0.9, 0.99, 1.01, 1.1]) {
		expect(likelihood(base * factor, excitation)).toBeLessThan(best);
		expect(likelihood(base, excitation * factor)).toBeLessThan(best);
	}
	expect(best).toBeGreaterThanOrEqual(likelihood(parameters.base, parameters.excitation));
	// As many events as there were are expected, at the fit (Ogata's residuals).
	expect(Math.abs(compensator(times, horizon, fitted) / times.length - 1)).toBeLessThan(1e-6);
});

test('a long run gives back what it was made with, and its mean rate', () => {
	const horizon = 20_000;
	const times = simulated(made, horizon, 11);
	const fitted = fitHawkes(times, horizon, made.decay);
	expect(Math.abs((fitted?.base ?? Number.NaN) / made.base - 1)).toBeLessThan(0.1);
	expect(Math.abs((fitted?.excitation ?? Number.NaN) / made.excitation - 1)).toBeLessThan(0.1);
	expect(Math.abs(times.length / horizon / stationaryRate(made) - 1)).toBeLessThan(0.05);
});

test('without two events nothing is fitted', () => {
	expect(fitHawkes(Float64Array.of(), 10, 1)).toBeUndefined();
	expect(fitHawkes(Float64Array.of(3), 10, 1)).toBeUndefined();
});

test('a process that breeds more than it loses has no mean rate', () => {
	expect(stationaryRate({base: 1, excitation: 2, decay: 2})).toBeNaN();
});

const moments = fc.array(fc.integer({min: 1, max: 5_000_000}), {minLength: 1, maxLength: 40}).map((gaps) => {
	let at = 0;
	return gaps.map((gap) => {
		at += gap;
		return at / 1e6;
	});
});

test('the rate is the base and what each earlier event still adds, and its integral is the compensator', () => {
	fc.assert(
		fc.property(moments, (times) => {
			const {base, excitation, decay} = made;
			const rateAt = (at: number, isBefore: (time: number) => boolean) =>
				times.filter(isBefore).reduce((rate, time) => rate + excitation * Math.exp(-decay * (at - time)), base);
			expectClose(
				intensities(Float64Array.from(times), made),
				times.map((at) => rateAt(at, (time) => time < at)),
			);
			// Simpson's rule between events.
			const edges = [0, ...times, times.at(-1)! + 3];
			let integral = 0;
			for (let index = 1; index < edges.length; index++) {
				const [from, to] = [edges[index - 1]!, edges[index]!];
				const parts = 2 * Math.ceil((to - from) * 40 + 2);
				for (let part = 0; part <= parts; part++) {
					const weight = part === 0 || part === parts ? 1 : part % 2 === 1 ? 4 : 2;
					integral += ((to - from) / parts / 3) * weight * rateAt(from + ((to - from) * part) / parts, (time) => time <= from);
				}
			}
			const whole = compensator(Float64Array.from(times), times.at(-1)! + 3, made);
			expect(Math.abs(integral / whole - 1)).toBeLessThan(1e-6);
		}),
		{numRuns: 20},
	);
});

test('a fading count is the sum over events, those of one moment counted once', () => {
	fc.assert(
		fc.property(moments, (times) => {
			const count = new HawkesCount(0.7);
			expect(count.at(5)).toBe(0);
			for (const time of times) for (let again = 0; again < 2; again++) count.add(Math.round(time * 1e6));
			const at = times.at(-1)! + 1.5;
			expectClose(
				count.at(Math.round(at * 1e6)),
				times.reduce((sum, time) => sum + Math.exp(-0.7 * (at - time)), 0),
			);
			count.clear();
			expect(count.at(at)).toBe(0);
		}),
	);
});

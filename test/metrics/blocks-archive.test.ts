/* What meters are made of goes into a checkpoint and comes back, and goes on as if it had never been away. */

import {BulkBars} from '../../source/metrics/bulk-classification.ts';
import {CountSum} from '../../source/metrics/count-sum.ts';
import {DecaySum} from '../../source/metrics/decay-sum.ts';
import {EwmaTime} from '../../source/metrics/ewma-time.ts';
import {HawkesCount} from '../../source/metrics/hawkes.ts';
import {P2Quantile} from '../../source/metrics/p2-quantile.ts';
import {PrincipalComponent} from '../../source/metrics/principal-component.ts';
import {Recovery} from '../../source/metrics/recovery.ts';
import {RollingRegression} from '../../source/metrics/rolling-regression.ts';
import {TakenQueue} from '../../source/metrics/taken-queue.ts';
import {TimeMaximum, TimeMinimum} from '../../source/metrics/time-extremes.ts';
import {VolumeWindow} from '../../source/metrics/volume-window.ts';
import {decimals, survivesArchiving, timed} from '../support/archiving.ts';
import {fc} from './seeded.ts';

const none = fc.constant(undefined);
const number = fc.oneof({weight: 8, arbitrary: decimals(-1, 1)}, fc.constantFrom(Number.NaN, 0.1, 12_345.678));
const numbers = fc.array(number, {maxLength: 40, size: 'max'});

survivesArchiving('a sum of the last items', {
	options: fc.integer({min: 1, max: 9}),
	make: (items) => new CountSum(items),
	events: numbers,
	feed: (part, value) => part.push(value),
});

const values = timed(fc.record({after: fc.integer({min: 0, max: 3_000_000}), value: number, chance: fc.integer({min: 0, max: 19})}));

survivesArchiving('a sum that fades', {
	options: fc.constantFrom(1000, 1_000_000),
	make: (tau) => new DecaySum(tau),
	events: values,
	feed(part, {at, value, chance}) {
		if (chance === 0) part.clear();
		else if (chance === 1) part.scale(0.1);
		else if (chance < 5) part.passTo(at);
		else part.add(at, Number.isNaN(value) ? 0 : value);
	},
});

survivesArchiving('a mean that fades with time', {
	options: fc.constantFrom(1000, 1_000_000),
	make: (tau) => new EwmaTime(tau),
	events: values,
	feed: (part, {at, value, chance}) => (chance === 0 ? part.clear() : part.update(at, value)),
});

survivesArchiving('a rolling regression', {
	options: fc.integer({min: 1, max: 9}),
	make: (rows) => new RollingRegression(rows),
	events: fc.array(fc.tuple(number, number), {maxLength: 40, size: 'max'}),
	feed: (part, [x, y]) => part.push(x, y),
});

for (const [name, Extreme] of [
	['a greatest of a time', TimeMaximum],
	['a least of a time', TimeMinimum],
] as const) {
	survivesArchiving(name, {
		options: fc.constantFrom(1000, 10_000_000),
		make: (window) => new Extreme(window),
		events: values,
		feed(part, {at, value, chance}) {
			if (chance === 0) part.clear();
			else if (chance < 3) part.passTo(at);
			// Falling values are all remembered: more than there is room for at first.
			else for (let each = 0; each < (chance === 4 ? 100 : 1); each++) part.push(at, value - each);
		},
	});
}

survivesArchiving('an estimated quantile', {
	options: fc.constantFrom(0.1, 0.5),
	make: (share) => new P2Quantile(share),
	events: numbers,
	feed: (part, value) => part.add(value),
});

survivesArchiving('a fading count', {
	options: fc.constantFrom(0.5, 5),
	make: (decay) => new HawkesCount(decay),
	events: values,
	feed(part, {at, chance}) {
		if (chance === 0) part.clear();
		else part.add(at);
		return part.at(at + 1000);
	},
});

survivesArchiving('a principal component', {
	options: none,
	make: () => new PrincipalComponent(3),
	events: fc.array(fc.oneof({weight: 9, arbitrary: fc.tuple(...[1, 2, 3].map(() => decimals(-1, 1)))}, fc.constant('freeze' as const)), {
		maxLength: 20,
	}),
	feed(part, event) {
		if (event === 'freeze') part.freeze();
		else part.learn(Float64Array.from(event));
		return part.score(Float64Array.of(1, -2, 3));
	},
});

survivesArchiving('a recovery', {
	options: none,
	make: () => new Recovery(),
	events: values,
	feed(part, {at, value, chance}) {
		if (chance === 0) part.abandon();
		else if (chance < 5) part.open(at, 1, value);
		else if (chance < 9) part.passTo(at);
		else part.state(at, value);
	},
});

survivesArchiving('a queue of what was taken', {
	options: none,
	make: () => new TakenQueue(),
	events: timed(
		fc.record({
			after: fc.integer({min: 0, max: 150_000}),
			price: fc.integer({min: 1, max: 3}),
			quantity: decimals(0, 9),
			chance: fc.integer({min: 0, max: 19}),
		}),
	),
	feed(part, {at, price, quantity, chance}) {
		if (chance === 0) part.clear();
		else if (chance === 1) part.rescale(10);
		else if (chance < 6) return part.take(at - 50_000, price);
		else for (let each = 0; each < (chance === 6 ? 90 : 1); each++) part.add(at, price, quantity + each);
		return undefined;
	},
});

survivesArchiving('volume by price', {
	options: fc.constantFrom(2_000_000, 60_000_000),
	make: (window) => new VolumeWindow(window),
	events: timed(
		fc.record({
			after: fc.integer({min: 0, max: 3_000_000}),
			bin: fc.integer({min: -50, max: 200}),
			volume: decimals(0, 9),
			chance: fc.integer({min: 0, max: 19}),
		}),
	),
	feed(part, {at, bin, volume, chance}) {
		if (chance === 0) part.clear();
		else if (chance < 4) part.passTo(at);
		else for (let each = 0; each < (chance === 4 ? 300 : 1); each++) part.add(at, bin + (each % 290), volume);
		return [part.first, part.volumes.length, ...part.volumes.filter((sum) => sum > 0).slice(0, 20)];
	},
});

const told: number[] = [];
survivesArchiving('bars of a minute', {
	options: none,
	make: () => new BulkBars((volume, bought) => told.push(volume, bought)),
	events: timed(fc.record({after: fc.integer({min: 0, max: 70_000_000}), price: decimals(99, 101), quantity: decimals(0.001, 9)})),
	feed(part, {at, price, quantity}) {
		told.length = 0;
		part.trade(at, price, quantity);
		return [...told];
	},
});

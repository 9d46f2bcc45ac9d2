/* Any changes of one side of a book, told by how far they fall from the touch, and questions in between: a question may move a window, too. */

import {fc} from '../metrics/seeded.ts';
import type {SidePair} from './side-pair.ts';

/** Prices and quantities that a double holds exactly, with room for prices half as high again. */
export const highestPrice = 2 ** 52;

type Away = readonly [away: number, quantity: number];

export type SideChange =
	/** `away` in price steps from the best level, negative for better ones. */
	| {readonly kind: 'set'; readonly away: number; readonly quantity: number}
	| {readonly kind: 'apply'; readonly levels: readonly Away[]}
	| {readonly kind: 'scale'; readonly factor: number; readonly quantity: number}
	| {readonly kind: 'remove'; readonly share: number}
	| {readonly kind: 'sweep'; readonly count: number}
	| {readonly kind: 'clear'}
	| {readonly kind: 'ask'; readonly what: 'touch' | 'counts' | 'walk' | 'all'}
	| {readonly kind: 'top'; readonly count: number};

const quantity = fc.oneof(fc.constant(0), fc.constant(Number.MAX_SAFE_INTEGER), {weight: 4, arbitrary: fc.integer({min: 1, max: 999})});

/** Near the touch mostly; the smallest window, its lead before the best level, the ones in use and the widest there may be are all crossed. */
const away = fc.oneof(
	{weight: 6, arbitrary: fc.integer({min: -5, max: 40})},
	{weight: 3, arbitrary: fc.integer({min: -140, max: 1100})},
	{weight: 2, arbitrary: fc.integer({min: -3000, max: 12_000})},
	fc.integer({min: -70_000, max: 600_000}),
	fc.constantFrom(-8193, -8192, -1281, -1280, -129, -128, 895, 896, 8959, 8960, 57_343, 57_344, 1e9),
);

export const sideChange: fc.Arbitrary<SideChange> = fc.oneof(
	{weight: 24, arbitrary: fc.record({kind: fc.constant('set'), away, quantity})},
	{weight: 6, arbitrary: fc.record({kind: fc.constant('apply'), levels: fc.array(fc.tuple(away, quantity), {maxLength: 30, size: 'max'})})},
	{weight: 2, arbitrary: fc.record({kind: fc.constant('scale'), factor: fc.constantFrom(1000, 1 / 1000), quantity})},
	{weight: 8, arbitrary: fc.record({kind: fc.constant('remove'), share: fc.double({min: 0, max: 1, noNaN: true})})},
	{weight: 6, arbitrary: fc.record({kind: fc.constant('sweep'), count: fc.oneof(fc.integer({min: 1, max: 5}), fc.constant(60))})},
	{weight: 1, arbitrary: fc.record({kind: fc.constant('clear')})},
	{weight: 6, arbitrary: fc.record({kind: fc.constant('ask'), what: fc.constantFrom('touch', 'counts', 'walk', 'all')})},
	{weight: 2, arbitrary: fc.record({kind: fc.constant('top'), count: fc.oneof(fc.integer({min: 0, max: 40}), fc.constant(1000))})},
);

/** Makes one change to both sides, or compares what both answer. @param base price of the first level. */
export function takeChange(pair: SidePair, change: SideChange, base: number): void {
	const {plain, direction} = pair;
	const best = plain.count === 0 ? base : plain.price;
	const priceAt = (distance: number) => soundPrice(best - distance * direction);
	if (change.kind === 'set') pair.set(priceAt(change.away), change.quantity);
	else if (change.kind === 'apply') pair.apply(change.levels.map(([distance, standing]) => [priceAt(distance), standing] as const));
	else if (change.kind === 'scale') pair.set(soundPrice(Math.round(best * change.factor)), change.quantity);
	else if (change.kind === 'remove' && plain.count > 0) pair.set(plain.priceAt(Math.floor(change.share * (plain.count - 1))), 0);
	else if (change.kind === 'sweep') pair.sweep(change.count);
	else if (change.kind === 'clear') pair.clear();
	else if (change.kind === 'top') pair.expectSameTop(change.count);
	else if (change.kind === 'ask') ask(pair, change.what, [priceAt(-2000), priceAt(-3), priceAt(7), priceAt(900), priceAt(20_000)]);
}

function ask(pair: SidePair, what: 'touch' | 'counts' | 'walk' | 'all', probes: readonly number[]): void {
	if (what === 'touch') pair.expectSameTouch();
	else if (what === 'counts') pair.expectSameCounts(probes);
	else if (what === 'walk') pair.expectSameWalk();
	else pair.expectSame(probes);
}

function soundPrice(price: number): number {
	return Math.max(1, Math.min(highestPrice, price));
}

/* The settings of the fold, as the command line names them, over those that stand below it: what is remembered, or a recording's header. */

import {defaultSettings, type EngineSettings} from '../engine/settings.ts';
import {readMicroPrice} from '../files/micro-price-file.ts';
import {flowConventions} from '../metrics/flow-term.ts';
import type {Arguments} from './arguments.ts';

const micros = 1_000_000;

/** @throws MicroPriceFileError where a table cannot be read. */
export function engineSettings(given: Arguments, base: EngineSettings = defaultSettings): EngineSettings {
	const interval = given.number('interval');
	return {
		buy: given.number('buy') ?? base.buy,
		sell: given.number('sell') ?? base.sell,
		levels: given.number('levels') ?? base.levels,
		span: given.number('ema') ?? base.span,
		interval: interval === undefined ? base.interval : Math.round(interval * micros),
		maxVpinRank: given.number('max-vpin-rank') ?? base.maxVpinRank,
		vpinBucket: given.number('vpin-bucket') ?? base.vpinBucket,
		vpinBuckets: given.number('vpin-buckets') ?? base.vpinBuckets,
		balance: given.number('balance') ?? base.balance,
		feeBps: given.number('fee') ?? base.feeBps,
		ofiConvention: flowConventions.find((each) => each === given.text('ofi-convention')) ?? base.ofiConvention,
		microPrice: given.text('micro-price')?.split(',').map(readMicroPrice) ?? base.microPrice,
	};
}

/** Whether two folds would not differ for their settings. */
export function areSame(one: EngineSettings, other: EngineSettings): boolean {
	const others: ReadonlyMap<string, unknown> = new Map(Object.entries(other));
	return Object.entries(one).every(([key, value]) => JSON.stringify(value) === JSON.stringify(others.get(key)));
}

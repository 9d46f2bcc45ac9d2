/* The settings of the fold, as the command line names them, over those that stand below it: what is remembered, or a recording's header. */

import {defaultSettings, type EngineSettings} from '../engine/settings.ts';
import type {Arguments} from './arguments.ts';

const micros = 1_000_000;

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
	};
}

/** Whether two folds would differ for their settings. */
export function areSame(one: EngineSettings, other: EngineSettings): boolean {
	return Object.entries(one).every(([key, value]) => Object.entries(other).some((entry) => entry[0] === key && entry[1] === value));
}

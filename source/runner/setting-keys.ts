/* Keys that move what signals and samples depend on: thresholds, levels. */

import {type EngineSettings, levelSteps} from '../engine/settings.ts';
import type {SettingPayload} from '../market/frame.ts';
import type {Choice} from './session.ts';

export type Change = {readonly payload: SettingPayload; readonly choice: Choice};

/** Buy up and sell down by this much; undefined where they would leave their sides of 0.5. */
export function movedThresholds(settings: Pick<EngineSettings, 'buy' | 'sell'>, step: number): Change | undefined {
	const rounded = (value: number) => Math.round(value * 100) / 100;
	const buy = rounded(settings.buy + step);
	const sell = rounded(settings.sell - step);
	if (!(buy > 0.5 && buy < 1 && sell < 0.5 && sell > 0)) return undefined;
	return {payload: {buy, sell}, choice: {kind: 'thresholds', buy, sell}};
}

/** The next number of levels; undefined beyond the last. */
export function steppedLevels({levels}: Pick<EngineSettings, 'levels'>, step: 1 | -1): Change | undefined {
	const next = step === 1 ? levelSteps.find((each) => each > levels) : levelSteps.findLast((each) => each < levels);
	return next === undefined ? undefined : {payload: {levels: next}, choice: {kind: 'levels', levels: next}};
}

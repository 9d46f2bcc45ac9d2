/* How eventful the synthetic exchange is: how often takers sweep a book, and when a diff is lost on its way. */

import type {Random} from './random.ts';

/**
- `default`: a sweep a minute and market or so, a lost diff every four to six minutes.
- `calm`: sweeps are rare and nothing is lost.
- `sweeps`: a sweep every few seconds, one diff lost after 40 s.
*/
export type ScenarioName = 'default' | 'calm' | 'sweeps';

export type Scenario = {
	/** Per market. */
	readonly sweepsPerSecond: number;
	/** Seconds from the start to the first lost diff; Infinity for none. */
	firstLoss(random: Random): number;
	/** Seconds from one lost diff to the next; Infinity for no other. */
	nextLoss(random: Random): number;
};

const never = () => Number.POSITIVE_INFINITY;
const everyFiveMinutes = (random: Random) => random.between(240, 360);

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
	default: {sweepsPerSecond: 1 / 50, firstLoss: everyFiveMinutes, nextLoss: everyFiveMinutes},
	calm: {sweepsPerSecond: 1 / 600, firstLoss: never, nextLoss: never},
	sweeps: {sweepsPerSecond: 1 / 4, firstLoss: () => 40, nextLoss: never},
};

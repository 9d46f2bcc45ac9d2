/* An hour that can be walked through, and how long things took in it. Made up, and the same every time. */

import {type DelaysView, type DelayView, delayBounds, type TimelineEvent, type TimelineView} from '../../source/runner/session.ts';
import {createRandom, now} from './scene.ts';

/** 240 spans, as the history gives them. */
const spans = 240;

/** One that ends at `now`, `hours` long. @param part `at` is where the cursor stands: what is later is left out, but for marks. */
export function createTimeline(part: Partial<TimelineView> = {}, hours = 1): TimelineView {
	const from = part.from ?? now - hours * 3600e6;
	const to = part.to ?? now;
	const at = part.at ?? to;
	const random = createRandom(29);
	const rates = Array.from({length: spans}, (_, span) => {
		const rate = 20 + 180 * random() * random() * (1 + Math.sin(span / 14));
		return from + (span * (to - from)) / spans < at ? rate : Number.NaN;
	});
	const events = eventsBetween(from, to).filter((event) => event.at <= at || event.kind === 'mark');
	return {from, to, at, indexed: Number.NaN, events, rates, ...part};
}

function eventsBetween(from: number, to: number): TimelineEvent[] {
	const at = (share: number, kind: TimelineEvent['kind']): TimelineEvent => ({at: from + share * (to - from), kind});
	return [
		...[at(0.06, 'buy'), at(0.21, 'sell'), at(0.31, 'mark'), at(0.42, 'buy'), at(0.44, 'sell')],
		...[at(0.55, 'gap'), at(0.66, 'buy'), at(0.71, 'sell'), at(0.83, 'mark'), at(0.92, 'buy')],
	];
}

/** As many of each as there are bounds and one more, most of them near the bound of that place. */
export function createDelay(part: Partial<DelayView> = {}, peak = 4): DelayView {
	const counts = Array.from({length: delayBounds.length + 1}, (_, index) => Math.round(1900 * 0.3 ** Math.abs(index - peak)));
	return {n: counts.reduce((sum, count) => sum + count, 0), p50: 8.2, p99: 31.4, least: 2.1, most: 140.4, counts, ...part};
}

export const measured: DelaysView = {
	feed: createDelay({least: -3.2}),
	book: createDelay({p50: 0.041, p99: 0.38, least: 0.012, most: 6.02}, 1),
	screen: createDelay({p50: 6.1, p99: 19.5, least: 1.5, most: 88}, 3),
	loop: createDelay({n: 88_211, p50: 0.2, p99: 3.2, least: 0, most: 41}, 2),
	clock: {offsetMillis: 12.4, errorMillis: 2.6},
};

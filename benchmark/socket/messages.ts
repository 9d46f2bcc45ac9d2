/* Some hundred diffs of the calibrated workload, and the snapshot before them. */

import {Market} from '../book/workload/market.ts';
import {Stream} from '../book/workload/message-text.ts';
import {Random} from '../book/workload/random.ts';

const random = new Random(1);
const market = new Market(random, {levels: 1000, median: 30, sigma: 0.8});
const stream = new Stream();

export const snapshot: string = stream.snapshot(market);

export const messages: readonly Buffer[] = Array.from({length: 500}, () => {
	market.step();
	return Buffer.from(stream.diff(market, random.below(5)).text);
});

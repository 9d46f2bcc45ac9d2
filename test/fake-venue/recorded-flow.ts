/* The order flow of a real minute of Binance spot: its REST snapshot, its diffs and its trades, in no venue's words. */

import {integerOf, textOf} from '../../source/venues/plain-numbers.ts';
import {recordedFrames, recordedSnapshot} from '../support/recorded.ts';
import type {FlowStep, FlowTrade, OrderFlow, TextLevel} from './order-flow.ts';

/**
@param path of a recording as `dataFile` finds it.
@param options.levels a side of the book at the beginning. Diffs are taken whole, so that farther levels come in as the venue told of them.
*/
export function recordedFlow(path: string, options: {readonly levels?: number; readonly steps?: number} = {}): OrderFlow {
	const {levels = 500, steps = 400} = options;
	const snapshot: Fields = JSON.parse(recordedSnapshot(path) ?? '{}');
	const taken: FlowStep[] = [];
	let trades: FlowTrade[] = [];
	for (const frame of recordedFrames(path)) {
		if (taken.length === steps) break;
		const {data}: {readonly data: Fields} = JSON.parse(frame.toString());
		if (data['e'] === 'trade') {
			trades.push({price: textOf(data, 'p'), quantity: textOf(data, 'q'), aggressor: data['m'] === true ? 'sell' : 'buy'});
		} else if (data['e'] === 'depthUpdate' && integerOf(data['u']) > integerOf(snapshot['lastUpdateId'])) {
			taken.push({bids: pairsOf(data['b']), asks: pairsOf(data['a']), trades});
			trades = [];
		}
	}
	return {bids: pairsOf(snapshot['bids']).slice(0, levels), asks: pairsOf(snapshot['asks']).slice(0, levels), steps: taken};
}

type Fields = Readonly<Record<string, unknown>>;

function pairsOf(levels: unknown): TextLevel[] {
	return Array.isArray(levels) ? levels.map((level: readonly unknown[]) => [String(level[0]), String(level[1])]) : [];
}

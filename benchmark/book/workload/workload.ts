/*
A workload: the messages of one or more symbols in a file, a line each, and the snapshots that they build on in another. Message number n belongs to
the symbol number n modulo their count.
*/

import path from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {LineWriter} from './line-writer.ts';
import {Market, type MarketOptions} from './market.ts';
import {renamed, Stream} from './message-text.ts';
import {Random} from './random.ts';
import {type Statistics, Tally} from './statistics.ts';

export type Workload = {
	readonly name: string;
	readonly messageFile: string;
	/** REST bodies, in the order of the symbols. */
	readonly snapshotFile: string;
	readonly symbols: readonly string[];
	readonly statistics: Statistics;
};

export type Recipe = Partial<MarketOptions> & {
	readonly name: string;
	readonly messages: number;
	/** Every message is a sweep of some 800 changes. */
	readonly isSweeping?: boolean;
	/** Symbols that take turns. */
	readonly symbols?: number;
};

/** So many streams are made at most; further symbols carry one of them under their own name. */
const mostStreams = 16;

/** What the recording of BTCUSDT shows: 5,000 levels a side, about 40 changes a message. */
const calibrated: MarketOptions = {levels: 5000, median: 30, sigma: 0.8};

/** Makes a workload in a folder. The same recipe makes the same bytes. */
export async function generate(recipe: Recipe, folder: string): Promise<Workload> {
	const {name, messages, symbols: count = 1} = recipe;
	const messageFile = path.join(folder, `${name}.jsonl`);
	const snapshotFile = path.join(folder, `${name}-snapshots.jsonl`);
	const symbols = count === 1 ? [Stream.symbol] : Array.from({length: count}, (_, index) => `S${String(index + 1).padStart(3, '0')}USDT`);
	const tally = new Tally();
	const streams = Array.from({length: Math.min(count, mostStreams)}, (_, index) => new Source(recipe, index + 1, tally));
	const writer = new LineWriter(messageFile);
	const rounds = Math.ceil(messages / count);
	for (let round = 0; round < rounds; round++) {
		// So that an interruption is heard between.
		if (round % 1000 === 0) await setImmediate();
		const texts = streams.map((stream) => stream.next());
		for (const [index, symbol] of symbols.entries()) writer.write(renamed(texts[index % mostStreams] ?? '', symbol));
	}
	writer.close();
	const snapshots = new LineWriter(snapshotFile);
	for (const index of symbols.keys()) snapshots.write(streams[index % mostStreams]?.snapshot ?? '');
	snapshots.close();
	return {name, messageFile, snapshotFile, symbols, statistics: {...tally.statistics, messages: rounds * count}};
}

/** One market that goes on, message by message. */
class Source {
	/** The book before the first message. */
	readonly snapshot: string;
	readonly #random: Random;
	readonly #market: Market;
	readonly #stream = new Stream();
	readonly #isSweeping: boolean;
	readonly #tally: Tally;

	constructor({isSweeping = false, ...recipe}: Recipe, seed: number, tally: Tally) {
		this.#random = new Random(seed);
		this.#market = new Market(this.#random, {...calibrated, ...recipe});
		this.#isSweeping = isSweeping;
		this.#tally = tally;
		this.snapshot = this.#stream.snapshot(this.#market);
	}

	next(): string {
		if (this.#isSweeping) this.#market.sweep();
		else this.#market.step();
		const diff = this.#stream.diff(this.#market, this.#random.below(5));
		this.#tally.add(diff.text.length, diff.changes, diff.deletions);
		return diff.text;
	}
}

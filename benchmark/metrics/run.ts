/*
What all metrics cost: a book update, a trade and a row of the sample clock, by themselves on a synthetic book, and as their share of folding a
recording. And whether updates allocate. `npm run bench -- metrics [FILE] [--json] [--updates N]`.
*/

import process from 'node:process';
import {parseArgs} from 'node:util';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {engineFor, settingsOf} from '../../source/commands/fold-recording.ts';
import {Gauges} from '../../source/engine/gauges.ts';
import {catalogue} from '../../source/engine/meters.ts';
import {defaultSettings} from '../../source/engine/settings.ts';
import {openRecording} from '../../source/files/recording.ts';
import {bareInstrument} from '../../source/market/instrument.ts';
import type {Trade} from '../../source/market/trade.ts';
import {Collections, isScavenge} from '../book/collections.ts';
import {type Measure, median, print, recordingOr, rounded} from '../report.ts';
import {SyntheticBook} from './synthetic-book.ts';

const rounds = 5;
/** Updates before anything is counted: by then everything is compiled, on a busy machine too. */
const warmUp = 250_000;
/** µs between updates, as `@depth@100ms` has them. */
const pace = 100_000;
const samplesTimed = 2000;
const mostUpdateMicros = 10;

export async function run(words: readonly string[]): Promise<void> {
	const {values, positionals} = parseArgs({
		args: [...words],
		options: {json: {type: 'boolean', default: false}, updates: {type: 'string', default: '1000000'}},
		allowPositionals: true,
	});
	const updates = Number(values.updates);
	if (!Number.isInteger(updates) || updates < 1000) {
		console.error(`--updates wants a whole number from 1000, not "${values.updates}".`);
		process.exitCode = 1;
		return;
	}
	const file = recordingOr(positionals[0]);
	print(file, [...(await alone(updates)), ...(await within(file))], values.json);
}

/** On the synthetic book: the medians of rounds. */
async function alone(updates: number): Promise<Measure[]> {
	const stage = new Stage();
	stage.run(warmUp, true);
	emptyYoungGeneration();
	const collections = new Collections();
	const perRound = Math.ceil(updates / rounds);
	const [bare, full]: [number[], number[]] = [[], []];
	const from = performance.now();
	for (let round = 0; round < rounds; round++) full.push(timed(() => stage.run(perRound, true)) / perRound);
	const to = performance.now();
	const scavenges = (await collections.all()).filter((each) => isScavenge(each) && each.startTime >= from && each.startTime <= to).length;
	for (let round = 0; round < rounds; round++) bare.push(timed(() => stage.run(perRound, false)) / perRound);
	const trades = Array.from({length: rounds}, () => timed(() => stage.trades(perRound)) / perRound);
	const samples = Array.from({length: rounds}, () => timed(() => stage.samples(samplesTimed)) / samplesTimed);
	return [
		{name: 'columns', value: catalogue.length, unit: ''},
		{name: 'book update, metrics alone', value: nanos(median(full) - median(bare)), unit: 'ns'},
		{name: 'book update, 40 changes and all metrics', value: rounded(median(full) * 1000, 2), unit: 'µs', target: mostUpdateMicros},
		{name: 'trade', value: nanos(median(trades)), unit: 'ns'},
		{name: 'row of the sample clock', value: rounded(median(samples) * 1000, 1), unit: 'µs'},
		{name: `scavenges in ${(perRound * rounds).toLocaleString('en-US')} updates`, value: scavenges, unit: '', target: 1},
	];
}

/** In a recording: each step timed where it happens, the timer's own cost included. */
async function within(file: string): Promise<Measure[]> {
	const spent = {bookChanged: 0, trade: 0, sample: 0};
	const calls = {bookChanged: 0, trade: 0, sample: 0};
	const original = {bookChanged: Gauges.prototype.bookChanged, trade: Gauges.prototype.trade, sample: Gauges.prototype.sample};
	const watch = (name: keyof typeof spent) => {
		const step: (...given: never[]) => unknown = original[name];
		Object.assign(Gauges.prototype, {
			[name](this: Gauges, ...given: never[]) {
				const since = performance.now();
				const result = step.apply(this, given);
				spent[name] += performance.now() - since;
				calls[name]++;
				return result;
			},
		});
	};
	for (const name of ['bookChanged', 'trade', 'sample'] as const) watch(name);
	const recording = await openRecording(file, {});
	try {
		const engine = engineFor(recording, settingsOf(recording));
		const since = performance.now();
		for await (const {frames, length} of recording.batches()) for (let index = 0; index < length; index++) engine.fold(frames[index]!);
		const all = performance.now() - since;
		const share = (name: keyof typeof spent) => rounded((spent[name] / all) * 100, 1);
		return [
			{name: 'in the recording: book updates', value: calls.bookChanged, unit: ''},
			{name: 'a book update', value: nanos(spent.bookChanged / calls.bookChanged), unit: 'ns'},
			{name: 'share of the fold', value: share('bookChanged'), unit: '%'},
			{name: 'a trade', value: nanos(spent.trade / calls.trade), unit: 'ns'},
			{name: 'share of the fold', value: share('trade'), unit: '%'},
			{name: 'a row', value: rounded((spent.sample / calls.sample) * 1000, 1), unit: 'µs'},
			{name: 'share of the fold', value: share('sample'), unit: '%'},
		];
	} finally {
		Object.assign(Gauges.prototype, original);
		await recording.close();
	}
}

class Stage {
	readonly #synthetic = new SyntheticBook();
	readonly #gauges = new Gauges(defaultSettings, bareInstrument('binance', 'BTCUSDT'));
	/** In an object: a number beyond 2^31 in a variable that functions share is made anew for each. */
	readonly #clock = {at: 1_700_000_000_000_000};

	run(updates: number, hasMetrics: boolean): void {
		const {market} = this.#gauges;
		for (let update = 0; update < updates; update++) {
			this.#clock.at += pace;
			this.#synthetic.step();
			if (!hasMetrics) continue;
			market.at = this.#clock.at;
			market.sentAt = this.#clock.at - 1000;
			this.#gauges.bookChanged(this.#synthetic.book);
		}
	}

	trades(count: number): void {
		const trade: Trade = {
			id: 0,
			code: '',
			price: 6_170_000,
			priceScale: 2,
			quantity: 1_234_567,
			quantityScale: 8,
			aggressor: 1,
			happenedAt: Number.NaN,
			symbol: 'BTCUSDT',
		};
		for (let index = 0; index < count; index++) {
			this.#clock.at += pace / 3;
			trade.aggressor = index % 3 === 0 ? -1 : 1;
			trade.price = 6_170_000 + trade.aggressor;
			this.#gauges.trade(trade, this.#clock.at);
		}
	}

	samples(count: number): void {
		for (let index = 0; index < count; index++) {
			this.#clock.at = (Math.floor(this.#clock.at / 1e6) + 1) * 1e6;
			this.#gauges.sample(this.#clock.at, this.#synthetic.book);
		}
	}
}

/** What the compilers left behind while warming up would be collected within the measurement, and counted as if it had come of it. */
function emptyYoungGeneration(): void {
	setFlagsFromString('--expose-gc');
	const collect: unknown = runInNewContext('gc');
	if (typeof collect === 'function') collect();
}

function timed(work: () => void): number {
	const since = performance.now();
	work();
	return performance.now() - since;
}

/** Of milliseconds. */
function nanos(millis: number): number {
	return Math.round(millis * 1e6);
}

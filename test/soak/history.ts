/*
A real recording of one book, as the truth against which all else is held: its diffs and trades in order, and the right book at each diff, rebuilt in the
plainest way. The recorded snapshot is taken for the whole market at its moment: no level is known beyond it, so none is missed.
*/

import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {exactlyText, type Level, OracleBook} from '../support/oracle-book.ts';
import {type DiffReading, plainReading, type Reading} from './plain-reading.ts';

/** So many diffs apart the whole book is kept, to begin from. */
const keptEvery = 100;

export type RecordedFrame = {
	/** When it was received, µs since the epoch. */
	readonly at: number;
	readonly payload: Buffer;
	readonly reading: Reading;
	/** Which diff it is, counted from 0; NaN for a trade. */
	readonly diff: number;
};

type Kept = {readonly bids: readonly Level[]; readonly asks: readonly Level[]};

export class History {
	readonly symbol: string;
	/** Diffs and trades from the first diff on that follows the snapshot. */
	readonly frames: readonly RecordedFrame[];
	/** Place of each diff among the frames. */
	readonly places: readonly number[];
	readonly trades: number;
	readonly #diffs: readonly DiffReading[];
	readonly #snapshotId: number;
	readonly #kept: Kept[] = [];

	/** @param path of a `<time> <JSON>` recording of one symbol of Binance spot, with its REST snapshot. */
	constructor(path: string) {
		const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n').map(splitLine);
		const snapshot = readSnapshot(lines.find(({text}) => text.startsWith('{"lastUpdateId"'))?.text ?? '{}');
		this.symbol = symbolIn(lines.find(({text}) => text.includes('"depthUpdate"'))?.text ?? '{}');
		this.#snapshotId = snapshot.id;
		const frames: RecordedFrame[] = [];
		const diffs: DiffReading[] = [];
		const places: number[] = [];
		for (const {at, text} of lines) {
			const payload = Buffer.from(text);
			const reading = plainReading(payload, this.symbol);
			if (reading.kind === 'diff' && reading.last > snapshot.id) {
				places.push(frames.length);
				frames.push({at, payload, reading, diff: diffs.length});
				diffs.push(reading);
			} else if (reading.kind === 'trade' && diffs.length > 0) {
				frames.push({at, payload, reading, diff: Number.NaN});
			}
		}
		this.frames = frames;
		this.places = places;
		this.trades = frames.length - diffs.length;
		this.#diffs = diffs;
		this.#keepBooks(snapshot);
	}

	get diffs(): number {
		return this.#diffs.length;
	}

	diff(index: number): DiffReading {
		const diff = this.#diffs[index];
		if (diff === undefined) throw new RangeError(`there is no diff ${index}`);
		return diff;
	}

	/** The last update of a diff; of the snapshot for -1. */
	idAt(diff: number): number {
		return diff === -1 ? this.#snapshotId : this.diff(diff).last;
	}

	/** The right book after a diff; of the snapshot after -1. */
	oracleAt(diff: number): Oracle {
		const stage = Math.floor((diff + 1) / keptEvery);
		const {bids, asks} = this.#kept[stage] ?? {bids: [], asks: []};
		const book = new OracleBook();
		book.replace(bids, asks);
		const oracle = new Oracle(this, book, stage * keptEvery - 1);
		oracle.advanceTo(diff);
		return oracle;
	}

	#keepBooks({bids, asks}: Kept): void {
		const book = new OracleBook();
		book.replace(bids, asks);
		for (const [index, diff] of this.#diffs.entries()) {
			if (index % keptEvery === 0) this.#kept.push({bids: book.bids.levels, asks: book.asks.levels});
			book.apply(diff.bids, diff.asks);
		}
		if (this.#diffs.length % keptEvery === 0) this.#kept.push({bids: book.bids.levels, asks: book.asks.levels});
	}
}

/** The right book at one diff, and at later ones. */
export class Oracle {
	readonly book: OracleBook;
	readonly #history: History;
	#diff: number;

	constructor(history: History, book: OracleBook, diff: number) {
		this.#history = history;
		this.book = book;
		this.#diff = diff;
	}

	get id(): number {
		return this.#history.idAt(this.#diff);
	}

	/** Returns the diffs that were applied; none where it stands there already. */
	advanceTo(diff: number): readonly DiffReading[] {
		const applied: DiffReading[] = [];
		while (this.#diff < diff) {
			const next = this.#history.diff(++this.#diff);
			this.book.apply(next.bids, next.asks);
			applied.push(next);
		}
		return applied;
	}
}

/** Local time in ns or µs: the larger ones are ns. */
function splitLine(line: string): {readonly at: number; readonly text: string} {
	const space = line.indexOf(' ');
	const time = Number(line.slice(0, space));
	return {at: Math.round(time > 1e17 ? time / 1000 : time), text: line.slice(space + 1)};
}

function readSnapshot(text: string): Kept & {readonly id: number} {
	type Texts = readonly (readonly [price: string, quantity: string])[];
	const {lastUpdateId, bids, asks}: {lastUpdateId?: number; bids?: Texts; asks?: Texts} = JSON.parse(text);
	if (lastUpdateId === undefined || bids === undefined || asks === undefined) throw new Error('The recording holds no snapshot.');
	const exact = (levels: Texts): Level[] => levels.map(([price, quantity]) => [exactlyText(price), exactlyText(quantity)]);
	return {id: lastUpdateId, bids: exact(bids), asks: exact(asks)};
}

function symbolIn(text: string): string {
	const {data}: {data?: {s?: string}} = JSON.parse(text);
	if (data?.s === undefined) throw new Error('The recording holds no diff on a combined stream.');
	return data.s;
}

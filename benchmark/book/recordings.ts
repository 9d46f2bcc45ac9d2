/* Real recordings as workloads: the diffs of a book from where its REST snapshot joins them. They are no part of the repository. */

import {readFileSync} from 'node:fs';
import path from 'node:path';
import {gunzipSync} from 'node:zlib';
import {dataFile} from '../../test/support/data.ts';
import type {Body, Diff} from './subjects/json-message.ts';
import {LineWriter} from './workload/line-writer.ts';
import {Tally} from './workload/statistics.ts';
import type {Workload} from './workload/workload.ts';

const files = {
	'btcusdt-spot': 'binance-spot-btcusdt-20240808.gz',
	'btcusdt-usdm': 'binance-usdm-btcusdt-20230404.gz',
} as const;

/** The recordings that are here, written to a folder. */
export function prepareRecordings(folder: string): Workload[] {
	return Object.entries(files).flatMap(([name, file]) => {
		const recording = dataFile(file);
		return recording === undefined ? [] : [prepare(name, recording, folder)];
	});
}

function prepare(name: string, recording: string, folder: string): Workload {
	const diffs: {readonly text: string; readonly diff: Diff}[] = [];
	let snapshot = '';
	for (const line of gunzipSync(readFileSync(recording)).toString().split('\n')) {
		// Each line opens with the time at which it was received.
		const text = line.slice(line.indexOf(' ') + 1);
		if (text.startsWith('{"lastUpdateId"')) snapshot = text;
		else if (text.includes('"depthUpdate"')) diffs.push({text, diff: JSON.parse(text).data});
	}
	const {lastUpdateId}: Body = JSON.parse(snapshot);
	const snapshotFile = path.join(folder, `${name}-snapshots.jsonl`);
	const messageFile = path.join(folder, `${name}.jsonl`);
	writeLines(snapshotFile, [snapshot]);
	const kept = diffs.filter(({diff: {u, pu}}) => (pu === undefined ? u > lastUpdateId : u >= lastUpdateId));
	writeLines(
		messageFile,
		kept.map(({text}) => text),
	);
	const tally = new Tally();
	for (const {text, diff} of kept) {
		const levels = [...diff.b, ...diff.a];
		tally.add(text.length, levels.length, levels.filter(([, quantity]) => Number(quantity) === 0).length);
	}
	return {name, messageFile, snapshotFile, symbols: ['BTCUSDT'], statistics: tally.statistics};
}

function writeLines(file: string, lines: readonly string[]): void {
	const writer = new LineWriter(file);
	for (const line of lines) writer.write(line);
	writer.close();
}

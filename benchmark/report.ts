/* What the benchmarks share: their command line, and how they print what they measured. */

import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {dataFile} from '../test/support/data.ts';

export type Measure = {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	/** The value must stay below it; undefined where there is none. */
	readonly target?: number;
};

/** Reads `[FILE] [--json]`. */
export function readCommandLine(): {readonly file: string; readonly isJson: boolean} {
	const {values, positionals} = parseArgs({options: {json: {type: 'boolean', default: false}}, allowPositionals: true});
	return {file: recordingOr(positionals[0]), isJson: values.json};
}

/** The recording that was named, or a minute of real data where it is here, or the first recording of the repository. Ends the process where there is none. */
export function recordingOr(named: string | undefined): string {
	const file = named ?? dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? ownRecording();
	if (file === undefined || !existsSync(file)) {
		console.error(`${file ?? 'No recording'}: not found. Name one: node ${path.relative('', process.argv[1] ?? '')} FILE`);
		process.exit(1);
	}
	return path.resolve(file);
}

export function print(file: string, measures: readonly Measure[], isJson: boolean): void {
	if (isJson) {
		console.log(JSON.stringify({file, node: process.versions.node, measures}, null, '\t'));
		return;
	}
	const width = Math.max(...measures.map(({name}) => name.length));
	console.log(`${path.basename(file)}, Node ${process.versions.node}`);
	for (const {name, value, unit, target} of measures) {
		const judged = target === undefined ? '' : `  target < ${target} ${value < target ? 'kept' : 'MISSED'}`;
		console.log(`  ${name.padEnd(width)} ${value.toLocaleString('en-US').padStart(10)} ${unit}${judged}`);
	}
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	const middle = sorted.length / 2;
	return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}

export function rounded(value: number, digits = 0): number {
	return Number(value.toFixed(digits));
}

function ownRecording(): string | undefined {
	const folder = path.join(import.meta.dirname, '../recordings');
	const name = existsSync(folder) ? readdirSync(folder).find((each) => each.includes('.jsonl')) : undefined;
	return name === undefined ? undefined : path.join(folder, name);
}

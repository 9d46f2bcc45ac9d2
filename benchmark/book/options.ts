/* What `npm run bench -- book` understands. */

import process from 'node:process';
import {parseArgs} from 'node:util';

/** In the order in which they are made: where a quick run is out of time, the last are left out. */
export const tables = ['main', 'real', 'allocation', 'levels', 'symbols', 'changes', 'sweeps'] as const;
export type Table = (typeof tables)[number];

export const subjectNames = [
	'own',
	'own-with-metrics',
	'engine',
	'json-own',
	'prototype',
	'sorted-btree',
	'tardis-dev',
	'ccxt',
	'orderbooks',
] as const;
export type SubjectName = (typeof subjectNames)[number];

export type Options = {
	/** One JSON object instead of tables. */
	readonly json: boolean;
	/** Half a minute instead of ten: fewer messages and rounds. */
	readonly quick: boolean;
	/** End with 1 where a target is missed. */
	readonly check: boolean;
	/** Messages of the main workload. */
	readonly messages: number;
	/** Each subject runs once a round. */
	readonly rounds: number;
	readonly only: readonly SubjectName[];
	readonly tables: readonly Table[];
};

const help = `npm run bench -- book [options]

  --json          one JSON object instead of tables
  --quick         half a minute instead of ten: fewer messages, fewer rounds
  --check         end with exit code 1 where a target is missed
  --messages N    depth messages of the main workload (300000, quick 20000)
  --rounds N      rounds, in each of which every subject runs once (5, quick 2)
  --only A,B      only these subjects of: ${subjectNames.join(', ')}
  --tables A,B    only these tables of: ${tables.join(', ')}`;

/** Reads the words after `book`; ends the process where they ask for help or cannot be understood. */
export function readOptions(words: readonly string[]): Options {
	try {
		const {values} = parseArgs({
			args: [...words],
			options: {
				json: {type: 'boolean', default: false},
				quick: {type: 'boolean', default: false},
				check: {type: 'boolean', default: false},
				help: {type: 'boolean', default: false},
				messages: {type: 'string'},
				rounds: {type: 'string'},
				only: {type: 'string'},
				tables: {type: 'string'},
			},
		});
		if (values.help) {
			console.log(help);
			process.exit(0);
		}
		const {json, quick, check} = values;
		const subjects = chosen('--only', values.only, subjectNames);
		return {
			...{json, quick, check},
			messages: countOf('--messages', values.messages, quick ? 20_000 : 300_000),
			rounds: countOf('--rounds', values.rounds, quick ? 2 : 5),
			// Nearly all that the engine costs more than its parts are hashes over the whole book: not the first that one wants to know.
			only: quick && values.only === undefined ? subjects.filter((name) => name !== 'engine') : subjects,
			tables: chosen('--tables', values.tables, tables),
		};
	} catch (error) {
		console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
		process.exit(1);
	}
}

function countOf(option: string, text: string | undefined, usual: number): number {
	if (text === undefined) return usual;
	const count = Number(text);
	if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`${option} needs a whole number above 0, not "${text}"`);
	return count;
}

function chosen<Name extends string>(option: string, text: string | undefined, names: readonly Name[]): readonly Name[] {
	if (text === undefined) return names;
	const wanted = text.split(',');
	const unknown = wanted.find((word) => !names.some((name) => name === word));
	if (unknown !== undefined) throw new RangeError(`${option} knows no "${unknown}"`);
	return names.filter((name) => wanted.includes(name));
}

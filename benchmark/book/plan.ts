/* What is run: the workloads of each table, who runs them, and in how many rounds. */

import type {Options, SubjectName, Table} from './options.ts';
import type {Recipe} from './workload/workload.ts';

/** Tables whose workloads are made up and whose subjects are timed. */
export type MadeTable = Exclude<Table, 'real' | 'allocation'>;

export type Plan = {
	/** By the key that the report knows them by. */
	readonly recipes: Readonly<Record<string, Recipe>>;
	readonly subjects: readonly SubjectName[];
	readonly rounds: number;
	/** Whether to measure what all books together take of memory. */
	readonly isWeighed?: boolean;
};

/** Who is asked how a cost grows: a library that is slow at any size is left to the main table. */
const growing: readonly SubjectName[] = ['own', 'json-own', 'prototype', 'sorted-btree', 'tardis-dev', 'ccxt'];
/** A quick run leaves the peers to the main table. */
const growingQuickly: readonly SubjectName[] = ['own', 'prototype'];

/** Messages of a workload that asks how a cost grows: as many as the fastest subjects take, so that none starts over while it is timed. */
const enough = 70_000;
const enoughQuickly = 14_000;

export function planOf(table: MadeTable, options: Options): Plan {
	const {quick, messages, only} = options;
	const count = quick ? enoughQuickly : enough;
	const subjects = (quick ? growingQuickly : growing).filter((name) => only.includes(name));
	const rounds = sideRounds(options);
	switch (table) {
		case 'main':
			return {recipes: {main: {name: 'main', messages}}, subjects: only, rounds: options.rounds};
		case 'levels': {
			const recipe = (levels: number): Recipe => ({name: `levels-${levels}`, messages: quick ? count / 2 : count, levels});
			const recipes = {500: recipe(500), 5000: recipe(5000), 50000: recipe(50_000)};
			// One is judged against another: a single round would leave that to chance.
			return {recipes, subjects, rounds: Math.max(2, rounds)};
		}
		case 'changes': {
			const recipe = (changes: number, median: number): Recipe => {
				return {name: `changes-${changes}`, messages: Math.ceil((count / 2) * Math.min(1, 40 / changes)), median};
			};
			return {recipes: {'3.7': recipe(3.7, 2.25), 40: recipe(40, 30), 354: recipe(354, 352)}, subjects, rounds};
		}
		case 'symbols': {
			const recipe = (symbols: number): Recipe => ({name: `symbols-${symbols}`, messages: count, symbols, levels: 1000});
			return {recipes: {1: recipe(1), 10: recipe(10), 100: recipe(100), 400: recipe(400)}, subjects, rounds, isWeighed: true};
		}
		case 'sweeps':
			return {recipes: {sweeps: {name: 'sweeps', messages: count / 20, isSweeping: true}}, subjects, rounds};
	}
}

/** The engine and its parts follow spot books only; futures are no part of a quick run, but for the fewest. */
export function subjectsOfRecording(name: string, {quick, only}: Options): readonly SubjectName[] {
	if (!name.includes('usdm')) return only;
	return only.filter((subject) => subject !== 'own-with-metrics' && subject !== 'engine' && (!quick || growingQuickly.includes(subject)));
}

export function sideRounds({quick, rounds}: Options): number {
	return quick ? 1 : Math.min(3, rounds);
}

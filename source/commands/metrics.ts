/* `obi-tui metrics`: every column of an export, and what it means. */

import process from 'node:process';
import {catalogue} from '../engine/meters.ts';
import type {Arguments} from './arguments.ts';
import {chosenColumns} from './chosen-columns.ts';
import {metricLines, metricParagraphs} from './metric-table.ts';

/**
Returns the exit code.

@param width columns of the terminal; Infinity where there is none, and lines may be of any length.
*/
export function metrics(given: Arguments, write: (line: string) => void, width = terminalWidth()): number {
	const names = catalogue.map(({name}) => name);
	const chosen = given.words.length === 0 ? names : chosenColumns(given.words, names);
	const columns = catalogue.filter(({name}) => chosen.includes(name));
	if (given.has('json')) {
		const objects = columns.map(({warmUp, source, meaning, ...column}) => ({...column, warm_up: warmUp, source, meaning}));
		write(JSON.stringify(objects, null, '\t'));
	} else for (const line of Number.isFinite(width) ? metricParagraphs(columns, width) : metricLines(columns)) write(line);
	return 0;
}

function terminalWidth(): number {
	return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

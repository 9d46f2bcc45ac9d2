/* The catalogue of columns for people: as a table in a terminal or a pipe. */

import type {Column} from '../metrics/meter.ts';

/** All there is to know of a column, in one line each, as wide as it takes. */
export function metricLines(columns: readonly Column[]): string[] {
	const cells = columns.map(({name, unit, clock, warmUp, source, meaning}) => [name, unit, clock, warmUp, source, meaning]);
	return aligned([['name', 'unit', 'clock', 'warm-up', 'source', 'meaning'], ...cells]);
}

/** The same within a width: what is short in a line, the meaning and its source below it. */
export function metricParagraphs(columns: readonly Column[], width: number): string[] {
	const heads = aligned([
		['name', 'unit', 'clock', 'warm-up'],
		...columns.map(({name, unit, clock, warmUp}) => [name, unit, clock, warmUp]),
	]);
	const below = columns.map(({meaning, source}) => wrapped(`${meaning} [${source}]`, width, '    '));
	return heads.flatMap((head, index) => [head.slice(0, width), ...(below[index - 1] ?? [])]);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
	const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
	return rows.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
}

/** Broken between words; a word that is too long for a line stands out. */
function wrapped(text: string, width: number, indent: string): string[] {
	const lines: string[] = [];
	let line = indent;
	for (const word of text.split(' ')) {
		const longer = line === indent ? line + word : `${line} ${word}`;
		if (longer.length > width && line !== indent) {
			lines.push(line);
			line = indent + word;
		} else line = longer;
	}
	return [...lines, line];
}

/* The table of venues that `obi-tui info --venues` prints and the readme holds: made from what the venues say of themselves, so that it cannot go stale. */

import type {Venue} from '../venues/venue.ts';

const heads = ['venue', 'as', 'book feed', 'proof', 'levels a side', 'gathered over', 'trades', 'test network'];

/** Markdown, one line a venue. */
export function venueTable(venues: readonly Venue[]): string[] {
	const rows = venues.map(({id, name, feed, testnet}) => [
		name,
		`\`${id}\``,
		`${feed.levels} \`${feed.channel}\``,
		feed.proof,
		feed.depth,
		gatheredOver(feed.conflation),
		`\`${feed.trades}\``,
		testnet === undefined ? 'none' : 'yes',
	]);
	const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
	const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function gatheredOver(micros: number): string {
	if (Number.isNaN(micros)) return 'not said';
	return micros === 0 ? 'each change' : `${micros / 1000} ms`;
}

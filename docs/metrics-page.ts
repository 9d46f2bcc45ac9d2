/* The page of all columns, made of what the meters say of themselves, so that it cannot go stale. */

import {makeMeters} from '../source/engine/meters.ts';
import {defaultSettings} from '../source/engine/settings.ts';
import type {Column, Meter} from '../source/metrics/meter.ts';

const opening = `# Columns

What a row of the sample clock holds: the columns of \`obi-tui export\` and of \`--json\`, in their order. \`obi-tui metrics\` prints the same. This page is made by
\`npm run docs\`.

- A row stands at every whole multiple of the interval since the epoch, and is the state after the last frame received at or before it. All windows run on the
  time of receipt and are half-open: a window of w at t is (t − w, t].
- What cannot be computed is empty in CSV, \`null\` in JSON and Parquet; never 0.
- Above 0 is buying pressure; a cost above 0 is worse for the taker.
- **Clock** is what moves a number: each book update or trade (event), the rows themselves (sample), or buckets of volume. It is read at the row in any case.
- **Warm-up** is what must have been seen before there is a number; nothing where the first sound book will do.
- *base* is the instrument's unit of quantity (coins, contracts, shares), *quote* that of its prices. L is \`--levels\`.

Before them stand \`timestamp\`, the moment in UTC, and \`update_id\`, the last update that the book in step holds.
`;

export function metricsPage(): string {
	const sections = makeMeters(defaultSettings, undefined).all.map(sectionOf);
	return [opening, ...sections].join('\n');
}

function sectionOf(meter: Meter): string {
	return [`## ${titleOf(meter)}`, '', ...table(meter.columns), ''].join('\n');
}

/** `Order flow imbalance` of the class of that name. */
function titleOf(meter: Meter): string {
	const words = meter.constructor.name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
	return words.replace(/ meter$/, '');
}

function table(columns: readonly Column[]): string[] {
	const rows = columns.map(({name, unit, clock, warmUp, source, meaning}) => [`\`${name}\``, unit, clock, warmUp, meaning, source]);
	return [['column', 'unit', 'clock', 'warm-up', 'meaning', 'source'], Array.from({length: 6}, () => '---'), ...rows].map(
		(cells) => `| ${cells.map(escaped).join(' | ')} |`,
	);
}

/** A bar of a formula would end the cell. */
function escaped(cell: string): string {
	return cell.replaceAll('|', '\\|').replaceAll('*', '\\*');
}

/*
The table of the polling collector, made from a recording. Its last column is known only when all rows are, so the rows wait on the disk until then.
*/

import type {Desk} from '../../engine/desk.ts';
import type {EngineSettings} from '../../engine/settings.ts';
import {type CollectRow, CollectTable, collectColumns} from '../../metrics/collect-table.ts';
import type {TableColumn, TableFacts} from '../table/table.ts';
import type {RowMaker} from './row-maker.ts';
import {RowSpool} from './row-spool.ts';
import {updateOf} from './sample-cells.ts';
import type {SpanRows} from './span-rows.ts';

export const collectTableColumns: readonly TableColumn[] = collectColumns.map((name) => ({name, type: typeOf(name)}));

export class CollectRows implements RowMaker {
	readonly #rows: SpanRows;
	readonly #table: CollectTable;
	readonly #spool: RowSpool;
	readonly #interval: number;

	/** @param beside the file that will be made. @throws UnwritableFileError */
	constructor(rows: SpanRows, beside: string, {levels, span, interval}: EngineSettings) {
		this.#rows = rows;
		this.#table = new CollectTable({levels, span, interval});
		this.#spool = new RowSpool(beside, collectTableColumns.length);
		this.#interval = interval;
	}

	/** A row of the sample clock is closed. @throws UnwritableFileError */
	take(desk: Desk): void {
		const {row} = desk.gauges;
		const before = this.#table.push({
			at: row.at,
			lastUpdateId: updateOf(desk),
			bestBid: row.bid,
			bestAsk: row.ask,
			mid: row.mid,
			bidVolume: row.value('bid_vol'),
			askVolume: row.value('ask_vol'),
			obi: row.obi,
			obiPriceWeighted: row.obiPriceWeighted,
		});
		if (before !== undefined) this.#spool.push(cellsOf(before));
	}

	/** All rows are taken: hands them on with their flags. Returns what is told of the whole run. @throws UnwritableFileError */
	finish(): TableFacts {
		const last = this.#table.finish();
		if (last !== undefined) this.#spool.push(cellsOf(last));
		for (const cells of this.#spool.rows()) {
			cells[flagPlace] = this.#table.flagOf(cells[obiPlace]!);
			this.#rows.push(cells);
		}
		return {metrics: this.#table.summary((this.#table.samples * this.#interval) / 60e6)};
	}

	/** Removes what waited on the disk. May be called more than once. */
	close(): void {
		this.#spool.close();
	}
}

const obiPlace = collectColumns.indexOf('obi');
const flagPlace = collectColumns.indexOf('obi_extreme_flag');

/** In the order of the columns, the flag still open. */
export function cellsOf(row: CollectRow): number[] {
	return [
		row.at,
		row.lastUpdateId,
		row.bestBid,
		row.bestAsk,
		row.mid,
		row.bidVolume,
		row.askVolume,
		row.obi,
		row.obiPriceWeighted,
		row.obiEma,
		row.obiPriceWeightedEma,
		row.midReturn,
		row.midReturnForward,
		row.obiZ,
		Number.NaN,
	];
}

function typeOf(name: string): TableColumn['type'] {
	if (name === 'timestamp') return 'micros';
	return name === 'lastUpdateId' || name === 'obi_extreme_flag' ? 'whole' : 'number';
}

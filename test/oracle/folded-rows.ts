/* The rows of a recording as the program makes them, column by column. */

import type {Desk} from '../../source/engine/desk.ts';
import {Engine} from '../../source/engine/engine.ts';
import {catalogue} from '../../source/engine/meters.ts';
import type {EngineSettings} from '../../source/engine/settings.ts';
import {openRecording} from '../../source/files/recording.ts';
import {type CollectRow, CollectTable} from '../../source/metrics/collect-table.ts';
import {engineOptions} from '../support/folding.ts';

export type Columns = ReadonlyMap<string, readonly number[]>;

/** Every column of the catalogue and of the collector's table, from the first row at which the book is in step; `at` in µs. */
export async function foldedColumns(file: string, settings: Partial<EngineSettings>): Promise<Columns> {
	const columns = new Map<string, number[]>();
	const put = (name: string, value: number) => {
		const column = columns.get(name);
		if (column === undefined) columns.set(name, [value]);
		else column.push(value);
	};
	let table: CollectTable | undefined;
	const rows: CollectRow[] = [];
	const sample = (desk: Desk) => {
		if (table === undefined && desk.liveBook === undefined) return;
		const {row} = desk.gauges;
		const {levels, span, interval} = engine.settings;
		table ??= new CollectTable({levels, span, interval});
		put('at', row.at);
		put('lastUpdateId', desk.updateId);
		for (const [index, {name}] of catalogue.entries()) put(name, row.values[index]!);
		const complete = table.push({
			at: row.at,
			lastUpdateId: desk.updateId,
			bestBid: row.bid,
			bestAsk: row.ask,
			mid: row.mid,
			bidVolume: row.value('bid_vol'),
			askVolume: row.value('ask_vol'),
			obi: row.obi,
			obiPriceWeighted: row.obiPriceWeighted,
		});
		if (complete !== undefined) rows.push(complete);
	};
	const engine = new Engine(engineOptions(settings, {sample}));
	const recording = await openRecording(file, {});
	for await (const batch of recording.batches()) for (let index = 0; index < batch.length; index++) engine.fold(batch.frames[index]!);
	const last = table?.finish();
	if (last !== undefined) rows.push(last);
	for (const row of rows) {
		put('bid_vol_L', row.bidVolume);
		put('ask_vol_L', row.askVolume);
		put('collect_obi_ema', row.obiEma);
		put('collect_obi_pw_ema', row.obiPriceWeightedEma);
		put('collect_obi_z', row.obiZ);
		put('mid_ret', row.midReturn);
		put('mid_ret_fwd', row.midReturnForward);
		put('obi_extreme_flag', table?.flagOf(row.obi) ?? Number.NaN);
	}
	return columns;
}

/** A CSV with a line of names; an empty cell is NaN. */
export function columnsOf(csv: string): Columns {
	const [head = '', ...lines] = csv.trimEnd().split('\n');
	const cells = lines.map((line) => line.split(','));
	return new Map(head.split(',').map((name, index) => [name, cells.map((row) => (row[index] === '' ? Number.NaN : Number(row[index])))]));
}

/* Samples and signals as lines of text or JSON, for a pipe instead of a screen. */

import type {Desk, DeskObserver} from '../engine/desk.ts';
import {catalogue} from '../engine/meters.ts';
import {canBegin} from '../files/export/sample-cells.ts';
import {isoTime} from '../files/iso-time.ts';
import {midText} from '../market/decimal.ts';

/** Writes one line a sample and instrument, from the first sample at which its book is in step. */
export class SampleLines implements DeskObserver {
	readonly #write: (line: string) => void;
	readonly #isJson: boolean;
	readonly #logged = new Map<string, number>();
	/** Time of each instrument's first line, µs. */
	readonly #started = new Map<string, number>();
	#hasHead = false;

	constructor(isJson: boolean, write: (line: string) => void) {
		this.#isJson = isJson;
		this.#write = write;
	}

	sample(desk: Desk): void {
		const {id} = desk.instrument;
		if (!this.#started.has(id)) {
			if (!canBegin(desk)) return;
			this.#started.set(id, desk.gauges.row.at);
		}
		if (this.#isJson) this.#write(JSON.stringify(objectOf(desk)));
		else {
			if (!this.#hasHead) this.#write(head);
			this.#hasHead = true;
			this.#write(rowOf(desk));
		}
		this.#signals(desk);
	}

	#signals(desk: Desk): void {
		const {log, instrument} = desk;
		const seen = this.#logged.get(instrument.id) ?? 0;
		const since = this.#started.get(instrument.id) ?? Number.NaN;
		this.#logged.set(instrument.id, log.count);
		for (const line of log.after(seen)) {
			if (line.kind !== 'signal' || line.at < since) continue;
			const {side, outcome} = line;
			const {rho, obi, z, vpin} = line;
			const time = isoTime(line.at);
			if (this.#isJson) {
				const {venue, symbol} = instrument;
				this.#write(
					JSON.stringify({type: 'signal', timestamp: time, venue, symbol, side, rho, obi, obi_z: legal(z), vpin: legal(vpin), outcome}),
				);
			} else this.#write(`${time} ${instrument.id} ${side.toUpperCase()} ${outcome}`);
		}
	}
}

/** The columns of an export, with where the row comes from before them and what was earned behind. */
function objectOf(desk: Desk): Readonly<Record<string, unknown>> {
	const {instrument, gauges, strategy, integrity} = desk;
	const {row} = gauges;
	const {cash, position, equity} = strategy.portfolio;
	return {
		timestamp: isoTime(row.at),
		venue: instrument.venue,
		symbol: instrument.symbol,
		state: integrity.badge,
		update_id: desk.liveBook === undefined ? null : legal(desk.updateId),
		...Object.fromEntries(catalogue.map(({name}, index) => [name, legal(row.values[index]!)])),
		cash: legal(cash),
		position: legal(position),
		equity: legal(equity),
	};
}

function legal(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}

const columns: readonly (readonly [name: string, width: number])[] = [
	['time', 24],
	['symbol', 20],
	['state', 10],
	['mid', 12],
	['spread bp', 10],
	['rho', 6],
	['ewma', 6],
	['z', 6],
	['ofi 1s', 9],
	['vpin', 6],
	['equity', 12],
];

const head = columns.map(([name, width], index) => (index < 3 ? name.padEnd(width) : name.padStart(width))).join(' ');

function rowOf(desk: Desk): string {
	const {row} = desk.gauges;
	const book = desk.shownBook;
	const mid = Number.isNaN(row.mid) || book === undefined ? '–' : midText(book.mid, book.priceScale);
	const cells = [
		isoTime(row.at),
		desk.instrument.id,
		desk.integrity.badge,
		mid,
		fixed(row.spreadBps, 3),
		fixed(row.rho, 3),
		fixed(row.ewma, 3),
		fixed(row.z, 2),
		fixed(row.ofi, 3),
		fixed(row.vpin, 3),
		fixed(desk.strategy.portfolio.equity, 2),
	];
	return cells.map((cell, index) => (index < 3 ? cell.padEnd(columns[index]![1]) : cell.padStart(columns[index]![1]))).join(' ');
}

function fixed(value: number, decimals: number): string {
	return Number.isFinite(value) ? value.toFixed(decimals) : '–';
}

/* A market turned about, enlarged, moved or told in other portions, and which columns of its rows are not what they should be then. */

import {catalogue, columnIndex} from '../../source/engine/meters.ts';
import {type ColumnKind, columnKinds, countsTrades} from './column-kinds.ts';
import {type Told, tick} from './market-tape.ts';
import type {Ladder} from './meter-row.ts';

type Rows = readonly Float64Array[];

/** Bids for asks, prices about half of `about`, buyers for sellers. */
export function mirrored(told: Told, about: number): Told {
	const turned = (ladder: Ladder): Ladder => ladder.map(([price, quantity]) => [about - price, quantity]);
	if (told.kind === 'book') return {...told, bids: turned(told.asks), asks: turned(told.bids)};
	if (told.kind === 'trade') return {...told, price: about - told.price, aggressor: told.aggressor === 1 ? -1 : 1};
	return told;
}

export function enlarged(told: Told, factor: number): Told {
	const times = (ladder: Ladder): Ladder => ladder.map(([price, quantity]) => [price, quantity * factor]);
	if (told.kind === 'book') return {...told, bids: times(told.bids), asks: times(told.asks)};
	return told.kind === 'trade' ? {...told, quantity: told.quantity * factor} : told;
}

export function moved(told: Told, ticks: number): Told {
	const by = (ladder: Ladder): Ladder => ladder.map(([price, quantity]) => [price + ticks, quantity]);
	if (told.kind === 'book') return {...told, bids: by(told.bids), asks: by(told.asks)};
	return told.kind === 'trade' ? {...told, price: told.price + ticks} : told;
}

/** Each trade in two parts of one moment. */
export function halved(told: Told): Told[] {
	if (told.kind !== 'trade' || told.quantity < 3) return [told];
	const part = Math.floor(told.quantity / 3);
	return [
		{...told, quantity: part},
		{...told, quantity: told.quantity - part},
	];
}

/** @param relative of what is relative to the price the mirror image is as inexact as prices differ: a share of a column's largest value. */
export function mirrorMisses(rows: Rows, plain: Rows, about: number, relative: number): string[] {
	const tolerance = (name: string) => {
		// Of two spreads of as many ticks, at two prices, it ranks the other one first: one of five ranks.
		if (name === 'tox') return 0.2;
		return kindOf(name).isLevelFree ? 1e-9 : relative;
	};
	return misses(rows, (name, row) => mirrorImage(name, plain[row]!, about), tolerance);
}

export function enlargedMisses(rows: Rows, plain: Rows, factor: number): string[] {
	return misses(
		rows,
		(name, row) => plain[row]![columnIndex(name)]! * factor ** kindOf(name).power,
		() => 1e-9,
	);
}

/** Columns that are not as they were, where all prices were moved. */
export function movedMisses(rows: Rows, plain: Rows): string[] {
	return differences(rows, plain, (name) => kindOf(name).isLevelFree);
}

/** Columns that are not as they were, where trades were halved. */
export function halvedMisses(rows: Rows, plain: Rows): string[] {
	return differences(rows, plain, (name) => !countsTrades.has(name));
}

/** @param isMeant which columns are looked at. */
export function differences(rows: Rows, plain: Rows, isMeant: (name: string) => boolean): string[] {
	return misses(
		rows,
		(name, row) => plain[row]![columnIndex(name)]!,
		() => 1e-9,
		isMeant,
	);
}

function kindOf(name: string): ColumnKind {
	const kind = columnKinds.get(name);
	if (kind === undefined) throw new Error(`${name} has no kind in column-kinds.ts`);
	return kind;
}

function mirrorImage(name: string, row: Float64Array, about: number): number {
	const {mirror} = kindOf(name);
	const value = row[columnIndex(name)]!;
	if (mirror === 'same') return value;
	if (mirror === 'sign') return -value;
	if (mirror === 'share') return 1 - value;
	if (mirror === 'price') return about * tick - value;
	return 'is' in mirror ? row[columnIndex(mirror.is)]! : about * tick - row[columnIndex(mirror.priceOf)]!;
}

/** The columns that miss what is expected by more than a share of the largest value they ever had, with the first row where they do. */
function misses(
	rows: Rows,
	expected: (name: string, row: number) => number,
	tolerance: (name: string) => number,
	isMeant: (name: string) => boolean = () => true,
): string[] {
	const names = catalogue.map(({name}) => name).filter(isMeant);
	return names.flatMap((name) => {
		const column = columnIndex(name);
		const size = rows.reduce((most, row) => Math.max(most, Math.abs(row[column]!) || 0), 0);
		const row = rows.findIndex((each, index) => {
			const [got, wanted] = [each[column]!, expected(name, index)];
			if (Number.isNaN(got) || Number.isNaN(wanted)) return !(Number.isNaN(got) && Number.isNaN(wanted));
			return Math.abs(got - wanted) > tolerance(name) * size + 1e-12;
		});
		return row < 0 ? [] : [`${name}: ${rows[row]![column]} for ${expected(name, row)} in row ${row}`];
	});
}

/* What the real LOBSTER sample proves: https://lobsterdata.com/info/DataStructure.php says what a message does to the book, and every row shows it. */

import {expect, test} from 'vitest';
import {openRecording} from '../../source/files/recording.ts';
import {lobster} from '../../source/venues/lobster.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {ignoreAll} from '../../source/venues/venue.ts';
import {dataFile} from '../support/data.ts';

type Side = ReadonlyMap<number, number>;
type Message = {readonly type: number; readonly size: number; readonly price: number; readonly direction: number};
type Row = {readonly message: Message; readonly bids: Side; readonly asks: Side; readonly trade: {readonly aggressor: number} | undefined};

const window = 10;
const path = dataFile('lobster-aapl-20120621-message_10.csv');

/** Rows as the decoder reads them; prices in cents. */
async function rowsOf(file: string): Promise<readonly Row[]> {
	const rows: Row[] = [];
	const decoder = lobster.decoder(new Symbols());
	const sideOf = ({prices, quantities, length}: {prices: Float64Array; quantities: Float64Array; length: number}): Side =>
		new Map(Array.from({length}, (_, index) => [prices[index]!, quantities[index]!]));
	for await (const {frames, length} of (await openRecording(file)).batches()) {
		for (const {kind, payload} of frames.slice(0, length)) {
			if (kind !== 'message') continue;
			const [, , , type = 0, , size = 0, price = 0, direction = 0] = Buffer.from(payload)
				.toString()
				.split('\n', 1)[0]!
				.split(',')
				.map(Number);
			const message = {type, size, price: price / 100, direction};
			let trade: Row['trade'];
			decoder.decode(payload, {
				...ignoreAll,
				trade: ({aggressor}) => {
					trade = {aggressor};
				},
				depth: ({bids, asks}) => rows.push({message, bids: sideOf(bids), asks: sideOf(asks), trade}),
				fault: ({detail}) => expect.fail(detail),
			});
		}
	}
	return rows;
}

/** What a side must be after a message, as far as the row before shows it: best first. */
function explained(before: Side, {type, size, price, direction}: Message, side: 1 | -1): readonly (readonly [number, number])[] {
	const after = new Map(before);
	if (direction === side && type <= 4) after.set(price, (before.get(price) ?? 0) + (type === 1 ? size : -size));
	return [...after].filter(([, shares]) => shares !== 0).sort(([one], [other]) => (other - one) * side);
}

test.skipIf(path === undefined)('messages of types 1 to 4 explain every change within the ten levels of 999 rows', async () => {
	const rows = await rowsOf(path!);
	expect(rows).toHaveLength(999);
	const counts = {explained: 0, ofHiddenOrders: 0, entered: 0};
	const unexplained: unknown[] = [];
	for (const [index, {message, bids, asks}] of rows.entries()) {
		const before = rows[index - 1];
		if (before === undefined) continue;
		counts[message.type <= 4 ? 'explained' : 'ofHiddenOrders']++;
		for (const side of [1, -1] as const) {
			const known = explained(side === 1 ? before.bids : before.asks, message, side).slice(0, window);
			const shown = [...(side === 1 ? bids : asks)];
			if (JSON.stringify(shown.slice(0, known.length)) !== JSON.stringify(known)) unexplained.push({row: index + 1, side, message});
			// What is shown beyond what is known came up from below, in the place of a level that went.
			counts.entered += shown.length - known.length;
			expect(shown).toHaveLength(window);
			expect(known.length).toBeGreaterThanOrEqual(window - 1);
		}
	}
	console.log(
		`998 messages: ${counts.explained} explain all changes, ${counts.ofHiddenOrders} of hidden orders change nothing; ${counts.entered} levels entered from below`,
	);
	expect(unexplained).toEqual([]);
	expect(counts).toEqual({explained: 937, ofHiddenOrders: 61, entered: 318});
});

test.skipIf(path === undefined)('every visible execution was at the touch, by the side that took it away', async () => {
	const rows = await rowsOf(path!);
	const executions = rows.flatMap((row, index) => (row.message.type === 4 && index > 0 ? [{row, before: rows[index - 1]!}] : []));
	const trades = rows.filter(({trade}) => trade !== undefined);
	expect(trades).toHaveLength(98 + 61);
	expect(
		executions.every(({row, before}) => {
			const best = row.message.direction === 1 ? [...before.bids.keys()][0] : [...before.asks.keys()][0];
			return best === row.message.price && row.trade?.aggressor === -row.message.direction;
		}),
	).toBe(true);
	// A hidden order is executed between the best bid and ask, or at them.
	const hidden = rows.filter(({message}) => message.type === 5);
	expect(hidden).toHaveLength(61);
	expect(hidden.every(({message, bids, asks}) => message.price >= [...bids.keys()][0]! && message.price <= [...asks.keys()][0]!)).toBe(
		true,
	);
});

import {expect, test} from 'vitest';
import {openRecording} from '../../source/files/recording.ts';
import {findRules} from '../../source/venues/index.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {tradesCsv} from '../../source/venues/trades-csv.ts';
import {ignoreAll} from '../../source/venues/venue.ts';
import {dataFile} from '../support/data.ts';
import {hear} from '../support/heard.ts';

const decoder = () => tradesCsv.decoder(new Symbols());

test('it is known by its id, and has no books', () => {
	expect(findRules('csv')).toBe(tradesCsv);
	expect(tradesCsv).toMatchObject({staleAfter: Number.POSITIVE_INFINITY, hasSequence: false, tradeIds: 'rising'});
});

test('a row is a trade of the symbol before it, by the taker whose side it names', () => {
	const trade = {what: 'trade', symbol: 'LTCUSDT', happenedAt: Number.NaN};
	expect(
		hear(decoder(), 'LTCUSDT,1750590006150,80.99,0.42,buy,293606584', 'LTCUSDT,1750590006830,80.980,0.59000001,sell,293606586'),
	).toEqual([
		{...trade, id: 293606584, price: '80.99', quantity: '0.42', aggressor: 1},
		{...trade, id: 293606586, price: '80.98', quantity: '0.59000001', aggressor: -1},
	]);
});

test('a symbol may hold commas, for the row is read from its end', () => {
	expect(hear(decoder(), 'A,B 1,5,2,3,buy,4')).toMatchObject([{what: 'trade', symbol: 'A,B 1', id: 4, price: '2', quantity: '3'}]);
});

test('prices in fine steps and quantities in the billions are held', () => {
	expect(hear(decoder(), 'X,1,0.000000012345,1234567890123,buy,1')).toMatchObject([{price: '0.000000012345', quantity: '1234567890123'}]);
});

test('a row with a number or a side that is none is refused', () => {
	for (const row of [
		'X,1,,1,buy,1',
		'X,1,-1,1,buy,1',
		'X,1,0,1,buy,1',
		'X,1,1,0,buy,1',
		'X,1,1,-1,buy,1',
		'X,1,1,NaN,buy,1',
		'X,1,1,,buy,1',
	]) {
		expect(hear(decoder(), row), row).toMatchObject([{what: 'fault', fault: {kind: 'bad-number', symbol: 'X'}}]);
	}
	for (const row of [
		'X,1,1,1,BUY,1',
		'X,1,1,1,,1',
		'X,1,1,1,buy,',
		'X,1,1,1,buy,a',
		'X,1,1,1,buy,-1',
		'X,1,1,1,buy,1.5',
		'X,1,1,1,buy,99999999999999999',
	]) {
		expect(hear(decoder(), row), row).toMatchObject([{what: 'fault', fault: {kind: 'malformed', symbol: 'X'}}]);
	}
	for (const row of ['', '1,1,1,buy,1', ',1,1,1,buy,1', 'X,a,1,1,buy,1', '{"a":1}', 'X,1,1,1,buy,1\n']) {
		expect(hear(decoder(), row), row).toMatchObject([{what: 'fault', fault: {kind: 'malformed'}}]);
	}
});

const files: ReadonlyArray<readonly [file: string, buys: number, sells: number]> = [
	['binance-spot-ltcusdt-20250622-a-trades.csv.gz', 12_662, 13_571],
	['binance-spot-ltcusdt-20250622-b-trades.csv.gz', 14_394, 13_200],
];

test.skipIf(dataFile(files[0]![0]) === undefined).each(files)('%s: every row is read, and ids rise', async (name, buys, sells) => {
	const counts = {buys: 0, sells: 0, last: 0};
	const reader = decoder();
	for await (const {frames, length} of (await openRecording(dataFile(name)!)).batches()) {
		for (const {kind, payload} of frames.slice(0, length)) {
			if (kind !== 'message') continue;
			reader.decode(payload, {
				...ignoreAll,
				trade({aggressor, id, symbol}) {
					expect(symbol === 'LTCUSDT' && id > counts.last).toBe(true);
					counts.last = id;
					counts[aggressor === 1 ? 'buys' : 'sells']++;
				},
				fault: ({detail}) => expect.fail(detail),
			});
		}
	}
	expect(counts).toMatchObject({buys, sells});
});

/* No sample of a Tardis file was at hand: the rows are written by hand after https://docs.tardis.dev/downloadable-csv-files/data-types. */

import {expect, test} from 'vitest';
import {findRules} from '../../source/venues/index.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {symbolOfTardis, tardis} from '../../source/venues/tardis.ts';
import {ignoreAll} from '../../source/venues/venue.ts';
import {archived, readInto} from '../support/archiving.ts';
import {hear} from '../support/heard.ts';

const decoder = () => tardis.decoder(new Symbols());
const at = 1_598_918_403_696_000;
const level = (isSnapshot: boolean, rest: string, symbol = 'BTCUSDT') => `binance-futures,${symbol},${at},${at + 5},${isSnapshot},${rest}`;
const trade = (rest: string) => `binance-futures,BTCUSDT,${at},${at + 5},${rest}`;
const symbol = 'binance-futures.BTCUSDT';
const depth = (kind: string, bids: readonly unknown[], asks: readonly unknown[], of = symbol) => ({
	...{what: 'depth', symbol: of, kind, first: Number.NaN, last: Number.NaN, sentAt: at, bids, asks},
});

test('it is known by its id, and nothing proves its books', () => {
	expect(findRules('tardis')).toBe(tardis);
	expect(tardis).toMatchObject({hasSequence: false, tradeIds: 'unordered', staleAfter: Number.POSITIVE_INFINITY});
	expect(tardis.stepRule.judge(Number.NaN, {first: Number.NaN, last: Number.NaN, previous: Number.NaN}, false)).toBe('apply');
});

test('a symbol is named with its exchange', () => {
	expect(symbolOfTardis('kraken', 'XBT/USD')).toBe('kraken.XBT/USD');
});

test('rows of a message are one update, at the time of the exchange; 0 takes a level away', () => {
	expect(
		hear(
			decoder(),
			[level(true, 'bid,9000.5,1.25'), level(true, 'ask,9001,2'), level(true, 'bid,8999,3')].join('\n'),
			[level(false, 'ask,9001,0'), level(false, 'bid,9000.50,0.5')].join('\r\n'),
		),
	).toEqual([
		depth(
			'snapshot',
			[
				['9000.5', '1.25'],
				['8999', '3'],
			],
			[['9001', '2']],
		),
		depth('diff', [['9000.5', '0.5']], [['9001', '0']]),
	]);
});

test('a snapshot that came in several messages is one: only the first drops what was there', () => {
	const kinds = hear(
		decoder(),
		...[level(true, 'bid,1,1'), level(true, 'ask,2,1'), level(true, 'bid,1,1', 'ETHUSDT'), level(true, 'ask,3,1')],
		...[level(false, 'bid,1,2'), level(true, 'bid,1,1'), level(true, 'bid,5,1', 'ETHUSDT')],
	).map((each) => (each.what === 'depth' ? `${each.symbol.slice(-7)} ${each.kind}` : each.what));
	expect(kinds).toEqual([
		...['BTCUSDT snapshot', 'BTCUSDT diff', 'ETHUSDT snapshot', 'BTCUSDT diff'],
		...['BTCUSDT diff', 'BTCUSDT snapshot', 'ETHUSDT diff'],
	]);
});

test('a decoder read from a checkpoint is in the snapshot that the other was in', () => {
	const original = decoder();
	hear(original, level(true, 'bid,1,1'));
	const copy = decoder();
	readInto({archive: (io) => copy.archive?.(io)}, archived({archive: (io) => original.archive?.(io)}));
	expect(hear(copy, level(true, 'ask,2,1'))).toMatchObject([{kind: 'diff'}]);
	expect(hear(copy, level(true, 'ask,2,1', 'ETHUSDT'))).toMatchObject([{kind: 'snapshot'}]);
});

test('trades bear the id that the exchange gave them as a text, and the side of the taker', () => {
	const trades: unknown[] = [];
	const others: string[] = [];
	const text = [trade('8a-1,buy,9000.1,0.5'), trade(',sell,9000,1'), trade('7,unknown,9000,1')].join('\n');
	decoder().decode(Buffer.from(text), {
		...ignoreAll,
		trade: ({id, code, aggressor, happenedAt, symbol: of}) => trades.push({id, code, aggressor, happenedAt, of}),
		other: (name) => others.push(name),
	});
	expect(trades).toEqual([
		{id: Number.NaN, code: '8a-1', aggressor: 1, happenedAt: at, of: symbol},
		{id: Number.NaN, code: '', aggressor: -1, happenedAt: at, of: symbol},
	]);
	expect(others).toEqual(['trade of an unknown taker']);
	expect(hear(decoder(), text)).toMatchObject([
		{what: 'trade', price: '9000.1', quantity: '0.5'},
		{what: 'trade', price: '9000', quantity: '1'},
		{what: 'other'},
	]);
});

test('where the exchange gave no time, and the time of arrival stands for it, there is none', () => {
	const same = `x,BTC,${at},${at}`;
	expect(hear(decoder(), `${same},true,bid,1,1`, `${same},1,buy,1,1`)).toMatchObject([{sentAt: Number.NaN}, {happenedAt: Number.NaN}]);
});

test('a message with one bad row is refused whole', () => {
	const good = level(true, 'bid,1,1');
	const bad = [
		'',
		'x',
		level(true, 'bid,1'),
		level(true, 'bid,1,1,1'),
		level(true, 'mid,1,1'),
		level(true, 'bid,1,1', 'ETHUSDT'),
		trade('5,buy,1,1'),
	];
	for (const row of bad)
		expect(hear(decoder(), `${good}\n${row}`), row).toMatchObject([{what: 'fault', fault: {kind: 'malformed', symbol}}]);
	for (const numbers of ['bid,,1', 'bid,0,1', 'bid,-1,1', 'bid,1,-1', 'bid,1,NaN', 'bid,x,1', 'ask,Infinity,1']) {
		expect(hear(decoder(), `${good}\n${level(true, numbers)}`), numbers).toMatchObject([
			{what: 'fault', fault: {kind: 'bad-number', symbol}},
		]);
	}
	for (const numbers of ['1,buy,,1', '1,buy,0,1', '1,sell,1,0', '1,unknown,1,x']) {
		expect(hear(decoder(), `${trade('1,buy,1,1')}\n${trade(numbers)}`), numbers).toMatchObject([
			{what: 'fault', fault: {kind: 'bad-number'}},
		]);
	}
	expect(hear(decoder(), 'x,BTC,1,2,maybe,bid,1,1', '', '{"a":1}').map(({what}) => what)).toEqual(['fault', 'fault', 'fault']);
	// A message that was refused leaves no trace: the next snapshot is the first.
	const reader = decoder();
	hear(reader, level(true, 'bid,x,1'));
	expect(hear(reader, good)).toMatchObject([{kind: 'snapshot'}]);
});

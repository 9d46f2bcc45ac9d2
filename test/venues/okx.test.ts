import {crc32} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import type {BookSide} from '../../source/market/book-side.ts';
import {fromUnits} from '../../source/market/decimal.ts';
import {describedInstrument} from '../../source/market/instrument.ts';
import type {Levels} from '../../source/market/levels.ts';
import {okx} from '../../source/venues/okx.ts';
import {okxDecoder} from '../../source/venues/okx-decoder.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import type {Decoder, DepthUpdate, MarketSink} from '../../source/venues/venue.ts';
import {archived, readInto} from '../support/archiving.ts';
import {captured, received} from '../support/capture.ts';

/** Whatever it is told of is a mistake. */
const refusing: MarketSink = {
	depth: () => expect.fail('no depth'),
	trade: () => expect.fail('no trade'),
	touch: () => expect.fail('no touch'),
	fault: ({detail}) => expect.fail(detail),
	missed: () => expect.fail('nothing is missed'),
	refused: (_, reason) => expect.fail(reason),
	status: (_, status) => expect.fail(status),
	shutdown: () => expect.fail('no shutdown'),
	other: (name) => expect.fail(name),
};

const lines = captured('okx-20220513.jsonl.zst');

describe.skipIf(lines === undefined)('eleven seconds of three instruments as they were, with checksums and without ids', () => {
	type Raw = {readonly data?: readonly {readonly checksum?: number}[]};

	/** Best price and size of each side by turns, `bid:size:ask:size:…`, 25 levels of each: its CRC32 as a signed number. */
	function checksum(book: Book): number {
		const [bids, asks] = [topTexts(book.bids, book), topTexts(book.asks, book)];
		const turns = Array.from({length: 25}, (_, rank) => [...(bids[rank] ?? []), ...(asks[rank] ?? [])]).flat();
		return crc32(turns.join(':')) | 0;
	}

	function topTexts(side: BookSide, {priceScale, quantityScale}: Book): string[][] {
		const texts: string[][] = [];
		for (const level = side.walk(); texts.length < 25 && level.next(); )
			texts.push([fromUnits(level.price, priceScale), fromUnits(level.quantity, quantityScale)]);
		return texts;
	}

	test('every book has the checksum that the venue told, after each of 290 messages, and none is ever crossed', () => {
		const books = new Map<string, Book>();
		const counts: Record<string, number> = {snapshots: 0, updates: 0, agreeing: 0, trades: 0};
		let excess = 0;
		let raw: Raw = {};
		const ids: number[] = [];
		const onDepth = ({symbol, kind, bids, asks, priceScale, quantityScale, depth, first, last, previous}: DepthUpdate) => {
			const book = books.get(symbol) ?? new Book(0);
			if (kind === 'snapshot') {
				books.set(symbol, book);
				book.replace(bids, asks, priceScale, quantityScale, depth);
				counts['snapshots'] = (counts['snapshots'] ?? 0) + 1;
			} else {
				expect(okx.stepRule.judge(Number.NaN, {first, last, previous}, false)).toBe('apply');
				book.apply(bids, asks, priceScale, quantityScale);
				counts['updates'] = (counts['updates'] ?? 0) + 1;
			}
			ids.push(first, last, previous);
			if (checksum(book) === raw.data?.[0]?.checksum) counts['agreeing'] = (counts['agreeing'] ?? 0) + 1;
			expect(book.isSound).toBe(true);
			excess = Math.max(excess, book.bids.count - depth, book.asks.count - depth);
		};
		const decoder = okxDecoder(new Symbols());
		for (const payload of received(lines ?? [], 'OKX.ws.1')) {
			raw = JSON.parse(payload.toString());
			decoder.decode(payload, {
				...refusing,
				depth: onDepth,
				trade: () => {
					counts['trades'] = (counts['trades'] ?? 0) + 1;
				},
				other: (name) => {
					counts[name] = (counts[name] ?? 0) + 1;
				},
			});
		}
		expect(counts).toEqual({
			snapshots: 3,
			updates: 287,
			agreeing: 290,
			trades: 71,
			'trade history': 3,
			tickers: 28,
			'subscription answer': 18,
		});
		expect([...books.keys()]).toEqual(['BTC-USD-220527', 'UNI-USD-SWAP', 'BTC-USDT']);
		expect(new Set(ids)).toEqual(new Set([Number.NaN]));
		expect(excess).toBe(0);
	});

	test('trades are numbered ever higher, and the one that comes first was there before anybody asked', () => {
		const askedAt = (lines ?? []).find(({t, data}) => t === 'send' && data.includes('trades'))?.ts ?? Number.NaN;
		const last = new Map<string, number>();
		const sides = {buys: 0, sells: 0};
		const histories: number[] = [];
		let isHistory = false;
		const decoder = okxDecoder(new Symbols());
		for (const payload of received(lines ?? [], 'OKX.ws.1')) {
			decoder.decode(payload, {
				...refusing,
				depth() {},
				trade({symbol, id, aggressor, happenedAt}) {
					expect(id).toBeGreaterThan(last.get(symbol) ?? 0);
					expect(happenedAt / 1e6).toBeGreaterThan(askedAt);
					last.set(symbol, id);
					sides[aggressor === 1 ? 'buys' : 'sells']++;
				},
				other: (name) => {
					isHistory = name === 'trade history';
				},
			});
			if (isHistory) histories.push(JSON.parse(payload.toString()).data[0].ts / 1000);
			isHistory = false;
		}
		expect([...last.keys()]).toEqual(['BTC-USDT', 'BTC-USD-220527']);
		expect(histories).toHaveLength(3);
		expect(Math.max(...histories)).toBeLessThan(askedAt);
		expect(sides).toEqual({buys: 46, sells: 25});
	});

	test('every instrument that the venue lists is read, and what a contract is worth', () => {
		const listed = (type: string) => (lines ?? []).find(({address}) => address.endsWith(`instType=${type}`))?.data ?? '{}';
		const [spot = [], swaps = [], futures = []] = ['SPOT', 'SWAP', 'FUTURES'].map((type) =>
			okx.requests.readInstruments(JSON.parse(listed(type))),
		);
		expect([spot.length, swaps.length, futures.length]).toEqual([513, 166, 104]);
		const find = (symbol: string) => [...spot, ...swaps, ...futures].find((facts) => facts.symbol === symbol);
		expect(find('BTC-USDT')).toEqual({
			symbol: 'BTC-USDT',
			base: 'BTC',
			quote: 'USDT',
			tickSize: '0.1',
			stepSize: '0.00000001',
			status: 'TRADING',
		});
		expect(find('BTC-USDT-SWAP')).toEqual({
			symbol: 'BTC-USDT-SWAP',
			base: 'BTC',
			quote: 'USDT',
			tickSize: '0.1',
			stepSize: '1',
			status: 'TRADING',
			contract: {unit: 'contracts', value: '0.01', kind: 'linear'},
		});
		expect(find('BTC-USD-220527')).toEqual({
			symbol: 'BTC-USD-220527',
			base: 'BTC',
			quote: 'USD',
			tickSize: '0.1',
			stepSize: '1',
			status: 'TRADING',
			contract: {unit: 'contracts', value: '100', kind: 'inverse'},
		});
	});
});

type Told = readonly [what: string, ...rest: unknown[]];

/** What a decoder says of these messages, each overwritten as soon as it is read. */
function hear(decoder: Decoder, ...messages: readonly (string | object)[]): Told[] {
	const told: Told[] = [];
	const pairs = ({prices, quantities, length}: Levels, price: number, quantity: number) =>
		Array.from({length}, (_, rank) => [fromUnits(prices[rank] ?? Number.NaN, price), fromUnits(quantities[rank] ?? Number.NaN, quantity)]);
	for (const message of messages) {
		const payload = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
		decoder.decode(payload, {
			...refusing,
			depth({symbol, kind, first, last, previous, sentAt, depth, bids, asks, priceScale, quantityScale}) {
				const [bidPairs, askPairs] = [pairs(bids, priceScale, quantityScale), pairs(asks, priceScale, quantityScale)];
				told.push([kind, symbol, {first, last, previous, sentAt, depth}, bidPairs, askPairs]);
			},
			trade({symbol, id, code, price, priceScale, quantity, quantityScale, aggressor, happenedAt}) {
				told.push(['trade', symbol, id, code, fromUnits(price, priceScale), fromUnits(quantity, quantityScale), aggressor, happenedAt]);
			},
			fault: ({kind, symbol}) => told.push(['fault', kind, symbol]),
			refused: (symbol, reason) => told.push(['refused', symbol, reason]),
			shutdown: () => told.push(['shutdown']),
			other: (name) => told.push(['other', name]),
		});
		payload.fill(0x39);
	}
	return told;
}

const decoder = () => okxDecoder(new Symbols());

const book = {bids: [['60000.1', '0', '0', '0']], asks: [['60000.20', '1.5', '0', '3']], ts: '1785000000123', checksum: 0};
const books = (action: string, ...data: readonly unknown[]) => ({arg: {channel: 'books', instId: 'BTC-USDT'}, action, data});
const update = (seqId: unknown, prevSeqId: unknown, change: object = {}) => books('update', {...book, prevSeqId, seqId, ...change});
const ids = (last: number, previous: number) => ({first: last, last, previous, sentAt: 1_785_000_000_123_000, depth: 400});
const heardBook = (kind: string, last: number, previous: number) => [
	kind,
	'BTC-USDT',
	ids(last, previous),
	[['60000.1', '0']],
	[['60000.2', '1.5']],
];

const taken = {
	instId: 'BTC-USDT',
	tradeId: '1067468269',
	px: '83753.0',
	sz: '0.000011',
	side: 'sell',
	ts: '1791369376364',
	count: '1',
	source: '0',
	seqId: 82_083_114_838,
};
const trades = (...data: readonly unknown[]) => ({arg: {channel: 'trades', instId: 'BTC-USDT'}, data});
const heardTrade = ['trade', 'BTC-USDT', 1_067_468_269, '', '83753', '0.000011', -1, 1_791_369_376_364_000];

/** One that has had the last trade that there was. */
function decoderWithHistory(): Decoder {
	const fresh = decoder();
	expect(hear(fresh, trades(taken))).toEqual([['other', 'trade history']]);
	return fresh;
}

describe('what the venue sends', () => {
	test('a snapshot, which names -1 as the one before it', () => {
		expect(hear(decoder(), books('snapshot', {...book, prevSeqId: -1, seqId: 1207}))).toEqual([heardBook('snapshot', 1207, Number.NaN)]);
	});

	test('an update, which names the one before it', () => {
		expect(hear(decoder(), update(1207, 1200))).toEqual([heardBook('diff', 1207, 1200)]);
	});

	test('messages of streams that bore no ids', () => {
		expect(hear(decoder(), books('snapshot', book), books('update', book))).toEqual([
			heardBook('snapshot', Number.NaN, Number.NaN),
			heardBook('diff', Number.NaN, Number.NaN),
		]);
	});

	test('a checksum, whatever it is, is not looked at', () => {
		expect(hear(decoder(), update(1207, 1200, {checksum: -855_196_043}), update(1207, 1200, {checksum: undefined}))).toEqual([
			heardBook('diff', 1207, 1200),
			heardBook('diff', 1207, 1200),
		]);
	});

	test('several books of one message, in their order', () => {
		const data = [
			{...book, prevSeqId: 1200, seqId: 1207},
			{...book, prevSeqId: 1207, seqId: 1210},
		];
		expect(hear(decoder(), books('update', ...data))).toEqual([heardBook('diff', 1207, 1200), heardBook('diff', 1210, 1207)]);
	});

	test('the first message of trades is what was before, on every connection and for each symbol', () => {
		const first = decoder();
		expect(hear(first, trades(taken, taken), trades(taken), trades({...taken, side: 'buy'}))).toEqual([
			['other', 'trade history'],
			heardTrade,
			[...heardTrade.slice(0, 6), 1, heardTrade[7]],
		]);
		expect(hear(first, {...trades(taken), arg: {channel: 'trades', instId: 'ETH-USDT'}})).toEqual([['other', 'trade history']]);
		expect(hear(decoder(), trades(taken))).toEqual([['other', 'trade history']]);
	});

	test('a decoder read from a checkpoint knows whose history it has had', () => {
		const copy = decoder();
		readInto({archive: (io) => copy.archive?.(io)}, archived({archive: (io) => decoderWithHistory().archive?.(io)}));
		expect(hear(copy, trades(taken))).toEqual([heardTrade]);
		expect(hear(copy, {...trades(taken), arg: {channel: 'trades', instId: 'ETH-USDT'}})).toEqual([['other', 'trade history']]);
	});

	test('the notice of a restart', () => {
		const notice = {
			event: 'notice',
			code: '64008',
			msg: 'The connection will soon be closed for a service upgrade. Please reconnect.',
			connId: 'a',
		};
		expect(hear(decoder(), notice)).toEqual([['shutdown']]);
	});

	test.each([
		['pong', 'pong'],
		[{event: 'subscribe', arg: {channel: 'books', instId: 'BTC-USDT'}, connId: 'a4d3ae55'}, 'subscription answer'],
		[{event: 'unsubscribe', arg: {channel: 'books', instId: 'BTC-USDT'}}, 'subscription answer'],
		[{event: 'notice', code: '64009', msg: 'Something else.'}, 'notice'],
		[{event: 'channel-conn-count', channel: 'books', connCount: '2', connId: 'a'}, 'channel-conn-count'],
		[{arg: {channel: 'tickers', instId: 'BTC-USDT'}, data: [{last: '1'}]}, 'tickers'],
		[{arg: {channel: 'books5', instId: 'BTC-USDT'}, data: [book]}, 'books5'],
		[{}, 'unknown message'],
		[{event: 7}, 'unknown message'],
	])('what needs no book is only named: %j', (message, name) => {
		expect(hear(decoder(), message)).toEqual([['other', name]]);
	});

	test.each([
		["Wrong URL or channel:books,instId:NOPE-USDT doesn't exist. Please use the correct URL.", '60018', 'NOPE-USDT'],
		["Subscribe failed, wrong URL or channel:trades,instId:NOPE-USDT-SWAP doesn't exist.", '60018', 'NOPE-USDT-SWAP'],
		['Invalid request: {"op": "subscribe", "argss":[]}', '60012', ''],
	])('a refusal, whose words name the instrument if anything does: %s', (msg, code, symbol) => {
		expect(hear(decoder(), {event: 'error', code, msg, connId: 'a'})).toEqual([['refused', symbol, `${msg} (${code})`]]);
	});

	test('a refusal that names the instrument in a field', () => {
		const refusal = {event: 'error', code: '60018', msg: 'No.', arg: {channel: 'books', instId: 'NOPE-USDT'}};
		expect(hear(decoder(), refusal)).toEqual([['refused', 'NOPE-USDT', 'No. (60018)']]);
	});
});

describe('what is not to be trusted is refused whole', () => {
	test.each(['{"arg":', '[1]', 'ping', ''])('a text that is no JSON object: %j', (text) => {
		expect(hear(decoder(), text)).toEqual([['fault', 'malformed', '']]);
	});

	test.each([
		['of an unknown action', books('partial', {...book, prevSeqId: 1, seqId: 2})],
		['without an action', {...books('update', {...book, prevSeqId: 1, seqId: 2}), action: undefined}],
		['with an object for its data', {...books('update'), data: book}],
		['with an entry that is none', books('update', {...book, prevSeqId: 1, seqId: 2}, 7)],
		['without the id before', update(1207, undefined)],
		['without its own id', update(undefined, 1200)],
		['with an id that a double does not hold', update(2 ** 53, 1200)],
		['with an id that is no whole number', update(1207.5, 1200)],
		['that names -1 before it, as a snapshot does', update(1207, -1)],
		['without levels of one side', update(1207, 1200, {asks: undefined})],
		['with a level that is none', update(1207, 1200, {bids: [null]})],
		['that changes levels without an id of its own', update(1207, 1207)],
	])('a book message %s', (_, message) => {
		expect(hear(decoder(), message)).toEqual([['fault', 'malformed', 'BTC-USDT']]);
	});

	test('a snapshot without a sound id', () => {
		expect(hear(decoder(), books('snapshot', {...book, prevSeqId: -1, seqId: '12x'}))).toEqual([['fault', 'malformed', 'BTC-USDT']]);
	});

	test('a book that does not say whose it is', () => {
		const message = {...update(1207, 1200), arg: {channel: 'books'}};
		expect(hear(decoder(), message)).toEqual([['fault', 'malformed', '']]);
	});

	const badNumbers = ['', 'NaN', 'Infinity', '-1', '1.2.3', '0x10', ' 1', '1e99', null, 1, true];

	test.each(badNumbers)('a level whose price or size is %j, in the first book of a message or the last', (bad) => {
		const sound = {...book, prevSeqId: 1200, seqId: 1207};
		for (const level of [
			[bad, '1', '0', '1'],
			['60000.1', bad, '0', '1'],
		]) {
			const broken = {...sound, bids: [['60000', '1', '0', '1'], level]};
			for (const data of [[broken], [broken, sound], [sound, broken]]) {
				expect(hear(decoder(), books('update', ...data))).toEqual([['fault', 'bad-number', 'BTC-USDT']]);
			}
		}
	});

	test('a level at the price 0, and one without a size', () => {
		const told = hear(decoder(), update(1207, 1200, {asks: [['0', '1']]}), update(1207, 1200, {asks: [['1']]}));
		expect(told).toEqual([
			['fault', 'bad-number', 'BTC-USDT'],
			['fault', 'bad-number', 'BTC-USDT'],
		]);
	});

	test.each([
		['no list', {...trades(), data: {}}],
		['an entry that is none', trades(taken, 7)],
		['an unknown side', trades(taken, {...taken, side: 'Buy'})],
		['no id', trades(taken, {...taken, tradeId: undefined})],
		['an id that is no number', trades(taken, {...taken, tradeId: 'x1'})],
	])('a message of trades with %s', (_, message) => {
		expect(hear(decoderWithHistory(), message)).toEqual([['fault', 'malformed', 'BTC-USDT']]);
	});

	test.each([...badNumbers, '0'])('a message of trades of which one has the price or size %j, be it the first or the last', (bad) => {
		for (const broken of [
			{...taken, px: bad},
			{...taken, sz: bad},
		]) {
			expect(hear(decoderWithHistory(), trades(broken, taken))).toEqual([['fault', 'bad-number', 'BTC-USDT']]);
			expect(hear(decoderWithHistory(), trades(taken, broken))).toEqual([['fault', 'bad-number', 'BTC-USDT']]);
		}
	});

	test('times that are none are unknown, and no reason to refuse', () => {
		expect(hear(decoderWithHistory(), update(1207, 1200, {ts: ''}), trades({...taken, ts: 'soon'}))).toEqual([
			['diff', 'BTC-USDT', {...ids(1207, 1200), sentAt: Number.NaN}, [['60000.1', '0']], [['60000.2', '1.5']]],
			[...heardTrade.slice(0, 7), Number.NaN],
		]);
	});
});

describe('how a book stays in step', () => {
	test.each([
		['goes on from it', 107, 100, 'apply'],
		['goes on from it with a lower id, after maintenance', 3, 100, 'apply'],
		['changes nothing', 100, 100, 'idle'],
		['is the last one over again', 100, 95, 'duplicate'],
		['leaves one out', 110, 107, 'gap'],
		['is from before, and does not go on from it', 99, 98, 'gap'],
		['has a lower id, and does not go on from it', 3, 999, 'gap'],
		['has no id', Number.NaN, Number.NaN, 'gap'],
	])('a book at 100 is told of an update that %s', (_, last, previous, verdict) => {
		expect(okx.stepRule.judge(100, {first: last, last, previous}, false)).toBe(verdict);
	});

	test('a sign of life names its book, and changes none of it', () => {
		const [told] = hear(decoder(), update(1207, 1207, {bids: [], asks: []}));
		expect(told).toEqual(['diff', 'BTC-USDT', ids(1207, 1207), [], []]);
		expect(okx.stepRule.judge(1207, ids(1207, 1207), false)).toBe('idle');
	});

	test('a gap is told by the id that the update should have gone on from', () => {
		expect(okx.stepRule.told(100, ids(110, 107))).toEqual({expected: 100, got: 107});
	});
});

describe('how it is asked', () => {
	const instrument = (symbol: string) =>
		describedInstrument('okx', {symbol, base: 'B', quote: 'Q', tickSize: '0.1', stepSize: '0.1', status: 'TRADING'});

	test.each([
		[okx.endpoints, 'wss://ws.okx.com/ws/v5/public'],
		[okx.testnet ?? okx.endpoints, 'wss://wspap.okx.com/ws/v5/public'],
	])('books and trades, a symbol a message', (endpoints, url) => {
		const carried = [instrument('BTC-USDT'), instrument('BTC-USDT-SWAP')];
		expect(okx.plan(carried, endpoints)).toEqual([
			{
				url,
				streams: ['books:BTC-USDT', 'trades:BTC-USDT', 'books:BTC-USDT-SWAP', 'trades:BTC-USDT-SWAP'],
				instruments: carried,
				hasBooks: true,
				greeting: [
					'{"op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"},{"channel":"trades","instId":"BTC-USDT"}]}',
					'{"op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT-SWAP"},{"channel":"trades","instId":"BTC-USDT-SWAP"}]}',
				],
			},
		]);
		expect(new URL(url).pathname).toBe(okx.streamPath);
	});

	test('no connection carries more than 30 books, and none is left out', () => {
		const all = Array.from({length: 61}, (_, index) => instrument(`S${index}`));
		const plans = okx.plan(all, okx.endpoints);
		expect(plans.map(({instruments}) => instruments.length)).toEqual([30, 30, 1]);
		expect(plans.flatMap(({instruments}) => instruments)).toEqual(all);
		expect(okx.plan([], okx.endpoints)).toEqual([]);
	});

	test('a book is sent anew to whoever gives it up and asks for it again; trades go on', () => {
		expect(okx.resubscription?.('BTC-USDT')).toEqual([
			'{"op":"unsubscribe","args":[{"channel":"books","instId":"BTC-USDT"}]}',
			'{"op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"}]}',
		]);
	});

	test('a bare word keeps the connection, within the 30 s that the venue waits', () => {
		expect(okx.keepAlive?.text).toBe('ping');
		expect(okx.keepAlive?.every).toBeLessThan(30_000);
	});
});

describe('what is asked for by REST', () => {
	const rest = 'https://r';
	const {requests} = okx;

	test('all three lists, whoever is named', () => {
		const three = ['SPOT', 'SWAP', 'FUTURES'].map((type) => ({url: `https://r/api/v5/public/instruments?instType=${type}`, weight: 1}));
		expect(requests.instruments(rest, [])).toEqual(three);
		expect(requests.instruments(rest, ['BTC-USDT'])).toEqual(three);
	});

	test('volume and time', () => {
		expect(requests.volume?.(rest, 'A&B')).toEqual({url: 'https://r/api/v5/market/ticker?instId=A%26B', weight: 1});
		expect(requests.serverTime?.(rest)).toEqual({url: 'https://r/api/v5/public/time', weight: 1});
	});

	const answer = (...data: readonly unknown[]) => ({code: '0', msg: '', data});
	const swap = {
		instType: 'SWAP',
		instId: 'BTC-USD_UM-SWAP',
		uly: 'BTC-USD',
		baseCcy: '',
		quoteCcy: '',
		settleCcy: 'USDⓈ',
		ctVal: '0.001',
		ctMult: '1',
		ctType: 'linear',
		ctValCcy: 'BTC',
		tickSz: '0.1',
		lotSz: '0.01',
		state: 'suspend',
	};

	test('a contract is named by its index, whatever it settles in, and a state of its own keeps its word', () => {
		expect(requests.readInstruments(answer(swap))).toEqual([
			{
				symbol: 'BTC-USD_UM-SWAP',
				base: 'BTC',
				quote: 'USD',
				tickSize: '0.1',
				stepSize: '0.01',
				status: 'suspend',
				contract: {unit: 'contracts', value: '0.001', kind: 'linear'},
			},
		]);
	});

	test.each([
		['symbol', {instId: ''}],
		['tick', {tickSz: ''}],
		['lot', {lotSz: undefined}],
		['kind of contract', {ctType: ''}],
		['worth', {ctVal: ''}],
		['multiplier that is 1', {ctMult: '0.1'}],
		['worth in a currency of its index', {ctValCcy: 'ETH'}],
		['worth in the currency of its kind', {ctType: 'inverse'}],
		['index', {uly: ''}],
	])('a contract without a known %s is left out, rather than taken for coins', (_, change) => {
		expect(requests.readInstruments(answer({...swap, ...change}, swap))).toHaveLength(1);
	});

	test('volume is the text that the venue wrote, server time µs', () => {
		expect(okx.readVolume?.(answer({instId: 'BTC-USDT', vol24h: '17602.13085371', volCcy24h: '525802090.6'}))).toBe('17602.13085371');
		expect(requests.readServerTime?.(answer({ts: '1597026383085'}))).toBe(1_597_026_383_085_000);
	});

	test('an answer of any other shape lists, tells and times nothing', () => {
		const full = {...swap, vol24h: '1', ts: '1597026383085'};
		const refusal = {code: '51001', msg: 'Instrument ID does not exist', data: [full]};
		for (const body of [undefined, null, 5, 'text', [], {}, answer(), answer(null, 'x'), {...answer(), data: full}, refusal]) {
			expect(requests.readInstruments(body)).toEqual([]);
			expect(okx.readVolume?.(body)).toBe('');
			expect(requests.readServerTime?.(body)).toBeNaN();
		}
	});
});

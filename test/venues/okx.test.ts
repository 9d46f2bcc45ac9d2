import {crc32} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {okx} from '../../source/venues/okx.ts';
import {okxDecoder} from '../../source/venues/okx-decoder.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import type {Decoder, DepthUpdate} from '../../source/venues/venue.ts';
import {restored} from '../support/archiving.ts';
import {badNumbers} from '../support/bad-numbers.ts';
import {captured, received} from '../support/capture.ts';
import {faultHeard, hearInFull as hear, otherHeard, refusedHeard} from '../support/heard.ts';
import {KeptBook} from '../support/kept-book.ts';
import {bareInstruments, plansFor} from '../support/plans.ts';
import {refuseAll} from '../support/refuse-all.ts';

const lines = captured('okx-20220513.jsonl.zst');

describe.skipIf(lines === undefined)('eleven seconds of three instruments as they were, with checksums and without ids', () => {
	type Raw = {readonly data?: readonly {readonly checksum?: number}[]};

	/** Best price and size of each side by turns, `bid:size:ask:size:…`, 25 levels of each: its CRC32 as a signed number. */
	function checksum(kept: KeptBook): number {
		const [bids, asks] = [kept.top('bids', 25), kept.top('asks', 25)];
		const turns = Array.from({length: 25}, (_, rank) => [...(bids[rank] ?? []), ...(asks[rank] ?? [])]).flat();
		return crc32(turns.join(':')) | 0;
	}

	test('every book has the checksum that the venue told, after each of 290 messages, and none is ever crossed', () => {
		const books = new Map<string, KeptBook>();
		const counts: Record<string, number> = {snapshots: 0, updates: 0, agreeing: 0, trades: 0};
		const count = (name: string) => {
			counts[name] = (counts[name] ?? 0) + 1;
		};
		let raw: Raw = {};
		const ids: number[] = [];
		const onDepth = (update: DepthUpdate) => {
			const {symbol, kind, first, last, previous} = update;
			const kept = books.get(symbol) ?? new KeptBook(okx);
			books.set(symbol, kept);
			expect(kept.take(update)).toBe('apply');
			count(kind === 'snapshot' ? 'snapshots' : 'updates');
			ids.push(first, last, previous);
			if (checksum(kept) === raw.data?.[0]?.checksum) count('agreeing');
			expect([kept.book.isSound, kept.cutLevels]).toEqual([true, 0]);
		};
		const decoder = okxDecoder(new Symbols());
		for (const payload of received(lines ?? [], 'OKX.ws.1')) {
			raw = JSON.parse(payload.toString());
			decoder.decode(payload, {
				...refuseAll,
				depth: onDepth,
				trade: () => count('trades'),
				other: count,
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
				...refuseAll,
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

const decoder = () => okxDecoder(new Symbols());

const book = {bids: [['60000.1', '0', '0', '0']], asks: [['60000.20', '1.5', '0', '3']], ts: '1785000000123', checksum: 0};
const books = (action: string, ...data: readonly unknown[]) => ({arg: {channel: 'books', instId: 'BTC-USDT'}, action, data});
const update = (seqId: unknown, prevSeqId: unknown, change: object = {}) => books('update', {...book, prevSeqId, seqId, ...change});
const heardBook = (kind: string, last: number, previous?: number) => ({
	what: 'depth',
	symbol: 'BTC-USDT',
	kind,
	first: last,
	last,
	previous,
	sentAt: 1_785_000_000_123_000,
	depth: 400,
	bids: [['60000.1', '0']],
	asks: [['60000.2', '1.5']],
});

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
const heardTrade = {
	what: 'trade',
	symbol: 'BTC-USDT',
	id: 1_067_468_269,
	price: '83753',
	quantity: '0.000011',
	aggressor: -1,
	happenedAt: 1_791_369_376_364_000,
};
const history = otherHeard('trade history');

/** One that has had the last trade that there was. */
function decoderWithHistory(): Decoder {
	const fresh = decoder();
	expect(hear(fresh, trades(taken))).toEqual([history]);
	return fresh;
}

describe('what the venue sends', () => {
	test('a snapshot, which names -1 as the one before it', () => {
		expect(hear(decoder(), books('snapshot', {...book, prevSeqId: -1, seqId: 1207}))).toEqual([heardBook('snapshot', 1207)]);
	});

	test('an update, which names the one before it', () => {
		expect(hear(decoder(), update(1207, 1200))).toEqual([heardBook('diff', 1207, 1200)]);
	});

	test('messages of streams that bore no ids', () => {
		expect(hear(decoder(), books('snapshot', book), books('update', book))).toEqual([
			heardBook('snapshot', Number.NaN),
			heardBook('diff', Number.NaN),
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
			history,
			heardTrade,
			{...heardTrade, aggressor: 1},
		]);
		expect(hear(first, {...trades(taken), arg: {channel: 'trades', instId: 'ETH-USDT'}})).toEqual([history]);
		expect(hear(decoder(), trades(taken))).toEqual([history]);
	});

	test('a decoder read from a checkpoint knows whose history it has had', () => {
		const copy = restored(decoder(), decoderWithHistory());
		expect(hear(copy, trades(taken))).toEqual([heardTrade]);
		expect(hear(copy, {...trades(taken), arg: {channel: 'trades', instId: 'ETH-USDT'}})).toEqual([history]);
	});

	test('the notice of a restart', () => {
		const notice = {
			event: 'notice',
			code: '64008',
			msg: 'The connection will soon be closed for a service upgrade. Please reconnect.',
			connId: 'a',
		};
		expect(hear(decoder(), notice)).toEqual([{what: 'shutdown'}]);
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
		expect(hear(decoder(), message)).toEqual([otherHeard(name)]);
	});

	test.each([
		["Wrong URL or channel:books,instId:NOPE-USDT doesn't exist. Please use the correct URL.", '60018', 'NOPE-USDT'],
		["Subscribe failed, wrong URL or channel:trades,instId:NOPE-USDT-SWAP doesn't exist.", '60018', 'NOPE-USDT-SWAP'],
		['Invalid request: {"op": "subscribe", "argss":[]}', '60012', ''],
	])('a refusal, whose words name the instrument if anything does: %s', (msg, code, symbol) => {
		const of = msg.includes('channel:trades') ? 'trades' : 'book';
		expect(hear(decoder(), {event: 'error', code, msg, connId: 'a'})).toEqual([refusedHeard(symbol, `${msg} (${code})`, of)]);
	});

	test('a refusal that names the instrument in a field', () => {
		const refusal = {event: 'error', code: '60018', msg: 'No.', arg: {channel: 'books', instId: 'NOPE-USDT'}};
		expect(hear(decoder(), refusal)).toEqual([refusedHeard('NOPE-USDT', 'No. (60018)')]);
	});
});

describe('what is not to be trusted is refused whole', () => {
	test.each(['{"arg":', '[1]', 'ping', ''])('a text that is no JSON object: %j', (text) => {
		expect(hear(decoder(), text)).toEqual([faultHeard('malformed', '')]);
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
		expect(hear(decoder(), message)).toEqual([faultHeard('malformed', 'BTC-USDT')]);
	});

	test('a snapshot without a sound id', () => {
		expect(hear(decoder(), books('snapshot', {...book, prevSeqId: -1, seqId: '12x'}))).toEqual([faultHeard('malformed', 'BTC-USDT')]);
	});

	test('a book that does not say whose it is', () => {
		const message = {...update(1207, 1200), arg: {channel: 'books'}};
		expect(hear(decoder(), message)).toEqual([faultHeard('malformed', '')]);
	});

	test.each(badNumbers)('a level whose price or size is %j, in the first book of a message or the last', (bad) => {
		const sound = {...book, prevSeqId: 1200, seqId: 1207};
		for (const level of [
			[bad, '1', '0', '1'],
			['60000.1', bad, '0', '1'],
		]) {
			const broken = {...sound, bids: [['60000', '1', '0', '1'], level]};
			for (const data of [[broken], [broken, sound], [sound, broken]]) {
				expect(hear(decoder(), books('update', ...data))).toEqual([faultHeard('bad-number', 'BTC-USDT')]);
			}
		}
	});

	test('a level at the price 0, and one without a size', () => {
		const told = hear(decoder(), update(1207, 1200, {asks: [['0', '1']]}), update(1207, 1200, {asks: [['1']]}));
		expect(told).toEqual([faultHeard('bad-number', 'BTC-USDT'), faultHeard('bad-number', 'BTC-USDT')]);
	});

	test.each([
		['no list', {...trades(), data: {}}],
		['an entry that is none', trades(taken, 7)],
		['an unknown side', trades(taken, {...taken, side: 'Buy'})],
		['no id', trades(taken, {...taken, tradeId: undefined})],
		['an id that is no number', trades(taken, {...taken, tradeId: 'x1'})],
	])('a message of trades with %s', (_, message) => {
		expect(hear(decoderWithHistory(), message)).toEqual([faultHeard('malformed', 'BTC-USDT')]);
	});

	test.each([...badNumbers, '0'])('a message of trades of which one has the price or size %j, be it the first or the last', (bad) => {
		for (const broken of [
			{...taken, px: bad},
			{...taken, sz: bad},
		]) {
			expect(hear(decoderWithHistory(), trades(broken, taken))).toEqual([faultHeard('bad-number', 'BTC-USDT')]);
			expect(hear(decoderWithHistory(), trades(taken, broken))).toEqual([faultHeard('bad-number', 'BTC-USDT')]);
		}
	});

	test('times that are none are unknown, and no reason to refuse', () => {
		expect(hear(decoderWithHistory(), update(1207, 1200, {ts: ''}), trades({...taken, ts: 'soon'}))).toEqual([
			{...heardBook('diff', 1207, 1200), sentAt: Number.NaN},
			{...heardTrade, happenedAt: Number.NaN},
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
		const told = {...heardBook('diff', 1207, 1207), bids: [], asks: []};
		expect(hear(decoder(), update(1207, 1207, {bids: [], asks: []}))).toEqual([told]);
		expect(okx.stepRule.judge(1207, {first: 1207, last: 1207, previous: 1207}, false)).toBe('idle');
	});

	test('a gap is told by the id that the update should have gone on from', () => {
		expect(okx.stepRule.told(100, {first: 110, last: 110, previous: 107})).toEqual({expected: 100, got: 107});
	});
});

describe('how it is asked', () => {
	test.each([
		[okx.endpoints, 'wss://ws.okx.com/ws/v5/public'],
		[okx.testnet ?? okx.endpoints, 'wss://wspap.okx.com/ws/v5/public'],
	])('books and trades, a symbol a message', (endpoints, url) => {
		const carried = bareInstruments('okx', 'BTC-USDT', 'BTC-USDT-SWAP');
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
		expect(plansFor(61, okx).map(({instruments}) => instruments.length)).toEqual([30, 30, 1]);
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

import {describe, expect, test} from 'vitest';
import type {Book} from '../../source/market/book.ts';
import {bybitLinear, bybitSpot} from '../../source/venues/bybit.ts';
import {bybitDecoder} from '../../source/venues/bybit-decoder.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {type DepthUpdate, ignoreAll} from '../../source/venues/venue.ts';
import {badNumbers} from '../support/bad-numbers.ts';
import {captured, received} from '../support/capture.ts';
import {faultHeard, hearInFull as hear, otherHeard, refusedHeard} from '../support/heard.ts';
import {KeptBook} from '../support/kept-book.ts';
import {exactly, exactlyText, type Level, OracleBook} from '../support/oracle-book.ts';
import {bareInstruments, plansFor} from '../support/plans.ts';
import {refuseAll} from '../support/refuse-all.ts';

const lines = captured('bybit-20260809.jsonl.zst');

describe.skipIf(lines === undefined)('45 seconds of spot and linear as they were', () => {
	type Texts = readonly (readonly [price: string, quantity: string])[];
	type Raw = {
		readonly topic?: string;
		readonly type?: string;
		readonly cts?: number;
		readonly data?: {readonly b: Texts; readonly a: Texts};
	};
	type State = {readonly cts: number; readonly mid: number};
	type Standing = {readonly kept: KeptBook; readonly oracle: OracleBook; readonly states: State[]};

	const connections = {linear: 'BYBIT.ws.2', spot: 'BYBIT.ws.3'} as const;
	const exact = (levels: Texts): Level[] => levels.map(([price, quantity]) => [exactlyText(price), exactlyText(quantity)]);

	/** Folds a connection as the engine does, and asserts of every state what holds of all of them. */
	function fold(market: keyof typeof connections) {
		const standing = new Map<string, Standing>();
		const counts = {snapshots: 0, deltas: 0, trades: 0, tradesOfSide: 0};
		const others: Record<string, number> = {};
		let raw: Raw = {};
		const onDepth = (update: DepthUpdate) => {
			const {symbol, kind} = update;
			const found = standing.get(symbol) ?? {kept: new KeptBook(bybitSpot), oracle: new OracleBook(), states: []};
			standing.set(symbol, found);
			const {kept, oracle} = found;
			const {book, id} = kept;
			const [rawBids, rawAsks] = [exact(raw.data?.b ?? []), exact(raw.data?.a ?? [])];
			expect([kind, kept.take(update)]).toEqual([raw.type === 'snapshot' ? 'snapshot' : 'diff', 'apply']);
			if (kind === 'snapshot') {
				oracle.replace(rawBids, rawAsks);
				counts.snapshots++;
			} else {
				expect(kept.id - id).toBe(1);
				oracle.apply(rawBids, rawAsks);
				counts.deltas++;
			}
			expect([book.bids.count, book.asks.count, kept.cutLevels, book.isCrossed]).toEqual([200, 200, 0, false]);
			found.states.push({cts: raw.cts ?? Number.NaN, mid: book.mid / 10 ** book.priceScale});
		};
		const payloads = received(lines ?? [], connections[market]);
		const decoder = bybitDecoder(new Symbols());
		for (const payload of payloads) {
			raw = JSON.parse(payload.toString());
			decoder.decode(payload, {
				...refuseAll,
				depth: onDepth,
				trade: () => {
					counts.trades++;
				},
				other: (name) => {
					others[name] = (others[name] ?? 0) + 1;
				},
			});
		}
		// Books are known by now at every time: which way the taker went is seen from the last one that stood before the trade.
		for (const payload of payloads) {
			decoder.decode(payload, {
				...ignoreAll,
				trade({symbol, price, priceScale, aggressor, happenedAt}) {
					const before = standing.get(symbol)?.states.findLast(({cts}) => cts * 1000 < happenedAt);
					const isAbove = price / 10 ** priceScale > (before?.mid ?? Number.NaN);
					const isBelow = price / 10 ** priceScale < (before?.mid ?? Number.NaN);
					if (aggressor === 1 ? isAbove : isBelow) counts.tradesOfSide++;
				},
			});
		}
		return {standing, counts, others};
	}

	const levelsOf = (book: Book, name: 'bids' | 'asks'): Level[] => {
		const levels: Level[] = [];
		for (const level = book[name].walk(); level.next(); )
			levels.push([exactly(level.price, book.priceScale), exactly(level.quantity, book.quantityScale)]);
		return levels;
	};
	const touches = (standing: ReadonlyMap<string, Standing>) =>
		Object.fromEntries([...standing].map(([symbol, {kept}]) => [symbol, [kept.id, ...kept.touch]]));

	test('each delta bears the next id, and after every message 200 levels stand on each side and do not cross', () => {
		const [linear, spot] = [fold('linear').counts, fold('spot').counts];
		expect([linear.snapshots + spot.snapshots, linear.deltas + spot.deltas, linear.trades + spot.trades]).toEqual([6, 2142, 347]);
		expect([linear, spot]).toEqual([
			{snapshots: 4, deltas: 1594, trades: 327, tradesOfSide: 327},
			{snapshots: 2, deltas: 548, trades: 20, tradesOfSide: 20},
		]);
	});

	test('the books are the ones that a plain rebuild from the texts gives, and BTCUSDT is another one on each market', () => {
		const [linear, spot] = [fold('linear').standing, fold('spot').standing];
		for (const {kept, oracle} of [...linear.values(), ...spot.values()]) {
			for (const name of ['bids', 'asks'] as const) expect(levelsOf(kept.book, name)).toEqual(oracle[name].levels);
		}
		expect(touches(linear)).toEqual({
			BTCUSDT: [15_077_365, '65114.2', '65114.3'],
			ETHUSDT: [14_768_880, '1922.54', '1922.55'],
			SOLUSDT: [13_783_705, '77.26', '77.27'],
			DOGEUSDT: [13_178_638, '0.07055', '0.07056'],
		});
		expect(touches(spot)).toEqual({
			BTCUSDT: [62_505_723, '65140.4', '65140.5'],
			ETHUSDT: [56_726_742, '1923.28', '1923.29'],
		});
	});

	test('what needs no book is counted by the name of its topic', () => {
		expect(fold('linear').others).toEqual({tickers: 758, 'kline.1': 71, 'subscription answer': 17});
		expect(fold('spot').others).toEqual({tickers: 81, 'kline.1': 25, 'subscription answer': 7});
	});

	test('every instrument that the venue lists is read', () => {
		const [linear, spot] = (lines ?? []).filter(({t}) => t === 'http').map(({data}) => JSON.parse(data));
		expect(bybitLinear.requests.readInstruments(linear)).toHaveLength(800);
		expect(bybitSpot.requests.readInstruments(spot)).toHaveLength(557);
		const find = (venue: typeof bybitSpot, body: unknown, symbol: string) =>
			venue.requests.readInstruments(body).find((facts) => facts.symbol === symbol);
		expect(find(bybitLinear, linear, 'BTCPERP')).toEqual({
			symbol: 'BTCPERP',
			base: 'BTC',
			quote: 'USDC',
			tickSize: '0.10',
			stepSize: '0.001',
			status: 'TRADING',
		});
		expect(find(bybitSpot, spot, 'BTCUSDT')).toEqual({
			symbol: 'BTCUSDT',
			base: 'BTC',
			quote: 'USDT',
			tickSize: '0.1',
			stepSize: '0.000001',
			status: 'TRADING',
		});
	});
});

const decoder = () => bybitDecoder(new Symbols());

const delta = {
	topic: 'orderbook.200.BTCUSDT',
	type: 'delta',
	ts: 1_785_000_000_125,
	data: {s: 'BTCUSDT', b: [['60000.1', '0']], a: [['60000.20', '1.5']], u: 18_521_289, seq: 7_961_638_730},
	cts: 1_785_000_000_121,
};
const heardDelta = {
	what: 'depth',
	symbol: 'BTCUSDT',
	kind: 'diff',
	first: 18_521_289,
	last: 18_521_289,
	sentAt: 1_785_000_000_125_000,
	depth: 200,
	bids: [['60000.1', '0']],
	asks: [['60000.2', '1.5']],
};

const taken = {
	T: 1_785_000_000_119,
	s: 'BTCUSDT',
	S: 'Buy',
	v: '0.010',
	p: '60000.20',
	L: 'PlusTick',
	i: 'a9188a0a-82bc-50de-be60-03eedbe3cdd7',
	BT: false,
	RPI: false,
	seq: 753_843_954_913,
};
const trades = (...data: readonly unknown[]) => ({topic: 'publicTrade.BTCUSDT', type: 'snapshot', ts: 1_785_000_000_120, data});
const heardTrade = {
	what: 'trade',
	symbol: 'BTCUSDT',
	id: Number.NaN,
	code: taken.i,
	price: '60000.2',
	quantity: '0.01',
	aggressor: 1,
	happenedAt: 1_785_000_000_119_000,
};

describe('what the venue sends', () => {
	test('a delta, whatever the order of its keys', () => {
		const {topic, type, ts, data, cts} = delta;
		expect(hear(decoder(), delta, {topic, ts, type, data, cts})).toEqual([heardDelta, heardDelta]);
	});

	test('a snapshot', () => {
		expect(hear(decoder(), {...delta, type: 'snapshot'})).toEqual([{...heardDelta, kind: 'snapshot'}]);
	});

	test('of several depths of one symbol, as a recording may hold them, the deepest is the book', () => {
		const at = (depth: number, type: string) => ({...delta, topic: `orderbook.${depth}.BTCUSDT`, type});
		const messages = [at(50, 'snapshot'), at(50, 'delta'), at(1000, 'snapshot'), at(50, 'delta'), at(1000, 'delta')];
		expect(hear(decoder(), ...messages)).toMatchObject([
			{kind: 'snapshot'},
			{kind: 'diff'},
			{kind: 'snapshot'},
			otherHeard('orderbook.50'),
			{kind: 'diff'},
		]);
	});

	test('a message with the id 1 is a snapshot whatever it calls itself', () => {
		expect(hear(decoder(), {...delta, data: {...delta.data, u: 1}})).toEqual([{...heardDelta, kind: 'snapshot', first: 1, last: 1}]);
	});

	test('trades by the side of the taker, each with the name that the venue gives it', () => {
		expect(hear(decoder(), trades(taken, {...taken, S: 'Sell', i: '2290000001189048101'}))).toEqual([
			heardTrade,
			{...heardTrade, code: '2290000001189048101', aggressor: -1},
		]);
	});

	test('trades against orders of retail price improvement are trades of takers as well', () => {
		expect(hear(decoder(), trades({...taken, RPI: true}))).toEqual([heardTrade]);
	});

	test('block trades are counted, and not handed over', () => {
		expect(hear(decoder(), trades({...taken, BT: true}, taken, {...taken, BT: true, p: ''}))).toEqual([
			heardTrade,
			otherHeard('block trade'),
			otherHeard('block trade'),
		]);
	});

	test.each([
		[{success: true, ret_msg: 'subscribe', conn_id: 'c', req_id: 'orderbook.200.BTCUSDT', op: 'subscribe'}, 'subscription answer'],
		[{success: true, ret_msg: '', conn_id: 'c', req_id: '', op: 'subscribe'}, 'subscription answer'],
		[{success: true, ret_msg: '', conn_id: 'c', op: 'unsubscribe'}, 'subscription answer'],
		[{success: false, ret_msg: 'not subscribed', op: 'unsubscribe', req_id: 'orderbook.200.BTCUSDT'}, 'subscription answer'],
		[{success: true, ret_msg: 'pong', conn_id: 'c', op: 'ping'}, 'pong'],
		[{op: 'pong', args: ['1672916271846']}, 'pong'],
		[{topic: 'tickers.BTCUSDT', type: 'delta', data: {}}, 'tickers'],
		[{topic: 'kline.1.BTCUSDT', type: 'snapshot', data: []}, 'kline.1'],
		[{...delta, topic: 'orderbook.1.BTCUSDT'}, 'orderbook.1'],
		[{...delta, topic: 'orderbook.rpi.BTCUSDT'}, 'orderbook.rpi'],
		[{}, 'unknown message'],
		[{op: 'auth', success: true}, 'unknown message'],
	])('what needs no book is only named: %j', (message, name) => {
		expect(hear(decoder(), message)).toEqual([otherHeard(name)]);
	});

	test.each([
		['by the request that it answers', {req_id: 'orderbook.200.NOPEUSDT', ret_msg: 'refused'}, 'NOPEUSDT', 'refused'],
		[
			'in its words, as linear does',
			{req_id: '', ret_msg: 'error:handler not found,topic:publicTrade.NOPEUSDT'},
			'NOPEUSDT',
			'error:handler not found,topic:publicTrade.NOPEUSDT',
		],
		[
			'in its words, as spot does',
			{ret_msg: 'Invalid symbol :[orderbook.50.NOPEUSDT]'},
			'NOPEUSDT',
			'Invalid symbol :[orderbook.50.NOPEUSDT]',
		],
		['nowhere', {ret_msg: 'Params Error'}, '', 'Params Error'],
		['nowhere, and no reason either', {}, '', 'refused without a reason'],
	])('a refusal that names the symbol %s', (_, answer, symbol, reason) => {
		const of = reason.includes('publicTrade') ? 'trades' : 'book';
		expect(hear(decoder(), {success: false, conn_id: 'c', op: 'subscribe', ...answer})).toEqual([refusedHeard(symbol, reason, of)]);
	});
});

describe('what is not to be trusted is refused whole', () => {
	const withBook = (change: object) => ({...delta, data: {...delta.data, ...change}});

	test.each([
		['no JSON', '{"topic":'],
		['JSON of no object', '[1]'],
		['the OKX kind of pong', 'pong'],
	])('%s', (_, text) => {
		expect(hear(decoder(), text)).toEqual([faultHeard('malformed', '')]);
	});

	test.each([
		['without a book', {...delta, data: undefined}],
		['with a list for a book', {...delta, data: []}],
		['without levels of one side', withBook({a: undefined})],
		['with a level that is no pair', withBook({b: [7]})],
		['without an id', withBook({u: undefined})],
		['with a negative id', withBook({u: -1})],
		['with an id that a double does not hold', withBook({u: 2 ** 53})],
		['with a fractional id', withBook({u: 1.5})],
		['of an unknown type', {...delta, type: 'patch'}],
		['without a type', {...delta, type: undefined}],
	])('a book message %s', (_, message) => {
		expect(hear(decoder(), message)).toEqual([faultHeard('malformed', 'BTCUSDT')]);
	});

	test.each(badNumbers)('a level whose price or quantity is %j', (bad) => {
		for (const level of [
			[bad, '1'],
			['60000.1', bad],
		]) {
			const told = hear(decoder(), withBook({b: [['60000', '1'], level]}), delta);
			expect(told).toEqual([faultHeard('bad-number', 'BTCUSDT'), heardDelta]);
		}
	});

	test('a level at the price 0', () => {
		expect(hear(decoder(), withBook({a: [['0', '1']]}))).toEqual([faultHeard('bad-number', 'BTCUSDT')]);
	});

	test('an exponent is a number', () => {
		expect(hear(decoder(), withBook({b: [], a: [['6.00002e4', '15e-1']]}))).toEqual([{...heardDelta, bids: []}]);
	});

	test.each([
		['no list', {...trades(), data: {}}],
		['an entry that is none', trades(taken, 7)],
		['an unknown side', trades(taken, {...taken, S: 'buy'})],
		['no side', trades(taken, {...taken, S: undefined})],
		['no id', trades(taken, {...taken, i: undefined})],
		['an empty id', trades(taken, {...taken, i: ''})],
	])('a message of trades with %s', (_, message) => {
		expect(hear(decoder(), message)).toEqual([faultHeard('malformed', 'BTCUSDT')]);
	});

	test.each([...badNumbers, '0'])('a message of trades of which one has the price or quantity %j, be it the first or the last', (bad) => {
		for (const broken of [
			{...taken, p: bad},
			{...taken, v: bad},
		]) {
			expect(hear(decoder(), trades(broken, taken))).toEqual([faultHeard('bad-number', 'BTCUSDT')]);
			expect(hear(decoder(), trades(taken, broken))).toEqual([faultHeard('bad-number', 'BTCUSDT')]);
		}
	});

	test('times that are none are unknown, and no reason to refuse', () => {
		expect(hear(decoder(), {...delta, ts: 'soon'}, trades({...taken, T: 0}))).toEqual([
			{...heardDelta, sentAt: Number.NaN},
			{...heardTrade, happenedAt: Number.NaN},
		]);
	});
});

describe('how it is asked', () => {
	test.each([
		['mainnet', bybitSpot, bybitSpot.endpoints, 'wss://stream.bybit.com/v5/public/spot'],
		['testnet', bybitSpot, bybitSpot.testnet, 'wss://stream-testnet.bybit.com/v5/public/spot'],
		['mainnet', bybitLinear, bybitLinear.endpoints, 'wss://stream.bybit.com/v5/public/linear'],
		['testnet', bybitLinear, bybitLinear.testnet, 'wss://stream-testnet.bybit.com/v5/public/linear'],
	])('books and trades of %s, a topic a message that bears its name', (_, venue, endpoints, url) => {
		const carried = bareInstruments('bybit', 'BTCUSDT', 'ETHUSDT');
		expect(venue.plan(carried, endpoints ?? venue.endpoints)).toEqual([
			{
				url,
				streams: ['orderbook.200.BTCUSDT', 'publicTrade.BTCUSDT', 'orderbook.200.ETHUSDT', 'publicTrade.ETHUSDT'],
				instruments: carried,
				hasBooks: true,
				greeting: [
					'{"req_id":"orderbook.200.BTCUSDT","op":"subscribe","args":["orderbook.200.BTCUSDT"]}',
					'{"req_id":"publicTrade.BTCUSDT","op":"subscribe","args":["publicTrade.BTCUSDT"]}',
					'{"req_id":"orderbook.200.ETHUSDT","op":"subscribe","args":["orderbook.200.ETHUSDT"]}',
					'{"req_id":"publicTrade.ETHUSDT","op":"subscribe","args":["publicTrade.ETHUSDT"]}',
				],
			},
		]);
		expect(new URL(url).pathname).toBe(venue.streamPath);
	});

	test('no connection carries more than 50 symbols, and none is left out', () => {
		expect(plansFor(101, bybitLinear).map(({instruments}) => instruments.length)).toEqual([50, 50, 1]);
	});

	test('a book is sent anew to whoever gives it up and asks for it again', () => {
		expect(bybitSpot.resubscription?.('BTCUSDT')).toEqual([
			'{"req_id":"orderbook.200.BTCUSDT","op":"unsubscribe","args":["orderbook.200.BTCUSDT"]}',
			'{"req_id":"orderbook.200.BTCUSDT","op":"subscribe","args":["orderbook.200.BTCUSDT"]}',
		]);
	});

	test('a ping every 20 s keeps the connection', () => {
		expect(bybitSpot.keepAlive).toEqual({every: 20_000, text: '{"req_id":"ping","op":"ping"}'});
	});

	test.each([
		[100, 101, 'apply'],
		[100, 100, 'duplicate'],
		[100, 99, 'out-of-order'],
		[100, 102, 'gap'],
	])('a book at %i is told of the delta %i: %s', (bookId, u, verdict) => {
		const ids = {first: u, last: u, previous: Number.NaN};
		expect(bybitSpot.stepRule.judge(bookId, ids, false)).toBe(verdict);
		expect(bybitSpot.stepRule.told(bookId, ids)).toEqual({expected: 101, got: u});
	});
});

describe('what is asked for by REST', () => {
	const rest = 'https://r';
	const {requests} = bybitLinear;

	test('named symbols one by one, or the list of the market', () => {
		const address = 'https://r/v5/market/instruments-info?category=';
		expect(requests.instruments(rest, [])).toEqual([{url: `${address}linear&limit=1000`, weight: 1}]);
		expect(bybitSpot.requests.instruments(rest, [])).toEqual([{url: `${address}spot`, weight: 1}]);
		expect(bybitSpot.requests.instruments(rest, ['BTCUSDT', 'A&B'])).toEqual([
			{url: `${address}spot&symbol=BTCUSDT`, weight: 1},
			{url: `${address}spot&symbol=A%26B`, weight: 1},
		]);
	});

	test('volume and time', () => {
		expect(bybitSpot.requests.volume?.(rest, 'A&B')).toEqual({url: 'https://r/v5/market/tickers?category=spot&symbol=A%26B', weight: 1});
		expect(requests.volume?.(rest, 'X')).toEqual({url: 'https://r/v5/market/tickers?category=linear&symbol=X', weight: 1});
		expect(requests.serverTime?.(rest)).toEqual({url: 'https://r/v5/market/time', weight: 1});
	});

	const answer = (result: unknown) => ({retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: 1_786_310_817_197});
	const page = (nextPageCursor: unknown, list: readonly unknown[] = [{}]) => answer({category: 'linear', list, nextPageCursor});
	const [list] = requests.instruments(rest, []);
	if (list === undefined) throw new Error('nothing is asked for');

	test('the next page of a list is asked for by its cursor, which comes escaped and goes back as it came', () => {
		const second = requests.nextInstruments?.(list, page('first%3DAUSDT%26last%3DBUSDT'));
		expect(second).toEqual({url: `${list.url}&cursor=first%3DAUSDT%26last%3DBUSDT`, weight: 1});
		expect(requests.nextInstruments?.(second ?? list, page('first%3DC%26last%3DD'))?.url).toBe(`${list.url}&cursor=first%3DC%26last%3DD`);
		expect(requests.nextInstruments?.(list, page('a&b=#'))?.url).toBe(`${list.url}&cursor=a%26b%3D%23`);
	});

	test('there is no next page after an empty one, without a cursor, of a refusal, or of a named symbol', () => {
		const [named] = requests.instruments(rest, ['BTCUSDT']);
		for (const body of [page(''), page(undefined), page(7), page('x', []), {...page('x'), retCode: 10_006}, null]) {
			expect(requests.nextInstruments?.(list, body)).toBeUndefined();
		}
		expect(requests.nextInstruments?.(named ?? list, page('first%3DBTCUSDT%26last%3DBTCUSDT'))).toBeUndefined();
	});

	test('instruments with a state of their own keep its word, and what lacks its grid is left out', () => {
		const listed = {
			symbol: 'BIOUSDT',
			status: 'PreLaunch',
			baseCoin: 'BIO',
			quoteCoin: 'USDT',
			priceFilter: {tickSize: '0.0001'},
			lotSizeFilter: {qtyStep: '1', basePrecision: '0.01'},
		};
		const facts = {symbol: 'BIOUSDT', base: 'BIO', quote: 'USDT', tickSize: '0.0001', stepSize: '1', status: 'PreLaunch'};
		const broken = [{...listed, symbol: ''}, {...listed, priceFilter: {}}, {...listed, lotSizeFilter: null}, null, 'BIOUSDT'];
		expect(requests.readInstruments(page('', [listed, ...broken]))).toEqual([facts]);
		expect(bybitSpot.requests.readInstruments(page('', [listed]))).toEqual([{...facts, stepSize: '0.01'}]);
	});

	test('volume is the text that the venue wrote, time is cut to µs', () => {
		expect(bybitLinear.readVolume?.(answer({category: 'linear', list: [{symbol: 'BTCUSDT', volume24h: '17573.9120'}]}))).toBe('17573.9120');
		expect(requests.readServerTime?.(answer({timeSecond: '1688639403', timeNano: '1688639403423213947'}))).toBe(1_688_639_403_423_213);
	});

	test('an answer of any other shape lists, tells and times nothing', () => {
		const full = {list: [{symbol: 'X', volume24h: '1'}], timeNano: '1688639403423213947'};
		for (const body of [
			undefined,
			null,
			5,
			'text',
			[],
			{},
			answer(null),
			answer({list: {}, timeNano: 5}),
			{...answer(full), retCode: 10_001},
		]) {
			expect(requests.readInstruments(body)).toEqual([]);
			expect(bybitLinear.readVolume?.(body)).toBe('');
			expect(requests.readServerTime?.(body)).toBeNaN();
		}
		expect(requests.readServerTime?.(answer({timeNano: '1688639403'}))).toBeNaN();
	});
});

test('the two markets differ in name, address, fee and lot, and in nothing that the fold goes by', () => {
	expect([bybitSpot, bybitLinear].map(({id, label, market, takerFeeBps}) => [id, label, market, takerFeeBps])).toEqual([
		['bybit', 'bybit·spot', 'spot', 10],
		['bybit-linear', 'bybit·linear', 'linear', 5.5],
	]);
	expect(bybitSpot.feed).toEqual(bybitLinear.feed);
	expect([bybitSpot.stepRule, bybitSpot.tradeIds, bybitSpot.snapshots]).toEqual([bybitLinear.stepRule, 'unordered', 'stream']);
});

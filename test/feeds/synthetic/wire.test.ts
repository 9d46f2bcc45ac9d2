import {expect, test} from 'vitest';
import {findListing, NotInDemoError} from '../../../source/feeds/synthetic/listing.ts';
import {RankedSide} from '../../../source/feeds/synthetic/ranked-side.ts';
import {Wire} from '../../../source/feeds/synthetic/wire.ts';
import {Levels} from '../../../source/market/levels.ts';

const bitcoin = findListing('BTCUSDT');

function levels(...pairs: readonly (readonly [number, number])[]): Levels {
	const filled = new Levels();
	for (const [price, quantity] of pairs) filled.push(price, quantity);
	return filled;
}

test('a diff is written as Binance writes it', () => {
	const bytes = new Wire().diff(
		bitcoin,
		1_723_161_255_208,
		{first: 50_093_239_189, last: 50_093_239_202},
		levels([6_183_763, 378_826]),
		levels([6_183_764, 0], [6_183_985, 7]),
	);
	expect(Buffer.from(bytes).toString()).toBe(
		'{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":50093239189,"u":50093239202,' +
			'"b":[["61837.63000000","3.78826000"]],"a":[["61837.64000000","0.00000000"],["61839.85000000","0.00007000"]]}}',
	);
});

test('a trade whose taker sold says that the buyer was the maker', () => {
	const write = (aggressor: 1 | -1) =>
		Buffer.from(
			new Wire().trade(bitcoin, 1_723_161_255_343, {
				id: 3_735_683_259,
				price: 6_183_763,
				quantity: 2000,
				aggressor,
				happenedAt: 1_723_161_255_342,
			}),
		).toString();
	expect(write(-1)).toBe(
		'{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000",' +
			'"T":1723161255342,"m":true,"M":true}}',
	);
	expect(write(1)).toContain('"m":false');
});

test('a snapshot larger than the buffer holds the best levels up to its limit', () => {
	const bids = new RankedSide(1);
	const asks = new RankedSide(-1);
	for (let index = 0; index < 6000; index++) {
		bids.set(6_000_000 - index * 3, index + 1);
		asks.set(6_000_001 + index * 3, index + 1);
	}
	const head = {
		request: 4,
		instrument: 'binance:BTCUSDT',
		what: 'snapshot',
		status: 200,
		retryAfter: null,
		error: null,
		limit: 5000,
	} as const;
	const reply = JSON.parse(Buffer.from(new Wire().snapshot(head, bitcoin, 77, bids, asks, 5000)).toString());
	const {body, ...rest} = reply;
	expect(rest).toEqual(head);
	expect(body.lastUpdateId).toBe(77);
	expect([body.bids.length, body.asks.length]).toEqual([5000, 5000]);
	expect(body.bids[0]).toEqual(['60000.00000000', '0.00001000']);
	expect(body.asks[4999]).toEqual(['60149.98000000', '0.05000000']);
});

test('a symbol is found however it is spelled, and one that is not listed is named', () => {
	expect(findListing('btc-usdt')).toBe(bitcoin);
	expect(() => findListing('XRPUSDT')).toThrow(NotInDemoError);
	expect(() => findListing('XRPUSDT')).toThrow('XRPUSDT is not in the demo. It has BTCUSDT, ETHUSDT, SOLUSDT.');
});

import {expect, test} from 'vitest';
import {type Named, whereIs} from '../../source/feeds/spellings.ts';

function named(symbol: string, base: string, quote: string): Named {
	return {symbol, base, quote};
}

/** Each as its venue spells it. */
const lists = new Map<string, readonly Named[]>([
	['binance', [named('BTCUSDT', 'BTC', 'USDT'), named('DOGEUSDT', 'DOGE', 'USDT'), named('1000SHIBUSDT', '1000SHIB', 'USDT')]],
	['coinbase', [named('BTC-USD', 'BTC', 'USD'), named('BTC-USDT', 'BTC', 'USDT')]],
	['kraken', [named('BTC/USD', 'BTC', 'USD'), named('DOGE/USD', 'DOGE', 'USD')]],
	[
		'okx',
		[
			named('BTC-USDT-SWAP', 'BTC', 'USDT'),
			named('BTC-USD-SWAP', 'BTC', 'USD'),
			named('BTC-USD-260925', 'BTC', 'USD'),
			named('BTC-USDT', 'BTC', 'USDT'),
		],
	],
	['deribit', [named('BTC-PERPETUAL', 'BTC', 'USD'), named('BTC_USDC', 'BTC', 'USDC')]],
	['hyperliquid', [named('@107', 'HYPE', 'USDC'), named('HYPE', 'HYPE', 'USDC')]],
]);

function places(spelling: string, among: ReadonlyMap<string, readonly Named[]> = lists): string[] {
	return whereIs(spelling, among).map(({venue, symbol}) => `${venue}:${symbol}`);
}

test.each(['btcusdt', 'BTC-USDT', 'btc_usdt', 'BTC/USDT', ' BtcUsdt '])('%s is one pair, whatever the spelling', (spelling) => {
	expect(places(spelling)).toEqual(['binance:BTCUSDT', 'coinbase:BTC-USDT', 'okx:BTC-USDT']);
});

test.each(['BTC-USD', 'BTC/USD', 'btcusd', 'XBT/USD', 'xbtusd'])(
	'%s is on Coinbase and on Kraken, and no contract on it is meant',
	(spelling) => {
		expect(places(spelling)).toEqual(['coinbase:BTC-USD', 'kraken:BTC/USD']);
	},
);

test('a contract is found by its own symbol', () => {
	expect(places('btc-usdt-swap')).toEqual(['okx:BTC-USDT-SWAP']);
	expect(places('BTC-USD-260925')).toEqual(['okx:BTC-USD-260925']);
	expect(places('btcperpetual')).toEqual(['deribit:BTC-PERPETUAL']);
	expect(places('XBT-PERPETUAL')).toEqual(['deribit:BTC-PERPETUAL']);
});

test('a symbol that does not name its pair is found by the pair', () => {
	expect(places('HYPE-USDC')).toEqual(['hyperliquid:@107', 'hyperliquid:HYPE']);
	expect(places('hype')).toEqual(['hyperliquid:HYPE']);
	expect(places('BTC/USD', new Map([['old', [named('XXBTZUSD', 'XBT', 'USD')]]]))).toEqual(['old:XXBTZUSD']);
});

test('a contract whose symbol begins with more than the pair is none of it either', () => {
	const futures = new Map([['futures', [named('PI_XBTUSD', 'XBT', 'USD'), named('FF_BTCUSD_260925', 'BTC', 'USD')]]]);
	expect(places('BTC-USD', futures)).toEqual([]);
	expect(places('PI_XBTUSD', futures)).toEqual(['futures:PI_XBTUSD']);
});

test('old names of coins count at either end of a pair', () => {
	expect(places('XDG/USD')).toEqual(['kraken:DOGE/USD']);
	expect(places('ETHXBT', new Map([['venue', [named('ETH-BTC', 'ETH', 'BTC')]]]))).toEqual(['venue:ETH-BTC']);
	expect(places('btc-usd', new Map([['venue', [named('XBTUSD', 'XBT', 'USD')]]]))).toEqual(['venue:XBTUSD']);
});

test('the symbol itself comes before what merely has the pair', () => {
	const twins = new Map([['venue', [named('@1', 'BTC', 'USDT'), named('BTC-USDT', 'BTC', 'USDT')]]]);
	expect(places('btcusdt', twins)).toEqual(['venue:BTC-USDT', 'venue:@1']);
});

test('parts of names, unknown names and nothing at all are nowhere', () => {
	for (const spelling of ['BTC', 'SHIBUSDT', 'USDT', 'BTCEUR', '', ' -/']) expect(places(spelling)).toEqual([]);
	expect(places('BTCUSDT', new Map())).toEqual([]);
	expect(places('', new Map([['venue', [named('', '', '')]]]))).toEqual([]);
});

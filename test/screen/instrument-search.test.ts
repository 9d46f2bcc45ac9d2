import {expect, test} from 'vitest';
import {InstrumentSearch, isBlank, isTrading, searchOf} from '../../source/screen/instrument-search.ts';
import {createListing, listed} from '../support/listing.ts';

const binance = searchOf('binance', createListing().instruments);

function symbols(text: string, search = binance): string[] {
	return search.find(text).map(({symbol}) => symbol);
}

/** As a venue of another spelling lists its spot pairs and perpetuals. */
const dashed = searchOf('okx', [
	{symbol: 'BTC-USDT-SWAP', base: 'BTC', quote: 'USDT', status: 'TRADING'},
	listed('BTC', 'USDT', {dash: '-'}),
	listed('WBTC', 'USDT', {dash: '-'}),
	listed('BTC', 'USDC', {dash: '-'}),
]);

test('nothing typed offers everything: what trades, by the likelier quote, in the order of the venue', () => {
	expect(symbols('')).toEqual([
		...['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'STETHUSDT', 'ETHFIUSDT', 'ETHUSDC', 'BTCUSDC', 'ETHBTC'],
		...['BCCUSDT', 'ETHWUSDT'],
	]);
	expect(binance.size).toBe(10);
});

test('a coin brings its own pairs first, then what begins so, then what contains it', () => {
	expect(symbols('eth')).toEqual(['ETHUSDT', 'ETHUSDC', 'ETHBTC', 'ETHFIUSDT', 'ETHWUSDT', 'STETHUSDT']);
	expect(symbols('ethu')).toEqual(['ETHUSDT', 'ETHUSDC', 'STETHUSDT']);
	expect(symbols('usdt').at(-1)).toBe('ETHWUSDT');
});

test('what does not trade comes last among its equals, however likely its quote', () => {
	expect(symbols('b').indexOf('BCCUSDT')).toBeGreaterThan(symbols('b').indexOf('BTCUSDC'));
	expect(symbols('bcc')).toEqual(['BCCUSDT']);
});

test.each(['BTC-USDT', 'btcusdt', 'btc/usdt', 'BTC_USDT', ' btc usdt '])('%s is the pair, before the contract on it', (text) => {
	expect(symbols(text, dashed)).toEqual(['BTC-USDT', 'BTC-USDT-SWAP', 'WBTC-USDT']);
});

test('a whole symbol is the best match of all, as is one that is spelled unlike its pair', () => {
	expect(symbols('btc-usdt-swap', dashed)).toEqual(['BTC-USDT-SWAP']);
	const hyperliquid = new InstrumentSearch([
		{id: 'hyperliquid:@107', symbol: '@107', base: 'HYPE', quote: 'USDC', status: 'TRADING'},
		{id: 'hyperliquid:BTC', symbol: 'BTC', base: 'BTC', quote: 'USDC', status: 'TRADING'},
	]);
	expect(symbols('hype/usdc', hyperliquid)).toEqual(['@107']);
	expect(symbols('btc', hyperliquid)).toEqual(['BTC']);
});

test('what matches nothing has neighbours instead', () => {
	expect(symbols('btcudst')).toEqual([]);
	expect(binance.nearest('btcudst')[0]).toBe('BTCUSDT');
	expect(binance.nearest('qqqqqqqq')).toEqual([]);
});

test('separators alone are nothing typed', () => {
	expect(isBlank(' - /')).toBe(true);
	expect(isBlank('-b')).toBe(false);
	expect(symbols('-')).toEqual(symbols(''));
});

test('an offer carries the id by which it is watched, and whether it trades where that is known', () => {
	expect(dashed.find('wbtc')[0]?.id).toBe('okx:WBTC-USDT');
	expect(['TRADING', '', 'HALT'].map((status) => isTrading(listed('A', 'B', {status})))).toEqual([true, true, false]);
});

test('the same list has one search, and the same letters one answer', () => {
	const {instruments} = createListing();
	expect(searchOf('binance', instruments)).toBe(searchOf('binance', instruments));
	expect(binance.find('eth')).toBe(binance.find('ETH '));
});

test('five thousand instruments are searched well within a frame', () => {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
	const instruments = Array.from({length: 5000}, (_, index) =>
		listed(`${letters[index % 26]}${letters[Math.floor(index / 26) % 26]}${index}`, ['USDT', 'USDC', 'EUR', 'TRY'][index % 4] ?? ''),
	);
	const search = searchOf('venue', instruments);
	const words = ['a', 'ab', 'b1', 'usd', 'usdt', 'cq4', 'try', 'zzz', ''];
	let found = 0;
	const before = performance.now();
	for (let round = 0; round < 5; round++) for (const word of words) found += search.find(word).length;
	const each = (performance.now() - before) / (5 * words.length);
	expect(found).toBeGreaterThan(5 * 5000);
	// Generous to a busy machine: a frame has 33 ms at the fastest pace.
	expect(each).toBeLessThan(20);
});

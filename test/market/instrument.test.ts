import {expect, test} from 'vitest';
import {bareInstrument, describedInstrument, instrumentId, priceScaleOf} from '../../source/market/instrument.ts';

const facts = {symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', tickSize: '0.01000000', stepSize: '0.00001000', status: 'TRADING'};

test('an instrument is what the venue says of it, under the name of venue and symbol', () => {
	expect(describedInstrument('binance', facts)).toEqual({...facts, venue: 'binance', id: 'binance:BTCUSDT'});
	expect(instrumentId('binance', '币安人生USDT')).toBe('binance:币安人生USDT');
});

test.each([
	['0.01000000', 2],
	['0.00000001', 8],
	['1.00000000', 0],
	['10', 0],
	['0.5', 1],
	['1e-7', 7],
])('prices on a tick of %s need %i decimals', (tickSize, decimals) => {
	expect(priceScaleOf(describedInstrument('binance', {...facts, tickSize}))).toBe(decimals);
});

test.each(['0.00000000', '0', '-0.01', '', 'none', 'NaN', '1e-13', '1e40'])('a tick of %j is as if nobody had said', (tickSize) => {
	const instrument = describedInstrument('binance', {...facts, tickSize, stepSize: tickSize});
	expect([instrument.tickSize, instrument.stepSize]).toEqual([undefined, undefined]);
	expect(priceScaleOf(instrument)).toBe(0);
});

test.each([
	['BTCUSDT', 'BTC', 'USDT'],
	['BTCFDUSD', 'BTC', 'FDUSD'],
	['ETHBTC', 'ETH', 'BTC'],
	['BTCUSD', 'BTC', 'USD'],
	['TUSDUSDT', 'TUSD', 'USDT'],
	['USDT', '', ''],
	['XYZ', '', ''],
	['BTC/USD', 'BTC', 'USD'],
	['BTC-USD-SWAP', 'BTC', 'USD'],
])('the units of %s, of which nothing else is known, are taken for %j and %j', (symbol, base, quote) => {
	expect(bareInstrument('binance', symbol)).toEqual({
		id: `binance:${symbol}`,
		venue: 'binance',
		symbol,
		base,
		quote,
		tickSize: undefined,
		stepSize: undefined,
		status: '',
	});
});

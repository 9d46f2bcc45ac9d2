import {expect, test} from 'vitest';
import {editDistance, nearest} from '../../source/market/nearest.ts';

const listed = ['ETHBTC', 'BTCEUR', 'BTCUSDC', 'ETHUSDT', 'ETCUSDT', 'BTCUSDT', 'BTCFDUSD', 'LTCUSDT', 'SOLUSDT', 'BNBUSDT'];

test('a symbol without its last letter finds the likeliest quotes first', () => {
	expect(nearest('BTCUSD', listed, 2)).toEqual(['BTCUSDT', 'BTCUSDC']);
});

test('a base alone finds its pairs, against tether first', () => {
	expect(nearest('BTC', listed)).toEqual(['BTCUSDT', 'BTCUSDC', 'BTCFDUSD']);
	expect(nearest('eth', listed, 1)).toEqual(['ETHUSDT']);
});

test('two swapped letters are one mistake', () => {
	expect(editDistance('BTCUDST', 'BTCUSDT')).toBe(1);
	expect(nearest('BTCUDST', listed, 1)).toEqual(['BTCUSDT']);
	expect(nearest('SLOUSDT', listed, 1)).toEqual(['SOLUSDT']);
});

test.each([
	['', '', 0],
	['', 'abc', 3],
	['kitten', 'sitting', 3],
	['abc', 'abc', 0],
	['ca', 'abc', 3],
])('the distance of %j and %j is %i, either way', (a, b, distance) => {
	expect(editDistance(a, b)).toBe(distance);
	expect(editDistance(b, a)).toBe(distance);
});

test('what is near to nothing finds nothing', () => {
	expect(nearest('HELLOWORLD', listed)).toEqual([]);
	expect(nearest('', listed)).toEqual([]);
});

test('option names and venues are found too, whatever their case', () => {
	expect(nearest('binanse', ['bybit', 'binance', 'kraken'])).toEqual(['binance']);
	expect(nearest('Intervall', ['interval', 'levels', 'ema'])).toEqual(['interval']);
});

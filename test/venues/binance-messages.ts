/* Messages of each kind, as Binance sent them. */

import {binanceDecoder} from '../../source/venues/binance-decoder.ts';
import {Symbols} from '../../source/venues/symbols.ts';

export const diff = {
	e: 'depthUpdate',
	E: 1_723_161_255_208,
	s: 'BTCUSDT',
	U: 50_093_239_189,
	u: 50_093_239_202,
	b: [
		['61737.63000000', '0.00000000'],
		['56854.58000000', '0.12000000'],
	],
	a: [['61837.64000000', '1.54698000']],
};
export const trade = {
	e: 'trade',
	E: 1_723_161_255_343,
	s: 'BTCUSDT',
	t: 3_735_683_259,
	p: '61837.63000000',
	q: '0.02000000',
	T: 1_723_161_255_342,
	m: true,
	M: true,
};
export const touch = {u: 50_093_239_212, s: 'BTCUSDT', b: '61837.63000000', B: '3.78826000', a: '61837.64000000', A: '1.54698000'};

/** As it comes on a combined stream. */
export const wrapped = (stream: string, data: object) => ({stream, data});

/** A decoder that was told of the grids of symbols: the decimals of their prices. */
export function decoderFor(grids: Readonly<Record<string, number>> = {BTCUSDT: 2}): ReturnType<typeof binanceDecoder> {
	const symbols = new Symbols();
	for (const [symbol, grid] of Object.entries(grids)) symbols.expect(symbol, grid);
	return binanceDecoder(symbols);
}

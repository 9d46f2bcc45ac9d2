import {describe, expect, test} from 'vitest';
import {Book} from '../../source/market/book.ts';
import {binanceDecoder} from '../../source/venues/binance-decoder.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {type Decoder, ignoreAll, type MarketSink} from '../../source/venues/venue.ts';
import {archived, readInto} from '../support/archiving.ts';
import {hear} from '../support/heard.ts';
import {decoderFor, diff, touch, trade, wrapped} from './binance-messages.ts';

describe('numbers', () => {
	type Scaled = {readonly priceScale: number; readonly quantityScale: number};

	function scalesOf(decoder: Decoder, message: object): readonly number[] {
		const scales: number[] = [];
		const keep = ({priceScale, quantityScale}: Scaled) => scales.push(priceScale, quantityScale);
		const sink: MarketSink = {
			...ignoreAll,
			depth: keep,
			trade: keep,
			touch: keep,
			fault: ({detail}) => expect.fail(detail),
			shutdown: () => expect.fail(),
			other: (name) => expect.fail(name),
		};
		decoder.decode(Buffer.from(JSON.stringify(message)), sink);
		return scales;
	}

	test('with exponents are numbers like others', () => {
		const message = {...diff, b: [['6.173763e4', '2.2e3']], a: [['61838', '1E-8']]};
		expect(hear(decoderFor(), message)).toMatchObject([{bids: [['61737.63', '2200']], asks: [['61838', '0.00000001']]}]);
	});

	test('are read at the scale of the grid, and finer prices widen it', () => {
		const decoder = decoderFor();
		expect(scalesOf(decoder, diff)).toEqual([2, 8]);
		const finer = {
			...diff,
			b: [
				['61737.63', '1'],
				['61737.6251', '1'],
			],
		};
		expect(scalesOf(decoder, finer)).toEqual([4, 8]);
		expect(hear(decoder, finer)).toMatchObject([
			{
				bids: [
					['61737.63', '1'],
					['61737.6251', '1'],
				],
			},
		]);
	});

	test('of a symbol that nobody announced are read at the decimals that they have', () => {
		expect(scalesOf(binanceDecoder(), diff)).toEqual([2, 8]);
		expect(scalesOf(binanceDecoder(), {...diff, b: [], a: [['100', '1']]})).toEqual([0, 8]);
	});

	test('in the billions are read with fewer decimals', () => {
		const message = {
			...diff,
			b: [
				['0.00001234', '12345678901.5'],
				['0.00001233', '3'],
			],
			a: [],
		};
		const decoder = decoderFor({BTCUSDT: 8});
		expect(scalesOf(decoder, message)).toEqual([8, 5]);
		expect(hear(decoder, message)).toMatchObject([
			{
				bids: [
					['0.00001234', '12345678901.5'],
					['0.00001233', '3'],
				],
			},
		]);
	});

	test('of one symbol do not touch the scale of another', () => {
		const decoder = decoderFor({BTCUSDT: 2, ETHUSDT: 2});
		scalesOf(decoder, {...diff, b: [['0.5000001', '12345678901.5']], a: []});
		expect(scalesOf(decoder, {...diff, s: 'ETHUSDT'})).toEqual([2, 8]);
	});

	test('are read at the same scales by every decoder of the symbols', () => {
		const symbols = new Symbols();
		symbols.expect('BTCUSDT', 2);
		const [one, other] = [binanceDecoder(symbols), binanceDecoder(symbols)];
		scalesOf(one, {...diff, b: [['61737.6251', '1']], a: []});
		expect(scalesOf(other, diff)).toEqual([4, 8]);
	});

	test('come back from a checkpoint with what they have needed', () => {
		const symbols = new Symbols();
		symbols.expect('BTCUSDT', 2);
		const decoder = binanceDecoder(symbols);
		const whole = {...diff, b: [['61737', '1']], a: []};
		scalesOf(decoder, {...diff, b: [['61737.6251', '12345678901.5']], a: []});
		const copied = new Symbols();
		readInto(copied, archived(symbols));
		const copy = binanceDecoder(copied);
		expect(scalesOf(copy, whole)).toEqual(scalesOf(decoder, whole));
		expect(scalesOf(copy, whole)).not.toEqual(scalesOf(decoderFor(), whole));
	});
});

describe('a hostile frame', () => {
	const good = [
		// Whole quantities first: they can be read at any scale that the frame before has left.
		{...diff, b: [['61737.63', '0.00000000']], a: [['61900', '5']]},
		diff,
		{...diff, b: [['61737', '3']], a: []},
		trade,
		wrapped('btcusdt@bookTicker', touch),
		{...diff, b: [['61737.63', '0.12345678']], a: [['61837.64', '9']]},
	];
	const hostile: [string, object][] = [
		['a finest price in a diff', {...diff, b: [['0.000000000001', '1']], a: []}],
		['a finest price in a trade', {...trade, p: '0.000000000001'}],
		['a finest price in a best bid', wrapped('btcusdt@bookTicker', {...touch, b: '0.000000000001', a: '0.000000000002'})],
		['a price that is too fine', {...diff, b: [['0.0000000000001', '1']], a: []}],
		['the largest quantity in a diff', {...diff, b: [['61737.63', '1e15']], a: []}],
		['the largest quantity in a trade', {...trade, q: '1e15'}],
		['a quantity that is too large', {...diff, b: [['61737.63', '1e16']], a: []}],
		['both in one trade', {...trade, p: '0.000000000001', q: '1e15'}],
		[
			'a good level before a bad one',
			{
				...diff,
				b: [
					['61737.6300001', '99999999999.5'],
					['x', '1'],
				],
			},
		],
	];

	test.each(hostile)('(%s) does not change how good frames after it are read', (_, frame) => {
		const [, ...after] = hear(decoderFor(), frame, ...good);
		expect(after).toEqual(hear(decoderFor(), ...good));
	});

	test.each(hostile.filter(([, frame]) => !('U' in frame)))('(%s) that is no diff leaves the book as it was', (_, frame) => {
		const take = (book: Book, frames: readonly object[]) => {
			const decoder = decoderFor();
			const sink: MarketSink = {
				...ignoreAll,
				depth: ({bids, asks, priceScale, quantityScale}) => book.apply(bids, asks, priceScale, quantityScale),
			};
			for (const each of frames) decoder.decode(Buffer.from(JSON.stringify(each)), sink);
			return archived(book);
		};
		// A price so high and a quantity so fine that wider prices or coarser quantities would not hold them.
		const standing = {...diff, b: [['61737.63', '0.12345678']], a: [['99999999.99', '0.00000001']]};
		expect(take(new Book(2), [standing, frame, ...good])).toEqual(take(new Book(2), [standing, ...good]));
	});
});

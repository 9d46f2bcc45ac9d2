import {describe, expect, test} from 'vitest';
import {FinerThanScaleError, fromUnits, NotADecimalError, TooLargeForScaleError} from '../../source/market/decimal.ts';
import type {Levels} from '../../source/market/levels.ts';
import {
	fieldOf,
	idOf,
	integerOf,
	isFaultOfTheMessage,
	MalformedMessageError,
	microsOf,
	microsOfIso,
	NumberReader,
	objectsOf,
	parseObject,
	parseWithTokens,
	readPlainly,
	textOf,
	toMicros,
} from '../../source/venues/plain-numbers.ts';
import {depthUpdate, print, touch} from '../../source/venues/reused.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {type DecodeFault, ignoreAll} from '../../source/venues/venue.ts';
import {fc} from '../metrics/seeded.ts';

/** What is no whole number from 0 to 2^53, in any spelling. */
const noIntegers = [undefined, null, true, {}, [], [5], '', ' 5', '5 ', '+5', '-5', '5.0', '5e0', '0x5', '五', 'NaN'];
const noNumbers = [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY];
const tooManyDigits = ['9007199254740992', '9007199254740993', '10000000000000000', '00000000000000005'];

describe('a whole number', () => {
	test('is read as a number or as digits, with zeros before them or without', () => {
		expect([0, 5, Number.MAX_SAFE_INTEGER].map(integerOf)).toEqual([0, 5, Number.MAX_SAFE_INTEGER]);
		expect(['0', '5', '0005', '9007199254740991'].map(integerOf)).toEqual([0, 5, 5, Number.MAX_SAFE_INTEGER]);
	});

	test('is the same in both spellings, any below 2^53', () => {
		fc.assert(
			fc.property(fc.maxSafeNat(), (value) => {
				expect([integerOf(value), integerOf(String(value))]).toEqual([value, value]);
			}),
		);
	});

	test.each([...noIntegers, ...noNumbers, ...tooManyDigits])('is not %j', (value) => {
		expect(integerOf(value)).toBeNaN();
	});
});

describe('an id', () => {
	test('stands in a field, as a number or as digits', () => {
		expect([idOf({u: 7}, 'u'), idOf({u: '7'}, 'u'), idOf({u: 0}, 'u')]).toEqual([7, 7, 0]);
	});

	test.each([...noIntegers, ...noNumbers, ...tooManyDigits])('is not %j: then the message is malformed, and says which field', (u) => {
		expect(() => idOf({u}, 'u')).toThrow(new MalformedMessageError('has no sound "u"'));
	});
});

describe('a time in ms', () => {
	test('is told in µs, as a number or as digits', () => {
		expect(microsOf(1_723_161_255_208)).toBe(1_723_161_255_208_000);
		expect(microsOf('1723161255208')).toBe(1_723_161_255_208_000);
	});

	test('that is so large that it is in µs already is told as it is', () => {
		expect(microsOf(1_723_161_255_208_123)).toBe(1_723_161_255_208_123);
		expect(microsOf('1723161255208123')).toBe(1_723_161_255_208_123);
		expect([toMicros(1e14 + 1), toMicros(9_000_000_000_000)]).toEqual([1e14 + 1, 9_000_000_000_000_000]);
	});

	test.each([...noIntegers, ...noNumbers, 0, '0', 'soon', '2024-08-08T23:54:15Z'])('is not %j', (time) => {
		expect(microsOf(time)).toBeNaN();
	});
});

describe('a time as RFC 3339 writes it', () => {
	const second = Date.UTC(2026, 8, 1, 12, 0, 0) * 1000;

	test.each([
		['2026-09-01T12:00:00Z', 0],
		['2026-09-01T12:00:00.1Z', 100_000],
		['2026-09-01T12:00:00.123Z', 123_000],
		['2026-09-01T12:00:00.123456Z', 123_456],
		['2026-09-01T12:00:00.000001Z', 1],
		['2026-09-01T12:00:00.123456789Z', 123_456],
		['2026-09-01T12:00:00.999999999Z', 999_999],
		['2026-09-01T12:00:00.0000009Z', 0],
	])('%s is %i µs after the second: finer digits are cut off as text, never rounded up', (text, micros) => {
		expect(microsOfIso(text)).toBe(second + micros);
	});

	test('is exact to the µs, whatever the time', () => {
		fc.assert(
			fc.property(fc.integer({min: 1, max: 9_000_000_000}), fc.nat(999_999), fc.nat(999), (seconds, micros, nanos) => {
				const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
				const fraction = `${String(micros).padStart(6, '0')}${String(nanos).padStart(3, '0')}`;
				expect(microsOfIso(`${whole}.${fraction}Z`)).toBe(seconds * 1_000_000 + micros);
			}),
		);
	});

	test.each([
		['1970-01-01T00:00:01Z', 1],
		['1972-02-29T00:00:00Z', 68_169_600],
		['2000-02-29T23:59:59Z', 951_868_799],
		['2000-03-01T00:00:00Z', 951_868_800],
		['2100-02-28T23:59:59Z', 4_107_542_399],
		['2100-03-01T00:00:00Z', 4_107_542_400],
	])('%s is %i s after the epoch, leap days counted', (text, seconds) => {
		expect(microsOfIso(text)).toBe(seconds * 1_000_000);
	});

	test('of the year 1, as some venues write where they know none, is none', () => {
		expect(microsOfIso('0001-01-01T00:00:00Z')).toBeNaN();
		expect(microsOfIso('0001-01-01T00:00:00.123456789Z')).toBeNaN();
	});

	test.each([
		'',
		'2026-09-01',
		'2026-09-01T12:00:00',
		'2026-09-01T12:00:00.Z',
		'2026-09-01T12:00:00.1234567890Z',
		'2026-09-01T12:00:00+00:00',
		'2026-09-01 12:00:00Z',
		' 2026-09-01T12:00:00Z',
		'2026-09-01T12:00:00Z\n',
		undefined,
		null,
		1_788_264_000_000,
		{},
	])('is not %j', (time) => {
		expect(microsOfIso(time)).toBeNaN();
	});
});

describe('a message', () => {
	test.each(['', 'hello', '{"a":', '{"a":01}', '[1]', '5', '"text"', 'null', 'true'])('%s is no object, and malformed', (text) => {
		expect(() => parseObject(text)).toThrow(MalformedMessageError);
		expect(() => parseWithTokens(text)).toThrow(MalformedMessageError);
	});

	test('is what JSON says', () => {
		const text = '{"a":1.50,"b":["x",{"c":null}],"d":true}';
		expect(parseObject(text)).toEqual(JSON.parse(text));
	});

	test('may be read with its number tokens as texts, zeros, exponents and all, however deep they stand', () => {
		expect(
			parseWithTokens(
				'{"price":60000.10,"qty":0.50000000,"zero":0,"tiny":1E-8,"signed":-0.0,"deep":[{"list":[1.0,[2.00]]}],"long":12345678901234567890.123456789}',
			),
		).toEqual({
			price: '60000.10',
			qty: '0.50000000',
			zero: '0',
			tiny: '1E-8',
			signed: '-0.0',
			deep: [{list: ['1.0', ['2.00']]}],
			long: '12345678901234567890.123456789',
		});
	});

	test('read with its number tokens leaves all that is no number as it is', () => {
		const text = '{"text":"1.50","none":null,"yes":true,"empty":{},"list":[],"escaped":"\\u0031"}';
		expect(parseWithTokens(text)).toEqual(JSON.parse(text));
	});

	test('keeps any number token as it was written', () => {
		const token = fc.tuple(fc.nat(), fc.stringMatching(/^[0-9]{1,12}$/)).map(([whole, fraction]) => `${whole}.${fraction}`);
		fc.assert(
			fc.property(fc.array(token), (tokens) => {
				expect(parseWithTokens(`{"all":[${tokens.join(',')}]}`)).toEqual({all: tokens});
			}),
		);
	});
});

describe('a reading', () => {
	function faultsOf(payload: Uint8Array, read: (text: string, whose: (symbol: string) => void) => void): DecodeFault[] {
		const faults: DecodeFault[] = [];
		readPlainly(payload, {...ignoreAll, fault: (fault) => faults.push(fault)}, read);
		return faults;
	}

	test('is given the text of its own bytes alone, wherever they lie', () => {
		const texts: string[] = [];
		const bytes = Buffer.from('before{"s":"币安"}after');
		expect(faultsOf(bytes.subarray(6, bytes.length - 5), (text) => texts.push(text))).toEqual([]);
		expect(texts).toEqual(['{"s":"币安"}']);
	});

	test.each([
		['malformed', new MalformedMessageError('is no JSON object'), 'is no JSON object: "{\\"a\\":1}"'],
		['bad-number', new NotADecimalError('x', 'is no price'), 'is no price'],
		['bad-number', new FinerThanScaleError('0.001', 3, 2), '0.001'],
		['bad-number', new TooLargeForScaleError('1e16', 0, -1), '1e16'],
	])('that fails is a fault of kind %s, of whom it was about by then', (kind, error, said) => {
		const payload = Buffer.from('{"a":1}');
		const wanted = {kind, detail: expect.stringContaining(said)};
		expect(
			faultsOf(payload, (_, whose) => {
				whose('BTCUSDT');
				throw error;
			}),
		).toEqual([{...wanted, symbol: 'BTCUSDT'}]);
		expect(
			faultsOf(payload, () => {
				throw error;
			}),
		).toEqual([{...wanted, symbol: ''}]);
	});

	test('that fails for another reason is a fault of the program, and says so', () => {
		const read = () => {
			throw new TypeError('a bug');
		};
		expect(() => faultsOf(Buffer.from('{}'), read)).toThrow(TypeError);
		expect(isFaultOfTheMessage(new TypeError('a bug'))).toBe(false);
		expect(isFaultOfTheMessage('a text')).toBe(false);
	});

	test('that fails tells of the beginning of the text alone', () => {
		const [fault] = faultsOf(Buffer.from(`{"${'x'.repeat(100_000)}`), (text) => parseObject(text));
		expect(fault?.detail.length).toBeLessThan(1000);
	});
});

describe('numbers of a symbol', () => {
	const pairsOf = ({prices, quantities, length}: Levels, {priceScale, quantityScale}: {priceScale: number; quantityScale: number}) =>
		Array.from({length}, (_, index) => [fromUnits(prices[index]!, priceScale), fromUnits(quantities[index]!, quantityScale)]);

	function reader(grid = 2) {
		const symbols = new Symbols();
		symbols.expect('BTC-USD', grid);
		return {symbols, numbers: new NumberReader(symbols), into: depthUpdate()};
	}

	test('stand in pairs, or in objects whose fields are named, or after others in a list', () => {
		const {numbers, into} = reader();
		const wanted = [[['60000.1', '0.5']], [['60000.2', '0']]];
		const read = () => [pairsOf(into.bids, into), pairsOf(into.asks, into)];
		numbers.levels('BTC-USD', [['60000.10', '0.5', '0', '7']], [['60000.20', '0']], into);
		expect(read()).toEqual(wanted);
		numbers.levels('BTC-USD', [{px: '60000.10', sz: '0.5'}], [{sz: '0', px: '60000.20'}], into, {price: 'px', quantity: 'sz'});
		expect(read()).toEqual(wanted);
		numbers.levels('BTC-USD', [['new', '60000.1', '0.5']], [['delete', '60000.2', '0']], into, {price: 1, quantity: 2});
		expect(read()).toEqual(wanted);
		expect(into.symbol).toBe('BTC-USD');
	});

	test('replace those of the message before', () => {
		const {numbers, into} = reader();
		numbers.levels(
			'BTC-USD',
			[
				['1', '1'],
				['2', '2'],
			],
			[['3', '3']],
			into,
		);
		numbers.levels('BTC-USD', [], [['4', '4']], into);
		expect([pairsOf(into.bids, into), pairsOf(into.asks, into)]).toEqual([[], [['4', '4']]]);
	});

	test('are read at the grid, and at finer scales where a message needs them, from then on', () => {
		const {numbers, into} = reader();
		const scales = () => [into.priceScale, into.quantityScale];
		numbers.levels('BTC-USD', [['60000', '1']], [], into);
		expect(scales()).toEqual([2, 8]);
		numbers.levels('BTC-USD', [['60000.0001', '12345678901.5']], [], into);
		expect([...scales(), pairsOf(into.bids, into)]).toEqual([4, 5, [['60000.0001', '12345678901.5']]]);
		numbers.levels('BTC-USD', [['60000', '1']], [], into);
		expect(scales()).toEqual([4, 5]);
	});

	test('that are bad change no scale of the symbol, whatever good ones stood before them', () => {
		const {symbols, numbers, into} = reader();
		const before = {...symbols.of('BTC-USD')};
		const attempts = [
			() =>
				numbers.levels(
					'BTC-USD',
					[
						['60000.0001', '12345678901.5'],
						['x', '1'],
					],
					[],
					into,
				),
			() => numbers.levels('BTC-USD', [['60000.0001', '12345678901.5']], [['1', '-1']], into),
			() => numbers.print('BTC-USD', '60000.0001', '0', print()),
			() => numbers.touch('BTC-USD', ['60000.0001', '1'], ['0', '1'], touch()),
		];
		for (const attempt of attempts) expect(attempt).toThrow(NotADecimalError);
		expect(symbols.of('BTC-USD')).toEqual(before);
	});

	test.each([
		[['0', '1']],
		[['-1', '1']],
		[['1', '-1']],
		[['', '1']],
		[['1', '']],
		[['NaN', '1']],
		[['1', 'Infinity']],
		[[1, '1']],
		[['1', 1]],
		[['1']],
		[['1', null]],
		[{price: '1', quantity: '1'}],
		[['0.0000000000001', '1']],
		[['1', '1e16']],
	])('are none where a level is %j', (level) => {
		const {numbers, into} = reader();
		expect(() => numbers.levels('BTC-USD', [level], [], into)).toThrow();
		try {
			numbers.levels('BTC-USD', [], [['5', '5'], level], into);
		} catch (error) {
			expect(isFaultOfTheMessage(error) && !(error instanceof MalformedMessageError)).toBe(true);
		}
	});

	test.each([
		['no list of bids', undefined, []],
		['no list of asks', [], {}],
		['a level that is a text', ['1'], []],
		['a level that is nothing', [], [null]],
	])('are malformed where there is %s', (_, bids, asks) => {
		const {numbers, into} = reader();
		expect(() => numbers.levels('BTC-USD', bids, asks, into)).toThrow(MalformedMessageError);
	});

	test('of nobody are malformed', () => {
		const {numbers, into} = reader();
		expect(() => numbers.levels('', [], [], into)).toThrow(new MalformedMessageError('does not say whose it is'));
		expect(() => numbers.print('', '1', '1', print())).toThrow(MalformedMessageError);
		expect(() => numbers.touch('', ['1', '1'], ['2', '1'], touch())).toThrow(MalformedMessageError);
	});

	test('of a trade and of a best bid and ask are read at the scales of the symbol', () => {
		const {numbers} = reader();
		const trade = print();
		numbers.print('BTC-USD', '60000.1', '2.2e3', trade);
		expect(trade).toMatchObject({symbol: 'BTC-USD', price: 6_000_010, priceScale: 2, quantity: 2200e8, quantityScale: 8});
		const best = touch();
		numbers.touch('BTC-USD', ['60000.1', '0'], ['60000.2', '3'], best);
		expect(best).toMatchObject({
			symbol: 'BTC-USD',
			bidPrice: 6_000_010,
			bidQuantity: 0,
			askPrice: 6_000_020,
			askQuantity: 3e8,
			priceScale: 2,
			quantityScale: 8,
		});
	});
});

describe('a field', () => {
	test('is that of an object, and there is none in anything else', () => {
		expect(fieldOf({a: {b: 1}}, 'a')).toEqual({b: 1});
		for (const value of [{}, undefined, null, 5, 'text', []]) expect(fieldOf(value, 'a')).toBeUndefined();
	});

	test('has a text, or an empty one where it holds anything else', () => {
		expect([textOf({a: 'x'}, 'a'), textOf({a: ''}, 'a')]).toEqual(['x', '']);
		for (const value of [{}, {a: 5}, {a: null}, {a: ['x']}, undefined, 'a']) expect(textOf(value, 'a')).toBe('');
	});

	test('with a list has its objects, and none where it is no list', () => {
		expect(objectsOf([{a: 1}, 5, null, 'x', {b: 2}])).toEqual([{a: 1}, {b: 2}]);
		for (const value of [undefined, null, {}, {length: 1, 0: {}}, 'list']) expect(objectsOf(value)).toEqual([]);
	});
});

/* Real recordings as tables. */

import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {dataFile} from '../support/data.ts';
import {csvRows, exported, jsonOf, numberOf} from '../support/exporting.ts';

const file = (name: string) => dataFile(name) ?? '';
const btc = file('binance-spot-btcusdt-20240808.gz');

describe.skipIf(btc === '')('a real recording', () => {
	test('ends with what an independent rebuild ends with', async () => {
		const {code, file: out} = await exported('out.csv', btc, '--vpin-bucket', '5');
		expect(code).toBe(0);
		const rows = csvRows(out);
		const expected = JSON.parse(readFileSync(file('expected.json'), 'utf8'))['binance-spot-btcusdt-20240808.gz'];
		const last = rows.at(-1) ?? {};
		expect(rows[0]?.['timestamp']).toBe('2024-08-08T23:54:15.000Z');
		expect(last['timestamp']).toBe('2024-08-09T00:05:04.000Z');
		expect(rows).toHaveLength(650);
		expect(numberOf(last['update_id'])).toBeLessThanOrEqual(expected.lastUpdateId);
		expect(numberOf(rows.at(-1)?.['vpin'])).toBeCloseTo(expected.vpin.last, 9);
		expect(rows.every(({mid, best_bid: bid, best_ask: ask}) => Math.abs((numberOf(bid) + numberOf(ask)) / 2 - numberOf(mid)) < 1e-9)).toBe(
			true,
		);
		expect(jsonOf(out.replace('.csv', '.meta.json'))).toMatchObject({rows: 650, recordings: [{frames: 99_574, ending: 'whole'}]});
	});

	test('twice is the same to the last byte', async () => {
		const minute = file('binance-spot-btcusdt-20240808-60s.gz');
		for (const ending of ['csv', 'parquet']) {
			const [one, other] = [await exported(`out.${ending}`, minute), await exported(`out.${ending}`, minute)];
			expect(readFileSync(one.file).equals(readFileSync(other.file))).toBe(true);
		}
	});

	test('of several books is one table of each', async () => {
		const {complaints} = await exported('out.csv', file('coinbase-20260809.jsonl.zst'));
		expect(complaints).toEqual(['The recording holds 2 books, coinbase:BTC-USD, coinbase:ETH-USD: say which by --symbol.']);
		const {code, file: out} = await exported('out.csv', file('coinbase-20260809.jsonl.zst'), '--symbol', 'eth-usd', '--interval', '0.1');
		expect(code).toBe(0);
		expect(jsonOf(out.replace('.csv', '.meta.json')).instrument.id).toBe('coinbase:ETH-USD');
		expect(csvRows(out).length).toBeGreaterThan(200);
	});

	test('in which two markets have a symbol wants both named', async () => {
		const {code, complaints} = await exported('out.csv', file('bybit-20260809.jsonl.zst'), '--symbol', 'BTCUSDT');
		expect({code, complaints}).toEqual({
			code: 2,
			complaints: ['The recording holds 2 books, bybit-linear:BTCUSDT, bybit:BTCUSDT: say which by --symbol.'],
		});
	});
});

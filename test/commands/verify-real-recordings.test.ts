import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {dataFile} from '../support/data.ts';
import {found, ran} from '../support/verifying.ts';

const btc = dataFile('binance-spot-btcusdt-20240808.gz') ?? '';
const btcMinute = dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? '';
const ethMinute = dataFile('binance-spot-ethusdt-20240808-60s.gz') ?? '';
const expected = dataFile('expected.json') ?? '';

describe.skipIf(btc === '' || expected === '')('what real recordings prove', () => {
	/** Everything that is expected, exactly; doubles within 1e-9 of themselves. */
	function expectToHold(finding: unknown, wanted: unknown, path: string): void {
		if (typeof wanted === 'number' && !Number.isInteger(wanted)) {
			expect(typeof finding, path).toBe('number');
			expect(Math.abs(Number(finding) - wanted), path).toBeLessThanOrEqual(Math.abs(wanted) * 1e-9);
		} else if (typeof wanted === 'object' && wanted !== null) {
			expect(typeof finding === 'object' && finding !== null, path).toBe(true);
			if (Array.isArray(wanted)) expect(finding, path).toHaveLength(wanted.length);
			for (const [key, value] of Object.entries(wanted)) expectToHold(Reflect.get(Object(finding), key), value, `${path}.${key}`);
		} else {
			expect(finding, path).toBe(wanted);
		}
	}

	test.each(['binance-spot-btcusdt-20240808.gz', 'binance-spot-btcusdt-20240808-60s.gz'])(
		'%s is what an independent rebuild gives',
		async (name) => {
			const {books, ...rest} = await found(dataFile(name) ?? '', '--vpin-bucket', '5');
			const wanted = JSON.parse(readFileSync(expected, 'utf8'))[name];
			expect(Object.keys(wanted)).toHaveLength(17);
			expectToHold(books['binance:BTCUSDT'], wanted, name);
			expect(rest).toMatchObject({format: 'time-json', ending: 'whole', backwards: 0, other: {}, faults: []});
		},
	);

	test('the venue’s own touch agrees with the rebuilt book in 6,491 of 6,493 prices and 6,491 of 6,491 sizes', async () => {
		const {frames, books} = await found(btc);
		expect(frames).toBe(99_574);
		expect(books['binance:BTCUSDT'].touch).toEqual({n: 6493, price: 6491, size: 6491});
	});

	test('the minute of ETHUSDT has no gap', async () => {
		const {books} = await found(ethMinute);
		expect(books['binance:ETHUSDT']).toMatchObject({gaps: 0, gapList: [], depth: 597, applied: 595, droppedBeforeJoin: 2, state: 'LIVE'});
	});

	test('two recordings merged give each book the findings that it has alone', async () => {
		const both = await found(btcMinute, ethMinute, '--vpin-bucket', '5');
		const [one, other] = [await found(btcMinute, '--vpin-bucket', '5'), await found(ethMinute, '--vpin-bucket', '5')];
		expect(both.books).toEqual({...one.books, ...other.books});
		expect(both).toMatchObject({frames: one.frames + other.frames, hash: 'not compared: several recordings were merged', backwards: 0});
		const swapped = await found(ethMinute, btcMinute, '--vpin-bucket', '5');
		expect(swapped.books).toEqual(both.books);
		expect(swapped.bookHash).toBe(both.bookHash);
		expect(both.bookHash).not.toBe(one.bookHash);
	});

	test('a person is told the same in words', async () => {
		const {code, text} = await ran(btcMinute, '--vpin-bucket', '5');
		expect(code).toBe(0);
		const masked = text
			.replace(btcMinute, 'FILE')
			.replace(/in \S+ s, \d+ a second/, 'in … s, … a second')
			.replace(/hash( +)[0-9a-f]{64}/g, 'hash$1…');
		expect(masked).toMatchInlineSnapshot(`
			"  file         FILE
			  format       time-json; whole
			  frames       7341 in … s, … a second
			  kinds        0 opened, 7340 message, 1 reply, 0 closed, 0 setting, 0 tick
			  samples      60
			  book hash    …
			  state hash   …
			  compared     not compared: the recording holds none

			binance:BTCUSDT  LIVE
			  diffs        597 applied of 599, 2 older than the snapshot, 0 repeated, 0 out of order
			  proof        sequence, 0 gaps
			  faults       0 gaps, 0 resyncs, 0 crossed, 0 unreadable
			  last update  50093271362
			  levels       1175 bids, 1170 asks
			  touch        2.90554 @ 61837.88 / 1.52342 @ 61837.89
			  venue touch  price agrees 597 of 597 times, size 597 of 597
			  rho, L10     mean 0.563897, 0.037217 to 0.994485, 597 states
			  OFI          38.64203 over 596 diffs
			  trades       1381; takers bought 10.73792, sold 8.50798
			  taker sides  agree with the mid before 1366 of 1380 times
			  VPIN         – after 3 buckets of 5 (n 50)"
		`);
	});

	test('the same recording gives the same hashes, which are 64 hex digits', async () => {
		const [one, other] = [await found(btcMinute), await found(btcMinute)];
		expect(one.bookHash).toMatch(/^[0-9a-f]{64}$/);
		expect(one.stateHash).toMatch(/^[0-9a-f]{64}$/);
		expect([other.bookHash, other.stateHash]).toEqual([one.bookHash, one.stateHash]);
	});
});

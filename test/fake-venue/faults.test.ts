import {describe, expect, test} from 'vitest';
import {allDialects} from './all-dialects.ts';
import {follow} from './follow.ts';
import {sidesOf} from './levels-of.ts';
import type {TextLevel} from './order-flow.ts';
import {startReader} from './reader.ts';

/** What a reader meets where a message of a book is missing, by how the venue numbers. */
const missing: Readonly<Record<string, RegExp | undefined>> = {
	binance: /^gap BTCUSDT$/,
	'binance-usdm': /^gap BTCUSDT$/,
	bybit: /^gap BTCUSDT$/,
	'bybit-linear': /^gap BTCUSDT$/,
	coinbase: /^missed \d+ for \d+$/,
	// At the latest when it reaches the best ten.
	kraken: /^mismatch BTC\/USD$/,
	okx: /^gap BTC-USDT$/,
	hyperliquid: undefined,
	deribit: /^gap BTC-PERPETUAL$/,
};

/** Numbers of messages show a hole although no message is missing. */
const numbered = allDialects.filter(({dialect}) => !['kraken', 'hyperliquid'].includes(dialect.id));

/** Quantities that no venue may be believed. */
const badQuantities = ['""', '"NaN"', '"-1"', 'null', '"Infinity"', '"1,5"'];

/** One message everywhere, and one that concerns whatever is told of the best ten. */
function atTheTouch(price: string, quantity: string): {readonly bids: readonly TextLevel[]} {
	return {bids: [[price, quantity]]};
}

describe.each(allDialects)('$dialect.id', ({dialect, venue}) => {
	test('a message that is lost is missed as the venue numbers', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.faults.drop({symbol});
		fake.change(symbol, atTheTouch('60000.00', '1.5'));
		expect(await met()).toEqual([]);
		// The best prices of Hyperliquid come beside the book.
		if (dialect.id !== 'hyperliquid') expect(books()[0]).not.toEqual(truth()[0]);
		expect(fake.faults.pending).toBe(0);
		fake.change(symbol, atTheTouch('59999.99', '2.5'));
		const wanted = missing[dialect.id];
		if (wanted === undefined) expect([await met(), books()]).toEqual([[], truth()]);
		else expect(await met()).toEqual([expect.stringMatching(wanted)]);
	});

	test('a message that comes twice is a duplicate, or does nothing', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.faults.duplicate({symbol});
		fake.step();
		const twice = await met();
		if (dialect.countedBy !== undefined) expect(twice).toEqual([expect.stringMatching(/^missed/)]);
		else if (['kraken', 'hyperliquid'].includes(dialect.id)) expect(twice).toEqual([]);
		else expect(twice).toEqual([`duplicate ${symbol}`]);
		expect(books()).toEqual(truth());
	});

	test('two messages that come the wrong way round are noticed', async () => {
		const {fake, symbol, met} = await follow(dialect, venue);
		fake.faults.swap({symbol});
		fake.change(symbol, atTheTouch('60000.00', '1.5'));
		fake.step();
		const [first] = await met();
		if (dialect.id === 'hyperliquid') expect(first).toBe(`old ${symbol}`);
		else expect(first).toMatch(missing[dialect.id] ?? /never/);
	});

	test('a message that is cut short is malformed', async () => {
		const {fake, symbol, met} = await follow(dialect, venue);
		fake.faults.truncate({symbol});
		fake.faults.truncate({symbol, after: 1}, 3);
		fake.step(2);
		expect((await met()).filter((what) => what.startsWith('fault malformed'))).toHaveLength(2);
	});

	test.each(badQuantities)('a quantity of %s is a fault of the whole message', async (token) => {
		const {fake, symbol, met} = await follow(dialect, venue);
		fake.faults.badQuantity(token, {symbol});
		fake.change(symbol, atTheTouch('60000.00', '1.5'));
		expect(await met()).toEqual([`fault bad-number ${symbol}`]);
	});

	test('a bad price is a fault of the whole message', async () => {
		const {fake, symbol, met} = await follow(dialect, venue);
		fake.faults.badPrice('"0"', {symbol});
		fake.change(symbol, atTheTouch('60000.00', '1.5'));
		expect(await met()).toEqual([`fault bad-number ${symbol}`]);
	});

	test('numbers with exponents are the same numbers', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.faults.exponents({symbol, times: 20});
		for (let steps = 0; steps < 20; steps++) fake.change(symbol, atTheTouch('60000.00', `1.${steps + 1}`));
		expect(await met()).toEqual([]);
		expect(fake.faults.pending).toBe(0);
		if (dialect.id !== 'kraken') expect(books()).toEqual(truth());
	});

	test('a digit that is another makes a wrong book, which a checksum alone shows', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.faults.flipDigit('quantity', {symbol});
		fake.change(symbol, atTheTouch('60000.00', '1.5'));
		expect(await met()).toEqual(dialect.checksum === undefined ? [] : [`mismatch ${symbol}`]);
		// The best prices of Hyperliquid come beside the book, and are right.
		if (dialect.id !== 'hyperliquid') expect(books()[0]).not.toEqual(truth()[0]);
		expect(books()[1]).toEqual(truth()[1]);
	});

	test('a change that did not happen is believed, and taken back by whatever proves it wrong', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.pretendToCross(symbol);
		expect(await met()).toEqual(dialect.checksum === undefined ? [] : [`mismatch ${symbol}`]);
		if (dialect.checksum === undefined) expect(books()[0]?.bids[0]).not.toEqual(truth()[0]?.bids[0]);
		expect(truth()[0]?.bids[0]).toEqual(fake.bookAt(symbol).bids[0]);
	});

	test('a market that is crossed is read so, until it is not', async () => {
		const {fake, reader, symbol, books, truth, met} = await follow(dialect, venue);
		const uncross = fake.cross(symbol);
		fake.step();
		expect(await met()).toEqual([]);
		expect(reader.book(symbol)?.isCrossed).toBe(true);
		uncross();
		await fake.untilRead();
		expect(reader.book(symbol)?.isCrossed).toBe(false);
		expect(books()).toEqual(truth());
	});

	test('a symbol that is silenced looks subscribed, and is not heard of', async () => {
		const {fake, symbol, symbols, reader, met} = await follow(dialect, venue);
		const heardOf = fake.faults.silence(symbol);
		fake.step(10);
		const before = await met();
		expect(before.filter((what) => what.includes(symbol))).toEqual([]);
		expect([reader.trades(symbol), reader.trades(symbols[1] ?? '').length > 0]).toEqual([[], true]);
		heardOf();
		fake.step(10);
		await fake.untilRead();
		expect(reader.trades(symbol).length).toBeGreaterThan(0);
	});

	test('a symbol that is refused says so in the words of the venue, where it has any', async () => {
		const {fake, symbol, reader} = await follow(dialect, venue);
		if (venue.resubscription === undefined) return;
		const admit = fake.refuse(symbol);
		reader.resubscribe(symbol);
		await reader.untilMet(dialect.id === 'hyperliquid' ? 'closed 1006' : `refused ${symbol}`);
		admit();
		expect(fake.countSubscribed(symbol)).toBe(1);
		if (dialect.id === 'hyperliquid') return;
		reader.resubscribe(symbol);
		await fake.untilSubscribed(symbol, 2);
	});

	test('an answer and a snapshot that are held back come when they are let go', async () => {
		const {fake, symbol, reader, met, books, truth} = await follow(dialect, venue);
		if (venue.resubscription === undefined) return;
		const answers = fake.faults.hold({kind: 'answer'});
		const snapshots = fake.faults.hold({kind: 'snapshot', symbol});
		fake.change(symbol, atTheTouch('60000.00', '1.5'));
		reader.resubscribe(symbol);
		await fake.untilSubscribed(symbol, 2);
		expect(await met()).toEqual([]);
		answers();
		expect(await met()).toContain('subscription answer');
		snapshots();
		await fake.untilRead();
		expect(books()).toEqual(truth());
	});

	test('a fault on one connection leaves the others alone', async () => {
		const {fake, symbol, symbols, met} = await follow(dialect, venue);
		const other = await startReader(venue, fake.endpoints, symbols);
		await fake.untilSubscribed(symbol, 2);
		await fake.untilRead();
		other.met.length = 0;
		const connection = fake.subscriptions.find(({isBook}) => isBook)?.connection ?? 0;
		fake.faults.truncate({symbol, connection});
		fake.step();
		expect(await met()).toContainEqual(expect.stringMatching('fault malformed'));
		expect(other.met.filter((what) => what.startsWith('fault'))).toEqual([]);
	});

	test('a fault that is withdrawn hits nothing', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		const withdraw = fake.faults.drop({symbol, times: Number.POSITIVE_INFINITY});
		expect(fake.faults.pending).toBe(1);
		withdraw();
		expect(fake.faults.pending).toBe(0);
		fake.step();
		expect([await met(), books()]).toEqual([[], truth()]);
	});

	test('a fault that would change nothing is refused', async () => {
		const {fake, symbol} = await follow(dialect, venue);
		fake.faults.rewrite((text) => text, {symbol});
		expect(() => fake.step()).toThrow('nothing to change');
	});

	test('a field that nobody knows changes nothing', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.faults.strangeField({symbol});
		fake.step();
		expect([await met(), books(), fake.faults.pending]).toEqual([[], truth(), 0]);
	});

	test('a price that is finer than all before is told as it is', async () => {
		const {fake, reader, symbol, met, books, truth} = await follow(dialect, venue);
		fake.change(symbol, atTheTouch('60000.005', '1.5'));
		fake.step(5);
		expect([await met(), books()]).toEqual([[], truth()]);
		const told = reader.book(symbol);
		expect(told && sidesOf(told).bids.map(([price]) => price)).toContain(60_000_005n * 10n ** 9n);
	});

	test('a side that is empty is read so, and filled again', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.empty(symbol, 'asks');
		expect([await met(), books()[0]?.asks, books()]).toEqual([[], [], truth()]);
		fake.change(symbol, {asks: [['60100', '2']]});
		expect([await met(), books()]).toEqual([[], truth()]);
	});

	test('a message that is filled up with blanks says what it said', async () => {
		const {fake, symbol, met, books, truth} = await follow(dialect, venue);
		fake.faults.bloat(1, {symbol});
		fake.step();
		expect(await met()).toEqual([]);
		expect(books()).toEqual(truth());
		expect(fake.faults.pending).toBe(0);
	});
});

test.each(numbered)('$dialect.id: a number that is skipped shows, although nothing is missing', async ({dialect, venue}) => {
	const {fake, symbol, met} = await follow(dialect, venue);
	fake.skipNumber(symbol);
	fake.step();
	expect(await met()).toEqual([expect.stringMatching(missing[dialect.id] ?? /never/)]);
});

test.each(allDialects)('$dialect.id: what the venue does not have is refused', async ({dialect, venue}) => {
	const {fake, symbol} = await follow(dialect, venue);
	const has = (id: readonly string[]) => id.includes(dialect.id);
	const tries: readonly (readonly [can: boolean, what: () => void])[] = [
		[has(['kraken']), () => fake.faults.wrongChecksum({symbol})],
		[numbered.some((each) => each.dialect === dialect), () => fake.skipNumber(symbol)],
		[has(['bybit', 'bybit-linear', 'okx']), () => fake.restart(symbol)],
		[has(['bybit', 'bybit-linear', 'okx', 'hyperliquid']), () => fake.idle(symbol)],
		[has(['binance', 'binance-usdm', 'okx']), () => fake.announceShutdown()],
		[has(['kraken', 'deribit']), () => fake.announceMaintenance()],
		[false, () => fake.step(401)],
		[false, () => fake.halt('NOPE')],
	];
	for (const [can, what] of tries) {
		if (can) expect(what).not.toThrow();
		else expect(what).toThrow();
	}
});

test('a checksum that is wrong proves a right book wrong', async () => {
	const {dialect, venue} = allDialects.find((each) => each.dialect.id === 'kraken') ?? allDialects[0]!;
	const {fake, symbol, met} = await follow(dialect, venue);
	fake.faults.wrongChecksum({symbol});
	fake.change(symbol, atTheTouch('60000.00', '1.5'));
	expect(await met()).toEqual([`mismatch ${symbol}`]);
});

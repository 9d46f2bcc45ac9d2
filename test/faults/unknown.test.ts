/* Row 9: fields, channels and whole messages that nobody knows yet. Venues add to what they say without notice: it is passed over, and counted by name. */

import {describe, expect, test} from 'vitest';
import type {FrameKind} from '../fake-venue/dialect.ts';
import {befalling, carrierOf, changeBest, expectRecovery, keepNext, logOf} from './kit.ts';
import {faultStage} from './stage.ts';

/** A message of a channel called `novelty`, as each venue would send it. */
const novelties: Readonly<Record<string, (symbol: string) => string>> = {
	binance: (symbol) => `{"stream":"${symbol.toLowerCase()}@novelty","data":{"e":"noveltyUpdate","s":"${symbol}","b":[["0","-1"]]}}`,
	'binance-usdm': (symbol) => `{"stream":"${symbol.toLowerCase()}@novelty","data":{"e":"noveltyUpdate","s":"${symbol}","b":[["0","-1"]]}}`,
	bybit: (symbol) => `{"topic":"novelty.${symbol}","type":"late","ts":1,"data":{"s":"${symbol}","b":[["0","-1"]]}}`,
	'bybit-linear': (symbol) => `{"topic":"novelty.${symbol}","type":"late","ts":1,"data":{"s":"${symbol}","b":[["0","-1"]]}}`,
	coinbase: (symbol) => `{"channel":"novelty","sequence_num":0,"events":[{"type":"late","product_id":"${symbol}","updates":null}]}`,
	kraken: (symbol) => `{"channel":"novelty","type":"late","data":[{"symbol":"${symbol}","bids":[{"price":-1}]}]}`,
	okx: (symbol) => `{"arg":{"channel":"novelty","instId":"${symbol}"},"action":"late","data":[{"bids":[["0","-1"]]}]}`,
	hyperliquid: (symbol) => `{"channel":"novelty","data":{"coin":"${symbol}","levels":null}}`,
	deribit: (symbol) =>
		`{"jsonrpc":"2.0","method":"subscription","params":{"channel":"novelty.${symbol}.100ms","data":{"bids":[["late"]]}}}`,
};

/** What tells that a message of a book is a change. */
const changes: Readonly<Record<string, string>> = {
	binance: '"e":"depthUpdate"',
	'binance-usdm': '"e":"depthUpdate"',
	bybit: '"type":"delta"',
	'bybit-linear': '"type":"delta"',
	coinbase: '"type":"update"',
	kraken: '"type":"update"',
	okx: '"action":"update"',
	deribit: '"type":"change"',
};

const kinds: readonly FrameKind[] = ['book', 'snapshot', 'trade', 'history', 'touch', 'answer', 'status'];

describe.each(befalling())('%s', (_, spoken) => {
	test('a field that nobody knows, in every message from the first on, changes nothing', async () => {
		const stage = await faultStage(spoken, {isJoined: false});
		for (const kind of kinds) stage.venue.faults.strangeField({kind, times: Number.POSITIVE_INFINITY});
		await stage.venue.untilConnected();
		await stage.untilInStep();
		stage.forgetStates();
		await stage.step(20);
		for (const symbol of [stage.first, stage.second]) {
			stage.expectUntouched(symbol);
			expect(stage.desk(symbol).integrity.trades).toBeGreaterThan(0);
		}
		expect(stage.engine.faults).toEqual([]);
	});

	test('messages of a channel that nobody knows are counted by its name, and nothing else', async () => {
		const stage = await faultStage(spoken);
		const lines = logOf(stage, stage.first).length;
		const sockets = stage.venue.open.length;
		for (let times = 0; times < 5; times++) {
			const text = novelties[spoken.dialect.id]?.(stage.first) ?? '';
			for (const connection of stage.venue.open) connection.send({kind: 'status', symbol: '', text});
			await stage.step();
		}
		expect(stage.engine.others.get('novelty')).toBe(5 * sockets);
		expect(stage.engine.faults).toEqual([]);
		expect(logOf(stage, stage.first)).toHaveLength(lines);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});

	test.each(['{}', '{"novelty":1}', '{"novelty":{"data":[1,null],"result":"late"},"id":null}'])(
		'%s is counted as unknown, and nothing else',
		async (text) => {
			const stage = await faultStage(spoken);
			const sockets = stage.venue.open.length;
			stage.venue.say(text);
			await stage.step(3);
			expect(stage.engine.others.get('unknown message')).toBe(sockets);
			expect(stage.engine.faults).toEqual([]);
			stage.expectUntouched(stage.first);
			stage.expectUntouched(stage.second);
		},
	);

	test('a message of a symbol that nobody asked for is counted by its name', async () => {
		const stage = await faultStage(spoken);
		const kept = keepNext(stage, {symbol: stage.first});
		changeBest(stage, stage.first, '1.2345');
		await stage.settle();
		const stranger = `XYZ${stage.first.slice(3)}`;
		const text = kept().replaceAll(stage.first, stranger).replaceAll(stage.first.toLowerCase(), stranger.toLowerCase());
		// Where messages are numbered, this one bears the next number.
		carrierOf(stage, stage.first).send({kind: 'status', symbol: '', text: text.replace(/("sequence_num":)\d+/, '$10')});
		await stage.step(3);
		expect(stage.engine.others.get(`message of ${stranger}, which nobody asked for`)).toBe(1);
		expect(stage.engine.desks).toHaveLength(2);
		stage.expectUntouched(stage.first);
		stage.expectUntouched(stage.second);
	});
});

describe.each(befalling({hyperliquid: 'a message of its books does not say of what kind it is'}))('%s', (_, spoken) => {
	test('a message of a book that is of a kind nobody knows is not guessed at: the book is sent anew', async () => {
		const stage = await faultStage(spoken);
		stage.venue.faults.rewrite((text) => text.replace(changes[spoken.dialect.id] ?? '', (said) => said.replace(/\w+"$/, 'late"')), {
			symbol: stage.first,
		});
		changeBest(stage, stage.first, '1.2345');
		changeBest(stage, stage.first, '2.5', 'asks');
		await stage.settle();
		expect(stage.states(stage.first)).toContain('GAP');
		await expectRecovery(stage, spoken);
		expect(stage.desk(stage.first).integrity).toMatchObject({gapCount: 1, resyncs: 1});
	});
});

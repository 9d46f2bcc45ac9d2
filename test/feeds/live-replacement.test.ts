import {expect, test} from 'vitest';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {flowing, message, order, quarters, read} from '../support/live-flow.ts';

test('replace opens a second socket, and the first goes on until it is retired', async () => {
	const staged = await flowing();
	const {server, clock, frames, notices} = staged;
	await order(staged, {kind: 'replace', connection: 1, reason: 'test'});
	expect((await frames.nth('opened', 2)).connection).toBe(2);
	expect(server.open).toBe(2);
	server.say(message);
	await frames.nth('message', 4);
	expect(
		new Set(
			frames
				.of('message')
				.slice(2)
				.map(({connection}) => connection),
		),
	).toEqual(new Set([1, 2]));
	frames.answer = ({connection}) => (connection === 2 ? [{kind: 'retire', connection: 1, reason: 'in step'}] : []);
	server.say(message);
	const closed = await frames.nth('closed', 1);
	expect(closed.connection).toBe(1);
	expect(read(closed)).toEqual({code: 1000, reason: 'in step'});
	await server.untilOpen(1);
	expect(clock.untilNext).toBe(1000);
	expect(notices).toEqual([]);
});

test('a replacement asked for twice is opened once', async () => {
	const staged = await flowing();
	const replace = {kind: 'replace', connection: 1, reason: 'test'} as const;
	staged.frames.answer = ({kind}) => (kind === 'message' ? [replace, replace] : []);
	staged.server.say(message);
	await staged.frames.nth('opened', 2);
	await order(staged, replace);
	expect(staged.server.handshakes).toHaveLength(2);
});

test('an old socket that nobody retires is closed a minute after its successor opened', async () => {
	const staged = await flowing();
	const {clock, frames, server} = staged;
	await order(staged, {kind: 'replace', connection: 1, reason: 'shutdown announced'});
	await frames.nth('opened', 2);
	server.say(message);
	await frames.nth('message', 4);
	await quarters(staged, 3);
	clock.advance(14_999);
	expect(frames.of('closed')).toEqual([]);
	clock.advance(1);
	expect(await frames.nth('closed', 1)).toMatchObject({connection: 1});
	expect(frames.of('closed').map(read)).toEqual([{code: 1000, reason: 'replaced by 2'}]);
});

test('where the successor dies, the old socket carries on and another successor is opened', async () => {
	const staged = await flowing();
	const {clock, frames, notices} = staged;
	await order(staged, {kind: 'replace', connection: 1, reason: 'test'});
	await frames.nth('opened', 2);
	await order(staged, {kind: 'reconnect', connection: 2, reason: 'test'});
	expect(await frames.nth('closed', 1)).toMatchObject({connection: 2});
	expect(notices.at(-1)).toBe('replacing the connection in 0.3 s (1006, test)');
	clock.advance(250);
	expect((await frames.nth('opened', 3)).connection).toBe(3);
	expect(frames.of('closed')).toHaveLength(1);
});

test('before the venue cuts a connection, another stands beside it', async () => {
	const staged = await flowing({}, {venue: {...binanceSpot, connectionLife: 90_000_000}});
	const {server, clock, frames} = staged;
	await quarters(staged, 5);
	clock.advance(14_999);
	expect(server.handshakes).toHaveLength(1);
	clock.advance(1);
	expect((await frames.nth('opened', 2)).connection).toBe(2);
	expect(server.open).toBe(2);
	expect(frames.of('closed')).toEqual([]);
});

import {expect, test} from 'vitest';
import {MessageTooLargeError, RestrictedLocationError, VenueUnreachableError} from '../../source/feeds/errors.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {badAnswers} from '../support/bad-answers.ts';
import {flowing, message, order, quarters, read} from '../support/live-flow.ts';
import {stage} from '../support/live-stage.ts';

test('after a cut it says why, waits a random share of half a second, and comes back under a new number', async () => {
	const {server, clock, frames, notices} = await flowing({}, {random: () => 0.8});
	server.cut(1001, 'going away');
	const closed = await frames.nth('closed', 1);
	expect(closed.connection).toBe(1);
	expect(read(closed)).toEqual({code: 1001, reason: 'going away'});
	expect(notices).toEqual(['reconnecting in 0.4 s (1001, going away)']);
	clock.advance(399);
	expect(server.handshakes).toHaveLength(1);
	clock.advance(1);
	const opened = await frames.nth('opened', 2);
	expect(opened.connection).toBe(2);
	expect(read(opened)).toEqual(read(frames.of('opened')[0]!));
	expect(notices.at(-1)).toBe('');
	server.say(message);
	expect((await frames.nth('message', 2)).connection).toBe(2);
});

test('the volume is not asked for again after a cut', async () => {
	const {server, clock, frames} = await flowing();
	server.cut();
	expect(read(await frames.nth('closed', 1))).toMatchObject({code: 1006});
	clock.advance(250);
	await frames.nth('opened', 2);
	server.say(message);
	await frames.nth('message', 2);
	expect(server.count('volume')).toBe(1);
});

test('cuts in a row double the wait, a minute of messages makes it short again', async () => {
	const staged = await flowing({}, {random: () => 1});
	const {server, clock, frames, notices} = staged;
	for (const [index, wait] of [500, 1000, 2000].entries()) {
		server.cut(1012);
		await frames.nth('closed', index + 1);
		clock.advance(wait - 1);
		expect(server.handshakes).toHaveLength(index + 1);
		clock.advance(1);
		await frames.nth('opened', index + 2);
	}
	server.say(message);
	await frames.nth('message', 2);
	await quarters(staged, 4);
	server.cut(1012);
	await frames.nth('closed', 4);
	expect(notices.at(-1)).toBe('reconnecting in 0.5 s (1012)');
});

test('closed for a breach of policy it stays away for half a minute at least', async () => {
	const {server, clock, frames, notices} = await flowing({}, {random: () => 0});
	server.cut(1008, 'Too many requests');
	await frames.nth('closed', 1);
	expect(notices).toEqual(['reconnecting in 30 s (1008, Too many requests)']);
	clock.advance(29_999);
	expect(server.handshakes).toHaveLength(1);
	clock.advance(1);
	await frames.nth('opened', 2);
});

test('a socket that is pinged and says nothing is ended after ten seconds, without waiting for its close', async () => {
	const {server, clock, frames} = await flowing();
	server.stall();
	clock.advance(15_000);
	await server.untilPinged(1);
	clock.advance(9999);
	expect(frames.of('closed')).toEqual([]);
	clock.advance(1);
	const closed = await frames.nth('closed', 1);
	expect(read(closed)).toEqual({code: 1006, reason: 'no pong within 10 s'});
	clock.advance(250);
	expect((await frames.nth('opened', 2)).connection).toBe(2);
});

test('a socket that answers its pings lives', async () => {
	const staged = await flowing();
	await quarters(staged, 8);
	expect(staged.frames.of('closed')).toEqual([]);
	expect(staged.server.handshakes).toHaveLength(1);
});

test('a socket that opens and brings nothing is opened anew after ten seconds, and given more time then', async () => {
	const {server, clock, frames, run} = await stage();
	void run();
	await frames.nth('opened', 1);
	clock.advance(10_000);
	expect(read(await frames.nth('closed', 1))).toEqual({code: 1006, reason: 'no message within 10 s of opening'});
	clock.advance(250);
	await frames.nth('opened', 2);
	clock.advance(15_000);
	await server.untilPinged(1);
	expect(frames.of('closed')).toHaveLength(1);
	clock.advance(5000);
	expect(read(await frames.nth('closed', 2))).toEqual({code: 1006, reason: 'no message within 20 s of opening'});
});

test('a handshake that takes ten seconds is given up', async () => {
	const {clock, notice, run, server} = await stage();
	server.refuseSockets({status: 0});
	void run();
	await server.untilRefused(1);
	clock.advance(10_000);
	expect(await notice(1)).toBe('reconnecting in 0.3 s (1006, not open within 10 s)');
});

test('the engine’s order to reconnect ends the socket at once', async () => {
	const staged = await flowing();
	await order(staged, {kind: 'reconnect', connection: 1, reason: 'three malformed frames'});
	expect(read(await staged.frames.nth('closed', 1))).toEqual({code: 1006, reason: 'three malformed frames'});
	staged.clock.advance(250);
	expect((await staged.frames.nth('opened', 2)).connection).toBe(2);
	await staged.server.untilOpen(1);
});

test('an order about a socket that is gone changes nothing', async () => {
	const staged = await flowing();
	await order(staged, {kind: 'reconnect', connection: 9, reason: 'late'});
	await order(staged, {kind: 'retire', connection: 1, reason: 'the only one'});
	expect(staged.frames.of('closed')).toEqual([]);
	expect(staged.server.handshakes).toHaveLength(1);
});

test('messages too large three times over end the feed with a word', async () => {
	const staged = await stage();
	const run = staged.run();
	for (let time = 1; time <= 3; time++) {
		await staged.frames.nth('opened', time);
		staged.server.cut(1009);
		await staged.frames.nth('closed', time);
		staged.clock.advance(4000);
	}
	await expect(run).rejects.toThrow(MessageTooLargeError);
	await expect(run).rejects.toThrow(/^127\.0\.0\.1:\d+ sent messages larger than 64 MiB 3 times: stopped\./);
});

test('a message of more than 64 MiB closes its socket with the code that says so', async () => {
	const {server, frames} = await flowing();
	server.say(Buffer.alloc(64 * 1024 * 1024 + 1, 32));
	expect(read(await frames.nth('closed', 1))).toEqual({code: 1009, reason: 'message too large'});
	expect(frames.of('message')).toHaveLength(1);
});

test('a handshake refused for a while is not tried again before', async () => {
	const {server, clock, frames, notice, run} = await stage();
	server.refuseSockets(badAnswers.tooMany(90), badAnswers.forbidden, badAnswers.unavailable);
	void run();
	expect(await notice(1)).toBe('reconnecting in 90 s (429)');
	clock.advance(90_250);
	expect(await notice(2)).toBe('reconnecting in 10 min (403)');
	clock.advance(600_500);
	expect(await notice(3)).toBe('reconnecting in 1 s (503)');
	clock.advance(1000);
	expect(await frames.nth('opened', 1)).toMatchObject({connection: 1});
});

test('a socket refused for the place we are in ends the feed', async () => {
	const {server, run} = await stage();
	server.refuseSockets(badAnswers.restricted);
	await expect(run()).rejects.toThrow(RestrictedLocationError);
});

test('a command gives up where the third attempt opens no socket', async () => {
	const {server, clock, notice, run} = await stage({}, {whenUnreachable: 'fail'});
	server.refuseSockets(badAnswers.unavailable, badAnswers.unavailable, badAnswers.unavailable);
	const running = run();
	await notice(1);
	clock.advance(250);
	await notice(2);
	clock.advance(500);
	await expect(running).rejects.toThrow(VenueUnreachableError);
	await expect(running).rejects.toThrow(/did not answer: refused with 503; gave up\. --demo and --replay need no network\.$/);
});

test('a jump of the wall clock is told, and the sockets are asked for a sign of life', async () => {
	const {server, clock, frames, notices} = await flowing();
	clock.jump(400);
	clock.advance(1000);
	expect(notices).toEqual([]);
	clock.jump(90_000);
	clock.advance(1000);
	expect(notices).toEqual(['the clock jumped by 90.0 s: checking the connections']);
	await server.untilPinged(1);
	server.say(message);
	await frames.nth('message', 2);
	clock.advance(5000);
	expect(notices.at(-1)).toBe('');
});

test('an attempt beyond the venue’s budget waits, and says so', async () => {
	const venue = {...binanceSpot, budget: {...binanceSpot.budget, connections: 2, connectionsWindow: 60_000}};
	const {server, clock, frames, notices} = await flowing({}, {venue, random: () => 0});
	server.cut();
	await frames.nth('closed', 1);
	clock.advance(0);
	await frames.nth('opened', 2);
	server.cut();
	await frames.nth('closed', 2);
	clock.advance(0);
	expect(notices.at(-1)).toBe('waiting 60 s: no more connections are allowed for now');
	clock.advance(59_999);
	expect(server.handshakes).toHaveLength(2);
	clock.advance(1);
	await frames.nth('opened', 3);
});

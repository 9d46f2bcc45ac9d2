import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {badAnswers} from '../support/bad-answers.ts';
import {dataFile} from '../support/data.ts';
import {type LiveMarket, liveMarket, type MarketSymbol, recordedMarkets} from '../support/live-market.ts';
import {replayed} from '../support/replaying.ts';

const btc = dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? '';
const eth = dataFile('binance-spot-ethusdt-20240808-60s.gz') ?? '';

describe.skipIf(btc === '' || eth === '')('a session against a venue of our own', async () => {
	const recorded =
		btc === '' || eth === ''
			? []
			: await recordedMarkets([
					['BTCUSDT', btc],
					['ETHUSDT', eth],
				]);
	const market = (): Promise<LiveMarket> => liveMarket(recorded);

	function expectSameAsReplay(live: LiveMarket, symbol: MarketSymbol, atLeast = 1500): void {
		const {ours, theirs} = live.compared(symbol);
		expect(ours.length).toBeGreaterThan(atLeast);
		expect(ours).toEqual(theirs);
	}

	test('brings both books into step while their snapshots are on their way', async () => {
		const live = await (await market()).begin();
		const release = live.stage.server.hold('depth');
		expect(live.shown('BTCUSDT').integrity).toMatchObject({state: 'SYNCING', badge: 'SYNCING', reason: 'waiting for the first diff'});
		await live.send(10);
		await live.stage.server.untilAsked('depth', 2);
		expect(live.shown('BTCUSDT').integrity).toMatchObject({state: 'SYNCING', applied: 0, bidLevels: 0});
		release();
		await live.untilAnswered(2);
		await live.send(10);
		for (const symbol of ['BTCUSDT', 'ETHUSDT'] as const) {
			expect(live.shown(symbol).integrity).toMatchObject({state: 'LIVE', badge: 'IN STEP', gaps: 0, resyncs: 0, overlaps: 0});
			expect(live.shown(symbol).integrity.applied).toBeGreaterThan(3);
			expectSameAsReplay(live, symbol);
		}
		expect(live.stage.server.count('depth')).toBe(2);
	});

	test('shows a gap where a diff is lost, resynchronises that book alone, and ends where an undisturbed replay is', async () => {
		const live = await (await market()).join();
		const release = live.stage.server.hold('depth');
		const before = live.desk('BTCUSDT').updateId;
		await live.loseDiffOf('BTCUSDT');
		const {integrity, summary, ladder} = live.shown('BTCUSDT');
		expect(integrity).toMatchObject({state: 'GAP', badge: 'GAP', gaps: 1, resyncs: 0, bidLevels: 0});
		expect(integrity.reason).toMatch(/^sequence: expected update \d+, got \d+$/);
		expect(Number(/update (\d+)/.exec(integrity.reason)?.[1])).toBeGreaterThan(before);
		expect(summary.mid).toBe('');
		expect(ladder.bids).toEqual([]);
		expect(live.shown('ETHUSDT').integrity).toMatchObject({state: 'LIVE', gaps: 0, resyncs: 0});
		await live.send(8);
		expectSameAsReplay(live, 'ETHUSDT');
		release();
		await live.untilAnswered(3);
		await live.send(8);
		expect(live.shown('BTCUSDT').integrity).toMatchObject({state: 'LIVE', badge: 'IN STEP', gaps: 1, resyncs: 1, reconnects: 0});
		expectSameAsReplay(live, 'BTCUSDT');
		expectSameAsReplay(live, 'ETHUSDT');
		expect(live.shown('ETHUSDT').integrity).toMatchObject({gaps: 0, resyncs: 0});
		expect(
			live.stage.server.asked
				.filter(({route}) => route === 'depth')
				.map(({symbol, limit}) => `${symbol} ${limit}`)
				.slice(2),
		).toEqual(['BTCUSDT 1000']);
	});

	test('comes back after the connection was cut, though much was missed', async () => {
		const live = await (await market()).join();
		const {server, clock, frames, notice} = live.stage;
		server.cut();
		await frames.nth('closed', 1);
		await server.untilOpen(0);
		expect(await notice(1)).toBe('reconnecting in 0.3 s (1006)');
		for (const symbol of ['BTCUSDT', 'ETHUSDT'] as const) {
			expect(live.shown(symbol).integrity).toMatchObject({
				state: 'CONNECTING',
				badge: 'CONNECTING',
				reason: 'closed (1006)',
				reconnects: 1,
			});
		}
		live.lose(20);
		clock.advance(250);
		await frames.nth('opened', 2);
		expect(live.shown('BTCUSDT').integrity).toMatchObject({state: 'SYNCING', badge: 'SYNCING'});
		expect(live.stage.notices.at(-1)).toBe('');
		await live.send(3);
		await live.untilAnswered(4);
		await live.send(10);
		for (const symbol of ['BTCUSDT', 'ETHUSDT'] as const) {
			expect(live.shown(symbol).integrity).toMatchObject({state: 'LIVE', badge: 'IN STEP', gaps: 1, reconnects: 1});
			expectSameAsReplay(live, symbol);
		}
	});

	test('keeps away from a venue that asked for it, and shows why', async () => {
		const live = await (await market()).join();
		const {server, clock} = live.stage;
		server.script('depth', badAnswers.tooMany(20));
		await live.loseDiffOf('BTCUSDT');
		await live.untilAnswered(3);
		const asked = server.count('depth');
		expect(live.shown('BTCUSDT').integrity).toMatchObject({state: 'GAP', badge: 'GAP', gaps: 1});
		expect(live.shown('BTCUSDT').integrity.reason).toMatch(
			/^snapshot refused: 127\.0\.0\.1:\d+ asks to be left alone for 20 s \(429, too many requests\)$/,
		);
		await live.pass(19);
		expect(server.count('depth')).toBe(asked);
		expect(live.shown('BTCUSDT').integrity.state).toBe('GAP');
		expect(live.shown('ETHUSDT').integrity).toMatchObject({state: 'LIVE', gaps: 0});
		clock.advance(1000);
		// One of them is what nobody asked the venue for: a second opinion on the other book.
		await live.untilAnswered(5);
		await live.send(3);
		expect(server.count('depth')).toBe(asked + 1);
		expect(live.shown('BTCUSDT').integrity).toMatchObject({state: 'LIVE', badge: 'IN STEP', resyncs: 1});
		expectSameAsReplay(live, 'BTCUSDT');
		expectSameAsReplay(live, 'ETHUSDT');
	});

	test('sees that a socket is dead though nobody closes it', async () => {
		const live = await (await market()).join();
		const {server, clock, frames, notice} = live.stage;
		server.stall();
		for (let second = 0; second < 7; second++) clock.advance(1000);
		for (const symbol of ['BTCUSDT', 'ETHUSDT'] as const) {
			expect(live.shown(symbol).integrity).toMatchObject({state: 'STALE', badge: 'STALE', reason: 'no diff', gaps: 0});
		}
		clock.advance(8000);
		await server.untilPinged(1);
		clock.advance(10_000);
		await frames.nth('closed', 1);
		expect(await notice(1)).toBe('reconnecting in 0.3 s (1006, no pong within 10 s)');
		expect(live.shown('BTCUSDT').integrity).toMatchObject({state: 'CONNECTING', reason: 'no pong within 10 s (1006)', reconnects: 1});
		live.lose(50);
		clock.advance(250);
		await frames.nth('opened', 2);
		await live.send(3);
		await live.untilAnswered(4);
		await live.send(10);
		for (const symbol of ['BTCUSDT', 'ETHUSDT'] as const) {
			expect(live.shown(symbol).integrity).toMatchObject({state: 'LIVE', badge: 'IN STEP', gaps: 1});
			expectSameAsReplay(live, symbol);
		}
	});

	test('moves to another connection before an announced shutdown, and no book is ever out of step', async () => {
		const live = await (await market()).join();
		const {server, clock, frames} = live.stage;
		const trades = live.shown('BTCUSDT').vpin.trades;
		const release = server.hold('depth');
		server.announceShutdown();
		await frames.nth('opened', 2);
		expect(server.open).toBe(2);
		await live.send(5);
		expect(live.shown('BTCUSDT').integrity).toMatchObject({state: 'LIVE', gaps: 0});
		release();
		await live.untilAnswered(4);
		await live.send(8);
		clock.advance(1000);
		const {connection} = await frames.nth('closed', 1);
		expect(connection).toBe(1);
		await server.untilOpen(1);
		await live.send(8);
		for (const symbol of ['BTCUSDT', 'ETHUSDT'] as const) {
			// Both connections had the same book.
			expect(live.shown(symbol).integrity).toMatchObject({state: 'LIVE', badge: 'PROVEN', gaps: 0, resyncs: 0, reconnects: 0});
			expect(live.shown(symbol).log.map((line) => (line.kind === 'signal' ? '' : line.text))).toContainEqual(
				expect.stringMatching(/^book renewed at \d+$/),
			);
			expectSameAsReplay(live, symbol);
		}
		expect(live.shown('BTCUSDT').vpin.trades).toBeGreaterThan(trades);
		expect(live.desk('BTCUSDT').integrity.tradesRepeated).toBeGreaterThan(0);
	});

	test('refuses a symbol that is not there before anything else happens', async () => {
		const live = await liveMarket(recorded, {symbols: ['BTCUSD']});
		await expect(live.runner.run()).rejects.toThrow('BTCUSD is not on Binance spot. Nearest: BTCUSDT, BTCUSDC.');
		expect(live.engine.frames).toBe(0);
		expect(live.stage.server.handshakes).toEqual([]);
	});

	test('that was recorded through all of it replays to the same hashes', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'obi-tui-'));
		onTestFinished(() => rmSync(folder, {recursive: true}));
		const file = join(folder, 'live.jsonl');
		const live = await market();
		live.runner.recording.start(file, 1.7e15);
		await live.join();
		await live.pass(3);
		await live.loseDiffOf('BTCUSDT');
		await live.pass(2);
		live.runner.act({kind: 'thresholds', step: 0.05});
		live.stage.server.say('{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpd');
		await live.pass(2);
		live.stage.server.cut();
		await live.stage.frames.nth('closed', 1);
		await live.stage.server.untilOpen(0);
		live.stage.clock.advance(1000);
		await live.stage.frames.nth('opened', 2);
		await live.pass(1);
		await live.untilAnswered(live.stage.server.count('depth'));
		await live.pass(5);
		const {gaps, reconnects, state} = live.shown('BTCUSDT').integrity;
		expect({gaps, reconnects, state}).toEqual({gaps: 2, reconnects: 1, state: 'LIVE'});
		await live.runner.stop('the test is over');
		const {engine, status} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(status.kind).toBe('same');
		expect([engine.frames, engine.samples]).toEqual([live.engine.frames, live.engine.samples]);
		expect(engine.samples).toBeGreaterThan(12);
		expect([engine.bookHash, engine.stateHash]).toEqual([live.engine.bookHash, live.engine.stateHash]);
	});
});

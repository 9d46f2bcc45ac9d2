/* Where a venue sends heartbeats, a quiet market is told from a dead connection. */

import {expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {defaultSettings} from '../../source/engine/settings.ts';
import type {FrameKind} from '../../source/market/frame.ts';
import {coinbase} from '../../source/venues/coinbase.ts';

const second = 1_000_000;

class Session {
	readonly engine = new Engine({settings: defaultSettings, venue: coinbase, findVenue: () => coinbase});
	#count = 0;

	constructor() {
		const instruments = [{symbol: 'BTC-USD', base: 'BTC', quote: 'USD', tickSize: '0.01', stepSize: '0.00000001', status: 'TRADING'}];
		this.#fold(0, 'opened', {venue: 'coinbase', market: 'spot', url: '', streams: [], instruments});
		const levels = [
			['bid', '60000.10'],
			['offer', '60000.20'],
		].map(([side, price]) => ({side, event_time: '2026-09-01T12:00:00Z', price_level: price, new_quantity: '1'}));
		this.say(0, 'l2_data', [{type: 'snapshot', product_id: 'BTC-USD', updates: levels}]);
	}

	say(seconds: number, channel: string, events: readonly object[]): void {
		this.#fold(seconds, 'message', {channel, timestamp: '2026-09-01T12:00:00Z', sequence_num: this.#count++, events});
	}

	beat(seconds: number): void {
		this.say(seconds, 'heartbeats', [{current_time: '', heartbeat_counter: seconds}]);
	}

	tick(seconds: number): string {
		this.#fold(seconds, 'tick', {});
		return this.engine.desks[0]?.integrity.badge ?? '';
	}

	#fold(seconds: number, kind: FrameKind, payload: object): void {
		const connection = kind === 'tick' ? 0 : 1;
		this.engine.fold({at: 1_788_000_000 * second + seconds * second, connection, kind, payload: Buffer.from(JSON.stringify(payload))});
	}
}

test('a market that is quiet for minutes stays in step as long as heartbeats come', () => {
	const session = new Session();
	for (let seconds = 1; seconds <= 300; seconds++) {
		session.beat(seconds);
		expect(session.tick(seconds)).toBe('IN STEP');
	}
});

test('without a heartbeat it is stale after four seconds, and with the next one it is not', () => {
	const session = new Session();
	session.beat(1);
	expect([2, 3, 4, 5].map((seconds) => session.tick(seconds))).toEqual(['IN STEP', 'IN STEP', 'IN STEP', 'IN STEP']);
	expect(session.tick(5.5)).toBe('STALE');
	session.beat(6);
	expect(session.tick(6)).toBe('IN STEP');
	expect(session.engine.desks[0]?.integrity.gapCount).toBe(0);
});

import {describe, expect, test} from 'vitest';
import {Subscription} from '../../source/engine/subscription.ts';
import {fc} from '../metrics/seeded.ts';
import {archived, readInto, survivesArchiving, timed} from '../support/archiving.ts';

const second = 1_000_000;
const openedAt = 1_723_075_200 * second;

/** What is wanted at each of these seconds after the connection opened, asked one after another. */
function wantedAt(subscription: Subscription, ...seconds: readonly number[]) {
	return seconds.map((after) => subscription.wanted(openedAt + after * second));
}

describe('a subscription that brings no snapshot', () => {
	test('is waited for ten seconds, then made once more', () => {
		expect(wantedAt(new Subscription(openedAt), 0, 5, 10, 10.000_001, 10.000_002)).toEqual([
			'nothing',
			'nothing',
			'nothing',
			'resubscribe',
			'nothing',
		]);
	});

	test('made once more is waited for five seconds, then the connection is renewed', () => {
		expect(wantedAt(new Subscription(openedAt), 11, 16, 16.1)).toEqual(['resubscribe', 'nothing', 'reconnect']);
	});

	test('on a connection that was to be renewed begins all over', () => {
		const subscription = new Subscription(openedAt);
		wantedAt(subscription, 11, 17);
		expect(wantedAt(subscription, 18, 27, 27.1, 32.1, 32.2)).toEqual(['nothing', 'nothing', 'resubscribe', 'nothing', 'reconnect']);
	});
});

describe('a subscription whose book is lost', () => {
	test('is made anew at once, and but once', () => {
		const subscription = new Subscription(openedAt);
		subscription.brought();
		subscription.lose();
		expect(wantedAt(subscription, 3, 3, 8)).toEqual(['resubscribe', 'nothing', 'nothing']);
	});

	test('before its first snapshot came is made anew at once, too', () => {
		const subscription = new Subscription(openedAt);
		subscription.lose();
		expect(wantedAt(subscription, 0)).toEqual(['resubscribe']);
	});

	test('has five seconds to bring a snapshot, then the connection is renewed', () => {
		const subscription = new Subscription(openedAt);
		subscription.brought();
		subscription.lose();
		expect(wantedAt(subscription, 100, 105, 105.1)).toEqual(['resubscribe', 'nothing', 'reconnect']);
	});

	test('counts from when it was made anew, however long it had lived', () => {
		const subscription = new Subscription(openedAt);
		subscription.brought();
		subscription.lose();
		expect(wantedAt(subscription, 86_000, 86_004)).toEqual(['resubscribe', 'nothing']);
	});

	test('and that brought a new snapshot is made anew at the next loss, not renewed with its connection', () => {
		const subscription = new Subscription(openedAt);
		for (const after of [100, 200, 300]) {
			subscription.lose();
			expect(wantedAt(subscription, after)).toEqual(['resubscribe']);
			subscription.brought();
		}
	});

	test('but brings a snapshot before anything was asked for is not made anew', () => {
		const subscription = new Subscription(openedAt);
		subscription.lose();
		subscription.brought();
		expect(wantedAt(subscription, 1)).toEqual(['nothing']);
	});
});

test('a subscription that is refused wants nothing any more, lost or late, unless a book comes after all', () => {
	const subscription = new Subscription(openedAt);
	subscription.refuse();
	subscription.lose();
	expect(wantedAt(subscription, 1, 11, 10_000)).toEqual(['nothing', 'nothing', 'nothing']);
	subscription.brought();
	subscription.lose();
	expect(wantedAt(subscription, 20_000)).toEqual(['resubscribe']);
});

test('a checkpoint brings back how long it has waited, and for what', () => {
	const subscription = new Subscription(openedAt);
	wantedAt(subscription, 11);
	const copy = new Subscription(0);
	readInto(copy, archived(subscription));
	expect(wantedAt(copy, 16, 16.1)).toEqual(['nothing', 'reconnect']);
});

survivesArchiving('a subscription', {
	options: fc.constant(openedAt),
	make: (at) => new Subscription(at),
	events: timed(
		fc.record({
			after: fc.integer({min: 0, max: 12 * second}),
			kind: fc.constantFrom('ask', 'ask', 'ask', 'ask', 'lose', 'brought', 'refuse'),
			isRare: fc.integer({min: 0, max: 9}).map((chance) => chance === 0),
		}),
	),
	feed(subscription, {kind, at, isRare}) {
		if (kind === 'ask') return subscription.wanted(at);
		if (kind === 'lose') return subscription.lose();
		if (kind === 'brought') return subscription.brought();
		return isRare ? subscription.refuse() : undefined;
	},
});

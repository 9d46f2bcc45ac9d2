/*
Row 29 of the faults: levels far from the touch that nobody takes away. Beyond a hundred thousand a side they are forgotten but for the best fifty thousand, and the
book remembers how far it is known.
*/

import {describe, expect, test} from 'vitest';
import {sidesOf} from '../fake-venue/levels-of.ts';
import {seededFlow, type TextLevel} from '../fake-venue/order-flow.ts';
import {befalling, type Exemptions} from './kit.ts';
import {faultStage} from './stage.ts';

const cutAtDepth: Exemptions = {
	bybit: 'its books are cut to the depth that it keeps up',
	'bybit-linear': 'its books are cut to the depth that it keeps up',
	kraken: 'its books are cut to the depth that it keeps up',
	okx: 'its books are cut to the depth that it keeps up',
	hyperliquid: 'its books are cut to the depth that it keeps up',
};

const tooMany = 100_001;
const kept = 50_000;

/** Far below all others, a tick of 0.01 between them, best first. */
const farBids: readonly TextLevel[] = Array.from({length: tooMany}, (_, rank) => [((5_000_000 - rank) / 100).toFixed(2), '1'] as const);

describe.each(befalling(cutAtDepth))('%s', (_, spoken) => {
	test('leaves a hundred thousand bids far away: half of them are forgotten, and what lies there is not trusted any more', async () => {
		// With fewer, another snapshot would be fetched by REST as soon as the book is cut.
		const stage = await faultStage(spoken, {flow: (__, index) => seededFlow({seed: index + 1, levels: 300, steps: 50})});
		const book = stage.desk(stage.first).liveBook;
		if (book === undefined) throw new Error('no book');
		expect([book.trustedBid, book.trustedAsk]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
		stage.venue.change(stage.first, {bids: farBids});
		await stage.settle();
		expect(book.bids.count).toBeGreaterThan(tooMany);
		await stage.pass(2000);
		expect(book.bids.count).toBe(kept);
		expect([book.trustedBid, book.trustedAsk]).toEqual([book.bids.worstPrice, Number.POSITIVE_INFINITY]);
		expect([book.trustedBidLevels, book.isTrustedFor(kept), book.isTrustedFor(kept + 1)]).toEqual([kept, true, false]);
		await stage.step();
		stage.venue.change(stage.first, {bids: [[farBids.at(-1)?.[0] ?? '', '2']]});
		await stage.settle();
		// A change beyond is taken, and makes nothing known of what lies between.
		expect(book.bids.worstPrice).toBeLessThan(book.trustedBid);
		const {bids, asks} = sidesOf(book);
		expect(bids.slice(0, book.trustedBidLevels)).toEqual(stage.venue.bookAt(stage.first, book.trustedBidLevels).bids);
		expect(asks).toEqual(stage.venue.bookAt(stage.first).asks);
		expect(stage.states(stage.first)).toEqual(['LIVE']);
		stage.expectUntouched(stage.second);
	});
});

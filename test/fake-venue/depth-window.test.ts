import {expect, test} from 'vitest';
import type {Level} from '../support/oracle-book.ts';
import {windowChanges} from './depth-window.ts';
import type {Sides} from './market.ts';

function bids(...levels: readonly Level[]): Sides {
	return {bids: levels, asks: []};
}

const before = bids([9n, 1n], [8n, 2n], [7n, 3n]);

test('what changed among the best is told, and nothing else', () => {
	const after = bids([9n, 5n], [8n, 2n], [7n, 4n]);
	expect(windowChanges(before, after, 2, true)).toEqual(bids([9n, 5n]));
	expect(windowChanges(before, after, 3, true)).toEqual(bids([9n, 5n], [7n, 4n]));
});

test('a level that is gone lets the next one in', () => {
	const after = bids([8n, 2n], [7n, 3n]);
	for (const tells of [true, false]) expect(windowChanges(before, after, 2, tells)).toEqual(bids([9n, 0n], [7n, 3n]));
});

test('a level that is pushed out is taken away, or left to the reader', () => {
	const after = bids([10n, 6n], [9n, 1n], [8n, 2n], [7n, 3n]);
	expect(windowChanges(before, after, 2, true)).toEqual(bids([8n, 0n], [10n, 6n]));
	expect(windowChanges(before, after, 2, false)).toEqual(bids([10n, 6n]));
});

test('a level that comes back is told anew', () => {
	const pushed = bids([10n, 6n], [9n, 1n], [8n, 2n]);
	expect(windowChanges(pushed, before, 2, false)).toEqual(bids([10n, 0n], [8n, 2n]));
});

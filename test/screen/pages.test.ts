import {expect, test} from 'vitest';
import {type Pages, pagesReducer} from '../../source/screen/pages.ts';

const closed: Pages = {help: undefined, metrics: undefined};
const counts = {help: 2, metrics: 3};
const next = {kind: 'metrics', step: 1} as const;
const previous = {kind: 'metrics', step: -1} as const;

function after(pages: Pages, ...actions: readonly Parameters<typeof pagesReducer>[1][]): Pages {
	return actions.reduce((current, action) => pagesReducer(current, action, counts), pages);
}

test('v goes through all pages of the metrics and closes them beyond the last, V the other way round', () => {
	expect([1, 2, 3, 4, 5].map((times) => after(closed, ...Array<typeof next>(times).fill(next)).metrics)).toEqual([0, 1, 2, undefined, 0]);
	expect([1, 2, 3, 4].map((times) => after(closed, ...Array<typeof previous>(times).fill(previous)).metrics)).toEqual([2, 1, 0, undefined]);
	expect(after(closed, next, next, previous).metrics).toBe(0);
});

test('arrows turn the pages of what lies on top, and stop at its ends', () => {
	const forward = {kind: 'page', step: 1} as const;
	const back = {kind: 'page', step: -1} as const;
	expect(after(closed, forward)).toEqual(closed);
	expect(after(closed, next, forward, forward, forward)).toEqual({help: undefined, metrics: 2});
	expect(after(closed, next, forward, {kind: 'help'}, forward, forward, back, back)).toEqual({help: 0, metrics: 1});
});

test('Escape closes what lies on top, the help before the metrics', () => {
	const both = after(closed, next, {kind: 'help'});
	expect(both).toEqual({help: 0, metrics: 0});
	expect(after(both, {kind: 'back'})).toEqual({help: undefined, metrics: 0});
	expect(after(both, {kind: 'back'}, {kind: 'back'})).toEqual(closed);
	expect(after(closed, {kind: 'back'})).toEqual(closed);
});

test('v closes the help that lies over the metrics, at the page where they were', () => {
	expect(after({help: 1, metrics: 1}, next)).toEqual({help: undefined, metrics: 1});
	expect(after({help: 1, metrics: undefined}, next)).toEqual({help: undefined, metrics: 0});
});

test('a page that is no more, because the terminal was made higher, is the last one', () => {
	expect(after({help: undefined, metrics: 9}, previous).metrics).toBe(1);
	expect(after({help: undefined, metrics: 9}, next).metrics).toBeUndefined();
});

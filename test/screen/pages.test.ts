import {expect, test} from 'vitest';
import {noPages as closed, hasOpenPage, type Pages, pagesReducer} from '../../source/screen/pages.ts';

const counts = {help: 2, metrics: 3, proof: 4};
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
	expect(after(closed, next, forward, forward, forward)).toEqual({...closed, metrics: 2});
	expect(after(closed, next, forward, {kind: 'help'}, forward, forward, back, back)).toEqual({...closed, help: 0, metrics: 1});
});

test('Escape closes what lies on top, the help before the metrics', () => {
	const both = after(closed, next, {kind: 'help'});
	expect(both).toEqual({...closed, help: 0, metrics: 0});
	expect(after(both, {kind: 'back'})).toEqual({...closed, metrics: 0});
	expect(after(both, {kind: 'back'}, {kind: 'back'})).toEqual(closed);
	expect(after(closed, {kind: 'back'})).toEqual(closed);
});

test('v closes the help that lies over the metrics, at the page where they were', () => {
	expect(after({...closed, help: 1, metrics: 1}, next)).toEqual({...closed, metrics: 1});
	expect(after({...closed, help: 1}, next)).toEqual({...closed, metrics: 0});
});

test('a page that is no more, because the terminal was made higher, is the last one', () => {
	expect(after({...closed, metrics: 9}, previous).metrics).toBe(1);
	expect(after({...closed, metrics: 9}, next).metrics).toBeUndefined();
});

test('i goes through all pages of the proof as v does through those of the metrics, and one takes the place of the other', () => {
	const on = {kind: 'proof', step: 1} as const;
	expect([1, 2, 3, 4, 5].map((times) => after(closed, ...Array<typeof on>(times).fill(on)).proof)).toEqual([0, 1, 2, 3, undefined]);
	expect(after(closed, {kind: 'proof', step: -1}).proof).toBe(3);
	expect(after(closed, next, on)).toEqual({...closed, proof: 0});
	expect(after(closed, on, next)).toEqual({...closed, metrics: 0});
	expect(after(closed, on, {kind: 'page', step: 1}, {kind: 'page', step: 1}, {kind: 'page', step: -1})).toEqual({...closed, proof: 1});
	expect(after(closed, on, on, {kind: 'help'}, on)).toEqual({...closed, proof: 1});
	expect(after(closed, on, {kind: 'back'})).toEqual(closed);
});

test('a page is open while any of them is', () => {
	expect([{}, {help: 0}, {metrics: 2}, {proof: 1}].map((part) => hasOpenPage({...closed, ...part}))).toEqual([false, true, true, true]);
});

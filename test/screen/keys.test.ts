import {expect, test} from 'vitest';
import {actionsOf, unknownKeyOf} from '../../source/screen/keys.ts';

test.each([
	['1', {kind: 'select', index: 0}],
	['9', {kind: 'select', index: 8}],
	['<', {kind: 'select-next', step: -1}],
	['>', {kind: 'select-next', step: 1}],
	[' ', {kind: 'hold'}],
	['-', {kind: 'thresholds', step: -0.01}],
	['=', {kind: 'thresholds', step: 0.01}],
	['_', {kind: 'thresholds', step: -0.05}],
	['+', {kind: 'thresholds', step: 0.05}],
	['l', {kind: 'levels', step: -1}],
	['L', {kind: 'levels', step: 1}],
	['[', {kind: 'grouping', step: -1}],
	[']', {kind: 'grouping', step: 1}],
	['{', {kind: 'speed', step: -1}],
	['}', {kind: 'speed', step: 1}],
	['v', {kind: 'metrics', step: 1}],
	['V', {kind: 'metrics', step: -1}],
	['i', {kind: 'proof', step: 1}],
	['I', {kind: 'proof', step: -1}],
	[',', {kind: 'step', frames: -1}],
	['.', {kind: 'step', frames: 1}],
	['n', {kind: 'signal', step: 1}],
	['N', {kind: 'signal', step: -1}],
	['g', {kind: 'prompt'}],
	['m', {kind: 'mark'}],
	['S', {kind: 'picker'}],
	['s', {kind: 'snapshot'}],
	['R', {kind: 'record'}],
	['t', {kind: 'theme'}],
	['?', {kind: 'help'}],
	['q', {kind: 'quit'}],
])('%s asks for its action', (character, action) => {
	expect(actionsOf(character, {})).toEqual([action]);
});

test('a chunk of several characters is as many keys', () => {
	expect(actionsOf('==\tq', {}).map(({kind}) => kind)).toEqual(['thresholds', 'thresholds', 'focus', 'quit']);
});

test('Ctrl+C quits; other keys with Ctrl or Alt do nothing', () => {
	expect(actionsOf('c', {ctrl: true})).toEqual([{kind: 'quit'}]);
	expect(actionsOf('s', {ctrl: true})).toEqual([]);
	expect(actionsOf('q', {meta: true})).toEqual([]);
});

test('arrows to the side go five seconds, with Shift a minute; Home and End to the ends', () => {
	expect(actionsOf('', {leftArrow: true})).toEqual([{kind: 'sideways', step: -1, seconds: -5}]);
	expect(actionsOf('', {rightArrow: true})).toEqual([{kind: 'sideways', step: 1, seconds: 5}]);
	expect(actionsOf('', {leftArrow: true, shift: true})).toEqual([{kind: 'sideways', step: -1, seconds: -60}]);
	expect(actionsOf('', {rightArrow: true, shift: true})).toEqual([{kind: 'sideways', step: 1, seconds: 60}]);
	expect(actionsOf('', {home: true})).toEqual([{kind: 'ends', which: 'first'}]);
	expect(actionsOf('', {end: true})).toEqual([{kind: 'ends', which: 'last'}]);
});

test('Tab and Shift+Tab move the focus, Page Up and Down turn pages, Escape goes back', () => {
	expect(actionsOf('', {tab: true})).toEqual([{kind: 'focus', step: 1}]);
	expect(actionsOf('', {tab: true, shift: true})).toEqual([{kind: 'focus', step: -1}]);
	expect(actionsOf('', {pageDown: true})).toEqual([{kind: 'page', step: 1}]);
	expect(actionsOf('', {pageUp: true})).toEqual([{kind: 'page', step: -1}]);
	expect(actionsOf('', {escape: true})).toEqual([{kind: 'back'}]);
});

test('keys without a meaning do nothing', () => {
	expect(actionsOf('xyz0é😀\r', {})).toEqual([]);
});

test.each([
	['x', undefined],
	['r', 'R'],
	['Q', 'q'],
	['M', 'm'],
	['G', 'g'],
	['/', '?'],
	['h', '?'],
	['!', '1'],
	['(', '9'],
	['j', undefined],
	['k', undefined],
	[';', undefined],
	['0', undefined],
	['é', undefined],
	['\u{1f600}', undefined],
])('%s is no key, and the nearest is named where there is one', (key, nearest) => {
	expect(actionsOf(key, {})).toEqual([]);
	expect(unknownKeyOf(key, {})).toEqual({key, nearest});
});

test('a key that does something is not unknown, and of a chunk the last one counts', () => {
	for (const key of ['1', '<', ' ', '-', 'L', 'R', '?', 'q']) expect(unknownKeyOf(key, {})).toBeUndefined();
	expect(unknownKeyOf('==x', {})?.key).toBe('x');
	expect(unknownKeyOf('x==', {})).toBeUndefined();
});

test('controls, arrows, Escape, Tab and what has no shape of its own stay silent', () => {
	for (const key of ['', '\r', '\u007f', '\u0000', '\u00a0', '\u0301', '\u202e']) expect(unknownKeyOf(key, {})).toBeUndefined();
	for (const flag of ['ctrl', 'meta', 'escape', 'tab'] as const) expect(unknownKeyOf('x', {[flag]: true})).toBeUndefined();
	expect(unknownKeyOf('', {leftArrow: true})).toBeUndefined();
});

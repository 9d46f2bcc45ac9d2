import {expect, test} from 'vitest';
import {printable} from '../../source/commands/printable.ts';

test('what would steer a terminal is printed as question marks', () => {
	expect(printable('\u001b[2J\u001b]0;title\u0007')).toBe('?[2J?]0;title?');
	expect(printable('over\rwritten, \u0000, \u000b, \u007f, \u0080, \u009b31m, \u009f')).toBe('over?written, ?, ?, ?, ?, ?31m, ?');
});

test('lines, tabs and letters of all kinds stay as they are', () => {
	const text = 'a\tb\nc – é µ 币 ✔ \u00a0~ 😀';
	expect(printable(text)).toBe(text);
});

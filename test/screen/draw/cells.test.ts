import fc from 'fast-check';
import {expect, test} from 'vitest';
import {clean, displayWidth, fitLeft, fitRight, line, toAscii} from '../../../source/screen/draw/cells.ts';
import {createLook} from '../../../source/screen/theme.ts';

const look = createLook({theme: 'blue-orange', glyphs: 'braille', colors: 'truecolor'});

test('text is padded or cut to exactly its width', () => {
	expect(fitLeft('bid', 6)).toBe('bid   ');
	expect(fitRight('bid', 6)).toBe('   bid');
	expect(fitLeft('imbalance', 6)).toBe('imbal…');
	expect(fitRight('imbalance', 6)).toBe('imbal…');
	expect(fitLeft('x', 0)).toBe('');
});

test('East Asian letters and emoji take two cells, and are not cut in half', () => {
	expect(displayWidth('币安')).toBe(4);
	expect(displayWidth('😀')).toBe(2);
	expect(fitLeft('币安人生', 6)).toBe('币安… ');
});

test('what could move the cursor or hide is taken out', () => {
	expect(clean('a\u001b[2Jb\u0007\r\n')).toBe('a?[2Jb???');
	expect(clean('e\u0301\u200b\u202ex')).toBe('ex');
	expect(clean('\ud800')).toBe('?');
});

test('whatever the text, a fitted one has exactly its width', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary'}), fc.nat(40), (text, width) => {
			expect(displayWidth(fitLeft(text, width))).toBe(width);
			expect(displayWidth(fitRight(text, width))).toBe(width);
		}),
	);
});

test('whatever the segments, a line has exactly its width and cuts no escape', () => {
	const segment = fc.oneof(
		fc.string({unit: 'grapheme'}),
		fc.string().map((text): [string, (part: string) => string] => [text, look.alert]),
	);
	fc.assert(
		fc.property(fc.array(segment), fc.nat(60), fc.constantFrom('braille' as const, 'ascii' as const), (segments, width, glyphs) => {
			const bare = line(segments, width, {...look, glyphs}).replace(/\u001b\[[\d;]*m/g, '');
			expect(bare).not.toContain('\u001b');
			expect(displayWidth(bare)).toBe(width);
		}),
	);
});

test('a cut line ends in an ellipsis of the style that it cuts', () => {
	expect(line(['gap: ', ['expected 112', look.alert]], 10, look)).toBe(`gap: ${look.alert('expe…')}`);
	expect(line(['12345', '6'], 5, look)).toBe('1234…');
	expect(line(['12345', ''], 5, look)).toBe('12345');
});

test('ASCII keeps every cell in its place', () => {
	expect(toAscii('╭─ ρ ±1 ▲ −2 … ✔')).toBe('+- p ~1 ^ -2 ~ +');
	expect(toAscii('币a')).toBe('??a');
});

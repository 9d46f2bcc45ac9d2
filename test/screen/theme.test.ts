import {expect, test} from 'vitest';
import {paintScene} from '../../source/screen/plain.ts';
import {toSvg} from '../../source/screen/svg.ts';
import {createLook, nextTheme, resolveColors, resolveGlyphs, themes} from '../../source/screen/theme.ts';
import {createScene} from '../support/scene.ts';

test('t goes through all themes and round again', () => {
	expect(themes.map(nextTheme)).toEqual(['green-red', 'red-green', 'blue-orange']);
});

test('green and red change sides between the two themes that use them', () => {
	const [one, other] = (['green-red', 'red-green'] as const).map((theme) => createLook({theme, glyphs: 'braille', colors: 'truecolor'}));
	expect(one?.bid('x')).toBe(other?.ask('x'));
	expect(one?.ask('x')).toBe(other?.bid('x'));
});

test('each colour mode writes its own kind of escape', () => {
	const bid = (colors: '16' | '256' | 'truecolor' | 'none') => createLook({theme: 'blue-orange', glyphs: 'braille', colors}).bid('x');
	expect(bid('none')).toBe('x');
	expect(bid('16')).toBe('\u001b[94mx\u001b[39m');
	expect(bid('256')).toMatch(/^\u001b\[38;5;\d+mx\u001b\[39m$/);
	expect(bid('truecolor')).toMatch(/^\u001b\[38;2;\d+;\d+;\d+mx\u001b\[39m$/);
});

test('NO_COLOR holds unless colours were asked for by name; empty it means nothing', () => {
	expect(resolveColors('auto', {NO_COLOR: '1'})).toBe('none');
	expect(resolveColors('auto', {TERM: 'dumb'})).toBe('none');
	expect(resolveColors('256', {NO_COLOR: '1'})).toBe('256');
	expect(resolveColors('auto', {NO_COLOR: ''})).toBe(resolveColors('auto', {}));
});

test('braille wherever the locale has UTF-8', () => {
	expect(resolveGlyphs('auto', {LANG: 'en_GB.UTF-8'})).toBe('braille');
	expect(resolveGlyphs('auto', {})).toBe('braille');
	expect(resolveGlyphs('auto', {LANG: 'C'})).toBe('ascii');
	expect(resolveGlyphs('auto', {LC_ALL: 'POSIX', LANG: 'de_DE.utf8'})).toBe('ascii');
	expect(resolveGlyphs('auto', {TERM: 'linux', LANG: 'de_DE.utf8'})).toBe('block');
	expect(resolveGlyphs('block', {LANG: 'C'})).toBe('block');
});

test('a picture has each run of one colour at its column, and no raw markup', () => {
	const look = createLook({theme: 'blue-orange', glyphs: 'braille', colors: 'truecolor'});
	const svg = toSvg([`ab ${look.bid('<c&d>')} ${look.alert('e')}`]);
	expect(svg).toContain('fill="#5aa9e6"');
	expect(svg).toContain('&lt;c&amp;d>');
	expect(svg).toContain('class="b"');
	expect(svg).not.toContain('\u001b');
	const x = [...svg.matchAll(/ x="([\d.]+)"/g)].map(([, at]) => Number(at));
	expect(x).toHaveLength(3);
	expect(((x[1] ?? 0) - (x[0] ?? 0)) / 3).toBeCloseTo(((x[2] ?? 0) - (x[1] ?? 0)) / 6, 2);
});

test('a picture reads the escapes of every colour mode', () => {
	for (const colors of ['16', '256', 'truecolor', 'none'] as const) {
		const lines = paintScene(createScene(), 120, 36, createLook({theme: 'green-red', glyphs: 'braille', colors}));
		const svg = toSvg(lines);
		expect(svg).not.toContain('\u001b');
		const colours = new Set([...svg.matchAll(/<text[^>]* fill="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour));
		expect(colours.size).toBeGreaterThanOrEqual(colors === 'none' ? 1 : 5);
	}
});

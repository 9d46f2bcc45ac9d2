import {expect, test} from 'vitest';
import {displayWidth} from '../../source/screen/draw/cells.ts';
import {layOut, type PaneId} from '../../source/screen/layout.ts';
import {paintHelp} from '../../source/screen/panels/help.ts';
import {calmUi, createPainter, type Ui} from '../../source/screen/panes.ts';
import type {PickerState} from '../../source/screen/picker-state.ts';
import {paintScene} from '../../source/screen/plain.ts';
import {colorModes, createLook, glyphSets, type Look, themes} from '../../source/screen/theme.ts';
import {detailedScenes} from '../support/detail.ts';
import {nastyScenes} from '../support/nasty-scenes.ts';

const looks: readonly Look[] = glyphSets.flatMap((glyphs) =>
	colorModes.flatMap((colors) =>
		(colors === 'truecolor' ? themes : themes.slice(0, 1)).map((theme) => createLook({theme, glyphs, colors})),
	),
);
const scenes = nastyScenes();
const sgr = /\u001b\[[\d;]*m/g;

/** What is wrong with a painted line; empty where nothing is. */
function faultOf(text: string, width: number): string {
	const bare = text.replace(sgr, '');
	if (displayWidth(bare) !== width) return `${displayWidth(bare)} cells instead of ${width}: ${JSON.stringify(bare)}`;
	if (/[\u0000-\u001f\u007f-\u009f\u202e]/.test(bare)) return `control characters: ${JSON.stringify(bare)}`;
	if (openStyles(text) !== '') return `styles left open (${openStyles(text)}): ${JSON.stringify(text)}`;
	return '';
}

/** Which of weight and colour still hold at the end of a line. */
function openStyles(text: string): string {
	let isBold = false;
	let hasColour = false;
	for (const [, codes = ''] of text.matchAll(/\u001b\[([\d;]*)m/g)) {
		if (codes === '1') isBold = true;
		else if (codes === '22') isBold = false;
		else hasColour = codes !== '39';
	}
	return `${isBold ? 'bold ' : ''}${hasColour ? 'colour' : ''}`;
}

function faultsOf(lines: readonly string[], width: number, height: number): string[] {
	if (lines.length !== height) return [`${lines.length} lines instead of ${height}`];
	return lines.map((text) => faultOf(text, width)).filter((fault) => fault !== '');
}

const panes: readonly PaneId[] = [
	...(['header', 'ladder', 'imbalance', 'vpin', 'integrity', 'portfolio', 'signals', 'timeline'] as const),
	...(['keybar', 'proof', 'too-small'] as const),
];
const widths = [1, 2, 3, 4, 5, 7, 9, 10, 12, 17, 20, 28, 29, 30, 31, 33, 34, 36, 40, 42, 44, 47, 60, 61, 84, 100, 120, 121, 143];
const ui: Ui = {...calmUi, focus: 'vpin', help: 0, proof: 1, hint: {key: '\u{1f600}', nearest: 'R'}};

test.each([...scenes.keys()])('every panel fills exactly its cells at every size: %s', (name) => {
	const scene = scenes.get(name)!;
	const faults: string[] = [];
	for (const [index, look] of looks.entries()) {
		for (const id of panes) {
			// Each look takes a third of the widths, so that all together see every one of them often.
			for (const width of widths.filter((_, order) => order % 3 === index % 3)) {
				for (const height of [1, 2, 3, 4, 5, 6, 7, 9, 12, 23]) {
					const pane = {id, x: 0, y: 0, width, height};
					const lines = createPainter(pane, layOut(width, height + 1), look, ui)(scene);
					for (const fault of faultsOf(lines, width, height))
						faults.push(`${id} ${width}×${height} ${look.glyphs} ${look.colors}: ${fault}`);
				}
			}
		}
	}
	expect(faults.slice(0, 5)).toEqual([]);
});

test('every frame fills exactly its terminal, less one row', () => {
	const faults: string[] = [];
	for (const [name, scene] of scenes) {
		for (const [columns, rows] of [
			[1, 1],
			[12, 3],
			[40, 10],
			[60, 16],
			[61, 17],
			[79, 23],
			[80, 24],
			[100, 30],
			[119, 60],
			[120, 36],
			[121, 37],
			[160, 45],
			[200, 50],
			[320, 90],
		] as const) {
			for (const look of [looks[0]!, looks.at(-1)!]) {
				for (const fault of faultsOf(paintScene(scene, columns, rows, look), columns, Math.max(1, rows - 1)))
					faults.push(`${name} ${columns}×${rows}: ${fault}`);
			}
		}
	}
	expect(faults.slice(0, 5)).toEqual([]);
});

test('the help fills exactly its box on every page', () => {
	for (const look of looks) {
		for (const height of [3, 8, 14, 24, 40])
			for (const page of [0, 1, 9]) expect(faultsOf(paintHelp({page}, 60, height, look), 60, height)).toEqual([]);
	}
});

test('all metrics fill exactly their cells at every size, whatever is known of them', () => {
	const faults: string[] = [];
	for (const [name, scene] of detailedScenes()) {
		for (const [index, look] of looks.entries()) {
			for (const width of widths.filter((_, order) => order % 3 === index % 3)) {
				for (const height of [1, 2, 3, 4, 5, 7, 14, 22, 34, 48]) {
					const pane = {id: 'metrics', x: 0, y: 0, width, height} as const;
					const metrics = (width * 7 + height) % 6;
					const lines = createPainter(pane, layOut(width, height + 1), look, {...calmUi, metrics})(scene);
					for (const fault of faultsOf(lines, width, height))
						faults.push(`${name} ${width}×${height} ${look.glyphs} ${look.colors}: ${fault}`);
				}
			}
		}
	}
	expect(faults.slice(0, 5)).toEqual([]);
});

const typed: readonly PickerState[] = [
	{text: '', cursor: undefined, venue: undefined},
	{text: 'coin1', cursor: 'binance:COIN177USDT', venue: 'binance'},
	{text: 'nothing like it', cursor: undefined, venue: 'nowhere'},
	{text: '币安人生\u{1f600}'.repeat(9), cursor: undefined, venue: 'kraken'},
];

test('the picker fills exactly its cells at every size, whatever is listed and typed', () => {
	const faults: string[] = [];
	const some = [looks[0]!, looks.at(-1)!];
	for (const [name, scene] of scenes) {
		for (const [index, picker] of typed.entries()) {
			for (const width of widths.filter((_, order) => order % 2 === index % 2)) {
				for (const height of [1, 2, 3, 4, 5, 7, 11, 21, 33]) {
					for (const look of some) {
						const pane = {id: 'picker', x: 0, y: 0, width, height} as const;
						const lines = createPainter(pane, layOut(width, height + 1), look, {...calmUi, picker})(scene);
						for (const fault of faultsOf(lines, width, height)) faults.push(`${name} ${width}×${height} ${look.glyphs}: ${fault}`);
					}
				}
			}
		}
	}
	expect(faults.slice(0, 5)).toEqual([]);
});

test('what is typed of a time fills exactly the key bar', () => {
	const faults: string[] = [];
	for (const prompt of ['', '12:03', '币安人生\u{1f600}'.repeat(8), '2024-08-08T23:54:13.937000+00:00']) {
		for (const look of looks) {
			for (const width of widths) {
				const pane = {id: 'keybar', x: 0, y: 0, width, height: 1} as const;
				const lines = createPainter(pane, layOut(width, 2), look, {...calmUi, prompt})(scenes.get('calm')!);
				faults.push(...faultsOf(lines, width, 1));
			}
		}
	}
	expect(faults.slice(0, 5)).toEqual([]);
});

test('without colours no escape is written at all, whatever the scene', () => {
	const look = createLook({theme: 'green-red', glyphs: 'braille', colors: 'none'});
	for (const scene of scenes.values()) {
		for (const picker of [undefined, ...typed]) expect(paintScene(scene, 120, 36, look, {...ui, picker}).join('')).not.toContain('\u001b');
		expect(paintScene(scene, 120, 36, look, {...calmUi, proof: 0, prompt: '12:03'}).join('')).not.toContain('\u001b');
	}
	for (const scene of detailedScenes().values())
		for (let metrics = 0; metrics < 6; metrics++)
			expect(paintScene(scene, 120, 36, look, {...calmUi, metrics}).join('')).not.toContain('\u001b');
});

test('with ASCII glyphs only ASCII is written, whatever the scene', () => {
	const look = createLook({theme: 'blue-orange', glyphs: 'ascii', colors: 'none'});
	for (const scene of scenes.values()) {
		for (const [columns, rows] of [
			[120, 36],
			[80, 24],
			[40, 10],
		] as const) {
			for (const picker of [undefined, ...typed]) {
				expect(paintScene(scene, columns, rows, look, {...ui, picker}).join('')).toMatch(/^[ -~]*$/);
				expect(paintScene(scene, columns, rows, look, {...calmUi, picker}).join('')).toMatch(/^[ -~]*$/);
			}
			for (let proof = 0; proof < 5; proof++)
				expect(paintScene(scene, columns, rows, look, {...calmUi, proof, prompt: '12'}).join('')).toMatch(/^[ -~]*$/);
		}
	}
	for (const scene of detailedScenes().values())
		for (let metrics = 0; metrics < 6; metrics++)
			for (const columns of [80, 120, 220]) expect(paintScene(scene, columns, 36, look, {...calmUi, metrics}).join('')).toMatch(/^[ -~]*$/);
	expect(paintHelp({page: 0}, 74, 30, look).join('')).toMatch(/^[ -~]*$/);
});

test('no theme ever paints a background', () => {
	for (const look of looks) {
		for (const scene of scenes.values()) expect(paintScene(scene, 120, 36, look, ui).join('')).not.toMatch(/\u001b\[(?:4\d|10\d|7m|48)/);
	}
});

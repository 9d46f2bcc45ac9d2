/*
A painted frame as an SVG picture: reads back the few escapes that the look writes (bold, sixteen, 256 and true colours) and sets runs of one colour
side by side, so that columns stand where they stood in the terminal.
*/

import {displayWidth} from './draw/cells.ts';

/** The lines as one picture, dark as a terminal. Lines come from `paintScene` or any panel. */
export function toSvg(lines: readonly string[]): string {
	const rows = lines.map(runsOf);
	const columns = Math.max(1, ...rows.map((runs) => runs.reduce((sum, run) => sum + run.width, 0)));
	const width = round(columns * cellWidth + 2 * margin);
	const height = lines.length * cellHeight + 2 * margin;
	const texts = rows.flatMap((runs, row) => runs.map((run) => textElement(run, row)));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
		`<style>text{font:14px ${fonts};white-space:pre}.b{font-weight:bold}</style>`,
		`<rect width="100%" height="100%" fill="${background}"/>`,
		...texts.filter((element) => element !== ''),
		'</svg>',
	].join('\n');
}

const cellWidth = 8.43;
const cellHeight = 16;
const margin = 8;
const background = '#101214';
const foreground = '#c9d1d9';
const fonts = "'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace";

type Run = {readonly column: number; readonly width: number; readonly text: string; readonly color: string; readonly isBold: boolean};

function textElement({column, width, text, color, isBold}: Run, row: number): string {
	const shown = text.replace(/\s+$/, '');
	if (shown === '') return '';
	const blanks = shown.length - shown.trimStart().length;
	const cells = width - (text.length - shown.length) - blanks;
	const x = round(margin + (column + blanks) * cellWidth);
	const y = margin + row * cellHeight + 12.5;
	const escaped = shown.trimStart().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '\u00a0');
	const weight = isBold ? ' class="b"' : '';
	return `<text${weight} x="${x}" y="${y}" fill="${color}" textLength="${round(cells * cellWidth)}" lengthAdjust="spacingAndGlyphs">${escaped}</text>`;
}

function runsOf(line: string): Run[] {
	const runs: Run[] = [];
	let color = foreground;
	let isBold = false;
	let column = 0;
	for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
		const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
		if (codes !== undefined) {
			({color, isBold} = changed(codes.split(';').map(Number), color, isBold));
		} else if (part !== '') {
			const width = displayWidth(part);
			runs.push({column, width, text: part, color, isBold});
			column += width;
		}
	}
	return runs;
}

/** What a Select Graphic Rendition does to colour and weight. */
function changed(codes: readonly number[], color: string, isBold: boolean): {color: string; isBold: boolean} {
	const [first = 0, second, third = 0, fourth = 0, fifth = 0] = codes;
	if (first === 0) return {color: foreground, isBold: false};
	if (first === 1) return {color, isBold: true};
	if (first === 22) return {color, isBold: false};
	if (first === 39) return {color: foreground, isBold};
	if (first === 38 && second === 2) return {color: hex(third, fourth, fifth), isBold};
	if (first === 38 && second === 5) return {color: indexed(third), isBold};
	if (first >= 30 && first <= 37) return {color: palette[first - 30] ?? foreground, isBold};
	if (first >= 90 && first <= 97) return {color: palette[first - 82] ?? foreground, isBold};
	return {color, isBold};
}

const palette = [
	...['#1d1f21', '#d0565f', '#57b894', '#e8974e', '#3971ed', '#c678ba', '#4fb8b0', '#c9d1d9'],
	...['#6b737c', '#e5697a', '#6fcba8', '#f0b06c', '#5aa9e6', '#dd94d2', '#7cd0c8', '#ffffff'],
];

/** The colour cube and the greys of the 256 colours. */
function indexed(index: number): string {
	if (index < 16) return palette[index] ?? foreground;
	if (index >= 232) return hex(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10);
	const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
	const cube = index - 16;
	return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function hex(...channels: readonly number[]): string {
	return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}

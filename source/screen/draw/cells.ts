/*
Lines of an exact width. Text of the outside world (symbols, reasons of a venue) loses whatever could move the cursor, and is measured in terminal
cells: letters of East Asian scripts and emoji take two.
*/

import type {Look, Style} from '../theme.ts';

/** A piece of a line: plain, or with a style that adds escapes of no width around it. */
export type Segment = string | readonly [text: string, style: Style];

/** Terminal cells that the text takes, once it is clean. */
export function displayWidth(text: string): number {
	if (narrow.test(text)) return text.length;
	let width = 0;
	for (const character of text) width += wide.test(character) ? 2 : 1;
	return width;
}

/** The text without control characters, escapes, direction marks and combining marks: each character then takes one cell or two. */
export function clean(text: string): string {
	return narrow.test(text) ? text : text.replace(invisible, '').replace(uncontrolled, '?');
}

/** Exactly `width` cells: padded on the right, or cut with an ellipsis. */
export function fitLeft(text: string, width: number): string {
	const cleaned = clean(text);
	const length = displayWidth(cleaned);
	if (length <= width) return cleaned + ' '.repeat(width - length);
	return pad(cut(cleaned, width - 1) + (width > 0 ? '…' : ''), width);
}

/** Exactly `width` cells, the text at the right end. */
export function fitRight(text: string, width: number): string {
	const cleaned = clean(text);
	const length = displayWidth(cleaned);
	return length <= width ? ' '.repeat(width - length) + cleaned : fitLeft(cleaned, width);
}

/** Cells that the segments take together. */
export function segmentsWidth(segments: readonly Segment[]): number {
	let width = 0;
	for (const segment of segments) width += displayWidth(clean(textOf(segment)));
	return width;
}

/** One painted line of exactly `width` cells: padded, or cut with an ellipsis. Every style closes what it opened. */
export function line(segments: readonly Segment[], width: number, look: Look): string {
	let painted = '';
	let left = width;
	for (const [index, segment] of segments.entries()) {
		const cleaned = clean(textOf(segment));
		const text = look.glyphs === 'ascii' ? toAscii(cleaned) : cleaned;
		const length = displayWidth(text);
		const isLast = index === segments.length - 1;
		if (length > left || (length === left && !isLast && segmentsWidth(segments.slice(index + 1)) > 0)) {
			return painted + dress(segment, look.glyphs === 'ascii' ? toAscii(fitCut(text, left)) : fitCut(text, left));
		}
		painted += dress(segment, text);
		left -= length;
	}
	return left > 0 ? painted + ' '.repeat(left) : painted;
}

/** The same characters, cell by cell, for terminals that know only ASCII. What has no likeness becomes a question mark. */
export function toAscii(text: string): string {
	if (asciiOnly.test(text)) return text;
	let ascii = '';
	for (const character of text) ascii += character <= '~' ? character : (likeness[character] ?? '?'.repeat(wide.test(character) ? 2 : 1));
	return ascii;
}

function textOf(segment: Segment): string {
	return typeof segment === 'string' ? segment : segment[0];
}

function dress(segment: Segment, text: string): string {
	return typeof segment === 'string' || text === '' ? text : segment[1](text);
}

/** The text cut so that an ellipsis ends it, in exactly `width` cells. */
function fitCut(text: string, width: number): string {
	return width <= 0 ? '' : pad(`${cut(text, width - 1)}…`, width);
}

function cut(text: string, width: number): string {
	if (width <= 0) return '';
	if (narrow.test(text)) return text.slice(0, width);
	let kept = '';
	let left = width;
	for (const character of text) {
		left -= wide.test(character) ? 2 : 1;
		if (left < 0) break;
		kept += character;
	}
	return kept;
}

function pad(text: string, width: number): string {
	return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

const asciiOnly = /^[ -~]*$/;
/** Characters that take one cell everywhere and stand alone: Latin, Greek, punctuation, arrows, mathematics, boxes, blocks, braille. */
const narrow =
	/^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0373\u0391-\u03ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2500-\u25fc\u2714\u2716\u2800-\u28ff]*$/;
const wide =
	/[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f320}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const invisible = /[\p{M}\p{Cf}]/gu;
const uncontrolled = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

const likeness: Readonly<Record<string, string>> = {
	'−': '-',
	'–': '-',
	'—': '-',
	'─': '-',
	'━': '=',
	'┈': '.',
	'│': '|',
	'┃': '|',
	'╎': '!',
	'┼': '+',
	'·': '.',
	'…': '~',
	'×': 'x',
	'±': '~',
	'→': '>',
	'←': '<',
	'↑': '^',
	'↓': 'v',
	'≥': '>',
	'≤': '<',
	'∞': 'I',
	ρ: 'p',
	Δ: 'd',
	µ: 'u',
	λ: 'l',
	'▲': '^',
	'▼': 'v',
	'●': '*',
	'○': 'o',
	'▸': '>',
	'◂': '<',
	'▮': '|',
	'■': '#',
	'✔': '+',
	'✖': 'x',
	'◆': '*',
	'╭': '+',
	'╮': '+',
	'╰': '+',
	'╯': '+',
	'┏': '#',
	'┓': '#',
	'┗': '#',
	'┛': '#',
	'█': '#',
	'▏': '|',
	'\u00a0': ' ',
};

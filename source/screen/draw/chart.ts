/*
Line charts in text. Values fall on a raster of dots, two by four a cell in braille, one by two in blocks and ASCII. A column is a sample, the latest
at the right; a gap (NaN) breaks the line and is never bridged.
*/

import type {Glyphs, Style} from '../theme.ts';
import type {Segment} from './cells.ts';

export type Layer = {
	readonly values: Float64Array;
	/** Style of a cell whose middle lies at this value. */
	readonly style: (value: number) => Style;
};

/** A glyph that takes the place of a cell, such as an arrow where a signal fired. */
export type Mark = {readonly column: number; readonly value: number; readonly glyph: string; readonly style: Style};

export type ChartOptions = {
	readonly width: number;
	readonly height: number;
	readonly min: number;
	readonly max: number;
	readonly glyphs: Glyphs;
	/** Horizontal lines, drawn where no layer is. */
	readonly rules?: readonly {readonly value: number; readonly style: Style}[];
	readonly marks?: readonly Mark[];
};

/** `height` rows of `width` cells. Later layers lie above earlier ones. */
export function chart(layers: readonly Layer[], options: ChartOptions): Segment[][] {
	const {width, height, min, max, glyphs} = options;
	const rasters = layers.map((layer) => rasterOf(layer.values, options));
	const rows: Segment[][] = [];
	const middle = (row: number) => max - ((row + 0.5) / height) * (max - min);
	for (let row = 0; row < height; row++) {
		const rule = options.rules?.find((candidate) => rowOf(candidate.value, options) === row);
		const marks = (options.marks ?? []).filter((mark) => rowOf(mark.value, options) === row);
		const styles = layers.map((layer) => layer.style(middle(row)));
		const cells = new Line();
		for (let column = 0; column < width; column++) {
			const mark = marks.find((candidate) => candidate.column === column);
			const top = rasters.findLastIndex((raster) => raster[row * width + column] !== 0);
			const style = styles[top];
			if (mark !== undefined) cells.add(mark.glyph, mark.style);
			else if (style !== undefined) cells.add(glyphOf(rasters[top]![row * width + column]!, glyphs), style);
			else if (rule !== undefined) cells.add('┈', rule.style);
			else cells.add(' ', undefined);
		}
		rows.push(cells.segments());
	}
	return rows;
}

/** The row in which a value lies, 0 the topmost; NaN where it is not a number. */
export function rowOf(value: number, {height, min, max, glyphs}: ChartOptions): number {
	const {dotsDown} = geometry[glyphs];
	return Math.floor(dotOf(value, height * dotsDown, min, max) / dotsDown);
}

const geometry = {
	braille: {dotsAcross: 2, dotsDown: 4},
	block: {dotsAcross: 1, dotsDown: 2},
	ascii: {dotsAcross: 1, dotsDown: 2},
} as const;

/** Bits of a braille cell by dot row and column (Unicode, chapter 21: dots 1 2 3 7 and 4 5 6 8). */
const brailleBits = [
	[0x01, 0x08],
	[0x02, 0x10],
	[0x04, 0x20],
	[0x40, 0x80],
] as const;
const halves = {block: ' ▀▄█', ascii: " '.:"} as const;

function glyphOf(bits: number, glyphs: Glyphs): string {
	return glyphs === 'braille' ? String.fromCharCode(0x2800 + bits) : (halves[glyphs][bits] ?? ' ');
}

function dotOf(value: number, dots: number, min: number, max: number): number {
	const part = max > min ? (max - value) / (max - min) : 0.5;
	return Math.min(dots - 1, Math.max(0, Math.round(part * (dots - 1))));
}

/** One byte a cell, a bit a dot. */
function rasterOf(values: Float64Array, {width, height, min, max, glyphs}: ChartOptions): Uint8Array {
	const {dotsAcross, dotsDown} = geometry[glyphs];
	const raster = new Uint8Array(width * height);
	const first = values.length - width;
	const dotAt = (column: number) => {
		const value = values[first + column] ?? Number.NaN;
		return Number.isFinite(value) ? dotOf(value, height * dotsDown, min, max) : Number.NaN;
	};
	const set = (x: number, y: number) => {
		const cell = Math.floor(y / dotsDown) * width + Math.floor(x / dotsAcross);
		raster[cell]! |= glyphs === 'braille' ? brailleBits[y % 4]![x % 2]! : 1 << (y % dotsDown);
	};
	for (let column = 0; column < width; column++) {
		const here = dotAt(column);
		if (Number.isNaN(here)) continue;
		const next = column + 1 < width ? dotAt(column + 1) : Number.NaN;
		const rise = Number.isNaN(next) ? 0 : (next - here) / dotsAcross;
		for (let step = 0; step < dotsAcross; step++) {
			const from = Math.round(here + rise * step);
			const to = Math.round(here + rise * (step + 1));
			const direction = Math.sign(to - from);
			set(column * dotsAcross + step, from);
			for (let y = from + direction; y !== to && direction !== 0; y += direction) set(column * dotsAcross + step, y);
		}
	}
	return raster;
}

/** Collects cells and joins neighbours of one style, so that a line carries few escapes. */
export class Line {
	readonly #segments: Segment[] = [];
	#text = '';
	#style: Style | undefined;

	add(glyph: string, style: Style | undefined): void {
		if (style !== this.#style) this.#close();
		this.#style = style;
		this.#text += glyph;
	}

	segments(): Segment[] {
		this.#close();
		return this.#segments;
	}

	#close(): void {
		if (this.#text !== '') this.#segments.push(this.#style === undefined ? this.#text : [this.#text, this.#style]);
		this.#text = '';
	}
}

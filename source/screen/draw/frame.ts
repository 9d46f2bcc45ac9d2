/* The border of a panel: its title at the left, what is worth knowing at a glance at the right. The focused panel has a heavier one. */

import type {Look} from '../theme.ts';
import {clean, fitLeft, line, type Segment, segmentsWidth} from './cells.ts';

export type Frame = {
	/** Longest first: the first that leaves room for the shortest `info` is taken. */
	readonly titles: readonly string[];
	/** Longest first: the first that fits beside the title is taken, or none. */
	readonly infos?: readonly (readonly Segment[])[];
	/** Lines inside the border, cut or filled to its height. Asked for only where there is room for any. */
	readonly body: (width: number, height: number) => readonly (readonly Segment[])[];
	readonly isFocused: boolean;
};

/** Exactly `height` lines of exactly `width` cells. */
export function frame({titles, infos = [], body, isFocused}: Frame, width: number, height: number, look: Look): readonly string[] {
	if (width < 4 || height < 2) return Array.from({length: Math.max(0, height)}, () => ' '.repeat(Math.max(0, width)));
	const {corners, across, down} = borders[look.glyphs === 'ascii' ? 'ascii' : 'box'][isFocused ? 'heavy' : 'light'];
	const edge = isFocused ? look.accent : look.faint;
	const inner = width - 2;
	const shortest = infos.at(-1);
	const room = width - 7 - (shortest === undefined ? -1 : segmentsWidth(shortest) + 1);
	const title = fitTitle(titles, room, width);
	const titleWidth = segmentsWidth([title]);
	const info = infos.find((candidate) => titleWidth + segmentsWidth(candidate) + 8 <= width);
	const dashes = width - 5 - titleWidth - (info === undefined ? 0 : segmentsWidth(info) + 2);
	const top: Segment[] = [
		[`${corners[0]}${across} `, edge],
		[title, isFocused ? look.accent : look.strong],
	];
	if (info === undefined) top.push([` ${across.repeat(Math.max(0, dashes))}${corners[1]}`, edge]);
	else top.push([` ${across.repeat(Math.max(0, dashes))} `, edge], ...info, [` ${corners[1]}`, edge]);
	if (title === '' && info === undefined) top.splice(0, top.length, [corners[0] + across.repeat(inner) + corners[1], edge]);
	const rows = inner >= 8 && height > 2 ? body(inner, height - 2) : [];
	const wall = line([[down, edge]], 1, look);
	const lines = [line(top, width, look)];
	for (let row = 0; row < height - 2; row++) lines.push(wall + line(rows[row] ?? [], inner, look) + wall);
	lines.push(line([[corners[2] + across.repeat(inner) + corners[3], edge]], width, look));
	return lines;
}

/** A body that says one thing in its middle. */
export function centred(segment: Segment, width: number, height: number): Segment[][] {
	const blank = Math.max(0, Math.floor((width - segmentsWidth([segment])) / 2));
	const rows: Segment[][] = Array.from({length: Math.floor((height - 1) / 2)}, () => []);
	return [...rows, [' '.repeat(blank), segment]];
}

/** Corners from the top left, line by line. */
const borders = {
	box: {light: {corners: ['╭', '╮', '╰', '╯'], across: '─', down: '│'}, heavy: {corners: ['┏', '┓', '┗', '┛'], across: '━', down: '┃'}},
	ascii: {light: {corners: ['+', '+', '+', '+'], across: '-', down: '|'}, heavy: {corners: ['*', '*', '*', '*'], across: '=', down: '*'}},
} as const;

function fitTitle(titles: readonly string[], room: number, width: number): string {
	const title = titles.find((candidate) => segmentsWidth([candidate]) <= room) ?? titles.at(-1) ?? '';
	return segmentsWidth([title]) <= width - 6 ? clean(title) : fitLeft(title, Math.max(0, width - 6));
}

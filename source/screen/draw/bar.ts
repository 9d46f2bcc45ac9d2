/* Horizontal bars with a resolution of an eighth of a cell. */

import type {Glyphs} from '../theme.ts';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of `share` (0 to 1) of `width` cells, padded to `width`. What is more than nothing shows at least a sliver. */
export function bar(share: number, width: number, glyphs: Glyphs, track = ' '): string {
	if (width <= 0) return '';
	const part = Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
	if (glyphs === 'ascii') {
		const cells = Math.max(part > 0 ? 1 : 0, Math.round(part * width));
		return '#'.repeat(cells) + track.repeat(width - cells);
	}
	const steps = Math.max(part > 0 ? 1 : 0, Math.round(part * width * 8));
	const full = Math.floor(steps / 8);
	const text = '█'.repeat(full) + eighths[steps % 8];
	return text + track.repeat(width - text.length);
}

/* Words in lines of a width. */

import {clean, displayWidth, fitLeft} from './cells.ts';

/** At least one line, none wider than `width` cells. A word that is wider than a line is cut. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let current = '';
	for (const word of clean(text).split(' ')) {
		const longer = current === '' ? word : `${current} ${word}`;
		if (displayWidth(longer) <= width) {
			current = longer;
			continue;
		}
		if (current !== '') lines.push(current);
		current = displayWidth(word) <= width ? word : fitLeft(word, Math.max(0, width)).trimEnd();
	}
	return current === '' && lines.length > 0 ? lines : [...lines, current];
}

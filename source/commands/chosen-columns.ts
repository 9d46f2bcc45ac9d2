/* Columns as the command line names them: by name, or many at once as `ofi_*`. */

import {nearest} from '../market/nearest.ts';
import {UsageError} from './failure.ts';

/**
The names that are meant, in the order in which they were asked for, those of a pattern in their own; none of them twice.

@param option that is shown with a word that means none.
@throws UsageError
*/
export function chosenColumns(words: readonly string[], known: readonly string[], option = ''): string[] {
	const chosen = new Set<string>();
	for (const word of words) {
		const pattern = patternOf(word);
		const meant = known.filter((name) => pattern.test(name));
		if (meant.length === 0) {
			const [best] = nearest(word, known, 1);
			const hint = best === undefined ? '' : ` Nearest: ${best}.`;
			throw new UsageError(`${option}${word}: there is no such column.${hint} obi-tui metrics lists them all.`);
		}
		for (const name of meant) chosen.add(name);
	}
	return [...chosen];
}

/** `*` stands for anything. */
function patternOf(word: string): RegExp {
	const parts = word.split('*').map((part) => part.replaceAll(/[^\w]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`, 'i');
}

/* The bottom line: the keys that do something now, most needed first to stay. */

import type {SessionView} from '../../runner/session.ts';
import {line, type Segment, segmentsWidth} from '../draw/cells.ts';
import type {UnknownKey} from '../keys.ts';
import type {Look} from '../theme.ts';
import type {Paint} from './paint.ts';

export type KeybarSlice = {
	readonly mode: SessionView['mode'];
	readonly isHeld: boolean;
	readonly instruments: number;
	readonly isHelpOpen: boolean;
	/** A replay has come to its end: there is no pace any more. */
	readonly isOver: boolean;
	/** A key that does nothing was pressed last. */
	readonly hint: UnknownKey | undefined;
};

/** `keys` are the characters that `key` stands for, where it does not write them out. */
type Hint = {readonly key: string; readonly keys?: string; readonly label: string; readonly short: string; readonly rank: number};

export const paintKeybar: Paint<KeybarSlice> = (slice, width, height, look) => {
	const hints = hintsOf(slice);
	let isShort = false;
	while (hints.length > 1 && segmentsWidth(painted(hints, isShort, look)) > width) {
		if (!isShort) isShort = true;
		else hints.splice(hints.indexOf(hints.reduce((worst, hint) => (hint.rank > worst.rank ? hint : worst))), 1);
	}
	const segments = slice.hint === undefined ? painted(hints, isShort, look) : explained(slice.hint, slice, look);
	const bar = line(segments, width, look);
	return Array.from({length: height}, (_, row) => (row === height - 1 ? bar : ' '.repeat(width)));
};

function hintsOf({mode, isHeld, instruments, isHelpOpen, isOver}: KeybarSlice): Hint[] {
	const hold = mode === 'live' ? (isHeld ? 'unfreeze' : 'freeze') : isHeld ? 'play' : 'pause';
	const hints: Hint[] = [{key: '?', label: isHelpOpen ? 'close help' : 'help', short: 'help', rank: 0}];
	if (instruments > 1) hints.push({key: '1-9 <>', keys: '123456789<>', label: 'symbol', short: 'sym', rank: 3});
	hints.push(
		{key: 'Tab', label: 'pane', short: 'pane', rank: 9},
		...(isOver ? [] : [{key: 'Space', label: hold, short: hold, rank: 2}]),
		{key: '-= _+', label: 'thresholds', short: 'thr', rank: 4},
		{key: 'lL', label: 'levels', short: 'lvl', rank: 6},
		{key: '[]', label: 'group', short: 'grp', rank: 5},
	);
	if (mode !== 'live' && !isOver) hints.push({key: '{}', label: 'speed', short: 'spd', rank: 3});
	hints.push({key: 's', label: 'snapshot', short: 'snap', rank: 7});
	if (mode !== 'replay') hints.push({key: 'R', label: 'record', short: 'rec', rank: 8});
	hints.push({key: 't', label: 'theme', short: 'theme', rank: 10}, {key: 'q', label: 'quit', short: 'quit', rank: 1});
	return hints;
}

function painted(hints: readonly Hint[], isShort: boolean, look: Look): Segment[] {
	return hints.flatMap(({key, label, short}, index): Segment[] => [
		index === 0 || isShort ? ' ' : '  ',
		[key, look.accent],
		[isShort ? ` ${short}` : ` ${label}`, look.dim],
	]);
}

/** `r is no key here. Nearest: R record`, in the place of the keys. Only a key that is listed now is called the nearest. */
function explained({key, nearest}: UnknownKey, slice: KeybarSlice, look: Look): Segment[] {
	const hint = nearest === undefined ? undefined : hintsOf(slice).find(({key: name, keys = name}) => keys.includes(nearest));
	const said: Segment[] = [' ', [key, look.strong], [' is no key here. ', look.dim]];
	if (nearest !== undefined && hint !== undefined)
		return [...said, ['Nearest: ', look.dim], [nearest, look.accent], [` ${hint.label}`, look.dim]];
	return [...said, ['?', look.accent], [slice.isHelpOpen ? ' closes the help' : ' lists them all', look.dim]];
}

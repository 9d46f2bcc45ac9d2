/* The bottom line: the keys that do something now, most needed first to stay. */

import type {SessionView} from '../../runner/session.ts';
import {line, type Segment, segmentsWidth} from '../draw/cells.ts';
import type {Look} from '../theme.ts';
import type {Paint} from './paint.ts';

export type KeybarSlice = {
	readonly mode: SessionView['mode'];
	readonly isHeld: boolean;
	readonly instruments: number;
	readonly isHelpOpen: boolean;
	/** A replay has come to its end: there is no pace any more. */
	readonly isOver: boolean;
};

type Hint = {readonly key: string; readonly label: string; readonly short: string; readonly rank: number};

export const paintKeybar: Paint<KeybarSlice> = (slice, width, height, look) => {
	const hints = hintsOf(slice);
	let isShort = false;
	while (hints.length > 1 && segmentsWidth(painted(hints, isShort, look)) > width) {
		if (!isShort) isShort = true;
		else hints.splice(hints.indexOf(hints.reduce((worst, hint) => (hint.rank > worst.rank ? hint : worst))), 1);
	}
	const bar = line(painted(hints, isShort, look), width, look);
	return Array.from({length: height}, (_, row) => (row === height - 1 ? bar : ' '.repeat(width)));
};

function hintsOf({mode, isHeld, instruments, isHelpOpen, isOver}: KeybarSlice): Hint[] {
	const hold = mode === 'live' ? (isHeld ? 'unfreeze' : 'freeze') : isHeld ? 'play' : 'pause';
	const hints: Hint[] = [{key: '?', label: isHelpOpen ? 'close help' : 'help', short: 'help', rank: 0}];
	if (instruments > 1) hints.push({key: '1-9 <>', label: 'symbol', short: 'sym', rank: 3});
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

/* The bottom line: the keys that do something now, most needed first to stay. */

import type {SessionView} from '../../runner/session.ts';
import {line, type Segment, segmentsWidth} from '../draw/cells.ts';
import type {UnknownKey} from '../keys.ts';
import type {Overlay} from '../layout.ts';
import type {Look} from '../theme.ts';
import type {Paint} from './paint.ts';

export type KeybarSlice = {
	readonly mode: SessionView['mode'];
	readonly isHeld: boolean;
	/** What is shown lies back in the past of a feed that goes on. */
	readonly isBack: boolean;
	/** There is a past to walk through. */
	readonly hasPast: boolean;
	/** What was typed of a time to go to; undefined while nobody asks for one. */
	readonly prompt: string | undefined;
	readonly instruments: number;
	readonly overlay: Overlay | undefined;
	/** Among how many the picker can choose. */
	readonly venues: number;
	/** A replay has come to its end: there is no pace any more. */
	readonly isOver: boolean;
	/** A key that does nothing was pressed last. */
	readonly hint: UnknownKey | undefined;
};

/** `keys` are the characters that `key` stands for, where it does not write them out. */
type Hint = {readonly key: string; readonly keys?: string; readonly label: string; readonly short: string; readonly rank: number};

export const paintKeybar: Paint<KeybarSlice> = (slice, width, height, look) => {
	const hints = hintsOf(slice);
	let gap = '  ';
	const isTooWide = () => segmentsWidth(painted(hints, gap, look)) > width;
	// Long words become short ones first, the longest before the others; then the blanks, then what is needed least.
	for (const hint of hints.toSorted((one, other) => savingOf(other) - savingOf(one)))
		if (isTooWide()) hints[hints.indexOf(hint)] = {...hint, label: hint.short};
	if (isTooWide()) gap = ' ';
	while (hints.length > 1 && isTooWide())
		hints.splice(hints.indexOf(hints.reduce((worst, hint) => (hint.rank > worst.rank ? hint : worst))), 1);
	const keys = slice.hint === undefined ? painted(hints, gap, look) : explained(slice.hint, slice, look);
	const segments = slice.prompt === undefined ? keys : asking(slice.prompt, width, look);
	const bar = line(segments, width, look);
	return Array.from({length: height}, (_, row) => (row === height - 1 ? bar : ' '.repeat(width)));
};

const savingOf = ({label, short}: Hint) => label.length - short.length;

function hintsOf(slice: KeybarSlice): Hint[] {
	const {mode, isHeld, isBack, instruments, overlay, venues, isOver} = slice;
	if (overlay === 'picker') return pickerHints(mode, venues);
	const hold = mode === 'live' && !isBack ? (isHeld ? 'unfreeze' : 'freeze') : isHeld ? 'play' : 'pause';
	const hints: Hint[] = [{key: '?', label: overlay === 'help' ? 'close help' : 'help', short: 'help', rank: 0}];
	if (instruments > 1) hints.push({key: '1-9 <>', keys: '123456789<>', label: 'symbol', short: 'sym', rank: 3});
	// Where there is nothing to add, the keys before it reach the same instruments.
	if (mode === 'live' || instruments > 1) hints.push({key: 'S', label: 'find', short: 'find', rank: mode === 'live' ? 3.5 : 7.5});
	const isOverPanels = overlay === 'metrics' || overlay === 'proof';
	hints.push(
		...timeHints(slice),
		overlay === 'metrics'
			? {key: 'vV', label: 'next, previous page', short: 'page', rank: 1.5}
			: {key: 'v', keys: 'vV', label: 'metrics', short: 'more', rank: 5.5},
		overlay === 'proof'
			? {key: 'iI', label: 'next, previous page', short: 'page', rank: 1.5}
			: {key: 'i', keys: 'iI', label: 'proof', short: 'proof', rank: 5.7},
		...(isOverPanels ? [{key: 'Esc', label: 'close', short: 'close', rank: 1.2}] : [{key: 'Tab', label: 'pane', short: 'pane', rank: 9}]),
		...(isOver && !isBack ? [] : [{key: 'Space', label: hold, short: hold, rank: 2}]),
		{key: '-= _+', label: 'thresholds', short: 'thr', rank: 4},
		{key: 'lL', label: 'levels', short: 'lvl', rank: 6},
		...(isOverPanels ? [] : [{key: '[]', label: 'group', short: 'grp', rank: 5}]),
	);
	if ((mode !== 'live' && !isOver) || isBack) hints.push({key: '{}', label: 'speed', short: 'spd', rank: 3});
	hints.push({key: 's', label: 'snapshot', short: 'snap', rank: 7});
	if (mode !== 'replay') hints.push({key: 'R', label: 'record', short: 'rec', rank: 8});
	hints.push({key: 't', label: 'theme', short: 'theme', rank: 10}, {key: 'q', label: 'quit', short: 'quit', rank: 1});
	return hints;
}

const arrows = '←→';

/** How to move through time. At the present of a feed that goes on one key is enough to tell of them all. */
function timeHints({mode, isBack, hasPast, overlay}: KeybarSlice): Hint[] {
	if (!hasPast) return [];
	const isPast = isBack || mode === 'replay';
	const hints: Hint[] = isBack
		? [{key: 'End', label: mode === 'demo' ? 'present' : 'live', short: mode === 'demo' ? 'now' : 'live', rank: 0.5}]
		: [];
	// Pages take the arrows.
	if (overlay === undefined)
		hints.push({key: arrows, label: isPast ? '5 s' : 'time', short: isPast ? '5s' : 'time', rank: isPast ? 2.5 : 3.2});
	if (!isPast || overlay !== undefined) return hints;
	return [
		...hints,
		{key: ',.', label: 'frame', short: 'step', rank: 4.2},
		{key: 'nN', label: 'signal', short: 'sig', rank: 4.3},
		{key: 'g', label: 'go to', short: 'go', rank: 4.4},
		{key: 'm', label: 'mark', short: 'mark', rank: 5.8},
	];
}

/** `go to time (HH:MM:SS[.mmm]): 12:03▏` in the place of the keys; of a long text the end, where it grows. */
function asking(text: string, width: number, look: Look): Segment[] {
	const cursor: Segment = ['▏', look.accent];
	const keys: Segment[] = [
		['  Enter', look.accent],
		[' go', look.dim],
		['  Esc', look.accent],
		[' close', look.dim],
	];
	const questions = [
		' go to time (HH:MM:SS[.mmm] or 2024-08-08T23:54:13Z): ',
		' go to (HH:MM:SS[.mmm] or an ISO date): ',
		' go to (HH:MM:SS): ',
		' go to: ',
	];
	const least = Math.max(segmentsWidth([text]), 12) + 1;
	const question = questions.find((each) => each.length + least <= width) ?? ' ';
	const room = Math.max(1, width - question.length - 1);
	const shown = [...text].slice(-room).join('');
	const typed: Segment[] = [[question, look.dim], [shown, look.strong], cursor];
	return segmentsWidth([...typed, ...keys]) + 12 - Math.min(12, shown.length) <= width ? [...typed, ...keys] : typed;
}

/** In the picker all other keys are typed. */
function pickerHints(mode: KeybarSlice['mode'], venues: number): Hint[] {
	const choice = mode === 'live' ? 'watch' : 'show';
	return [
		{key: 'A-Z', label: 'type to find', short: 'find', rank: 5},
		{key: '↑↓', label: 'move', short: 'move', rank: 2},
		{key: 'Enter', label: choice, short: choice, rank: 1},
		...(venues > 1 ? [{key: 'Tab', label: 'next venue', short: 'venue', rank: 3}] : []),
		{key: 'Esc', label: 'close', short: 'close', rank: 0},
		{key: 'Ctrl+C', label: 'quit', short: 'quit', rank: 4},
	];
}

function painted(hints: readonly Hint[], gap: string, look: Look): Segment[] {
	// Arrows that ASCII has no likeness for but `<>`, which are other keys.
	const named = (key: string) => (key === arrows && look.glyphs === 'ascii' ? 'arrows' : key);
	return hints.flatMap(({key, label}, index): Segment[] => [index === 0 ? ' ' : gap, [named(key), look.accent], [` ${label}`, look.dim]]);
}

/** `r is no key here. Nearest: R record`, in the place of the keys. Only a key that is listed now is called the nearest. */
function explained({key, nearest}: UnknownKey, slice: KeybarSlice, look: Look): Segment[] {
	const hint = nearest === undefined ? undefined : hintsOf(slice).find(({key: name, keys = name}) => keys.includes(nearest));
	const said: Segment[] = [' ', [key, look.strong], [' is no key here. ', look.dim]];
	if (nearest !== undefined && hint !== undefined)
		return [...said, ['Nearest: ', look.dim], [nearest, look.accent], [` ${hint.label}`, look.dim]];
	return [...said, ['?', look.accent], [slice.overlay === 'help' ? ' closes the help' : ' lists them all', look.dim]];
}

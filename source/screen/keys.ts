/* From keys to what they ask for. Pure: a chunk of input in, actions out. */

import type {Key} from 'ink';
import type {Intent} from '../runner/session.ts';

/** What the screen does itself. */
export type LocalAction =
	| {readonly kind: 'help'}
	/** Goes back one level: closes what lies on top. */
	| {readonly kind: 'back'}
	| {readonly kind: 'focus'; readonly step: 1 | -1}
	| {readonly kind: 'page'; readonly step: 1 | -1}
	/** All metrics: opens them, turns their pages, closes them beyond the last. */
	| {readonly kind: 'metrics'; readonly step: 1 | -1}
	/** The proof of the book: opens it, turns its pages, closes it beyond the last. */
	| {readonly kind: 'proof'; readonly step: 1 | -1}
	/** An arrow to the side: turns pages where there are any, moves the cursor through time elsewhere. */
	| {readonly kind: 'sideways'; readonly step: 1 | -1; readonly seconds: number}
	/** Opens the symbol picker. */
	| {readonly kind: 'picker'}
	/** Asks for a time to go to. */
	| {readonly kind: 'prompt'}
	| {readonly kind: 'theme'};

export type Action = Intent | LocalAction;

/** The part of Ink's `Key` that is read here; what is missing is not pressed. */
export type KeyFlags = Partial<
	Pick<Key, 'ctrl' | 'meta' | 'shift' | 'tab' | 'escape' | 'return' | 'backspace' | 'home' | 'end' | 'pageUp' | 'pageDown' | Arrow>
>;

type Arrow = 'leftArrow' | 'rightArrow' | 'upArrow' | 'downArrow';

/** Keys typed fast come as one chunk, `jjj`: every character counts. */
export function actionsOf(input: string, key: KeyFlags): Action[] {
	if (key.ctrl) return input === 'c' ? [{kind: 'quit'}] : [];
	if (key.escape) return [{kind: 'back'}];
	if (key.meta) return [];
	if (key.tab) return [{kind: 'focus', step: key.shift ? -1 : 1}];
	if (key.pageUp) return [{kind: 'page', step: -1}];
	if (key.pageDown) return [{kind: 'page', step: 1}];
	const seconds = key.shift ? far : near;
	if (key.leftArrow) return [{kind: 'sideways', step: -1, seconds: -seconds}];
	if (key.rightArrow) return [{kind: 'sideways', step: 1, seconds}];
	if (key.home) return [{kind: 'ends', which: 'first'}];
	if (key.end) return [{kind: 'ends', which: 'last'}];
	return [...input].flatMap((character) => actionOf(character) ?? []);
}

/** A key that does nothing here, and the one that was probably meant. */
export type UnknownKey = {readonly key: string; readonly nearest: string | undefined};

/** The last key of a chunk, where it does nothing. Keys that write no character, such as arrows and Escape, are passed over in silence. */
export function unknownKeyOf(input: string, key: KeyFlags): UnknownKey | undefined {
	const last = [...input].at(-1) ?? '';
	if (key.ctrl || key.meta || key.escape || key.tab || !isVisible.test(last) || actionOf(last) !== undefined) return undefined;
	const otherCase = last === last.toLowerCase() ? last.toUpperCase() : last.toLowerCase();
	return {key: last, nearest: [otherCase, twins.get(last) ?? ''].find((near) => actionOf(near) !== undefined)};
}

export function isLocal(action: Action): action is LocalAction {
	return localKinds.has(action.kind);
}

const localKinds: ReadonlySet<Action['kind']> = new Set<LocalAction['kind']>([
	'help',
	'back',
	'focus',
	'page',
	'metrics',
	'proof',
	'sideways',
	'picker',
	'prompt',
	'theme',
]);

function actionOf(character: string): Action | undefined {
	if (character >= '1' && character <= '9') return {kind: 'select', index: Number(character) - 1};
	return characters.get(character);
}

/** Of ρ. */
const fine = 0.01;
const coarse = 0.05;

/** Seconds that an arrow goes. */
const near = 5;
const far = 60;

const characters: ReadonlyMap<string, Action> = new Map<string, Action>([
	['<', {kind: 'select-next', step: -1}],
	['>', {kind: 'select-next', step: 1}],
	['\t', {kind: 'focus', step: 1}],
	[' ', {kind: 'hold'}],
	['-', {kind: 'thresholds', step: -fine}],
	['=', {kind: 'thresholds', step: fine}],
	['_', {kind: 'thresholds', step: -coarse}],
	['+', {kind: 'thresholds', step: coarse}],
	['l', {kind: 'levels', step: -1}],
	['L', {kind: 'levels', step: 1}],
	['[', {kind: 'grouping', step: -1}],
	[']', {kind: 'grouping', step: 1}],
	['{', {kind: 'speed', step: -1}],
	['}', {kind: 'speed', step: 1}],
	['v', {kind: 'metrics', step: 1}],
	['V', {kind: 'metrics', step: -1}],
	['i', {kind: 'proof', step: 1}],
	['I', {kind: 'proof', step: -1}],
	[',', {kind: 'step', frames: -1}],
	['.', {kind: 'step', frames: 1}],
	['n', {kind: 'signal', step: 1}],
	['N', {kind: 'signal', step: -1}],
	['g', {kind: 'prompt'}],
	['m', {kind: 'mark'}],
	['S', {kind: 'picker'}],
	['s', {kind: 'snapshot'}],
	['R', {kind: 'record'}],
	['t', {kind: 'theme'}],
	['?', {kind: 'help'}],
	['q', {kind: 'quit'}],
	['\u0003', {kind: 'quit'}],
	['\u001b', {kind: 'back'}],
]);

const isVisible = /^[^\p{C}\p{M}\p{Z}]$/u;

/** What else stands on the same key of a US keyboard, and `h`, which is help elsewhere. */
const twins: ReadonlyMap<string, string> = new Map(
	[...'!1@2#3$4%5^6&7*8(9/?h?H?'.matchAll(/(.)(.)/g)].map(([, typed = '', meant = '']) => [typed, meant]),
);

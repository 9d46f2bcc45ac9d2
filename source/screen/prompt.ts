/* The prompt for a time to go to: what keys mean while it is open, and what they make of the text. Pure. */

import type {KeyFlags} from './keys.ts';

export type PromptKey =
	| {readonly kind: 'type'; readonly text: string}
	| {readonly kind: 'erase'}
	| {readonly kind: 'clear'}
	/** Goes to the time that was typed. */
	| {readonly kind: 'go'}
	| {readonly kind: 'close'}
	| {readonly kind: 'quit'};

/** While it is open every key is typed into it, and none of the screen's own acts. @param character one, or empty where the key writes none. */
export function promptKeyOf(character: string, key: KeyFlags): PromptKey | undefined {
	if (key.ctrl) return controls.get(character);
	if (key.escape) return {kind: 'close'};
	if (key.meta) return undefined;
	if (key.return) return {kind: 'go'};
	if (key.backspace) return {kind: 'erase'};
	return characters.get(character) ?? (isPrintable.test(character) ? {kind: 'type', text: character} : undefined);
}

/** @returns the text of the prompt; undefined where it is closed by this key. */
export function promptReducer(text: string, key: PromptKey): string | undefined {
	switch (key.kind) {
		case 'type':
			return [...(text + key.text.replace(/[\p{C}\p{M}\p{Zl}\p{Zp}]/gu, ''))].slice(0, longest).join('');
		case 'erase':
			return [...text].slice(0, -1).join('');
		case 'clear':
			return '';
		case 'go':
		case 'close':
			return undefined;
		case 'quit':
			return text;
	}
}

/** `2024-08-08T23:54:13.937000+00:00` and some to spare. */
const longest = 40;

const isPrintable = /^[^\p{C}\p{M}]$/u;

/** As lines are edited in a shell. */
const controls: ReadonlyMap<string, PromptKey> = new Map<string, PromptKey>([
	['c', {kind: 'quit'}],
	['u', {kind: 'clear'}],
]);

/** Keys that come in one chunk with others are no keys to Ink, but characters. */
const characters: ReadonlyMap<string, PromptKey> = new Map<string, PromptKey>([
	['\r', {kind: 'go'}],
	['\n', {kind: 'go'}],
	['\u007f', {kind: 'erase'}],
	['\b', {kind: 'erase'}],
	['\u0003', {kind: 'quit'}],
	['\u001b', {kind: 'close'}],
]);

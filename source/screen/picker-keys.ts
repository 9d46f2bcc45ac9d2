/* What keys mean while the symbol picker is open: they are typed, and none of the screen's own keys acts. */

import type {KeyFlags} from './keys.ts';
import type {PickerAction} from './picker-state.ts';

/** What ends the picker, beside what changes it. */
export type PickerKey = PickerAction | {readonly kind: 'choose'} | {readonly kind: 'close'} | {readonly kind: 'quit'};

/** @param character one, or empty where the key writes none. */
export function pickerKeyOf(character: string, key: KeyFlags): PickerKey | undefined {
	if (key.ctrl) return controls.get(character);
	if (key.escape) return {kind: 'close'};
	if (key.meta) return undefined;
	if (key.tab) return {kind: 'venue', step: key.shift ? -1 : 1};
	if (key.leftArrow) return {kind: 'venue', step: -1};
	if (key.rightArrow) return {kind: 'venue', step: 1};
	if (key.upArrow) return {kind: 'move', by: -1};
	if (key.downArrow) return {kind: 'move', by: 1};
	if (key.pageUp) return {kind: 'page', step: -1};
	if (key.pageDown) return {kind: 'page', step: 1};
	if (key.home) return {kind: 'move', by: Number.NEGATIVE_INFINITY};
	if (key.end) return {kind: 'move', by: Number.POSITIVE_INFINITY};
	if (key.return) return {kind: 'choose'};
	if (key.backspace) return {kind: 'erase'};
	return characters.get(character) ?? (isPrintable.test(character) ? {kind: 'type', text: character} : undefined);
}

const isPrintable = /^[^\p{C}\p{M}]$/u;

/** As lines are edited in a shell. */
const controls: ReadonlyMap<string, PickerKey> = new Map<string, PickerKey>([
	['c', {kind: 'quit'}],
	['u', {kind: 'clear'}],
]);

/** Keys that come in one chunk with others are no keys to Ink, but characters. */
const characters: ReadonlyMap<string, PickerKey> = new Map<string, PickerKey>([
	['\r', {kind: 'choose'}],
	['\n', {kind: 'choose'}],
	['\t', {kind: 'venue', step: 1}],
	['\u007f', {kind: 'erase'}],
	['\b', {kind: 'erase'}],
	['\u0003', {kind: 'quit'}],
	['\u001b', {kind: 'close'}],
]);

/* The prompt for a time in the app: opens, takes keys, and tells the runner where to go. */

import {useRef, useState} from 'react';
import type {Intent} from '../runner/session.ts';
import type {KeyFlags} from './keys.ts';
import {type PromptKey, promptKeyOf, promptReducer} from './prompt.ts';

export type Prompt = {
	/** What was typed so far; undefined while it is closed. */
	readonly text: string | undefined;
	/** As of the last key, which may be ahead of `text`: several keys can come before the app renders again. */
	isOpen(): boolean;
	open(): void;
	/** Only while it is open. @param character one, or empty where the key writes none. */
	press(character: string, key: KeyFlags): void;
	/** Types a text at once. Ignored while it is closed. */
	paste(text: string): void;
};

export function usePrompt(act: (intent: Intent) => void): Prompt {
	const [text, setText] = useState<string | undefined>();
	const latest = useRef(text);
	const change = (next: string | undefined): void => {
		latest.current = next;
		setText(next);
	};
	const take = (pressed: PromptKey | undefined): void => {
		const current = latest.current;
		if (current === undefined || pressed === undefined) return;
		change(promptReducer(current, pressed));
		if (pressed.kind === 'quit') act({kind: 'quit'});
		const time = current.trim();
		if (pressed.kind === 'go' && time !== '') act({kind: 'go-to', time});
	};
	return {
		text,
		isOpen: () => latest.current !== undefined,
		open: () => change(''),
		press: (character, key) => take(promptKeyOf(character, key)),
		paste: (pasted) => take({kind: 'type', text: pasted}),
	};
}

/* The symbol picker in the app: opens, takes keys, and tells the runner which list is wanted and what was chosen. */

import {useRef, useState} from 'react';
import {venueOf} from '../market/instrument.ts';
import type {Intent, Store} from '../runner/session.ts';
import type {KeyFlags} from './keys.ts';
import {pickerRows} from './panels/picker.ts';
import {pickerKeyOf} from './picker-keys.ts';
import {offersOf, pickerSlice} from './picker-offers.ts';
import {openedPicker, type PickerAction, type PickerState, pickerReducer, underCursor} from './picker-state.ts';

export type Picker = {
	/** undefined while it is closed. */
	readonly state: PickerState | undefined;
	/** As of the last key, which may be ahead of `state`: several keys can come before the app renders again. */
	isOpen(): boolean;
	/** With the list of the venue whose instrument is shown. */
	open(): void;
	/** Only while it is open. @param character one, or empty where the key writes none. */
	press(character: string, key: KeyFlags): void;
	/** Types a text at once. Ignored while it is closed. */
	paste(text: string): void;
};

/** @param height of the panel, border included. */
export function usePicker(store: Store, act: (intent: Intent) => void, height: number): Picker {
	const [state, setState] = useState<PickerState | undefined>();
	const latest = useRef(state);
	const change = (next: PickerState | undefined): void => {
		latest.current = next;
		setState(next);
	};
	const offersFor = (of: PickerState) => offersOf(pickerSlice(store.scene, of));
	const reduce = (current: PickerState, action: PickerAction): void => {
		const offers = offersFor(current);
		const next = pickerReducer(current, action, offers, pickerRows(offers, height));
		change(next);
		if (next.venue !== current.venue) act({kind: 'list', venue: next.venue});
	};
	const choose = (current: PickerState): void => {
		const {offer} = underCursor(current, offersFor(current));
		if (offer === undefined) return;
		change(undefined);
		act({kind: 'watch', id: offer.id});
	};
	return {
		state,
		isOpen: () => latest.current !== undefined,
		open() {
			const shown = store.scene.view.selected?.summary.id;
			const venue = shown === undefined ? undefined : venueOf(shown);
			change(openedPicker(venue));
			act({kind: 'list', venue});
		},
		press(character, key) {
			const current = latest.current;
			const pressed = pickerKeyOf(character, key);
			if (current === undefined || pressed === undefined) return;
			if (pressed.kind === 'choose') choose(current);
			else if (pressed.kind === 'close') change(undefined);
			else if (pressed.kind === 'quit') act(pressed);
			else reduce(current, pressed);
		},
		paste(text) {
			if (latest.current !== undefined) reduce(latest.current, {kind: 'type', text});
		},
	};
}

/* What every panel is: a function from a slice of the scene and a size to lines, with no memory and no clock. */

import type {BookState} from '../../engine/view.ts';
import type {Segment} from '../draw/cells.ts';
import type {Look, Style} from '../theme.ts';

/** Exactly `height` lines of exactly `width` cells, border and title included. */
export type Paint<Slice> = (slice: Slice, width: number, height: number, look: Look) => readonly string[];

/** What every framed panel knows beside its own slice. */
export type Framed = {readonly isFocused: boolean};

/** Style of a signed number: buying above zero, selling below, quiet at zero and where there is none. */
export function signStyle(value: number, look: Look): Style {
	return value > 0 ? look.bid : value < 0 ? look.ask : look.dim;
}

/** `▲`, `▼`, or a blank at zero and where there is no number. */
export function arrow(value: number, look: Look): Segment {
	return value > 0 ? ['▲', look.bid] : value < 0 ? ['▼', look.ask] : ' ';
}

/** How a book that is in this state should be drawn. */
export function stateStyle(state: BookState, look: Look): Style {
	if (state === 'LIVE') return look.sound;
	return state === 'CONNECTING' || state === 'SYNCING' ? look.warn : look.alert;
}

/** `ρ`, or `rho` where only ASCII may be drawn. */
export function rhoName(look: Look): string {
	return look.glyphs === 'ascii' ? 'rho' : 'ρ';
}

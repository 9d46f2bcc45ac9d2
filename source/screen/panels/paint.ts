/* What every panel is: a function from a slice of the scene and a size to lines, with no memory and no clock. */

import type {BookState, SettingsView} from '../../engine/view.ts';
import type {Segment} from '../draw/cells.ts';
import {isZero, share} from '../draw/number.ts';
import type {Look, Style} from '../theme.ts';

/** Exactly `height` lines of exactly `width` cells, border and title included. */
export type Paint<Slice> = (slice: Slice, width: number, height: number, look: Look) => readonly string[];

/** What every framed panel knows beside its own slice. */
export type Framed = {readonly isFocused: boolean};

/** Style of a signed number: buying above zero, selling below, quiet at zero and where there is none. */
export function signStyle(value: number, look: Look): Style {
	return value > 0 ? look.bid : value < 0 ? look.ask : look.dim;
}

/** A signed number in the colour of its side; quiet where nothing is left of it after rounding. */
export function signSegment(text: string, value: number, look: Look): readonly [text: string, style: Style] {
	return [text, isZero(text) ? look.dim : signStyle(value, look)];
}

/** No style at all: the colour that the terminal writes in. */
export const unstyled: Style = (text) => text;

/** `▲`, `▼`, or a blank at zero and where there is no number. */
export function arrow(value: number, look: Look): Segment {
	return value > 0 ? ['▲', look.bid] : value < 0 ? ['▼', look.ask] : ' ';
}

/** How a book that is in this state should be drawn. */
export function stateStyle(state: BookState, look: Look): Style {
	if (state === 'LIVE') return look.sound;
	return state === 'CONNECTING' || state === 'SYNCING' ? look.warn : look.alert;
}

/** `GAP: expected 112, got 118`, for the title of a panel whose present numbers are what was last known; longest first, none while the book is in step. */
export function troubles(state: BookState, reason: string, look: Look): Segment[][] {
	if (state === 'LIVE') return [];
	const style = stateStyle(state, look);
	return reason === '' ? [[[state, style]]] : [[[`${state}: ${reason}`, style]], [[state, style]]];
}

/** `ρ .70/.30`: from where on to buy, and from where on to sell. */
export function thresholds({buy, sell}: SettingsView, look: Look): string {
	return `${rhoName(look)} ${share(buy)}/${share(sell)}`;
}

/** `±`, or `+-` where only ASCII may be drawn. */
export function plusMinus(look: Look): string {
	return look.glyphs === 'ascii' ? '+-' : '±';
}

/** `λ`, or `lam` where only ASCII may be drawn. */
export function lambdaName(look: Look): string {
	return look.glyphs === 'ascii' ? 'lam' : 'λ';
}

/** `ρ`, or `rho` where only ASCII may be drawn. */
export function rhoName(look: Look): string {
	return look.glyphs === 'ascii' ? 'rho' : 'ρ';
}

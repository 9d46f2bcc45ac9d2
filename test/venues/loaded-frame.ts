/* The one scanner with a frame in it, and what it reads there. */

import {expect} from 'vitest';
import {Levels} from '../../source/market/levels.ts';
import {type DecimalForm, decimalForm} from '../../source/venues/decimal-form.ts';
import {frameScanner} from '../../source/venues/frame-scanner.ts';

export function loaded(text: string | Uint8Array): typeof frameScanner {
	expect(frameScanner.load(Buffer.from(text))).toBe(true);
	return frameScanner;
}

/** Into here `areLevels` reads. */
export const levels = new Levels();

/** Reads what stands after the bracket of a list. */
export function areLevels(text: string | Uint8Array, priceScale = 2, quantityScale = 8): boolean {
	return loaded(text).levels(levels, formOf(priceScale), formOf(quantityScale));
}

export function formOf(scale: number): DecimalForm {
	const form = decimalForm(scale);
	if (form === undefined) throw new Error(`there is no form of scale ${scale}`);
	return form;
}

/** Every printable character of ASCII. */
export const printable = Array.from({length: 0x7f - 0x20}, (_, index) => String.fromCharCode(0x20 + index));

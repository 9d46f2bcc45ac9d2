/*
Decimal text to scaled integers and back, exactly. Venues send prices and quantities as decimal text; a level keyed by a float is a level
that is one day not found again, so inside the program a price is an integer count of 10^-scale, held in a double below 2^53.
*/

/** The text is no decimal number of the kind that a venue may send. `text` is what came. */
export class NotADecimalError extends Error {
	override readonly name = 'NotADecimalError';
	readonly text: string;

	constructor(text: string, why: string) {
		super(`"${text.length > 40 ? `${text.slice(0, 40)}…` : text}" ${why}`);
		this.text = text;
	}
}

/** The number is sound, but has more decimals than the scale holds: widen to `decimals` and read it again. */
export class FinerThanScaleError extends Error {
	override readonly name = 'FinerThanScaleError';
	readonly decimals: number;

	constructor(text: string, scale: number, decimals: number) {
		super(`"${text}" has ${decimals} decimals, more than the ${scale} kept`);
		this.decimals = decimals;
	}
}

/** 10^0 to 10^22: every power of ten that a double holds exactly. */
export const powersOfTen: readonly number[] = Array.from({length: 23}, (_, exponent) => Number(`1e${exponent}`));

/** The number is sound, but too large to be held exactly at the scale: keep fewer decimals, at most `decimals`. */
export class TooLargeForScaleError extends Error {
	override readonly name = 'TooLargeForScaleError';
	/** The finest scale that holds it; -1 where none does. */
	readonly decimals: number;

	constructor(text: string, scale: number, decimals: number) {
		super(`"${text}" is too large to be held exactly with ${scale} decimals`);
		this.decimals = decimals;
	}
}

/** The largest exponent, either sign, that is read; beyond it the text is a mistake or an attack. */
const widestExponent = 60;
const zero = 48;
const nine = 57;
const point = 46;

/**
Reads a decimal number as an integer count of 10^-scale.

@param text digits, optionally a sign, a point with digits on both sides or either, an exponent: `61602.01`, `0.10000000`, `2.2e3`, `-1`.
@param scale decimals kept, 0 to 22.
@returns a safe integer, possibly negative: whether a sign is allowed is the caller's rule.
@throws NotADecimalError for anything else: empty, `NaN`, `Infinity`, blanks, two points.
@throws TooLargeForScaleError for numbers beyond 2^53 at this scale.
@throws FinerThanScaleError if digits other than zeros stand beyond the scale.
*/
export function toUnits(text: string, scale: number): number {
	// The common form, digits with one point and nothing finer than the scale, is read in one pass; all else goes the long way.
	const length = text.length;
	let units = 0;
	let index = 0;
	for (; index < length; index++) {
		const code = text.charCodeAt(index);
		if (code === point) break;
		if (code < zero || code > nine) return toUnitsTheLongWay(text, scale);
		units = units * 10 + (code - zero);
	}
	if (index === 0 || length > 17) return toUnitsTheLongWay(text, scale);
	index++;
	if (index === length) return toUnitsTheLongWay(text, scale);
	for (let decimal = 0; decimal < scale; decimal++) {
		let digit = 0;
		if (index < length) {
			digit = text.charCodeAt(index++) - zero;
			if (digit < 0 || digit > 9) return toUnitsTheLongWay(text, scale);
		}
		units = units * 10 + digit;
	}
	for (; index < length; index++) {
		if (text.charCodeAt(index) !== zero) return toUnitsTheLongWay(text, scale);
	}
	return units <= Number.MAX_SAFE_INTEGER ? units : toUnitsTheLongWay(text, scale);
}

type Parts = {readonly isNegative: boolean; readonly digits: string; readonly decimals: number};

/** Splits a number into significant digits and how many of them are decimals (negative: zeros that follow). */
function partsOf(text: string): Parts {
	const match = /^([+-]?)(?:(\d+)(?:\.(\d+))?|\.(\d+))(?:[eE]([+-]?\d+))?$/.exec(text);
	if (match === null) throw new NotADecimalError(text, text === '' ? 'is empty, not a number' : 'is not a decimal number');
	const exponent = Number(match[5] ?? '0');
	if (Math.abs(exponent) > widestExponent) throw new NotADecimalError(text, `has an exponent beyond ±${widestExponent}`);
	const fraction = match[3] ?? match[4] ?? '';
	let digits = ((match[2] ?? '') + fraction).replace(/^0+/, '');
	let decimals = fraction.length - exponent;
	while (digits.endsWith('0')) {
		digits = digits.slice(0, -1);
		decimals--;
	}
	return {isNegative: match[1] === '-' && digits !== '', digits, decimals: digits === '' ? 0 : decimals};
}

function toUnitsTheLongWay(text: string, scale: number): number {
	const {isNegative, digits, decimals} = partsOf(text);
	if (decimals > scale) throw new FinerThanScaleError(text, scale, decimals);
	if (digits === '') return 0;
	const size = digits.length + scale - decimals;
	const units = size > 16 ? Number.POSITIVE_INFINITY : Number(digits.padEnd(size, '0'));
	if (!Number.isSafeInteger(units)) throw new TooLargeForScaleError(text, scale, finestScale(digits, decimals));
	return isNegative ? -units : units;
}

/** The finest scale at which significant digits make a safe integer, which may have 16 of them; -1 where there is none. */
function finestScale(digits: string, decimals: number): number {
	const ofSixteen = 16 - (digits.length - decimals);
	const finest = Number(digits.padEnd(16, '0')) <= Number.MAX_SAFE_INTEGER ? ofSixteen : ofSixteen - 1;
	return finest < Math.max(decimals, 0) ? -1 : finest;
}

/**
How many decimals the number needs, trailing zeros not counted: 2 for `61602.01000000`, 0 for `100` and `1e3`.

@throws NotADecimalError as `toUnits` does.
*/
export function significantDecimals(text: string): number {
	return Math.max(0, partsOf(text).decimals);
}

/** The shortest decimal text of a count of 10^-scale: `toUnits` backwards, without trailing zeros. */
export function fromUnits(units: number, scale: number): string {
	const text = fixedFromUnits(units, scale);
	return scale === 0 ? text : text.replace(/\.?0+$/, '');
}

/** Decimal text of a count of 10^-scale with all `scale` decimals written out, as a column of numbers wants them. */
export function fixedFromUnits(units: number, scale: number): string {
	const digits = String(Math.abs(units)).padStart(scale + 1, '0');
	const whole = digits.slice(0, digits.length - scale);
	return `${units < 0 ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`}`;
}

/** A price in counts of 10^-scale that may fall halfway between two of them, as a mid does: one digit more only where it is needed. */
export function midText(units: number, scale: number): string {
	return fixedFromUnits(Math.round(units * 10), scale + 1).replace(/\.?0$/, '');
}

/** The same number at another scale. @throws NotADecimalError where it would not be held exactly: too many digits for 2^53, or digits cut off. */
export function rescale(units: number, from: number, to: number): number {
	if (from === to) return units;
	const moved = move(units, from, to);
	if (!Number.isSafeInteger(moved)) throw new NotADecimalError(fromUnits(units, from), `cannot be held exactly with ${to} decimals`);
	return moved;
}

/** Whether another scale holds the number exactly. */
export function canRescale(units: number, from: number, to: number): boolean {
	return Number.isSafeInteger(move(units, from, to));
}

function move(units: number, from: number, to: number): number {
	return to >= from ? units * powersOfTen[to - from]! : units / powersOfTen[from - to]!;
}

/* What a scale means for the digits of a decimal as they are read, reckoned once for each scale. */

import {powersOfTen} from '../market/decimal.ts';

/** Finer scales are left to the plain way. */
const finestForm = 8;

export type DecimalForm = {
	/** Decimals kept, 0 to 8. */
	readonly scale: number;
	/** What a whole is worth: 10^scale. */
	readonly unit: number;
	/** The largest whole part that is read: nine digits, and fewer where the count would pass 2^53. */
	readonly mostWhole: number;
	/** Below this whole part the count fits into 32 bits. */
	readonly smallWhole: number;
	/** All of eight decimals are kept, or none of the last four. */
	readonly isFull: boolean;
	readonly isShort: boolean;
	/**
	Of the first four decimals, in bytes with the first lowest: those that must be 0, being finer than the scale, and by how many bits the last one
	kept comes to stand last. Where none is kept all are zeros, and it does not matter.
	*/
	readonly finer: number;
	readonly shift: number;
};

const forms: readonly DecimalForm[] = Array.from({length: finestForm + 1}, (_, scale) => {
	const unit = powersOfTen[scale]!;
	const kept = Math.min(scale, 4);
	return {
		scale,
		unit,
		mostWhole: Math.min(999_999_999, Math.floor(Number.MAX_SAFE_INTEGER / unit) - 1),
		smallWhole: Math.floor(0x7fff_ffff / unit),
		isFull: scale === finestForm,
		isShort: scale <= 4,
		finer: kept === 4 ? 0 : -1 << (8 * kept),
		shift: kept === 0 ? 0 : 8 * (4 - kept),
	};
});

/** The form of a scale; undefined for a finer one than are read so. */
export function decimalForm(scale: number): DecimalForm | undefined {
	return forms[scale];
}

/* Quantiles of numbers that stand in order, linear between neighbours as numpy and pandas have them by default, to the last bit. */

/**
@param sorted the numbers, of which the first `count` are meant, least first.
@param share 0 to 1: 0.5 is the median.
@returns NaN of nothing.
*/
export function quantileOf(sorted: Float64Array, share: number, count: number = sorted.length): number {
	if (count === 0) return Number.NaN;
	const position = (count - 1) * share;
	const below = Math.floor(position);
	const part = position - below;
	const low = sorted[below]!;
	const high = sorted[Math.min(below + 1, count - 1)]!;
	// From whichever neighbour is nearer.
	return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}

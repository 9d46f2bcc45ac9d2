/*
Does a signal move with a price, or ahead of it? Told of a whole run, on rows of a fixed grid: Pearson's r, Spearman's rho, and for returns over
several rows, which overlap, the t of the OLS slope with standard errors that know it: Newey & West (1987, Econometrica 55:703–708), Bartlett
weights. A missing row keeps its place among the lags and adds nothing ("amplitude modulated": Parzen 1963; Datta & Du 2012, IFDP 1060).
*/

/** Below so many pairs nothing is told. */
const fewestPairs = 3;
/** What varies by less than this share of its sum of squares does so by rounding (metrics specification, section 4.1). */
const leastSpread = 1e-12;
/** Lags that are no small part of the run make standard errors too small (Kiefer & Vogelsang 2005, Econometric Theory 21:1130–1164). */
const leastSpans = 4;

export type Correlation = {
	/** Pairs: rows in which both are numbers. */
	readonly n: number;
	/** Pearson's r, −1 to 1; NaN below 3 pairs and where either does not vary. */
	readonly r: number;
	/** r·√((n − 2)/(1 − r²)), which takes rows for independent; NaN where r is exact. */
	readonly t: number;
};

export type LeadCorrelation = {
	/** Rows ahead. */
	readonly horizon: number;
	readonly n: number;
	readonly pearson: number;
	/** Pearson's r of the ranks, equal values having the mean of their ranks. */
	readonly spearman: number;
	/** Slope over its Newey–West standard error, lag horizon − 1; NaN for fewer pairs than four horizons, and where the line is exact. */
	readonly t: number;
};

/** Of two columns of one length. */
export function correlationOf(xs: Float64Array, ys: Float64Array): Correlation {
	const sums = sumsOf(xs, ys);
	const r = pearson(sums);
	const rest = 1 - r * r;
	return {n: sums.n, r, t: rest > 0 ? r * Math.sqrt((sums.n - 2) / rest) : Number.NaN};
}

/** How a signal goes with the log price so many rows later, less the log price of its own row. */
export function leadCorrelation(signal: Float64Array, logPrices: Float64Array, horizon: number): LeadCorrelation {
	const returns = returnsOver(logPrices, horizon);
	const sums = sumsOf(signal, returns);
	const t = sums.n < leastSpans * horizon ? Number.NaN : neweyWestT(signal, returns, sums, horizon - 1);
	return {horizon, n: sums.n, pearson: pearson(sums), spearman: spearman(signal, returns), t};
}

/** The change from each row to the one so many rows later; NaN where either is missing or there is no such row. */
export function returnsOver(logPrices: Float64Array, horizon: number): Float64Array {
	return logPrices.map((logPrice, row) => (logPrices[row + horizon] ?? Number.NaN) - logPrice);
}

/** Sums of squares and products of distances from the means, over pairs. */
type Sums = {n: number; meanX: number; meanY: number; xx: number; xy: number; yy: number};

function sumsOf(xs: Float64Array, ys: Float64Array): Sums {
	const sums = {n: 0, meanX: 0, meanY: 0, xx: 0, xy: 0, yy: 0};
	for (let row = 0; row < xs.length; row++) {
		if (!isPair(xs[row]!, ys[row]!)) continue;
		sums.n++;
		sums.meanX += xs[row]!;
		sums.meanY += ys[row]!;
	}
	sums.meanX /= sums.n;
	sums.meanY /= sums.n;
	for (let row = 0; row < xs.length; row++) {
		if (!isPair(xs[row]!, ys[row]!)) continue;
		const dx = xs[row]! - sums.meanX;
		const dy = ys[row]! - sums.meanY;
		sums.xx += dx * dx;
		sums.xy += dx * dy;
		sums.yy += dy * dy;
	}
	return sums;
}

function isPair(x: number, y: number): boolean {
	return Number.isFinite(x) && Number.isFinite(y);
}

function pearson(sums: Sums): number {
	return isTelling(sums) ? Math.max(-1, Math.min(1, sums.xy / Math.sqrt(sums.xx * sums.yy))) : Number.NaN;
}

function isTelling({n, meanX, meanY, xx, yy}: Sums): boolean {
	return n >= fewestPairs && xx > leastSpread * (xx + n * meanX * meanX) && yy > leastSpread * (yy + n * meanY * meanY);
}

function neweyWestT(xs: Float64Array, ys: Float64Array, sums: Sums, lag: number): number {
	const slope = sums.xy / sums.xx;
	const residuals = sums.yy - slope * sums.xy;
	if (!isTelling(sums) || residuals <= leastSpread * sums.yy) return Number.NaN;
	const scores = xs.map((x, row) => {
		const dx = x - sums.meanX;
		return isPair(x, ys[row]!) ? dx * (ys[row]! - sums.meanY - slope * dx) : 0;
	});
	let variance = autoproduct(scores, 0);
	for (let apart = 1; apart <= lag; apart++) variance += 2 * (1 - apart / (lag + 1)) * autoproduct(scores, apart);
	return variance > 0 ? (slope * sums.xx) / Math.sqrt(variance) : Number.NaN;
}

function autoproduct(values: Float64Array, apart: number): number {
	let sum = 0;
	for (let row = apart; row < values.length; row++) sum += values[row]! * values[row - apart]!;
	return sum;
}

function spearman(xs: Float64Array, ys: Float64Array): number {
	const paired = xs.filter((x, row) => isPair(x, ys[row]!));
	const others = ys.filter((y, row) => isPair(xs[row]!, y));
	return pearson(sumsOf(ranks(paired), ranks(others)));
}

/** From 1; equal values have the mean of their ranks. */
function ranks(values: Float64Array): Float64Array {
	const sorted = values.toSorted();
	return values.map((value) => {
		const below = firstPlace(sorted, (each) => each >= value);
		const upTo = firstPlace(sorted, (each) => each > value);
		return (below + upTo + 1) / 2;
	});
}

/** How many come before the first that is so, where all after it are so too. */
function firstPlace(sorted: Float64Array, isSo: (value: number) => boolean): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (isSo(sorted[middle]!)) high = middle;
		else low = middle + 1;
	}
	return low;
}

/* What one moment of the sample clock says of one instrument. */

/** One row of the sample clock. Prices in quote units, quantities in the instrument's unit; NaN where not computable. */
export type SampleRow = {
	at: number;
	bid: number;
	ask: number;
	mid: number;
	spreadBps: number;
	weightedMid: number;
	rho: number;
	obi: number;
	obiPriceWeighted: number;
	ewma: number;
	z: number;
	/** Level-1 OFI over the last second. */
	ofi: number;
	tradeFlow: number;
	volatilityBps: number;
	vpin: number;
	vpinRank: number;
	isShallow: boolean;
};

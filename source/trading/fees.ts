/* What a taker pays the venue: a share of the executed notional, in quote, whichever side was taken. */

/** A fee in bps as a share: 10 bps are 0.001. */
export function feeRate(feeBps: number): number {
	return feeBps / 10_000;
}

/** Fee on a notional, in quote units. */
export function feeOn(notional: number, rate: number): number {
	return notional * rate;
}

/** What a purchase of this notional costs with its fee, in quote units. */
export function withFee(notional: number, rate: number): number {
	return notional + feeOn(notional, rate);
}

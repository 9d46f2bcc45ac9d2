/* One execution on the venue, as its own feed reports it. */

/** +1: the taker bought (lifted an ask). -1: the taker sold (hit a bid). */
export type Aggressor = 1 | -1;

/** A decoder reuses one object of this type: it is valid only during the call that hands it over. */
export type Trade = {
	symbol: string;
	/** The venue's own number of the trade; NaN where it has none that rises. */
	id: number;
	/** The venue's own name of the trade where trades are not numbered so that the numbers rise; empty elsewhere. */
	code: string;
	/** Count of 10^-priceScale in quote units. */
	price: number;
	priceScale: number;
	/** Count of 10^-quantityScale in the instrument's unit. */
	quantity: number;
	quantityScale: number;
	aggressor: Aggressor;
	/** When the venue says that it happened, µs since the epoch; NaN where it does not. */
	happenedAt: number;
};

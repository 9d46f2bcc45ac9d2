/* Touches and trades by themselves, for the metrics that ask for no more of a market. */

import type {Aggressor} from '../../source/market/trade.ts';
import type {OrderFlowImbalance} from '../../source/metrics/order-flow-imbalance.ts';
import type {TradeFlow} from '../../source/metrics/trade-flow.ts';

const level = (price: number, quantity: number) => ({prices: Float64Array.of(price), quantities: Float64Array.of(quantity), length: 1});

/** Hands over a touch of counts. Returns its term. */
export function touch(
	ofi: OrderFlowImbalance,
	at: number,
	...[bid, bidQuantity, ask, askQuantity]: readonly [bid: number, bidQuantity: number, ask: number, askQuantity: number]
): number {
	ofi.state({at, bids: level(bid, bidQuantity), asks: level(ask, askQuantity), quantityScale: 0});
	return ofi.termUnits;
}

/** Hands over a trade. */
export function take(flow: TradeFlow, at: number, quantity: number, price: number, aggressor: Aggressor): void {
	flow.trade({at}, {quantity, price, aggressor, happenedAt: Number.NaN});
}

/* Every dialect beside the venue of the program that it is spoken with. */

import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {binanceUsdm} from '../../source/venues/binance-usdm.ts';
import {bybitLinear, bybitSpot} from '../../source/venues/bybit.ts';
import {coinbase} from '../../source/venues/coinbase.ts';
import {deribit} from '../../source/venues/deribit.ts';
import {hyperliquid} from '../../source/venues/hyperliquid.ts';
import {kraken} from '../../source/venues/kraken.ts';
import {okx} from '../../source/venues/okx.ts';
import type {Venue} from '../../source/venues/venue.ts';
import type {Dialect} from './dialect.ts';
import {binanceSpotDialect} from './dialects/binance-spot.ts';
import {binanceUsdmDialect} from './dialects/binance-usdm.ts';
import {bybitLinearDialect, bybitSpotDialect} from './dialects/bybit.ts';
import {coinbaseDialect} from './dialects/coinbase.ts';
import {deribitDialect} from './dialects/deribit.ts';
import {hyperliquidDialect} from './dialects/hyperliquid.ts';
import {krakenDialect} from './dialects/kraken.ts';
import {okxDialect} from './dialects/okx.ts';

export const allDialects: readonly {readonly dialect: Dialect; readonly venue: Venue}[] = [
	{dialect: binanceSpotDialect, venue: binanceSpot},
	{dialect: binanceUsdmDialect, venue: binanceUsdm},
	{dialect: bybitSpotDialect, venue: bybitSpot},
	{dialect: bybitLinearDialect, venue: bybitLinear},
	{dialect: coinbaseDialect, venue: coinbase},
	{dialect: krakenDialect, venue: kraken},
	{dialect: okxDialect, venue: okx},
	{dialect: hyperliquidDialect, venue: hyperliquid},
	{dialect: deribitDialect, venue: deribit},
];

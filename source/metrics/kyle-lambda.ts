/*
Kyle's λ, how far a unit bought moves the price (Kyle 1985, Econometrica 53:1315–1335; as a regression López de Prado 2018, chapter 19): least
squares of the change of the *mid* from row to row on the signed taker volume between them. Of trade prices it would find the bounce between bid
and ask. Beside it Hasbrouck's λ, of log mids on signed √money.
*/

import type {Archive} from '../market/archive.ts';
import {logReturn} from './log-return.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import {RollingRegression} from './rolling-regression.ts';

const rows = 300;
const leastRows = 30;

export class KyleLambda implements Meter {
	readonly columns = columns({unit: 'quote/base', clock: 'sample', warmUp: '30 rows', source: 'Kyle 1985; López de Prado 2018, ch. 19'}, [
		['kyle_lambda', 'slope of Δmid on Σ ±quantity of takers, last 300 rows'],
		['kyle_t', 'kyle_lambda / its standard error: below 2 in size it says nothing', {unit: ''}],
		['kyle_r2', 'R² of the line of kyle_lambda', {unit: ''}],
		['kyle_lam0', 'slope through the origin of Δmid on Σ ±quantity of takers'],
		['kyle_bps', 'kyle_lambda / mid', {unit: 'bps/base'}],
		['kyle_bps_1m', 'kyle_bps / mid × 10⁶', {unit: 'bps per 1 M quote'}],
		[
			'hasbrouck_lambda',
			'slope through the origin of Δln mid on Σ ±√(price·quantity)',
			{unit: '1/√quote', source: 'López de Prado 2018, ch. 19'},
		],
	]);
	readonly #line = new RollingRegression(rows, leastRows);
	readonly #roots = new RollingRegression(rows, leastRows);
	#mid = Number.NaN;
	#volume = 0;
	#root = 0;
	#isWatching = true;

	trade(market: MarketState, {price, quantity, aggressor}: TakerTrade): void {
		if (!this.#isWatching) this.watchTrades(true);
		this.#volume += aggressor * quantity;
		this.#root += aggressor * Math.sqrt(market.money(price, quantity));
	}

	/** No change is taken from before it. */
	gap(): void {
		this.#mid = Number.NaN;
	}

	/** What was traded between this row and the next is not known whole. */
	interrupt(): void {
		this.#volume = Number.NaN;
		this.#root = Number.NaN;
	}

	watchTrades(isWatching: boolean): void {
		if (isWatching !== this.#isWatching) this.interrupt();
		this.#isWatching = isWatching;
	}

	sample(market: MarketState, out: Float64Array, from: number): void {
		const {mid} = market;
		this.#line.push(this.#volume, mid - this.#mid);
		this.#roots.push(this.#root, logReturn(this.#mid, mid));
		this.#mid = mid;
		this.#volume = this.#isWatching ? 0 : Number.NaN;
		this.#root = this.#volume;
		const {slope} = this.#line;
		out[from] = slope;
		out[from + 1] = this.#line.t;
		out[from + 2] = this.#line.r2;
		out[from + 3] = this.#line.slopeThroughOrigin;
		out[from + 4] = (slope / mid) * 1e4;
		out[from + 5] = ((slope / mid) * 1e10) / market.money(mid, 1);
		out[from + 6] = this.#roots.slopeThroughOrigin;
	}

	archive(io: Archive): void {
		this.#line.archive(io);
		this.#roots.archive(io);
		this.#mid = io.number(this.#mid);
		this.#volume = io.number(this.#volume);
		this.#root = io.number(this.#root);
		this.#isWatching = io.boolean(this.#isWatching);
	}
}

/*
The portfolio rule of github.com/jdhoffa/order_book_imbalance as it stands there: all in or all out on every diff, any size at the touch, marked at
the bid, the fee taken from what is received. It exists for parity tests alone; nothing trades by it, because no market fills any size at the touch.
*/

import {defaultBalance} from './portfolio.ts';
import {defaultThresholds} from './signal.ts';

export class Seed0Portfolio {
	readonly #feeRate: number;
	#cash: number;
	#position = 0;
	#bid = Number.NaN;

	constructor(feeRate = 0, startingBalance: number = defaultBalance) {
		this.#feeRate = feeRate;
		this.#cash = startingBalance;
	}

	/** Cash plus position at the last bid. */
	get value(): number {
		return this.#position === 0 ? this.#cash : this.#cash + this.#position * this.#bid;
	}

	/** Takes the touch and rho after a diff, and says what was traded. */
	update(bid: number, ask: number, rho: number): 'buy' | 'sell' | undefined {
		this.#bid = bid;
		if (rho > defaultThresholds.buy && this.#cash > 0) {
			this.#position += (this.#cash / ask) * (1 - this.#feeRate);
			this.#cash = 0;
			return 'buy';
		}
		if (rho < defaultThresholds.sell && this.#position > 0) {
			this.#cash += this.#position * bid * (1 - this.#feeRate);
			this.#position = 0;
			return 'sell';
		}
		return undefined;
	}
}

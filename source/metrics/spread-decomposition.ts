/*
What takers pay and where it goes (Huang and Stoll 1996, J. Financial Economics 41:313–357). For a trade of side D at P, with the mid m₀ just
before it and m_τ a time τ after: effective 2D(P − m₀), realised 2D(P − m_τ), impact 2D(m_τ − m₀), in bps of m₀, so that effective = realised +
impact. A realised spread above 0 is what makers earned; an impact above 0 what they lost to those who knew more. A trade enters the last two when
τ has passed, never before.
*/

import {type Archive, BadArchiveError} from '../market/archive.ts';
import type {Aggressor} from '../market/trade.ts';
import type {MarketState} from './market-state.ts';
import {columns, type Meter, type TakerTrade} from './meter.ts';
import {TimeBins} from './time-bins.ts';

const windowSeconds = 60;
/** τ, s. */
const delays = [1, 5, 30] as const;

/** bps of the mid before; positive where the taker pays. */
export function effectiveSpread(side: Aggressor, price: number, mid: number): number {
	return ((2 * side * (price - mid)) / mid) * 1e4;
}

/** bps of the mid before; positive where the maker earned. */
export function realisedSpread(side: Aggressor, price: number, mid: number, midAfter: number): number {
	return ((2 * side * (price - midAfter)) / mid) * 1e4;
}

/** bps of the mid before; positive where the price went with the taker. */
export function priceImpact(side: Aggressor, mid: number, midAfter: number): number {
	return ((2 * side * (midAfter - mid)) / mid) * 1e4;
}

export class SpreadDecomposition implements Meter {
	readonly columns = columns({unit: 'bps', clock: 'event', warmUp: '60 s', source: 'Huang & Stoll 1996'}, [
		['eff_spread_60', '2D(P − m₀), mean by volume over 60 s'],
		...delays.flatMap((delay) => {
			const warmUp = `${windowSeconds + delay} s`;
			return [
				[`real_spread_${delay}_60`, `2D(P − m) with the mid ${delay} s later, mean by volume over 60 s; above 0 makers earned`, {warmUp}],
				[
					`impact_${delay}_60`,
					`2D(m − m₀) with the mid ${delay} s later, mean by volume over 60 s; above 0 the price went with takers`,
					{warmUp},
				],
			] as const;
		}),
	]);
	/** Columns: volume, effective × volume. */
	readonly #effective: TimeBins;
	readonly #after: readonly MarkOut[];
	/** The mid since the last state. */
	readonly #prevailing = {mid: Number.NaN};
	#midAt = Number.NaN;
	/** Before the first state of that moment. */
	#midBefore = Number.NaN;
	/** When both books and trades were watched from, µs. */
	#since = Number.NaN;
	#isWatching = true;

	/** @param interval of the sample rows, µs. */
	constructor(interval: number) {
		this.#effective = new TimeBins(2, [windowSeconds], interval);
		this.#after = delays.map((delay) => new MarkOut(delay * 1e6, interval));
	}

	state(market: MarketState): void {
		const {at, mid} = market;
		// Those that fall due at this very moment wait for its last state.
		for (let index = 0; index < this.#after.length; index++)
			if (this.#after[index]!.nextDue < at) this.#after[index]!.settle(market, this.#prevailing, false);
		if (at !== this.#midAt) this.#midBefore = this.#prevailing.mid;
		if (this.#isWatching && Number.isNaN(this.#since)) this.#since = at;
		this.#prevailing.mid = mid;
		this.#midAt = at;
	}

	trade({at}: MarketState, {price, quantity, aggressor}: TakerTrade): void {
		if (!this.#isWatching) this.watchTrades(true);
		const mid = at === this.#midAt ? this.#midBefore : this.#prevailing.mid;
		if (Number.isNaN(mid)) return;
		this.#effective.passTo(at);
		this.#effective.add(0, quantity);
		this.#effective.add(1, quantity * effectiveSpread(aggressor, price, mid));
		for (const markOut of this.#after) markOut.add(at, aggressor, price, mid, quantity);
	}

	gap(): void {
		// What falls due in a gap has no mid, and is dropped when it does.
		this.#prevailing.mid = Number.NaN;
		this.#midBefore = Number.NaN;
		this.#midAt = Number.NaN;
		this.#since = Number.NaN;
	}

	interrupt(): void {
		this.#since = Number.NaN;
	}

	watchTrades(isWatching: boolean): void {
		if (!isWatching) this.interrupt();
		this.#isWatching = isWatching;
	}

	sample(market: MarketState, out: Float64Array, from: number): void {
		const {at, book} = market;
		this.#effective.passTo(at);
		for (const markOut of this.#after) markOut.settle(market, this.#prevailing, true);
		if (book === undefined) return;
		const watched = at - this.#since;
		if (watched >= windowSeconds * 1e6) out[from] = mean(this.#effective, 1);
		for (const [index, markOut] of this.#after.entries()) {
			if (!(watched >= windowSeconds * 1e6 + markOut.delay)) continue;
			out[from + 1 + index * 2] = mean(markOut.bins, 1);
			out[from + 2 + index * 2] = mean(markOut.bins, 2);
		}
	}

	archive(io: Archive): void {
		this.#effective.archive(io);
		for (const markOut of this.#after) markOut.archive(io);
		this.#prevailing.mid = io.number(this.#prevailing.mid);
		this.#midAt = io.number(this.#midAt);
		this.#midBefore = io.number(this.#midBefore);
		this.#since = io.number(this.#since);
		this.#isWatching = io.boolean(this.#isWatching);
	}
}

function mean(bins: TimeBins, column: number): number {
	const volume = bins.partial(0, 0);
	return volume > 0 ? bins.partial(0, column) / volume : Number.NaN;
}

const fieldsOfPending = 5;

/** Trades that wait for the mid of a time after them. */
class MarkOut {
	/** µs. */
	readonly delay: number;
	/** Columns: volume, realised × volume, impact × volume. */
	readonly bins: TimeBins;
	/** A queue of (due, side, price, mid, quantity). */
	#pending = new Float64Array(64 * fieldsOfPending);
	#first = 0;
	#length = 0;

	constructor(delay: number, interval: number) {
		this.delay = delay;
		this.bins = new TimeBins(3, [windowSeconds], interval);
	}

	/** µs; NaN where nothing waits. */
	get nextDue(): number {
		return this.#length === 0 ? Number.NaN : this.#pending[this.#first * fieldsOfPending]!;
	}

	add(at: number, side: Aggressor, price: number, mid: number, quantity: number): void {
		if ((this.#first + this.#length + 1) * fieldsOfPending > this.#pending.length) this.#makeRoom();
		const place = (this.#first + this.#length) * fieldsOfPending;
		this.#pending[place] = at + this.delay;
		this.#pending[place + 1] = side;
		this.#pending[place + 2] = price;
		this.#pending[place + 3] = mid;
		this.#pending[place + 4] = quantity;
		this.#length++;
	}

	/** Settles what is due before `at`, or at it too, with the mid that has stood since before then. Numbers come in objects, for they would be made some on the way. */
	settle({at}: {readonly at: number}, {mid}: {readonly mid: number}, isInclusive: boolean): void {
		while (this.#length > 0) {
			const place = this.#first * fieldsOfPending;
			const due = this.#pending[place]!;
			if (due > at || (due === at && !isInclusive)) break;
			if (!Number.isNaN(mid)) {
				const side = this.#pending[place + 1]! > 0 ? 1 : -1;
				const before = this.#pending[place + 3]!;
				const quantity = this.#pending[place + 4]!;
				this.bins.passTo(due);
				this.bins.add(0, quantity);
				this.bins.add(1, quantity * realisedSpread(side, this.#pending[place + 2]!, before, mid));
				this.bins.add(2, quantity * priceImpact(side, before, mid));
			}
			this.#first++;
			this.#length--;
		}
		if (this.#length === 0) this.#first = 0;
		if (isInclusive) this.bins.passTo(at);
	}

	archive(io: Archive): void {
		this.#compact(this.#pending.length);
		this.bins.archive(io);
		this.#length = io.number(this.#length);
		this.#pending = io.numbers(this.#pending, this.#length * fieldsOfPending);
		if (this.#length * fieldsOfPending > this.#pending.length) throw new BadArchiveError('a queue shorter than it says');
	}

	#makeRoom(): void {
		const {length} = this.#pending;
		this.#compact((this.#length + 1) * fieldsOfPending * 2 > length ? length * 2 : length);
	}

	#compact(room: number): void {
		const from = this.#first * fieldsOfPending;
		const live = this.#pending.subarray(from, from + this.#length * fieldsOfPending);
		if (room === this.#pending.length) this.#pending.copyWithin(0, from, from + live.length);
		else {
			const pending = new Float64Array(room);
			pending.set(live);
			this.#pending = pending;
		}
		this.#first = 0;
	}
}

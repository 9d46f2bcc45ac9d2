/*
How late the event loop was. Node's monitor sets a timer anew every 20 ms and records how long each round took, from one call to the next
(node:perf_hooks, `monitorEventLoopDelay`): that is the 20 ms that were asked for, and what the loop was late by. They are taken off here; a round that was
shorter, for timers count in whole ms, was not late. What is shown is of the last one to two minutes: of two monitors the one that began earlier.
*/

import {monitorEventLoopDelay} from 'node:perf_hooks';
import {type Counted, rankOf, valueAtRank} from './delay-meter.ts';
import {type DelayView, delayBounds, noDelay} from './session.ts';

/** ms from one call of the timer to the next, as asked for. */
export const resolution = 20;
/** ms for which a view is good: there are 50 rounds a second, and to read them takes longer than to count them. */
const freshFor = 1000;

/** What is used of Node's monitor; it counts ns. Its timer keeps no process alive. */
export type LoopMonitor = Counted & {
	readonly min: number;
	readonly max: number;
	enable(): boolean;
	disable(): boolean;
	reset(): void;
};

export class LoopLag {
	#older: LoopMonitor;
	#newer: LoopMonitor;
	#view = noDelay;
	#readAt = Number.NEGATIVE_INFINITY;

	/** @param create makes a monitor that is not yet enabled. */
	constructor(create: () => LoopMonitor = () => monitorEventLoopDelay({resolution})) {
		this.#older = create();
		this.#newer = create();
	}

	/** What was measured before a stop is forgotten: Node's monitors begin anew. */
	start(): void {
		this.#older.enable();
		this.#newer.enable();
	}

	/** What was measured stays. */
	stop(): void {
		this.#older.disable();
		this.#newer.disable();
	}

	/** Forgets what is older than the turn before this one. */
	turn(): void {
		const old = this.#older;
		old.reset();
		this.#older = this.#newer;
		this.#newer = old;
		this.#readAt = Number.NEGATIVE_INFINITY;
	}

	/** The same object for a second, and as long as nothing was measured. @param now ms on a clock that never jumps. */
	view(now: number): DelayView {
		if (now - this.#readAt < freshFor) return this.#view;
		if (this.#readAt === Number.NEGATIVE_INFINITY || this.#older.count !== this.#view.n) this.#view = read(this.#older);
		this.#readAt = now;
		return this.#view;
	}
}

function read(monitor: LoopMonitor): DelayView {
	const {count: n} = monitor;
	if (n === 0) return noDelay;
	const lagAt = (rank: number) => lagOf(valueAtRank(monitor, rank));
	const most = lagOf(monitor.max);
	return {
		n,
		p50: Math.min(most, lagAt(rankOf(0.5, n))),
		p99: Math.min(most, lagAt(rankOf(0.99, n))),
		least: lagOf(monitor.min),
		most,
		counts: countsOf(n, lagAt),
	};
}

/** ms, never below 0. @param nanos of a round. */
function lagOf(nanos: number): number {
	return Math.max(0, nanos / 1e6 - resolution);
}

/** A histogram tells what stands at a rank: how many are below a bound is searched for. */
function countsOf(n: number, lagAt: (rank: number) => number): readonly number[] {
	const below: number[] = [];
	for (const bound of delayBounds) {
		let least = below.at(-1) ?? 0;
		let most = n;
		while (least < most) {
			const rank = Math.ceil((least + most) / 2);
			if (lagAt(rank) < bound) least = rank;
			else most = rank - 1;
		}
		below.push(least);
	}
	return [...below, n].map((count, index) => count - (below[index - 1] ?? 0));
}

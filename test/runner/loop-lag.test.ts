import {createHistogram} from 'node:perf_hooks';
import {describe, expect, test} from 'vitest';
import {LoopLag, type LoopMonitor} from '../../source/runner/loop-lag.ts';
import {noDelay} from '../../source/runner/session.ts';

/** Node's histogram, with rounds of the loop that a test makes. */
class Monitor implements LoopMonitor {
	isEnabled = false;
	readonly #rounds = createHistogram();

	get count(): number {
		return this.#rounds.count;
	}

	get min(): number {
		return this.#rounds.min;
	}

	get max(): number {
		return this.#rounds.max;
	}

	percentile(percent: number): number {
		return this.#rounds.percentile(percent);
	}

	enable(): boolean {
		this.isEnabled = true;
		return true;
	}

	disable(): boolean {
		this.isEnabled = false;
		return true;
	}

	reset(): void {
		this.#rounds.reset();
	}

	/** @param millis each round took. */
	rounds(...millis: readonly number[]): void {
		for (const each of millis) this.#rounds.record(Math.round(each * 1e6));
	}
}

function watched(): {
	readonly lag: LoopLag;
	readonly monitors: readonly Monitor[];
	readonly rounds: (...millis: readonly number[]) => void;
} {
	const monitors: Monitor[] = [];
	const lag = new LoopLag(() => {
		const monitor = new Monitor();
		monitors.push(monitor);
		return monitor;
	});
	const rounds = (...millis: readonly number[]) => {
		for (const monitor of monitors) monitor.rounds(...millis);
	};
	return {lag, monitors, rounds};
}

describe('the lag of the event loop', () => {
	test('is what a round took beyond the 20 ms that it should', () => {
		const {lag, rounds} = watched();
		rounds(20, 25, 320);
		const {n, p50, p99, least, most, counts} = lag.view(0);
		expect({n, least, counts}).toEqual({n: 3, least: expect.closeTo(0, 1), counts: [0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0]});
		// Three digits of the round that it is taken from.
		expect(p50).toBeCloseTo(5, 1);
		expect(Math.abs(p99 - 300)).toBeLessThan(0.33);
		expect(Math.abs(most - 300)).toBeLessThan(0.33);
	});

	test('of an idle loop is about 0, and never below', () => {
		const {lag, rounds} = watched();
		rounds(...Array.from({length: 100}, (_, index) => 19.2 + (index % 3) / 2));
		const {p50, p99, least, counts} = lag.view(0);
		expect(least).toBe(0);
		expect(p50).toBe(0);
		expect(p99).toBeGreaterThanOrEqual(0);
		expect(p99).toBeLessThan(0.25);
		expect(counts).toEqual([0, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
	});

	test('counts as many rounds below each bound as there were', () => {
		const {lag, rounds} = watched();
		const late = [0, 0.5, 1.5, 1.6, 3, 7, 15, 30, 30.5, 70, 150, 300, 301, 700, 1500, 3000];
		rounds(...late.map((each) => 20 + each));
		expect(lag.view(0).counts).toEqual([0, 2, 2, 1, 1, 1, 2, 1, 1, 2, 1, 2]);
	});

	test('is not known before the first round', () => {
		const {lag} = watched();
		expect(lag.view(0)).toBe(noDelay);
	});

	test('is read once a second, and is the same object while no round was made', () => {
		const {lag, rounds} = watched();
		rounds(20);
		const first = lag.view(0);
		rounds(40);
		expect(lag.view(999)).toBe(first);
		const second = lag.view(1000);
		expect(second.n).toBe(2);
		expect(lag.view(2000)).toBe(second);
	});

	test('spans what came since the turn before the last', () => {
		const {lag, rounds} = watched();
		rounds(420);
		lag.turn();
		rounds(20, 20);
		expect(lag.view(0).n).toBe(3);
		lag.turn();
		expect(lag.view(1)).toMatchObject({n: 2, most: expect.closeTo(0, 1)});
	});

	test('is measured from start to stop', () => {
		const {lag, monitors} = watched();
		expect(monitors.map(({isEnabled}) => isEnabled)).toEqual([false, false]);
		lag.start();
		expect(monitors.map(({isEnabled}) => isEnabled)).toEqual([true, true]);
		lag.stop();
		expect(monitors.map(({isEnabled}) => isEnabled)).toEqual([false, false]);
	});
});

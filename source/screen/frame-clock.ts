/*
Many changes, few frames: calls back at most so often in any second, and not at all while nothing happens. Two frames may follow one another in half the time
of a frame: scenes that come at the same pace would else wait, each of them, for the phase of a second clock.
*/

import type {Clock} from '../feeds/clock.ts';

export type FrameClock = {
	/** Something changed: there will be a frame as soon as the pace allows. */
	wake(): void;
	stop(): void;
};

export function createFrameClock(fps: number, clock: Clock, paint: () => void): FrameClock {
	const most = Math.max(1, fps);
	/** When the latest frames were painted, ms, oldest first; as many as a second may have. */
	const painted: number[] = [];
	let cancel: (() => void) | undefined;
	const frame = () => {
		cancel = undefined;
		painted.push(clock.monotonic());
		if (painted.length > most) painted.shift();
		paint();
	};
	const dueAt = () => {
		const [oldest = 0] = painted;
		const last = painted.at(-1) ?? Number.NEGATIVE_INFINITY;
		return Math.max(last + 500 / most, painted.length < most ? last : oldest + 1000);
	};
	return {
		wake() {
			cancel ??= clock.after(Math.max(0, dueAt() - clock.monotonic()), frame);
		},
		stop() {
			cancel?.();
			cancel = undefined;
		},
	};
}

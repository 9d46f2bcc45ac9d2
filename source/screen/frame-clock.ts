/* Many changes, few frames: calls back at most so often a second, and not at all while nothing happens. */

import type {Clock} from '../feeds/clock.ts';

export type FrameClock = {
	/** Something changed: there will be a frame as soon as the pace allows. */
	wake(): void;
	stop(): void;
};

export function createFrameClock(fps: number, clock: Clock, paint: () => void): FrameClock {
	const interval = 1000 / Math.max(1, fps);
	let last = Number.NEGATIVE_INFINITY;
	let cancel: (() => void) | undefined;
	const frame = () => {
		cancel = undefined;
		last = clock.monotonic();
		paint();
	};
	return {
		wake() {
			cancel ??= clock.after(Math.max(0, last + interval - clock.monotonic()), frame);
		},
		stop() {
			cancel?.();
			cancel = undefined;
		},
	};
}

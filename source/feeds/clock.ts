/* Time and timers as parameters, so that a test need not wait for either. */

export type Clock = {
	/** Wall time in integer µs since the epoch. May jump, as wall clocks do; whoever stamps frames keeps them from going back. */
	now(): number;
	/** Milliseconds on a clock that never jumps; only differences mean something. */
	monotonic(): number;
	/** Calls back once after so many ms; the function returned calls it off. */
	after(millis: number, callback: () => void): () => void;
};

/** ms that a timer may be asked to wait at most: Node's fire at once when asked for longer than 2^31. */
export const longestWait = 2 ** 30;

/** Apart by more than this, the fine clock is set anew: the machine slept, or somebody set the time. */
const tolerance = 50;
let origin = performance.timeOrigin;

export const systemClock: Clock = {
	now() {
		const coarse = Date.now();
		if (Math.abs(origin + performance.now() - coarse) > tolerance) origin = coarse - performance.now();
		return Math.round((origin + performance.now()) * 1000);
	},
	monotonic: () => performance.now(),
	after(millis, callback) {
		const timer = setTimeout(callback, millis);
		return () => clearTimeout(timer);
	},
};

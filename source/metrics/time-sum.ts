/*
A sum over the last w microseconds, half-open: at time t it covers (t − w, t], so that what happened exactly w ago is out. It is NaN until the
window has been watched in full once: a minute's volume is not known after ten seconds.
*/

/** Evictions after which the sum is made anew, lest rounding errors add up. */
const evictionsPerResum = 4096;

export class TimeSum {
	/** Width, µs. */
	readonly window: number;
	// A ring whose capacity is a power of two, so that an index wraps by a mask.
	#times = new Float64Array(64);
	#values = new Float64Array(64);
	#first = 0;
	#length = 0;
	#sum = 0;
	#evictions = 0;
	#since = Number.NaN;
	#now = Number.NaN;

	/** @throws RangeError unless `window` is above 0. */
	constructor(window: number) {
		if (!(window > 0)) throw new RangeError(`A window of ${window} µs is none`);
		this.window = window;
	}

	/** The window lies wholly within the time watched. */
	get isCovered(): boolean {
		return this.#now - this.#since >= this.window;
	}

	/** The sum; NaN until covered, 0 where nothing happened. */
	get value(): number {
		return this.isCovered ? this.#sum : Number.NaN;
	}

	/** How many values are in the window, covered or not. */
	get count(): number {
		return this.#length;
	}

	/** Takes a value that happened at `at`, µs, not before any earlier call. NaN is no value: time passes, nothing else. */
	push(at: number, value: number): void {
		this.passTo(at);
		if (Number.isNaN(value)) return;
		if (this.#length === this.#times.length) this.#grow();
		const index = (this.#first + this.#length) & (this.#times.length - 1);
		this.#times[index] = at;
		this.#values[index] = value;
		this.#length++;
		this.#sum += value;
	}

	/** Lets time pass to `at`, µs. The first call of this or of `push` is where watching begins. */
	passTo(at: number): void {
		if (Number.isNaN(this.#since)) this.#since = at;
		this.#now = at;
		const edge = at - this.window;
		while (this.#length > 0 && this.#times[this.#first]! <= edge) {
			this.#sum -= this.#values[this.#first]!;
			this.#first = (this.#first + 1) & (this.#times.length - 1);
			this.#length--;
			this.#evictions++;
		}
		if (this.#length === 0) this.#sum = 0;
		if (this.#evictions >= evictionsPerResum) this.#resum();
	}

	/** Forgets everything; watching begins anew. */
	clear(): void {
		this.#first = 0;
		this.#length = 0;
		this.#sum = 0;
		this.#evictions = 0;
		this.#since = Number.NaN;
		this.#now = Number.NaN;
	}

	/** Multiplies all that is remembered, where the unit of the values changes. */
	scale(factor: number): void {
		for (let index = 0; index < this.#values.length; index++) this.#values[index]! *= factor;
		this.#resum();
	}

	#resum(): void {
		const mask = this.#times.length - 1;
		this.#sum = 0;
		for (let index = 0; index < this.#length; index++) this.#sum += this.#values[(this.#first + index) & mask]!;
		this.#evictions = 0;
	}

	#grow(): void {
		const capacity = this.#times.length;
		const times = new Float64Array(capacity * 2);
		const values = new Float64Array(capacity * 2);
		for (let index = 0; index < this.#length; index++) {
			times[index] = this.#times[(this.#first + index) & (capacity - 1)]!;
			values[index] = this.#values[(this.#first + index) & (capacity - 1)]!;
		}
		this.#times = times;
		this.#values = values;
		this.#first = 0;
	}
}

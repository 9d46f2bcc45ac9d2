/*
One side of the yardstick book: a dense window of ticks next to the touch (quantities and an occupancy bitmap of two levels, indexed by the distance
from the window's outer edge) and an open-addressing hash for everything farther out. Levels are keyed by tick times direction, so that on both sides
a larger key is a better price.
*/

const largestWindow = 1 << 18;
const worstKey = -2147483648;
const hashFactor = 0x9e3779b9;

// Where levels are kept while a window moves.
let scratchKeys = new Int32Array(1 << 14);
let scratchLots = new Float64Array(1 << 14);

export class Side {
	readonly sign: 1 | -1;
	W = 0;
	q = new Float64Array(0);
	m0 = new Int32Array(0);
	m1 = new Int32Array(0);
	hb = 10;
	hk = new Int32Array(1024);
	hq = new Float64Array(1024);
	far = 0;
	base = 0;
	best = 0;
	open = false;

	constructor(sign: 1 | -1, W: number) {
		this.sign = sign;
		this.alloc(W);
		this.best = W;
	}

	/** Starts anew with these levels. */
	load(keys: Int32Array, lots: Float64Array): void {
		this.open = false;
		this.hk.fill(0);
		this.far = 0;
		this.q.fill(0);
		this.m0.fill(0);
		this.m1.fill(0);
		this.best = this.W;
		if (keys.length === 0) return;
		this.recenter(keys.reduce((best, key) => Math.max(best, key), worstKey));
		for (const [index, key] of keys.entries()) this.put(key, lots[index]!);
	}

	set(k: number, l: number): void {
		if (!this.open) {
			if (l === 0) return;
			this.recenter(k);
		}
		const x = (this.base - k) | 0;
		if (x >>> 0 < this.W) {
			if (l !== 0) this.put(k, l);
			else if (this.q[x] !== 0) {
				this.q[x] = 0;
				const w = x >> 5;
				this.m0[w]! &= ~(1 << (x & 31));
				if (this.m0[w] === 0) this.m1[w >> 5]! &= ~(1 << (w & 31));
				this.settle(this.best);
			}
		} else if (x < 0 && l !== 0) {
			this.recenter(k);
			this.put(k, l);
		} else this.farSet(k, l);
	}

	/** Sets a level of the hash; 0 takes it away. */
	farSet(k: number, l: number): void {
		const hk = this.hk;
		const mask = hk.length - 1;
		const sh = 32 - this.hb;
		let i = Math.imul(k, hashFactor) >>> sh;
		for (;;) {
			const x = hk[i];
			if (x === k) {
				if (l !== 0) this.hq[i] = l;
				else this.farDel(i);
				return;
			}
			if (x === 0) break;
			i = (i + 1) & mask;
		}
		if (l === 0) return;
		hk[i] = k;
		this.hq[i] = l;
		if (++this.far * 2 > hk.length) this.farGrow();
	}

	/** Finds the best level again after changes, from an index that none of them beats. */
	settle(low: number): void {
		this.best = this.next(low);
		const W = this.W;
		if (this.best > W - (W >> 2)) {
			if (this.best < W) this.recenter(this.base - this.best);
			else if (this.far > 0) this.recenter(this.farBest());
		}
	}

	/** Copies the best levels, prices and then quantities; returns how many. A window that runs dry is moved or doubled, then read again. */
	top(c: number, into: Float64Array, o: number, retry = 2): number {
		const m0 = this.m0;
		const q = this.q;
		const base = this.base;
		const s = this.sign;
		const nW = m0.length;
		const x = this.best;
		let j = 0;
		if (x < this.W) {
			let w = x >> 5;
			let m = m0[w]! & (-1 << (x & 31));
			let gap = 0;
			for (;;) {
				while (m !== 0) {
					const y = (w << 5) + ctz(m);
					into[o + j] = Math.imul(base - y, s);
					into[o + c + j] = q[y]!;
					if (++j === c) return c;
					m &= m - 1;
				}
				if (++w >= nW) break;
				m = m0[w]!;
				if (m === 0 && ++gap > 8) {
					const y = this.next(w << 5);
					if (y >= this.W) break;
					w = y >> 5;
					m = m0[w]!;
					gap = 0;
				}
			}
		}
		if (this.far === 0) return j;
		const bk = x < this.W ? base - x : this.farBest();
		if (retry > 0 && (x > this.W >> 2 || this.W < largestWindow)) {
			this.recenter(bk, retry === 2 && x > this.W >> 2 ? this.W : Math.min(this.W * 2, largestWindow));
			return this.top(c, into, o, this.W >= largestWindow ? 0 : 1);
		}
		return this.farTop(c, into, o, j);
	}

	/** Orders the far levels of a very gappy book: rare and slow. */
	farTop(c: number, into: Float64Array, o: number, from: number): number {
		const hk = this.hk;
		const mask = hk.length - 1;
		const sorted = hk.filter((key) => key !== 0).sort();
		let j = from;
		for (let i = sorted.length - 1; i >= 0 && j < c; i--, j++) {
			const key = sorted[i]!;
			let h = Math.imul(key, hashFactor) >>> (32 - this.hb);
			while (hk[h] !== key) h = (h + 1) & mask;
			into[o + j] = Math.imul(key, this.sign);
			into[o + c + j] = this.hq[h]!;
		}
		return j;
	}

	alloc(W: number): void {
		this.W = W;
		this.q = new Float64Array(W);
		this.m0 = new Int32Array(W >> 5);
		this.m1 = new Int32Array(Math.max(1, W >> 10));
	}

	/** Linear probing with backward-shift deletion: no tombstones, so no rebuilding. */
	farDel(at: number): void {
		const hk = this.hk;
		const hq = this.hq;
		const mask = hk.length - 1;
		const sh = 32 - this.hb;
		let i = at;
		let j = at;
		for (;;) {
			j = (j + 1) & mask;
			const k = hk[j]!;
			if (k === 0) break;
			const h = Math.imul(k, hashFactor) >>> sh;
			if (((j - h) & mask) >= ((j - i) & mask)) {
				hk[i] = k;
				hq[i] = hq[j]!;
				i = j;
			}
		}
		hk[i] = 0;
		this.far--;
	}

	farGrow(): void {
		const keys = this.hk;
		const lots = this.hq;
		this.hb++;
		this.hk = new Int32Array(keys.length * 2);
		this.hq = new Float64Array(keys.length * 2);
		this.far = 0;
		for (let i = 0; i < keys.length; i++) if (keys[i] !== 0) this.farSet(keys[i]!, lots[i]!);
	}

	put(k: number, l: number): void {
		const x = (this.base - k) | 0;
		if (x >>> 0 >= this.W) {
			this.farSet(k, l);
			return;
		}
		this.q[x] = l;
		const w = x >> 5;
		this.m0[w]! |= 1 << (x & 31);
		this.m1[w >> 5]! |= 1 << (w & 31);
		if (x < this.best) this.best = x;
	}

	/** The first occupied index from here on; the window's length where there is none. */
	next(x: number): number {
		const W = this.W;
		if (x >= W) return W;
		let w = x >> 5;
		const m0 = this.m0;
		const m1 = this.m1;
		const m = m0[w]! & (-1 << (x & 31));
		if (m !== 0) return (w << 5) + ctz(m);
		let s = w >> 5;
		let v = (w & 31) === 31 ? 0 : m1[s]! & (-1 << ((w & 31) + 1));
		while (v === 0) {
			if (++s >= m1.length) return W;
			v = m1[s]!;
		}
		w = (s << 5) + ctz(v);
		return (w << 5) + ctz(m0[w]!);
	}

	/** Moves the window so that this key has an eighth of it in front; its length may change. */
	recenter(bk: number, W: number = this.W): void {
		let n = 0;
		const oW = this.W;
		for (let x = this.next(0); x < oW; x = this.next(x + 1)) {
			room(n + 1);
			scratchKeys[n] = this.base - x;
			scratchLots[n++] = this.q[x]!;
		}
		const hk = this.hk;
		const hq = this.hq;
		const base = (bk + (W >> 3)) | 0;
		const standing = n;
		for (let i = 0; i < hk.length; i++) {
			if (hk[i] !== 0 && ((base - hk[i]!) | 0) >>> 0 < W) {
				room(n + 1);
				scratchKeys[n] = hk[i]!;
				scratchLots[n++] = hq[i]!;
			}
		}
		for (let i = standing; i < n; i++) this.farSet(scratchKeys[i]!, 0);
		if (W !== oW) this.alloc(W);
		else {
			this.q.fill(0);
			this.m0.fill(0);
			this.m1.fill(0);
		}
		this.base = base;
		this.best = W;
		this.open = true;
		for (let i = 0; i < n; i++) this.put(scratchKeys[i]!, scratchLots[i]!);
	}

	farBest(): number {
		return this.hk.reduce((best, key) => (key !== 0 && key > best ? key : best), worstKey);
	}
}

function ctz(m: number): number {
	return 31 - Math.clz32(m & -m);
}

function room(n: number): void {
	if (n <= scratchKeys.length) return;
	const keys = new Int32Array(n * 2);
	const lots = new Float64Array(n * 2);
	keys.set(scratchKeys);
	lots.set(scratchLots);
	scratchKeys = keys;
	scratchLots = lots;
}

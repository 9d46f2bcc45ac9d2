/*
The yardstick book's way in: one pass from the bytes of a Binance diff to the book, written out by hand, without a string, an object or a call on the
usual path. Prices become ticks of 0.01, quantities counts of 10^-8. Anything unexpected is refused.
*/

import {Side} from './prototype-side.ts';

const lotDecimals = 8;
const powers = new Int32Array([1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000]);

/** Frames are copied here, so that one view reads all of them. */
export class Scratch {
	readonly cap = 1 << 20;
	readonly ab = new ArrayBuffer(this.cap + 64);
	readonly b = new Uint8Array(this.ab);
	readonly dv = new DataView(this.ab);
}

export class PrototypeBook {
	readonly PD = 2;
	readonly bids: Side;
	readonly asks: Side;
	last = 0;
	E = 0;
	gap = false;
	bad = false;

	constructor(W: number) {
		this.bids = new Side(1, W);
		this.asks = new Side(-1, W);
	}

	/** Applies one text frame; false where it is none that this scanner knows. Half of it may have been applied where `bad` is set. */
	feed(rx: Scratch, buf: Uint8Array): boolean {
		const n = buf.length;
		if (n > rx.cap) return false;
		const b = rx.b;
		b.set(buf, 0);
		b[n] = 0;
		let p = 0;
		let U = 0;
		let u = 0;
		let pu = -1;
		let seen = 0;
		let wrap = 0;
		if (b[p++] !== 123) return false;
		if (b[1] === 34 && b[2] === 115 && b[3] === 116) {
			// {"stream":"…","data":{
			wrap = 1;
			if (rx.dv.getInt32(4, true) !== 0x6d616572 || rx.dv.getUint16(8, true) !== 0x3a22) return false;
			p += 9;
			if (b[p++] !== 34) return false;
			while (b[p] !== 34 && p < n) p++;
			if (rx.dv.getInt32(p + 1, true) !== 0x6164222c || rx.dv.getInt32(p + 5, true) !== 0x3a226174 || b[p + 9] !== 123) return false;
			p += 10;
		}
		for (;;) {
			if (b[p] !== 34) return this.fail(seen);
			const key = b[p + 1];
			if (b[p + 2] === 34) {
				if (b[p + 3] !== 58) return this.fail(seen);
				p += 4;
			} else if (key === 112 && b[p + 2] === 117 && b[p + 3] === 34 && b[p + 4] === 58) p += 5;
			else return this.fail(seen);
			const c0 = b[p]!;
			if (c0 === 34) {
				p++;
				if (key === 101 && b[p] !== 100) return false;
				while (b[p] !== 34 && p < n) p++;
				p++;
			} else if (c0 === 91) {
				if (seen === 0) {
					if (u === 0) return false;
					if (this.last !== 0 && (pu >= 0 ? pu !== this.last : U > this.last + 1)) this.gap = true;
					this.last = u;
				}
				const bit = key === 98 ? 1 : 2;
				if (seen & bit) return this.fail(seen);
				seen |= bit;
				p = key === 98 ? feedSide(this.bids, rx, p + 1, this.PD) : key === 97 ? feedSide(this.asks, rx, p + 1, this.PD) : -1;
				if (p < 0) return this.fail(seen);
			} else {
				let c = c0 ^ 48;
				if (c > 9) return this.fail(seen);
				let v = c;
				p++;
				for (c = b[p]! ^ 48; c <= 9; c = b[p]! ^ 48) {
					v = v * 10 + c;
					p++;
				}
				if (key === 69) this.E = v;
				else if (key === 85) U = v;
				else if (key === 117) u = v;
				else if (key === 112) pu = v;
			}
			const e = b[p++];
			if (e === 44) continue;
			if (e === 125 && (wrap === 0 || b[p++] === 125) && p === n) return true;
			return this.fail(seen);
		}
	}

	fail(seen: number): false {
		if (seen) this.bad = true;
		return false;
	}
}

/** Applies the array of ["price","quantity"] pairs that starts at p, just past its bracket. Returns the position past its end, or -1. */
function feedSide(sd: Side, rx: Scratch, start: number, PD: number): number {
	const b = rx.b;
	const dv = rx.dv;
	let p = start;
	if (b[p] === 93) return p + 1;
	const sign = sd.sign;
	const PS = powers[PD]!;
	const PM = PD === 2;
	let W = sd.W;
	let q = sd.q;
	let m0 = sd.m0;
	let m1 = sd.m1;
	let base = sd.base;
	let low = sd.best;
	for (;;) {
		// ["
		if (dv.getUint16(p, true) !== 0x225b) return -1;
		p += 2;
		let c = b[p++]! ^ 48;
		let v = c;
		if (c > 9) return -1;
		// Ticks stay below 10^9.
		let lim = p + 9 - PD;
		for (c = b[p++]! ^ 48; c <= 9; c = b[p++]! ^ 48) v = (Math.imul(v, 10) + c) | 0;
		if (p > lim) return -1;
		let tick = 0;
		let fr = 0;
		if (c === 30) {
			const x = dv.getInt32(p, true);
			const y = dv.getInt32(p + 4, true);
			if (PM && y === 0x30303030 && x >>> 16 === 0x3030) {
				const d0 = (x & 255) - 48;
				const d1 = ((x >>> 8) & 255) - 48;
				if (d0 >>> 0 > 9 || d1 >>> 0 > 9) return -1;
				tick = (Math.imul(v, 100) + Math.imul(d0, 10) + d1) | 0;
				p += 8;
			} else {
				let w = 0;
				let d = PD;
				for (c = b[p]! ^ 48; d > 0 && c <= 9; c = b[p]! ^ 48) {
					w = (Math.imul(w, 10) + c) | 0;
					p++;
					d--;
				}
				while (b[p] === 48) p++;
				tick = (Math.imul(v, PS) + Math.imul(w, powers[d]!)) | 0;
			}
			if (b[p] !== 34) return -1;
			p++;
		} else if (c === 18) tick = Math.imul(v, PS) | 0;
		else return -1;
		// ,"
		if (dv.getUint16(p, true) !== 0x222c) return -1;
		p += 2;
		c = b[p++]! ^ 48;
		v = c;
		if (c > 9) return -1;
		lim = p + 9;
		for (c = b[p++]! ^ 48; c <= 9; c = b[p++]! ^ 48) v = (Math.imul(v, 10) + c) | 0;
		// Counts stay below 2^53.
		if (p > lim || v > 90_071_991) return -1;
		if (c === 30) {
			const x = dv.getInt32(p, true);
			const y = dv.getInt32(p + 4, true);
			let t = x ^ 0x30303030;
			if (y >>> 8 === 0x303030) {
				const d = (y & 255) - 48;
				if ((((t + 0x06060606) | t) & 0xf0f0f0f0) !== 0 || d >>> 0 > 9) return -1;
				t = (Math.imul(t, 10) + (t >>> 8)) & 0x00ff00ff;
				t = Math.imul(t & 255, 100) + (t >>> 16);
				fr = Math.imul(Math.imul(t, 10) + d, 1000);
				p += 8;
			} else {
				let d = lotDecimals;
				for (c = b[p]! ^ 48; d > 0 && c <= 9; c = b[p]! ^ 48) {
					fr = (Math.imul(fr, 10) + c) | 0;
					p++;
					d--;
				}
				while (b[p] === 48) p++;
				fr = Math.imul(fr, powers[d]!);
			}
			if (b[p] !== 34) return -1;
			p++;
		} else if (c !== 18) return -1;
		if (tick === 0) return -1;
		const any = v | fr;
		const xi = (base - Math.imul(tick, sign)) | 0;
		if (xi >>> 0 < W) {
			const w = xi >> 5;
			const s = w >> 5;
			const sh = xi & 31;
			q[xi] = v * 1e8 + fr;
			const nv = (m0[w]! & ~(1 << sh)) | (((any | -any) >>> 31) << sh);
			m0[w] = nv;
			m1[s] = (m1[s]! & ~(1 << (w & 31))) | (((nv | -nv) >>> 31) << (w & 31));
			if (xi < low) low = xi;
		} else if (xi >= 0 || any === 0) sd.farSet(Math.imul(tick, sign), v * 1e8 + fr);
		else {
			sd.best = low;
			sd.set(Math.imul(tick, sign), v * 1e8 + fr);
			W = sd.W;
			q = sd.q;
			m0 = sd.m0;
			m1 = sd.m1;
			base = sd.base;
			low = sd.best;
		}
		if (b[p] !== 93) return -1;
		const e = b[p + 1];
		p += 2;
		if (e === 44) continue;
		if (e === 93) break;
		return -1;
	}
	sd.settle(low);
	return p;
}

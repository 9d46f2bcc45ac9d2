/* Scenes to draw: Bitcoin around 61,837 with a lively but made-up hour behind it. Deterministic. */

import type {InstrumentSummary, InstrumentView, LadderRow, LadderView, LogLine, View} from '../../source/engine/view.ts';
import {noDelays, type Scene, type SessionView} from '../../source/runner/session.ts';

/** 2026-11-20 12:04:31.882 UTC. */
export const now = Date.UTC(2026, 10, 20, 12, 4, 31, 882) * 1000;

type SceneOptions = {
	readonly instrument?: Partial<InstrumentView>;
	readonly view?: Partial<View>;
	readonly session?: Partial<SessionView>;
	readonly summary?: Partial<InstrumentSummary>;
	readonly integrity?: Partial<InstrumentView['integrity']>;
	/** How many seconds later than `now`. */
	readonly tick?: number;
};

export function createScene({instrument, view, session, summary, integrity, tick = 0}: SceneOptions = {}): Scene {
	const at = now + tick * 1e6;
	const fullSummary = {...btcSummary(tick), ...summary};
	return {
		view: {
			at,
			frames: 48_211 + tick,
			settings: {buy: 0.7, sell: 0.3, levels: 10, span: 30, interval: 1e6},
			proof: {samples: 4364 + tick, book: '51a7c0de99e1', state: `9f3c77a2b4e${tick % 10}`},
			instruments: [fullSummary],
			selected: {
				summary: fullSummary,
				base: 'BTC',
				quote: 'USDT',
				ladder: createLadder(tick),
				imbalance: createImbalance(at, tick),
				vpin: createVpin(tick),
				portfolio: createPortfolio(tick),
				integrity: {...soundIntegrity(tick), ...integrity},
				log,
				detail: undefined,
				...instrument,
			},
			...view,
		},
		session: {...liveSession, ...session},
	};
}

export const liveSession: SessionView = {
	mode: 'live',
	source: '',
	isPaused: false,
	isOver: false,
	speed: 1,
	progress: Number.NaN,
	behind: Number.NaN,
	back: Number.NaN,
	timeline: undefined,
	delays: noDelays,
	recording: {file: 'btc.jsonl', bytes: 18_231_904, since: now - 4_364e6, fault: ''},
	hash: {kind: 'none'},
	notice: '',
	cpu: 0.058,
	fps: 12,
	listings: [],
};

export function btcSummary(tick = 0): InstrumentSummary {
	return {
		id: 'binance:BTCUSDT',
		symbol: 'BTCUSDT',
		venueLabel: 'binance·spot',
		feed: {levels: 'diffs', conflation: 100_000},
		state: 'LIVE',
		badge: 'PROVEN',
		mid: (61_837.825 + tick).toFixed(3),
		change: 0.0012,
		obi: 0.71,
		gaps: 0,
		profit: 812.44,
		trades: 3,
		latencyP50: 8.2,
		latencyP99: 31.4,
	};
}

export function ethSummary(): InstrumentSummary {
	return {...btcSummary(), id: 'binance:ETHUSDT', symbol: 'ETHUSDT', mid: '2694.105', badge: 'IN STEP', change: -0.0008, obi: -0.12};
}

export function solSummary(): InstrumentSummary {
	return {...ethSummary(), id: 'binance:SOLUSDT', symbol: 'SOLUSDT', mid: '141.315'};
}

/** Numbers in 0 to 1 that look random and are the same every time (mulberry32). */
export function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

export function createLadder(tick = 0, count = 40): LadderView {
	const random = createRandom(7 + tick);
	const rows = (best: number, step: number, weight: number): LadderRow[] => {
		let price = best;
		return Array.from({length: count}, (_, rank) => {
			if (rank > 0) price += step * (1 + Math.floor(random() * 4));
			return {
				price: price.toFixed(2),
				quantity: Math.round((0.04 + random() * random() * weight) * 1e5) / 1e5,
				change: random() < 0.2 ? Number.NaN : random() < 0.4 ? 0 : (random() - 0.5) * weight,
				isTrusted: rank < 30,
				isSummed: rank < 10,
			};
		});
	};
	const best = 61_837.82 + tick;
	return {
		bids: rows(best, -0.01, 7.2),
		asks: rows(best + 0.01, 0.01, 1.4),
		spread: '0.01',
		spreadBps: 0.0016,
		weightedMid: (best + 0.0072).toFixed(4),
		weightedMidBps: 0.004,
		microPrice: undefined,
		steps: ['0.01', '0.1', '1', '10'],
		grouping: 0,
		quantityDecimals: 5,
	};
}

export function createImbalance(at = now, tick = 0, count = 240): InstrumentView['imbalance'] {
	const random = createRandom(11);
	const raw = Float64Array.from({length: count}, (_, index) => {
		const phase = index + tick;
		const wave = 0.55 * Math.sin(phase / 11) + 0.3 * Math.sin(phase / 4.1) + (random() - 0.5) * 0.4;
		return index > count - 30 && index < count - 26 ? Number.NaN : Math.max(-1, Math.min(1, wave));
	});
	raw[count - 1] = 0.71;
	let last = 0;
	const smooth = raw.map((value) => {
		if (Number.isNaN(value)) return Number.NaN;
		last += (value - last) * 0.22;
		return last;
	});
	const signals = new Int8Array(count);
	signals[count - 9] = 1;
	signals[count - 22] = -1;
	return {
		at: raw.map((_, index) => at - (count - 1 - index) * 1e6),
		raw,
		smooth,
		signals,
		rho: 0.855,
		obi: 0.71,
		obiPriceWeighted: 0.684,
		ewma: 0.64,
		z: 2.1,
		ofi: 4.12,
		zone: 'buy',
		isShallow: false,
	};
}

export function createVpin(tick = 0): InstrumentView['vpin'] {
	const random = createRandom(13 + tick);
	const values = Float64Array.from(
		{length: 90},
		(_, index) => 0.38 + 0.14 * Math.sin((index - 89) / 9) + (index === 89 ? 0 : (random() - 0.5) * 0.05),
	);
	return {
		values,
		value: 0.38,
		buckets: 50,
		closed: 90,
		bucketSize: 42,
		sizeSource: 'volume',
		filled: 0.71,
		rank: 0.83,
		ranked: 41,
		bought: 31.24,
		sold: 19.11,
		tradeFlow: 0.24,
		volumeDelta: 38.2,
		volatilityBps: 3.1,
		trades: 1482,
		kyleBps: 0.93,
		kyleT: 4.2,
		toxicity: 0.41,
	};
}

export function createPortfolio(tick = 0, count = 240): InstrumentView['portfolio'] {
	const random = createRandom(17 + tick);
	const curve = Float64Array.from({length: count}, (_, index) => {
		const part = index / (count - 1);
		return (
			1_000_000 +
			812.44 * part +
			(1 - part) * 900 * Math.sin(index / 9) * Math.min(1, index / 40) +
			(index === count - 1 ? 0 : (random() - 0.5) * 160)
		);
	});
	return {
		startingBalance: 1_000_000,
		cash: 312.05,
		position: 16.17120341,
		averagePrice: 61_768.31,
		equity: 1_000_812.44,
		profit: 812.44,
		profitShare: 0.00081244,
		drawdown: 312.1,
		worstDrawdown: 801.22,
		fees: 2997.01,
		feeBps: 10,
		trades: 3,
		curve,
	};
}

export function soundIntegrity(tick = 0): InstrumentView['integrity'] {
	return {
		state: 'LIVE',
		badge: 'PROVEN',
		reason: '',
		since: now - 4_364e6,
		sequence: 50_123_456_789 + tick,
		applied: 43_640,
		duplicates: 3,
		overlaps: 1,
		outOfOrder: 0,
		gaps: 0,
		resyncs: 0,
		crossed: 0,
		malformed: 0,
		reconnects: 0,
		bidLevels: 5012,
		askLevels: 4987,
		trustedBidLevels: 1000,
		trustedAskLevels: 998,
		trustedShare: 0.0191,
		age: 41_000,
		latencyP50: 8.2,
		latencyP99: 31.4,
		touch: {n: 0, agreed: 0},
		checksums: {n: 0, ok: 0},
		gapKinds: [],
		outOfStep: {last: Number.NaN, worst: Number.NaN, total: Number.NaN},
		opinion: {source: 'snapshot', at: now - 14e6, differing: 0, levels: 9831, given: 72, agreed: 72, failure: ''},
		beyond: [],
	};
}

const log: readonly LogLine[] = [
	{id: 1, at: now - 900e6, kind: 'info', text: 'in step at 50,123,412,001 after 212 ms, 1000 levels a side'},
	signal(2, 640e6, 'buy', 0.72, 'bought 16.19 at 61,702.11 (fee 998.95)'),
	signal(3, 301e6, 'sell', 0.28, 'sold 16.19 at 61,790.40 (fee 1,000.38)'),
	{id: 4, at: now - 210e6, kind: 'alert', text: 'gap: expected 50,123,440,112, got 50,123,440,118; asked for a snapshot'},
	{id: 5, at: now - 208e6, kind: 'info', text: 'in step at 50,123,440,240 after 1.8 s'},
	signal(6, 80.5e6, 'buy', 0.86, 'bought 16.17 at 61,768.31 (fee 998.87)'),
	signal(7, 22e6, 'sell', 0.29, 'withheld: VPIN rank .97'),
	signal(8, 9e6, 'buy', 0.855, 'already long'),
];

function signal(id: number, ago: number, side: 'buy' | 'sell', rho: number, outcome: string): LogLine {
	const obi = 2 * rho - 1;
	return {id, at: now - ago, kind: 'signal', side, rho, obi, z: obi * 2.9, vpin: 0.38, weightedMidBps: obi * 0.4, outcome};
}

/** A scene before anything is known. */
export function emptyScene(): Scene {
	return {
		view: {
			at: Number.NaN,
			frames: 0,
			settings: {buy: 0.7, sell: 0.3, levels: 10, span: 30, interval: 1e6},
			proof: {samples: 0, book: '', state: ''},
			instruments: [],
			selected: undefined,
		},
		session: {...liveSession, recording: undefined, cpu: Number.NaN, fps: 0},
	};
}

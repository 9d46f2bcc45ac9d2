/* Scenes that nobody wishes for: numbers that do not exist, books that are empty, names that are hostile, sizes beyond all columns. */

import {emptyLadder} from '../../source/engine/ladder-view.ts';
import type {InstrumentSummary, InstrumentView, LogLine} from '../../source/engine/view.ts';
import {type DelaysView, type DelayView, type Listed, noDelay, type Scene, type TimelineView} from '../../source/runner/session.ts';
import {createListing, listed} from './listing.ts';
import {
	btcSummary,
	createImbalance,
	createLadder,
	createPortfolio,
	createScene,
	createVpin,
	emptyScene,
	ethSummary,
	now,
	soundIntegrity,
} from './scene.ts';
import {createTimeline, measured} from './timeline.ts';

export function nastyScenes(): ReadonlyMap<string, Scene> {
	return new Map<string, Scene>([
		['calm', createScene()],
		['nothing known yet', emptyScene()],
		['all numbers missing', everyNumber(Number.NaN)],
		['all numbers infinite', everyNumber(Number.POSITIVE_INFINITY)],
		['all numbers huge', everyNumber(1.2345e18)],
		['all numbers hugely negative', everyNumber(-9.87e14)],
		['all numbers tiny', everyNumber(1e-12)],
		['empty book, empty log, no history', emptyBook()],
		['prices of many decimals', prices('0.00000001')],
		['prices of many digits', prices('123456789012.12345678')],
		['hostile names', hostile()],
		['a gap', gap()],
		[
			'replay that differs',
			createScene({
				session: {
					mode: 'replay',
					speed: Number.POSITIVE_INFINITY,
					progress: 0.61,
					hash: {kind: 'differs', frame: 1_234_567_890, sample: 77},
				},
			}),
		],
		[
			'paused replay',
			createScene({session: {mode: 'replay', isPaused: true, speed: 0.1, progress: 1, hash: {kind: 'same', samples: 1204}}}),
		],
		['ended demo', createScene({session: {mode: 'demo', isOver: true, hash: {kind: 'older-fold', samples: 4}}})],
		...walks(),
		[
			'frozen view',
			createScene({
				session: {behind: 12e6, recording: {file: 'x', bytes: 5e12, since: now - 4e12, fault: 'no space left on device'}},
			}),
		],
		['many instruments', createScene({view: {instruments: manyInstruments()}})],
		['one symbol on many venues', oneSymbol()],
		['a long list', createScene({session: {listings: [createListing({instruments: longList()})]}})],
		[
			'a list that did not come',
			createScene({session: {listings: [createListing({state: 'failed', why: 'no '.repeat(99), instruments: []})]}}),
		],
	]);
}

function walks(): [string, Scene][] {
	const long = createTimeline({at: now - 12 * 3600e6}, 70);
	return [
		['a past', createScene({session: {timeline: createTimeline(), delays: measured}})],
		['walked back', createScene({session: {timeline: createTimeline({at: now - 1200e6}), delays: measured, back: 1200e6, isPaused: true}})],
		['days of a demo', createScene({session: {mode: 'demo', timeline: long, back: 12 * 3600e6, speed: Number.POSITIVE_INFINITY}})],
		['a replay that is being read', createScene({session: {mode: 'replay', timeline: createTimeline({indexed: 0.43}), progress: 0.4}})],
		['a replay of which nothing is read', createScene({session: {mode: 'replay', timeline: createTimeline({indexed: 0}, 0)}})],
		['a past of one moment', createScene({session: {timeline: createTimeline({rates: [3]}, 0)}})],
		['everything that can be wrong with a book', createScene({integrity: troubled, session: {delays: measured}})],
	];
}

/** Long words, and as many of them as there can be. */
const troubled: Partial<InstrumentView['integrity']> = {
	...{
		state: 'STALE',
		badge: 'STALE',
		reason: 'no message for 12.3 s, where the venue sends one each 100 ms',
		gaps: 99_999,
		resyncs: 99_999,
	},
	gapKinds: ['sequence', 'crossed', 'malformed', 'overflow', 'out of order', 'checksum', 'disconnect'].map((kind) => [kind, 12_345]),
	outOfStep: {last: 310e3, worst: 7200e6, total: 90_000e6},
	opinion: {
		source: 'snapshot',
		at: now - 90e6,
		differing: 7,
		levels: 9831,
		given: 72,
		agreed: 70,
		failure: 'the venue answered 429 '.repeat(9),
	},
	beyond: ['L20', 'L50', 'band 25 bps', 'band 1 %', 'depth cost of 1,000,000 USDT'],
	touch: {n: 161_100, agreed: 161_099},
};

function manyInstruments(): InstrumentSummary[] {
	const others = Array.from(
		{length: 8},
		(_, index): InstrumentSummary => ({...ethSummary(), id: `binance:X${index}`, symbol: `LONGNAME${index}USDT`}),
	);
	return [...others.slice(0, 4), btcSummary(), ...others.slice(4)];
}

function oneSymbol(): Scene {
	const venues = ['binance', 'bybit', 'bybit-linear', 'coinbase', 'kraken', 'okx', 'hyperliquid'];
	const instruments = venues.map(
		(venue): InstrumentSummary => ({
			...btcSummary(),
			id: `${venue}:BTCUSDT`,
			venueLabel: `${venue}·spot`,
			feed: {levels: 'snapshots', conflation: 0},
		}),
	);
	const listings = venues.map((venue) => createListing({venue, name: `${venue} with a long name`, state: 'loading', instruments: []}));
	return createScene({view: {instruments}, summary: {...instruments[3]}, session: {listings}});
}

function longList(): Listed[] {
	return Array.from({length: 200}, (_, index) => listed(`COIN${index}`, 'USDT', {status: index % 3 === 0 ? 'BREAK' : 'TRADING'}));
}

/** The same shape with each number replaced; whole numbers that count things stay. */
function replaceNumbers<Part extends object>(part: Part, value: number): Part {
	const replaced: Part = {...part};
	for (const [name, old] of Object.entries(part)) {
		if (typeof old === 'number') Object.assign(replaced, {[name]: value});
		if (old instanceof Float64Array) Object.assign(replaced, {[name]: old.map(() => value)});
	}
	return replaced;
}

function everyNumber(value: number): Scene {
	const summary = replaceNumbers(btcSummary(), value);
	const ladder = createLadder();
	const log: LogLine[] = [
		{
			id: 1,
			at: value,
			kind: 'signal',
			side: 'buy',
			rho: value,
			obi: value,
			z: value,
			vpin: value,
			weightedMidBps: value,
			outcome: 'x'.repeat(300),
		},
		{id: 2, at: value, kind: 'info', text: ''},
		{id: 3, at: value, kind: 'alert', text: 'long '.repeat(99)},
	];
	const scene = createScene({
		instrument: {
			summary,
			ladder: {
				...replaceNumbers(ladder, value),
				grouping: 0,
				quantityDecimals: 8,
				bids: ladder.bids.map((row) => replaceNumbers(row, value)),
				asks: ladder.asks.map((row) => replaceNumbers(row, value)),
			},
			imbalance: replaceNumbers(createImbalance(), value),
			vpin: replaceNumbers(createVpin(), value),
			portfolio: replaceNumbers(createPortfolio(), value),
			integrity: {
				...replaceNumbers(soundIntegrity(), value),
				gapKinds: [['sequence', value]],
				outOfStep: replaceNumbers({last: 0, worst: 0, total: 0}, value),
				opinion: replaceNumbers(soundIntegrity().opinion, value),
				checksums: {n: value, ok: value},
				touch: {n: value, agreed: value},
			},
			log,
		},
		view: {at: value, instruments: [summary, summary]},
		session: {
			...{cpu: value, fps: value, progress: value, speed: value, back: value},
			timeline: everyTime(value),
			delays: everyDelay(value),
		},
	});
	return {...scene, view: {...scene.view, settings: replaceNumbers(scene.view.settings, value)}};
}

function everyTime(value: number): TimelineView {
	const {rates, events} = createTimeline();
	return {
		...{from: value, to: value, at: value, indexed: value},
		rates: rates.map(() => value),
		events: events.map((event) => ({...event, at: value})),
	};
}

function everyDelay(value: number): DelaysView {
	const {feed, book} = measured;
	const delay = (of: DelayView): DelayView => ({...replaceNumbers(of, value), counts: of.counts.map(() => value)});
	return {feed: delay(feed), book: delay(book), screen: noDelay, loop: delay(feed), clock: {offsetMillis: value, errorMillis: value}};
}

function emptyBook(): Scene {
	const empty = new Float64Array();
	return createScene({
		instrument: {
			ladder: emptyLadder,
			imbalance: {...createImbalance(), at: empty, raw: empty, smooth: empty, signals: new Int8Array()},
			vpin: {...createVpin(), values: empty, value: Number.NaN, closed: 0, bucketSize: Number.NaN, rank: Number.NaN, ranked: 0},
			portfolio: {...createPortfolio(), curve: empty, position: 0, averagePrice: Number.NaN},
			log: [],
		},
		integrity: {state: 'SYNCING', badge: 'SYNCING', reason: 'waiting for a snapshot'},
	});
}

function prices(price: string): Scene {
	const ladder = createLadder();
	const rows = ladder.bids.map((row) => ({...row, price}));
	return createScene({
		instrument: {
			ladder: {
				...ladder,
				bids: rows,
				asks: rows.slice(0, 3),
				weightedMid: `${price}25`,
				spread: price,
				steps: [price],
				quantityDecimals: 0,
			},
		},
		summary: {mid: `${price}5`},
	});
}

function hostile(): Scene {
	const evil = '\u001b[2J\u0007币安人生\u202eabc\u0301\u{1f600}\n\r\t\ud800USDT';
	const long = 'AVERYLONGSYMBOLINDEED'.repeat(9);
	const instrument: Partial<InstrumentView> = {
		base: evil,
		quote: long,
		log: [
			{id: 1, at: now, kind: 'alert', text: evil.repeat(20)},
			{id: 2, at: now, kind: 'signal', side: 'sell', rho: 0.2, obi: -0.6, z: -2, vpin: 0.4, weightedMidBps: -1, outcome: evil},
		],
	};
	return createScene({
		instrument,
		summary: {id: `binance:${evil}${long}`, symbol: evil + long, venueLabel: evil, feed: {levels: 'diffs', conflation: -9.87e14}},
		integrity: {reason: evil, state: 'HALTED', badge: 'HALTED'},
		session: {
			notice: evil,
			source: evil,
			listings: [
				createListing({name: evil, state: 'failed', why: evil, instruments: [listed(evil, long), listed(long, evil, {status: evil})]}),
			],
		},
	});
}

function gap(): Scene {
	return createScene({
		summary: {state: 'GAP', badge: 'GAP', mid: ''},
		integrity: {
			state: 'GAP',
			badge: 'GAP',
			reason: 'expected 50,123,440,112, got 50,123,440,118',
			gaps: 12,
			resyncs: 4,
			crossed: 1,
			malformed: 3,
		},
		session: {notice: 'reconnecting in 3 s (1006)'},
	});
}

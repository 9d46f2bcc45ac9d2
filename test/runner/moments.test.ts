import {describe, expect, test} from 'vitest';
import type {DeskObserver} from '../../source/engine/desk.ts';
import {Engine} from '../../source/engine/engine.ts';
import {defaultSettings, type EngineSettings} from '../../source/engine/settings.ts';
import type {Frame} from '../../source/market/frame.ts';
import type {Moment} from '../../source/runner/moment.ts';
import {Moments} from '../../source/runner/moments.ts';
import {dataFile} from '../support/data.ts';
import {engineOptions} from '../support/folding.ts';
import {closed, diff, ladder, levelsFrom, micros, opened, type Sides, snapshot, tick, trade} from '../support/frames.ts';
import {framesOf} from '../support/hash-links.ts';

type Kind<Name extends Moment['kind']> = Extract<Moment, {readonly kind: Name}>;

function fold(
	frames: Iterable<Frame>,
	observer: DeskObserver,
	folded: (at: number) => void,
	settings: Partial<EngineSettings> = {},
): Engine {
	const engine = new Engine(engineOptions({...defaultSettings, ...settings}, observer));
	for (const frame of frames) {
		engine.fold(frame);
		folded(frame.at);
	}
	return engine;
}

function momentsOf(frames: Iterable<Frame>, most = 5, settings: Partial<EngineSettings> = {}): readonly Moment[] {
	const moments = new Moments(most, () => true);
	fold(frames, moments, (at) => moments.folded(at), settings);
	return moments.finish();
}

function ofKind<Name extends Moment['kind']>(moments: readonly Moment[], kind: Name): Kind<Name>[] {
	return moments.filter((moment): moment is Kind<Name> => moment.kind === kind);
}

/** In step from 0.3 s on. Of the steps each diff comes a tenth of a second after the one before, from 0.4 s on; frames stand as they are between them. */
function market(steps: readonly (Sides | Frame)[]): Frame[] {
	const frames = [opened(0), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(40)), diff(0.3, [104, 105])];
	let diffs = 0;
	for (const step of steps) {
		if ('payload' in step) frames.push(step);
		else frames.push(diff((diffs + 4) / 10, [106 + diffs, 106 + diffs], step));
		if (!('payload' in step)) diffs++;
	}
	return frames;
}

const idle = (count: number): Sides[] => Array.from({length: count}, () => ({}));
const bids = (quantity: string): Sides => ({bids: levelsFrom(100, 'bids', 40, quantity)});

/** The engine as a replay that begins at a time has it: after the last frame received at or before. */
function openedAt(frames: readonly Frame[], at: number, settings: Partial<EngineSettings> = {}): Engine {
	return fold(
		frames.filter((frame) => frame.at <= at),
		{},
		() => {},
		settings,
	);
}

describe('swings of OBI', () => {
	// Ten levels a side: 9 to 1 is 0.8.
	const frames = market([...idle(10), bids('9'), ...idle(20), bids('1'), ...idle(20)]);

	test('are told with their ends, and when the frame came that closed the row', () => {
		const [up, down] = ofKind(momentsOf(frames), 'obi-swing');
		expect(up).toEqual({at: micros(2.1), instrument: 'binance:BTCUSDT', kind: 'obi-swing', from: 0, to: 0.8, took: 1e6});
		expect(down).toMatchObject({at: micros(4.1), from: 0.8, to: 0});
	});

	test('are there in a replay that begins then, and not a frame before', () => {
		const [up] = ofKind(momentsOf(frames), 'obi-swing');
		const shown = (at: number) => openedAt(frames, at).desks[0]?.gauges.row.obi;
		expect(shown(up?.at ?? 0)).toBe(0.8);
		expect(shown((up?.at ?? 0) - 1)).toBe(0);
	});

	test('do not reach over a gap', () => {
		const lost = market([
			...idle(10),
			closed(1.41),
			opened(1.45),
			diff(1.5, [201, 203]),
			snapshot(1.55, 2, 202, ladder(40, '9')),
			diff(1.6, [204, 205]),
			tick(2.5),
			tick(3.5),
		]);
		expect(ofKind(momentsOf(lost), 'obi-swing')).toEqual([]);
	});

	test('as many as are wanted', () => {
		const often = market(Array.from({length: 20}, (_, index) => [...idle(9), bids(String(1 + ((index * 7) % 5)))]).flat());
		expect(ofKind(momentsOf(often, 2), 'obi-swing')).toHaveLength(2);
		expect(ofKind(momentsOf(often, 3), 'obi-swing')).toHaveLength(3);
	});
});

describe('gaps', () => {
	const frames = [
		...market(idle(5)),
		diff(1, [200, 201]),
		snapshot(1.5, 2, 201, ladder(20)),
		diff(1.75, [202, 203]),
		diff(2, [204, 204]),
		closed(3),
		tick(4),
	];

	test('are told with what was expected, and how long the book was out of step', () => {
		expect(ofKind(momentsOf(frames), 'gap')).toEqual([
			{at: micros(1), instrument: 'binance:BTCUSDT', kind: 'gap', cause: 'sequence', expected: 111, got: 200, lasted: 0.75e6},
			expect.objectContaining({at: micros(3), cause: 'disconnect', expected: Number.NaN, lasted: Number.NaN}),
		]);
	});

	test('are there in a replay that begins then', () => {
		const [gap] = ofKind(momentsOf(frames), 'gap');
		expect(openedAt(frames, gap?.at ?? 0).desks[0]?.integrity.state).toBe('GAP');
		expect(openedAt(frames, (gap?.at ?? 0) - 1).desks[0]?.integrity.state).toBe('LIVE');
	});

	test('that are longest are kept', () => {
		expect(ofKind(momentsOf(frames, 1), 'gap')).toMatchObject([{cause: 'disconnect'}]);
	});
});

describe('walls', () => {
	const wall = (quantity: string): Sides => ({asks: [['100.11', quantity]]});
	const scene = (between: readonly (Sides | Frame)[]) =>
		market([trade(0.35, 1, ['100.01', '0.1']), wall('20'), ...idle(12), ...between, wall('2'), ...idle(8)]);

	test('that are pulled are told in prices and quantities', () => {
		expect(ofKind(momentsOf(scene([])), 'wall')).toEqual([
			{
				...{at: micros(1.7), instrument: 'binance:BTCUSDT', kind: 'wall', side: 'ask', price: 100.11},
				...{from: 20, to: 2, traded: 0, took: 0.1e6},
			},
		]);
	});

	test('are gone in a replay that begins then, and stand a frame before', () => {
		const frames = scene([]);
		const [pulled] = ofKind(momentsOf(frames), 'wall');
		const standing = (at: number) => openedAt(frames, at).desks[0]?.liveBook?.asks.quantityOf(10_011);
		expect([standing((pulled?.at ?? 0) - 1), standing(pulled?.at ?? 0)]).toEqual([20e8, 2e8]);
	});

	test('that takers took are none', () => {
		expect(ofKind(momentsOf(scene([trade(1.65, 2, ['100.11', '9.5'])])), 'wall')).toEqual([]);
	});

	test('from before the book was lost are none', () => {
		const lost = [diff(1.65, [200, 201]), snapshot(1.7, 2, 201, ladder(40)), diff(1.75, [202, 203]), diff(1.85, [204, 204])];
		const later = Array.from({length: 8}, (_, index) => diff(1.9 + index / 10, [205 + index, 205 + index]));
		const moments = momentsOf(market([trade(0.35, 1, ['100.01', '0.1']), wall('20'), ...idle(12), ...lost, ...later]));
		expect(moments.map(({kind}) => kind)).toEqual(['gap']);
	});

	test('while the connection that brings the trades is gone are none', () => {
		const {at, payload} = opened(0.31, 2);
		const apart = {
			at,
			connection: 2,
			kind: 'opened',
			payload: Buffer.from(JSON.stringify({...JSON.parse(payload.toString()), hasBooks: false})),
		} as const;
		const first = trade(0.35, 1, ['100.01', '0.1'], 'buy', {connection: 2});
		const told = (...between: readonly Frame[]) => {
			const steps = [apart, first, wall('20'), ...idle(6), ...between, ...idle(6), wall('2'), ...idle(8)];
			return ofKind(momentsOf(market(steps)), 'wall').length;
		};
		expect([told(), told(closed(0.95, 2))]).toEqual([1, 0]);
	});

	test('of which trades were missed are none', () => {
		expect(ofKind(momentsOf(scene([trade(1.65, 9, ['100.01', '0.1'])])), 'wall')).toEqual([]);
	});
});

describe('fills', () => {
	const quote = (bid: number): Sides => ({
		bids: [...levelsFrom(100, 'bids', 40, '0'), ...levelsFrom(bid, 'bids', 40, '9')],
		asks: [...levelsFrom(100.01, 'asks', 40, '0'), ...levelsFrom(bid + 0.01, 'asks', 40)],
	});
	// Ten levels of 9 against 1 are a rho of 0.9: it buys at 2 s, as it rises above 0.7.
	const frames = (bid: number) => market([...idle(10), bids('9'), ...idle(50), quote(bid), ...idle(90)]);

	test('after which the mid went against them are told, with how far, in bps of the mid', () => {
		const [fill, ...others] = ofKind(momentsOf(frames(99.5)), 'fill');
		expect(others).toEqual([]);
		expect(fill).toMatchObject({at: micros(2.1), kind: 'fill', side: 'buy', after: 10e6});
		expect(fill?.adverseBps).toBeCloseTo((0.5 / 100.005) * 1e4, 9);
	});

	test('are there in a replay that begins then', () => {
		const [fill] = ofKind(momentsOf(frames(99.5)), 'fill');
		const filled = (at: number) => openedAt(frames(99.5), at).desks[0]?.strategy.portfolio.fills.map(({price}) => price);
		expect(filled(fill?.at ?? 0)).toEqual([fill?.price]);
		expect(filled((fill?.at ?? 0) - 1)).toEqual([]);
	});

	test('after which it went with them are none', () => {
		expect(ofKind(momentsOf(frames(100.5)), 'fill')).toEqual([]);
	});

	test('of the last ten seconds are none, for nobody knows yet', () => {
		expect(ofKind(momentsOf(frames(99.5).filter(({at}) => at <= micros(12))), 'fill')).toEqual([]);
	});
});

test('moments come in order of time, of all books, and of those alone that are meant', () => {
	const moments = new Moments(5, ({instrument}) => instrument.symbol === 'ETHUSDT');
	fold(market([...idle(10), bids('9'), ...idle(20)]), moments, (at) => moments.folded(at));
	expect(moments.finish()).toEqual([]);
	const all = momentsOf(market([...idle(10), bids('9'), ...idle(20), bids('1'), ...idle(120)]));
	expect(all.map(({at}) => at)).toEqual(all.map(({at}) => at).sort((one, other) => one - other));
	expect(all.length).toBeGreaterThan(1);
});

const real = dataFile('binance-spot-btcusdt-20240808.gz');

describe.skipIf(real === undefined)('of 651 s of BTCUSDT', () => {
	type Row = {readonly at: number; readonly obi: number};

	test('the swings are those that a search through all samples finds', async () => {
		const frames = await framesOf(real ?? '');
		const rows: Row[] = [];
		fold(frames, {sample: ({gauges: {row}}) => void rows.push({at: row.at, obi: row.obi})}, () => {});
		const pairs = rows.flatMap((to) => {
			const ofRow = rows
				.filter((from) => from.at < to.at && to.at - from.at <= 5e6 && Math.abs(to.obi - from.obi) > 0)
				.map((from) => ({from, to, size: Math.abs(to.obi - from.obi)}))
				.sort((one, other) => other.size - one.size || other.from.at - one.from.at);
			return ofRow.slice(0, 1);
		});
		const taken: typeof pairs = [];
		for (const pair of pairs.sort((one, other) => other.size - one.size)) {
			if (taken.every(({from, to}) => pair.from.at >= to.at || from.at >= pair.to.at)) taken.push(pair);
		}
		const told = ofKind(momentsOf(frames, 8), 'obi-swing');
		expect(told).toHaveLength(8);
		expect(told.map(({from, to, took}) => [from, to, took])).toEqual(
			taken
				.slice(0, 8)
				.sort((one, other) => one.to.at - other.to.at)
				.map(({from, to}) => [from.obi, to.obi, to.at - from.at]),
		);
		expect(Math.abs((told[0]?.to ?? 0) - (told[0]?.from ?? 0))).toBeGreaterThan(1.5);
	}, 60_000);

	test('each wall stood for a second, fell by three quarters and more, and was not traded by half', async () => {
		const frames = await framesOf(real ?? '');
		const walls = ofKind(momentsOf(frames, 8), 'wall');
		expect(walls.length).toBeGreaterThan(3);
		const states = walls.map((): {at: number; quantity: number}[] => []);
		const taken = walls.map(() => 0);
		fold(
			frames,
			{
				state({liveBook, gauges}) {
					for (const [index, {price, side}] of walls.entries()) {
						const quantity = liveBook?.[side === 'bid' ? 'bids' : 'asks'].quantityOf(Math.round(price * 100)) ?? Number.NaN;
						states[index]?.push({at: gauges.market.at, quantity: quantity / 1e8});
					}
				},
				trade({gauges}, {price, priceScale, quantity, quantityScale, aggressor}) {
					for (const [index, wall] of walls.entries()) {
						const isNear = gauges.market.at > wall.at - wall.took && gauges.market.at <= wall.at;
						const isAt = Math.abs(price / 10 ** priceScale - wall.price) < 0.005 && aggressor === (wall.side === 'bid' ? -1 : 1);
						if (isNear && isAt) taken[index] = (taken[index] ?? 0) + quantity / 10 ** quantityScale;
					}
				},
			},
			() => {},
		);
		for (const [index, {at, took, from, to}] of walls.entries()) {
			const seen = states[index] ?? [];
			expect(seen.find((state) => state.at === at)?.quantity).toBe(to);
			expect(seen.find((state) => state.at === at - took)?.quantity).toBe(from);
			expect(to).toBeLessThanOrEqual(from / 4);
			const before = seen.filter((state) => state.at >= at - took - 1e6 && state.at <= at - took);
			expect(Math.min(...before.map(({quantity}) => quantity))).toBeGreaterThan(0);
			expect(taken[index] ?? Number.NaN).toBeLessThan((from - to) / 2);
		}
	}, 60_000);
});

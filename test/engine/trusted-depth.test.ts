/* A cut snapshot makes a book complete to a bound alone. What lies beyond is known in part, and no number may depend on it. */

import {describe, expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {columnIndex} from '../../source/engine/meters.ts';
import type {EngineSettings} from '../../source/engine/settings.ts';
import type {IntegrityView} from '../../source/engine/view.ts';
import type {Frame} from '../../source/market/frame.ts';
import {dataFile} from '../support/data.ts';
import {engineOptions, everything, Folding} from '../support/folding.ts';
import {diff, ladder, levelsFrom, tick} from '../support/frames.ts';
import {framesOf} from '../support/hash-links.ts';

const minute = dataFile('binance-spot-btcusdt-20240808-60s.gz');
type Level = readonly [price: string, quantity: string];
type Bounds = {readonly bid: number; readonly ask: number};

describe.skipIf(minute === undefined)('of a real minute', () => {
	/** The recording with its snapshot cut to so many levels a side; and again, with every quantity beyond that ten times as large. */
	async function cutTo(levels: number): Promise<{readonly frames: Frame[]; readonly swollen: Frame[]; readonly swellings: number}> {
		const all = await framesOf(minute ?? '');
		let bounds: Bounds = {bid: 0, ask: Number.POSITIVE_INFINITY};
		let swellings = 0;
		const frames: Frame[] = [];
		const swollen: Frame[] = [];
		for (const frame of all) {
			const body: unknown = JSON.parse(Buffer.from(frame.payload).toString());
			if (isSnapshot(body)) {
				const [bids, asks] = [body.bids.slice(0, levels), body.asks.slice(0, levels)];
				bounds = {bid: Number(bids.at(-1)?.[0]), ask: Number(asks.at(-1)?.[0])};
				const cut = {...frame, payload: Buffer.from(JSON.stringify({...body, bids, asks}))};
				frames.push(cut);
				swollen.push(cut);
				continue;
			}
			frames.push(frame);
			if (!isDiff(body)) {
				swollen.push(frame);
				continue;
			}
			const swell = (side: readonly Level[], isBeyond: (price: number) => boolean): Level[] =>
				side.map(([price, quantity]) => {
					if (!isBeyond(Number(price)) || Number(quantity) === 0) return [price, quantity];
					swellings++;
					return [price, `1${quantity}`];
				});
			const {data} = body;
			const b = swell(data.b, (price) => price < bounds.bid);
			const a = swell(data.a, (price) => price > bounds.ask);
			swollen.push({...frame, payload: Buffer.from(JSON.stringify({...body, data: {...data, b, a}}))});
		}
		return {frames, swollen, swellings};
	}

	/** Every row of the sample clock, and what the portfolio came to. */
	function rowsOf(
		frames: readonly Frame[],
		settings: Partial<EngineSettings>,
	): {readonly rows: number[][]; readonly view: IntegrityView; readonly trades: number; readonly equity: number} {
		const rows: number[][] = [];
		const engine = new Engine(engineOptions(settings, {sample: ({gauges}) => rows.push([...gauges.row.values])}));
		for (const frame of frames) engine.fold(frame);
		const {selected} = engine.view(everything);
		if (selected === undefined) throw new Error('there is no book');
		return {rows, view: selected.integrity, trades: selected.portfolio.trades, equity: selected.portfolio.equity};
	}

	test.each([1000, 300])('no number of any row, and no fill, depends on what lies beyond a snapshot of %i levels', async (levels) => {
		const {frames, swollen, swellings} = await cutTo(levels);
		const settings = {levels: 200, buy: 0.52, sell: 0.48};
		const [one, other] = [rowsOf(frames, settings), rowsOf(swollen, settings)];
		expect(swellings).toBeGreaterThan(100);
		expect(one.rows.length).toBeGreaterThan(50);
		expect(other).toEqual(one);
		expect(one.trades).toBeGreaterThan(0);
	});

	test('what would reach beyond it is no number, and is named', async () => {
		const {frames} = await cutTo(300);
		const {rows, view} = rowsOf(frames, {levels: 500});
		const last = rows.at(-1) ?? [];
		expect(['obi', 'rho', 'obi_band100', 'obi_band25'].map((name) => last[columnIndex(name)])).toEqual([NaN, NaN, NaN, NaN]);
		expect(['obi_l20', 'obi_band5'].map((name) => Number.isFinite(last[columnIndex(name)]))).toEqual([true, true]);
		expect(view.beyond).toEqual(['L500', 'band 0.25 %', 'band 1 %']);
		expect(view.trustedBidLevels).toBeLessThan(500);
	});

	test('as the venue gave it, a thousand levels reach a third of a per cent', async () => {
		const {rows, view} = rowsOf(await framesOf(minute ?? ''), {levels: 50});
		const last = rows.at(-1) ?? [];
		expect(['obi', 'obi_band5', 'obi_band25', 'obi_band100'].map((name) => Number.isFinite(last[columnIndex(name)]))).toEqual([
			true,
			true,
			true,
			false,
		]);
		expect(view.beyond).toEqual(['band 1 %']);
		expect(view.trustedShare).toBeGreaterThan(0.0025);
		expect(view.trustedShare).toBeLessThan(0.01);
	});
});

describe('what reaches beyond the trusted depth', () => {
	test('is nothing where all of a book is known, however few levels stand', () => {
		const folding = new Folding({levels: 50}).join(ladder(20));
		folding.fold(tick(1.1));
		expect(folding.integrity().beyond).toEqual([]);
		expect(folding.desk().gauges.row).toMatchObject({isShallow: true, obi: 0});
	});

	test('are more levels than are known of a cut one, which are told in the row as no number', () => {
		const folding = new Folding({levels: 50}).join({bids: levelsFrom(100, 'bids', 60), asks: levelsFrom(100.01, 'asks', 40)}, 40);
		folding.fold(tick(1.1));
		expect(folding.integrity().beyond).toEqual(['L50', 'band 1 %']);
		expect(folding.desk().gauges.row.obi).toBeNaN();
	});

	test('changes with the levels that are summed', () => {
		const folding = new Folding({levels: 10}).join(ladder(40), 40);
		expect(folding.integrity().beyond).toEqual(['band 1 %']);
		folding.fold({...tick(0.5), kind: 'setting', payload: Buffer.from('{"levels":50}')});
		expect(folding.integrity().beyond).toEqual(['L50', 'band 1 %']);
	});

	test('is nothing without a book, and nothing of one that is crossed', () => {
		const folding = new Folding({levels: 50}).join(ladder(40), 40);
		folding.fold(diff(0.4, [106, 106], {bids: [['100.05', '1']]}));
		expect(folding.integrity()).toMatchObject({crossed: 1, beyond: []});
		folding.fold(diff(0.5, [109, 110]));
		expect(folding.integrity()).toMatchObject({state: 'GAP', beyond: []});
		expect(new Folding().view().selected).toBeUndefined();
	});
});

type Snapshot = {readonly bids: readonly Level[]; readonly asks: readonly Level[]};
type Diff = {readonly data: {readonly e: string; readonly b: readonly Level[]; readonly a: readonly Level[]}};

function isSnapshot(body: unknown): body is Snapshot {
	return typeof body === 'object' && body !== null && 'bids' in body;
}

function isDiff(body: unknown): body is Diff {
	if (typeof body !== 'object' || body === null || !('data' in body)) return false;
	const {data} = body;
	return typeof data === 'object' && data !== null && 'e' in data && data.e === 'depthUpdate';
}

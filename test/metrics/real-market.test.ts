/* A real minute of BTCUSDT, turned about, enlarged, moved, told in other portions and cut short. */

import {beforeAll, describe, expect, test} from 'vitest';
import {engineFor, settingsOf} from '../../source/commands/fold-recording.ts';
import type {Desk, DeskObserver} from '../../source/engine/desk.ts';
import {columnIndex} from '../../source/engine/meters.ts';
import {openRecording} from '../../source/files/recording.ts';
import {Levels} from '../../source/market/levels.ts';
import {dataFile} from '../support/data.ts';
import {framesOf, type KeptFrame} from '../support/hash-links.ts';
import {enlarged, enlargedMisses, halved, halvedMisses, mirrored, mirrorMisses, moved, movedMisses} from './market-images.ts';
import {rowsOf, type Told, tapeSettings} from './market-tape.ts';
import type {Ladder} from './meter-row.ts';

const file = dataFile('binance-spot-btcusdt-20240808-60s.gz');
/** All that bands within 5 bps reach, and then some. */
const levelsKept = 250;

/** The states and trades of a desk as a tape. */
class Tape implements DeskObserver {
	readonly told: Told[] = [];

	state({liveBook, gauges}: Desk): void {
		if (liveBook?.isSound !== true) return;
		const ladder = (side: 'bids' | 'asks'): Ladder => {
			const levels = new Levels();
			liveBook[side].top(levelsKept, levels);
			return Array.from({length: levels.length}, (_, rank) => [levels.prices[rank]!, levels.quantities[rank]!]);
		};
		this.told.push({kind: 'book', at: gauges.market.at, bids: ladder('bids'), asks: ladder('asks')});
	}

	trade({gauges}: Desk, {price, quantity, aggressor}: {price: number; quantity: number; aggressor: 1 | -1}): void {
		this.told.push({kind: 'trade', at: gauges.market.at, price, quantity, aggressor});
	}
}

/** The rows that frames make. */
class Rows implements DeskObserver {
	readonly all: Float64Array[] = [];

	sample({gauges}: Desk): void {
		this.all.push(Float64Array.of(gauges.row.at, ...gauges.row.values));
	}
}

describe.skipIf(file === undefined)('a real minute', () => {
	let frames: readonly KeptFrame[] = [];
	let tape: readonly Told[] = [];
	let plain: readonly Float64Array[] = [];
	const settings = {...tapeSettings, interval: 200_000, vpinBucket: 0.5};
	const fold = async <Observer extends DeskObserver>(count: number, observer: Observer): Promise<Observer> => {
		const recording = await openRecording(file ?? '');
		await recording.close();
		const engine = engineFor(recording, {...settingsOf(recording), interval: settings.interval}, observer);
		for (const frame of frames.slice(0, count)) engine.fold(frame);
		return observer;
	};

	beforeAll(async () => {
		frames = await framesOf(file ?? '');
		tape = (await fold(frames.length, new Tape())).told;
		plain = rowsOf(tape, settings, 8);
	});

	test('is a tape of states and trades that makes most columns numbers', () => {
		expect(tape.filter(({kind}) => kind === 'book').length).toBeGreaterThan(550);
		expect(tape.filter(({kind}) => kind === 'trade').length).toBeGreaterThan(1000);
		const known = plain.at(-1)!.filter((value) => !Number.isNaN(value)).length;
		expect(known).toBeGreaterThan(70);
	});

	test('in the mirror has the mirrored rows', () => {
		const [first] = tape.filter((told) => told.kind === 'book');
		const about = Math.round(first!.bids[0]![0] + first!.asks[0]![0]);
		const image = rowsOf(
			tape.map((told) => mirrored(told, about)),
			settings,
			8,
		);
		// The spread is a tick nearly all the time: how many bps that is, is the price upside down.
		expect(mirrorMisses(image, plain, about, 0.02).filter((miss) => !miss.startsWith('spread_z'))).toEqual([]);
	});

	test('with quantities eight times as large has rows as many times as large', () => {
		const grown = rowsOf(
			tape.map((told) => enlarged(told, 8)),
			{...settings, vpinBucket: settings.vpinBucket * 8},
			8,
		);
		expect(enlargedMisses(grown, plain, 8)).toEqual([]);
	});

	test('with its trades in halves, and at other prices, has the same rows but for what counts and what is relative', () => {
		expect(halvedMisses(rowsOf(tape.flatMap(halved), settings, 8), plain)).toEqual([]);
		const higher = rowsOf(
			tape.map((told) => moved(told, 12_345)),
			settings,
			8,
		);
		expect(movedMisses(higher, plain)).toEqual([]);
	});

	test('cut short anywhere has the rows of the whole as far as it goes: none looks ahead', async () => {
		const whole = (await fold(frames.length, new Rows())).all;
		expect(whole.length).toBeGreaterThan(250);
		for (const share of [0.1, 0.37, 0.62, 0.98]) {
			const cut = (await fold(Math.floor(frames.length * share), new Rows())).all;
			expect(cut.length).toBeGreaterThan(whole.length * share * 0.5);
			expect(cut).toEqual(whole.slice(0, cut.length));
		}
		expect(whole.at(-1)![columnIndex('obi') + 1]).not.toBeNaN();
	});
});

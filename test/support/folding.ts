/* An engine that a test feeds frame by frame, with the effects that it asked for and the view of it. */

import {Audit} from '../../source/engine/audit.ts';
import type {Desk, DeskObserver} from '../../source/engine/desk.ts';
import {Engine, type EngineOptions} from '../../source/engine/engine.ts';
import {defaultSettings, type EngineSettings} from '../../source/engine/settings.ts';
import type {InstrumentView, IntegrityView, View, Want} from '../../source/engine/view.ts';
import type {Effect, Frame} from '../../source/market/frame.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import {findVenue} from '../../source/venues/index.ts';
import {diff, ladder, opened, type Sides, snapshot} from './frames.ts';

export function engineOptions(settings: Partial<EngineSettings> = {}, observer?: DeskObserver): EngineOptions {
	const options = {settings: {...defaultSettings, ...settings}, venue: binanceSpot, findVenue};
	return observer === undefined ? options : {...options, observer};
}

export const everything: Want = {instrument: undefined, rows: 20, grouping: 0, samples: 1000, lines: 500, detail: false};

export class Folding {
	readonly audit = new Audit();
	readonly engine: Engine;
	/** All effects so far. */
	readonly effects: Effect[] = [];

	constructor(settings: Partial<EngineSettings> = {}) {
		this.engine = new Engine(engineOptions(settings, this.audit));
	}

	/** Folds frames, and returns the effects of these alone. */
	fold(...frames: readonly Frame[]): Effect[] {
		const effects = frames.flatMap((frame) => [...this.engine.fold(frame)]);
		this.effects.push(...effects);
		return effects;
	}

	/** The snapshots asked for so far because a book needed them, by number. */
	asked(symbol = 'BTCUSDT'): number[] {
		return this.#requests(symbol).filter((request) => request > 0);
	}

	/** Those asked for as a second opinion. */
	askedForOpinion(symbol = 'BTCUSDT'): number[] {
		return this.#requests(symbol).filter((request) => request < 0);
	}

	#requests(symbol: string): number[] {
		return this.effects.flatMap((effect) => (effect.kind === 'snapshot' && effect.symbol === symbol ? [effect.request] : []));
	}

	desk(symbol = 'BTCUSDT'): Desk {
		const desk = this.engine.desks.find(({instrument}) => instrument.symbol === symbol);
		if (desk === undefined) throw new Error(`no desk of ${symbol}`);
		return desk;
	}

	view(want: Partial<Want> = {}): View {
		return this.engine.view({...everything, ...want});
	}

	instrument(symbol = 'BTCUSDT', want: Partial<Want> = {}): InstrumentView {
		const {selected} = this.view({...want, instrument: `binance:${symbol}`});
		if (selected?.summary.symbol !== symbol) throw new Error(`no view of ${symbol}`);
		return selected;
	}

	integrity(symbol?: string): IntegrityView {
		return this.instrument(symbol).integrity;
	}

	/** Best bid and best ask as `quantity @ price`, and how many levels stand. */
	book(symbol = 'BTCUSDT'): string {
		const {top5Bids, top5Asks, bidLevels, askLevels} = this.audit.findings(this.desk(symbol));
		const text = (level: readonly [string, string] | undefined) => (level === undefined ? '–' : `${level[1]} @ ${level[0]}`);
		return `${text(top5Bids[0])} / ${text(top5Asks[0])}, ${bidLevels} and ${askLevels} levels`;
	}

	/** The log's texts, signals apart. */
	log(symbol?: string): string[] {
		return this.instrument(symbol).log.flatMap((line) => (line.kind === 'signal' ? [] : [line.text]));
	}

	/**
	Brings one book into step at update 105, 0.3 s after the start: opened, a diff from 101 to 103, its snapshot at 102, a diff to 105.

	@param limit levels a side that were asked for, as the reply says.
	*/
	join(sides: Sides = ladder(20), limit = 5000): this {
		this.fold(opened(0), diff(0.1, [101, 103]));
		this.fold(snapshot(0.2, this.asked().at(-1) ?? 0, 102, sides, {limit}), diff(0.3, [104, 105]));
		return this;
	}
}

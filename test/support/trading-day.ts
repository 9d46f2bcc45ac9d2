/* A book by hand that leans one way and the other, so that there are samples, signals and fills to write down. */

import type {DeskObserver} from '../../source/engine/desk.ts';
import {Engine} from '../../source/engine/engine.ts';
import type {EngineSettings} from '../../source/engine/settings.ts';
import {engineOptions} from './folding.ts';
import {diff, ladder, levelsFrom, opened, snapshot, tick, trade} from './frames.ts';

/** In step and balanced after the first second. */
export function openDay(settings: Partial<EngineSettings> = {}, observer?: DeskObserver): Engine {
	const engine = new Engine(engineOptions({balance: 1000, feeBps: 10, ...settings}, observer));
	engine.fold(opened(0));
	const asked = engine.fold(diff(0.1, [101, 103])).find(({kind}) => kind === 'snapshot');
	engine.fold(snapshot(0.2, asked?.kind === 'snapshot' ? asked.request : 0, 102, ladder(20)));
	engine.fold(diff(0.3, [104, 105]));
	engine.fold(tick(1.5));
	return engine;
}

/** Buys in the third second and sells in the fourth; a trade goes by in the second. */
export function tradeDay(engine: Engine): Engine {
	engine.fold(trade(1.6, 7, ['100.01', '0.5']));
	engine.fold(diff(1.8, [106, 106], {bids: levelsFrom(100, 'bids', 10, '9')}));
	engine.fold(tick(2.5));
	engine.fold(diff(2.8, [107, 107], {bids: levelsFrom(100, 'bids', 10, '1'), asks: levelsFrom(100.01, 'asks', 10, '9')}));
	engine.fold(tick(3.5));
	return engine;
}

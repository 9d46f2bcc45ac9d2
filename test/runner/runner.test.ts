import {describe, expect, test} from 'vitest';
import {catalogue} from '../../source/engine/meters.ts';
import {levelSteps} from '../../source/engine/settings.ts';
import type {Runner} from '../../source/runner/runner.ts';
import {diff, micros, opened, refused, tick} from '../support/frames.ts';
import {Watching} from '../support/watching.ts';

describe('scenes', () => {
	test('come at the pace of the clock, not of the feed', () => {
		const watching = new Watching().joined();
		const {length} = watching.scenes;
		for (let id = 106; id < 1106; id++) watching.feed.deliver(diff(0.4, [id, id]));
		expect(watching.scenes).toHaveLength(length);
		watching.clock.advance(100);
		expect(watching.scenes).toHaveLength(length + 1);
		expect(watching.view.selected?.integrity.sequence).toBe(1105);
	});

	test('are as many a second as was asked for', () => {
		for (const fps of [4, 10, 25]) {
			const watching = new Watching({fps});
			watching.joined();
			const {length} = watching.scenes;
			for (let step = 0; step < 1000; step++) {
				watching.clock.advance(1);
				watching.feed.deliver(diff(1 + step / 1000, [106 + step, 106 + step]));
			}
			expect(watching.scenes.length - length).toBe(fps);
			expect(watching.session.fps).toBe(fps);
		}
	});

	test('are made only where something changed', () => {
		const watching = new Watching().joined();
		// The share of the processor is measured, and shown anew, at whole seconds.
		watching.clock.advance(1750);
		const {length} = watching.scenes;
		const version = watching.runner.store.getVersion();
		watching.clock.advance(800);
		expect(watching.scenes).toHaveLength(length);
		expect(watching.runner.store.getVersion()).toBe(version);
	});

	test('answer a key at once', () => {
		const watching = new Watching().joined();
		const {length} = watching.scenes;
		watching.runner.act({kind: 'levels', step: 1});
		expect(watching.scenes.length).toBeGreaterThan(length);
		expect(watching.view.settings.levels).toBe(15);
	});

	test('have as many rows, samples and lines as there is room for', () => {
		const watching = new Watching().joined();
		for (let second = 1; second < 5; second++) watching.feed.deliver(tick(second + 0.1));
		watching.runner.act({kind: 'resize', rows: 7, samples: 2, lines: 1});
		const {selected} = watching.view;
		expect([selected?.ladder.bids.length, selected?.imbalance.raw.length, selected?.portfolio.curve.length, selected?.log.length]).toEqual([
			7, 2, 2, 1,
		]);
	});

	test('end with the session, which leaves no timer', async () => {
		const watching = new Watching().joined();
		await watching.runner.stop('quit');
		await watching.running;
		watching.clock.advance(1000);
		expect(watching.clock.pending).toBe(0);
		const {frames} = watching.engine;
		expect(watching.feed.deliver(diff(1, [106, 106]))).toEqual([]);
		expect(watching.engine.frames).toBe(frames);
	});
});

test('the end of the feed is shown', async () => {
	const watching = new Watching().joined();
	expect(watching.session.isOver).toBe(false);
	watching.feed.end();
	await watching.running;
	expect(watching.session.isOver).toBe(true);
});

test('what the feed fails with is what the run fails with', async () => {
	const watching = new Watching();
	watching.feed.fail(new RangeError('no way'));
	await expect(watching.running).rejects.toThrow(new RangeError('no way'));
});

test('notices are shown until they are taken back', () => {
	const watching = new Watching().joined();
	watching.runner.notice('reconnecting in 3 s (1006)');
	watching.clock.advance(100);
	expect(watching.session.notice).toBe('reconnecting in 3 s (1006)');
	watching.runner.notice('');
	watching.clock.advance(100);
	expect(watching.session.notice).toBe('');
});

test('a note stands in the log that a person reads, whatever is looked at, and in no state of the engine', () => {
	const untouched = new Watching().joined();
	const watching = new Watching().joined();
	watching.runner.act({kind: 'select', index: 1});
	watching.runner.note('saved book.json', 'alert');
	expect(watching.view.selected?.log.at(-1)).toMatchObject({kind: 'alert', text: 'saved book.json', at: micros(0.3)});
	watching.runner.act({kind: 'select', index: 0});
	expect(watching.log).toContain('saved book.json');
	expect(watching.engine.checkpoint()).toEqual(untouched.engine.checkpoint());
});

describe('keys', () => {
	test('select an instrument by its place, or the next and the one before, round and round', () => {
		const watching = new Watching().joined();
		const selected = () => watching.view.selected?.summary.symbol;
		expect(selected()).toBe('BTCUSDT');
		const selectedBy = (intent: Parameters<Runner['act']>[0]) => {
			watching.runner.act(intent);
			return selected();
		};
		expect(selectedBy({kind: 'select', index: 2})).toBe('LTCUSDT');
		expect(selectedBy({kind: 'select', index: 9})).toBe('LTCUSDT');
		expect(selectedBy({kind: 'select-next', step: 1})).toBe('BTCUSDT');
		expect(selectedBy({kind: 'select-next', step: 1})).toBe('ETHUSDT');
		expect(selectedBy({kind: 'select-next', step: -1})).toBe('BTCUSDT');
		expect(selectedBy({kind: 'select-next', step: -1})).toBe('LTCUSDT');
	});

	test('select nothing where there is nothing', () => {
		const watching = new Watching();
		watching.runner.act({kind: 'select-next', step: 1});
		watching.runner.act({kind: 'select', index: 0});
		watching.runner.act({kind: 'grouping', step: 1});
		expect(watching.view.selected).toBeUndefined();
		expect(watching.choices).toEqual([]);
	});

	test('move the thresholds, both at once, to whole hundredths, and no farther than they make sense', () => {
		const watching = new Watching().joined();
		const move = (step: number) => {
			watching.runner.act({kind: 'thresholds', step});
			const {buy, sell} = watching.view.settings;
			return [buy, sell];
		};
		expect(move(0.01)).toEqual([0.71, 0.29]);
		expect(move(0.05)).toEqual([0.76, 0.24]);
		expect(move(-0.05)).toEqual([0.71, 0.29]);
		for (let count = 0; count < 60; count++) move(0.01);
		expect(move(0.01)).toEqual([0.99, 0.01]);
		for (let count = 0; count < 120; count++) move(-0.01);
		expect(move(-0.05)).toEqual([0.51, 0.49]);
		expect(watching.choices.at(-1)).toEqual({kind: 'thresholds', buy: 0.51, sell: 0.49});
		expect(watching.log.at(-1)).toBe('settings: ρ 0.51/0.49, L10');
	});

	test('step the levels through those that there are', () => {
		const watching = new Watching().joined();
		const step = (by: 1 | -1) => {
			watching.runner.act({kind: 'levels', step: by});
			return watching.view.settings.levels;
		};
		expect([1, 2, 3, 4].map(() => step(1))).toEqual([15, 20, 50, 50]);
		expect(levelSteps.map(() => step(-1))).toEqual([20, 15, 10, 5, 3, 2, 1, 1]);
		expect(watching.choices.at(-1)).toEqual({kind: 'levels', levels: 1});
	});

	test('group the ladder, each instrument for itself, and that is in no frame', () => {
		const watching = new Watching({groupings: {'binance:ETHUSDT': 4}}).joined();
		const {frames} = watching.engine;
		const grouping = () => watching.view.selected?.ladder.grouping;
		watching.runner.act({kind: 'grouping', step: -1});
		expect(grouping()).toBe(0);
		watching.runner.act({kind: 'grouping', step: 1});
		watching.runner.act({kind: 'grouping', step: 1});
		expect(grouping()).toBe(2);
		expect(watching.choices.at(-1)).toEqual({kind: 'grouping', instrument: 'binance:BTCUSDT', grouping: 2});
		watching.runner.act({kind: 'select', index: 1});
		expect(grouping()).toBe(4);
		for (let count = 0; count < 30; count++) watching.runner.act({kind: 'grouping', step: 1});
		expect(grouping()).toBe((watching.view.selected?.ladder.steps.length ?? 0) - 1);
		watching.runner.act({kind: 'select', index: 0});
		expect(grouping()).toBe(2);
		expect(watching.engine.frames).toBe(frames);
	});

	test('freeze the view of what goes on, and tell how far it is behind', () => {
		const watching = new Watching().joined();
		watching.runner.act({kind: 'hold'});
		expect(watching.session).toMatchObject({behind: 0, isPaused: false});
		watching.feed.deliver(diff(3.3, [106, 108]));
		watching.clock.advance(3000);
		expect(watching.view.selected?.integrity.sequence).toBe(105);
		expect(watching.session.behind).toBe(3_000_000);
		expect(watching.engine.desks[0]?.updateId).toBe(108);
		watching.runner.act({kind: 'hold'});
		expect(watching.view.selected?.integrity.sequence).toBe(108);
		expect(watching.session.behind).toBeNaN();
	});

	test('look at every column and away again; a view that stands still has all of them whenever they are looked at', () => {
		const watching = new Watching().joined();
		const detail = () => watching.view.selected?.detail;
		expect(detail()).toBeUndefined();
		watching.runner.act({kind: 'detail', isWanted: true});
		expect(detail()?.values).toHaveLength(catalogue.length);
		watching.runner.act({kind: 'detail', isWanted: false});
		expect(detail()).toBeUndefined();
		watching.runner.act({kind: 'hold'});
		const still = detail();
		expect(still?.series).toHaveLength(catalogue.length);
		watching.feed.deliver(diff(3.3, [106, 108]));
		watching.clock.advance(3000);
		watching.runner.act({kind: 'detail', isWanted: true});
		expect(detail()).toBe(still);
	});

	test('of a replay do nothing to what is live', () => {
		const watching = new Watching().joined();
		watching.runner.act({kind: 'speed', step: 1});
		expect(watching.session).toMatchObject({speed: 1, progress: Number.NaN, isPaused: false, mode: 'live', hash: {kind: 'none'}});
	});
});

test('what the engine wants when a key changes a setting reaches the feed with its next frame', () => {
	const watching = new Watching();
	watching.feed.deliver(opened(0));
	watching.feed.deliver(diff(0.1, [101, 103]));
	watching.feed.deliver(refused(0.2, 1, {status: 503}));
	// The wait is over; the first to notice is the frame of a setting, which no feed carries.
	watching.clock.advance(5000);
	watching.runner.act({kind: 'thresholds', step: 0.01});
	expect(watching.feed.deliver(tick(10))).toMatchObject([{kind: 'snapshot', request: 2}]);
});

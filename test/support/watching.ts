/* A runner with a feed that a test hands frames to, on a clock that the test moves. The session is stopped when the test ends. */

import {onTestFinished} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {Runner} from '../../source/runner/runner.ts';
import type {RunnerOptions} from '../../source/runner/runner-options.ts';
import type {Choice, Scene} from '../../source/runner/session.ts';
import {engineOptions} from './folding.ts';
import {diff, ladder, micros, opened, snapshot} from './frames.ts';
import {HandFeed} from './hand-feed.ts';
import {ManualClock} from './manual-clock.ts';

export class Watching {
	readonly clock = new ManualClock(micros(0));
	readonly feed = new HandFeed();
	readonly engine = new Engine(engineOptions());
	readonly choices: Choice[] = [];
	readonly scenes: Scene[] = [];
	readonly runner: Runner;
	readonly running: Promise<void>;

	constructor(options: Partial<RunnerOptions> = {}) {
		const {clock, feed, engine} = this;
		this.runner = new Runner({
			...{feed, engine, clock, mode: 'live', source: '', fps: 10},
			origin: {venue: 'binance', symbols: ['BTCUSDT'], mode: 'live'},
			onChoice: (choice) => this.choices.push(choice),
			...options,
		});
		this.runner.store.subscribe(() => this.scenes.push(this.runner.store.scene));
		this.running = this.runner.run();
		this.running.catch(() => {});
		onTestFinished(() => this.runner.stop('the test is over'));
	}

	get view() {
		return this.runner.store.scene.view;
	}

	get session() {
		return this.runner.store.scene.session;
	}

	get log(): string[] {
		return (this.view.selected?.log ?? []).map((line) => (line.kind === 'signal' ? line.outcome : line.text));
	}

	/** Two books, the first of them in step at 105. */
	joined(): this {
		this.feed.deliver(opened(0, 1, ['BTCUSDT', 'ETHUSDT', 'LTCUSDT']), diff(0.1, [101, 103]));
		this.feed.deliver(snapshot(0.2, 1, 102, ladder(20)), diff(0.3, [104, 105]));
		this.clock.advance(400);
		return this;
	}
}

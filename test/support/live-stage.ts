/* A live feed against a Binance of our own, on a clock that a test moves: everything is closed when the test ends. */

import {onTestFinished} from 'vitest';
import {createLiveFeed, type LiveFeed} from '../../source/feeds/live.ts';
import type {LiveOptions} from '../../source/feeds/live-options.ts';
import {binanceSpot} from '../../source/venues/binance-spot.ts';
import type {Endpoints, Venue} from '../../source/venues/venue.ts';
import {type BinanceServer, type ServerOptions, startBinanceServer} from './binance-server.ts';
import {FrameCollector} from './frame-collector.ts';
import {ManualClock} from './manual-clock.ts';
import {Waiting} from './waiting.ts';

export type Stage = {
	readonly server: BinanceServer;
	readonly clock: ManualClock;
	readonly frames: FrameCollector;
	readonly feed: LiveFeed;
	readonly notices: readonly string[];
	readonly logged: readonly string[];
	/** The notice that came as the so-manieth, once it is there. */
	notice(count: number): Promise<string>;
	/** Resolves once so many lines with this text in them have been logged. */
	untilLogged(text: string, count?: number): Promise<void>;
	/** Runs the feed; resolves or rejects as `run` does. */
	run(): Promise<void>;
	/** Aborts the run and waits for its end. */
	stop(): Promise<void>;
};

export type StageOptions = Partial<LiveOptions> & {
	/** Of the server's own market; BTCUSDT unless given. */
	readonly symbols?: readonly string[];
	readonly endpoints?: Endpoints;
	readonly venue?: Venue;
};

export async function stage(serverOptions: ServerOptions = {}, stageOptions: StageOptions = {}): Promise<Stage> {
	const {symbols = ['BTCUSDT'], endpoints, venue = binanceSpot, ...options} = stageOptions;
	const server = await startBinanceServer(serverOptions);
	const clock = options.clock instanceof ManualClock ? options.clock : new ManualClock();
	const frames = new FrameCollector();
	const notices: string[] = [];
	const logged: string[] = [];
	const waiting = new Waiting();
	const feed = createLiveFeed({
		markets: [{venue, endpoints: endpoints ?? server.endpoints, symbols}],
		random: () => 0.5,
		onNotice: (text) => {
			notices.push(text);
			waiting.changed();
		},
		log: (text) => {
			logged.push(text);
			waiting.changed();
		},
		...options,
		clock,
	});
	const controller = new AbortController();
	let running: Promise<void> = Promise.resolve();
	const stop = async (): Promise<void> => {
		controller.abort();
		await running;
	};
	onTestFinished(async () => {
		controller.abort();
		await running.catch(() => {});
		await feed.close();
		await server.close();
	});
	const run = (): Promise<void> => {
		running = feed.run(frames.sink, controller.signal);
		// A rejection belongs to whoever awaits it; one that nobody awaits must not end the test run.
		running.catch(() => {});
		return running;
	};
	const notice = async (count: number): Promise<string> => {
		await waiting.until(() => notices.length >= count);
		return notices[count - 1]!;
	};
	const untilLogged = (text: string, count = 1): Promise<void> =>
		waiting.until(() => logged.filter((line) => line.includes(text)).length >= count);
	return {server, clock, frames, feed, notices, logged, notice, untilLogged, run, stop};
}

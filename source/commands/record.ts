/* `obi-tui record`: frames to disk without a screen, with a status line a second. A demo goes as fast as it can. */

import process from 'node:process';
import {Engine} from '../engine/engine.ts';
import {type Clock, longestWait} from '../feeds/clock.ts';
import type {Feed} from '../feeds/feed.ts';
import {LogFile} from '../files/log-file.ts';
import {logFile} from '../files/paths.ts';
import type {Origin} from '../files/recorder.ts';
import {parseTime} from '../files/recording-time.ts';
import {SegmentedRecorder} from '../files/segmented-recorder.ts';
import {findRules, findVenue, venues} from '../venues/index.ts';
import type {Arguments} from './arguments.ts';
import {engineSettings} from './engine-settings.ts';
import type {Environment} from './environment.ts';
import {FailureError, UsageError} from './failure.ts';
import {prepareDemo} from './prepare-demo.ts';
import {prepareLive} from './prepare-live.ts';
import {rotationOf} from './rotation-option.ts';
import {logLevelOf} from './session.ts';

/** Returns the exit code. */
export async function record(given: Arguments, environment: Environment): Promise<number> {
	const file = given.text('out');
	if (file === undefined) throw new UsageError('record needs --out FILE: obi-tui record BTCUSDT --out btc.jsonl.zst');
	const minutes = given.number('minutes');
	if (given.has('demo') && minutes === undefined)
		throw new UsageError('record --demo goes as fast as it can: say how long by --minutes M.');
	for (const name of ['seed', 'scenario', 'start']) {
		if (given.text(name) !== undefined && !given.has('demo'))
			throw new UsageError(`--${name} is for a demo: obi-tui record --demo --${name} …`);
	}
	const {clock} = environment;
	const startAt = startOf(given, clock);
	const {feed, origin} = given.has('demo') ? demo(given, startAt, clock) : await live(given, environment);
	const engine = new Engine({settings: engineSettings(given), venue: findVenue(origin.venue) ?? venues[0]!, findVenue: findRules});
	const isDemo = given.has('demo');
	const recorder = new SegmentedRecorder(file, origin, engine, startAt, {
		rotation: rotationOf(given),
		// A demo ends with it, and says it then.
		...(isDemo ? {} : {onNews: (text: string) => environment.complain(`obi-tui: ${text}`)}),
	});
	const abort = new AbortController();
	// The first that is known: what comes of it is no reason of its own.
	let reason: string | undefined;
	const stop = (why: string) => {
		reason ??= why;
		abort.abort();
	};
	const isOver = minutes === 1 ? 'the minute is over' : `${minutes} minutes are over`;
	const stopListening = environment.onSignal(stop);
	const cancel = minutes === undefined || given.has('demo') ? () => {} : afterLong(clock, minutes * 60_000, () => stop(isOver));
	const stopStatus = everySecond(clock, () => {
		recorder.flush();
		if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${statusOf(recorder, engine)}`);
		// What is live cannot be had again: it is waited for until it can be written on. A demo can.
		if (isDemo && recorder.fault !== '') stop(recorder.fault);
	});
	try {
		await feed.run((frame) => {
			recorder.frame(frame);
			const effects = engine.fold(frame);
			recorder.mark();
			return effects;
		}, abort.signal);
		reason ??= given.has('demo') ? isOver : 'the feed ended';
	} catch (error) {
		reason ??= `the feed failed: ${error instanceof Error ? error.message : String(error)}`;
		throw error;
	} finally {
		stopStatus();
		cancel();
		stopListening();
		await recorder.close(reason ?? 'the feed ended');
		if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
	}
	const names = recorder.files.join(', ');
	if (recorder.missed > 0 || recorder.fault !== '') {
		const why = recorder.faults.at(-1) ?? '';
		throw new FailureError(`${why}; ${recorder.missed} frames are in no file${names === '' ? '' : `, ${recorder.frames} in ${names}`}.`);
	}
	environment.write(
		`${names}: ${statusOf(recorder, engine)}, book ${engine.bookHash.slice(0, 12)}, state ${engine.stateHash.slice(0, 12)}`,
	);
	return 0;
}

type Source = {readonly feed: Feed; readonly origin: Origin};

function demo(given: Arguments, startAt: number, clock: Clock): Source {
	const scenario = given.text('scenario');
	return prepareDemo(given, clock, {
		startAt,
		speed: Number.POSITIVE_INFINITY,
		scenario: scenario === 'calm' || scenario === 'sweeps' ? scenario : 'default',
		minutes: given.number('minutes') ?? 1,
	});
}

async function live(given: Arguments, environment: Environment): Promise<Source> {
	const log = new LogFile(logFile(), logLevelOf(given));
	const {feed, venue, symbols} = await prepareLive(given, environment, log, 'fail');
	return {feed, origin: {venue: venue.id, symbols, mode: 'live'}};
}

/** The simulated time at which a demo begins, or now. */
function startOf(given: Arguments, clock: Clock): number {
	const text = given.text('start');
	if (text === undefined) return clock.now();
	const time = parseTime(text);
	if (time.kind !== 'instant') throw new UsageError(`--start wants a date, such as 2026-01-01T00:00:00Z, not "${text}".`);
	return time.at;
}

function statusOf(recorder: SegmentedRecorder, engine: Engine): string {
	const gaps = engine.desks.reduce((sum, {integrity}) => sum + integrity.gapCount, 0);
	const inStep = engine.desks.filter((desk) => desk.liveBook !== undefined).length;
	return `${recorder.frames} frames, ${(recorder.bytes / 1e6).toFixed(1)} MB, ${gaps} gaps, ${inStep} of ${engine.desks.length} books in step${recorder.fault === '' ? '' : `; NOT RECORDING: ${recorder.fault}`}`;
}

/** As `Clock.after`, for any length of time. */
function afterLong(clock: Clock, millis: number, callback: () => void): () => void {
	let cancel = () => {};
	const wait = (left: number) => {
		cancel = clock.after(Math.min(left, longestWait), () => (left > longestWait ? wait(left - longestWait) : callback()));
	};
	wait(millis);
	return () => cancel();
}

/** Calls again and again, a second apart; the function returned ends it. */
function everySecond(clock: Clock, callback: () => void): () => void {
	let cancel = () => {};
	const next = () => {
		cancel = clock.after(1000, () => {
			callback();
			next();
		});
	};
	next();
	return () => cancel();
}

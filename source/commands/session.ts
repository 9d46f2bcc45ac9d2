/* One session of watching: the feed that the flags ask for, the engine, the runner, and what is remembered or written along the way. */

import path from 'node:path';
import type {DeskObserver} from '../engine/desk.ts';
import {Engine, type EngineOptions} from '../engine/engine.ts';
import {defaultSettings, type EngineSettings} from '../engine/settings.ts';
import type {Clock} from '../feeds/clock.ts';
import {fileStamp} from '../files/iso-time.ts';
import {LogFile, type LogLevel} from '../files/log-file.ts';
import {logFile, settingsFolder} from '../files/paths.ts';
import type {Rotation} from '../files/rotation.ts';
import type {Remembered, SettingsStore} from '../files/settings-store.ts';
import {History} from '../history/history.ts';
import {memoryKeep} from '../history/keep.ts';
import {Landmarks} from '../history/landmarks.ts';
import {Delays} from '../runner/delays.ts';
import type {HashCheck} from '../runner/hash-check.ts';
import {Runner} from '../runner/runner.ts';
import type {RunnerOptions} from '../runner/runner-options.ts';
import type {Choice} from '../runner/session.ts';
import {findRules, venues} from '../venues/index.ts';
import type {Arguments} from './arguments.ts';
import {engineSettings} from './engine-settings.ts';
import {type Environment, hasScreen} from './environment.ts';
import {defaultSeed, prepareDemo} from './prepare-demo.ts';
import {prepareReplay} from './prepare-replay.ts';
import {commandFor, type ShownMoment} from './reproduce.ts';
import {rotationOf} from './rotation-option.ts';

/** MB of the past that are kept of a feed that goes on. */
const defaultHistory = 256;

/** The parts of a session that its kind decides. */
type Parts = Pick<RunnerOptions, 'feed' | 'engine' | 'mode' | 'source' | 'origin' | 'venues' | 'list' | 'watch' | 'clockOffset'> & {
	readonly hashCheck?: HashCheck;
	readonly history?: History;
	readonly delays?: Delays;
	/** Of a replay: what is replayed. */
	readonly recorded?: Pick<ShownMoment, 'files' | 'format' | 'settings'> & {readonly chosen: EngineSettings};
	readonly store?: SettingsStore;
	readonly onNotice?: (tell: (text: string) => void) => void;
	readonly onEnding?: (tell: (words: string) => void) => void;
};

export class Session {
	readonly runner: Runner;
	/** The theme remembered; undefined where none is. */
	readonly theme: string | undefined;
	readonly #parts: Parts;
	readonly #store: SettingsStore | undefined;
	readonly #quitting = Promise.withResolvers<void>();
	#end: Promise<void> | undefined;
	#running: Promise<void> | undefined;
	#onFirstInStep: (() => void) | undefined;
	readonly #snapshots: string[] = [];

	constructor(parts: Parts, fps: number, clock: Clock, rotation: Rotation | undefined) {
		const {store, onNotice, onEnding, ...options} = parts;
		this.#parts = parts;
		this.#store = store;
		const {theme, grouping} = store?.remembered ?? {};
		this.theme = theme;
		this.runner = new Runner({
			...options,
			clock,
			fps,
			rotation,
			...(grouping === undefined ? {} : {groupings: grouping}),
			recordingName: (at) => `${symbolsInName(parts.origin.symbols)}_${fileStamp(at)}.jsonl`,
			onChoice: (choice) => this.#rememberChoice(choice),
		});
		onNotice?.((text) => this.runner.notice(text));
		onEnding?.((words) => this.runner.note(words, 'alert'));
		this.runner.store.subscribe(() => this.#lookForFirst());
	}

	/** What came of it: of a recording as far as it was shown, of what goes on by now. */
	get engine(): Engine {
		return this.#parts.mode === 'replay' ? this.runner.shown : this.#parts.engine;
	}

	/** The command that shows again what is shown; null where nothing is recorded of it. */
	get reproduction(): string | null {
		const {recorded, history} = this.#parts;
		const {shown, recording} = this.runner;
		// What a hand has changed at the cursor is in no recording, and would not come out alike from its beginning.
		if (history?.transport.changes.areNone === false) return null;
		const live = recording.fileAt(shown.at);
		const files = recorded?.files ?? (live === undefined ? [] : [live]);
		// Settings that were changed while it was recorded are in it.
		const settings = recorded?.chosen ?? shown.settings;
		return commandFor({files, format: recorded?.format, at: shown.at, settings, recorded: recorded?.settings ?? settings});
	}

	/** Files written so far, the most wanted first. */
	get files(): readonly string[] {
		return [...this.runner.recording.files, ...this.#snapshots];
	}

	/** Why recordings stopped before they were told to, in words. */
	get faults(): readonly string[] {
		return this.runner.recording.faults;
	}

	/** A snapshot was saved: the name is said once more at the end. */
	saved(file: string): void {
		this.#snapshots.push(file);
	}

	/** To the end of the feed, or until somebody quits. */
	async run(): Promise<void> {
		this.#running = this.runner.run();
		await Promise.race([this.#running, this.#quitting.promise]);
	}

	/** As `run`, but stays at the end of a recording until somebody quits. */
	async runUntilQuit(): Promise<void> {
		await this.run();
		await this.#quitting.promise;
	}

	/** Ends the session; again and again does nothing more. */
	async quit(reason: string): Promise<void> {
		this.#end ??= this.runner.stop(reason);
		await this.#end;
		// What went wrong with it is heard before anybody is told that all is over.
		await this.#running?.catch(() => {});
		this.#quitting.resolve();
	}

	remember(change: Remembered): void {
		this.#store?.remember(change);
	}

	/** Calls back once, when the first book is in step. */
	onFirstInStep(callback: () => void): void {
		this.#onFirstInStep = callback;
	}

	#lookForFirst(): void {
		const callback = this.#onFirstInStep;
		if (callback === undefined || this.runner.store.scene.view.selected?.integrity.state !== 'LIVE') return;
		this.#onFirstInStep = undefined;
		queueMicrotask(callback);
	}

	#rememberChoice(choice: Choice): void {
		if (choice.kind === 'thresholds') this.remember({buy: choice.buy, sell: choice.sell});
		else if (choice.kind === 'levels') this.remember({levels: choice.levels});
		else this.remember({grouping: {...this.#store?.remembered.grouping, [choice.instrument]: choice.grouping}});
	}
}

/** @throws the spoken errors of what cannot be opened, before any screen is drawn. */
export async function openSession(given: Arguments, environment: Environment, observer: DeskObserver | undefined): Promise<Session> {
	const parts = given.has('replay')
		? await replayParts(given, environment, observer)
		: given.has('demo')
			? demoParts(given, environment, observer)
			: await liveParts(given, environment, observer);
	const session = new Session(parts, given.number('fps') ?? 12, environment.clock, rotationOf(given));
	const file = given.text('record');
	if (file !== undefined) session.runner.recording.start(file, environment.clock.now());
	return session;
}

async function replayParts(given: Arguments, environment: Environment, observer: DeskObserver | undefined): Promise<Parts> {
	const {hashCheck, history, onEnding, settings, ...parts} = await prepareReplay(given, environment, observer);
	const source = given.words.map((file) => path.basename(file)).join(' ');
	return {
		...parts,
		mode: 'replay',
		source,
		recorded: {files: given.words, format: given.text('format'), settings, chosen: engineSettings(given, settings)},
		...(hashCheck === undefined ? {} : {hashCheck}),
		...(history === undefined ? {} : {history}),
		// Without a screen words go to standard error, as they do anyway.
		...(hasScreen(given, environment) ? {onEnding} : {}),
	};
}

function demoParts(given: Arguments, environment: Environment, observer: DeskObserver | undefined): Parts {
	const {clock} = environment;
	const {feed, origin} = prepareDemo(given, clock, {startAt: clock.now(), speed: given.number('speed') ?? 1});
	const parts = withHistory(given, environment, {settings: engineSettings(given), venue: venues[0]!, findVenue: findRules}, observer);
	return {...parts, feed, mode: 'demo', source: `seed ${given.number('seed') ?? defaultSeed}`, origin};
}

/** The engine of a feed that goes on. Where there is a screen, the last of what it folded is kept, and it is measured how long that takes. */
function withHistory(
	given: Arguments,
	environment: Environment,
	options: EngineOptions,
	observer: DeskObserver | undefined,
): Pick<Parts, 'engine' | 'history' | 'delays'> {
	if (!hasScreen(given, environment)) return {engine: new Engine({...options, ...(observer === undefined ? {} : {observer})})};
	const {clock} = environment;
	const landmarks = new Landmarks();
	const delays = new Delays(clock);
	const engine = new Engine({...options, observer: {...landmarks.observer, delay: (millis) => delays.feed(millis)}});
	const room = (given.number('history') ?? defaultHistory) * 1e6;
	if (room === 0) return {engine, delays};
	const restore = (checkpoint: Uint8Array) => Engine.restore(checkpoint, options);
	return {engine, delays, history: new History({engine, landmarks, restore, keep: memoryKeep(), room, clock, isLive: true})};
}

async function liveParts(given: Arguments, environment: Environment, observer: DeskObserver | undefined): Promise<Parts> {
	// Sockets, HTTP and settings are for live watching alone: a replay starts sooner without them.
	const {SettingsStore} = await import('../files/settings-store.ts');
	const {prepareLive} = await import('./prepare-live.ts');
	const store = new SettingsStore(given.text('settings') ?? settingsFolder(), fileStamp(environment.clock.now()));
	const {buy, sell, levels, span} = {...defaultSettings, ...store.remembered};
	const settings = engineSettings(given, {...defaultSettings, buy, sell, levels, span});
	store.remember({buy: settings.buy, sell: settings.sell, levels: settings.levels, span: settings.span});
	const theme = given.text('theme');
	if (theme !== undefined) store.remember({theme});
	const log = new LogFile(logFile(), logLevelOf(given));
	if (store.warning !== '') {
		log.error(store.warning);
		environment.complain(`obi-tui: ${store.warning}`);
	}
	const {feed, venue, symbols, onNotice, venues: watched, list} = await prepareLive(given, environment, log);
	return {
		feed,
		venues: watched,
		list,
		watch: (id) => feed.watch(id),
		clockOffset: (id) => feed.clockOffset(id),
		...withHistory(given, environment, {settings, venue, findVenue: findRules}, observer),
		mode: 'live',
		source: '',
		origin: {venue: venue.id, symbols, mode: 'live'},
		store,
		onNotice,
	};
}

/** A file system takes no name of fifty symbols. */
function symbolsInName(symbols: readonly string[]): string {
	const named = symbols.slice(0, 3).map((symbol) => symbol.toLowerCase().replaceAll(/[^\w]/g, ''));
	return [...named, ...(symbols.length > 3 ? [`and-${symbols.length - 3}-more`] : [])].join('-');
}

export function logLevelOf(given: Arguments): LogLevel {
	const level = given.text('log-level');
	return level === 'error' || level === 'debug' ? level : 'info';
}

/*
Owns a feed, the engine that comes first to its frames, their past, the recorder and the store, and lets frames run from the one to the others. It makes
the scenes that the screen draws, at the screen's pace, and carries out what keys ask for.
*/

import type {Engine} from '../engine/engine.ts';
import type {EngineSettings} from '../engine/settings.ts';
import type {Feed} from '../feeds/feed.ts';
import {DamagedRecordingError} from '../files/recording-errors.ts';
import {SpoolError} from '../history/keep.ts';
import {type Effect, type Frame, noEffects, type SettingPayload} from '../market/frame.ts';
import type {InstrumentId} from '../market/instrument.ts';
import {Listings} from './listings.ts';
import {Motion} from './motion.ts';
import {RecordingSwitch} from './recording-switch.ts';
import type {RunnerOptions} from './runner-options.ts';
import {SceneMaker} from './scene-maker.ts';
import {type Choice, type Intent, Store} from './session.ts';
import {type Change, movedThresholds, steppedLevels} from './setting-keys.ts';
import {Viewpoint} from './viewpoint.ts';
import {type WalkIntent, walk} from './walking.ts';

export class Runner {
	readonly store: Store;
	readonly recording: RecordingSwitch;
	readonly #options: RunnerOptions;
	readonly #engine: Engine;
	readonly #scenes: SceneMaker;
	readonly #listings: Listings;
	/** What the engine wanted when a key changed a setting: the feed, which alone can act, hears of it with its next frame. */
	readonly #owed: Effect[] = [];
	#cancelTick: () => void = () => {};
	/** Changes that came before the first frame of what is no live feed, which alone knows the time. */
	#waiting: SettingPayload | undefined;
	readonly #abort = new AbortController();
	readonly #viewpoint: Viewpoint;
	readonly #motion: Motion;
	#lastFlush = 0;
	/** ms of the clock that never jumps: when the newest frame stood in the book, and that of the scene that is shown. */
	#foldedAt = Number.NaN;
	#shownFoldedAt = Number.NaN;

	constructor(options: RunnerOptions) {
		this.#options = options;
		this.#engine = options.engine;
		this.recording = new RecordingSwitch(options.engine, options.origin, {
			rotation: options.rotation,
			onNews: (text, kind) => queueMicrotask(() => this.note(text, kind)),
		});
		const {feed, mode, history} = options;
		const viewpoint = new Viewpoint(() => this.shown, options.groupings ?? {});
		const motion = new Motion({feed, mode, history, viewpoint});
		const listings = new Listings(options.venues ?? [], options.list, () => this.refresh());
		this.#viewpoint = viewpoint;
		this.#motion = motion;
		this.#listings = listings;
		this.#scenes = new SceneMaker({...options, viewpoint, motion, listings, recording: this.recording});
		this.store = new Store(this.#scenes.make());
	}

	/** Lets the feed run to its end, or until `stop`. Rejects with what the feed rejects with. */
	async run(): Promise<void> {
		const {feed, history} = this.#options;
		const {signal} = this.#abort;
		this.#tick();
		this.#options.delays?.start();
		const walking = history?.transport.run(signal);
		try {
			const damage = await this.#feed(feed, signal);
			if (!signal.aborted) history?.transport.complete();
			this.#motion.isFeedOver = !signal.aborted;
			this.refresh();
			// All has been read; what is shown goes on.
			if (this.#motion.isReplay) await walking;
			if (damage !== undefined) throw damage;
		} finally {
			this.refresh();
			this.#abort.abort();
			await walking;
			history?.close();
		}
	}

	/** Lets the feed run. What stands before a damage is shown for as long as somebody looks: then the damage comes back. */
	async #feed(feed: Feed, signal: AbortSignal): Promise<Error | undefined> {
		try {
			await feed.run((frame) => this.#deliver(frame), signal);
			return undefined;
		} catch (error) {
			if (!this.#motion.isReplay || !(error instanceof DamagedRecordingError || error instanceof SpoolError)) throw error;
			this.note(`${error.message}: what stands before it is shown`, 'alert');
			return error;
		}
	}

	/** Ends the feed and closes the recording. */
	async stop(reason: string): Promise<void> {
		this.#abort.abort();
		this.#cancelTick();
		this.#options.delays?.stop();
		await this.recording.stop(reason);
	}

	/** One line that a person should see: about the connection, mostly. Empty takes it away. */
	notice(text: string): void {
		this.#scenes.notice = text;
	}

	/** Puts a line into the log that a person reads. */
	note(text: string, kind: 'info' | 'alert' = 'info'): void {
		const {at} = this.#motion.isReplay ? this.shown : this.#engine;
		this.#scenes.notes.add(at, kind, text, this.#options.clock.monotonic());
		this.refresh();
	}

	/** Makes a new scene now, whatever the pace. */
	refresh(): void {
		this.#scenes.forget();
		this.#show();
	}

	/** What was shown last stands on the terminal. */
	painted(): void {
		const {delays, clock} = this.#options;
		if (!Number.isNaN(this.#shownFoldedAt)) delays?.screen(clock.monotonic() - this.#shownFoldedAt);
		this.#shownFoldedAt = Number.NaN;
	}

	act(intent: Intent): void {
		switch (intent.kind) {
			case 'select':
				this.#viewpoint.select(intent.index);
				break;
			case 'select-next':
				this.#viewpoint.step(intent.step);
				break;
			case 'thresholds':
				this.#press(movedThresholds(this.#settings, intent.step));
				break;
			case 'levels':
				this.#press(steppedLevels(this.#settings, intent.step));
				break;
			case 'grouping':
				this.#stepGrouping(intent.step);
				break;
			case 'hold':
				this.#motion.hold();
				break;
			case 'speed':
				this.#motion.stepSpeed(intent.step);
				break;
			case 'record':
				void this.#toggleRecording();
				break;
			case 'list':
				void this.#listings.want(intent.venue);
				break;
			case 'watch':
				void this.#watch(intent.id);
				break;
			case 'resize':
				this.#viewpoint.resize(intent.rows, intent.samples, intent.lines);
				break;
			case 'detail':
				this.#viewpoint.lookAtAll(intent.isWanted);
				break;
			case 'scrub':
			case 'step':
			case 'signal':
			case 'go-to':
			case 'ends':
			case 'mark':
				this.#walk(intent);
				break;
			// Snapshots and the end are for whoever owns the screen.
		}
		this.refresh();
	}

	/** What is looked at: the engine at the cursor, or the one that comes first. */
	get shown(): Engine {
		return this.#options.history?.transport.engine ?? this.#engine;
	}

	/** What keys change: of a recording at the cursor, of what goes on at the present. */
	get #settings(): EngineSettings {
		return {...(this.#motion.isReplay ? this.shown : this.#engine).settings, ...this.#waiting};
	}

	#deliver(frame: Frame): readonly Effect[] {
		// A stop may come between two frames of one batch.
		if (this.#abort.signal.aborted) return noEffects;
		const {at} = this.#engine;
		// A wall clock may be set back between two sources of frames; time in a session does not go back.
		const timed = frame.at < at ? {...frame, at} : frame;
		const {history} = this.#options;
		const effects = history?.chronicle.fold(timed, this.#fold) ?? this.recording.fold(timed);
		this.#measure(timed);
		if (!this.#motion.isReplay) this.#changeWhatWaits();
		return this.#owed.length === 0 ? effects : [...this.#owed.splice(0), ...effects];
	}

	/** Where a clock stamps what comes, it tells how long it took. */
	#measure({at, kind}: Frame): void {
		const {delays, clock, mode} = this.#options;
		if (delays === undefined || mode === 'replay') return;
		this.#foldedAt = clock.monotonic();
		if (mode === 'live' && kind === 'message') delays.book((clock.now() - at) / 1000);
	}

	readonly #fold = (frame: Frame): readonly Effect[] => this.recording.fold(frame);

	/** The clock of scenes. It stands still with the program: nothing is drawn that nobody sees. */
	#tick(): void {
		if (this.#abort.signal.aborted) return;
		this.#changeWhatWaits();
		this.#show();
		const now = this.#options.clock.monotonic();
		if (now - this.#lastFlush >= 1000) {
			this.#lastFlush = now;
			this.recording.flush();
			this.#scenes.measure(now);
		}
		this.#cancelTick = this.#options.clock.after(1000 / this.#options.fps, () => this.#tick());
	}

	#show(): void {
		// Of a recording, nothing is read any more once all is over.
		const scene = this.#abort.signal.aborted && this.#motion.isReplay ? undefined : this.#scenes.next(this.shown.frames);
		if (scene === undefined) return;
		this.#shownFoldedAt = this.#options.history?.transport.isFollowing === false ? Number.NaN : this.#foldedAt;
		this.#foldedAt = Number.NaN;
		this.store.show(scene);
	}

	/** Shows an instrument, as soon as it is there. */
	async #watch(id: InstrumentId): Promise<void> {
		if (this.#viewpoint.await(id)) return;
		try {
			await this.#options.watch?.(id);
		} catch (error) {
			this.note(`${id} is not watched: ${error instanceof Error ? error.message : String(error)}`, 'alert');
		}
	}

	#press(change: Change | undefined): void {
		if (change !== undefined) this.#change(change.payload, change.choice);
	}

	/** Settings reach the engine as a frame, so that they are in the recording. What is recorded already is changed for the eye alone. */
	#change(change: SettingPayload, choice?: Choice): void {
		const {clock, mode, history, onChoice} = this.#options;
		if (choice !== undefined) onChoice?.(choice);
		if (Number.isNaN(this.shown.at) && mode !== 'live') {
			this.#waiting = {...this.#waiting, ...change};
			return;
		}
		const payload = Buffer.from(JSON.stringify(change));
		if (!this.#motion.isReplay) {
			const at = mode === 'live' ? clock.now() : this.#engine.at;
			this.#owed.push(...this.#deliver({at, connection: 0, kind: 'setting', payload}));
		}
		history?.transport.change(payload);
	}

	#changeWhatWaits(): void {
		const change = this.#waiting;
		if (change === undefined || Number.isNaN(this.shown.at)) return;
		this.#waiting = undefined;
		this.#change(change);
	}

	#walk(intent: WalkIntent): void {
		const {history} = this.#options;
		if (history === undefined) return;
		const {at, isFrozen} = this.#viewpoint;
		// From a view that stands still it goes on from what is seen.
		if (isFrozen) {
			this.#viewpoint.toggleFreeze();
			history.transport.goTo(at);
		}
		const words = walk(history, intent, this.#viewpoint.selected);
		if (words !== '') this.note(words);
	}

	#stepGrouping(step: 1 | -1): void {
		const change = this.#viewpoint.stepGrouping(step, this.store.scene.view.selected?.ladder.steps.length ?? 1);
		if (change !== undefined) this.#options.onChoice?.({kind: 'grouping', ...change});
	}

	async #toggleRecording(): Promise<void> {
		const {mode, recordingName, clock} = this.#options;
		if (mode === 'replay' || recordingName === undefined) {
			this.note('a replay is a recording already');
			return;
		}
		const {text, kind} = await this.recording.toggle(recordingName(clock.now()), clock.now());
		this.note(text, kind);
	}
}

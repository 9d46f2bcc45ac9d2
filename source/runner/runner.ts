/*
Owns a feed, the engine at the present, the recorder and the store, and lets frames run from the one to the others. It makes the scenes that the
screen draws, at the screen's pace, and carries out what keys ask for.
*/

import type {Engine} from '../engine/engine.ts';
import {levelSteps} from '../engine/settings.ts';
import type {View} from '../engine/view.ts';
import type {Clock} from '../feeds/clock.ts';
import {type Feed, isPlayback} from '../feeds/feed.ts';
import type {Origin} from '../files/recorder.ts';
import {type Effect, type Frame, noEffects, type SettingPayload} from '../market/frame.ts';
import type {InstrumentId} from '../market/instrument.ts';
import {CpuMeter} from './cpu-meter.ts';
import type {HashCheck} from './hash-check.ts';
import {Listings} from './listings.ts';
import {Notes} from './notes.ts';
import {RecordingSwitch} from './recording-switch.ts';
import {type Choice, type Intent, type Listed, noDelays, type Scene, type SessionView, Store} from './session.ts';
import {Viewpoint} from './viewpoint.ts';

/** Replay speeds that the keys step through. */
export const speeds: readonly number[] = [0.1, 0.5, 1, 2, 5, 10, 50, 100, Number.POSITIVE_INFINITY];

export type RunnerOptions = {
	readonly feed: Feed;
	readonly engine: Engine;
	readonly clock: Clock;
	readonly mode: SessionView['mode'];
	/** The file of a replay, for the header. */
	readonly source: string;
	readonly fps: number;
	readonly origin: Origin;
	readonly hashCheck?: HashCheck;
	/** Price steps remembered, by instrument. */
	readonly groupings?: Readonly<Record<string, number>>;
	/** Where the key `R` records to: a name for a moment, µs. */
	readonly recordingName?: (at: number) => string;
	/** The venues that can be asked for more instruments; none in a replay. */
	readonly venues?: readonly {readonly id: string; readonly name: string}[];
	/** All instruments of a venue. */
	readonly list?: (venue: string) => Promise<{readonly instruments: readonly Listed[]; readonly fetchedAt: number}>;
	/** Watches one more instrument. */
	readonly watch?: (id: InstrumentId) => Promise<void>;
	/** After a key changed what is worth remembering. */
	readonly onChoice?: (choice: Choice) => void;
};

export class Runner {
	readonly store: Store;
	readonly recording: RecordingSwitch;
	readonly #options: RunnerOptions;
	readonly #engine: Engine;
	readonly #cpu = new CpuMeter();
	readonly #notes = new Notes();
	readonly #listings: Listings;
	/** What the engine wanted when a key changed a setting: the feed, which alone can act, hears of it with its next frame. */
	readonly #owed: Effect[] = [];
	#cancelTick: () => void = () => {};
	/** Changes that came before the first frame of a replay, which alone knows the time. */
	#waiting: SettingPayload | undefined;
	readonly #abort = new AbortController();
	readonly #viewpoint: Viewpoint;
	#notice = '';
	#isOver = false;
	#framesShown = -1;
	#sessionKey = '';
	#lastFlush = 0;

	constructor(options: RunnerOptions) {
		this.#options = options;
		this.#engine = options.engine;
		this.recording = new RecordingSwitch(options.engine, options.origin);
		this.#viewpoint = new Viewpoint(options.engine, options.groupings ?? {});
		this.#listings = new Listings(options.venues ?? [], options.list, () => this.refresh());
		this.store = new Store(this.#scene());
	}

	/** Lets the feed run to its end, or until `stop`. Rejects with what the feed rejects with. */
	async run(): Promise<void> {
		this.#tick();
		try {
			await this.#options.feed.run((frame) => this.#deliver(frame), this.#abort.signal);
			this.#isOver = !this.#abort.signal.aborted;
		} finally {
			this.refresh();
		}
	}

	/** Ends the feed and closes the recording. */
	async stop(reason: string): Promise<void> {
		this.#abort.abort();
		this.#cancelTick();
		await this.recording.stop(reason);
	}

	/** One line that a person should see: about the connection, mostly. Empty takes it away. */
	notice(text: string): void {
		this.#notice = text;
	}

	/** Puts a line into the log that a person reads. */
	note(text: string, kind: 'info' | 'alert' = 'info'): void {
		this.#notes.add(this.#engine.at, kind, text);
		this.refresh();
	}

	/** Makes a new scene now, whatever the pace. */
	refresh(): void {
		this.#framesShown = -1;
		this.#show();
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
				this.#moveThresholds(intent.step);
				break;
			case 'levels':
				this.#stepLevels(intent.step);
				break;
			case 'grouping':
				this.#stepGrouping(intent.step);
				break;
			case 'hold':
				this.#hold();
				break;
			case 'speed':
				this.#stepSpeed(intent.step);
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
			case 'snapshot':
			case 'quit':
				break;
		}
		this.refresh();
	}

	#deliver(frame: Frame): readonly Effect[] {
		// A stop may come between two frames of one batch.
		if (this.#abort.signal.aborted) return noEffects;
		const {at} = this.#engine;
		// A wall clock may be set back between two sources of frames; time in a session does not go back.
		const effects = this.recording.fold(frame.at < at ? {...frame, at} : frame);
		const change = this.#waiting;
		this.#waiting = undefined;
		if (change !== undefined) this.#change(change);
		return this.#owed.length === 0 ? effects : [...this.#owed.splice(0), ...effects];
	}

	/** The clock of scenes. It stands still with the program: nothing is drawn that nobody sees. */
	#tick(): void {
		if (this.#abort.signal.aborted) return;
		this.#show();
		const now = this.#options.clock.monotonic();
		if (now - this.#lastFlush >= 1000) {
			this.#lastFlush = now;
			this.recording.flush();
			this.#cpu.measure(now);
		}
		this.#cancelTick = this.#options.clock.after(1000 / this.#options.fps, () => this.#tick());
	}

	#show(): void {
		const session = this.#session();
		const sessionKey = JSON.stringify(session, (key, value: unknown) => (key === 'listings' ? this.#listings.version : value));
		if (this.#engine.frames === this.#framesShown && sessionKey === this.#sessionKey) return;
		this.#framesShown = this.#engine.frames;
		this.#sessionKey = sessionKey;
		this.store.show({view: this.#view(), session});
	}

	#scene(): Scene {
		return {view: this.#view(), session: this.#session()};
	}

	#view(): View {
		return this.#notes.mergedInto(this.#viewpoint.view(), this.#viewpoint.lines);
	}

	#session(): SessionView {
		const {feed, mode, source, fps, hashCheck} = this.#options;
		const playback = isPlayback(feed) ? feed : undefined;
		return {
			mode,
			source,
			isPaused: playback?.isPaused ?? false,
			isOver: this.#isOver,
			speed: playback?.speed ?? 1,
			progress: playback?.progress ?? Number.NaN,
			behind: this.#viewpoint.behind,
			back: Number.NaN,
			timeline: undefined,
			delays: noDelays,
			recording: this.recording.view,
			hash: hashCheck?.status ?? {kind: 'none'},
			notice: this.#notice,
			cpu: this.#cpu.share,
			fps,
			listings: this.#listings.all,
		};
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

	#moveThresholds(step: number): void {
		const rounded = (value: number) => Math.round(value * 100) / 100;
		const settings = {...this.#engine.settings, ...this.#waiting};
		const buy = rounded(settings.buy + step);
		const sell = rounded(settings.sell - step);
		if (!(buy > 0.5 && buy < 1 && sell < 0.5 && sell > 0)) return;
		this.#change({buy, sell});
		this.#options.onChoice?.({kind: 'thresholds', buy, sell});
	}

	#stepLevels(step: 1 | -1): void {
		const {levels} = {...this.#engine.settings, ...this.#waiting};
		const next = step === 1 ? levelSteps.find((each) => each > levels) : levelSteps.findLast((each) => each < levels);
		if (next === undefined) return;
		this.#change({levels: next});
		this.#options.onChoice?.({kind: 'levels', levels: next});
	}

	/** Settings reach the engine as a frame, so that they are in the recording. In a replay time stands where the last frame left it. */
	#change(change: SettingPayload): void {
		const {clock, mode, hashCheck} = this.#options;
		const last = this.#engine.at;
		hashCheck?.settingsChanged();
		if (Number.isNaN(last) && mode !== 'live') {
			this.#waiting = {...this.#waiting, ...change};
			return;
		}
		const at = mode === 'live' ? clock.now() : last;
		const effects = this.#deliver({at, connection: 0, kind: 'setting', payload: Buffer.from(JSON.stringify(change))});
		this.#owed.push(...effects);
	}

	#stepGrouping(step: 1 | -1): void {
		const change = this.#viewpoint.stepGrouping(step, this.store.scene.view.selected?.ladder.steps.length ?? 1);
		if (change !== undefined) this.#options.onChoice?.({kind: 'grouping', ...change});
	}

	#hold(): void {
		const {feed, mode} = this.#options;
		if (this.#isOver) return;
		if (mode === 'replay' && isPlayback(feed)) {
			if (feed.isPaused) feed.play(feed.speed);
			else feed.pause();
			return;
		}
		this.#viewpoint.toggleFreeze();
	}

	#stepSpeed(step: 1 | -1): void {
		const {feed} = this.#options;
		if (!isPlayback(feed)) return;
		const next = step === 1 ? speeds.find((speed) => speed > feed.speed) : speeds.findLast((speed) => speed < feed.speed);
		if (next === undefined) return;
		const isHeld = feed.isPaused;
		feed.play(next);
		if (isHeld) feed.pause();
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

/*
Owns a feed, the engine at the present, the recorder and the store, and lets frames run from the one to the others. It makes the scenes that the
screen draws, at the screen's pace, and carries out what keys ask for.
*/

import type {Engine} from '../engine/engine.ts';
import {levelSteps} from '../engine/settings.ts';
import type {View, Want} from '../engine/view.ts';
import type {Clock} from '../feeds/clock.ts';
import {type Feed, isPlayback} from '../feeds/feed.ts';
import type {Origin} from '../files/recorder.ts';
import {type Effect, type Frame, noEffects, type SettingPayload} from '../market/frame.ts';
import {CpuMeter} from './cpu-meter.ts';
import type {HashCheck} from './hash-check.ts';
import {Notes} from './notes.ts';
import {RecordingSwitch} from './recording-switch.ts';
import {type Choice, type Intent, type Scene, type SessionView, Store} from './session.ts';

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
	/** What the engine wanted when a key changed a setting: the feed, which alone can act, hears of it with its next frame. */
	readonly #owed: Effect[] = [];
	#cancelTick: () => void = () => {};
	/** Changes that came before the first frame of a replay, which alone knows the time. */
	#waiting: SettingPayload | undefined;
	readonly #abort = new AbortController();
	readonly #groupings = new Map<string, number>();
	#want: Want = {instrument: undefined, rows: 12, grouping: 0, samples: 64, lines: 8};
	#notice = '';
	#frozen: View | undefined;
	#isOver = false;
	#framesShown = -1;
	#sessionKey = '';
	#lastFlush = 0;

	constructor(options: RunnerOptions) {
		this.#options = options;
		this.#engine = options.engine;
		this.recording = new RecordingSwitch(options.engine, options.origin);
		for (const [instrument, grouping] of Object.entries(options.groupings ?? {})) this.#groupings.set(instrument, grouping);
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
				this.#select(intent.index);
				break;
			case 'select-next':
				this.#select(this.#selectedIndex() + intent.step, true);
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
			case 'resize':
				this.#want = {...this.#want, rows: intent.rows, samples: intent.samples, lines: intent.lines};
				break;
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
		const sessionKey = JSON.stringify(session);
		if (this.#engine.frames === this.#framesShown && sessionKey === this.#sessionKey) return;
		this.#framesShown = this.#engine.frames;
		this.#sessionKey = sessionKey;
		this.store.show({view: this.#view(), session});
	}

	#scene(): Scene {
		return {view: this.#view(), session: this.#session()};
	}

	#view(): View {
		const frozen = this.#frozen;
		// Thresholds are seen to move even where the rest stands still.
		const view =
			frozen === undefined ? this.#engine.view(this.#wantNow()) : {...frozen, settings: this.#engine.view(this.#wantNow()).settings};
		return this.#notes.mergedInto(view, this.#want.lines);
	}

	#wantNow(): Want {
		const instrument = this.#want.instrument ?? this.#engine.desks[0]?.instrument.id;
		return {...this.#want, instrument, grouping: this.#groupings.get(instrument ?? '') ?? 0};
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
			behind: this.#frozen === undefined ? Number.NaN : this.#engine.at - this.#frozen.at,
			recording: this.recording.view,
			hash: hashCheck?.status ?? {kind: 'none'},
			notice: this.#notice,
			cpu: this.#cpu.share,
			fps,
		};
	}

	#selectedIndex(): number {
		return Math.max(
			0,
			this.#engine.desks.findIndex((desk) => desk.instrument.id === this.#want.instrument),
		);
	}

	#select(index: number, wraps = false): void {
		const {desks} = this.#engine;
		const desk = desks[wraps ? (index + desks.length) % Math.max(1, desks.length) : index];
		if (desk === undefined) return;
		this.#want = {...this.#want, instrument: desk.instrument.id};
		if (this.#frozen !== undefined) this.#frozen = this.#engine.view(this.#wantNow());
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
		const {instrument, grouping} = this.#wantNow();
		if (instrument === undefined) return;
		const steps = this.store.scene.view.selected?.ladder.steps.length ?? 1;
		const next = Math.min(Math.max(grouping + step, 0), steps - 1);
		this.#groupings.set(instrument, next);
		this.#options.onChoice?.({kind: 'grouping', instrument, grouping: next});
	}

	#hold(): void {
		const {feed, mode} = this.#options;
		if (this.#isOver) return;
		if (mode === 'replay' && isPlayback(feed)) {
			if (feed.isPaused) feed.play(feed.speed);
			else feed.pause();
			return;
		}
		this.#frozen = this.#frozen === undefined ? this.#engine.view(this.#wantNow()) : undefined;
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

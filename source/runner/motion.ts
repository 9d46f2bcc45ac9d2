/* How what is shown moves through time: on with its feed, held, or through the past at a pace of its own. */

import {type Feed, isPlayback} from '../feeds/feed.ts';
import type {History} from '../history/history.ts';
import type {SessionView} from './session.ts';
import type {Viewpoint} from './viewpoint.ts';

/** Speeds that the keys step through. */
export const speeds: readonly number[] = [0.1, 0.5, 1, 2, 5, 10, 50, 100, Number.POSITIVE_INFINITY];

export type MotionOptions = {
	readonly feed: Feed;
	readonly mode: SessionView['mode'];
	readonly history: History | undefined;
	readonly viewpoint: Viewpoint;
};

export class Motion {
	/** The feed has come to its end. */
	isFeedOver = false;
	readonly #options: MotionOptions;

	constructor(options: MotionOptions) {
		this.#options = options;
	}

	/** What is played is not what the feed reads, but what it has read. */
	get isReplay(): boolean {
		return this.#options.mode === 'replay' && this.#options.history !== undefined;
	}

	/** Share of a recording that can be walked through by now; NaN of what has no end. */
	get indexed(): number {
		const {feed, mode} = this.#options;
		if (mode !== 'replay') return Number.NaN;
		return this.isFeedOver ? 1 : (feed.progress ?? Number.NaN);
	}

	get view(): Pick<SessionView, 'isPaused' | 'isOver' | 'speed' | 'progress' | 'back'> {
		const {feed, history} = this.#options;
		const isOver = this.isFeedOver;
		const plain = {
			...{isPaused: false, isOver, speed: isPlayback(feed) ? feed.speed : 1},
			...{progress: feed.progress ?? Number.NaN, back: Number.NaN},
		};
		if (history === undefined) return plain;
		const {isPaused, isFollowing, speed, at, isOver: isAtEnd} = history.transport;
		const {firstAt, lastAt} = history.chronicle.past;
		if (!this.isReplay) return isFollowing ? plain : {...plain, isPaused, speed, isOver: false, back: Math.max(0, lastAt - at)};
		const share = lastAt > firstAt ? (at - firstAt) / (lastAt - firstAt) : 1;
		return {isPaused: isPaused && !isAtEnd, isOver: isAtEnd, speed, progress: share * this.indexed, back: Number.NaN};
	}

	/** Holds and lets go: the eye's view at the present, what plays elsewhere. */
	hold(): void {
		const {history, viewpoint} = this.#options;
		const transport = history?.transport;
		if (transport === undefined || (transport.isFollowing && !this.isReplay)) {
			if (!this.isFeedOver) viewpoint.toggleFreeze();
		} else if (!transport.isOver) {
			if (transport.isPaused) transport.play(transport.speed);
			else transport.pause();
		}
	}

	/** The next speed of those that there are. */
	stepSpeed(step: 1 | -1): void {
		const {feed, history} = this.#options;
		const transport = this.isReplay || history?.transport.isFollowing === false ? history?.transport : undefined;
		const playback = isPlayback(feed) ? feed : undefined;
		const speed = transport?.speed ?? playback?.speed ?? Number.NaN;
		const next = step === 1 ? speeds.find((each) => each > speed) : speeds.findLast((each) => each < speed);
		if (next === undefined) return;
		if (transport === undefined) playback?.play(next);
		else transport.changeSpeed(next);
	}
}

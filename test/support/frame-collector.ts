/* A sink that keeps what it is given and answers as a test tells it. */

import {type Effect, type Frame, type FrameKind, noEffects} from '../../source/market/frame.ts';
import {Waiting} from './waiting.ts';

export type KeptFrame = {readonly at: number; readonly connection: number; readonly kind: FrameKind; readonly payload: Buffer};

export class FrameCollector {
	readonly frames: KeptFrame[] = [];
	/** What to answer a frame with; nothing by default. */
	answer: (frame: KeptFrame) => readonly Effect[] = () => noEffects;
	readonly #byKind = new Map<FrameKind, KeptFrame[]>();
	readonly #waiting = new Waiting();

	readonly sink = (frame: Frame): readonly Effect[] => {
		const kept = {...frame, payload: Buffer.from(frame.payload)};
		this.frames.push(kept);
		const alike = this.#byKind.get(frame.kind);
		if (alike === undefined) this.#byKind.set(frame.kind, [kept]);
		else alike.push(kept);
		const effects = this.answer(kept);
		this.#waiting.changed();
		return effects;
	};

	of(kind: FrameKind): readonly KeptFrame[] {
		return this.#byKind.get(kind) ?? [];
	}

	/** Replies to what was asked for, read. */
	replies(what: 'snapshot' | 'volume'): Record<string, unknown>[] {
		return this.of('reply')
			.map(({payload}) => JSON.parse(payload.toString()))
			.filter((reply) => reply.what === what);
	}

	/** The frame of a kind that came as the so-manieth, once it is there. */
	async nth(kind: FrameKind, count: number): Promise<KeptFrame> {
		await this.#waiting.until(() => this.of(kind).length >= count);
		return this.of(kind)[count - 1]!;
	}

	async reply(what: 'snapshot' | 'volume', count: number): Promise<Record<string, unknown>> {
		await this.#waiting.until(() => this.replies(what).length >= count);
		return this.replies(what)[count - 1]!;
	}
}

/* A feed whose frames a test hands over one by one. It is no playback: to the runner it is live. */

import type {Feed, Sink} from '../../source/feeds/feed.ts';
import type {Effect, Frame} from '../../source/market/frame.ts';

export class HandFeed implements Feed {
	#sink: Sink = () => {
		throw new Error('nobody runs this feed');
	};
	readonly #end = Promise.withResolvers<void>();

	async run(sink: Sink, signal: AbortSignal): Promise<void> {
		this.#sink = sink;
		signal.addEventListener('abort', () => this.#end.resolve());
		await this.#end.promise;
	}

	deliver(...frames: readonly Frame[]): Effect[] {
		return frames.flatMap((frame) => [...this.#sink(frame)]);
	}

	/** Ends the feed, as the end of a recording does. */
	end(): void {
		this.#end.resolve();
	}

	fail(error: Error): void {
		this.#end.reject(error);
	}
}

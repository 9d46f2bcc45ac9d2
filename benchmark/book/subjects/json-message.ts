/* How a subject that has no scanner of its own reads a message: JSON.parse, and the check that the update ids follow. */

import type {Snapshot} from '../subject.ts';

type TextLevel = readonly [price: string, quantity: string];

export type Diff = {
	readonly s: string;
	readonly E: number;
	readonly U: number;
	readonly u: number;
	/** Futures only: the last id of the message before. */
	readonly pu?: number;
	readonly b: readonly TextLevel[];
	readonly a: readonly TextLevel[];
};

export type Body = {readonly lastUpdateId: number; readonly bids: readonly TextLevel[]; readonly asks: readonly TextLevel[]};

export function parseBody({body}: Snapshot): Body {
	return JSON.parse(body.toString());
}

export function parseDiff(message: Buffer): Diff {
	const {data}: {data: Diff} = JSON.parse(message.toString());
	return data;
}

/** The update ids of one book. */
export class Ids {
	#last: number;
	#isFirst = true;

	constructor(last: number) {
		this.#last = last;
	}

	/** Takes the ids of the next message; false where something between is missing. The first may repeat what the snapshot holds. */
	follow({U, u, pu}: Diff): boolean {
		const follows = pu === undefined || this.#isFirst ? U <= this.#last + 1 : pu === this.#last;
		this.#isFirst = false;
		this.#last = u;
		return follows;
	}
}

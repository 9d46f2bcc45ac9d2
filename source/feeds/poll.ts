/*
REST at a fixed cadence: one question in every slot of a grid that stands at whole multiples of the interval since the epoch. A slot ends where the next
begins, and what is of it ends with it: an answer that comes later would tell of a later moment, so it is dropped, and no question is ever asked while
another is under way. Hence nothing that a host does, slowly or not at all, moves the grid. It opens no sockets, and reads nothing of what comes.
*/

import type {Request} from '../venues/venue.ts';
import {Backoff} from './backoff.ts';
import {type Clock, longestWait} from './clock.ts';
import type {Answer, Rest} from './rest.ts';
import {isOfTheRequest} from './symbols.ts';
import {Timers} from './timers.ts';

export type PollOptions = {
	readonly rest: Rest;
	readonly request: Request;
	readonly clock: Clock;
	/** Uniform in [0, 1). */
	readonly random: () => number;
	/** µs from slot to slot. */
	readonly interval: number;
	readonly slots: number;
};

/** What became of one slot. */
export type Poll = {
	/** When the slot began, µs since the epoch: by the grid, not by when it was asked. */
	readonly at: number;
	/** What came within the slot, or the last failure where nothing of use did. */
	readonly answer: Answer;
	/** It is no use asking again: the host does not serve this place, or does not know what it is asked for. */
	readonly isHopeless: boolean;
};

/** ms at least before a question is repeated, however lucky the draw. */
const leastRetry = 100;

/**
Polls from the next slot on, and hands over every slot once and in order. What fails is asked again within its slot, after a wait that grows and that
is as long as the host wants it (`Retry-After`). A slot that was slept through, or that the end of the run cuts short, is handed over as a failure.

Slots are found on the wall clock: where that is set back, the next one is waited for.
*/
export async function poll(options: PollOptions, sink: (poll: Poll) => void, signal: AbortSignal): Promise<void> {
	const {rest, clock, interval, slots} = options;
	const timers = new Timers(clock);
	const first = Math.ceil(clock.now() / interval) * interval;
	for (let slot = 0; slot < slots; slot++) {
		const at = first + slot * interval;
		for (let wait = at - clock.now(); wait > 0 && !signal.aborted; wait = at - clock.now()) {
			await timers.sleep(Math.min(Math.ceil(wait / 1000), longestWait), signal);
		}
		if (signal.aborted) return;
		const end = at + interval;
		const answer =
			clock.now() < end ? await ask(options, timers, end, signal) : nothing(`${rest.host} was not asked: time went on without us`);
		sink({at, answer, isHopeless: isFinal(answer, rest)});
	}
}

/** @param end of the slot, µs since the epoch. */
async function ask({rest, request, clock, random}: PollOptions, timers: Timers, end: number, signal: AbortSignal): Promise<Answer> {
	const backoff = new Backoff(random);
	const slot = new AbortController();
	const close = (): void => slot.abort();
	signal.addEventListener('abort', close);
	const cancel = timers.after(millisUntil(end, clock), close);
	try {
		for (;;) {
			const answer = await rest.get(request, slot.signal);
			if (signal.aborted) return nothing(`${rest.host} had not answered when it was stopped`);
			if (answer.error === null || slot.signal.aborted || isFinal(answer, rest)) return answer;
			const wait = Math.max(backoff.next(), leastRetry, (answer.retryAfter ?? 0) * 1000);
			if (wait >= millisUntil(end, clock)) return answer;
			await timers.sleep(wait, slot.signal);
			if (slot.signal.aborted) return answer;
		}
	} finally {
		cancel();
		signal.removeEventListener('abort', close);
	}
}

/** At least 1: a timer of 0 is none. */
function millisUntil(end: number, clock: Clock): number {
	return Math.max(1, Math.floor((end - clock.now()) / 1000));
}

function isFinal(answer: Answer, rest: Rest): boolean {
	return answer.error !== null && (rest.isBarred || isOfTheRequest(answer));
}

function nothing(error: string): Answer {
	return {status: 0, retryAfter: null, error, body: undefined, json: undefined};
}

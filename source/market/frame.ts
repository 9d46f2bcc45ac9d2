/*
A frame is one message as the venue sent it, or one thing that happened. Everything the engine ever learns arrives as a frame, and frames are
what a recording holds; so the same frames make the same state, live or years later.
*/

import type {InstrumentFacts, InstrumentId} from './instrument.ts';

/**
- `opened`: a connection stands. Payload: JSON `OpenedPayload`.
- `message`: the venue's bytes after WebSocket extensions, untouched.
- `reply`: what a request brought, failures included. Payload: JSON `ReplyPayload`.
- `closed`: a connection is gone. Payload: JSON `ClosedPayload`.
- `setting`: somebody changed what signals depend on. Payload: JSON `SettingPayload`.
- `tick`: time passed in silence; a live feed sends one a second. Payload: empty object.
*/
export type FrameKind = 'opened' | 'message' | 'reply' | 'closed' | 'setting' | 'tick';

export type Frame = {
	/** When we received it, integer µs since the epoch, UTC; never decreases within a feed. */
	readonly at: number;
	/** Which socket of this feed, counted from 1; 0 for what belongs to none (REST, settings, ticks). */
	readonly connection: number;
	readonly kind: FrameKind;
	/** Valid only during the call: whoever keeps it, copies it. */
	readonly payload: Uint8Array;
};

export type OpenedPayload = {
	readonly venue: string;
	readonly market: string;
	readonly url: string;
	readonly streams: readonly string[];
	/** What the venue says of the instruments that this connection carries. With none, whoever speaks is taken in, as a foreign recording has it. */
	readonly instruments: readonly InstrumentFacts[];
	/** False where trades alone come this way; books where nothing is said. */
	readonly hasBooks?: boolean;
	/** False where books alone come this way; trades where nothing is said. */
	readonly hasTrades?: boolean;
};

export type ReplyPayload = {
	readonly request: number;
	readonly instrument: InstrumentId;
	readonly what: 'snapshot' | 'volume' | 'instrument';
	/** HTTP status; 0 where no answer came at all. */
	readonly status: number;
	/** Seconds that the venue asked us to stay away, null where it did not. */
	readonly retryAfter: number | null;
	/** Why there is no body to use, in words; null where all is well. */
	readonly error: string | null;
	/** How many levels a side were asked for (snapshots). */
	readonly limit?: number;
	/** The venue's JSON, embedded as it came; of an instrument, its facts. */
	readonly body?: unknown;
};

export type ClosedPayload = {readonly code: number; readonly reason: string};

/** The reason of a connection that closed only because its recording is over, where others follow it. */
export const recordingEnded = 'the recording ended';

export type SettingPayload = {readonly buy?: number; readonly sell?: number; readonly levels?: number};

/** What the engine wants from the outside world. A live feed acts on it; a replay does not need to, the answers are in the recording. */
export type Effect =
	| {
			readonly kind: 'snapshot';
			readonly instrument: InstrumentId;
			readonly symbol: string;
			/** Comes back in the reply: each instrument counts its own, and matches replies by it. Below zero for a second opinion, for which no book waits. */
			readonly request: number;
			/** `calm`: as deep as the venue gives; `storm`: cheap, because many are wanted or one was just refused. */
			readonly urgency: 'calm' | 'storm';
			readonly reason: string;
	  }
	/** To be sent a book anew: a new subscription on its connection, or a new connection where the venue has no such thing. */
	| {
			readonly kind: 'resubscribe';
			readonly instrument: InstrumentId;
			readonly symbol: string;
			readonly connection: number;
			readonly reason: string;
	  }
	/** A market is silent: does it still trade? */
	| {readonly kind: 'describe'; readonly instrument: InstrumentId; readonly symbol: string}
	| {readonly kind: 'reconnect'; readonly connection: number; readonly reason: string}
	/** Another connection has taken over all that this one carried: close it for good. */
	| {readonly kind: 'retire'; readonly connection: number; readonly reason: string}
	/** As `reconnect`, but the old connection is used until the new one is in step. */
	| {readonly kind: 'replace'; readonly connection: number; readonly reason: string};

/** What a fold answers nearly always: one shared array, so that nothing is allocated. */
export const noEffects: readonly Effect[] = [];

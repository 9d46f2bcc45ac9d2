/* What keys ask of the past: from intents to the transport, and to words where they cannot be had. */

import {isoTime} from '../files/iso-time.ts';
import {instantOf, NotATimeError, parseTime} from '../files/recording-time.ts';
import type {History} from '../history/history.ts';
import type {InstrumentId} from '../market/instrument.ts';
import type {Intent} from './session.ts';

export type WalkIntent = Extract<Intent, {readonly kind: 'scrub' | 'step' | 'signal' | 'go-to' | 'ends' | 'mark'}>;

/** @param instrument that is selected: whose signals are meant. @returns what a person should be told; empty where the screen says it. */
export function walk({chronicle, transport, isLive}: History, intent: WalkIntent, instrument: InstrumentId | undefined): string {
	const {past, landmarks} = chronicle;
	if (past.end === 0) return '';
	switch (intent.kind) {
		case 'scrub':
			transport.scrub(intent.seconds * 1_000_000);
			return '';
		case 'step':
			transport.step(intent.frames);
			return '';
		case 'signal': {
			const found = landmarks.signal(instrument, transport.wanted.position, intent.step);
			if (found === undefined || found.position < past.first) return `no signal ${intent.step === 1 ? 'after' : 'before'} this moment`;
			transport.jump(found);
			return '';
		}
		case 'go-to':
			return goTo(intent.time, {chronicle, transport, isLive});
		case 'ends':
			if (intent.which === 'first') transport.goTo(past.firstAt);
			else transport.follow();
			return '';
		case 'mark': {
			const {position, at} = transport.wanted;
			return landmarks.toggleMark(position, at) ? `mark at ${isoTime(at)}` : `mark at ${isoTime(at)} taken away`;
		}
	}
}

function goTo(text: string, {chronicle: {past}, transport, isLive}: Pick<History, 'chronicle' | 'transport' | 'isLive'>): string {
	try {
		const {firstAt, lastAt} = past;
		const time = parseTime(text);
		const at = instantOf(time, firstAt);
		// `23:54:13` is any instant of that second.
		const latest = time.kind === 'instant' ? at : at + time.precision;
		if (latest < firstAt) return `${isoTime(at)} is before the first moment that there is, ${isoTime(firstAt)}`;
		if (at > lastAt && isLive) return `${text} is none of the moments that are kept, ${isoTime(firstAt)} to now`;
		if (at > lastAt && transport.isComplete) return `${isoTime(at)} is beyond the last moment that there is, ${isoTime(lastAt)}`;
		transport.goTo(at);
		return '';
	} catch (error) {
		if (error instanceof NotATimeError) return error.message;
		throw error;
	}
}

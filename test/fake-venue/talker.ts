/* A bare client of a fake venue: says what a test says, and keeps what comes. */

import {onTestFinished} from 'vitest';
import {type ClientOptions, WebSocket} from 'ws';
import type {Fields} from '../../source/venues/plain-numbers.ts';
import type {FakeVenue} from './fake-venue.ts';

export type Talker = {
	/** Says something, and takes all that has come since the last time, the answers to this included. */
	ask(...messages: readonly (string | object)[]): Promise<string[]>;
	/** How it ended, once it has. */
	readonly ended: Promise<{readonly code: number; readonly reason: string}>;
};

/** @param path `/v5/public/spot` */
export async function talk(fake: FakeVenue, path: string, options: ClientOptions = {}): Promise<Talker> {
	const socket = new WebSocket(`${fake.endpoints.stream}${path}`, {perMessageDeflate: false, ...options});
	onTestFinished(() => socket.terminate());
	const heard: string[] = [];
	socket.on('message', (data) => heard.push(String(data)));
	const ended = new Promise<{code: number; reason: string}>((resolve) => {
		socket.on('close', (code, reason) => resolve({code, reason: String(reason)}));
	});
	await new Promise((resolve, reject) => {
		socket.on('open', resolve);
		socket.on('error', reject);
	});
	return {
		ended,
		async ask(...messages) {
			for (const message of messages) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
			// Once for the venue to have heard it, once more for the answers to have come.
			await fake.untilRead();
			await fake.untilRead();
			return heard.splice(0);
		},
	};
}

/** Messages read. */
export function parsed(texts: readonly string[]): Fields[] {
	return texts.map((text) => JSON.parse(text));
}

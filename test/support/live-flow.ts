/* A live feed in full flow, and what tests of its connections do with it. */

import type {Effect} from '../../source/market/frame.ts';
import type {KeptFrame} from './frame-collector.ts';
import {type Stage, stage} from './live-stage.ts';

/** What any socket takes. */
export const message = '{"stream":"btcusdt@trade","data":{}}';

/** What a frame of the feed's own says. */
export function read(frame: KeptFrame): unknown {
	return JSON.parse(frame.payload.toString());
}

/** A feed whose first socket is open and has brought one message. */
export async function flowing(...options: Parameters<typeof stage>): Promise<Stage> {
	const staged = await stage(...options);
	void staged.run();
	await staged.frames.nth('opened', 1);
	staged.server.say(message);
	await staged.frames.nth('message', 1);
	return staged;
}

/** Lets so many quarters of a minute pass, with a ping, its pong and a message in each, as on any sound connection. */
export async function quarters({server, clock, frames}: Stage, count: number): Promise<void> {
	for (let quarter = 0; quarter < count; quarter++) {
		const [pings, messages] = [server.pings, frames.of('message').length];
		clock.advance(15_000);
		await server.untilPinged(pings + server.open);
		// What is sent after the pong arrives after it.
		server.say(message);
		await frames.nth('message', messages + server.open);
	}
}

/** Answers the next message with an effect. */
export async function order({server, frames}: Stage, effect: Effect): Promise<void> {
	const count = frames.of('message').length + 1;
	frames.answer = (frame) => (frame.kind === 'message' && frames.of('message').length === count ? [effect] : []);
	server.say(message);
	await frames.nth('message', count);
}

/* The demo that the command line asks for. */

import type {Clock} from '../feeds/clock.ts';
import {createDemoFeed, type DemoOptions} from '../feeds/demo.ts';
import type {Playback} from '../feeds/feed.ts';
import {findListing, listings} from '../feeds/synthetic/listing.ts';
import type {Origin} from '../files/recorder.ts';
import type {Arguments} from './arguments.ts';

export const defaultSeed = 1;

/** @throws NotInDemoError for a symbol that the demo does not have. */
export function prepareDemo(
	given: Arguments,
	clock: Clock,
	options: Pick<DemoOptions, 'startAt' | 'speed' | 'minutes' | 'scenario'>,
): {readonly feed: Playback; readonly origin: Origin} {
	const symbols = (given.words.length === 0 ? listings : given.words.map(findListing)).map(({facts}) => facts.symbol);
	const feed = createDemoFeed({seed: given.number('seed') ?? defaultSeed, symbols, clock, ...options});
	return {feed, origin: {venue: 'binance', symbols, mode: 'demo'}};
}

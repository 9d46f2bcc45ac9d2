/* For whoever replays what must bring some of it only, as `{...refuseAll, depth: …}`: whatever else comes is a mistake. */

import {expect} from 'vitest';
import type {MarketSink} from '../../source/venues/venue.ts';

export const refuseAll: MarketSink = {
	depth: () => expect.fail('no depth'),
	trade: () => expect.fail('no trade'),
	touch: () => expect.fail('no touch'),
	fault: ({detail}) => expect.fail(detail),
	missed: (expected, got) => expect.fail(`${got} in place of ${expected}`),
	refused: (_, reason) => expect.fail(reason),
	status: (_, status) => expect.fail(status),
	shutdown: () => expect.fail('no shutdown'),
	other: (name) => expect.fail(name),
};

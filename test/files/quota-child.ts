/*
Records what it is told to, for `disk-quota.test.ts`, under a limit on the size of files that its shell has set: `node quota-child.ts FILE demo|tail`. Says at
the end, as JSON, what came of it.
*/

import process from 'node:process';
import {setImmediate} from 'node:timers/promises';
import {Engine} from '../../source/engine/engine.ts';
import {systemClock} from '../../source/feeds/clock.ts';
import {createDemoFeed} from '../../source/feeds/demo.ts';
import {SegmentedRecorder} from '../../source/files/segmented-recorder.ts';
import type {Frame} from '../../source/market/frame.ts';
import {engineOptions} from '../support/folding.ts';

const [file = '', what = ''] = process.argv.slice(2);
const startAt = 1_700_000_000_000_000;
const second = 1_000_000;

/** A minute of the demo. */
async function demo(): Promise<Frame[]> {
	const frames: Frame[] = [];
	const engine = new Engine(engineOptions());
	const feed = createDemoFeed({seed: 3, minutes: 1, symbols: ['BTCUSDT'], clock: systemClock, startAt, speed: Number.POSITIVE_INFINITY});
	await feed.run((frame) => {
		frames.push({...frame, payload: Buffer.from(frame.payload)});
		return engine.fold(frame);
	}, new AbortController().signal);
	return frames;
}

/** What fills a file of 100 KiB nearly, what is still to be written when the minute is over, and what comes after it. */
function tail(): Frame[] {
	const frame = (at: number, size: number): Frame => ({
		...{at: startAt - (startAt % (60 * second)) + at * second, connection: 1, kind: 'message'},
		payload: Buffer.from(`"${'x'.repeat(size)}"`),
	});
	return [frame(59.8, 95_000), frame(59.9, 10_000), frame(60, 10), frame(61, 10)];
}

const frames = what === 'demo' ? await demo() : tail();
const engine = new Engine(engineOptions());
const news: string[] = [];
const recorder = new SegmentedRecorder(file, {venue: 'binance', symbols: ['demo'], mode: 'demo'}, engine, startAt, {
	rotation: what === 'demo' ? undefined : {kind: 'time', every: 60 * second},
	onNews: (text) => news.push(text),
});
let flushedAt = frames[0]?.at ?? 0;
for (const frame of frames) {
	for (; frame.at - flushedAt >= second; flushedAt += second) {
		recorder.flush();
		// The compressor has its turn.
		for (let turns = 0; turns < 200; turns++) await setImmediate();
	}
	recorder.frame(frame);
	engine.fold(frame);
	recorder.mark();
}
await recorder.close('done');
const {files, frames: kept, missed, fault} = recorder;
console.log(JSON.stringify({files, kept, missed, fault, news, folded: frames.map(({at}) => at), stateHash: engine.stateHash}));

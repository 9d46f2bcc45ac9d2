/*
How long it takes to come to any moment of a recording: `npm run bench:seek -- FILE`. The recording is read into the past as a replay on a screen does it, and
then 300 moments of it are gone to at random, and 300 steps back are taken, each measured from the key to the state at the cursor.
*/

import process from 'node:process';
import {Engine} from '../source/engine/engine.ts';
import {defaultSettings, settingsFrom} from '../source/engine/settings.ts';
import {systemClock} from '../source/feeds/clock.ts';
import {createReplayFeed} from '../source/feeds/replay.ts';
import {Random} from '../source/feeds/synthetic/random.ts';
import {openRecording} from '../source/files/recording.ts';
import {History} from '../source/history/history.ts';
import {spoolKeep} from '../source/history/keep.ts';
import {Landmarks} from '../source/history/landmarks.ts';
import {findRules, venues} from '../source/venues/index.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
	console.error('Which recording? npm run bench:seek -- FILE');
	process.exit(1);
}
const recording = await openRecording(file);
await recording.close();
const options = {
	settings: settingsFrom(recording.header?.settings, defaultSettings),
	venue: findRules(recording.venue) ?? venues[0]!,
	findVenue: findRules,
};
const landmarks = new Landmarks();
const engine = new Engine({...options, observer: landmarks.observer});
const history = new History({
	...{engine, landmarks, keep: spoolKeep(), room: Number.POSITIVE_INFINITY, clock: systemClock, isLive: false, isPaused: true},
	restore: (checkpoint) => Engine.restore(checkpoint, options),
});
const {transport, chronicle} = history;
const {past} = chronicle;
const abort = new AbortController();
const run = transport.run(abort.signal);
const began = performance.now();
const feed = createReplayFeed({files: [file], clock: systemClock, speed: Number.POSITIVE_INFINITY});
await feed.run((frame) => chronicle.fold(frame, (each) => engine.fold(each)), abort.signal);
transport.complete();
const indexed = performance.now() - began;
const span = (past.lastAt - past.firstAt) / 1e6;

const random = new Random(1, 'moments');
const seeks: number[] = [];
for (let count = 0; count < 300; count++) seeks.push(await timed(() => transport.goTo(past.firstAt + random.below(Math.ceil(span)) * 1e6)));
const steps: number[] = [];
for (let count = 0; count < 300; count++) steps.push(await timed(() => transport.step(-1)));
abort.abort();
await run;
history.close();

const whole = (value: number) => value.toLocaleString('en-US', {maximumFractionDigits: 0});
const tenths = (value: number) => value.toFixed(1);
console.log(`${file}: ${whole(past.end)} frames over ${whole(span)} s, Node ${process.versions.node}`);
console.log(
	`indexed in ${tenths(indexed / 1000)} s: ${whole((past.end / indexed) * 1000)} frames a second, ${whole((span / indexed) * 1000)} times real time`,
);
console.log(
	`${past.footholds} checkpoints, ${tenths(past.size / 1e6)} MB in the temporary file, RSS ${whole(process.memoryUsage.rss() / 1e6)} MB`,
);
console.log(`to any moment: ${spread(seeks)}`);
console.log(`a step back:   ${spread(steps)}`);

async function timed(go: () => void): Promise<number> {
	const started = performance.now();
	go();
	while (transport.isSeeking) await new Promise<void>((resolve) => setImmediate(resolve));
	return performance.now() - started;
}

function spread(millis: readonly number[]): string {
	const sorted = millis.toSorted((one, other) => one - other);
	const at = (share: number) => tenths(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
	return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms (n ${sorted.length})`;
}

/* Walking through time in a real terminal: back from a live feed while it goes on, frame by frame, and through a recording. */

import path from 'node:path';
import {beforeAll, expect, onTestFinished, test} from 'vitest';
import {binanceSpotDialect} from '../fake-venue/dialects/binance-spot.ts';
import {type FakeVenue, startFakeVenue} from '../fake-venue/fake-venue.ts';
import {seededFlow} from '../fake-venue/order-flow.ts';
import {PseudoTerminal, program, requireBuild} from '../support/pseudo-terminal.ts';
import {found} from '../support/verifying.ts';

beforeAll(requireBuild);

const left = '\u001b[D';
const right = '\u001b[C';
const end = '\u001b[F';
const home = '\u001b[H';

/** A venue whose market moves for as long as the test lasts. */
async function venueAtWork(): Promise<FakeVenue> {
	const flow = (_: unknown, index: number) => seededFlow({seed: index + 1, steps: 4000});
	const venue = await startFakeVenue({dialect: binanceSpotDialect, now: () => Date.now(), flow});
	const market = setInterval(() => venue.step(), 50);
	onTestFinished(() => clearInterval(market));
	return venue;
}

function open(words: readonly string[], size = {columns: 140, rows: 40}): PseudoTerminal {
	const terminal = new PseudoTerminal({words: [program, ...words], size});
	onTestFinished(() => terminal.close());
	return terminal;
}

/** Time of the last frame that is shown, s of its day. */
function timeOf(screen: string): number {
	const [, hours, minutes, seconds] = /SIGNALS.* (\d\d):(\d\d):(\d\d\.\d{3})Z/.exec(screen) ?? [];
	return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const sequenceOf = (screen: string) => Number(/ seq ([\d,]+)/.exec(screen)?.[1]?.replaceAll(',', ''));
const backOf = (screen: string) => {
	const [, minutes, seconds] = /LIVE [−-](\d\d):(\d\d)/.exec(screen) ?? [];
	return Number(minutes) * 60 + Number(seconds);
};

test('a live feed is walked back, stepped through, sought in and come back to, while it goes on and is recorded', async () => {
	const {endpoints} = await venueAtWork();
	const terminal = open(['BTCUSDT', '--base-url', endpoints.rest, '--ws-url', endpoints.stream, '--record', 'walked.jsonl']);
	await terminal.until(/● LIVE/);
	const first = timeOf(await terminal.until((screen) => timeOf(screen) > 0));
	await terminal.until((screen) => timeOf(screen) >= first + 8);

	// Back by five seconds: what is shown stands there, and falls behind as the feed goes on.
	terminal.press(left);
	const back = await terminal.until((screen) => backOf(screen) >= 5);
	const there = timeOf(back);
	expect(there).toBeGreaterThanOrEqual(first - 1);
	const later = await terminal.until((screen) => backOf(screen) >= 7);
	expect(timeOf(later)).toBe(there);
	expect(sequenceOf(later)).toBe(sequenceOf(back));

	// Frame by frame, and the way back is the same way.
	const sequence = sequenceOf(later);
	terminal.press(',,,,');
	const before = sequenceOf(await terminal.until((screen) => sequenceOf(screen) < sequence));
	terminal.press('....');
	await terminal.until((screen) => sequenceOf(screen) === sequence);
	expect(before).toBeLessThan(sequence);

	// To a time, as it is written.
	const clock = new Date((Math.floor(there) - 1) * 1000).toISOString().slice(11, 19);
	terminal.press('g');
	await terminal.until('go to time');
	terminal.press(`${clock}\r`);
	await terminal.until((screen) => timeOf(screen) <= Math.floor(there) - 1 + 0.001 && timeOf(screen) > there - 3);

	// It plays from there, and End is the present.
	terminal.press(' ');
	await terminal.until((screen) => timeOf(screen) > there && /hash .*= live ✔/.test(screen));
	terminal.press(home);
	await terminal.until((screen) => timeOf(screen) <= first);
	terminal.press(end);
	await terminal.until((screen) => /● LIVE/.test(screen) && timeOf(screen) > there + 7);

	terminal.press('q');
	expect((await terminal.ended()).code).toBe(0);
	// Nothing of that is in the recording: it is one run without a hole.
	const {hash, books} = await found(path.join(terminal.folder, 'walked.jsonl'));
	expect(hash).toMatch(/^same as recorded/);
	expect(books['binance:BTCUSDT']).toMatchObject({gaps: 0, state: 'LIVE'});
}, 60_000);

const sweeps = path.join(import.meta.dirname, '../../recordings/sweeps.jsonl.zst');

test('a recording is walked through by frames, seconds, signals and marks, and says at each place that it is the live run', async () => {
	const terminal = open(['--replay', sweeps, '--paused', '--at', '14:31:30']);
	const begun = await terminal.until((screen) => timeOf(screen) > 14 * 3600 && /PAUSED/.test(screen) && /live ✔/.test(screen));
	const start = timeOf(begun);
	expect(start).toBeLessThanOrEqual(14 * 3600 + 31 * 60 + 30);
	expect(start).toBeGreaterThan(14 * 3600 + 31 * 60 + 28);
	terminal.press(`${right}${right}`);
	await terminal.until((screen) => timeOf(screen) > start + 8 && timeOf(screen) <= start + 11 && /live ✔/.test(screen));
	terminal.press('\u001b[1;2D');
	await terminal.until((screen) => timeOf(screen) < start - 40);
	terminal.press('n');
	const signal = await terminal.until((screen) => /▲ BUY|▼ SELL/.test(screen) && /live ✔/.test(screen));
	terminal.press('m');
	await terminal.until('mark at ');
	terminal.press(',');
	await terminal.until((screen) => timeOf(screen) <= timeOf(signal));
	terminal.press(end);
	await terminal.until('REPLAY ENDED');
	terminal.press(left);
	await terminal.until((screen) => !screen.includes('ENDED') && /live ✔/.test(screen));
	terminal.press('q');
	expect((await terminal.ended()).code).toBe(0);
}, 60_000);

test('a snapshot says how to see its moment again, and the command shows it', async () => {
	const terminal = open(['--replay', sweeps, '--paused', '--at', '14:31:10.5']);
	const shown = await terminal.until((screen) => timeOf(screen) > 14 * 3600 && /live ✔/.test(screen));
	terminal.press('s');
	const said = await terminal.until('this view again: obi-tui --replay');
	const at = /--at (\S+Z)/.exec(said)?.[1] ?? '';
	const again = open(['--replay', sweeps, '--paused', '--at', at]);
	const reshown = await again.until((screen) => timeOf(screen) === timeOf(shown) && /live ✔/.test(screen));
	const ladder = (screen: string) =>
		screen
			.split('\n')
			.slice(2, 20)
			.map((line) => line.slice(0, 44));
	expect(ladder(reshown)).toEqual(ladder(shown));
}, 60_000);

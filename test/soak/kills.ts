/*
The built program is killed while it records, again and again, and what is left on disk is held against what it had folded by then. The demo is made
once more from its seed: it tells which frame came with which line of the output, and which of them are missing in the file.
*/

import {statSync} from 'node:fs';
import path from 'node:path';
import {SampleLines} from '../../source/commands/sample-lines.ts';
import {Engine} from '../../source/engine/engine.ts';
import type {EngineSettings} from '../../source/engine/settings.ts';
import {systemClock} from '../../source/feeds/clock.ts';
import {createDemoFeed} from '../../source/feeds/demo.ts';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {engineOptions} from '../support/folding.ts';
import {framesOf, type KeptFrame} from '../support/hash-links.ts';
import {type Killed, type Killing, killAfter} from '../support/killing.ts';
import {ran} from '../support/verifying.ts';

const forms = ['jsonl', 'jsonl.gz', 'jsonl.zst'] as const;
/** Real seconds after the first sample within which the kill comes. */
const [soonest, latest] = [0.3, 2.5];
/** Faster than life: the demo catches up on what it missed while the machine was busy, and what it does at once should be no second of it. */
const speeds = [2, 5, 10];

export type Finding = Killed & {
	readonly form: string;
	readonly bytes: number;
	readonly frames: number;
	/** How it ended, in the words of `verify`, the first word alone. */
	readonly ending: string;
	/** More frames are not missing, and not more seconds of the recording. */
	readonly framesLost: number;
	readonly secondsLost: number;
	/** What should not be so; empty where the recording survived. */
	readonly complaints: readonly string[];
};

/** Kills from a seed on, in the forms by turns. @param atOnce so many programs run side by side. */
export async function killMany(
	kills: number,
	seed: number,
	folder: string,
	{atOnce = 2, onFinding = () => {}}: {readonly atOnce?: number; readonly onFinding?: (finding: Finding) => void} = {},
): Promise<Finding[]> {
	const findings: Finding[] = [];
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < kills) {
			const index = next++;
			const finding = await judged(await killAfter(killingOf(seed + index, path.join(folder, `${seed + index}`))));
			findings[index] = finding;
			onFinding(finding);
		}
	};
	await Promise.all(Array.from({length: atOnce}, work));
	return findings;
}

/** When and in which form, as a seed has it. */
function killingOf(seed: number, stem: string): Killing {
	const random = new Random(seed, 'kills');
	const speed = speeds[random.below(speeds.length)] ?? 1;
	const seconds = soonest + (latest - soonest) * random.uniform();
	// Beside the samples there are the head and, here and there, a signal.
	return {file: `${stem}.${forms[seed % forms.length]}`, seed, speed, lines: Math.round(seconds * speed * 10)};
}

export async function judged(killed: Killed): Promise<Finding> {
	const {file, seed, speed, printed} = killed;
	const form = path.basename(file).replace(/^[^.]*\./, '');
	const complaints: string[] = [];
	const demand = (isSo: boolean, otherwise: string) => {
		if (!isSo) complaints.push(`seed ${seed}, ${form}, at ${speed}×, after ${printed.length} lines: ${otherwise}`);
	};
	const {code, text} = await ran(file, '--json');
	if (!text.startsWith('{')) {
		demand(false, text);
		return {...killed, form, bytes: statSync(file).size, frames: 0, ending: 'unread', framesLost: 0, secondsLost: 0, complaints};
	}
	const {ending, hash}: {ending: string; hash: string} = JSON.parse(text);
	demand(code === 0, `verify ends with ${code}`);
	demand(
		/^(cut: no footer after line \d+; the program that wrote it was killed|truncated in line \d+, at byte \d+)$/.test(ending),
		`ends as "${ending}"`,
	);
	demand(/^same as recorded, [1-9]\d* samples?$/.test(hash), `hashes: ${hash}`);

	const kept = await framesOf(file);
	const demo = await demoAgain(killed, kept[0]?.at ?? 0);
	demand(
		printed.every((line, index) => line === demo.lines[index]),
		'its lines are not those of the demo',
	);
	demand(
		kept.every((frame, index) => areSame(frame, demo.frames[index])),
		'its frames are not the first of the demo',
	);
	// The line that did not come any more may have been all that was missing of its fold.
	const folded = demo.foldedAt.at(-1) ?? 0;
	const last = demo.frames[folded - 1]?.at ?? 0;
	const secondsLost = Math.max(0, last - (kept.at(-1)?.at ?? 0)) / 1e6;
	demand(secondsLost <= mostSecondsLost(form, speed), `${secondsLost.toFixed(3)} s of the recording are lost`);
	return {
		...{...killed, form, bytes: statSync(file).size, frames: kept.length, ending: ending.split(/\W/, 1)[0] ?? ''},
		...{framesLost: Math.max(0, folded - kept.length), secondsLost, complaints},
	};
}

/** A second, in a compressed file of real time: its frames are on disk when another thread has done with them, whatever time it is in the demo by then. */
function mostSecondsLost(form: string, speed: number): number {
	return form === 'jsonl' ? 1 : speed;
}

type Demo = {
	readonly frames: readonly KeptFrame[];
	readonly lines: readonly string[];
	/** How many frames had been folded, that one included, when each line was written. */
	readonly foldedAt: readonly number[];
};

/** The same demo up to one line more than was printed: what the program may have folded beyond that would have been printed. */
async function demoAgain({seed, printed}: Killed, startAt: number): Promise<Demo> {
	const frames: KeptFrame[] = [];
	const lines: string[] = [];
	const foldedAt: number[] = [];
	const abort = new AbortController();
	const observer = new SampleLines(false, (line) => {
		lines.push(line);
		foldedAt.push(frames.length);
	});
	const settings: Partial<EngineSettings> = {interval: 100_000};
	const engine = new Engine({...engineOptions(settings), observer});
	const feed = createDemoFeed({seed, symbols: ['BTCUSDT'], clock: systemClock, startAt, speed: Number.POSITIVE_INFINITY});
	await feed.run((frame) => {
		if (lines.length > printed.length) abort.abort();
		frames.push({...frame, payload: Buffer.from(frame.payload)});
		return engine.fold(frame);
	}, abort.signal);
	return {frames, lines: lines.slice(0, printed.length + 1), foldedAt: foldedAt.slice(0, printed.length + 1)};
}

function areSame(frame: KeptFrame, other: KeptFrame | undefined): boolean {
	return (
		other !== undefined &&
		frame.at === other.at &&
		frame.connection === other.connection &&
		frame.kind === other.kind &&
		frame.payload.equals(other.payload)
	);
}

/* `obi-tui moments FILE`: the instants of a recording that are worth seeing, and how to see them. */

import type {Engine} from '../engine/engine.ts';
import {isoTime} from '../files/iso-time.ts';
import type {Moment} from '../runner/moment.ts';
import {Moments} from '../runner/moments.ts';
import {clock} from '../screen/draw/time.ts';
import type {Arguments} from './arguments.ts';
import {chooseBook, isMeant} from './choose-book.ts';
import {counted} from './counted.ts';
import {engineSettings} from './engine-settings.ts';
import type {Environment} from './environment.ts';
import {UsageError} from './failure.ts';
import {cutRecordings, type Folded, foldRecordings, formatOf, isSound} from './fold-recording.ts';
import {dayOf, millisUp, momentJson, momentLines} from './moment-words.ts';
import {type CommandName, commandTable} from './option-table.ts';
import {ProgressLine} from './progress-line.ts';
import {shellWord} from './reproduce.ts';

const mostUnlessGiven = 5;
const name: CommandName = 'moments';

/** Returns the exit code. */
export async function moments(given: Arguments, {clock: time, complain, write}: Environment): Promise<number> {
	const files = given.words;
	if (files.length === 0) throw new UsageError('moments needs a recording: obi-tui moments FILE');
	const symbol = given.text('symbol');
	const collector = new Moments(given.number('most') ?? mostUnlessGiven, (desk) => isMeant(desk, symbol));
	const progress = new ProgressLine(time);
	let engine: Engine | undefined;
	let folded: Folded;
	try {
		folded = await foldRecordings(files, formatOf(given), (stored) => engineSettings(given, stored), collector, {
			begin(begun) {
				engine = begun;
				collector.begin(begun.desks);
			},
			onBatch: ({from}, size) => progress.tell(size === 0 ? Number.NaN : from / size, ''),
			isOver() {
				if (engine !== undefined) collector.folded(engine.at);
				return false;
			},
		});
	} finally {
		progress.clear();
	}
	const {desks} = folded.engine;
	if (symbol !== undefined || desks.length === 0) chooseBook(desks, symbol);
	const found = collector.finish();
	if (given.has('json')) write(JSON.stringify(found.map(momentJson), null, '\t'));
	else for (const line of inWords(found, given, desks.length > 1)) write(line);
	for (const doubt of doubtsOf(folded)) complain(`obi-tui: ${doubt}`);
	return isSound(folded) ? 0 : 1;
}

function inWords(found: readonly Moment[], given: Arguments, areSeveral: boolean): string[] {
	const [first, last] = [found[0], found.at(-1)];
	if (first === undefined || last === undefined) return [`${given.words.join(', ')}: no moment stands out.`];
	const at = millisUp(first.at);
	// A time of day is the first such time: on another day it has to be named with its date.
	const isOneDay = dayOf(at) === dayOf(millisUp(last.at));
	return [
		...momentLines(found, areSeveral),
		'',
		`${counted(found.length, 'moment')}. To see one, say its time${isOneDay ? '' : ' with its day'}: ${replayCommand(given, isOneDay ? clock(at) : isoTime(at))}`,
	];
}

/** The replay that shows a moment, with the settings that it was found with. */
function replayCommand(given: Arguments, at: string): string {
	const own = ['symbol', 'most', 'json'];
	const options = commandTable[name].options.flatMap((option) => {
		const text = given.text(option.name);
		return text === undefined || own.includes(option.name) ? [] : [`--${option.name}`, shellWord(text)];
	});
	return ['obi-tui', '--replay', ...given.words.map(shellWord), '--at', at, ...options].join(' ');
}

/** What a person should know of moments that are listed all the same. */
function doubtsOf({damage, hashCheck, recordings}: Folded): string[] {
	const doubts = cutRecordings(recordings);
	if (damage !== undefined) doubts.push(`${damage.message}; the moments before it are listed.`);
	const status = hashCheck?.status;
	if (status?.kind === 'differs') {
		doubts.push(`the hashes differ from the recording's own from frame ${status.frame}, sample ${status.sample}: these are other moments.`);
	}
	return doubts;
}

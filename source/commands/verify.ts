/* `obi-tui verify FILE`: what a recording proves. */

import {Audit, type BookFindings} from '../engine/audit.ts';
import {endingInWords} from '../files/ending.ts';
import type {Recording} from '../files/recording.ts';
import {holeBefore} from '../files/segments.ts';
import type {FrameKind} from '../market/frame.ts';
import type {HashStatus} from '../runner/session.ts';
import type {Arguments} from './arguments.ts';
import {counted} from './counted.ts';
import {engineSettings} from './engine-settings.ts';
import {UsageError} from './failure.ts';
import {type Folded, foldRecordings, formatOf, isSound} from './fold-recording.ts';

type Findings = {
	readonly file: string;
	readonly format: string;
	readonly ending: string;
	readonly frames: number;
	readonly kinds: Readonly<Record<FrameKind, number>>;
	readonly framesPerSecond: number;
	readonly seconds: number;
	readonly samples: number;
	/** Of the fold with the recording's own settings, even where flags make the findings those of another. */
	readonly bookHash: string;
	readonly stateHash: string;
	/** `same`, `differs`, `older fold`, or why nothing was compared. */
	readonly hash: string;
	readonly backwards: number;
	/** What a person should know of how a foreign recording was read. */
	readonly notes: readonly string[];
	readonly other: Readonly<Record<string, number>>;
	readonly faults: readonly string[];
	readonly books: Readonly<Record<string, BookFindings>>;
};

/** Returns the exit code. */
export async function verify(given: Arguments, write: (text: string) => void): Promise<number> {
	if (given.words.length === 0) throw new UsageError('verify needs a recording: obi-tui verify FILE');
	const audit = new Audit();
	const folded = await foldRecordings(given.words, formatOf(given), (stored) => engineSettings(given, stored), audit, {
		begin: (engine) => audit.begin(engine.desks),
		isProof: true,
	});
	const findings = findingsOf(given.words, folded, audit);
	write(given.has('json') ? JSON.stringify(findings, null, '\t') : inWords(findings));
	return isSound(folded) ? 0 : 1;
}

function findingsOf(files: readonly string[], folded: Folded, audit: Audit): Findings {
	const {engine, recorded, before, recordings, hashCheck, millis} = folded;
	const frames = recordings.reduce((sum, recording) => sum + recording.frames, 0);
	return {
		file: files.join(', '),
		format: recordings.map(({format}) => format).join(', '),
		ending: folded.damage === undefined ? recordings.map(({ending}) => endingInWords(ending)).join(', ') : folded.damage.message,
		frames,
		kinds: kindsOf(recordings),
		framesPerSecond: Math.round((frames / millis) * 1000),
		seconds: Math.round(millis) / 1000,
		samples: engine.samples - before.samples,
		bookHash: recorded.bookHash,
		stateHash: recorded.stateHash,
		hash: `${hashInWords(hashCheck?.status, before.samples, recordings.length > 1)}${recorded === engine ? '' : '; findings with other settings'}`,
		backwards: recordings.reduce((sum, {backwards}) => sum + backwards, 0),
		notes: recordings.flatMap((recording) => [...recording.notes, ...wordsOfHole(recording)]),
		other: othersSince(engine.others, before.others),
		faults: engine.faults,
		books: Object.fromEntries(engine.desks.map((desk) => [desk.instrument.id, audit.findings(desk)])),
	};
}

function wordsOfHole(recording: Recording): readonly string[] {
	const hole = holeBefore(recording);
	return hole === undefined ? [] : [`${recording.file} begins after a hole: ${hole}`];
}

/** Of all recordings together; what a merge adds is in none of them. */
function kindsOf(recordings: Folded['recordings']): Record<FrameKind, number> {
	const sumOf = (kind: FrameKind) => recordings.reduce((sum, {kinds}) => sum + kinds[kind], 0);
	return {
		opened: sumOf('opened'),
		message: sumOf('message'),
		reply: sumOf('reply'),
		closed: sumOf('closed'),
		setting: sumOf('setting'),
		tick: sumOf('tick'),
	};
}

function othersSince(others: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): Record<string, number> {
	const counts = [...others].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
	return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** @param samplesBefore how many had been taken when the recording began. */
function hashInWords(status: HashStatus | undefined, samplesBefore: number, isMerged: boolean): string {
	switch (status?.kind) {
		case undefined:
			return `not compared: ${isMerged ? 'several recordings were merged' : 'the recording holds none'}`;
		case 'none':
			return 'not compared: the recording holds none';
		case 'same':
			return `same as recorded, ${counted(status.samples - samplesBefore, 'sample')}`;
		case 'older-fold':
			return `book same as recorded, ${counted(status.samples - samplesBefore, 'sample')} (older fold)`;
		case 'differs':
			return `differs from frame ${status.frame}, sample ${status.sample}`;
		case 'settings-changed':
			return 'not compared: settings changed';
	}
}

function inWords(findings: Findings): string {
	const lines = [
		row('file', findings.file),
		row('format', `${findings.format}; ${findings.ending}`),
		row('frames', `${findings.frames} in ${findings.seconds} s, ${findings.framesPerSecond} a second`),
		row(
			'kinds',
			Object.entries(findings.kinds)
				.map(([kind, count]) => `${count} ${kind}`)
				.join(', '),
		),
		row('samples', String(findings.samples)),
		row('book hash', findings.bookHash),
		row('state hash', findings.stateHash),
		row('compared', findings.hash),
		...(findings.backwards === 0 ? [] : [row('clock', `${findings.backwards} frames were stamped before the one ahead of them`)]),
		...findings.notes.map((note) => row('note', note)),
		...Object.entries(findings.other).map(([name, count]) => row('besides', `${count} × ${name}`)),
		...findings.faults.slice(0, 5).map((fault) => row('fault', fault)),
	];
	return [...lines, ...Object.entries(findings.books).flatMap(([id, book]) => ['', ...bookInWords(id, book)])].join('\n');
}

function bookInWords(id: string, book: BookFindings): string[] {
	const decimals = (value: number | null) => (value === null ? '–' : value.toFixed(6));
	const {rho10, vpin, touch} = book;
	return [
		`${id}  ${book.state}`,
		...(book.snapshots === 0 ? [] : [row('snapshots', `${book.snapshots} by the stream`)]),
		row(
			'diffs',
			`${book.applied} applied of ${book.deltas}, ${book.droppedBeforeJoin} older than the snapshot, ${book.duplicates} repeated, ${book.outOfOrder} out of order`,
		),
		row('proof', proofInWords(book)),
		row('faults', `${book.gaps} gaps, ${book.resyncs} resyncs, ${book.crossed} crossed, ${book.malformed} unreadable`),
		...book.gapList
			.slice(0, 5)
			.map((gap) => row('gap', `${gap.kind}${gap.expected === null ? '' : `: expected ${gap.expected}, got ${gap.got}`}`)),
		...(book.lastUpdateId === null ? [] : [row('last update', String(book.lastUpdateId))]),
		row(
			'levels',
			`${book.bidLevels} bids, ${book.askLevels} asks${book.cutLevels === 0 ? '' : `; ${book.cutLevels} cut beyond the depth`}`,
		),
		row('touch', `${levelText(book.top5Bids[0])} / ${levelText(book.top5Asks[0])}`),
		...(touch.n === 0 ? [] : [row('venue touch', `price agrees ${touch.price} of ${touch.n} times, size ${touch.size} of ${touch.price}`)]),
		row('rho, L10', `mean ${decimals(rho10.mean)}, ${decimals(rho10.min)} to ${decimals(rho10.max)}, ${rho10.n} states`),
		row('OFI', `${book.ofiCumulative} over ${book.ofiEvents} diffs`),
		row('trades', `${book.trades}; takers bought ${book.takerBuy}, sold ${book.takerSell}`),
		...(book.takerSides.n === 0
			? []
			: [row('taker sides', `agree with the mid before ${book.takerSides.agreed} of ${book.takerSides.n} times`)]),
		row(
			'VPIN',
			`${decimals(vpin.last)} after ${vpin.closedBuckets} buckets of ${vpin.bucket === '' ? 'unknown size' : vpin.bucket} (n ${vpin.n})`,
		),
	];
}

function proofInWords({evidence, checksums, gaps, depth, opinions}: BookFindings): string {
	if (depth === 0) return 'no book';
	if (evidence === 'checksum') return `checksum ${checksums.ok} of ${checksums.n}`;
	return evidence === 'none' ? 'none: nothing is numbered (UNPROVEN)' : `sequence, ${counted(gaps, 'gap')}${opinionsInWords(opinions)}`;
}

function opinionsInWords({n, agreed}: BookFindings['opinions']): string {
	return n === 0 ? '' : `; second opinions ${n}, ${agreed === n ? 'all agreed' : `${n - agreed} differed`}`;
}

function levelText(level: readonly [string, string] | undefined): string {
	return level === undefined ? '–' : `${level[1]} @ ${level[0]}`;
}

function row(name: string, text: string): string {
	return `  ${name.padEnd(12)} ${text}`;
}

/* All that a book can say for itself, a label and words for each, in lines of a width. */

import type {IntegrityView} from '../../engine/view.ts';
import type {DelaysView, HashStatus} from '../../runner/session.ts';
import type {Segment} from '../draw/cells.ts';
import {plain} from '../draw/number.ts';
import {age, clock, wholeAge} from '../draw/time.ts';
import {wrap} from '../draw/wrap.ts';
import type {Look, Style} from '../theme.ts';
import {clockOffset} from './feed-delay.ts';
import {hashWords} from './hash-words.ts';
import {trustedReach} from './integrity.ts';
import {stateStyle, unstyled} from './paint.ts';
import {opinionSentences} from './second-opinion.ts';

export type Proof = {
	readonly integrity: IntegrityView;
	readonly delays: DelaysView;
	readonly hash: HashStatus;
	readonly stateHash: string;
	readonly samples: number;
	readonly stateAge: number;
	readonly opinionAge: number;
};

type Row = {readonly label: string; readonly words: readonly Segment[]};

const labelWidth = 14;

/** What belongs to one label together: each sentence begins a line of its own, and goes on below where it is long. */
export function proofLines(proof: Proof, width: number, look: Look): Segment[][][] {
	const room = Math.max(8, width - labelWidth - 2);
	return rowsOf(proof, look).map(({label, words}) => {
		const lines = words.flatMap((segment) => {
			const [text, style] = typeof segment === 'string' ? [segment, unstyled] : segment;
			return wrap(text, room).map((part): Segment => [part, style]);
		});
		return lines.map((part, index): Segment[] => [[` ${(index === 0 ? label : '').padEnd(labelWidth)}`, look.dim], part]);
	});
}

function rowsOf({integrity, delays, hash, stateHash, samples, stateAge, opinionAge}: Proof, look: Look): Row[] {
	const {state, badge, reason, since, gapKinds, outOfStep, touch, beyond, opinion, checksums} = integrity;
	const offset = clockOffset(delays.clock, look).at(-1);
	const rows: readonly (Row | undefined)[] = [
		{
			label: 'state',
			words: [
				[`${state}${Number.isNaN(stateAge) ? '' : ` for ${wholeAge(stateAge)}, since ${clock(since)}Z`}`, stateStyle(state, look)],
				...(reason === '' ? [] : [[reason, state === 'LIVE' ? look.dim : look.warn] as const]),
			],
		},
		{label: 'sequence', words: [badge === 'UNPROVEN' ? ['the venue numbers nothing', look.warn] : plain(integrity.sequence, 0)]},
		{label: 'applied', words: [`${plain(integrity.applied, 0)} diffs, the last ${age(integrity.age)} ago`]},
		{
			label: 'not in order',
			words: [
				listed([
					['twice', integrity.duplicates],
					['overlapping', integrity.overlaps],
					['late', integrity.outOfOrder],
				]),
			],
		},
		{
			label: 'gaps',
			words: [
				[
					`${plain(integrity.gaps, 0)}${gapKinds.length === 0 ? '' : `: ${gapKinds.map(([kind, count]) => `${kind} ${plain(count, 0)}`).join(', ')}`}`,
					warned(integrity.gaps, look),
				],
			],
		},
		{label: 'resyncs', words: [[`${plain(integrity.resyncs, 0)}${costs(outOfStep)}`, warned(integrity.resyncs, look)]]},
		{
			label: 'faults',
			words: [
				[
					listed([
						['crossed', integrity.crossed],
						['malformed', integrity.malformed],
						['reconnects', integrity.reconnects],
					]),
					warned(integrity.crossed + integrity.malformed + integrity.reconnects, look),
				],
			],
		},
		{label: 'second source', words: opinionSentences(integrity, opinionAge, look)},
		opinion.source === 'checksum'
			? undefined
			: {label: 'checksums', words: [counted(checksums.ok, checksums.n, 'the venue sends none', look)]},
		{label: 'touch', words: [counted(touch.agreed, touch.n, 'this feed sends none', look)]},
		{label: 'trusted', words: trusted(integrity, look)},
		{
			label: 'beyond it',
			words: [beyond.length === 0 ? ['nothing that is computed', look.dim] : [`${beyond.join(', ')}: not computed`, look.warn]],
		},
		{
			label: 'clock',
			words: [offset === undefined ? ['of the venue not compared with ours', look.dim] : `of the venue ${wordOf(offset)} ahead of ours`],
		},
		{label: 'state hash', words: [sentence([...hashWords(hash, digest(stateHash), look), `, ${plain(samples, 0)} samples`])]},
	];
	return rows.filter((row) => row !== undefined);
}

function listed(counts: readonly (readonly [name: string, count: number])[]): string {
	return counts.map(([name, count]) => `${plain(count, 0)} ${name}`).join(', ');
}

function warned(count: number, look: Look): Style {
	return count > 0 ? look.warn : unstyled;
}

function costs({last, worst, total}: IntegrityView['outOfStep']): string {
	return Number.isNaN(last) ? '' : `, out of step for ${age(last)} last, ${age(worst)} at worst, ${age(total)} in all`;
}

function counted(agreed: number, n: number, without: string, look: Look): Segment {
	if (n === 0) return [without, look.dim];
	return [`${plain(agreed, 0)} of ${plain(n, 0)} agreed`, agreed === n ? look.sound : look.alert];
}

function trusted({trustedShare, trustedBidLevels, trustedAskLevels, bidLevels, askLevels}: IntegrityView, look: Look): Segment[] {
	if (trustedShare === Number.POSITIVE_INFINITY) return [`all of it, ${plain(bidLevels, 0)} bids and ${plain(askLevels, 0)} asks`];
	const sides = `${plain(trustedBidLevels, 0)} of ${plain(bidLevels, 0)} bids, ${plain(trustedAskLevels, 0)} of ${plain(askLevels, 0)} asks`;
	return [`${trustedReach(trustedShare, look)} of mid: ${sides}`];
}

/** Enough of a hash to tell it from another. */
function digest(hash: string): string {
	return hash === '' ? '–' : hash.length > 24 ? `${hash.slice(0, 16)}…${hash.slice(-4)}` : hash;
}

function wordOf(segment: Segment): string {
	return typeof segment === 'string' ? segment : segment[0];
}

/** Joined in the style of what says most: the second where there are several. */
function sentence(words: readonly Segment[]): Segment {
	const styled = words.find((word) => typeof word !== 'string');
	const text = words.map(wordOf).join('');
	return styled === undefined || typeof styled === 'string' ? text : [text, styled[1]];
}

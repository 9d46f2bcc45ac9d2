/* What the book can prove about itself: its place in the sequence, what went wrong and what that cost, what a second source says, how deep it is complete. */

import type {IntegrityView} from '../../engine/view.ts';
import type {DelaysView, HashStatus} from '../../runner/session.ts';
import {type Segment, segmentsWidth} from '../draw/cells.ts';
import {frame} from '../draw/frame.ts';
import {none, plain} from '../draw/number.ts';
import {age, delays as delayPair, wholeAge} from '../draw/time.ts';
import type {Look} from '../theme.ts';
import {badgeSegment} from './badge.ts';
import {clockOffset, feedDelay} from './feed-delay.ts';
import {hashWords, shortDigest} from './hash-words.ts';
import {type Framed, type Paint, plusMinus, stateStyle, unstyled} from './paint.ts';
import {agreement, opinionForms} from './second-opinion.ts';

export type IntegritySlice = Framed & {
	readonly integrity: IntegrityView | undefined;
	readonly delays: DelaysView;
	readonly hash: HashStatus;
	/** Chained state hash at the last sample, hex. */
	readonly stateHash: string;
	/** Since when the book is in its state, and since when a second source spoke last, µs in whole seconds; NaN before. */
	readonly stateAge: number;
	readonly opinionAge: number;
};

export const paintIntegrity: Paint<IntegritySlice> = (slice, width, height, look) => {
	const {integrity, isFocused} = slice;
	const titles = ['BOOK INTEGRITY', 'INTEGRITY'];
	if (integrity === undefined) return frame({titles, body: () => [], isFocused}, width, height, look);
	const body = (inner: number, content: number) => rowsOf(slice, integrity, inner, content, look);
	return frame({titles, infos: [[badgeSegment(integrity.badge, look)]], body, isFocused}, width, height, look);
};

/** The age gives way first: a book that is too old says so in its first line. */
function rowsOf(slice: IntegritySlice, integrity: IntegrityView, width: number, height: number, look: Look): Segment[][] {
	const pick = (...forms: readonly Segment[][]): Segment[] => [
		' ',
		...(forms.find((form) => segmentsWidth(form) < width) ?? forms.at(-1) ?? []),
	];
	const rows = [
		position(slice, integrity, look),
		pick(...faults(integrity, look)),
		pick(...opinionForms(integrity, slice.opinionAge, look)),
		pick(...depth(integrity, look)),
		pick(...freshness(slice, integrity, look)),
		proof(slice, integrity, look),
		pick(...oddities(integrity, look)),
		pick(...history(integrity, look)),
	];
	const kept = height <= 5 ? [0, 1, 2, 3, 5] : rows.keys().toArray();
	return kept.slice(0, height).map((row) => rows[row] ?? []);
}

/** Of a longer id nobody reads the thousands, and its commas would cost the panel what follows. */
const longestGrouped = 14;

function position({stateAge}: IntegritySlice, {state, badge, sequence, duplicates, reason}: IntegrityView, look: Look): Segment[] {
	const name: Segment = [` ${state}`, stateStyle(state, look)];
	if (state !== 'LIVE') return [name, Number.isNaN(stateAge) ? '' : [` ${wholeAge(stateAge)}`, unstyled], [`  ${reason}`, look.dim]];
	if (badge === 'UNPROVEN') return [name, ['  UNPROVEN (no sequence)', look.warn]];
	const grouped = plain(sequence, 0);
	return [
		name,
		[' seq ', look.dim],
		grouped.length > longestGrouped ? String(sequence) : grouped,
		[' dup ', look.dim],
		plain(duplicates, 0),
	];
}

function counted(label: string, count: number, look: Look): Segment[] {
	return [
		[`${label} `, look.dim],
		[plain(count, 0), count > 0 ? look.warn : unstyled],
	];
}

/** `gaps 2  resync 2 (310ms)  crossed 0`: what was wrong, and what the last time cost. */
function faults({gaps, resyncs, crossed, malformed, outOfStep}: IntegrityView, look: Look): Segment[][] {
	const cost: Segment = resyncs > 0 && !Number.isNaN(outOfStep.last) ? [` (${age(outOfStep.last)})`, look.dim] : '';
	const last = (gap: string, label: string) =>
		malformed > 0 ? counted(`${gap}malformed`, malformed, look) : counted(gap + label, crossed, look);
	const form = (gap: string, label: string, price: Segment) => [
		...counted('gaps', gaps, look),
		...counted(`${gap}resync`, resyncs, look),
		price,
		...last(gap, label),
	];
	return [
		form('  ', 'crossed', cost),
		form(' ', 'crossed', cost),
		form(' ', 'cross', cost),
		form('  ', 'crossed', ''),
		form(' ', 'cross', ''),
	];
}

/** Where a metric reaches beyond the trusted depth, that is worth more than how many levels it has. */
function depth(integrity: IntegrityView, look: Look): Segment[][] {
	const {trustedShare, trustedBidLevels, trustedAskLevels, bidLevels, askLevels, beyond} = integrity;
	const label: Segment = ['trusted ', look.dim];
	if (trustedShare === Number.POSITIVE_INFINITY) return [[label, 'all', [`  ${bidLevels}+${askLevels} lvl`, look.dim]]];
	const reach = trustedReach(trustedShare, look);
	const levels: Segment = [`  ${trustedBidLevels}+${trustedAskLevels} lvl`, look.dim];
	if (beyond.length === 0) return [[label, reach, levels]];
	const missing = (text: string): Segment => [`  ${text} beyond`, look.warn];
	const few = beyond.length === 1 ? (beyond[0] ?? '') : `${beyond[0]} +${beyond.length - 1}`;
	return [
		[label, reach, levels, missing(beyond.join(', '))],
		[label, reach, missing(beyond.join(', '))],
		[label, reach, missing(few)],
	];
}

/** `±1.9%` */
export function trustedReach(share: number, look: Look): string {
	return Number.isNaN(share) ? none : `${plusMinus(look)}${plain(share * 100, share < 0.001 ? 3 : 1)}%`;
}

function freshness({delays}: IntegritySlice, integrity: IntegrityView, look: Look): Segment[][] {
	const {p50, p99} = feedDelay(delays, integrity);
	const clock = clockOffset(delays.clock, look);
	const old: Segment[] = [
		['age ', look.dim],
		[age(integrity.age).padStart(5), integrity.state === 'STALE' ? look.alert : unstyled],
	];
	const feed: Segment[] = [['  p50/99 ', look.dim], delayPair(p50, p99)];
	return [[...old, ...feed, ...(clock.length > 0 ? ['  ', ...clock] : [])], [...old, ...feed], old];
}

function oddities({outOfOrder, malformed, overlaps}: IntegrityView, look: Look): Segment[][] {
	const order = counted('out of order', outOfOrder, look);
	return [
		[...order, ...counted('  malformed', malformed, look), ['  overlaps ', look.dim], plain(overlaps, 0)],
		[...order, ...counted('  malformed', malformed, look)],
		order,
	];
}

function history({applied, reconnects}: IntegrityView, look: Look): Segment[][] {
	const diffs: Segment[] = [['applied ', look.dim], plain(applied, 0)];
	return [[...diffs, ...counted('  reconnects', reconnects, look)], diffs];
}

function proof({hash, stateHash}: IntegritySlice, {touch}: IntegrityView, look: Look): Segment[] {
	const words: Segment[] = [[' hash ', look.dim], ...hashWords(hash, shortDigest(stateHash), look)];
	return hash.kind === 'none' && touch.n > 0 ? [...words, ['  touch ', look.dim], agreement(touch.agreed, touch.n, 10, look)] : words;
}

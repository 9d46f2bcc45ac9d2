/* What the book can prove about itself: its place in the sequence, what went wrong and how often, how deep it is complete, how old it is. */

import type {IntegrityView} from '../../engine/view.ts';
import type {HashStatus} from '../../runner/session.ts';
import type {Segment} from '../draw/cells.ts';
import {frame} from '../draw/frame.ts';
import {none, plain} from '../draw/number.ts';
import {age, delays} from '../draw/time.ts';
import type {Look} from '../theme.ts';
import {badgeSegment} from './badge.ts';
import {type Framed, type Paint, plusMinus, stateStyle, unstyled} from './paint.ts';

export type IntegritySlice = Framed & {
	readonly integrity: IntegrityView | undefined;
	readonly hash: HashStatus;
	/** Chained state hash at the last sample, hex. */
	readonly stateHash: string;
};

export const paintIntegrity: Paint<IntegritySlice> = ({integrity, hash, stateHash, isFocused}, width, height, look) => {
	const titles = ['BOOK INTEGRITY', 'INTEGRITY'];
	if (integrity === undefined) return frame({titles, body: () => [], isFocused}, width, height, look);
	const body = () => [
		position(integrity, look),
		faults(integrity, look),
		depth(integrity, look),
		freshness(integrity, look),
		proof(integrity, hash, stateHash, look),
	];
	return frame({titles, infos: [[badgeSegment(integrity.badge, look)]], body, isFocused}, width, height, look);
};

/** Of a longer id nobody reads the thousands, and its commas would cost the panel what follows. */
const longestGrouped = 14;

function position({state, badge, sequence, duplicates, reason}: IntegrityView, look: Look): Segment[] {
	const name: Segment = [` ${state}`, stateStyle(state, look)];
	if (state !== 'LIVE') return [name, [`  ${reason}`, look.dim]];
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

function faults({gaps, resyncs, crossed, malformed}: IntegrityView, look: Look): Segment[] {
	const counted = (label: string, count: number): Segment[] => [
		[`${label} `, look.dim],
		[plain(count, 0), count > 0 ? look.warn : unstyled],
	];
	const last = malformed > 0 ? counted('  malformed', malformed) : counted('  crossed', crossed);
	return [' ', ...counted('gaps', gaps), ...counted('  resync', resyncs), ...last];
}

function depth({trustedShare, trustedBidLevels, trustedAskLevels, bidLevels, askLevels}: IntegrityView, look: Look): Segment[] {
	if (trustedShare === Number.POSITIVE_INFINITY) return [[' trusted ', look.dim], 'all', [`  ${bidLevels}+${askLevels} lvl`, look.dim]];
	const reach = Number.isNaN(trustedShare) ? none : `${plusMinus(look)}${plain(trustedShare * 100, trustedShare < 0.001 ? 3 : 1)}%`;
	return [[' trusted ', look.dim], reach, [`  ${trustedBidLevels}+${trustedAskLevels} lvl`, look.dim]];
}

function freshness({age: micros, latencyP50, latencyP99, state}: IntegrityView, look: Look): Segment[] {
	return [
		[' age ', look.dim],
		[age(micros).padStart(5), state === 'STALE' ? look.alert : unstyled],
		['  p50/99 ', look.dim],
		delays(latencyP50, latencyP99),
	];
}

function proof({touch, checksums}: IntegrityView, hash: HashStatus, stateHash: string, look: Look): Segment[] {
	const digest = stateHash === '' ? none : stateHash.length > 8 ? `${stateHash.slice(0, 4)}…${stateHash.slice(-2)}` : stateHash;
	const label: Segment = [' hash ', look.dim];
	switch (hash.kind) {
		case 'same':
			return [label, digest, [' = live ✔', look.sound], [`  n ${plain(hash.samples, 0)}`, look.dim]];
		case 'differs':
			return [label, [`differs from frame ${hash.frame}`, look.alert]];
		case 'older-fold':
			return [label, ['older fold, book agrees ✔', look.warn]];
		case 'settings-changed':
			return [label, [`${none} settings changed`, look.dim]];
		case 'none': {
			if (checksums.n > 0) return [label, digest, ['  crc ', look.dim], agreement(checksums.ok, checksums.n, 12, look)];
			return touch.n === 0 ? [label, digest] : [label, digest, ['  touch ', look.dim], agreement(touch.agreed, touch.n, 10, look)];
		}
	}
}

/** `510/510 ✔`: how often a second opinion agreed; `148,211 ✔` or `3 differ` where that is longer than the room there is. */
function agreement(agreed: number, n: number, room: number, look: Look): Segment {
	const counts = agreed === n ? `${agreed}/${n} ✔` : `${agreed}/${n}`;
	const isShort = counts.length <= room;
	if (agreed === n) return [isShort ? counts : `${plain(n, 0)} ✔`, look.sound];
	return [isShort ? counts : `${plain(n - agreed, 0)} differ`, look.alert];
}

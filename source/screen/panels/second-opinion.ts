/* What a second source says of the book: a fresh snapshot, the venue's checksums, its own messages about the touch. */

import type {IntegrityView} from '../../engine/view.ts';
import type {Segment} from '../draw/cells.ts';
import {none, plain} from '../draw/number.ts';
import {wholeAge} from '../draw/time.ts';
import type {Look} from '../theme.ts';
import {unstyled} from './paint.ts';

/** One line, longest form first. @param ago µs since it was last given; NaN before the first. */
export function opinionForms({opinion, checksums}: IntegrityView, ago: number, look: Look): Segment[][] {
	const since: Segment = Number.isNaN(ago) ? '' : [` ${wholeAge(ago)} ago`, look.dim];
	switch (opinion.source) {
		case 'none':
			return [[['no second source', look.dim]]];
		case 'checksum': {
			const counts = agreement(checksums.ok, checksums.n, 13, look);
			if (checksums.n === 0) return [[['no checksum yet', look.dim]]];
			return [
				[['checksum ', look.dim], counts, since],
				[['crc ', look.dim], counts, since],
				[['crc ', look.dim], counts],
			];
		}
		case 'snapshot': {
			if (opinion.failure !== '') {
				const last = Number.isNaN(ago) ? '' : `, last ${wholeAge(ago)} ago`;
				return [`no snapshot: ${opinion.failure}`, `no new snapshot${last}`, `no snapshot${last}`, 'no snapshot'].map((text) => [
					[text, look.warn],
				]);
			}
			if (opinion.given === 0) return [[['no snapshot compared yet', look.dim]], [['none compared yet', look.dim]]];
			const differing: Segment = [plain(opinion.differing, 0), differs(opinion.differing, look)];
			const of: Segment = [` of ${plain(opinion.levels, 0)}`, look.dim];
			return [
				[['snapshot diff ', look.dim], differing, of, [' lvl', look.dim], since],
				[['snapshot diff ', look.dim], differing, of, since],
				[['snap diff ', look.dim], differing, of, [' lvl', look.dim], since],
				[['snap diff ', look.dim], differing, of, since],
				[['diff ', look.dim], differing, of, since],
				[['diff ', look.dim], differing, of],
			];
		}
	}
}

/** The same in sentences: what was compared last, and how often it agreed so far. */
export function opinionSentences({opinion, checksums}: IntegrityView, ago: number, look: Look): Segment[] {
	const since = Number.isNaN(ago) ? '' : `, ${wholeAge(ago)} ago`;
	switch (opinion.source) {
		case 'none':
			return [['the venue gives none: neither snapshots by request nor checksums', look.dim]];
		case 'checksum':
			if (checksums.n === 0) return [['no checksum came yet', look.dim]];
			return [[`${plain(checksums.ok, 0)} of ${plain(checksums.n, 0)} checksums agreed${since}`, whole(checksums.ok, checksums.n, look)]];
		case 'snapshot': {
			const failed: Segment[] = opinion.failure === '' ? [] : [[`the last snapshot did not come: ${opinion.failure}`, look.warn]];
			if (opinion.given === 0) return failed.length > 0 ? failed : [['no snapshot was compared yet', look.dim]];
			return [
				[`${plain(opinion.differing, 0)} of ${plain(opinion.levels, 0)} levels differed${since}`, differs(opinion.differing, look)],
				[
					`${plain(opinion.agreed, 0)} of ${plain(opinion.given, 0)} snapshots agreed in every level`,
					whole(opinion.agreed, opinion.given, look),
				],
				...failed,
			];
		}
	}
}

/** `510/510 ✔`: how often a second opinion agreed; `148,211 ✔` or `3 differ` where that is longer than the room there is. */
export function agreement(agreed: number, n: number, room: number, look: Look): Segment {
	if (!Number.isFinite(n)) return none;
	const counts = agreed === n ? `${agreed}/${n} ✔` : `${agreed}/${n}`;
	const isShort = counts.length <= room;
	if (agreed === n) return [isShort ? counts : `${plain(n, 0)} ✔`, look.sound];
	return [isShort ? counts : `${plain(n - agreed, 0)} differ`, look.alert];
}

function differs(count: number, look: Look) {
	return count === 0 ? look.sound : count > 0 ? look.alert : unstyled;
}

function whole(agreed: number, n: number, look: Look) {
	return agreed === n ? look.sound : look.alert;
}

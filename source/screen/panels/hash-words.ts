/* Whether a replay is the live run, as far as it has come, in words. */

import type {HashStatus} from '../../runner/session.ts';
import type {Segment} from '../draw/cells.ts';
import {none, plain} from '../draw/number.ts';
import type {Look} from '../theme.ts';

/** @param digest of the state, as much of it as there is room for. */
export function hashWords(hash: HashStatus, digest: string, look: Look): Segment[] {
	switch (hash.kind) {
		case 'none':
			return [digest];
		case 'same':
			return [digest, [' = live ✔', look.sound], [`  n ${plain(hash.samples, 0)}`, look.dim]];
		case 'differs':
			return [[`differs from frame ${hash.frame}`, look.alert]];
		case 'older-fold':
			return [['older fold, book agrees ✔', look.warn]];
		case 'settings-changed':
			return [[`${none} settings changed`, look.dim]];
	}
}

/** `9f3c…e1` */
export function shortDigest(hash: string): string {
	return hash === '' ? none : hash.length > 8 ? `${hash.slice(0, 4)}…${hash.slice(-2)}` : hash;
}

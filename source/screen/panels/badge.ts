/* The word for how far a book can be trusted. */

import type {Badge} from '../../engine/view.ts';
import type {Look, Style} from '../theme.ts';

export function badgeSegment(badge: Badge, look: Look): readonly [text: string, style: Style] {
	switch (badge) {
		case 'PROVEN':
			return ['PROVEN ✔', look.sound];
		case 'IN STEP':
			return [badge, look.sound];
		case 'UNPROVEN':
		case 'SYNCING':
		case 'CONNECTING':
			return [badge, look.warn];
		case 'GAP':
		case 'STALE':
		case 'HALTED':
			return [badge, look.alert];
	}
}

/** The same in one cell, for the instruments that are not on the screen. */
export function badgeMark(badge: Badge, look: Look): readonly [text: string, style: Style] {
	const [, style] = badgeSegment(badge, look);
	const sign =
		badge === 'PROVEN' ? '✔' : badge === 'IN STEP' ? '·' : badge === 'GAP' || badge === 'STALE' || badge === 'HALTED' ? '!' : '…';
	return [sign, style];
}

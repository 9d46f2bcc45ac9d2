/* What the feed is doing: live, walked back, frozen, replayed, held, or over. */

import type {BookState} from '../../engine/view.ts';
import type {SessionView} from '../../runner/session.ts';
import type {Segment} from '../draw/cells.ts';
import {percent} from '../draw/number.ts';
import {shortStopwatch} from '../draw/time.ts';
import type {Look} from '../theme.ts';
import {stateStyle} from './paint.ts';

/** @param state of the selected book; undefined before there is one. */
export function feedState(session: SessionView, state: BookState | undefined, look: Look): Segment[] {
	const {mode, isPaused, isOver, speed, progress, behind, back} = session;
	const troubled: Segment[] = state === undefined || state === 'LIVE' ? [] : [[` ${state}`, stateStyle(state, look)]];
	if (!Number.isNaN(behind)) {
		return [
			['▮▮ VIEW FROZEN', look.warn],
			[` +${shortStopwatch(behind)} behind`, look.warn],
		];
	}
	const pace = speed === Number.POSITIVE_INFINITY ? 'max' : `${speed}×`;
	if (!Number.isNaN(back)) {
		const held: Segment[] = isPaused
			? [['▮▮', look.warn]]
			: [
					['▸', look.sound],
					[` ${pace}`, look.dim],
				];
		return [[`◂ ${mode === 'demo' ? 'DEMO' : 'LIVE'} −${shortStopwatch(back)}`, look.warn], ' ', ...held, ...troubled];
	}
	if (mode === 'live') {
		const shown = state ?? 'CONNECTING';
		return [['●', stateStyle(shown, look)], ' ', [shown, shown === 'LIVE' ? look.strong : stateStyle(shown, look)]];
	}
	const name = mode === 'demo' ? 'DEMO' : 'REPLAY';
	const passed = Number.isNaN(progress) ? '' : ` ${percent(progress).padStart(4)}`;
	if (isOver) return [['■', look.dim], ' ', [`${name} ENDED`, look.strong], ...troubled];
	if (isPaused) return [['▮▮ PAUSED', look.warn], [` ${name} ${pace}${passed}`, look.dim], ...troubled];
	return [
		['▸', look.sound],
		' ',
		[name, look.strong],
		mode === 'replay' || speed !== 1 ? [` ${pace}${passed}`, look.dim] : '',
		...troubled,
	];
}

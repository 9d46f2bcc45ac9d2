/* The log: signals and what came of them, and what else a person should know; the newest on top. */

import type {LogLine} from '../../engine/view.ts';
import type {Segment} from '../draw/cells.ts';
import {centred, frame} from '../draw/frame.ts';
import {ratio, share, signed, signedBasisPoints} from '../draw/number.ts';
import {clock, shortClock} from '../draw/time.ts';
import type {Look} from '../theme.ts';
import {type Framed, type Paint, rhoName} from './paint.ts';

export type SignalsSlice = Framed & {
	readonly log: readonly LogLine[];
	/** Time of the last frame, µs: the one place where the zone is named. */
	readonly at: number;
	/** What a person should hear of the connection; shown here while there is nothing else. */
	readonly notice: string;
};

export const paintSignals: Paint<SignalsSlice> = ({log, at, notice, isFocused}, width, height, look) => {
	const isNarrow = width < 100;
	const lines = log.slice(-Math.max(1, signalLines(height))).reverse();
	const body = (inner: number, content: number) =>
		lines.length === 0
			? centred(notice === '' ? ['no signal yet', look.dim] : [notice, look.warn], inner, content)
			: lines.map((entry) => row(entry, isNarrow, look));
	const infos: Segment[][] = [[[`${clock(at)}Z`, look.dim]], [[`${shortClock(at)}Z`, look.dim]]];
	return frame({titles: ['SIGNALS'], infos, body, isFocused}, width, height, look);
};

/** How many log lines a panel of this height shows. */
export function signalLines(height: number): number {
	return Math.max(0, height - 2);
}

function row(entry: LogLine, isNarrow: boolean, look: Look): Segment[] {
	const time: Segment = [` ${isNarrow ? shortClock(entry.at) : clock(entry.at)} `, look.dim];
	if (entry.kind !== 'signal') {
		const style = entry.kind === 'alert' ? look.alert : look.dim;
		return [
			time,
			[entry.kind === 'alert' ? (isNarrow ? '! ALRT ' : '! ALERT  ') : isNarrow ? '· INFO ' : '· INFO   ', style],
			[entry.text, style],
		];
	}
	const isBuy = entry.side === 'buy';
	const side: Segment = [`${isBuy ? '▲ BUY ' : '▼ SELL'}${isNarrow ? ' ' : '   '}`, isBuy ? look.bidStrong : look.askStrong];
	if (isNarrow) {
		return [
			time,
			side,
			ratio(entry.obi),
			['  z ', look.dim],
			score(entry.z),
			['  vpin ', look.dim],
			share(entry.vpin),
			'  ',
			[entry.outcome, look.dim],
		];
	}
	return [
		time,
		side,
		['obi ', look.dim],
		ratio(entry.obi),
		[`  ${rhoName(look)} `, look.dim],
		share(entry.rho),
		['  z ', look.dim],
		score(entry.z),
		['  vpin ', look.dim],
		share(entry.vpin),
		['  wmid ', look.dim],
		signedBasisPoints(entry.weightedMidBps, 2).padStart(8),
		['  → ', look.dim],
		entry.outcome,
	];
}

function score(z: number): string {
	return signed(z, 1).padStart(4);
}

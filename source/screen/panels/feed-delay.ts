/* How long messages were on their way, and how far the two clocks are apart from which that is reckoned. */

import type {IntegrityView} from '../../engine/view.ts';
import type {DelaysView} from '../../runner/session.ts';
import type {Segment} from '../draw/cells.ts';
import {plain, signed} from '../draw/number.ts';
import type {Look} from '../theme.ts';
import {plusMinus} from './paint.ts';

type Percentiles = {readonly p50: number; readonly p99: number};

/** ms: of all that was received, or else what the book knows of its own latest messages. */
export function feedDelay({feed}: DelaysView, book: Pick<IntegrityView, 'latencyP50' | 'latencyP99'> | undefined): Percentiles {
	return feed.n > 0 ? feed : {p50: book?.latencyP50 ?? Number.NaN, p99: book?.latencyP99 ?? Number.NaN};
}

/** `clock +12±3ms`: how far the venue's is ahead; nothing until it was measured. */
export function clockOffset(clock: DelaysView['clock'], look: Look): Segment[] {
	return clock === undefined ? [] : [['clock ', look.dim], offsetOf(clock, look)];
}

function offsetOf({offsetMillis, errorMillis}: NonNullable<DelaysView['clock']>, look: Look): string {
	if (Math.abs(offsetMillis) >= 1000)
		return `${signed(offsetMillis / 1000, 2)}${plusMinus(look)}${plain(Math.ceil(errorMillis / 10) / 100, 2)}s`;
	// An error that rounds to nothing would claim too much.
	return `${signed(offsetMillis, 0).trim()}${plusMinus(look)}${plain(Math.max(1, Math.ceil(errorMillis)), 0)}ms`;
}

/* Which book of a recording a command is about. */

import type {Desk} from '../engine/desk.ts';
import {FailureError, UsageError} from './failure.ts';

/**
The book that `--symbol` names, as `VENUE:SYMBOL` or bare and in any case; the only one where nothing is named.

@throws UsageError where several could be meant or none is. FailureError where there is no book at all.
*/
export function chooseBook(desks: readonly Desk[], wanted: string | undefined): Desk {
	if (desks.length === 0) throw new FailureError('The recording holds no book.');
	const meant = desks.filter((desk) => isMeant(desk, wanted));
	const [desk] = meant;
	if (desk === undefined) throw new UsageError(`--symbol ${wanted}: the recording holds ${idsOf(desks)}.`);
	if (meant.length > 1) throw new UsageError(`The recording holds ${meant.length} books, ${idsOf(meant)}: say which by --symbol.`);
	return desk;
}

function idsOf(desks: readonly Desk[]): string {
	return desks.map(({instrument}) => instrument.id).join(', ');
}

/** Whether `--symbol` means this book, as far as it can be told of one alone. */
export function isMeant({instrument: {id, symbol}}: Desk, wanted: string | undefined): boolean {
	const name = wanted?.toLowerCase();
	return name === undefined || name === id.toLowerCase() || name === symbol.toLowerCase();
}

/* What makes rows of a table out of the samples of one book. */

import type {Desk} from '../../engine/desk.ts';
import type {TableFacts} from '../table/table.ts';

export interface RowMaker {
	/** The desk has closed a row of the sample clock. @throws UnwritableFileError */
	take(desk: Desk): void;
	/** All rows are taken. Returns what is told of the whole beside the facts of every table. @throws UnwritableFileError */
	finish(): TableFacts;
	/** Removes what was kept on the way. May be called at any time, and more than once. */
	close(): void;
}

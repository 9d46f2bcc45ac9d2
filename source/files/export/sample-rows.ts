/* The table of samples: each is a row as it is. */

import type {Desk} from '../../engine/desk.ts';
import type {TableFacts} from '../table/table.ts';
import type {RowMaker} from './row-maker.ts';
import type {SampleCells} from './sample-cells.ts';
import type {SpanRows} from './span-rows.ts';

export class SampleRows implements RowMaker {
	readonly #rows: SpanRows;
	readonly #cells: SampleCells;

	constructor(rows: SpanRows, cells: SampleCells) {
		this.#rows = rows;
		this.#cells = cells;
	}

	take(desk: Desk): void {
		this.#rows.push(this.#cells.of(desk));
	}

	finish(): TableFacts {
		return {};
	}

	close(): void {}
}

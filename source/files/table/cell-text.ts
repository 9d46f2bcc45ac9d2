/* A cell as text: the shortest decimal that gives the double back, ISO 8601 for a moment, nothing where there is no number. */

import {isoTime, isoTimeMicros} from '../iso-time.ts';
import type {TableColumn} from './table.ts';

/** Empty where the cell is. A moment bears no quotes. */
export function cellText(value: number, type: TableColumn['type']): string {
	if (!Number.isFinite(value)) return '';
	if (type === 'millis') return isoTime(value);
	return type === 'micros' ? isoTimeMicros(value) : String(value);
}

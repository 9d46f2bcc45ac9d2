/* How a recording ended, and how a person is told. */

import type {RecordingEnd} from './recording-line.ts';

/**
- `closed`: with its footer. A foreign recording has none: it is closed if its last line is whole.
- `cut`: after a whole line, but without a footer: the program was killed.
- `truncated`: in the middle of a line, or of compressed data.
- `damaged`: at a line that is not what was written.

`line` counts from 1; `byte` is where that line begins in the decompressed text, from 0.
*/
export type Ending =
	| {readonly kind: 'closed'; readonly end: RecordingEnd | undefined}
	| {readonly kind: 'cut' | 'truncated'; readonly line: number; readonly byte: number}
	| {readonly kind: 'damaged'; readonly line: number; readonly byte: number; readonly why: string};

/** What the recording is: `whole`, `closed: quit`, `truncated in line 7, at byte 900`. @param ending undefined before its last frame was read. */
export function endingInWords(ending: Ending | undefined): string {
	switch (ending?.kind) {
		case undefined:
			return 'unread';
		case 'closed':
			return ending.end === undefined ? 'whole' : `closed: ${ending.end.reason}`;
		case 'cut':
			return `cut: no footer after line ${ending.line - 1}; the program that wrote it was killed`;
		case 'truncated':
			return `truncated in line ${ending.line}, at byte ${ending.byte}`;
		case 'damaged':
			return `damaged at line ${ending.line}, byte ${ending.byte}: ${ending.why}`;
	}
}

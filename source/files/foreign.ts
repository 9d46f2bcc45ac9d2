/* What a recording may be, told from its first bytes, and who reads it. A format more is a reader more, and a line in this table. */

import {CaptureFormat} from './foreign/capture.ts';
import {KrakenJsonReader} from './foreign/kraken-json.ts';
import {LobsterReader} from './foreign/lobster.ts';
import {TardisFormat} from './foreign/tardis.ts';
import {TimeJsonFormat} from './foreign/time-json.ts';
import {TradesCsvFormat} from './foreign/trades-csv.ts';
import type {FrameReader} from './frame-reader.ts';
import {type LineFormat, LineFrames} from './line-frames.ts';
import type {LineReader} from './lines.ts';
import {OwnFormat} from './own.ts';
import {type RecordingFormat, recordingFormats} from './recording-formats.ts';

export type {RecordingFormat} from './recording-formats.ts';

type Known = {
	/** How its text begins. */
	readonly beginning: RegExp;
	/** @param isChecked compare the checksums that there are. */
	readonly open: (lines: LineReader, isChecked: boolean) => FrameReader | Promise<FrameReader>;
};

const byLines = (format: (file: string, isChecked: boolean) => LineFormat) => (lines: LineReader, isChecked: boolean) =>
	new LineFrames(lines, format(lines.file, isChecked));

const known: Readonly<Record<RecordingFormat, Known>> = {
	own: {beginning: /^\{"obi":/, open: byLines((_, isChecked) => new OwnFormat(isChecked))},
	'time-json': {beginning: /^\d+ [{[]/, open: byLines(() => new TimeJsonFormat())},
	capture: {beginning: /^\{"t":\s*"(header|http|connect|send|recv)"/, open: byLines(() => new CaptureFormat())},
	kraken: {beginning: /^\s*\{\s*"(init|updates)":/, open: (lines) => new KrakenJsonReader(lines)},
	'trades-csv': {beginning: /^timestamp,price,quantity,side,tradeId\r?\n/i, open: byLines((file) => new TradesCsvFormat(file))},
	lobster: {
		// A row of messages, or of books of one level, or of books of more.
		beginning: /^(\d+(\.\d+)?,[1-7],\d+,\d+,-?\d+,-?1\r?\n|(-?\d+,){3}-?\d+(\r?\n|(,-?\d+){4}))/,
		open: (lines) => LobsterReader.open(lines),
	},
	tardis: {beginning: /^exchange,symbol,timestamp,local_timestamp,/, open: byLines(() => new TardisFormat())},
};

const ownStart = '{"obi":';

/** Tells what a file is; undefined where it is nothing that is known. A first line that is cut before it tells is taken for our own. */
export function formatOfHead(head: Uint8Array): RecordingFormat | undefined {
	const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
	if (text.length > 0 && ownStart.startsWith(text)) return 'own';
	return recordingFormats.find((format) => known[format].beginning.test(text));
}

/** @throws UnreadableRecordingError where the format needs what there is not. */
export async function openReader(format: RecordingFormat, lines: LineReader, isChecked: boolean): Promise<FrameReader> {
	return known[format].open(lines, isChecked);
}

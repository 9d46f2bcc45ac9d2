/* What other people captured of sockets: lines of `{"t":"header|http|connect|send|recv",…}`, as the recordings beside the repository hold them. */

import {readFileSync} from 'node:fs';
import {zstdDecompressSync} from 'node:zlib';
import {type Fields, parseObject, textOf} from '../../source/venues/plain-numbers.ts';
import {dataFile} from './data.ts';

export type CapturedLine = {
	readonly t: 'header' | 'http' | 'connect' | 'send' | 'recv';
	/** Which socket or client: `BYBIT.ws.2`; empty for the header. */
	readonly conn: string;
	/** When it was seen, seconds since the epoch; NaN where nobody wrote it down. */
	readonly ts: number;
	/** The frame, or the body of an answer, as it came; empty for a connect and the header. */
	readonly data: string;
	/** The address of a socket, or of what was asked for; empty where the line does not say. */
	readonly address: string;
};

/** The lines of a capture as they stand in the file; undefined where there is no folder of recordings. */
export function captured(name: string): CapturedLine[] | undefined {
	const file = dataFile(name);
	if (file === undefined) return undefined;
	return zstdDecompressSync(readFileSync(file))
		.toString()
		.trimEnd()
		.split('\n')
		.map((text) => captureLine(parseObject(text)));
}

/** What a connection received, in the order of the file. */
export function received(lines: readonly CapturedLine[], conn: string): readonly Buffer[] {
	return lines.filter((line) => line.t === 'recv' && line.conn === conn).map(({data}) => Buffer.from(data));
}

const kinds = ['header', 'http', 'connect', 'send', 'recv'] as const;

function captureLine(line: Fields): CapturedLine {
	const t = kinds.find((kind) => kind === line['t']);
	if (t === undefined) throw new Error(`${String(line['t'])} is no kind of line of a capture`);
	const address = textOf(line, 'addr') || textOf(line, 'url');
	return {t, conn: textOf(line, 'conn'), ts: typeof line['ts'] === 'number' ? line['ts'] : Number.NaN, data: textOf(line, 'data'), address};
}

/* The messages of a real recording, for a server to send. */

import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';

/** The messages of a recording of `<time> <JSON>` lines as bytes, without the REST snapshot that stands among them. */
export function recordedFrames(path: string): readonly Buffer[] {
	return recordedLines(path).filter((line) => !isSnapshot(line));
}

/** The REST snapshot in it, as text. */
export function recordedSnapshot(path: string): string | undefined {
	return recordedLines(path).find(isSnapshot)?.toString();
}

function recordedLines(path: string): Buffer[] {
	const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n');
	return lines.map((line) => Buffer.from(line.slice(line.indexOf(' ') + 1)));
}

function isSnapshot(line: Buffer): boolean {
	return line.toString('latin1', 0, 16).startsWith('{"lastUpdateId"');
}

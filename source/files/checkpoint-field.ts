/* A checkpoint of the engine in a recording's header, where a recording begins in the middle of a run: deflated, in base64, with a crc of its own. */

import {crc32, deflateSync, inflateSync} from 'node:zlib';
import {isObject} from '../market/is-object.ts';

/** A checkpoint takes some megabytes at most: a few bytes that swell to more are none. */
const largest = 64 * 1024 * 1024;

export type CheckpointField = {readonly crc: number; readonly deflate: string};

export function checkpointField(bytes: Uint8Array): CheckpointField {
	return {crc: crc32(bytes), deflate: deflateSync(bytes).toString('base64')};
}

/** The bytes of the field; undefined where they are not what was written. */
export function readCheckpoint(field: unknown): Uint8Array | undefined {
	if (!isObject(field) || typeof field['deflate'] !== 'string') return undefined;
	try {
		const bytes = inflateSync(Buffer.from(field['deflate'], 'base64'), {maxOutputLength: largest});
		return crc32(bytes) === field['crc'] ? bytes : undefined;
	} catch {
		return undefined;
	}
}

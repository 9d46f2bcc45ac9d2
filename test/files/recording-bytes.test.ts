import {randomBytes} from 'node:crypto';
import {gzipSync, zstdCompressSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {DamagedStreamError, RecordingBytes} from '../../source/files/recording-bytes.ts';
import {fileOf, header, readAll} from './kit.ts';

const mebibyte = 2 ** 20;

/** Everything that comes out, by piece, and the error that ends it. */
async function piecesOf(file: string): Promise<{readonly pieces: readonly Buffer[]; readonly error: unknown; readonly position: number}> {
	const bytes = await RecordingBytes.open(file);
	const pieces: Buffer[] = [];
	try {
		for (let piece = await bytes.next(); piece !== undefined; piece = await bytes.next()) pieces.push(piece);
		return {pieces, error: undefined, position: bytes.position};
	} catch (error) {
		return {pieces, error, position: bytes.position};
	} finally {
		await bytes.close();
	}
}

test.each([
	['gzip', gzipSync],
	['zstd', zstdCompressSync],
])('%s data that swell without measure are held by the slice, and refused where a slice is too much', async (name, compress) => {
	const {pieces, error} = await piecesOf(fileOf('bomb', compress(Buffer.alloc(64 * mebibyte))));
	expect(Math.max(...pieces.map(({length}) => length))).toBeLessThan(41 * mebibyte);
	if (name === 'gzip') {
		// It makes a thousand of one at most.
		expect(error).toBeUndefined();
		expect(pieces.length).toBeGreaterThan(1);
		return;
	}
	expect(error).toBeInstanceOf(DamagedStreamError);
	expect(String(error)).toContain('its zstd data swell to more than 41943040 bytes from 32768');
	expect(pieces.reduce((sum, {length}) => sum + length, 0)).toBeLessThan(41 * mebibyte);
});

test('a recording that swells is damaged at the line that does', async () => {
	const text = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), Buffer.alloc(64 * mebibyte)]);
	const file = fileOf('x.jsonl.zst', zstdCompressSync(text));
	const {frames, ending, error} = await readAll(file);
	expect(frames).toEqual([]);
	expect(error).toMatchObject({name: 'DamagedRecordingError', file, line: 2, byte: JSON.stringify(header).length + 1});
	expect(ending).toMatchObject({kind: 'damaged', why: 'its zstd data swell to more than 41943040 bytes from 32768'});
});

test('zeros alone are told to be no recording before they can swell', async () => {
	const file = fileOf('x', zstdCompressSync(Buffer.alloc(64 * mebibyte)));
	await expect(readAll(file)).rejects.toThrow(`${file} is not a recording that obi-tui knows`);
});

/** Bytes that make a gzip member of this length, stored as they are. */
function contentOfMember(length: number): Buffer {
	const bytes = randomBytes(length);
	let size = length;
	while (gzipSync(bytes.subarray(0, size), {level: 0}).length > length) size--;
	return bytes.subarray(0, size);
}

test('members that end just where a slice ends are one text, with zeros between them or without', async () => {
	for (const length of [32_768, 65_536, 131_072]) {
		for (const padding of [0, 1, 32_768]) {
			const parts = [contentOfMember(length), randomBytes(100)];
			const members = parts.map((part) => gzipSync(part, {level: 0}));
			expect(members[0]).toHaveLength(length);
			const bytes = Buffer.concat(members.flatMap((member) => [member, Buffer.alloc(padding)]));
			const {pieces, error, position} = await piecesOf(fileOf('x.gz', bytes));
			expect(error).toBeUndefined();
			expect(Buffer.concat(pieces).equals(Buffer.concat(parts))).toBe(true);
			expect(position).toBe(bytes.length);
		}
	}
});

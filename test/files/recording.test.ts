import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {openRecording} from '../../source/files/recording.ts';
import {DamagedRecordingError, refusalInWords, UnreadableRecordingError} from '../../source/files/recording-errors.ts';
import type {HashMark} from '../../source/files/recording-line.ts';
import {RecordingWriter} from '../../source/files/recording-writer.ts';
import type {Frame} from '../../source/market/frame.ts';
import {fileOf, frameOf, header, markOf, readAll, temporaryDirectory, textsOf, written} from './kit.ts';

const lines: ReadonlyArray<Frame | HashMark> = [
	frameOf(10, '{"venue":"binance"}', 1, 'opened'),
	frameOf(11, '{"a":[1,2,3]}'),
	markOf(1, 11),
	frameOf(12, 'no json\n', 2),
	frameOf(12, '{}', 0, 'tick'),
	markOf(2, 12),
	frameOf(13, '{"request":1}', 0, 'reply'),
];
const frames = lines.filter((line): line is Frame => 'payload' in line);

/** How many frame lines stand whole in a text. */
function wholeFrames(text: Buffer): number {
	return text
		.toString('latin1')
		.split('\n')
		.slice(0, -1)
		.filter((line) => line.startsWith('{"at":')).length;
}

test('a recording gives back its header, its frames, its hashes where they stood, and its footer', async () => {
	const file = await written('x.jsonl', lines);
	const recording = await openRecording(file);
	expect(recording).toMatchObject({file, format: 'own', header, venue: 'binance'});
	await recording.close();
	const reading = await readAll(file);
	expect(reading.frames).toEqual(frames);
	expect(reading.marks).toEqual([
		{mark: markOf(1, 11), frames: 2},
		{mark: markOf(2, 12), frames: 4},
	]);
	expect(reading.ending).toEqual({kind: 'closed', end: {frames: 5, samples: 2, book: 'b2', state: '52', at: 13, reason: 'done'}});
});

test('a plain file cut at any byte gives its whole lines and says where it was cut', async () => {
	const whole = readFileSync(await written('x.jsonl', lines));
	const directory = temporaryDirectory();
	for (let length = 1; length < whole.length; length++) {
		const file = join(directory, `${length}.jsonl`);
		const text = whole.subarray(0, length);
		writeFileSync(file, text);
		const {frames: read, ending, error} = await readAll(file);
		const byte = text.lastIndexOf(10) + 1;
		const line = text.toString('latin1').split('\n').length;
		expect(error).toBeUndefined();
		expect(read).toEqual(frames.slice(0, wholeFrames(text)));
		expect(ending).toEqual({kind: byte === length ? 'cut' : 'truncated', line, byte});
	}
});

for (const compression of ['gz', 'zst']) {
	test(`a .${compression} file cut at any byte gives all that its bytes still hold`, async () => {
		const file = join(temporaryDirectory(), `x.jsonl.${compression}`);
		const writer = new RecordingWriter(file, header);
		for (const line of lines) {
			if ('sample' in line) writer.mark(line);
			else writer.write(line);
			writer.flush();
		}
		await writer.close('done');
		const whole = readFileSync(file);
		const cutFile = join(temporaryDirectory(), 'cut');
		let most = 0;
		for (let length = 4; length < whole.length; length++) {
			const bytes = whole.subarray(0, length);
			writeFileSync(cutFile, bytes);
			const text =
				compression === 'gz'
					? gunzipSync(bytes, {finishFlush: constants.Z_SYNC_FLUSH})
					: zstdDecompressSync(bytes, {finishFlush: constants.ZSTD_e_flush});
			if (text.length === 0) {
				await expect(readAll(cutFile)).rejects.toThrow(/^.*cut holds nothing: its (gzip|zstd) data are cut at once$/);
				continue;
			}
			const {frames: read, ending, error} = await readAll(cutFile);
			expect(error).toBeUndefined();
			expect(read).toEqual(frames.slice(0, wholeFrames(text)));
			expect(ending).toEqual({kind: 'truncated', line: text.toString('latin1').split('\n').length, byte: text.lastIndexOf(10) + 1});
			most = Math.max(most, read.length);
		}
		expect(most).toBe(frames.length);
	});
}

test('a changed byte in any frame is found at its line, after all frames before it', async () => {
	const whole = readFileSync(await written('x.jsonl', lines));
	const starts: number[] = [];
	for (let start = 0; start < whole.length; start = whole.indexOf(10, start) + 1) starts.push(start);
	const frameLines = starts.flatMap((byte, index) => (whole[byte + 2] === 0x61 ? [{byte, line: index + 1, end: starts[index + 1]!}] : []));
	const file = join(temporaryDirectory(), 'flipped');
	await fc.assert(
		fc.asyncProperty(fc.nat(frameLines.length - 1), fc.nat(), fc.integer({min: 1, max: 255}), async (which, offset, bits) => {
			const {byte, line, end} = frameLines[which]!;
			const flipped = Buffer.from(whole);
			const place = byte + (offset % (end - byte));
			flipped[place] = flipped[place]! ^ bits;
			writeFileSync(file, flipped);
			const {frames: read, ending, error} = await readAll(file);
			expect(error).toBeInstanceOf(DamagedRecordingError);
			expect(error).toMatchObject({file, line, byte});
			expect(ending).toMatchObject({kind: 'damaged', line, byte});
			expect(read).toEqual(frames.slice(0, which));
		}),
		{numRuns: 1500, seed: 11},
	);
});

test('a changed payload has a wrong crc, which is said, and only passes where nobody checks', async () => {
	const text = readFileSync(await written('x.jsonl', lines), 'utf8');
	const file = fileOf('x.jsonl', text.replace('[1,2,3]', '[1,2,4]'));
	const {error} = await readAll(file);
	const byte = text.split('\n').slice(0, 2).join('\n').length + 1;
	expect(String(error)).toBe(`DamagedRecordingError: ${file} is damaged at line 3, byte ${byte}: its crc is not that of its bytes`);
	const unchecked = await readAll(file, {crc: false});
	expect(unchecked.error).toBeUndefined();
	expect(textsOf(unchecked.frames)[1]).toBe('{"a":[1,2,4]}');
});

test('a frame that is missing is told from the footer, and nothing may follow it', async () => {
	const all = readFileSync(await written('x.jsonl', lines), 'utf8')
		.trimEnd()
		.split('\n');
	const without = await readAll(fileOf('x.jsonl', `${all.filter((_, index) => index !== 2).join('\n')}\n`));
	expect(without.error).toMatchObject({line: 8, why: '5 frames were written, 4 stand before it'});
	const after = await readAll(fileOf('x.jsonl', `${all.join('\n')}\n${all[1]}\n`));
	expect(after.error).toMatchObject({line: 10, why: 'it stands after the end of the recording'});
	expect(after.frames).toEqual(frames);
});

test('lines that no recording has are damage, said in words', async () => {
	const first = JSON.stringify(header);
	const whyOf = async (line: string) => {
		const {error} = await readAll(fileOf('x.jsonl', `${first}\n${line}\n`));
		return error instanceof DamagedRecordingError ? error.why : error;
	};
	expect(await whyOf('hello')).toBe('it is no line that a recording has');
	expect(await whyOf('')).toBe('it is no line that a recording has');
	expect(await whyOf('{"at":x')).toBe('its time cannot be read');
	expect(await whyOf('{"at":1,"c":1}')).toBe('its connection cannot be read');
	expect(await whyOf('{"at":1,"c":1,"k":"massage","n":0}')).toBe('its kind is not one that there is');
	expect(await whyOf('{"at":1,"c":1,"k":"message","n":0}')).toBe('its length cannot be read');
	expect(await whyOf('{"at":99999999999999999,"c":1,"k":"message","n":2,"crc":1,"m":{}}')).toBe('it has a number that cannot be read');
	expect(await whyOf('{"at":1,"c":1,"k":"message","n":3,"crc":1,"m":{}}')).toBe('its payload is not the 3 bytes that it says');
	expect(await whyOf('{"at":1,"c":1,"k":"message","n":0,"crc":1,"b64":"}')).toBe('its payload is not the 0 bytes that it says');
	expect(await whyOf('{"sample":1,"at":2,"book":"aa"}')).toBe('its hashes cannot be read');
	expect(await whyOf('{"sample":1,')).toBe('its hashes cannot be read');
	expect(await whyOf('{"end":{"frames":0}}')).toBe('it is no footer that can be read');
});

test('a header that cannot be read is damage, one of another format is not for this version', async () => {
	await expect(readAll(fileOf('x.jsonl', '{"obi":1,"program":3}\n'))).rejects.toMatchObject({
		name: 'DamagedRecordingError',
		line: 1,
		byte: 0,
	});
	await expect(readAll(fileOf('x.jsonl', '{"obi":\n'))).rejects.toMatchObject({name: 'DamagedRecordingError', line: 1});
	const newer = fileOf('x.jsonl', `${JSON.stringify({...header, obi: 2})}\n`);
	await expect(readAll(newer)).rejects.toThrow(`${newer} is a recording of format 2; this version reads format 1`);
});

test('gzip members one after another, zeros between and after them, are one file', async () => {
	const whole = readFileSync(await written('x.jsonl', lines));
	const cut = 137;
	const parts = [whole.subarray(0, cut), whole.subarray(cut, 300), whole.subarray(300)];
	for (const padding of [0, 1, 512, 200_000]) {
		const members = parts.flatMap((part) => [gzipSync(part), Buffer.alloc(padding)]);
		const {frames: read, ending} = await readAll(fileOf('x', Buffer.concat(members)));
		expect(read).toEqual(frames);
		expect(ending?.kind).toBe('closed');
	}
	const zstd = await readAll(fileOf('x', Buffer.concat(parts.map((part) => zstdCompressSync(part)))));
	expect(zstd.frames).toEqual(frames);
	expect(zstd.ending?.kind).toBe('closed');
});

test('what follows compressed data and is none is damage, not silence', async () => {
	const whole = readFileSync(await written('x.jsonl', lines));
	for (const compressed of [gzipSync(whole), zstdCompressSync(whole)]) {
		const file = fileOf('x', Buffer.concat([compressed, Buffer.from('something else')]));
		const error = await readAll(file).then(
			(reading) => reading.error,
			(reason: unknown) => reason,
		);
		expect(error).toBeInstanceOf(DamagedRecordingError);
		expect(String(error)).toMatch(/its (gzip|zstd) data are damaged/);
	}
});

test('compressed data that were changed are damage at the line that was reached', async () => {
	const many = Array.from({length: 20_000}, (_, at) => frameOf(at, `{"square":${at * at}}`));
	const file = await written('x.jsonl.gz', many);
	const bytes = readFileSync(file);
	// The trailer is the crc of the whole text: the lines themselves are sound.
	bytes[bytes.length - 6] = bytes[bytes.length - 6]! ^ 1;
	const {frames: read, error} = await readAll(fileOf('x', bytes));
	expect(error).toMatchObject({name: 'DamagedRecordingError', why: 'its gzip data are damaged (incorrect data check)'});
	expect(read.length).toBeGreaterThan(10_000);
	expect(error).toMatchObject({line: read.length + 2});
});

test('what cannot be read is named, in one line', async () => {
	const directory = temporaryDirectory();
	const missing = join(directory, 'missing.jsonl');
	await expect(openRecording(missing)).rejects.toEqual(
		new UnreadableRecordingError(missing, 'cannot be opened: there is no such file or directory'),
	);
	await expect(openRecording(directory)).rejects.toThrow(`${directory} is a directory, not a recording`);
	const empty = fileOf('x.jsonl', '');
	await expect(openRecording(empty)).rejects.toThrow(`${empty} is empty`);
	const emptyGzip = fileOf('x.gz', gzipSync(''));
	await expect(openRecording(emptyGzip)).rejects.toThrow(`${emptyGzip} is empty`);
	const broken = fileOf('x.gz', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]));
	await expect(openRecording(broken)).rejects.toThrow(
		`${broken} is damaged at line 1, byte 0: its gzip data are damaged (unknown compression method)`,
	);
	expect(refusalInWords(Object.assign(new Error('no'), {code: 'EACCES'}))).toBe('cannot be opened: permission denied');
});

test('a frame stamped before the one ahead of it takes its time, and is counted', async () => {
	const file = await written('x.jsonl', [frameOf(10, '1'), frameOf(8, '2'), frameOf(9, '3'), frameOf(11, '4')]);
	const recording = await openRecording(file);
	const times: number[] = [];
	for await (const batch of recording.batches()) times.push(...batch.frames.slice(0, batch.length).map(({at}) => at));
	expect(times).toEqual([10, 10, 10, 11]);
	expect(recording.backwards).toBe(2);
	expect(recording.frames).toBe(4);
});

test('batches reach from the beginning of the file to its end without a step back', async () => {
	const many = Array.from({length: 20_000}, (_, at) => (at % 1000 === 999 ? markOf(at, at) : frameOf(at, `{"square":${at * at}}`)));
	for (const name of ['x.jsonl', 'x.jsonl.zst']) {
		const recording = await openRecording(await written(name, many));
		let reached = 0;
		for await (const {from, to} of recording.batches()) {
			expect(from).toBeGreaterThanOrEqual(reached);
			expect(to).toBeGreaterThanOrEqual(from);
			reached = to;
		}
		// The footer is in no batch.
		expect(reached).toBeGreaterThan(recording.size * 0.99);
		expect(reached).toBeLessThanOrEqual(recording.size);
	}
});

import {mkdirSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {crc32, gunzipSync, zstdDecompressSync} from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {UnwritableRecordingError} from '../../source/files/recording-errors.ts';
import {RecordingWriter} from '../../source/files/recording-writer.ts';
import type {Frame, FrameKind} from '../../source/market/frame.ts';
import {turn} from '../support/turn.ts';
import {fileOf, frameOf, header, markOf, readAll, temporaryDirectory, written} from './kit.ts';

const nasty: readonly Uint8Array[] = [
	'',
	'{}',
	' {"a": 1} ',
	'0',
	'"\\ud800"',
	'{"a":1',
	'\ufeff{}',
	'{"a":"\u2028\u007f"}',
	'{"a":\n1}',
	'"},\\"m\\":{"',
	'not json',
	'\0',
	'\n',
	'{"at":1,"c":1,"k":"message","n":2,"crc":1,"m":{}}',
]
	.map((text) => Buffer.from(text))
	.concat([Buffer.from([0xff, 0xfe]), Buffer.from([0x22, 0xc3, 0x28, 0x22]), Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])]);

const payloads = fc.oneof(
	fc.constantFrom(...nasty),
	fc.uint8Array({maxLength: 60}),
	fc.json().map((text) => Buffer.from(text)),
	fc.string({unit: 'binary'}).map((text) => Buffer.from(text)),
);
const kinds: readonly FrameKind[] = ['opened', 'message', 'reply', 'closed', 'setting', 'tick'];
const frameLists = fc
	.array(fc.record({wait: fc.nat(), connection: fc.nat(2 ** 31), kind: fc.constantFrom(...kinds), payload: payloads}))
	.map((list) => {
		let at = 1_723_161_253_937_085;
		return list.map(({wait, connection, kind, payload}): Frame => {
			at += wait;
			return frameOf(at, payload, connection, kind);
		});
	});

for (const name of ['x.jsonl', 'x.jsonl.gz', 'x.jsonl.zst']) {
	test(`whatever a venue sends comes back byte for byte from ${name}`, async () => {
		await fc.assert(
			fc.asyncProperty(frameLists, async (frames) => {
				const {frames: read, ending, error} = await readAll(await written(name, frames));
				expect(error).toBeUndefined();
				expect(ending).toMatchObject({kind: 'closed', end: {frames: frames.length, reason: 'done'}});
				expect(read).toEqual(frames);
			}),
			{numRuns: 60, seed: 7},
		);
	});
}

test('payloads of 2 MB, embedded and encoded, come back byte for byte', async () => {
	const large = `"${'x'.repeat(2_000_000)}"`;
	const noise = Buffer.from(Uint8Array.from({length: 2_000_000}, (_, index) => (index * 2_654_435_761) >>> 24));
	for (const name of ['x.jsonl', 'x.jsonl.zst']) {
		const frames = [frameOf(1, large), frameOf(2, noise), frameOf(3, '{}')];
		const reading = await readAll(await written(name, frames));
		expect(reading.frames.map(({payload}) => Buffer.compare(payload, frames.shift()!.payload))).toEqual([0, 0, 0]);
	}
});

/** A line of JSON and the crc over all of it but its last brace. */
function withCrc(value: object): string {
	const covered = JSON.stringify(value).slice(0, -1);
	return `${covered},"crc":${crc32(covered)}}`;
}

test('a line is what the format says, to the byte', async () => {
	const file = await written('x.jsonl', [
		frameOf(1_723_161_253_937_085, '{"a": 1}', 3),
		frameOf(1_723_161_253_937_086, 'no\n', 0, 'reply'),
		markOf(4, 7),
	]);
	const covered = '{"at":1723161253937085,"c":3,"k":"message","n":8';
	const encoded = '{"at":1723161253937086,"c":0,"k":"reply","n":3';
	expect(readFileSync(file, 'utf8').split('\n')).toEqual([
		withCrc({...header, sealed: true}),
		`${covered},"crc":${crc32(`${covered}{"a": 1}`)},"m":{"a": 1}}`,
		`${encoded},"crc":${crc32(`${encoded}no\n`)},"b64":"bm8K"}`,
		withCrc({sample: 4, at: 7, book: 'b4', state: '54'}),
		withCrc({end: {frames: 2, samples: 4, book: 'b4', state: '54', at: 1_723_161_253_937_086, reason: 'done'}}),
		'',
	]);
});

test('every line is JSON of its own, and embedded payloads are found under m', async () => {
	const file = await written(
		'x.jsonl',
		nasty.map((payload, index) => frameOf(index, payload)),
	);
	const lines: Array<Record<string, unknown>> = readFileSync(file, 'utf8')
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	const encoded = lines.filter((line) => 'b64' in line);
	expect(lines.filter((line) => 'm' in line)).toHaveLength(7);
	expect(encoded.map((line) => Buffer.from(String(line['b64']), 'base64').length)).toEqual(encoded.map((line) => line['n']));
});

test('compressed files are one ordinary gzip or zstd stream', async () => {
	const frames = Array.from({length: 3000}, (_, index) => frameOf(index, `{"number":${index},"text":"${index ** 2}"}`));
	const plain = readFileSync(await written('x.jsonl', frames));
	expect(gunzipSync(readFileSync(await written('x.jsonl.gz', frames))).equals(plain)).toBe(true);
	const zstd = readFileSync(await written('x.jsonl.zst', frames));
	expect(zstdDecompressSync(zstd).equals(plain)).toBe(true);
	expect(zstd.toString('latin1').split('\x28\xb5\x2f\xfd')).toHaveLength(2);
});

test('what was flushed is on disk and readable while the recording goes on', async () => {
	for (const name of ['x.jsonl', 'x.jsonl.gz', 'x.jsonl.zst']) {
		const file = join(temporaryDirectory(), name);
		const writer = new RecordingWriter(file, header);
		// What comes while the header is on its way would follow it in one block.
		while (writer.kept.bytes === 0) await turn();
		for (let at = 0; at < 10; at++) writer.write(frameOf(at, `{"at":${at}}`));
		writer.flush();
		writer.write(frameOf(10, '{}'));
		// The compressor works in another thread.
		while (readFileSync(file).length === 0 || (await readAll(file)).frames.length < 10) await turn();
		const {frames, ending} = await readAll(file);
		expect(frames).toHaveLength(10);
		expect(ending?.kind).toBe(name === 'x.jsonl' ? 'cut' : 'truncated');
		expect(writer.bytes).toBe(readFileSync(file).length);
		await writer.close('done');
		expect((await readAll(file)).frames).toHaveLength(11);
		expect(writer.bytes).toBe(readFileSync(file).length);
		expect(writer.fault).toBe('');
	}
});

test.each(['x.jsonl.gz', 'x.jsonl.zst'])('what gathers while the compressor works, %s, follows by itself, and whole', async (name) => {
	const file = join(temporaryDirectory(), name);
	const writer = new RecordingWriter(file, header);
	for (let at = 0; at < 200; at++) {
		writer.write(frameOf(at * 1_000_000, `{"at":${at}}`));
		writer.flush();
	}
	// Nobody flushes any more.
	while (writer.kept.frames < 200) await turn();
	expect((await readAll(file)).frames).toHaveLength(200);
	expect(writer.kept).toEqual({bytes: readFileSync(file).length, frames: 200, at: 199_000_000});
	await writer.close('done');
	expect((await readAll(file)).ending).toMatchObject({kind: 'closed', end: {frames: 200}});
});

test('a plain recording is closed when close returns, for whoever cannot wait', () => {
	const file = join(temporaryDirectory(), 'x.jsonl');
	const writer = new RecordingWriter(file, header);
	writer.write(frameOf(1, '{}'));
	void writer.close('uncaught', {samples: 9, book: 'aa', state: 'bb'});
	expect(readFileSync(file, 'utf8')).toMatch(
		/\{"end":\{"frames":1,"samples":9,"book":"aa","state":"bb","at":1,"reason":"uncaught"\},"crc":\d+\}\n$/,
	);
	writer.write(frameOf(2, '{}'));
	writer.flush();
	expect(readFileSync(file, 'utf8')).not.toContain('"at":2');
});

test('blocks are written without being asked for once 64 KiB have gathered', () => {
	const file = join(temporaryDirectory(), 'x.jsonl');
	const writer = new RecordingWriter(file, header);
	const before = writer.bytes;
	for (let at = 0; writer.bytes === before; at++) writer.write(frameOf(at, `{"at":${at}}`));
	expect(writer.bytes - before).toBeGreaterThanOrEqual(64 * 1024);
	expect(writer.bytes - before).toBeLessThan(65 * 1024);
	void writer.close('done');
});

test('no frame waits for half a second of others that follow it, whoever forgets to flush', () => {
	const file = join(temporaryDirectory(), 'x.jsonl');
	const writer = new RecordingWriter(file, header);
	const wait = new Random(8, 'waits');
	let at = 1_723_161_253_937_085;
	for (let count = 0; count < 300; count++) {
		at += wait.below(count < 100 ? 300_000 : 20_000);
		writer.write(frameOf(at, '{}'));
		const kept = Number(/^.*\n\{"at":(\d+).*\n$/s.exec(readFileSync(file, 'utf8'))?.[1]);
		expect(at - kept).toBeLessThan(500_000);
		expect(writer.kept.at).toBe(kept);
	}
	// It does wait: a write for each frame would cost more than the frame.
	expect(writer.kept.frames).toBeLessThan(300);
	void writer.close('done');
});

test('a file that holds something is not overwritten, an empty one is taken', async () => {
	const full = fileOf('x.jsonl', 'precious');
	expect(() => new RecordingWriter(full, header)).toThrow(
		new UnwritableRecordingError(full, 'exists already and is not overwritten: choose another name'),
	);
	expect(readFileSync(full, 'utf8')).toBe('precious');
	const empty = fileOf('x.jsonl', '');
	await new RecordingWriter(empty, header).close('done');
	expect((await readAll(empty)).ending?.kind).toBe('closed');
});

test('a directory that is not there is named', () => {
	const file = join(temporaryDirectory(), 'missing', 'x.jsonl');
	expect(() => new RecordingWriter(file, header)).toThrow(`${file} cannot be opened: there is no such file or directory`);
	const directory = temporaryDirectory();
	expect(() => new RecordingWriter(directory, header)).toThrow(`${directory} is a directory, not a recording`);
	const below = join(fileOf('file', ''), 'x.jsonl');
	expect(() => new RecordingWriter(below, header)).toThrow(`${below} cannot be opened: a part of its path is a file, not a directory`);
});

test.skipIf(process.platform !== 'linux')('a full disk stops the recording and is kept as a fault', async () => {
	const directory = temporaryDirectory();
	for (const name of ['x.jsonl', 'x.jsonl.gz']) {
		const file = join(directory, name);
		symlinkSync('/dev/full', file);
		const writer = new RecordingWriter(file, header);
		for (let at = 0; at < 10; at++) {
			writer.write(frameOf(at, '{}'));
			writer.flush();
		}
		await writer.close('done');
		expect(writer.fault).toBe(`${file} cannot be written: the disk is full`);
		expect(writer.bytes).toBe(0);
		if (name === 'x.jsonl') expect(writer.frames).toBe(0);
	}
});

test.skipIf(process.platform === 'win32')('a directory that vanishes stops the recording and is kept as a fault', async () => {
	const directory = join(temporaryDirectory(), 'sub');
	mkdirSync(directory);
	const writer = new RecordingWriter(join(directory, 'x.jsonl'), header);
	writer.flush();
	expect(writer.fault).toBe('');
	rmSync(directory, {recursive: true});
	writer.write(frameOf(1, '{}'));
	writer.flush();
	expect(writer.fault).toBe(`${join(directory, 'x.jsonl')} has been removed`);
	writer.write(frameOf(2, '{}'));
	expect(writer.frames).toBe(1);
	await writer.close('done');
});

test('the engine may use a payload again as soon as write returns', async () => {
	const file = join(temporaryDirectory(), 'x.jsonl.zst');
	const writer = new RecordingWriter(file, header);
	const payload = Buffer.from('{"a":1}');
	for (let at = 0; at < 5000; at++) {
		payload[5] = 0x30 + (at % 10);
		writer.write(frameOf(at, payload));
	}
	payload.fill(0);
	await writer.close('done');
	const {frames, error} = await readAll(file);
	expect(error).toBeUndefined();
	expect(frames.every((frame, at) => frame.payload[5] === 0x30 + (at % 10))).toBe(true);
});

import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {recordDemo} from '../support/demo-recording.ts';
import {setting} from '../support/frames.ts';
import {resealed} from '../support/resealed.ts';
import {found, ran} from '../support/verifying.ts';

describe('a recording of our own', () => {
	let folder = '';
	let whole = '';
	let bytes = Buffer.alloc(0);
	let lines: readonly string[] = [];

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'obi-tui-'));
		whole = join(folder, 'whole.jsonl');
		await recordDemo(whole, {
			minutes: 0.5,
			insert: (frames, at) => (frames === 1000 ? {...setting(0, {buy: 0.65, levels: 5}), at} : undefined),
		});
		bytes = readFileSync(whole);
		lines = bytes.toString('latin1').trimEnd().split('\n');
	});
	afterAll(() => rmSync(folder, {recursive: true}));

	const fileOf = (name: string, content: string | Uint8Array): string => {
		const file = join(folder, name);
		writeFileSync(file, content, 'latin1');
		return file;
	};
	/** Where a line begins, in bytes; lines count from 1. */
	const byteOf = (line: number): number => lines.slice(0, line - 1).reduce((sum, {length}) => sum + length + 1, 0);

	test('has the hashes that were written, at every one of them', async () => {
		expect(await found(whole)).toMatchObject({
			hash: 'same as recorded, 30 samples',
			ending: 'closed: the test is over',
			format: 'own',
			faults: [],
		});
		expect((await ran(whole)).code).toBe(0);
	});

	test('is told to differ from the first sample whose hash is another, with exit code 1', async () => {
		const marked = lines.findIndex((line) => line.startsWith('{"sample":12,'));
		const frames = lines.slice(0, marked).filter((line) => line.startsWith('{"at":')).length;
		for (const field of ['book', 'state']) {
			const changed = lines.map((line, index) => (index < marked ? line : line.replace(`"${field}":"`, `"${field}":"0`)));
			const file = fileOf(`${field}.jsonl`, resealed(`${changed.join('\n')}\n`));
			expect(await found(file)).toMatchObject({hash: `differs from frame ${frames}, sample 12`});
			expect((await ran(file)).code).toBe(1);
		}
	});

	test('is told to differ where only its footer does', async () => {
		const file = fileOf(
			'footer.jsonl',
			resealed(`${[...lines.slice(0, -1), lines.at(-1)?.replace('"state":"', '"state":"0')].join('\n')}\n`),
		);
		expect(await found(file)).toMatchObject({hash: expect.stringMatching(/^differs from frame \d+, sample 30$/)});
		expect((await ran(file)).code).toBe(1);
	});

	test('is folded twice where flags ask for other settings: its hashes are compared, and the findings are those of the flags', async () => {
		const plain = await found(whole);
		const {hash, bookHash, stateHash, samples, books} = await found(whole, '--vpin-bucket', '5', '--interval', '0.5');
		expect(hash).toBe('same as recorded, 30 samples; findings with other settings');
		expect({bookHash, stateHash}).toEqual({bookHash: plain.bookHash, stateHash: plain.stateHash});
		expect(samples).toBeGreaterThan(2 * plain.samples - 2);
		expect(books['binance:BTCUSDT'].vpin.bucket).toBe('5');
		expect(plain.books['binance:BTCUSDT'].vpin.bucket).not.toBe('5');
		expect((await found(whole, '--vpin-buckets', '50')).hash).toBe('same as recorded, 30 samples');
	});

	test('that differs does so whatever the flags, with exit code 1', async () => {
		const file = fileOf('changed.jsonl', resealed(`${lines.map((line) => line.replace('"state":"', '"state":"0')).join('\n')}\n`));
		const {code, text} = await ran(file, '--levels', '3');
		expect(code).toBe(1);
		expect(text).toMatch(/compared +differs from frame \d+, sample 1; findings with other settings\n/);
	});

	test('has its frames counted by kind', async () => {
		const {kinds, frames} = await found(whole);
		const kindsWritten = lines.map((line) => /"k":"(\w+)"/.exec(line)?.[1]).filter((kind) => kind !== undefined);
		for (const [kind, count] of Object.entries(kinds)) expect(kindsWritten.filter((each) => each === kind)).toHaveLength(Number(count));
		expect(Object.keys(kinds)).toEqual(['opened', 'message', 'reply', 'closed', 'setting', 'tick']);
		expect(kinds).toMatchObject({opened: 1, setting: 1});
		expect(Object.values(kinds).reduce((sum: number, count) => sum + Number(count), 0)).toBe(frames);
	});

	test('that begins in the middle of a run finds what is in it, and nothing from before', async () => {
		const later = join(folder, 'later.jsonl');
		await recordDemo(later, {minutes: 0.5, after: 1000});
		const text = readFileSync(later, 'latin1');
		const countOf = (stream: string) => text.split(`"m":{"stream":"btcusdt@${stream}`).length - 1;
		const {hash, samples, books, kinds} = await found(later);
		const {depth, applied, droppedBeforeJoin, trades, rho10} = books['binance:BTCUSDT'];
		expect(countOf('depth')).toBeGreaterThan(100);
		expect({depth, applied, droppedBeforeJoin, trades}).toEqual({
			depth: countOf('depth'),
			applied: countOf('depth'),
			droppedBeforeJoin: 0,
			trades: countOf('trade'),
		});
		expect(rho10.n).toBe(applied);
		expect(kinds.opened).toBe(0);
		expect(samples).toBeLessThan(30);
		expect(hash).toBe(`same as recorded, ${samples} samples`);
	});

	test('that begins in the middle of a run is not merged with others', async () => {
		const later = join(folder, 'begun.jsonl');
		await recordDemo(later, {minutes: 0.2, symbols: ['ETHUSDT'], after: 100});
		const words = `${later} begins in the middle of a run and cannot be merged with others: give it alone`;
		expect(await ran(whole, later)).toEqual({code: 1, text: words});
		expect(await ran(later, whole)).toEqual({code: 1, text: words});
	});

	test('is followed by another of the same books: each book takes the diffs of both', async () => {
		const [calm, sweeps] = ['calm', 'sweeps'].map((name) => join(import.meta.dirname, `../../recordings/${name}.jsonl.zst`));
		const [one, other, both] = [await found(calm ?? ''), await found(sweeps ?? ''), await found(calm ?? '', sweeps ?? '')];
		for (const id of ['binance:BTCUSDT', 'binance:ETHUSDT', 'binance:SOLUSDT']) {
			expect(both.books[id].applied).toBe(one.books[id].applied + other.books[id].applied);
			expect(both.books[id].gaps).toBe(one.books[id].gaps + other.books[id].gaps);
			const {lastUpdateId, bidLevels, askLevels, top5Bids, top5Asks, state} = other.books[id];
			expect(both.books[id]).toMatchObject({lastUpdateId, bidLevels, askLevels, top5Bids, top5Asks, state});
		}
		expect(both.frames).toBe(one.frames + other.frames);
	});

	test('of another version of the fold is compared by its books alone', async () => {
		const older = lines.map((line, index) =>
			index === 0 ? line.replace(/"fold":\d+/, '"fold":0') : line.replace('"state":"', '"state":"0'),
		);
		const file = fileOf('older.jsonl', resealed(`${older.join('\n')}\n`));
		expect(await found(file)).toMatchObject({hash: 'book same as recorded, 30 samples (older fold)'});
		expect((await ran(file)).code).toBe(0);
	});

	test('with one byte changed is damaged at that line and byte, with exit code 1, and what stands before it is told', async () => {
		const line = 400;
		const damaged = Buffer.from(bytes);
		const at = byteOf(line) + 150;
		damaged[at] = damaged[at]! ^ 1;
		const file = fileOf('damaged.jsonl', damaged);
		const where = `${file} is damaged at line ${line}, byte ${byteOf(line)}: its crc is not that of its bytes`;
		const {ending, hash, frames} = await found(file);
		expect(ending).toBe(where);
		expect(hash).toMatch(/^same as recorded, \d+ samples?$/);
		expect(frames).toBe(lines.slice(0, line - 1).filter((each) => each.startsWith('{"at":')).length);
		const {code, text} = await ran(file);
		expect(code).toBe(1);
		expect(text).toContain(where);
	});

	test('cut within a line says at which, and that is no failure', async () => {
		const file = fileOf('truncated.jsonl', bytes.subarray(0, byteOf(700) + 20));
		expect(await found(file)).toMatchObject({
			ending: `truncated in line 700, at byte ${byteOf(700)}`,
			hash: expect.stringMatching(/^same/),
		});
		expect((await ran(file)).code).toBe(0);
	});

	test('cut between two lines says that its end is missing', async () => {
		const file = fileOf('killed.jsonl', bytes.subarray(0, byteOf(701)));
		expect(await found(file)).toMatchObject({ending: 'cut: no footer after line 700; the program that wrote it was killed'});
		expect((await ran(file)).code).toBe(0);
	});

	test('cut while compressed says where', async () => {
		const zipped = gzipSync(bytes);
		const file = fileOf('truncated.jsonl.gz', zipped.subarray(0, zipped.length >> 1));
		expect(await found(file)).toMatchObject({
			ending: expect.stringMatching(/^truncated in line \d+, at byte \d+$/),
			hash: expect.stringMatching(/^same/),
		});
	});

	test('of somebody else is not whole when it is cut off, and says where', async () => {
		const line = (at: number) => `${1.7e15 + at} {"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT"}}\n`;
		const file = fileOf('cut-off.txt', Buffer.from(line(1) + line(2) + line(3).slice(0, 40)));
		expect(await found(file)).toMatchObject({ending: `truncated in line 3, at byte ${2 * line(1).length}`, frames: 2});
		expect((await ran(file)).code).toBe(1);
	});

	test.each([
		['no header that can be read', '{"obi":1,"program":"0.1.0"}\n', 'is damaged at line 1, byte 0: its header cannot be read'],
		['a later format', '{"obi":2,"program":"9.0.0"}\n', 'is a recording of format 2; this version reads format 1'],
		['nothing', '', 'is empty'],
		['something else', 'hello, world\n', 'is not a recording that obi-tui knows: line 1 begins with "hello, world"'],
		['binary', Buffer.from([0, 255, 10]), 'is not a recording that obi-tui knows: line 1 begins with "\\u0000ÿ"'],
	])('%s', async (name, content, words) => {
		const file = fileOf(`${name.replaceAll(' ', '-')}.jsonl`, content);
		expect(await ran(file)).toEqual({code: 1, text: `${file} ${words}`});
	});

	test('a line that is no frame, in a foreign recording, is damage as well', async () => {
		const file = fileOf('foreign', '1723161253937085768 {"e":"x"}\nwhat?\n');
		expect(await ran(file)).toEqual({
			code: 1,
			text: expect.stringContaining(`${file} is damaged at line 2, byte 30: it does not begin with a time`),
		});
	});

	test('a missing file, a directory, a file as a directory', async () => {
		expect(await ran(join(folder, 'none'))).toEqual({
			code: 1,
			text: `${join(folder, 'none')} cannot be opened: there is no such file or directory`,
		});
		expect(await ran(folder)).toEqual({code: 1, text: `${folder} is a directory, not a recording`});
		expect(await ran(join(whole, 'in-it'))).toEqual({
			code: 1,
			text: `${join(whole, 'in-it')} cannot be opened: a part of its path is a file, not a directory`,
		});
	});

	test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
		const file = fileOf('secret.jsonl', bytes);
		chmodSync(file, 0);
		expect(await ran(file)).toEqual({code: 1, text: `${file} cannot be opened: permission denied`});
	});

	test('no file at all is a wrong command line', async () => {
		expect(await ran()).toEqual({code: 2, text: 'verify needs a recording: obi-tui verify FILE'});
	});
});

import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {checkpointField} from '../../source/files/checkpoint-field.ts';
import {mergeRecordings, refuseCheckpoints} from '../../source/files/merge.ts';
import {openRecording} from '../../source/files/recording.ts';
import {UnreadableRecordingError} from '../../source/files/recording-errors.ts';
import type {HashMark} from '../../source/files/recording-line.ts';
import type {Frame} from '../../source/market/frame.ts';
import {dataFile} from '../support/data.ts';
import {drain, fileOf, frameOf, header, markOf, textsOf, written} from './kit.ts';

async function merge(...files: ReadonlyArray<ReadonlyArray<Frame | HashMark>>) {
	const recordings = await Promise.all(files.map(async (lines) => openRecording(await written('x.jsonl', lines))));
	return drain(mergeRecordings(recordings));
}

test('frames of several files come by time, equal times in the order of the files, then of the lines', async () => {
	const {frames, error} = await merge(
		[frameOf(1, '"a1"'), frameOf(3, '"a2"'), frameOf(3, '"a3"'), frameOf(9, '"a4"')],
		[frameOf(1, '"b1"'), frameOf(2, '"b2"'), frameOf(3, '"b3"'), frameOf(10, '"b4"')],
		[frameOf(0, '"c1"'), frameOf(3, '"c2"')],
	);
	expect(error).toBeUndefined();
	expect(textsOf(frames)).toEqual(['"c1"', '"a1"', '"b1"', '"b2"', '"a2"', '"a3"', '"b3"', '"c2"', '"a4"', '"b4"']);
});

test('every connection of every file has a number of its own, and 0 stays 0', async () => {
	const one = [frameOf(1, '1', 1), frameOf(3, '2', 2), frameOf(5, '3', 0), frameOf(7, '4', 1)];
	const two = [frameOf(2, '5', 1), frameOf(4, '6', 0), frameOf(6, '7', 7), frameOf(8, '8', 1)];
	const {frames} = await merge(one, two);
	expect(frames.map(({connection}) => connection)).toEqual([1, 2, 3, 0, 0, 4, 1, 2]);
});

test('hashes belong to a file replayed alone: there they stay, in a merge they go', async () => {
	const lines = [frameOf(1, '1', 5), markOf(1, 1), frameOf(2, '2', 5), markOf(2, 2), markOf(3, 3)];
	const alone = await merge(lines);
	expect(alone.marks.map(({mark, frames}) => [mark.sample, frames])).toEqual([
		[1, 1],
		[2, 2],
		[3, 2],
	]);
	expect(alone.frames.map(({connection}) => connection)).toEqual([5, 5]);
	const both = await merge(lines, lines);
	expect(both.marks).toEqual([]);
	expect(textsOf(both.frames)).toEqual(['1', '1', '2', '2']);
});

test('a file without frames holds nothing up', async () => {
	const {frames} = await merge([], [frameOf(1, '1')], [markOf(1, 1)]);
	expect(textsOf(frames)).toEqual(['1']);
	expect((await merge([], [])).frames).toEqual([]);
});

test('a damaged file ends the merge after everything that came before the damage', async () => {
	const sound = await written('a.jsonl', [frameOf(1, '"a1"'), frameOf(2, '"a2"'), frameOf(5, '"a3"')]);
	const text = readFileSync(await written('b.jsonl', [frameOf(1, '"b1"'), frameOf(3, '"b2"'), frameOf(4, '"b3"')]), 'utf8');
	const damaged = fileOf('b.jsonl', text.replace('"b3"', '"b4"'));
	const {frames, error} = await drain(mergeRecordings([await openRecording(sound), await openRecording(damaged)]));
	expect(textsOf(frames)).toEqual(['"a1"', '"b1"', '"a2"', '"b2"']);
	expect(error).toMatchObject({name: 'DamagedRecordingError', file: damaged, line: 4});
});

const btc = dataFile('binance-spot-btcusdt-20240808-60s.gz');
const eth = dataFile('binance-spot-ethusdt-20240808-60s.gz');
test.skipIf(btc === undefined || eth === undefined)(
	'two real recordings of one minute interleave without losing or reordering a frame',
	async () => {
		const merged = await drain(mergeRecordings([await openRecording(btc!), await openRecording(eth!)]));
		expect(merged.frames).toHaveLength(7341 + 6796);
		expect(merged.frames.every((frame, index) => index === 0 || frame.at >= merged.frames[index - 1]!.at)).toBe(true);
		const alone = await Promise.all([btc!, eth!].map(async (file) => (await drain(await openRecording(file))).frames));
		for (const [index, frames] of alone.entries()) {
			expect(textsOf(merged.frames.filter(({connection}) => connection === index + 1))).toEqual(textsOf(frames));
		}
	},
);

const openingOf = (at: number, ...symbols: readonly string[]) =>
	({...frameOf(at, JSON.stringify({venue: 'binance', instruments: symbols.map((symbol) => ({symbol}))}), 1), kind: 'opened'}) as const;

test('a book that stands in two recordings at the same time is refused by name', async () => {
	const {frames, error} = await merge(
		[openingOf(1, 'BTCUSDT', 'ETHUSDT'), frameOf(9, '"a"')],
		[openingOf(2, 'ETHUSDT'), frameOf(3, '"b"')],
	);
	expect(error).toMatchObject({name: 'OverlappingRecordingsError', book: 'binance:ETHUSDT'});
	expect(String(error)).toContain('x.jsonl');
	expect(frames).toHaveLength(0);
});

const kindsAndTimes = (frames: readonly Frame[]) => frames.map(({at, connection, kind}) => `${at} ${kind} ${connection}`);

test('a book that goes on in a second recording after the first has ended is one book, whose connection ends with the first', async () => {
	const {frames, error} = await merge([openingOf(1, 'BTCUSDT'), frameOf(2, '"a"')], [openingOf(3, 'BTCUSDT'), frameOf(4, '"b"')]);
	expect(error).toBeUndefined();
	expect(kindsAndTimes(frames)).toEqual(['1 opened 1', '2 message 1', '2 closed 1', '3 opened 2', '4 message 2']);
	expect(textsOf(frames)[2]).toBe('{"code":1000,"reason":"the recording ended"}');
});

test('connections are closed at the time of the last frame of their file, whatever runs beside it', async () => {
	const {frames} = await merge(
		[openingOf(1, 'BTCUSDT'), {...openingOf(2, 'BNBUSDT'), connection: 2}, frameOf(3, '{}', 0, 'tick')],
		[openingOf(1, 'ETHUSDT'), frameOf(5, '"b"'), frameOf(9, '"c"')],
		[openingOf(7, 'BTCUSDT')],
	);
	expect(kindsAndTimes(frames)).toEqual([
		...['1 opened 1', '1 opened 2', '2 opened 3', '3 tick 0', '3 closed 1', '3 closed 3'],
		...['5 message 2', '7 opened 4', '9 message 2'],
	]);
});

test('where no file is still to begin, the last state of a book is left to be seen', async () => {
	const {frames} = await merge([openingOf(1, 'BTCUSDT'), frameOf(3, '"a"')], [openingOf(2, 'ETHUSDT'), frameOf(9, '"b"')]);
	expect(kindsAndTimes(frames)).toEqual(['1 opened 1', '2 opened 2', '3 message 1', '9 message 2']);
});

test('a book that is taken over by a file that had begun before is closed first', async () => {
	const {frames, error} = await merge(
		[openingOf(1, 'BTCUSDT'), frameOf(3, '"a"')],
		[openingOf(2, 'ETHUSDT'), frameOf(4, '"b"'), {...openingOf(5, 'BTCUSDT'), connection: 2}],
	);
	expect(error).toBeUndefined();
	expect(kindsAndTimes(frames)).toEqual(['1 opened 1', '2 opened 2', '3 message 1', '4 message 2', '4 closed 1', '5 opened 3']);
});

test('a connection that was closed in its file is not closed again', async () => {
	const {frames} = await merge(
		[openingOf(1, 'BTCUSDT'), frameOf(2, '{"code":1006,"reason":""}', 1, 'closed'), frameOf(3, '{}', 0, 'tick')],
		[openingOf(4, 'BTCUSDT')],
	);
	expect(kindsAndTimes(frames)).toEqual(['1 opened 1', '2 closed 1', '3 tick 0', '4 opened 2']);
});

test('a foreign recording does not say when a connection was opened: what was heard is closed', async () => {
	const line = (at: number) => `${1.7e15 + at} {"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT"}}\n`;
	const files = [fileOf('a.txt', line(1) + line(2)), fileOf('b.txt', line(3))];
	const {frames, error} = await drain(mergeRecordings(await Promise.all(files.map(async (file) => openRecording(file)))));
	expect(error).toBeUndefined();
	expect(frames.map(({at, connection, kind}) => [at - 1.7e15, kind, connection])).toEqual([
		...[
			[1, 'message', 1],
			[2, 'message', 1],
			[2, 'closed', 1],
		],
		[3, 'message', 2],
	]);
});

test('a recording that begins with a checkpoint stands alone', async () => {
	const begun = fileOf('begun.jsonl', `${JSON.stringify({...header, checkpoint: checkpointField(Buffer.from('state'))})}\n`);
	const [plain, middle] = [await openRecording(await written('x.jsonl', [])), await openRecording(begun)];
	expect(() => refuseCheckpoints([middle])).not.toThrow();
	expect(() => refuseCheckpoints([plain, plain])).not.toThrow();
	for (const recordings of [
		[plain, middle],
		[middle, plain],
	]) {
		expect(() => refuseCheckpoints(recordings)).toThrow(
			new UnreadableRecordingError(begun, 'begins in the middle of a run and cannot be merged with others: give it alone'),
		);
	}
	await plain.close();
	await middle.close();
});

test('the same foreign recording twice is refused as well', async () => {
	const line = (at: number) => `${1.7e15 + at} {"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT"}}\n`;
	const files = [fileOf('a.txt', line(1) + line(3)), fileOf('b.txt', line(2))];
	const {error} = await drain(mergeRecordings(await Promise.all(files.map(async (file) => openRecording(file)))));
	expect(error).toMatchObject({name: 'OverlappingRecordingsError', book: 'binance:BTCUSDT'});
});

test('where files differ in whose they are, connections that nobody saw opened are opened as they first speak', async () => {
	const line = (at: number, more = '') => `${1.7e15 + at} {"stream":"btcusdt@depth","data":{"e":"depthUpdate","s":"BTCUSDT"${more}}}\n`;
	const spot = fileOf('a.txt', line(1) + line(4));
	const usdm = fileOf('b.txt', line(2, ',"pu":1') + line(3, ',"pu":2'));
	const own = await written('c.jsonl', [openingOf(1.7e15 + 5, 'ETHUSDT'), frameOf(1.7e15 + 6, '"c"')]);
	const mergeFiles = async (...files: readonly string[]) =>
		drain(mergeRecordings(await Promise.all(files.map(async (file) => openRecording(file)))));
	const {frames, error} = await mergeFiles(spot, usdm, own);
	expect(error).toBeUndefined();
	expect(frames.map(({at, connection, kind}) => `${at - 1.7e15} ${kind} ${connection}`)).toEqual([
		...['1 opened 1', '1 message 1', '2 opened 2', '2 message 2', '3 message 2', '3 closed 2', '4 message 1', '4 closed 1'],
		...['5 opened 3', '6 message 3'],
	]);
	const opened = textsOf(frames.filter(({kind}) => kind === 'opened')).map((payload) => JSON.parse(payload));
	expect(opened.map(({venue}) => venue)).toEqual(['binance', 'binance-usdm', 'binance']);
	expect(opened[0]).toMatchObject({instruments: [], market: 'spot'});
	const alike = await mergeFiles(spot, fileOf('d.txt', line(9)));
	expect(alike.frames.some(({kind}) => kind === 'opened')).toBe(false);
});

import {readFileSync} from 'node:fs';

import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {mergeRecordings} from '../../source/files/merge.ts';
import {openRecording} from '../../source/files/recording.ts';
import {dataFile} from '../support/data.ts';
import {drain, fileOf, readAll, textsOf} from './kit.ts';

const message = (time: string | undefined, note = '') =>
	`{"channel":"book","data":[{"symbol":"BTC/USD","bids":[{"price":1.50,"qty":1e-8}]${note}${time === undefined ? '' : `,"timestamp":"2023-07-30T15:29:58.${time}Z"`}}]}`;
const second = Date.parse('2023-07-30T15:29:58Z') * 1000;
const init = message(undefined);

describe('the real Kraken file', () => {
	const path = dataFile('kraken-v2-btcusd-20230730.json');
	test.skipIf(path === undefined)(
		'is a snapshot and 509 updates, each with the bytes that stand in the file, at the time that it bears',
		async () => {
			const text = readFileSync(path!, 'utf8');
			const {frames, ending, error} = await readAll(path!);
			expect(error).toBeUndefined();
			expect(ending).toEqual({kind: 'closed', end: undefined});
			expect(frames.map(({kind}) => kind)).toEqual(['opened', ...Array(510).fill('message')]);
			let from = 0;
			for (const payload of textsOf(frames.slice(1))) {
				const place = text.indexOf(payload, from);
				expect(place).toBeGreaterThanOrEqual(from);
				from = place + payload.length;
			}
			const {init, updates} = JSON.parse(text);
			expect(textsOf(frames.slice(1)).map((payload) => JSON.parse(payload))).toEqual([init, ...updates]);
			const times = updates.map((update: {data: [{timestamp: string}]}) => update.data[0].timestamp);
			expect(frames.slice(2).map(({at}) => new Date(at / 1000).toISOString().slice(0, -1))).toEqual(
				times.map((time: string) => time.slice(0, -4)),
			);
			expect(frames.slice(2).map(({at}) => at % 1000)).toEqual(times.map((time: string) => Number(time.slice(-4, -1))));
			expect(frames[1]!.at).toBe(frames[2]!.at);
		},
	);
});

test('an opening comes first, of whoever speaks, and the snapshot has the time of the first update that has one', async () => {
	const file = fileOf(
		'x.json',
		`{"init":${init},"updates":[${message(undefined)},${message('000007')},${message(undefined)},${message('000009')}]}`,
	);
	const recording = await openRecording(file);
	expect(recording).toMatchObject({
		format: 'kraken',
		venue: 'kraken',
		notes: ['no receive times: each frame has the time that the venue gave its message'],
	});
	await recording.close();
	const {frames} = await readAll(file);
	expect(frames.map(({at, connection, kind}) => [at - second, connection, kind])).toEqual([
		[7, 1, 'opened'],
		[7, 1, 'message'],
		[7, 1, 'message'],
		[7, 1, 'message'],
		[7, 1, 'message'],
		[9, 1, 'message'],
	]);
	expect(JSON.parse(textsOf(frames)[0]!)).toMatchObject({venue: 'kraken', instruments: []});
});

test('payloads are the bytes of the file: numbers as they were printed, blanks, brackets and quotes within texts', async () => {
	const odd = message('000001', ', "note" : "} ] \\" { [ \\\\"').replaceAll(',', ' ,\n\t');
	const file = fileOf(
		'x.json',
		`\n{ "before" : [1, {"init": 2}, "}"], "init" :${init} , "more":null,"updates":[ ${odd} ,\n${message('000002')}\n] } \n`,
	);
	const {frames, ending, error} = await readAll(file, {format: 'kraken'});
	expect(error).toBeUndefined();
	expect(ending).toEqual({kind: 'closed', end: undefined});
	expect(textsOf(frames.slice(1))).toEqual([init, odd, message('000002')]);
});

test('the snapshot comes first wherever it stands, and either may be missing', async () => {
	const after = await readAll(fileOf('x.json', `{"updates":[${message('000001')}],"init":${init}}`));
	expect(textsOf(after.frames.slice(1))).toEqual([init, message('000001')]);
	const alone = await readAll(fileOf('x.json', `{"updates":[${message('000001')}]}`));
	expect(textsOf(alone.frames.slice(1))).toEqual([message('000001')]);
	const none = fileOf('x.json', `{"init":${init},"updates":[]}`);
	expect((await readAll(none)).error).toMatchObject({message: `${none} says nowhere when its messages were sent`});
});

test('a file cut at any byte gives its whole messages and says where it was cut', async () => {
	const messages = [init, message('000001'), message('000002')];
	const whole = `{"init":\n${messages[0]},\n"updates":[\n${messages[1]},\n${messages[2]}\n]\n}\n`;
	const ends = messages.map((each) => whole.indexOf(each) + each.length);
	for (let length = 9; length < whole.length - 2; length++) {
		const {frames, ending, error} = await readAll(fileOf('x.json', whole.slice(0, length)), {format: 'kraken'}).catch(
			(thrown: unknown) => ({
				frames: [],
				ending: undefined,
				error: thrown,
			}),
		);
		const count = ends.filter((end) => end <= length).length;
		// Before the first update nobody knows when it was.
		if (count < 2) {
			expect(String(error)).toContain('says nowhere when its messages were sent');
			continue;
		}
		expect(error).toBeUndefined();
		expect(textsOf(frames.slice(1))).toEqual(messages.slice(0, count));
		expect(ending?.kind).toBe('truncated');
	}
	const {ending} = await readAll(fileOf('x.json', whole.slice(0, whole.indexOf(messages[2]!) + 5)));
	expect(ending).toEqual({kind: 'truncated', line: 5, byte: whole.indexOf(messages[2]!)});
});

test('what is damaged is said at its line and byte, after all messages before it', async () => {
	const faultOf = async (text: string) => (await readAll(fileOf('x.json', text), {format: 'kraken'})).error;
	const start = `{"init":${init},\n"updates":[${message('000001')},\n`;
	expect(await faultOf(`${start}{"a" 1}]}`)).toMatchObject({line: 3, byte: start.length, why: 'it is no JSON'});
	expect(await faultOf(`${start}5]}`)).toMatchObject({line: 3, byte: start.length, why: 'it is no JSON'});
	expect(await faultOf(`${start}${message('000002')} ${message('000003')}]}`)).toMatchObject({
		line: 3,
		why: 'no comma stands between two values',
	});
	expect(await faultOf(`${start}${message('000002')}]} x`)).toMatchObject({line: 3, why: 'something follows the end of the object'});
	expect(await faultOf('{"updates":5}')).toMatchObject({line: 1, byte: 11, why: 'it does not begin with ['});
	expect(await faultOf('[1]')).toMatchObject({line: 1, byte: 0, why: 'it does not begin with {'});
	expect(await faultOf('{5:1}')).toMatchObject({line: 1, byte: 1, why: 'it is no member of an object'});
	const {frames} = await readAll(fileOf('x.json', `${start}{"a" 1}]}`));
	expect(textsOf(frames.slice(1))).toEqual([init, message('000001')]);
});

test('a compressed file whose data are cut gives what they hold', async () => {
	const text = `{"init":${init},"updates":[${Array.from({length: 4000}, (_, index) => message(String(index).padStart(6, '0'), `,"n":${Math.sin(index)}`)).join(',')}]}`;
	const bytes = gzipSync(text);
	const {frames, ending, error} = await readAll(fileOf('x.json.gz', bytes.subarray(0, bytes.length >> 1)));
	expect(error).toBeUndefined();
	expect(frames.length).toBeGreaterThan(1000);
	expect(frames.length).toBeLessThan(4001);
	expect(ending?.kind).toBe('truncated');
	const damaged = Buffer.from(bytes);
	damaged.fill(0, bytes.length - 4);
	const reading = await readAll(fileOf('x.json.gz', damaged));
	expect(reading.frames.length).toBeGreaterThan(1000);
	expect(reading.error).toMatchObject({name: 'DamagedRecordingError'});
});

test('the same book in two files at one time is refused', async () => {
	const files = [1, 2].map((index) => fileOf(`${index}.json`, `{"init":${init},"updates":[${message('000001')},${message('000005')}]}`));
	const {error} = await drain(mergeRecordings(await Promise.all(files.map(async (file) => openRecording(file)))));
	expect(error).toMatchObject({name: 'OverlappingRecordingsError', book: 'kraken:BTC/USD'});
});

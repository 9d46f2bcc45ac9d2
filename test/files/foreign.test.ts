import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {TimeJsonFormat} from '../../source/files/foreign/time-json.ts';
import {formatOfHead} from '../../source/files/foreign.ts';
import {FrameGatherer} from '../../source/files/frame-reader.ts';
import {LineFrames} from '../../source/files/line-frames.ts';
import {LineReader} from '../../source/files/lines.ts';
import {openRecording} from '../../source/files/recording.ts';
import {dataFile} from '../support/data.ts';
import {fileOf, readAll, textsOf} from './kit.ts';

const diff = '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":1,"u":2,"b":[],"a":[]}}';
const touch = '{"stream":"btcusdt@bookTicker","data":{"u":3,"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}}';
const snapshot = '{"lastUpdateId":1,"bids":[],"asks":[]}';

test('lines of time and JSON are frames of connection 1, a bare snapshot among them a reply', async () => {
	const file = fileOf('x', `1723161253937085 ${diff}\n1723161253937086 ${snapshot}\r\n1723161253937087 ${touch}\n`);
	const recording = await openRecording(file);
	expect(recording).toMatchObject({format: 'time-json', header: undefined, venue: 'binance'});
	await recording.close();
	const {frames, ending} = await readAll(file);
	expect(frames.map(({at, connection, kind}) => [at, connection, kind])).toEqual([
		[1723161253937085, 1, 'message'],
		[1723161253937086, 1, 'reply'],
		[1723161253937087, 1, 'message'],
	]);
	expect(textsOf(frames)).toEqual([diff, snapshot, touch]);
	expect(ending).toEqual({kind: 'closed', end: undefined});
});

test('times beyond 1e17 are nanoseconds, cut to µs and never rounded', async () => {
	const timeOf = async (text: string) => (await readAll(fileOf('x', `${text} ${touch}\n`))).frames[0]?.at;
	expect(await timeOf('1723161253937085999')).toBe(1723161253937085);
	expect(await timeOf('1723161253937085000')).toBe(1723161253937085);
	expect(await timeOf('9007199254740991999')).toBe(Number.MAX_SAFE_INTEGER);
	expect(await timeOf('100000000000000001')).toBe(100000000000000);
	expect(await timeOf('1680652700423575')).toBe(1680652700423575);
	expect(await timeOf('0001680652700423575')).toBe(1680652700423575);
	expect(await timeOf('0')).toBe(0);
});

test('a line without time, blank or message is damage at its line and byte', async () => {
	const first = `1723161253937085 ${touch}\n`;
	const faultOf = async (line: string) => (await readAll(fileOf('x', `${first}${line}\n${first}`))).error;
	expect(await faultOf(touch)).toMatchObject({line: 2, byte: first.length, why: 'it does not begin with a time'});
	expect(await faultOf('')).toMatchObject({line: 2, why: 'it does not begin with a time'});
	expect(await faultOf(`1723161253937085${touch}`)).toMatchObject({line: 2, why: 'no blank follows its time'});
	expect(await faultOf('1723161253937085')).toMatchObject({line: 2, why: 'no blank follows its time'});
	expect(await faultOf('1723161253937085 ')).toMatchObject({line: 2, why: 'nothing follows its time'});
	expect(await faultOf(`17231612539370850000 ${touch}`)).toMatchObject({line: 2, why: 'its time has too many digits'});
});

test('a last line that no newline ends is left out and said', async () => {
	const {frames, ending} = await readAll(fileOf('x', `1 ${diff}\n2 ${touch}`));
	expect(frames).toHaveLength(1);
	expect(ending).toEqual({kind: 'truncated', line: 2, byte: diff.length + 3});
});

const usdmDiff = diff.replace('"u":2', '"u":2,"pu":0');
const usdmTrade = '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","X":"MARKET","m":true}}';

async function venueOf(text: string): Promise<string> {
	const recording = await openRecording(fileOf('x', text));
	await recording.close();
	return recording.venue;
}

test('Binance USD-M is told by its first diff or trade, however late that comes, before any frame is delivered', async () => {
	for (const telling of [usdmDiff, usdmTrade]) {
		expect(await venueOf(`1 ${touch}\n2 ${telling}\n`)).toBe('binance-usdm');
		const late = `${`1 ${touch}\n`.repeat(20_000)}2 ${telling}\n`;
		expect(await venueOf(late)).toBe('binance-usdm');
		const {frames, error} = await readAll(fileOf('x', late));
		expect(error).toBeUndefined();
		expect(frames).toHaveLength(20_001);
		expect(textsOf(frames.slice(-1))).toEqual([telling]);
	}
	expect(await venueOf(`1 ${touch}\n`)).toBe('binance');
	expect(await venueOf(`1 ${touch}\n2 ${diff}\n3 ${usdmDiff}\n`)).toBe('binance');
});

test('a USD-M recording that shows it too late to be known in time ends there, in words', async () => {
	const file = fileOf('x', `1 ${touch}\n2 ${touch}\n3 ${touch}\n4 ${usdmDiff}\n`);
	const reader = new LineFrames(await LineReader.open(file), new TimeJsonFormat(touch.length));
	const gathered = new FrameGatherer();
	await reader.begin(gathered);
	expect(reader.venue).toBe('binance');
	while (gathered.fault === undefined && (await reader.next(gathered)));
	await reader.close();
	expect(gathered.frames).toBe(3);
	expect(String(gathered.fault)).toContain('shows only in line 4 that it is of Binance USD-M: begin it with a diff or a trade');
});

test('the books of a USD-M recording are named by its market', async () => {
	const recording = await openRecording(fileOf('x', `1 ${usdmDiff}\n`));
	await recording.close();
	expect(recording.booksOf({at: 1, connection: 1, kind: 'message', payload: Buffer.from(touch)})).toEqual(['binance-usdm:BTCUSDT']);
	expect(recording.booksOf({at: 1, connection: 1, kind: 'reply', payload: Buffer.from(touch)})).toEqual([]);
});

test('a spot trade carries no X, and text in a later message is not searched for one', async () => {
	const trade = '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","m":true,"M":true}}';
	const {frames, error} = await readAll(fileOf('x', `1 ${trade}\n2 {"note":"\\"e\\":\\"trade\\"","X":1,"e":"trade","X":"MARKET"}\n`));
	expect(error).toBeUndefined();
	expect(frames).toHaveLength(2);
});

test('what a file is, is told from its first bytes', async () => {
	const formatOf = (text: string) => formatOfHead(Buffer.from(text));
	expect(formatOf('{"obi":1')).toBe('own');
	expect(formatOf('{"o')).toBe('own');
	expect(formatOf('1 {"a')).toBe('time-json');
	expect(formatOf('1 ["a')).toBe('time-json');
	expect(formatOf('{"t":"header","format":2}')).toBe('capture');
	expect(formatOf('{"t": "recv","conn"')).toBe('capture');
	expect(formatOf('{\n  "init": {')).toBe('kraken');
	expect(formatOf('{"updates":[')).toBe('kraken');
	expect(formatOf('timestamp,price,quantity,side,tradeId\n')).toBe('trades-csv');
	expect(formatOf('exchange,symbol,timestamp,local_timestamp,is_snapshot\n')).toBe('tardis');
	expect(formatOf('34200.004241176,1,16113575,18,5853300,1\n')).toBe('lobster');
	expect(formatOf('34713.685155243,7,0,0,-1,-1\r\n')).toBe('lobster');
	expect(formatOf('5859400,200,5853300,18\n')).toBe('lobster');
	expect(formatOf(Array(1024).fill('5859400').join(','))).toBe('lobster');
	for (const text of ['hello', '', '{}', '{"t":"other"}', '[{"init":1}]', 'timestamp,price', '1,2,3\n', '1723161253937085{"a"']) {
		expect(formatOf(text)).toBeUndefined();
	}
});

test('a file that is nothing known is refused with what it begins with', async () => {
	const hello = fileOf('x', 'hello\u0007 "world"\nmore');
	await expect(openRecording(hello)).rejects.toThrow(
		`${hello} is not a recording that obi-tui knows: line 1 begins with "hello\\u0007 \\"world\\""`,
	);
});

test('the format that is asked for is read, whatever the file looks like', async () => {
	const {frames, error} = await readAll(fileOf('x', `1 ${diff}\n`), {format: 'capture'});
	expect(frames).toEqual([]);
	expect(error).toMatchObject({line: 1, byte: 0, why: 'it is no line that a capture has'});
});

const spot = ['binance-spot-btcusdt-20240808-60s.gz', 'binance-spot-ethusdt-20240808-60s.gz', 'binance-spot-btcusdt-20240808.gz'];
const counts: Readonly<Record<string, number>> = {[spot[0]!]: 7341, [spot[1]!]: 6796, [spot[2]!]: 99_574};

for (const name of spot) {
	const path = dataFile(name);
	test.skipIf(path === undefined)(`${name}: every line is a frame, byte for byte, at its time cut to µs`, async () => {
		const {frames, ending, error} = await readAll(path!);
		expect(error).toBeUndefined();
		expect(ending).toEqual({kind: 'closed', end: undefined});
		expect(frames).toHaveLength(counts[name]!);
		const lines = gunzipSync(readFileSync(path!)).toString().trimEnd().split('\n');
		let latest = 0n;
		const differing = lines.filter((line, index) => {
			const blank = line.indexOf(' ');
			const micros = BigInt(line.slice(0, blank)) / 1000n;
			latest = micros > latest ? micros : latest;
			const frame = frames[index]!;
			const kind = line.startsWith('{"lastUpdateId"', blank + 1) ? 'reply' : 'message';
			return BigInt(frame.at) !== latest || frame.kind !== kind || Buffer.from(frame.payload).toString() !== line.slice(blank + 1);
		});
		expect(differing).toEqual([]);
		expect(frames.findIndex(({kind}) => kind === 'reply')).toBe(lines.findIndex((line) => line.includes(' {"lastUpdateId"')));
	});
}

const usdm = dataFile('binance-usdm-btcusdt-20230404-60s.gz');
test.skipIf(usdm === undefined)('the real USD-M recording is known for one, and whole', async () => {
	const recording = await openRecording(usdm!);
	await recording.close();
	expect(recording).toMatchObject({format: 'time-json', venue: 'binance-usdm', notes: []});
	const {frames, ending} = await readAll(usdm!);
	expect(frames).toHaveLength(7585);
	expect(ending).toEqual({kind: 'closed', end: undefined});
});

import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {detectFormat} from '../../source/files/foreign.ts';
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

test('Binance USD-M is told by its first diff or trade, however late that comes', async () => {
	const usdmDiff = diff.replace('"u":2', '"u":2,"pu":0');
	const trade = '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","X":"MARKET","m":true}}';
	for (const telling of [usdmDiff, trade]) {
		const file = fileOf('x', `1 ${touch}\n2 ${telling}\n`);
		await expect(openRecording(file)).rejects.toThrow(`${file} is a Binance USD-M recording; this version replays Binance spot`);
	}
	const late = await readAll(fileOf('x', `${`1 ${touch}\n`.repeat(20_000)}2 ${usdmDiff}\n`));
	expect(late.error).toMatchObject({name: 'UnreadableRecordingError'});
	expect(late.frames).toHaveLength(20_000);
});

test('a spot trade carries no X, and text in a later message is not searched for one', async () => {
	const trade = '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","m":true,"M":true}}';
	const {frames, error} = await readAll(fileOf('x', `1 ${trade}\n2 {"note":"\\"e\\":\\"trade\\"","X":1,"e":"trade","X":"MARKET"}\n`));
	expect(error).toBeUndefined();
	expect(frames).toHaveLength(2);
});

test('formats that this version does not read are named', async () => {
	const wordsOf = (text: string) => {
		const detected = detectFormat(Buffer.from(text));
		return detected !== undefined && 'words' in detected ? detected.words : detected;
	};
	expect(wordsOf('{"t":"header","format":2}')).toBe('a socket capture ({"t":"header",…} lines)');
	expect(wordsOf('{\n  "init": {')).toBe('a Kraken {init, updates} file');
	expect(wordsOf('timestamp,price,quantity,side,tradeId\n')).toBe('a CSV of trades');
	expect(wordsOf('exchange,symbol,timestamp,local_timestamp,is_snapshot\n')).toBe('a Tardis CSV');
	expect(wordsOf('34200.004241176,1,16113575,18,5853300,1\n')).toBe('a LOBSTER message file');
	expect(wordsOf('5859400,200,5853300,18\n')).toBe('a LOBSTER orderbook file');
	expect(wordsOf('{"obi":1')).toEqual({format: 'own'});
	expect(wordsOf('{"o')).toEqual({format: 'own'});
	expect(wordsOf('1 {"a')).toEqual({format: 'time-json'});
	expect(wordsOf('hello')).toBeUndefined();
	const hello = fileOf('x', 'hello\u0007 "world"\nmore');
	await expect(openRecording(hello)).rejects.toThrow(
		`${hello} is not a recording that obi-tui knows: line 1 begins with "hello\\u0007 \\"world\\""`,
	);
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

describe.skipIf(dataFile('bybit-20260809.jsonl.zst') === undefined)('real recordings of other kinds are refused by name', () => {
	test.each([
		['binance-usdm-btcusdt-20230404-60s.gz', 'is a Binance USD-M recording'],
		['bybit-20260809.jsonl.zst', 'is a socket capture'],
		['coinbase-20260809.jsonl.zst', 'is a socket capture'],
		['kraken-v2-btcusd-20230730.json', 'is a Kraken {init, updates} file'],
		['lobster-aapl-20120621-message_10.csv', 'is a LOBSTER message file'],
		['lobster-aapl-20120621-orderbook_10.csv', 'is a LOBSTER orderbook file'],
		['binance-spot-ltcusdt-20250622-a-trades.csv.gz', 'is a CSV of trades'],
	])('%s %s', async (name, words) => {
		await expect(openRecording(dataFile(name)!)).rejects.toThrow(words);
	});
});

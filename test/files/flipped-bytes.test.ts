/* One byte of a recording is changed, anywhere: `verify` finds it, and says in which line. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync, zstdDecompressSync} from 'node:zlib';
import {beforeAll, describe, expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {recordDemo, sharedDemo} from '../support/demo-recording.ts';
import {setting} from '../support/frames.ts';
import {ran} from '../support/verifying.ts';
import {fileOf, frameOf} from './kit.ts';

const shared = sharedDemo({minutes: 0.05});
const flips = 500;

/** All kinds of lines: frames of three books, a setting, a payload that JSON cannot embed, hashes, a footer. */
const insert = (frames: number, at: number) => {
	if (frames === 60) return {...setting(0, {buy: 0.66, sell: 0.34}), at};
	return frames === 90 ? frameOf(at, Buffer.from([0xff, 0, 0x7b, 0x22, 10, 13]), 1) : undefined;
};

type Flip = {readonly bytes: Buffer; readonly place: number; readonly from: number; readonly to: number};

/** Changes one byte to another, by one bit half of the time. */
function flipped(whole: Buffer, random: Random): Flip {
	const place = random.below(whole.length);
	const from = whole[place] ?? 0;
	const to = random.chance(0.5) ? from ^ (1 << random.below(8)) : (from + 1 + random.below(255)) % 256;
	const bytes = Buffer.from(whole);
	bytes[place] = to;
	return {bytes, place, from, to};
}

/** The line that a byte of the whole file belongs to, its newline included. */
function lineOf(whole: Buffer, place: number): {readonly line: number; readonly byte: number} {
	const before = whole.subarray(0, place);
	return {line: before.filter((byte) => byte === 10).length + 1, byte: before.lastIndexOf(10) + 1};
}

const files: Record<string, Buffer> = {};

beforeAll(async () => {
	const plain = await recordDemo(join(shared.folder, 'plain.jsonl'), {minutes: 0.05, insert});
	const begun = await recordDemo(join(shared.folder, 'begun.jsonl'), {minutes: 0.05, after: 50, insert});
	files['plain'] = readFileSync(plain.file);
	files['begun'] = readFileSync(begun.file);
});

describe.each(['plain', 'begun'])('%s', (name) => {
	test(`${flips} flips in a plain file are all found, with line and byte`, async () => {
		const whole = files[name] ?? Buffer.alloc(0);
		const random = new Random(name === 'plain' ? 1 : 2, 'flips');
		for (let count = 0; count < flips; count++) {
			const {bytes, place, from, to} = flipped(whole, random);
			const {code, text} = await ran(fileOf(`${name}-flipped.jsonl`, bytes));
			const {line, byte} = lineOf(whole, place);
			const what = `byte ${place} from ${from} to ${to}`;
			expect(code, `${what}: ${text}`).toBe(1);
			// Within its first seven bytes a file says what it is.
			const said = place < 7 ? 'line 1 begins with' : `damaged at line ${line}, byte ${byte}`;
			expect(text, what).toContain(said);
		}
	}, 120_000);

	test('so are those of the last bytes and of every newline', async () => {
		const whole = files[name] ?? Buffer.alloc(0);
		const places = [...whole.keys()].filter((place) => whole[place] === 10 || place > whole.length - 40);
		for (const place of places.slice(-120)) {
			const bytes = Buffer.from(whole);
			bytes[place] = (bytes[place] ?? 0) ^ 4;
			const {code, text} = await ran(fileOf(`${name}-ends.jsonl`, bytes));
			const {line, byte} = lineOf(whole, place);
			expect(code, `byte ${place}: ${text}`).toBe(1);
			expect(text).toContain(`damaged at line ${line}, byte ${byte}`);
		}
	}, 60_000);
});

describe.each(['.gz', '.zst'])('%s', (ending) => {
	test('200 flips in a compressed file are found wherever they change what it holds', async () => {
		const {file} = await recordDemo(join(shared.folder, `packed.jsonl${ending}`), {minutes: 0.05, insert});
		const whole = readFileSync(file);
		const sound = (await ran(file, '--json')).text;
		const hashOf = (text: string) => /"stateHash": "(\w+)"/.exec(text)?.[1];
		const unpacked = ending === '.gz' ? gunzipSync : zstdDecompressSync;
		const random = new Random(3, ending);
		let harmless = 0;
		for (let count = 0; count < 200; count++) {
			const {bytes, place} = flipped(whole, random);
			const {code, text} = await ran(fileOf(`flipped.jsonl${ending}`, bytes), '--json');
			if (code === 1) {
				expect(text, `byte ${place}`).toMatch(/damaged at line \d+, byte \d+|line 1 begins with|holds nothing|is empty/);
				continue;
			}
			// A date in the head of a gzip file, a bit that zstd leaves unused: what is in it is the same, to the byte.
			harmless++;
			expect(unpacked(bytes).equals(unpacked(whole)), `byte ${place}`).toBe(true);
			expect(hashOf(text)).toBe(hashOf(sound));
		}
		expect(harmless).toBeLessThan(5);
	}, 120_000);
});

/* The built program is killed while it records: what stands on disk is what it had folded, but for the last second, and proves itself. */

import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Finding, judged, killMany} from '../soak/kills.ts';
import {requireBuild} from '../support/pseudo-terminal.ts';
import {resealed} from '../support/resealed.ts';

const kills = 20;
const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
let findings: readonly Finding[] = [];

beforeAll(async () => {
	requireBuild();
	findings = await killMany(kills, 1, folder);
}, 120_000);
afterAll(() => rmSync(folder, {recursive: true}));

test(`of ${kills} recordings whose program was killed, each opens, proves itself as far as it goes, and has lost a second at most`, () => {
	expect(findings.flatMap(({complaints}) => complaints)).toEqual([]);
	expect(findings.filter(({form}) => form === 'jsonl.zst').length).toBeGreaterThanOrEqual(6);
	expect(findings.filter(({form}) => form === 'jsonl.gz').length).toBeGreaterThanOrEqual(6);
	expect(findings.filter(({form}) => form === 'jsonl').length).toBeGreaterThanOrEqual(6);
	// There was something to lose in each.
	expect(Math.min(...findings.map(({frames}) => frames))).toBeGreaterThan(5);
	// No compressed stream has its end.
	expect(findings.filter(({form, ending}) => form !== 'jsonl' && ending !== 'truncated')).toEqual([]);
});

describe('is found out', () => {
	/** What is said of the longest plain recording, its text changed. */
	async function complaintsAbout(change: (text: string) => string): Promise<string> {
		const [longest] = findings
			.filter(({form}) => form === 'jsonl')
			.toSorted((one, other) => other.lines / other.speed - one.lines / one.speed);
		if (longest === undefined) throw new Error('nothing was killed');
		const file = path.join(folder, 'changed.jsonl');
		writeFileSync(file, change(readFileSync(longest.file, 'utf8')));
		return (await judged({...longest, file})).complaints.join('\n');
	}

	test('a recording that ends more than a second before its program did', async () => {
		expect(await complaintsAbout((text) => linesOf(text).slice(0, 20).join(''))).toMatch(/: \d+\.\d+ s of the recording are lost$/);
	});

	test('one that lacks a frame in its middle', async () => {
		const complaints = await complaintsAbout((text) => {
			const lines = linesOf(text);
			const middle = lines.findIndex((line, index) => index > lines.length / 2 && line.startsWith('{"at":'));
			return lines.toSpliced(middle, 1).join('');
		});
		expect(complaints).toContain('its frames are not the first of the demo');
		expect(complaints).toMatch(/hashes: differs from frame \d+, sample \d+/);
	});

	test('one whose hashes are of another fold', async () => {
		const complaints = await complaintsAbout((text) => resealed(text.replace(/"state":"\w{8}/, '"state":"00000000')));
		expect(complaints).toMatch(/verify ends with 1\n.*hashes: differs from frame \d+, sample \d+$/);
	});

	test('one that claims to have ended well', async () => {
		const complaints = await complaintsAbout((text) => {
			const lines = linesOf(text).filter((line) => line.endsWith('\n'));
			const frames = lines.filter((line) => line.startsWith('{"at":')).length;
			const end = {frames, samples: 0, book: '', state: '', at: 0, reason: 'all is well'};
			return resealed(`${lines.join('')}${JSON.stringify({end, crc: 0})}\n`);
		});
		expect(complaints).toMatch(/: ends as "closed: all is well"$/);
	});

	test('one of which nothing is left', async () => {
		expect(await complaintsAbout(() => '')).toContain('changed.jsonl is empty');
	});
});

/** Each with its newline; the last may lack one. */
function linesOf(text: string): string[] {
	return text.split(/(?<=\n)/);
}

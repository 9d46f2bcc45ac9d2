/* The built program as a child process: what it says where, and with which exit code it ends. */

import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {programVersion} from '../../source/files/program-version.ts';
import {venues} from '../../source/venues/index.ts';
import {recordDemo} from '../support/demo-recording.ts';
import {plainEnvironment, program, requireBuild} from '../support/pseudo-terminal.ts';

const allVenues = venues.map(({id}) => id).join(', ');

type Answer = {readonly code: number; readonly stdout: string; readonly stderr: string};

const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
const file = (name: string) => path.join(folder, name);

beforeAll(async () => {
	requireBuild();
	await recordDemo(file('sound.jsonl'), {minutes: 0.2, symbols: ['BTCUSDT']});
	const sound = readFileSync(file('sound.jsonl'));
	writeFileSync(file('damaged.jsonl'), sound.toString().replace('\n{"at":', '\n{"at":1'));
	writeFileSync(file('cut.jsonl.gz'), gzipSync(sound).subarray(0, 2000));
	writeFileSync(file('empty.jsonl'), '');
	writeFileSync(file('foreign.txt'), 'dear diary\n');
	mkdirSync(file('directory'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Answer> {
	return new Promise((resolve) => {
		const options = {cwd: folder, env: plainEnvironment(folder, environment)};
		const child = execFile(process.execPath, [program, ...words], options, (error, stdout, stderr) => {
			resolve({code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr});
		});
		child.stdin?.end();
	});
}

/** Exit code and complaints of a line of the shell, in which the program and its words are `"$0" "$@"`. */
function shell(line: string, ...words: readonly string[]): Promise<string> {
	return new Promise((resolve) => {
		const child = execFile('/bin/sh', ['-c', line, process.execPath, program, ...words], {cwd: folder}, (_error, _stdout, stderr) =>
			resolve(`${child.exitCode}: ${stderr}`),
		);
	});
}

describe('0: done', () => {
	test('--version is the version', async () => {
		expect(await run(['--version'])).toEqual({code: 0, stdout: `${programVersion}\n`, stderr: ''});
	});

	test.each([['--help'], ['record', '--help'], ['verify', '--help'], ['export', '--help'], ['metrics', '--help'], ['info', '--help']])(
		'%s %s is a page',
		async (...words) => {
			const {code, stdout, stderr} = await run(words);
			expect({code, stderr}).toEqual({code: 0, stderr: ''});
			expect(stdout).toContain('Usage:');
			expect(stdout).toContain('--');
		},
	);

	test('samples go to standard output, and what is said of them to standard error', async () => {
		const {code, stdout, stderr} = await run(['--replay', 'sound.jsonl', '--json', '--trades', file('trades.json')]);
		expect(code).toBe(0);
		const lines = stdout.trimEnd().split('\n');
		expect(lines.length).toBeGreaterThan(5);
		for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
		expect(stderr).toMatch(/^Final portfolio value: BTCUSDT .*\n$/);
	});

	test('a recording cut short is verified as far as it goes', async () => {
		const {code, stdout, stderr} = await run(['verify', 'cut.jsonl.gz']);
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(stdout).toMatch(/own; truncated in line \d+, at byte \d+/);
	});

	test('of nothing, --json writes nothing', async () => {
		writeFileSync(file('header.jsonl'), `${readFileSync(file('sound.jsonl'), 'utf8').split('\n', 1)[0]}\n`);
		const {code, stdout, stderr} = await run(['--replay', 'header.jsonl', '--json']);
		expect({code, stdout}).toEqual({code: 0, stdout: ''});
		expect(stderr).toMatch(/^obi-tui: header\.jsonl is cut: no footer after line 1; .*\nNo book was seen\.\n$/);
	});
});

describe('1: something failed', () => {
	test.each([
		['nowhere.jsonl', 'nowhere.jsonl cannot be opened: there is no such file or directory'],
		['sound.jsonl/x', 'sound.jsonl/x cannot be opened: a part of its path is a file, not a directory'],
		['directory', 'directory is a directory, not a recording'],
		['empty.jsonl', 'empty.jsonl is empty'],
		['foreign.txt', 'foreign.txt is not a recording that obi-tui knows: line 1 begins with "dear diary"'],
	])('%s', async (name, words) => {
		const answer = {code: 1, stdout: '', stderr: `obi-tui: ${words}\n`};
		expect(await run(['verify', name])).toEqual(answer);
		expect(await run(['--replay', name])).toEqual(answer);
		expect(await run(['--replay', name, '--json'])).toEqual(answer);
	});

	test('what a name or a recording holds cannot steer the terminal', async () => {
		expect(await run(['verify', '\u001b[2J\u009b1m.jsonl'])).toMatchObject({
			code: 1,
			stderr: expect.stringMatching(/^obi-tui: \?\[2J\?1m\.jsonl cannot/),
		});
		const steering = Buffer.from('{"stream":"btcusdt@\\u001b[2Jx","data":{"e":"\\u001b[2J"}}');
		writeFileSync(file('steering.txt'), `1723161253937085 ${steering}\n`);
		const {code, stdout} = await run(['verify', 'steering.txt']);
		expect(code).toBe(0);
		expect(stdout).toContain('1 × ?[2Jx');
		expect(stdout).not.toContain('\u001b');
	});

	test('a pipe cannot be replayed, for it gives what it holds once; it can be verified', async () => {
		const words = '1: obi-tui: /dev/stdin is no file but a pipe or a device, which a replay cannot read twice: save it to a file first\n';
		expect(await shell('cat sound.jsonl | "$0" "$1" --replay /dev/stdin')).toBe(words);
		expect(await shell('cat sound.jsonl | "$0" "$1" verify /dev/stdin --levels 5 > piped.txt')).toBe('0: ');
		expect(readFileSync(file('piped.txt'), 'utf8')).toMatch(/same as recorded, \d+ samples; findings with other settings/);
	});

	test('damage is named by line and byte', async () => {
		const replay = await run(['--replay', 'damaged.jsonl']);
		expect(replay).toMatchObject({
			code: 1,
			stderr: expect.stringMatching(/^obi-tui: damaged\.jsonl is damaged at line 2, byte \d+: .+\n$/),
		});
		const verify = await run(['verify', 'damaged.jsonl']);
		expect(verify).toMatchObject({code: 1, stderr: ''});
		expect(verify.stdout).toContain('damaged at line 2, byte ');
	});

	test('no network: one line', async () => {
		const answer = await run(['record', 'BTCUSDT', '--out', 'x.jsonl', '--base-url', 'http://127.0.0.1:1']);
		expect(answer).toEqual({
			code: 1,
			stdout: '',
			stderr: 'obi-tui: 127.0.0.1:1 did not answer: connection refused; gave up. --demo and --replay need no network.\n',
		});
	});

	test('standard output on a full disk', async () => {
		expect(await shell('"$0" "$@" > /dev/full', '--help')).toBe('1: obi-tui: standard output cannot be written: the disk is full\n');
	});

	test('a recording that may grow no larger', async () => {
		const words = ['record', '--demo', '--minutes', '1', '--out', 'large.jsonl'];
		expect(await shell('ulimit -f 100; exec "$0" "$@"', ...words)).toMatch(
			/^1: obi-tui: large\.jsonl cannot be written: it is as large as a file may be; \d+ frames are in no file, \d+ in large\.jsonl\.\n$/,
		);
	});

	test('a table that may grow no larger, of which nothing is left', async () => {
		const words = ['export', 'sound.jsonl', '--out', 'large.csv'];
		const answer = await shell('ulimit -f 4; exec "$0" "$@"', ...words);
		expect(answer).toBe('1: obi-tui: large.csv cannot be written: it is as large as a file may be\n');
		expect(readdirSync(folder).filter((name) => name.startsWith('large.') && !name.includes('jsonl'))).toEqual([]);
	});

	test('a fault of its own is one sentence with the log, where the stack is', async () => {
		const fault = file('fault.mjs');
		writeFileSync(fault, 'process.stdout.write = () => { throw new Error("the unexpected\\nand more of it"); };');
		const {code, stdout, stderr} = await run(['info', '--base-url', 'http://127.0.0.1:1'], {NODE_OPTIONS: `--import=${fault}`});
		const log = file('state/obi-tui/obi-tui.log');
		expect({code, stdout}).toEqual({code: 1, stdout: ''});
		expect(stderr).toBe(`obi-tui stopped, by a fault of its own: the unexpected. Details are in ${log}\n`);
		expect(readFileSync(log, 'utf8')).toMatch(/ error Error: the unexpected\n {2}and more of it\n +at .*fault\.mjs/);
	});
});

describe('2: the command line is wrong', () => {
	test.each([
		[['--vernue', 'x'], '--vernue is no option. Nearest: --venue. See obi-tui --help.'],
		[['--venue', 'binanse'], `--venue binanse: there is no such venue. Nearest: binance. One of ${allVenues}.`],
		[['binanse:BTCUSDT'], `binanse is no venue that obi-tui speaks. Nearest: binance. There is: ${allVenues}.`],
		[['verfy', 'x.jsonl'], 'verfy is no command. Nearest: verify.'],
		[['verify'], 'verify needs a recording: obi-tui verify FILE'],
		[['export', 'x.jsonl'], 'export needs --out FILE: obi-tui export FILE --out NAME.csv'],
		[['metrics', 'vpinn'], 'vpinn: there is no such column. Nearest: vpin. obi-tui metrics lists them all.'],
		[['--replay'], '--replay needs a recording: obi-tui --replay FILE'],
		[['--levels'], '--levels needs a value: L, levels per side in OBI.'],
		[['--replay', 'x', '--at', 'noon'], '--at: "noon" is no time such as 2024-08-08T23:54:13.937Z or 23:54:13.937.'],
		[['BTCUSDT', '--base-url', 'x'], '"x" is no address such as https://api.binance.com'],
	])('%j', async (words, message) => {
		expect(await run(words)).toEqual({code: 2, stdout: '', stderr: `obi-tui: ${message}\n`});
	});
});

/* The package as it is published: what is in it, and that it runs where only it and its dependencies are. Nothing here needs a network. */

import {execFile, execFileSync} from 'node:child_process';
import {existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {dataFile} from '../support/data.ts';
import {PseudoTerminal, plainEnvironment, requireBuild} from '../support/pseudo-terminal.ts';

const repository = path.join(import.meta.dirname, '../..');
const {version, dependencies}: {version: string; dependencies: Record<string, string>} = JSON.parse(
	readFileSync(path.join(repository, 'package.json'), 'utf8'),
);
const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
const installed = path.join(folder, 'package');
/** As npm links it into the folder of commands. */
const command = path.join(folder, 'obi-tui');
let packed: string[] = [];

/** Packs the repository as it stands, and lays beside the package what a user's npm would install for it: its dependencies and nothing more. */
beforeAll(() => {
	requireBuild();
	execFileSync('npm', ['pack', '--ignore-scripts', '--offline', '--no-update-notifier', '--silent', '--pack-destination', folder], {
		cwd: repository,
	});
	const tarball = path.join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
	packed = execFileSync('tar', ['-tzf', tarball], {encoding: 'utf8'})
		.trim()
		.split('\n')
		.map((name) => name.replace(/^package\//, ''));
	execFileSync('tar', ['-xzf', tarball, '-C', folder]);
	for (const name of Object.keys(dependencies)) {
		const link = path.join(installed, 'node_modules', name);
		mkdirSync(path.dirname(link), {recursive: true});
		symlinkSync(path.join(repository, 'node_modules', name), link);
	}
	symlinkSync(path.join(installed, 'bin/obi-tui.cjs'), command);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

describe('the package', () => {
	test('holds the program, the recordings, the readme and the licence, and no tests, sources or leftovers', () => {
		const folders = new Set(packed.filter((name) => name.includes('/')).map((name) => name.split('/')[0]));
		expect([...folders].sort()).toEqual(['bin', 'dist', 'recordings']);
		expect(packed.filter((name) => !name.includes('/')).map((name) => name.toLowerCase())).toEqual(
			expect.arrayContaining(['license', 'package.json', 'readme.md']),
		);
		expect(packed.filter((name) => /(^|[/.])tests?[/.]|\.tsx?$|\.tsbuildinfo$|\.tgz$|\.log$/.test(name))).toEqual([]);
		expect(packed).toEqual(expect.arrayContaining(['bin/obi-tui.cjs', 'bin/main.cjs', 'dist/cli.js']));
	});

	test('holds what every source compiles to, and nothing that no source does', () => {
		const compiled = globSync('**/*.{ts,tsx}', {cwd: path.join(repository, 'source')}).map(
			(name) => `dist/${name.replace(/\.tsx?$/, '.js')}`,
		);
		expect(packed.filter((name) => name.startsWith('dist/')).sort()).toEqual(compiled.sort());
	});

	test('runs: its version, and a recording verified', async () => {
		expect(await run(process.execPath, [command, '--version'])).toEqual({code: 0, stdout: `${version}\n`, stderr: ''});
		const own = path.join(installed, 'recordings');
		const first = existsSync(own) ? readdirSync(own).find((name) => name.includes('.jsonl')) : undefined;
		const recording = first === undefined ? dataFile('binance-spot-btcusdt-20240808-60s.gz') : path.join(own, first);
		expect(recording, 'a recording in the package, or the 60 s of real data').toBeDefined();
		const {code, stdout, stderr} = await run(process.execPath, [command, 'verify', '--json', recording ?? '']);
		expect(stderr).toBe('');
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({frames: expect.any(Number), stateHash: expect.stringMatching(/^\w{64}$/)});
	});

	test('runs React as it is built for production, which must be said before it is loaded', async () => {
		const note = path.join(import.meta.dirname, '../support/note-react.ts');
		const terminal = new PseudoTerminal({words: [command, '--demo'], environment: {NODE_OPTIONS: `--import=${note}`}});
		onTestFinished(() => terminal.close());
		await terminal.until('LADDER');
		terminal.press('q');
		expect((await terminal.ended()).code).toBe(0);
		expect(readFileSync(path.join(terminal.folder, 'react'), 'utf8')).toBe('react.production.js');
	});
});

describe('under a Node that is too old', () => {
	/** Found, needed, and how to get it, on one line. */
	const refusal = (found: string) =>
		new RegExp(`^obi-tui needs Node 22\\.19 or newer, this is ${found.replaceAll('.', '\\.')}: get it from [^\\n]+\\n$`);

	test.each(['0.12.18', '18.20.4', '22.18.0', '22.9.0'])('%s is refused with one line that says what to do', async (found) => {
		const answer = await runAs(found);
		expect(answer).toMatchObject({code: 1, stdout: ''});
		expect(answer.stderr).toMatch(refusal(found));
	});

	test.each(['22.19.0', '23.0.0', '100.1.0'])('%s is not', async (found) => {
		expect(await runAs(found)).toEqual({code: 0, stdout: `${version}\n`, stderr: ''});
	});

	const old = otherNode();
	test.skipIf(old === undefined)('the one on this machine says so itself', async () => {
		const answer = await run(old?.file ?? '', [command, '--version']);
		expect(answer).toMatchObject({code: 1, stdout: ''});
		expect(answer.stderr).toMatch(refusal(old?.version ?? ''));
	});

	test('the file that refuses is of a JavaScript that the oldest can parse', () => {
		const code = readFileSync(path.join(installed, 'bin/obi-tui.cjs'), 'utf8')
			.replace(/^#!.*/, '')
			.replace(/\/\/.*$/gm, '')
			.replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
		expect(code).toContain('require(');
		expect(code).not.toMatch(/\b(const|let|class|async|await|import|export|of|yield)\b|=>|`|\.\.\.|\?\.|\?\?|\*\*|\d_\d/);
		// What trails the last argument of a call is of 2017.
		expect(code.replace(/,(\s*)\]/g, '$1]')).not.toMatch(/,\s*\)/);
	});
});

type Answer = {readonly code: number; readonly stdout: string; readonly stderr: string};

function run(file: string, words: readonly string[]): Promise<Answer> {
	return new Promise((resolve) => {
		execFile(file, words, {cwd: folder, env: plainEnvironment(folder)}, (error, stdout, stderr) => {
			resolve({code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr});
		});
	});
}

/** Runs `--version` under this Node, which says that it is another. */
function runAs(found: string): Promise<Answer> {
	const fake = path.join(folder, `node-${found}.cjs`);
	writeFileSync(fake, `Object.defineProperty(process, 'versions', {value: Object.assign({}, process.versions, {node: '${found}'})});`);
	return run(process.execPath, ['--require', fake, command, '--version']);
}

/** The machine's own Node, if it is older than what the program needs. */
function otherNode(): {readonly file: string; readonly version: string} | undefined {
	const places = (process.env['PATH'] ?? '').split(path.delimiter).filter((place) => !place.includes('node_modules'));
	const file = places.map((place) => path.join(place, 'node')).find((name) => existsSync(name));
	if (file === undefined) return undefined;
	const found = execFileSync(file, ['--version'], {encoding: 'utf8'}).trim().replace(/^v/, '');
	const [major = 0, minor = 0] = found.split('.').map(Number);
	return major < 22 || (major === 22 && minor < 19) ? {file, version: found} : undefined;
}

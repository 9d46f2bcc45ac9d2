/* The built program in a real terminal: what a person sees, what keys do, and how the terminal is left behind. */

import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {dataFile} from '../support/data.ts';
import {
	type Ending,
	lineBefore,
	PseudoTerminal,
	type PseudoTerminalOptions,
	plainEnvironment,
	program,
	requireBuild,
} from '../support/pseudo-terminal.ts';

const ownFolder = path.join(import.meta.dirname, '../../recordings');
const own = existsSync(ownFolder) ? readdirSync(ownFolder).filter((name) => /\.jsonl(\.gz|\.zst)?$/.test(name)) : [];
const recording = dataFile('binance-spot-btcusdt-20240808-60s.gz') ?? (own[0] === undefined ? undefined : path.join(ownFolder, own[0]));
const usual = ['--replay', recording ?? '', '--buy', '0.7', '--sell', '0.3', '--levels', '10'];
const panels = ['LADDER L10', 'OBI L10', 'VPIN', 'PORTFOLIO', 'SIGNALS'];

beforeAll(requireBuild);

/** A terminal that is closed with the test. */
function open(words: readonly string[], options: Omit<PseudoTerminalOptions, 'words'> = {}): PseudoTerminal {
	const terminal = new PseudoTerminal({words: [program, ...words], ...options});
	onTestFinished(() => terminal.close());
	return terminal;
}

describe.skipIf(recording === undefined)('at the end of a recording', () => {
	let terminal: PseudoTerminal;
	/** The frame without the header, whose CPU share changes by itself. */
	const frame = () => terminal.lines.slice(1).join('\n');

	beforeAll(async () => {
		terminal = new PseudoTerminal({words: [program, ...usual, '--speed', 'max']});
		await terminal.until('REPLAY ENDED');
	});
	afterAll(() => terminal.close());

	test('all five panels stand in a frame that is one row lower than the terminal', () => {
		for (const title of [...panels, 'BOOK INTEGRITY']) expect(terminal.screen).toContain(title);
		expect(terminal.screen).toMatch(/ (IN STEP|PROVEN)/);
		expect(terminal.screen).toMatch(/▲ BUY|▼ SELL/);
		expect(terminal.lines[34]).toContain('? help');
		expect(terminal.lines[35]).toBe('');
		expect(terminal.isAlternate).toBe(true);
	});

	test('? opens the help, and ? and Escape close it and leave the frame as it was', async () => {
		const before = frame();
		for (const closing of ['?', '\u001b']) {
			terminal.press('?');
			await terminal.until('this help, and away again');
			terminal.press(closing);
			await terminal.until(() => frame() === before);
		}
	});

	test('= narrows and - widens what makes a signal', async () => {
		await terminal.until('ρ .70/.30 (±.40)');
		terminal.press('=');
		await terminal.until('ρ .71/.29 (±.42)');
		terminal.press('-');
		await terminal.until('ρ .70/.30 (±.40)');
		// Typed fast, keys come as one chunk: each of them counts.
		terminal.press('===');
		await terminal.until('ρ .73/.27 (±.46)');
		terminal.press('---');
		await terminal.until('ρ .70/.30 (±.40)');
	});

	test('L takes more levels and l fewer', async () => {
		terminal.press('L');
		await terminal.until('OBI L15');
		terminal.press('l');
		await terminal.until('OBI L10');
	});

	test('] groups the ladder by coarser prices and [ by finer ones', async () => {
		const group = () => Number(/grp ([\d.,]+)/.exec(terminal.screen)?.[1]);
		const before = frame();
		const finest = group();
		terminal.press(']');
		await terminal.until(() => group() > finest);
		terminal.press('[');
		await terminal.until(() => frame() === before);
	});

	test('Tab moves the focus from pane to pane, and Shift+Tab back', async () => {
		terminal.press('\t');
		await terminal.until('┏━ LADDER');
		terminal.press('\t');
		await terminal.until((screen) => screen.includes('┏━ OBI') && !screen.includes('┏━ LADDER'));
		terminal.press('\u001b[Z\u001b[Z');
		await terminal.until((screen) => !screen.includes('┏'));
	});

	test('t goes through the themes, so that bids and asks change colour', async () => {
		const bidColors = () => colorsOf(terminal, (line) => / bid\b/.test(line));
		await terminal.until(() => bidColors().has('5aa9e6'));
		terminal.press('t');
		await terminal.until(() => bidColors().has('57b894') && !bidColors().has('5aa9e6'));
		terminal.press('tt');
		await terminal.until(() => bidColors().has('5aa9e6') && !bidColors().has('57b894'));
	});

	test('s writes book, text and picture into the working folder, and the log says so', async () => {
		terminal.press('s');
		await terminal.until('snapshot saved: ./orderbook_snapshot_');
		const written = readdirSync(terminal.folder).filter((name) => name.startsWith('orderbook_snapshot_'));
		expect(written.map((name) => path.extname(name)).sort()).toEqual(['.json', '.svg', '.txt']);
		const read = (extension: string) =>
			readFileSync(path.join(terminal.folder, written.find((name) => name.endsWith(extension)) ?? ''), 'utf8');
		expect(JSON.parse(read('.json'))).toMatchObject({state: 'LIVE', thresholds: {buy: 0.7, sell: 0.3, levels: 10}});
		expect(read('.txt')).toContain(terminal.lines[1]);
		expect(read('.svg')).toMatch(/^<svg.*LADDER.*<\/svg>\s*$/s);
		expect(terminal.screen).toContain(path.basename(written[0] ?? '', path.extname(written[0] ?? '')));
	});

	test('the frame follows the size of the terminal, down to a word on what is too small, and back', async () => {
		const before = frame();
		await terminal.resize({columns: 80, rows: 24});
		const small = await terminal.until(
			(screen) =>
				panels.every((title) => screen.includes(title)) && terminal.lines[22]?.includes('? help') === true && terminal.lines[23] === '',
		);
		expect(small).not.toContain('INTEGRITY');
		await terminal.resize({columns: 40, rows: 10});
		await terminal.until((screen) => screen.includes('obi-tui needs 60×16') && screen.includes('this terminal: 40×10'));
		await terminal.resize({columns: 120, rows: 36});
		await terminal.until(() => frame() === before);
	});
});

describe.skipIf(recording === undefined)('while a recording runs', () => {
	test('Space holds it and lets it go on, and } and { change its speed', async () => {
		const terminal = open(usual);
		const time = (screen: string) => /(\d\d:\d\d:\d\d\.\d{3})Z/.exec(screen)?.[1];
		await terminal.until(/▸ REPLAY 1×.*LADDER.*IN STEP/s);
		terminal.press(' ');
		const held = time(await terminal.until('PAUSED REPLAY 1×'));
		expect(held).toBeDefined();
		terminal.press('}');
		expect(time(await terminal.until('PAUSED REPLAY 2×'))).toBe(held);
		terminal.press(' }');
		await terminal.until('▸ REPLAY 5×');
		await terminal.until((screen) => ![undefined, held].includes(time(screen)));
		terminal.press('{{{');
		await terminal.until('▸ REPLAY 0.5×');
	});

	const ways: readonly (readonly [name: string, end: (terminal: PseudoTerminal) => void])[] = [
		['q', (terminal) => terminal.press('q')],
		['Ctrl+C', (terminal) => terminal.press('\u0003')],
		['SIGINT', (terminal) => terminal.signal('SIGINT')],
		['SIGTERM', (terminal) => terminal.signal('SIGTERM')],
		['SIGHUP', (terminal) => terminal.signal('SIGHUP')],
	];
	test.each(ways)('%s ends it, gives the terminal back as it was, and says what the portfolio came to', async (_, end) => {
		const terminal = open([...usual, '--speed', '10']);
		await terminal.until('IN STEP');
		end(terminal);
		const ending = await terminal.ended();
		expect(ending.code).toBe(0);
		expectRestored(terminal, ending);
		const [first, ...last] = terminal.screen.trim().split('\n');
		expect(first).toBe(lineBefore);
		expect(last.join('')).toMatch(/^Final portfolio value: \w+ [\d,.]+ \w+ \([+−][\d.]+ %\), \d+ trades?, \d+ gaps?[.;]/);
	});

	test('a fault of the program gives the terminal back too, and says where to read on', async () => {
		const breaker = path.join(import.meta.dirname, '../support/throw-on-signal.ts');
		const terminal = open([...usual, '--speed', '10'], {environment: {NODE_OPTIONS: `--import=${breaker}`}});
		await terminal.until('IN STEP');
		terminal.signal('SIGUSR2');
		const ending = await terminal.ended();
		const log = path.join(terminal.folder, 'state/obi-tui/obi-tui.log');
		expect(ending.code).toBe(1);
		expectRestored(terminal, ending);
		expect(terminal.screen.trim().split('\n').slice(1).join('')).toBe(
			`obi-tui stopped, by a fault of its own: the roof fell in. Details are in ${log}`,
		);
		expect(readFileSync(log, 'utf8')).toMatch(/error Error: the roof fell in\n +at .*throw-on-signal\.ts/);
	});

	test('a terminal that is closed takes the program along', async () => {
		const terminal = open([...usual, '--speed', '10']);
		await terminal.until('IN STEP');
		await terminal.hangUp();
	});
});

describe.skipIf(recording === undefined)('on a terminal with less', () => {
	test('colours are there by default, and with NO_COLOR not one byte of them', async () => {
		const changesColor = /\u001b\[[\d;:]*m/;
		const colored = open([...usual, '--speed', 'max']);
		await colored.until('REPLAY ENDED');
		expect(colored.output).toMatch(changesColor);
		const plain = open([...usual, '--speed', 'max'], {environment: {NO_COLOR: '1'}});
		await plain.until('REPLAY ENDED');
		plain.press('?');
		await plain.until('HELP');
		expect(plain.output).not.toMatch(changesColor);
		for (const title of panels.slice(1)) expect(colored.screen).toContain(title);
	});

	test('--glyphs ascii draws nothing but ASCII', async () => {
		const terminal = open([...usual, '--speed', 'max', '--glyphs', 'ascii']);
		await terminal.until('REPLAY ENDED');
		for (const title of panels) expect(terminal.screen).toContain(title);
		expect(terminal.lines.filter((line) => !/^[ -~]*$/.test(line))).toEqual([]);
	});
});

describe.skipIf(recording === undefined)('without a screen', () => {
	test('a pipe gets a table without an escape, and the last word goes to the terminal', async () => {
		const terminal = open([...usual, '--speed', 'max'], {tail: '| cat > table', size: {columns: 200, rows: 36}});
		expect((await terminal.ended()).code).toBe(0);
		const [head, ...rows] = readFileSync(path.join(terminal.folder, 'table'), 'utf8').trimEnd().split('\n');
		expect(head).toMatch(/^time +symbol +state +mid /);
		expect(rows.length).toBeGreaterThan(10);
		expect([head, ...rows].join('')).not.toContain('\u001b');
		expect(terminal.output).not.toContain('\u001b');
		expect(terminal.screen).toContain('Final portfolio value: ');
	});

	test('--json writes one object a line, on a terminal too', async () => {
		const terminal = open([...usual, '--speed', 'max', '--json'], {tail: '> lines.json'});
		expect((await terminal.ended()).code).toBe(0);
		const lines = readFileSync(path.join(terminal.folder, 'lines.json'), 'utf8').trimEnd().split('\n');
		const objects = lines.map((line): Record<string, unknown> => JSON.parse(line));
		const samples = objects.filter((object) => object['type'] === undefined);
		expect(samples.length).toBeGreaterThan(10);
		for (const sample of samples)
			expect(sample).toMatchObject({venue: 'binance', state: expect.any(String), timestamp: expect.any(String)});
		expect(objects.filter((object) => object['type'] === 'signal').length).toBeGreaterThan(0);
	});
});

test('a reader that has enough ends the program without a word', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'obi-tui-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	// The demo never ends by itself.
	const child = spawn(process.execPath, [program, '--demo', '--speed', 'max', '--json'], {cwd: folder, env: plainEnvironment(folder)});
	let complaints = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		complaints += text;
	});
	child.stdout.once('data', () => child.stdout.destroy());
	const code = await new Promise((resolve) => child.on('close', resolve));
	expect(complaints).toBe('');
	expect(code).toBe(0);
});

test.skipIf(own.length === 0).each(own.length === 0 ? ['(none in recordings/)'] : own)(
	'%s replays to the hashes that were recorded',
	async (name) => {
		const terminal = open(['--replay', path.join(ownFolder, name), '--speed', 'max']);
		await terminal.until('REPLAY ENDED');
		expect(terminal.screen).toMatch(/hash \w{4}…\w{2} = live ✔/);
	},
);

/** Colours of the characters in the first line that is meant, as hex digits. */
function colorsOf({emulator, lines}: PseudoTerminal, isMeant: (line: string) => boolean): Set<string> {
	const row = lines.findIndex(isMeant);
	const line = emulator.buffer.active.getLine(emulator.buffer.active.baseY + row);
	const cells = Array.from({length: emulator.cols}, (_, column) => line?.getCell(column));
	return new Set(cells.flatMap((cell) => (cell?.isFgRGB() ? [cell.getFgColor().toString(16).padStart(6, '0')] : [])));
}

/** The terminal is on its normal screen, shows its cursor, echoes what is typed, and nothing that was switched on is left so. */
function expectRestored(terminal: PseudoTerminal, {stty}: Ending): void {
	expect(terminal.isAlternate).toBe(false);
	expect(terminal.output).toContain('\u001b[?1049h');
	const modes = new Map<string, boolean>();
	for (const [, mode, state] of terminal.output.matchAll(/\u001b\[\?(\d+)([hl])/g)) modes.set(mode ?? '', state === 'h');
	expect([...modes].flatMap(([mode, isSet]) => (isSet ? [mode] : []))).toEqual(['25']);
	expect(stty).toMatch(/(?<!-)\bicanon\b/);
	expect(stty).toMatch(/(?<!-)\becho\b/);
	expect(stty).toMatch(/(?<!-)\bisig\b/);
	expect(stty).toMatch(/(?<!-)\bicrnl\b/);
}

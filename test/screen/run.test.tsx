import {expect, test} from 'vitest';
import {type Intent, Store} from '../../source/runner/session.ts';
import {App} from '../../source/screen/app.tsx';
import {type RunningScreen, runScreen} from '../../source/screen/run.tsx';
import {createLook} from '../../source/screen/theme.ts';
import {createDetail} from '../support/detail.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {FakeKeyboard, mount, type Size, settle} from '../support/mount.tsx';
import {createScene} from '../support/scene.ts';
import {createEmulator} from '../support/terminal.ts';
import {createTimeline, measured} from '../support/timeline.ts';

const look = createLook({theme: 'blue-orange', glyphs: 'braille', colors: 'none'});

function open(size: Size, store: Store, colors: 'none' | 'truecolor' = 'none') {
	const emulator = createEmulator(size);
	const keyboard = new FakeKeyboard();
	const clock = new ManualClock();
	const intents: Intent[] = [];
	const themes: string[] = [];
	const running: RunningScreen = runScreen({
		store,
		look: createLook({...look, colors}),
		fps: 12,
		act: (intent) => intents.push(intent),
		onTheme: (theme) => themes.push(theme),
		stdout: emulator.stdout,
		stdin: keyboard,
		clock,
	});
	return {emulator, keyboard, clock, intents, themes, running};
}

const sizes: readonly Size[] = [
	{columns: 120, rows: 36},
	{columns: 80, rows: 24},
	{columns: 40, rows: 10},
	{columns: 133, rows: 41},
	{columns: 60, rows: 16},
	{columns: 150, rows: 36},
	{columns: 150, rows: 30},
	{columns: 150, rows: 31},
	{columns: 150, rows: 29},
	{columns: 200, rows: 50},
	{columns: 120, rows: 36},
];

/** The frame that Ink alone would show, and the same after what was done to the real one. */
function reference(size: Size, store: Store) {
	const act = () => {};
	return mount(<App store={store} look={look} act={act} />, size);
}

/** A frame as the emulator gives it: blanks at the ends of lines cut, the spare row empty. */
function framed(frame: string, rows: number): string[] {
	const lines = frame.split('\n').map((text) => text.trimEnd());
	return Array.from({length: rows}, (_, row) => lines[row] ?? '');
}

test('the painted screen is the text frame after ticks, keys, an overlay and resizes', async () => {
	const walkable = (tick = 0) => createScene({tick, session: {timeline: createTimeline(), delays: measured}});
	const store = new Store(walkable());
	const first: Size = {columns: 120, rows: 36};
	const {emulator, keyboard, clock, running} = open(first, store);
	const text = reference(first, store);
	let size = first;
	const agree = async (what: string) => {
		clock.advance(200);
		await running.settled();
		expect(await emulator.lines(), what).toEqual(framed(await text.frame(), size.rows));
	};
	await agree('at the start');
	let tick = 0;
	const moveOn = () => store.show(walkable(++tick));
	const press = async (keys: string) => {
		keyboard.write(keys);
		await settle();
		await text.press(keys);
	};
	for (let round = 0; round < 5; round++) {
		moveOn();
		await agree(`tick ${tick}`);
	}
	const panels = [
		'\t',
		'\t\t',
		'\u001b[Z',
		'?',
		't',
		'x',
		'\u001b[C',
		'?',
		'tt',
		'v',
		'v',
		'V?',
		'v',
		'\u001b[27u',
		'r',
		',',
		'i',
		'\u001b[C',
		'ii',
		'g12',
		'\u007f',
		'3\r',
		'\t',
		'h',
		'\u001b[A',
	];
	const picker = ['S', 'bt', '\u001b[B', '\u007f', 'Sx\r', '\u001b[27u'];
	for (const keys of [...panels, ...picker]) {
		await press(keys);
		await agree(`after ${JSON.stringify(keys)}`);
		moveOn();
		await agree(`a tick after ${JSON.stringify(keys)}`);
	}
	for (const next of sizes) {
		size = next;
		await emulator.resize(next);
		await text.resize(next);
		await agree(`at ${next.columns}×${next.rows}`);
		moveOn();
		await agree(`a tick at ${next.columns}×${next.rows}`);
		await press('?');
		await agree(`help at ${next.columns}×${next.rows}`);
		moveOn();
		await agree(`a tick below the help at ${next.columns}×${next.rows}`);
		await press('?x');
		await agree(`help closed, with a word on a key, at ${next.columns}×${next.rows}`);
	}
	await press('?');
	for (const next of sizes) {
		size = next;
		await emulator.resize(next);
		await text.resize(next);
		await agree(`with help open at ${next.columns}×${next.rows}`);
	}
	await press('S');
	for (const next of sizes) {
		size = next;
		await emulator.resize(next);
		await text.resize(next);
		await agree(`with the picker open at ${next.columns}×${next.rows}`);
	}
	running.unmount();
	text.unmount();
});

test('a picture holds the keys, not a word on one of them', async () => {
	const {keyboard, running} = open({columns: 80, rows: 24}, new Store(createScene()));
	await settle();
	keyboard.write('x');
	await settle();
	expect(running.picture().text).toContain(' ? help S find v more');
	running.unmount();
});

test('with colours the painted cells are the same as without', async () => {
	const store = new Store(createScene());
	const plain = open({columns: 120, rows: 36}, store);
	const coloured = open({columns: 120, rows: 36}, store, 'truecolor');
	await settle();
	expect(await coloured.emulator.lines()).toEqual(await plain.emulator.lines());
	expect(coloured.emulator.bytes).toContain('\u001b[38;2;');
	plain.running.unmount();
	coloured.running.unmount();
});

test('a frame is one synchronized write, and writes only the lines that changed', async () => {
	const scene = createScene();
	const store = new Store(scene);
	const {emulator, clock, running} = open({columns: 120, rows: 36}, store);
	await settle();
	clock.advance(1000);
	const before = emulator.bytes.length;
	store.show({...scene, view: {...scene.view, at: scene.view.at + 1000}});
	clock.advance(1000);
	await settle();
	const frame = emulator.bytes.slice(before);
	expect(frame.startsWith('\u001b[?2026h\u001b7')).toBe(true);
	expect(frame.endsWith('\u001b8\u001b[?2026l')).toBe(true);
	// Of all that stands there, only the clock in the title of the signals moved on.
	expect(frame.match(/\u001b\[\d+;\d+H/g)).toEqual(['\u001b[26;1H']);
	running.unmount();
});

test('many scenes within a frame time make one frame, and no scene makes none', async () => {
	const store = new Store(createScene());
	const {emulator, clock, running} = open({columns: 120, rows: 36}, store);
	await settle();
	clock.advance(1000);
	const frames = () => emulator.bytes.split('\u001b[?2026h').length - 1;
	const before = frames();
	store.show(createScene({tick: 1}));
	clock.advance(0);
	for (let tick = 2; tick < 20; tick++) store.show(createScene({tick}));
	clock.advance(10);
	expect(frames()).toBe(before + 1);
	clock.advance(80);
	expect(frames()).toBe(before + 2);
	clock.advance(60_000);
	expect(frames()).toBe(before + 2);
	expect(clock.pending).toBe(0);
	running.unmount();
});

test('the terminal is given back: its own screen, cursor, paste mode and keyboard', async () => {
	const {emulator, keyboard, running} = open({columns: 80, rows: 24}, new Store(createScene()));
	await settle();
	await emulator.lines();
	expect(emulator.isAlternate).toBe(true);
	expect(keyboard.isRaw).toBe(true);
	running.unmount();
	await running.waitUntilExit();
	await settle();
	expect((await emulator.lines()).join('')).toBe('');
	expect(emulator.isAlternate).toBe(false);
	expect(keyboard.isRaw).toBe(false);
	expect(emulator.bytes.lastIndexOf('\u001b[?25h')).toBeGreaterThan(emulator.bytes.lastIndexOf('\u001b[?25l'));
	expect(emulator.bytes.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(emulator.bytes.lastIndexOf('\u001b[?2004h'));
	expect(emulator.stdout.listenerCount('resize')).toBe(0);
});

test('keys become intents, several in one chunk too; the size tells what is worth asking for', async () => {
	const {keyboard, intents, themes, running} = open({columns: 120, rows: 36}, new Store(createScene()));
	await settle();
	expect(intents).toEqual([{kind: 'resize', rows: 10, samples: 34, lines: 5}]);
	keyboard.write('==_');
	await settle();
	keyboard.write('\u0003');
	await settle();
	expect(intents.slice(1)).toEqual([
		{kind: 'thresholds', step: 0.01},
		{kind: 'thresholds', step: 0.01},
		{kind: 'thresholds', step: -0.05},
		{kind: 'quit'},
	]);
	keyboard.write('tt');
	await settle();
	expect(themes).toEqual(['red-green']);
	running.unmount();
});

test('pasted text is no command', async () => {
	const {keyboard, intents, running} = open({columns: 80, rows: 24}, new Store(createScene()));
	await settle();
	const before = intents.length;
	keyboard.write('\u001b[200~quit R s\u001b[201~');
	await settle();
	expect(intents.length).toBe(before);
	running.unmount();
});

test('a picture shows the panels, not what a person is looking for', async () => {
	const {keyboard, running} = open({columns: 80, rows: 24}, new Store(createScene()));
	await settle();
	keyboard.write('Sbtc');
	await settle();
	expect(running.picture().text).toContain('LADDER');
	expect(running.picture().text).not.toContain('SYMBOLS');
	running.unmount();
});

test('a picture shows all metrics where they are looked at', async () => {
	const {keyboard, running} = open({columns: 80, rows: 24}, new Store(createScene({instrument: {detail: createDetail()}})));
	await settle();
	keyboard.write('v?');
	await settle();
	expect(running.picture().text).toMatch(/ALL METRICS .*page 1 of 9/);
	expect(running.picture().text).not.toContain('HELP');
	running.unmount();
});

test('a picture shows what the screen shows', async () => {
	const {emulator, keyboard, running} = open({columns: 120, rows: 36}, new Store(createScene()), 'truecolor');
	await settle();
	keyboard.write('\t');
	await settle();
	const {text, svg} = running.picture();
	expect(framed(text, 36)).toEqual(await emulator.lines());
	expect(svg).toContain('61,837.82');
	expect(svg.startsWith('<svg ')).toBe(true);
	running.unmount();
});

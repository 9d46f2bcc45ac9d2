import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {beforeEach, expect, onTestFinished, test, vi} from 'vitest';
import type {RunningScreen, ScreenOptions} from '../../source/screen/run.tsx';
import {startBinanceServer} from '../support/binance-server.ts';
import {WatchStage} from '../support/watch-stage.ts';

/** Stands for the screen: what a person would do at it is done by the test, once it is open. */
const seat = vi.hoisted((): {sit: (options: ScreenOptions, close: () => void) => void} => ({sit: () => {}}));

vi.mock('../../source/screen/run.tsx', () => ({
	runScreen(options: ScreenOptions): RunningScreen {
		const closed = Promise.withResolvers<void>();
		queueMicrotask(() => seat.sit(options, closed.resolve));
		return {
			waitUntilExit: () => closed.promise,
			unmount: closed.resolve,
			settled: () => Promise.resolve(),
			picture: () => ({text: 'the screen\n', svg: '<svg/>'}),
		};
	},
}));

let stage: WatchStage;

beforeEach(() => {
	stage = new WatchStage({isTerminal: true});
});

test('q ends it, and the last line goes to the normal screen', async () => {
	const file = await stage.recorded();
	seat.sit = ({act, store, fps, look}) => {
		expect(store.scene.session).toMatchObject({mode: 'replay', source: path.basename(file), isPaused: true, speed: 5});
		expect({fps, theme: look.theme, glyphs: look.glyphs, colors: look.colors}).toEqual({
			fps: 7,
			theme: 'green-red',
			glyphs: 'ascii',
			colors: 'none',
		});
		act({kind: 'quit'});
		act({kind: 'quit'});
	};
	const words = ['--paused', '--speed', '5', '--fps', '7', '--theme', 'green-red', '--glyphs', 'ascii', '--colors', 'none'];
	expect(await stage.run('--replay', file, ...words)).toBe(0);
	expect(stage.lines).toEqual(['No book was seen.']);
	expect(stage.complaints).toEqual([]);
});

test('it stays at the end of a recording until somebody quits', async () => {
	const file = await stage.recorded();
	const over = Promise.withResolvers<void>();
	seat.sit = ({store}) => store.subscribe(() => store.scene.session.isOver && over.resolve());
	const done = stage.run('--replay', file, '--speed', 'max');
	await over.promise;
	expect(stage.lines).toEqual([]);
	stage.signal('SIGHUP');
	expect(await done).toBe(0);
	expect(stage.lines).toEqual([expect.stringMatching(/^Final portfolio value: BTCUSDT /)]);
});

test('s saves the book and the screen, and says where', async () => {
	const file = await stage.recorded();
	const told = Promise.withResolvers<readonly string[]>();
	seat.sit = ({store, act}) =>
		store.subscribe(() => {
			if (!store.scene.session.isOver) return;
			const texts = () => (store.scene.view.selected?.log ?? []).flatMap((line) => (line.kind === 'signal' ? [] : [line.text]));
			if (!texts().some((text) => text.startsWith('snapshot'))) act({kind: 'snapshot'});
			else told.resolve(texts());
		});
	const done = stage.run('--replay', file, '--speed', 'max');
	const log = await told.promise;
	stage.signal('SIGTERM');
	await done;
	const names = readdirSync(stage.folder).filter((name) => name.startsWith('orderbook_snapshot_'));
	expect(names.map((name) => path.extname(name)).sort()).toEqual(['.json', '.svg', '.txt']);
	const [json = ''] = names.filter((name) => name.endsWith('.json'));
	expect(log.at(-1)).toBe(`snapshot saved: ./${json}, .txt, .svg`);
	expect(readFileSync(stage.file(json.replace('.json', '.txt')), 'utf8')).toBe('the screen\n');
	expect(stage.lines[0]).toContain(json);
});

test('a snapshot that cannot be written is an alert, and nothing ends', async () => {
	const file = await stage.recorded();
	vi.spyOn(process, 'cwd').mockReturnValue('/nowhere');
	const told = Promise.withResolvers<unknown>();
	seat.sit = ({store, act}) =>
		store.subscribe(() => {
			if (!store.scene.session.isOver) return;
			const last = store.scene.view.selected?.log.at(-1);
			if (last?.kind === 'alert') told.resolve(last);
			else act({kind: 'snapshot'});
		});
	const done = stage.run('--replay', file, '--speed', 'max');
	expect(await told.promise).toMatchObject({text: 'snapshot cannot be opened: there is no such file or directory'});
	stage.signal('SIGTERM');
	expect(await done).toBe(0);
});

test('a recording that was cut short says so in the log of its books', async () => {
	const file = await stage.recorded();
	writeFileSync(file, readFileSync(file, 'utf8').slice(0, -60));
	const told = Promise.withResolvers<unknown>();
	seat.sit = ({store}) =>
		store.subscribe(() => {
			if (store.scene.session.isOver) told.resolve(store.scene.view.selected?.log.at(-1));
		});
	const done = stage.run('--replay', file, '--speed', 'max');
	expect(await told.promise).toMatchObject({kind: 'alert', text: expect.stringContaining(' is truncated in line ')});
	stage.signal('SIGTERM');
	await done;
	expect(stage.complaints).toEqual([]);
});

test('what stands before a damage is shown for as long as somebody looks, and then the damage is said', async () => {
	const file = await stage.recorded();
	const lines = readFileSync(file, 'utf8').split('\n');
	writeFileSync(file, lines.map((line, index) => (index === 200 ? 'garbage' : line)).join('\n'));
	const told = Promise.withResolvers<unknown>();
	seat.sit = ({store, act}) =>
		store.subscribe(() => {
			const {view, session} = store.scene;
			if (!session.isOver) return;
			told.resolve(view.selected?.log.at(-1));
			queueMicrotask(() => act({kind: 'quit'}));
		});
	expect(await stage.refusalOf('--replay', file, '--speed', 'max')).toContain('is damaged at line 201');
	expect(await told.promise).toMatchObject({
		kind: 'alert',
		text: expect.stringMatching(/damaged at line 201.*what stands before it is shown/),
	});
	expect(stage.listening).toBe(0);
});

test('a theme chosen by key, and what other keys change, are remembered in a live session', async () => {
	const server = await startBinanceServer();
	onTestFinished(() => server.close());
	seat.sit = ({onTheme, act, look}) => {
		expect(look.theme).toBe('blue-orange');
		onTheme?.('red-green');
		act({kind: 'thresholds', step: 0.01});
		act({kind: 'levels', step: 1});
		act({kind: 'quit'});
	};
	const words = ['--base-url', server.endpoints.rest, '--ws-url', server.endpoints.stream, '--settings', stage.file('settings')];
	await stage.run(...words);
	expect(JSON.parse(readFileSync(stage.file('settings/config.json'), 'utf8'))).toMatchObject({
		theme: 'red-green',
		buy: 0.71,
		sell: 0.29,
		levels: 15,
	});
	seat.sit = ({look, act}) => {
		expect(look.theme).toBe('red-green');
		act({kind: 'quit'});
	};
	await stage.run(...words);
});

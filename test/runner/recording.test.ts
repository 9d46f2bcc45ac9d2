import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {diff, micros, tick} from '../support/frames.ts';
import {replayed} from '../support/replaying.ts';
import {turn} from '../support/turn.ts';
import {Watching} from '../support/watching.ts';

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'obi-tui-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

describe('settings changed live', () => {
	test('are a frame like any other, at a time that does not go back', async () => {
		const file = join(folder, 'settings.jsonl');
		const watching = new Watching();
		watching.runner.recording.start(file, 1.7e15);
		watching.joined();
		watching.runner.act({kind: 'thresholds', step: 0.01});
		watching.feed.deliver(tick(2.5));
		watching.runner.act({kind: 'levels', step: -1});
		await watching.runner.stop('quit');
		const frames = readFileSync(file, 'utf8')
			.split('\n')
			.filter((line) => line.includes('"setting"'));
		expect(frames.map((line) => [JSON.parse(line).at - micros(0), JSON.parse(line).m])).toEqual([
			[400_000, {buy: 0.71, sell: 0.29}],
			[2_500_000, {levels: 5}],
		]);
		const {engine} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(engine.settings).toEqual(watching.engine.settings);
		expect(engine.stateHash).toBe(watching.engine.stateHash);
	});
});

describe('recording by a key', () => {
	const toggle = async (watching: Watching) => {
		watching.runner.act({kind: 'record'});
		for (let turns = 0; turns < 50; turns++) await turn();
	};

	test('begins, is shown, and ends with a file that stands alone', async () => {
		const file = join(folder, 'key.jsonl');
		const watching = new Watching({recordingName: () => file}).joined();
		watching.feed.deliver(tick(1.5));
		expect(watching.session.recording).toBeUndefined();
		await toggle(watching);
		expect(watching.session.recording).toMatchObject({file, fault: ''});
		expect(watching.log.at(-1)).toBe(`recording to ${file}`);
		watching.feed.deliver(diff(2, [106, 107]), tick(3.1));
		watching.clock.advance(3000);
		expect(watching.session.recording).toMatchObject({since: micros(2), bytes: readFileSync(file).length});
		await toggle(watching);
		expect(watching.session.recording).toBeUndefined();
		expect(watching.log.at(-1)).toBe(`recorded 2 frames to ${file}`);
		expect(watching.runner.recording.files).toEqual([file]);
		expect(JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
			end: {frames: 2, reason: 'stopped by hand'},
		});
		const {engine, status} = await replayed(file, Number.POSITIVE_INFINITY);
		expect(status).toEqual({kind: 'same', samples: watching.engine.samples});
		expect([engine.bookHash, engine.stateHash]).toEqual([watching.engine.bookHash, watching.engine.stateHash]);
	});

	test('never writes over what is there, and says so', async () => {
		const file = join(folder, 'taken.txt');
		writeFileSync(file, 'mine');
		const watching = new Watching({recordingName: () => file}).joined();
		await toggle(watching);
		expect(watching.view.selected?.log.at(-1)).toMatchObject({kind: 'alert', text: expect.stringContaining(`${file} exists already`)});
		expect(watching.session.recording).toBeUndefined();
		expect(readFileSync(file, 'utf8')).toBe('mine');
	});

	test('says what is wrong with the place, and watching goes on', async () => {
		const watching = new Watching({recordingName: () => join(folder, 'no', 'such', 'folder.jsonl')}).joined();
		await toggle(watching);
		expect(watching.view.selected?.log.at(-1)).toMatchObject({kind: 'alert', text: expect.stringContaining('no such file or directory')});
		watching.feed.deliver(diff(1, [106, 106]));
		expect(watching.engine.desks[0]?.updateId).toBe(106);
	});

	test('is named by the moment at which it begins', async () => {
		const moments: number[] = [];
		const name = (at: number) => {
			moments.push(at);
			return join(folder, `moment-${at}.jsonl`);
		};
		const watching = new Watching({recordingName: name}).joined();
		await toggle(watching);
		expect(moments).toEqual([micros(0.4)]);
		expect(existsSync(join(folder, `moment-${micros(0.4)}.jsonl`))).toBe(true);
	});

	test('that goes on when the session ends is closed with why', async () => {
		const file = join(folder, 'open.jsonl');
		const watching = new Watching({recordingName: () => file}).joined();
		await toggle(watching);
		watching.feed.deliver(diff(1, [106, 106]));
		await watching.runner.stop('SIGTERM');
		expect(JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '')).toMatchObject({end: {frames: 1, reason: 'SIGTERM'}});
	});
});

import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {expect, test} from 'vitest';
import {SettingsStore} from '../../source/files/settings-store.ts';
import {fileOf, temporaryDirectory} from './kit.ts';

const stamp = '20260101_000000';

/** A folder whose settings file holds this. */
function folderOf(content: string): string {
	return path.dirname(fileOf('config.json', content));
}

test('what is remembered is there the next time', () => {
	const folder = path.join(temporaryDirectory(), 'not', 'yet', 'there');
	const store = new SettingsStore(folder, stamp);
	expect(store.warning).toBe('');
	expect(store.file).toBe(path.join(folder, 'config.json'));
	expect(store.remembered).toEqual({});
	store.remember({buy: 0.65, sell: 0.35, levels: 5, span: 20});
	store.remember({theme: 'red-green', grouping: {'binance:BTCUSDT': 2}});
	store.remember({levels: 15});
	const all = {buy: 0.65, sell: 0.35, levels: 15, span: 20, theme: 'red-green', grouping: {'binance:BTCUSDT': 2}};
	expect(store.remembered).toEqual(all);
	const next = new SettingsStore(folder, stamp);
	expect(next.warning).toBe('');
	expect(next.remembered).toEqual(all);
});

test('a symbol with a dot in its name is one key, not a path', () => {
	const folder = temporaryDirectory();
	new SettingsStore(folder, stamp).remember({grouping: {'venue:A.B': 1}});
	expect(new SettingsStore(folder, stamp).remembered).toEqual({grouping: {'venue:A.B': 1}});
});

test('the file is readable for its owner alone', () => {
	const folder = temporaryDirectory();
	const store = new SettingsStore(folder, stamp);
	store.remember({buy: 0.65});
	expect((statSync(store.file).mode & 0o777).toString(8)).toBe('600');
});

test.each([
	['', 'no JSON'],
	['{"buy": 0.6', 'no JSON'],
	['\u0000\u0001\u0002', 'no JSON'],
	['[]', 'no JSON object'],
	['null', 'no JSON object'],
	['"text"', 'no JSON object'],
	['{"buy": "0.6"}', '"buy" is out of range'],
	['{"buy": 0.5}', '"buy" is out of range'],
	['{"buy": 1}', '"buy" is out of range'],
	['{"buy": 1e999}', '"buy" is out of range'],
	['{"sell": 0}', '"sell" is out of range'],
	['{"sell": 0.5}', '"sell" is out of range'],
	['{"levels": 0}', '"levels" is out of range'],
	['{"levels": 2.5}', '"levels" is out of range'],
	['{"levels": 1001}', '"levels" is out of range'],
	['{"span": null}', '"span" is out of range'],
	['{"span": 100001}', '"span" is out of range'],
	['{"theme": 3}', '"theme" is out of range'],
	['{"grouping": [1]}', '"grouping" is out of range'],
	['{"grouping": {"binance:BTCUSDT": -1}}', '"grouping" is out of range'],
	['{"buy": 0.6, "grouping": {"binance:BTCUSDT": 1.5}}', '"grouping" is out of range'],
])('a file that holds %s is set aside and named', (content, why) => {
	const folder = folderOf(content);
	const store = new SettingsStore(folder, stamp);
	const aside = path.join(folder, `config.json.damaged-${stamp}`);
	expect(store.warning).toBe(`the settings were damaged (${why}) and set aside as ${aside}`);
	expect(readFileSync(aside, 'utf8')).toBe(content);
	expect(store.remembered).toEqual({});
	// From here on all is as if nothing had been.
	store.remember({buy: 0.7});
	const next = new SettingsStore(folder, stamp);
	expect(next.warning).toBe('');
	expect(next.remembered).toEqual({buy: 0.7});
});

test('settings of a later version stay in the file', () => {
	const folder = folderOf('{"buy": 0.6, "window": {"width": 3}}');
	const store = new SettingsStore(folder, stamp);
	expect(store.warning).toBe('');
	store.remember({sell: 0.4});
	expect(JSON.parse(readFileSync(store.file, 'utf8'))).toEqual({buy: 0.6, sell: 0.4, window: {width: 3}});
});

test('a folder that cannot be made is a warning, and the session remembers all the same', () => {
	const file = fileOf('file', '');
	const store = new SettingsStore(path.join(file, 'below'), stamp);
	expect(store.warning).toBe(
		`settings will not be remembered: ${file}/below/config.json cannot be opened: a part of its path is a file, not a directory`,
	);
	store.remember({buy: 0.65});
	expect(store.remembered).toEqual({buy: 0.65});
});

test('a directory in the place of the file is a warning', () => {
	const folder = temporaryDirectory();
	mkdirSync(path.join(folder, 'config.json'));
	const store = new SettingsStore(folder, stamp);
	expect(store.warning).toBe(`settings will not be remembered: ${folder}/config.json is a directory, not a file`);
	store.remember({buy: 0.65});
	expect(store.remembered).toEqual({buy: 0.65});
});

test.skipIf(process.getuid?.() === 0)('a folder that is read-only is a warning; what it holds is used, but for what is damaged', () => {
	const folder = folderOf('{"buy": 0.65}');
	chmodSync(folder, 0o500);
	const sound = new SettingsStore(folder, stamp);
	expect(sound.warning).toContain('settings will not be remembered');
	expect(sound.remembered).toEqual({buy: 0.65});
	writeFileSync(path.join(folder, 'config.json'), '{"buy": 7}');
	const damaged = new SettingsStore(folder, stamp);
	expect(damaged.warning).toContain('left alone: nothing will be remembered');
	expect(damaged.remembered).toEqual({});
	chmodSync(folder, 0o700);
});

test('what happens to the file during a session does no harm to it', () => {
	const folder = temporaryDirectory();
	const store = new SettingsStore(folder, stamp);
	store.remember({buy: 0.65});
	writeFileSync(store.file, 'garbage');
	store.remember({sell: 0.35});
	expect(store.remembered).toEqual({buy: 0.65, sell: 0.35});
	rmSync(folder, {recursive: true});
	store.remember({levels: 5});
	expect(store.remembered).toEqual({buy: 0.65, sell: 0.35, levels: 5});
});

test('two sessions at once keep what each of them remembers', () => {
	const folder = temporaryDirectory();
	const [one, other] = [new SettingsStore(folder, stamp), new SettingsStore(folder, stamp)];
	one.remember({buy: 0.65});
	other.remember({levels: 5});
	expect(new SettingsStore(folder, stamp).remembered).toEqual({buy: 0.65, levels: 5});
	expect(readdirSync(folder)).toEqual(['config.json']);
	expect(existsSync(one.file)).toBe(true);
});

import {homedir} from 'node:os';
import path from 'node:path';
import {expect, test} from 'vitest';
import {logFile, settingsFolder} from '../../source/files/paths.ts';

const home = homedir();

test.each([
	['linux', {}, path.join(home, '.config/obi-tui'), path.join(home, '.local/state/obi-tui/obi-tui.log')],
	['linux', {XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s'}, '/c/obi-tui', '/s/obi-tui/obi-tui.log'],
	// A relative path in these variables is to be ignored.
	[
		'linux',
		{XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: ''},
		path.join(home, '.config/obi-tui'),
		path.join(home, '.local/state/obi-tui/obi-tui.log'),
	],
	['freebsd', {}, path.join(home, '.config/obi-tui'), path.join(home, '.local/state/obi-tui/obi-tui.log')],
	['darwin', {XDG_CONFIG_HOME: '/c'}, path.join(home, 'Library/Preferences/obi-tui'), path.join(home, 'Library/Logs/obi-tui/obi-tui.log')],
	['win32', {APPDATA: '/roaming', LOCALAPPDATA: '/local'}, '/roaming/obi-tui', '/local/obi-tui/obi-tui.log'],
	['win32', {}, path.join(home, 'AppData/Roaming/obi-tui'), path.join(home, 'AppData/Local/obi-tui/obi-tui.log')],
])('on %s with %o, things are kept where the system keeps them', (platform, environment, settings, log) => {
	expect(settingsFolder(environment, platform)).toBe(settings);
	expect(logFile(environment, platform)).toBe(log);
});

/* Where the program keeps things on this machine, by the custom of the system. */

import {homedir} from 'node:os';
import path from 'node:path';
import process from 'node:process';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of remembered settings. */
export function settingsFolder(environment: Environment = process.env, platform: string = process.platform): string {
	if (platform === 'darwin') return path.join(homedir(), 'Library', 'Preferences', 'obi-tui');
	if (platform === 'win32') return path.join(environment['APPDATA'] ?? path.join(homedir(), 'AppData', 'Roaming'), 'obi-tui');
	return path.join(absolute(environment['XDG_CONFIG_HOME']) ?? path.join(homedir(), '.config'), 'obi-tui');
}

/** The log file. */
export function logFile(environment: Environment = process.env, platform: string = process.platform): string {
	if (platform === 'darwin') return path.join(homedir(), 'Library', 'Logs', 'obi-tui', 'obi-tui.log');
	if (platform === 'win32')
		return path.join(environment['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'obi-tui', 'obi-tui.log');
	return path.join(absolute(environment['XDG_STATE_HOME']) ?? path.join(homedir(), '.local', 'state'), 'obi-tui', 'obi-tui.log');
}

/** The specification of these variables says to ignore relative ones. */
function absolute(folder: string | undefined): string | undefined {
	return folder !== undefined && path.isAbsolute(folder) ? folder : undefined;
}

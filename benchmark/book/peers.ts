/* The packages that the program's book is compared with. They are no dependency of the program, and are installed beside the benchmark on demand. */

import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';

/** Where the peers' own package.json is. */
export const peerFolder = path.join(import.meta.dirname, '..');

export const peerNames = ['sorted-btree', 'tardis-dev', 'ccxt', 'orderbooks'] as const;

/** Installs the peers where they have never been, and returns the versions of those that are there. */
export function installPeers(): Record<string, string> {
	if (!existsSync(path.join(peerFolder, 'node_modules'))) {
		console.error('Installing the peers: npm ci --prefix benchmark --ignore-scripts');
		const words = ['ci', '--prefix', peerFolder, '--ignore-scripts', '--no-audit', '--no-fund'];
		const {status, stderr, error} = spawnSync('npm', words, {encoding: 'utf8'});
		if (status !== 0) console.error(`They cannot be installed: ${error?.message ?? firstError(stderr)}`);
	}
	const versions = peerNames.flatMap((name) => {
		const version = versionOf(name);
		return version === undefined ? [] : [[name, version] as const];
	});
	const missing = peerNames.filter((name) => versionOf(name) === undefined);
	if (missing.length > 0) console.error(`Not installed, and left out: ${missing.join(', ')}`);
	return Object.fromEntries(versions);
}

function versionOf(name: string): string | undefined {
	const file = path.join(peerFolder, 'node_modules', name, 'package.json');
	if (!existsSync(file)) return undefined;
	const {version}: {version: string} = JSON.parse(readFileSync(file, 'utf8'));
	return version;
}

function firstError(text: string): string {
	return text.split('\n').find((line) => line.startsWith('npm error')) ?? text.trim();
}

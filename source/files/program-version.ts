/* The version in package.json, which stands one folder above the sources and above what is built of them. */

import {createRequire} from 'node:module';

function read(): string {
	const manifest: unknown = createRequire(import.meta.url)('../../package.json');
	return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}

export const programVersion = read();

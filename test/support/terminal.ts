/* A terminal emulator without a window: what stands on the screen after all those bytes. */

import {Console} from 'node:console';
import xterm from '@xterm/headless';
import {FakeTerminal, type Size} from './mount.tsx';

// The test runner's own console lacks the constructor that Ink needs to catch what is logged below the screen.
Object.assign(console, {Console});

export function createEmulator(size: Size) {
	// The line discipline of a real terminal turns a line feed into carriage return and line feed.
	const emulator = new xterm.Terminal({cols: size.columns, rows: size.rows, allowProposedApi: true, convertEol: true});
	let bytes = '';
	const stdout = new FakeTerminal(size, (text) => {
		bytes += text;
		emulator.write(text);
	});
	return {
		stdout,
		get bytes() {
			return bytes;
		},
		/** Visible lines, blanks at their ends cut off. */
		async lines(): Promise<string[]> {
			await new Promise<void>((resolve) => emulator.write('', resolve));
			const {active} = emulator.buffer;
			return Array.from(
				{length: emulator.rows},
				(_, row) =>
					active
						.getLine(active.baseY + row)
						?.translateToString(true)
						.trimEnd() ?? '',
			);
		},
		get isAlternate() {
			return emulator.buffer.active.type === 'alternate';
		},
		async resize(next: Size) {
			await new Promise<void>((resolve) => emulator.write('', resolve));
			emulator.resize(next.columns, next.rows);
			stdout.resize(next);
		},
	};
}

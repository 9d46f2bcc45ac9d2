/*
Makes the picture of the readme: runs the built program in a terminal of 120×36, holds it at a moment of a recording, and writes the screen as
`media/screen.svg`. The same recording gives the same picture.

Usage: node media/make-screen.ts [FILE [OPTION ...]]   options are those of obi-tui
*/

import {existsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout} from 'node:timers/promises';
import type {IBufferCell} from '@xterm/headless';
import {toSvg} from '../source/screen/svg.ts';
import {dataFile} from '../test/support/data.ts';
import {PseudoTerminal, program, requireBuild} from '../test/support/pseudo-terminal.ts';

const picture = path.join(import.meta.dirname, 'screen.svg');
/** Four seconds after a buy, six minutes in, while the price runs up; the buckets are so small that there are enough of them by then. */
const moment = ['--at', '00:00:05.950', '--vpin-bucket', '1'];

const [given, ...options] = process.argv.slice(2);
const recording = given ?? dataFile('binance-spot-btcusdt-20240808.gz');
if (recording === undefined || !existsSync(recording)) {
	console.error(`${recording ?? 'No recording'}: not found. Name one: node media/make-screen.ts FILE --at TIME`);
	process.exit(1);
}
requireBuild();
const words = [program, '--replay', path.resolve(recording), '--paused', ...(given === undefined ? moment : options)];
const terminal = new PseudoTerminal({words, size: {columns: 120, rows: 36}});
try {
	await terminal.until(/PAUSED/, 60_000);
	await standsStill();
	writeFileSync(picture, `${toSvg(styledLines(terminal).slice(0, -1))}\n`);
	console.log(`${path.relative('', picture)}: ${terminal.lines[0]?.trim()}`);
	terminal.press('q');
	await terminal.ended();
} finally {
	await terminal.close();
}

/** Resolves once nothing has moved for three seconds: then the program has done all it had to. */
async function standsStill(): Promise<void> {
	let last = '';
	for (let same = 0; same < 6; ) {
		await setTimeout(500);
		const now = terminal.lines.join('\n');
		same = now === last ? same + 1 : 0;
		last = now;
	}
}

/** The screen as lines with escapes for bold and colour, of which the look makes no other use. */
function styledLines({emulator}: PseudoTerminal): string[] {
	const {active} = emulator.buffer;
	return Array.from({length: emulator.rows}, (_, row) => {
		const line = active.getLine(active.baseY + row);
		let style = '';
		let text = '';
		for (let column = 0; column < emulator.cols; column++) {
			const cell = line?.getCell(column);
			if (cell === undefined || cell.getWidth() === 0) continue;
			const next = styleOf(cell);
			if (next !== style) text += next;
			style = next;
			text += cell.getChars() || ' ';
		}
		return text;
	});
}

function styleOf(cell: IBufferCell): string {
	const color = cell.getFgColor();
	const rgb = `\u001b[38;2;${color >> 16};${(color >> 8) & 255};${color & 255}m`;
	return `\u001b[0m${cell.isBold() ? '\u001b[1m' : ''}${cell.isFgRGB() ? rgb : ''}`;
}

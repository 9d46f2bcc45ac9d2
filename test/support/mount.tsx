/* Ink in memory: an app at a size of columns and rows, its frames as text, keys and resizes by call. Nothing waits for time. */

import {PassThrough, Writable} from 'node:stream';
import {render} from 'ink';
import type {ReactNode} from 'react';
import {turn} from './turn.ts';

export type Size = {readonly columns: number; readonly rows: number};

/** A terminal to write to. What arrives goes to `take`. */
export class FakeTerminal extends Writable {
	readonly isTTY = true;
	columns: number;
	rows: number;
	readonly #take: (text: string) => void;

	constructor({columns, rows}: Size, take: (text: string) => void) {
		super({decodeStrings: false});
		this.columns = columns;
		this.rows = rows;
		this.#take = take;
	}

	override _write(chunk: string | Buffer, _encoding: string, callback: () => void): void {
		this.#take(chunk.toString());
		callback();
	}

	resize({columns, rows}: Size): void {
		this.columns = columns;
		this.rows = rows;
		this.emit('resize');
	}
}

/** A keyboard in raw mode. */
export class FakeKeyboard extends PassThrough {
	readonly isTTY = true;
	isRaw = false;

	setRawMode(isRaw: boolean): this {
		this.isRaw = isRaw;
		return this;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}
}

/** Lets events, microtasks and what they start run until the loop is idle. */
export async function settle(): Promise<void> {
	for (let round = 0; round < 8; round++) await turn();
}

export function mount(node: ReactNode, size: Size) {
	let last = '';
	const terminal = new FakeTerminal(size, (text) => {
		if (text !== '' && !/^(?:\u001b\[[?<>=][\d;]*[hlu])+$/.test(text)) last = text;
	});
	const keyboard = new FakeKeyboard();
	const app = render(node, {stdout: terminal, stdin: keyboard, debug: true, interactive: true, patchConsole: false, exitOnCtrlC: false});
	return {
		/** Waits until Ink is idle and gives its last frame. */
		async frame() {
			await settle();
			await app.waitUntilRenderFlush();
			return last;
		},
		async press(keys: string) {
			await settle();
			keyboard.write(keys);
			await settle();
		},
		async resize(next: Size) {
			terminal.resize(next);
			await settle();
		},
		unmount: app.unmount,
	};
}

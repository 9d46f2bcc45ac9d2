/* A file of lines, written some megabytes at a time. */

import {closeSync, openSync, writeSync} from 'node:fs';

const chunk = 1 << 22;

export class LineWriter {
	readonly #descriptor: number;
	#lines: string[] = [];
	#length = 0;

	constructor(path: string) {
		this.#descriptor = openSync(path, 'w');
	}

	write(line: string): void {
		this.#lines.push(line);
		this.#length += line.length;
		if (this.#length > chunk) this.#flush();
	}

	close(): void {
		this.#flush();
		closeSync(this.#descriptor);
	}

	#flush(): void {
		if (this.#lines.length > 0) writeSync(this.#descriptor, `${this.#lines.join('\n')}\n`);
		this.#lines = [];
		this.#length = 0;
	}
}

/*
The state of the fold on its way into a checkpoint and back. A class that holds state over time has one method `archive(io)` that passes each field
through and takes back what it is given: the writer returns the field as it is, the reader what was written. One method, so the two ways cannot differ.
*/

export type Archive = {
	readonly isReading: boolean;
	number(value: number): number;
	boolean(value: boolean): boolean;
	/** One of a few words: the reader checks that it is one of them. */
	word<Word extends string>(value: Word, words: readonly Word[]): Word;
	text(value: string): string;
	/** An array of which the first `length` are meant; comes back with at least that many, and as long as it was. */
	numbers(values: Float64Array<ArrayBuffer>, length?: number): Float64Array<ArrayBuffer>;
	bytes(values: Uint8Array<ArrayBuffer>, length?: number): Uint8Array<ArrayBuffer>;
	/** Elements one by one. `make` gives an empty one to be filled while reading. */
	list<Item, Archived>(items: readonly Item[], each: (item: Item | undefined) => Archived): Archived[];
};

/** The bytes are no checkpoint of this version. */
export class BadArchiveError extends Error {
	override readonly name = 'BadArchiveError';
}

export class ArchiveWriter implements Archive {
	readonly isReading = false;
	#bytes = new Uint8Array(64 * 1024);
	#view = new DataView(this.#bytes.buffer);
	#used = 0;

	/** All that was written; a copy. */
	take(): Uint8Array {
		return this.#bytes.slice(0, this.#used);
	}

	number(value: number): number {
		this.#reserve(8);
		this.#view.setFloat64(this.#used, value, true);
		this.#used += 8;
		return value;
	}

	boolean(value: boolean): boolean {
		this.number(value ? 1 : 0);
		return value;
	}

	word<Word extends string>(value: Word): Word {
		this.text(value);
		return value;
	}

	text(value: string): string {
		this.bytes(new TextEncoder().encode(value));
		return value;
	}

	numbers(values: Float64Array<ArrayBuffer>, length: number = values.length): Float64Array<ArrayBuffer> {
		this.number(values.length);
		this.bytes(new Uint8Array(values.buffer, values.byteOffset, length * 8));
		return values;
	}

	bytes(values: Uint8Array<ArrayBuffer>, length: number = values.length): Uint8Array<ArrayBuffer> {
		this.number(length);
		this.#reserve(length);
		this.#bytes.set(values.subarray(0, length), this.#used);
		this.#used += length;
		return values;
	}

	list<Item, Archived>(items: readonly Item[], each: (item: Item | undefined) => Archived): Archived[] {
		this.number(items.length);
		return items.map(each);
	}

	#reserve(count: number): void {
		if (this.#used + count <= this.#bytes.length) return;
		const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + count));
		bytes.set(this.#bytes.subarray(0, this.#used));
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer);
	}
}

export class ArchiveReader implements Archive {
	readonly isReading = true;
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#used = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** Everything has been read. */
	get isAtEnd(): boolean {
		return this.#used === this.#bytes.length;
	}

	number(_value?: number): number {
		this.#need(8);
		const value = this.#view.getFloat64(this.#used, true);
		this.#used += 8;
		return value;
	}

	boolean(_value?: boolean): boolean {
		return this.number() !== 0;
	}

	word<Word extends string>(_value: Word, words: readonly Word[]): Word {
		const text = this.text();
		const word = words.find((candidate) => candidate === text);
		if (word === undefined) throw new BadArchiveError(`"${text.slice(0, 40)}" stands where one of ${words.join(', ')} belongs`);
		return word;
	}

	text(_value?: string): string {
		return new TextDecoder().decode(this.bytes());
	}

	numbers(_values?: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
		const length = this.#count();
		const bytes = this.bytes();
		if (bytes.length > length * 8 || bytes.length % 8 !== 0) throw new BadArchiveError('an array is longer than it says');
		const values = new Float64Array(length);
		new Uint8Array(values.buffer).set(bytes);
		return values;
	}

	bytes(_values?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
		const length = this.#count();
		this.#need(length);
		const bytes = this.#bytes.slice(this.#used, this.#used + length);
		this.#used += length;
		return bytes;
	}

	list<Item, Archived>(_items: readonly Item[], each: (item: Item | undefined) => Archived): Archived[] {
		return Array.from({length: this.#count()}, () => each(undefined));
	}

	#count(): number {
		const count = this.number();
		// Whatever is counted takes room that the bytes must have; arrays may be longer than what is meant of them.
		if (!Number.isSafeInteger(count) || count < 0 || count > 2 ** 28) throw new BadArchiveError(`${count} is no length`);
		return count;
	}

	#need(count: number): void {
		if (this.#used + count > this.#bytes.length) throw new BadArchiveError('it ends too early');
	}
}

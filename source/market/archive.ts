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
	/** An array of which the first `length` are meant, and only they are written. The reader's is as long as the one that it is given, or longer where more were meant; zeros follow. */
	numbers(values: Float64Array<ArrayBuffer>, length?: number): Float64Array<ArrayBuffer>;
	bytes(values: Uint8Array<ArrayBuffer>, length?: number): Uint8Array<ArrayBuffer>;
	/** Elements one by one, each of at least one field. `each` is given nothing while reading, and makes an element of what it reads. */
	list<Item, Archived>(items: readonly Item[], each: (item: Item | undefined) => Archived): Archived[];
};

/** The bytes are no checkpoint of this version. */
export class BadArchiveError extends Error {
	override readonly name = 'BadArchiveError';
}

/** The upper half of the one NaN that is written: processors and compilers differ in the bits of those that they make. */
const nanWord = 0x7ff8_0000;

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
		if (Number.isNaN(value)) {
			this.#view.setUint32(this.#used, 0, true);
			this.#view.setUint32(this.#used + 4, nanWord, true);
		} else this.#view.setFloat64(this.#used, value, true);
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
		// Not UTF-8, which has no room for half a surrogate pair: what is read must be what was written.
		this.bytes(Buffer.from(value, 'utf16le'));
		return value;
	}

	numbers(values: Float64Array<ArrayBuffer>, length: number = values.length): Float64Array<ArrayBuffer> {
		const copy = values.slice(0, length);
		const words = new Uint32Array(copy.buffer);
		for (let index = 0; index < length; index++) {
			if (!Number.isNaN(copy[index]!)) continue;
			words[index * 2] = 0;
			words[index * 2 + 1] = nanWord;
		}
		this.bytes(new Uint8Array(copy.buffer));
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
		// A Buffer's `slice` would share its memory, where an array's copies.
		this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
		return Buffer.from(this.bytes().buffer).toString('utf16le');
	}

	numbers(values?: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
		const bytes = this.bytes();
		if (bytes.length % 8 !== 0) throw new BadArchiveError(`${bytes.length} bytes are no whole numbers`);
		const read = new Float64Array(Math.max(bytes.length / 8, values?.length ?? 0));
		new Uint8Array(read.buffer).set(bytes);
		return read;
	}

	bytes(_values?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
		const length = this.#count();
		const bytes = this.#bytes.slice(this.#used, this.#used + length);
		this.#used += length;
		return bytes;
	}

	list<Item, Archived>(_items: readonly Item[], each: (item: Item | undefined) => Archived): Archived[] {
		return Array.from({length: this.#count()}, () => each(undefined));
	}

	#count(): number {
		const count = this.number();
		if (!Number.isSafeInteger(count) || count < 0) throw new BadArchiveError(`${count} is no length`);
		// Whatever is counted takes at least a byte: a count that cannot be true must not become an allocation.
		this.#need(count);
		return count;
	}

	#need(count: number): void {
		if (this.#used + count > this.#bytes.length) throw new BadArchiveError('it ends too early');
	}
}

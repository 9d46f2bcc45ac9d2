/* Text that stands in a message as it is, such as a field's name with what surrounds it: compared four characters at a time. */

export type Literal = {
	readonly length: number;
	/** Its characters, four to a word, the first lowest; and which bits of each word are meant. */
	readonly words: Int32Array;
	readonly masks: Int32Array;
};

/** @param text ASCII. */
export function literal(text: string): Literal {
	const padded = Buffer.alloc(Math.ceil(text.length / 4) * 4);
	const meant = Buffer.alloc(padded.length);
	padded.write(text, 'latin1');
	meant.fill(0xff, 0, text.length);
	return {length: text.length, words: wordsOf(padded), masks: wordsOf(meant)};
}

function wordsOf(bytes: Buffer): Int32Array {
	return Int32Array.from({length: bytes.length / 4}, (_, index) => bytes.readInt32LE(index * 4));
}

/* Where the values of a JSON text stand, found without reading them: so a value keeps the bytes in which it was written, numbers and all. */

const quote = 0x22;
const backslash = 0x5c;
const opening = [0x7b, 0x5b];
const closing = [0x7d, 0x5d];

/** A value, from `start` to before `end`. */
export type Span = {readonly start: number; readonly end: number};

/** The first byte at or after `index` that is no white space. */
export function skipBlank(text: Uint8Array, index: number): number {
	let next = index;
	while (next < text.length && text[next]! <= 0x20) next++;
	return next;
}

/** Where the value that begins at `start` ends; undefined where the text ends before. That it is sound JSON is not said. */
export function endOfValue(text: Uint8Array, start: number): number | undefined {
	if (text[start] === quote) return endOfText(text, start);
	if (!opening.includes(text[start] ?? 0)) return endOfWord(text, start);
	let depth = 0;
	for (let index = start; index < text.length; index++) {
		const byte = text[index]!;
		if (byte === quote) {
			const end = endOfText(text, index);
			if (end === undefined) return undefined;
			index = end - 1;
		} else if (opening.includes(byte)) depth++;
		else if (closing.includes(byte) && --depth === 0) return index + 1;
	}
	return undefined;
}

function endOfText(text: Uint8Array, start: number): number | undefined {
	for (let index = start + 1; index < text.length; index++) {
		if (text[index] === backslash) index++;
		else if (text[index] === quote) return index + 1;
	}
	return undefined;
}

/** A number, `true`, `false` or `null`. */
function endOfWord(text: Uint8Array, start: number): number | undefined {
	for (let index = start; index < text.length; index++) {
		const byte = text[index]!;
		if (byte <= 0x20 || byte === 0x2c || closing.includes(byte)) return index;
	}
	return undefined;
}

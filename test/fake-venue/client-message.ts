/* Reads what a client said, which a venue never trusts to be right. */

import {isObject} from '../../source/market/is-object.ts';
import {type Fields, fieldOf, integerOf} from '../../source/venues/plain-numbers.ts';

/** Undefined for what is no JSON object. */
export function readClient(text: string): Fields | undefined {
	try {
		const message: unknown = JSON.parse(text);
		return isObject(message) ? message : undefined;
	} catch {
		return undefined;
	}
}

/** The texts of a list; none where it is no list. */
export function textsOf(value: unknown, key: string): readonly string[] {
	const list = fieldOf(value, key);
	return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

/** A number in an address; NaN where it is none. */
export function numberIn(url: URL, key: string): number {
	return integerOf(url.searchParams.get(key) ?? '');
}

/** The id of a request as JSON text, to be sent back as it came; `null` where it has none. */
export function idText(message: Fields | undefined, key: string): string {
	return JSON.stringify(message?.[key] ?? null);
}

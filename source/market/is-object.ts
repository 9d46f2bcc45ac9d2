/* What JSON from outside turns out to be: the one question that every reader of it asks first. */

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

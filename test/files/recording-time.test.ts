import {expect, test} from 'vitest';
import {instantOf, NotATimeError, parseTime} from '../../source/files/recording-time.ts';

const micros = (iso: string) => Date.parse(iso) * 1000;

test('instants are read as UTC unless they name a zone, to the microsecond', () => {
	const at = (text: string) => instantOf(parseTime(text), Number.NaN);
	expect(at('2024-08-08T23:54:13.937Z')).toBe(micros('2024-08-08T23:54:13.937Z'));
	expect(at('2024-08-08T23:54:13.937')).toBe(micros('2024-08-08T23:54:13.937Z'));
	expect(at('2024-08-08 23:54:13')).toBe(micros('2024-08-08T23:54:13Z'));
	expect(at('2024-08-08T23:54:13.937085768Z')).toBe(micros('2024-08-08T23:54:13.937Z') + 85);
	expect(at('2024-08-09T01:54+02:00')).toBe(micros('2024-08-08T23:54:00Z'));
	expect(at('2024-08-08T18:24:00-05:30')).toBe(micros('2024-08-08T23:54:00Z'));
	expect(at('2024-08-08')).toBe(micros('2024-08-08T00:00:00Z'));
});

test('a time of day is its first occurrence in the recording, the second that it begins in included', () => {
	const first = micros('2024-08-08T23:54:13.937Z');
	const at = (text: string) => new Date(instantOf(parseTime(text), first) / 1000).toISOString();
	expect(at('23:55:00')).toBe('2024-08-08T23:55:00.000Z');
	expect(at('23:54:13.937')).toBe('2024-08-08T23:54:13.937Z');
	expect(at('23:54:13')).toBe('2024-08-08T23:54:13.000Z');
	expect(at('23:54')).toBe('2024-08-08T23:54:00.000Z');
	expect(at('23:54:12')).toBe('2024-08-09T23:54:12.000Z');
	expect(at('23:54:13.936')).toBe('2024-08-09T23:54:13.936Z');
	expect(at('00:01:02.5')).toBe('2024-08-09T00:01:02.500Z');
});

test('what is no time is refused with examples', () => {
	for (const text of [
		'',
		'noon',
		'25:00:00',
		'23:60',
		'23:54:60',
		'2024-02-30',
		'2024-13-01T00:00Z',
		'2024-08-08T23:54:13+25:00',
		'1723161253',
		'1:02:03',
		'23:54:13Z',
	]) {
		expect(() => parseTime(text), text).toThrow(NotATimeError);
	}
	expect(() => parseTime('noon')).toThrow('"noon" is no time such as 2024-08-08T23:54:13.937Z or 23:54:13.937');
});

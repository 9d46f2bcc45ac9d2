import {expect, test} from 'vitest';
import {TimeSpan} from '../../../source/files/export/time-span.ts';
import {isoTime} from '../../../source/files/iso-time.ts';
import {parseTime} from '../../../source/files/recording-time.ts';

function spanOf(from: string | undefined, to: string | undefined, first: string): string[] {
	const span = new TimeSpan(from === undefined ? undefined : parseTime(from), to === undefined ? undefined : parseTime(to));
	span.begin(Date.parse(first) * 1000);
	return [span.from, span.to].map((at) => (Number.isFinite(at) ? isoTime(at) : String(at)));
}

test('times of day are the first to come, and the end is the first after the beginning', () => {
	const first = '2026-01-05T22:30:00.300Z';
	expect(spanOf('22:30:00.5', '22:31', first)).toEqual(['2026-01-05T22:30:00.500Z', '2026-01-05T22:31:00.000Z']);
	expect(spanOf('23:50', '00:10', first)).toEqual(['2026-01-05T23:50:00.000Z', '2026-01-06T00:10:00.000Z']);
	expect(spanOf('09:00', '23:00', first)).toEqual(['2026-01-06T09:00:00.000Z', '2026-01-06T23:00:00.000Z']);
});

test('what is not named is open', () => {
	expect(spanOf(undefined, '2026-01-01', '2026-01-01T00:00:00Z')).toEqual(['-Infinity', '2026-01-01T00:00:00.000Z']);
	expect(spanOf('2026-01-01', undefined, '2026-01-01T00:00:00Z')).toEqual(['2026-01-01T00:00:00.000Z', 'Infinity']);
});

test('both ends are in it', () => {
	const span = new TimeSpan(parseTime('2026-01-01T00:00:01Z'), parseTime('2026-01-01T00:00:03Z'));
	const start = Date.UTC(2026, 0, 1) * 1000;
	span.begin(start);
	expect([1, 2, 3].map((second) => span.has(start + second * 1e6))).toEqual([true, true, true]);
	expect([start + 999_999, start + 3_000_001].map((at) => span.has(at))).toEqual([false, false]);
});

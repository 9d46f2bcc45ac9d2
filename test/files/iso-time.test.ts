import {expect, test} from 'vitest';
import {fileStamp, isoTime, isoTimeMicros} from '../../source/files/iso-time.ts';

test('times are UTC with three decimals, cut and not rounded', () => {
	expect(isoTime(1_723_161_253_937_999)).toBe('2024-08-08T23:54:13.937Z');
	expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
});

test('where six decimals are asked for there are six', () => {
	expect(isoTimeMicros(1_723_161_253_937_009)).toBe('2024-08-08T23:54:13.937009Z');
	expect(isoTimeMicros(1_723_161_253_000_000)).toBe('2024-08-08T23:54:13.000000Z');
});

test('file names carry the second', () => {
	expect(fileStamp(1_723_161_253_937_999)).toBe('20240808_235413');
});

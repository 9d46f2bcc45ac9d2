import fc from 'fast-check';
import {expect, test} from 'vitest';
import {checkpointField, readCheckpoint} from '../../source/files/checkpoint-field.ts';

test('bytes come back as they were, through JSON', () => {
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 5000}), (bytes) => {
			const read = readCheckpoint(JSON.parse(JSON.stringify(checkpointField(bytes))));
			expect(Buffer.from(read ?? []).equals(bytes)).toBe(true);
			expect(read).toBeDefined();
		}),
		{seed: 1, numRuns: 100},
	);
});

test('what repeats itself takes little room', () => {
	expect(checkpointField(new Uint8Array(100_000)).deflate.length).toBeLessThan(1000);
});

const sound = checkpointField(Buffer.from('the state of the fold'));

test('a few bytes that swell to more than a checkpoint takes are none', () => {
	const zeros = Buffer.alloc(64 * 2 ** 20 + 1);
	// Lengths alone: nobody wants to be shown what they should not have been.
	expect(readCheckpoint(checkpointField(zeros))?.length).toBeUndefined();
	expect(readCheckpoint(checkpointField(zeros.subarray(1)))?.length).toBe(64 * 2 ** 20);
});

test.each([
	['nothing', undefined],
	['null', null],
	['a text', 'text'],
	['no data', {crc: sound.crc}],
	['data that are no text', {crc: sound.crc, deflate: 3}],
	['data that are not deflated', {crc: sound.crc, deflate: 'AAAA'}],
	['data cut short', {crc: sound.crc, deflate: sound.deflate.slice(0, 12)}],
	['another crc', {crc: sound.crc + 1, deflate: sound.deflate}],
	['no crc', {deflate: sound.deflate}],
	['data of another checkpoint', {crc: sound.crc, deflate: checkpointField(Buffer.from('another state')).deflate}],
])('%s is no checkpoint', (_, field) => {
	expect(readCheckpoint(field)).toBeUndefined();
});

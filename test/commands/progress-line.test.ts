import {expect, test} from 'vitest';
import {ProgressLine} from '../../source/commands/progress-line.ts';
import {ManualClock} from '../support/manual-clock.ts';

function drawn(isTTY: boolean): {readonly line: ProgressLine; readonly clock: ManualClock; readonly texts: string[]} {
	const texts: string[] = [];
	const clock = new ManualClock();
	return {line: new ProgressLine(clock, {isTTY, write: (text) => texts.push(text)}), clock, texts};
}

test('a line is drawn over the one before, ten times a second at most, and wiped at the end', () => {
	const {line, clock, texts} = drawn(true);
	line.tell(0, '0 rows');
	line.tell(0.25, '25 rows');
	clock.advance(100);
	line.tell(0.5, '50 rows');
	line.clear();
	line.clear();
	expect(texts).toEqual([
		`\r\u001b[K[${'.'.repeat(24)}]   0 %  0 rows`,
		`\r\u001b[K[${'#'.repeat(12)}${'.'.repeat(12)}]  50 %  50 rows`,
		'\r\u001b[K',
	]);
});

test('where nobody knows how much there is, what is done is told alone', () => {
	const {line, texts} = drawn(true);
	line.tell(Number.NaN, '7 rows');
	expect(texts).toEqual(['\r\u001b[K7 rows']);
});

test('where standard error is no terminal there is nothing', () => {
	const {line, texts} = drawn(false);
	line.tell(0.5, '50 rows');
	line.clear();
	expect(texts).toEqual([]);
});

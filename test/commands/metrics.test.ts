import {describe, expect, test} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {metrics} from '../../source/commands/metrics.ts';
import {catalogue} from '../../source/engine/meters.ts';

function printed(words: readonly string[], width = Number.POSITIVE_INFINITY): string[] {
	const lines: string[] = [];
	expect(metrics(parseArguments(['metrics', ...words]), (line) => lines.push(line), width)).toBe(0);
	return lines;
}

describe('in a pipe', () => {
	test('every column is a line, whole, its cells below those of the head', () => {
		const [head = '', ...lines] = printed([]);
		expect(head.split(/ {2,}/)).toEqual(['name', 'unit', 'clock', 'warm-up', 'source', 'meaning']);
		expect(lines).toHaveLength(catalogue.length);
		const places = ['unit', 'clock', 'warm-up', 'source', 'meaning'].map((name) => head.indexOf(name));
		for (const [index, column] of catalogue.entries()) {
			const {name, unit, clock, warmUp, source, meaning} = column;
			const bounds = [0, ...places, Number.POSITIVE_INFINITY];
			const cells = bounds.slice(0, -1).map((from, place) => lines[index]?.slice(from, bounds[place + 1]).trim());
			expect(cells).toEqual([name, unit, clock, warmUp, source, meaning]);
		}
	});

	test('names choose, many at once as well, in the order of the rows', () => {
		expect(printed(['vpin*', 'mid']).map((line) => line.split(' ')[0])).toEqual([
			...['name', 'mid', 'vpin', 'vpin_rank', 'vpin_closed', 'vpin_bvc', 'vpin_bvc_rank'],
		]);
		expect(() => printed(['vpinn'])).toThrow('vpinn: there is no such column. Nearest: vpin. obi-tui metrics lists them all.');
	});
});

test.each([60, 80, 132])('in a terminal of %d columns nothing is wider, and nothing is left out', (width) => {
	const lines = printed([], width);
	expect(lines.filter((line) => line.length > width)).toEqual([]);
	const text = lines.join(' ').replaceAll(/\s+/g, ' ');
	for (const {name, meaning, source} of catalogue) expect(text, name).toContain(`${meaning} [${source}]`);
});

test('as JSON they are objects with all there is to know', () => {
	const objects = JSON.parse(printed(['--json']).join('\n'));
	expect(objects).toEqual(catalogue.map(({warmUp, ...column}) => ({...column, warm_up: warmUp})));
});

test('every column is told of: no name twice, a source and a meaning for each', () => {
	expect(new Set(catalogue.map(({name}) => name)).size).toBe(catalogue.length);
	for (const {name, source, meaning} of catalogue) {
		expect(name).toMatch(/^[a-z][a-z\d_]*$/);
		expect(source, name).not.toBe('');
		expect(meaning, name).not.toBe('');
	}
});

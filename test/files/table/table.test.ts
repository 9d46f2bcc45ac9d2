import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {openTable} from '../../../source/files/table/open-table.ts';
import {ParquetTable} from '../../../source/files/table/parquet-table.ts';
import {type Table, type TableColumn, type TableFormat, tableFormatOf, tableFormats} from '../../../source/files/table/table.ts';
import {csvForm, jsonForm, jsonLinesForm} from '../../../source/files/table/text-forms.ts';
import {factsFileOf, TextTable} from '../../../source/files/table/text-table.ts';
import {csvRows, jsonOf, numberOf, parquetFacts, parquetMetadata, parquetRows} from '../../support/exporting.ts';
import {temporaryDirectory} from '../kit.ts';

const columns: readonly TableColumn[] = [
	{name: 'timestamp', type: 'millis'},
	{name: 'update_id', type: 'whole'},
	{name: 'mid', type: 'number'},
	{name: 'vpin', type: 'number'},
];
const at = 1_723_161_253_937_000;
const biggest = Number.MAX_SAFE_INTEGER;
/** Doubles that a careless writer would lose: tiny, huge, one bit from their neighbour, with the longest decimals there are. */
const doubles = [0.1, 1 / 3, 0.1 + 0.2, 5e-324, Number.MAX_VALUE, 1e21, -1.5e-7, 61_824.005, 2 ** 53, 1 + Number.EPSILON];
const rows: readonly (readonly number[])[] = [
	...doubles.map((value, index) => [at + index * 100_000, index === 0 ? biggest : index, value, -value]),
	[at + 1_000_000, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY],
];

async function tableOf(format: TableFormat, content: readonly (readonly number[])[] = rows): Promise<string> {
	const file = path.join(temporaryDirectory(), `x.${format}`);
	const table = await openTable(file, format, columns);
	for (const row of content) table.push(row);
	table.close({rows: content.length, words: 'what is told'});
	return file;
}

/** Every value of a row as a number, NaN where there is none. */
type Read = (file: string) => Promise<readonly (readonly number[])[]> | readonly (readonly number[])[];

function fromObject(object: Readonly<Record<string, unknown>>): number[] {
	const time = object['timestamp'];
	const micros = typeof time === 'bigint' ? Number(time) : Date.parse(String(time)) * 1000;
	return [micros, ...columns.slice(1).map(({name}) => (object[name] === null ? Number.NaN : Number(object[name])))];
}

const readers: Readonly<Record<TableFormat, Read>> = {
	csv: (file) =>
		csvRows(file).map((row) => [Date.parse(row['timestamp'] ?? '') * 1000, ...columns.slice(1).map(({name}) => numberOf(row[name]))]),
	json: (file) => jsonOf(file).map(fromObject),
	jsonl: (file) =>
		readFileSync(file, 'utf8')
			.trimEnd()
			.split('\n')
			.map((line) => fromObject(JSON.parse(line))),
	parquet: async (file) => (await parquetRows(file)).map(fromObject),
};

const finite = (value: number) => (Number.isFinite(value) ? value : Number.NaN);

describe.each(tableFormats)('.%s', (format) => {
	test('gives every double back to the last bit, and nothing where there is no number', async () => {
		expect(await readers[format](await tableOf(format))).toEqual(rows.map((row) => row.map(finite)));
	});

	test('is a table without rows where there are none', async () => {
		const file = await tableOf(format, []);
		if (format === 'json') expect(jsonOf(file)).toEqual([]);
		else if (format === 'parquet') expect(await parquetRows(file)).toEqual([]);
		else expect(readFileSync(file, 'utf8')).toBe(format === 'csv' ? 'timestamp,update_id,mid,vpin\n' : '');
	});

	test('leaves no other file than it names, and nothing when it is abandoned', async () => {
		const file = await tableOf(format);
		const folder = path.dirname(file);
		const names = format === 'parquet' ? ['x.parquet'] : [`x.${format}`, 'x.meta.json'].sort();
		expect(readdirSync(folder).sort()).toEqual(names);
		const table = await openTable(path.join(folder, `y.${format}`), format, columns);
		expect(table.files.map((each) => path.basename(each))).toEqual(names.map((name) => name.replace('x', 'y')));
		for (let count = 0; count < 10_000; count++) table.push(rows[0]!);
		table.abandon();
		expect(readdirSync(folder).sort()).toEqual(names);
	});

	test('tells of the whole', async () => {
		const file = await tableOf(format);
		const facts = format === 'parquet' ? await parquetFacts(file) : jsonOf(factsFileOf(file));
		expect(facts).toEqual({rows: rows.length, words: 'what is told'});
	});
});

test('text has the shortest decimals, moments in UTC, and nothing or null for what is not', async () => {
	const some = [rows[0]!, rows[2]!, rows[10]!];
	expect(readFileSync(await tableOf('csv', some), 'utf8')).toBe(
		[
			'timestamp,update_id,mid,vpin',
			'2024-08-08T23:54:13.937Z,9007199254740991,0.1,-0.1',
			'2024-08-08T23:54:14.137Z,2,0.30000000000000004,-0.30000000000000004',
			'2024-08-08T23:54:14.937Z,,,',
			'',
		].join('\n'),
	);
	const object = '{"timestamp":"2024-08-08T23:54:14.937Z","update_id":null,"mid":null,"vpin":null}';
	expect(readFileSync(await tableOf('json', [rows[10]!, rows[10]!]), 'utf8')).toBe(`[\n${object},\n${object}\n]\n`);
	expect(readFileSync(await tableOf('jsonl', [rows[10]!]), 'utf8')).toBe(`${object}\n`);
});

test('a name that would break CSV is quoted', () => {
	const column = {name: 'a "b", c', type: 'number'} as const;
	expect(csvForm.head([column])).toBe('"a ""b"", c"\n');
});

test('Parquet has moments of µs in UTC, whole numbers, and doubles that may be missing', async () => {
	const {schema, created_by: maker, row_groups: groups} = await parquetMetadata(await tableOf('parquet'));
	const typeOf = (name: string) => schema.find((element) => element.name === name);
	expect(typeOf('timestamp')).toMatchObject({
		type: 'INT64',
		logical_type: {type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS'},
	});
	expect(typeOf('update_id')).toMatchObject({type: 'INT64', repetition_type: 'OPTIONAL'});
	expect(typeOf('mid')).toMatchObject({type: 'DOUBLE', repetition_type: 'OPTIONAL'});
	expect(maker).toMatch(/^obi-tui \d/);
	expect(groups[0]?.columns.map(({meta_data: chunk}) => chunk?.codec)).toEqual(columns.map(() => 'ZSTD'));
});

describe('a long table', () => {
	const wide: readonly TableColumn[] = Array.from({length: 100}, (_, index) => ({name: `c${index}`, type: 'number'}));
	const row = Float64Array.from({length: 100}, (_, index) => index / 7);

	function mostPending(table: Table & {readonly pending: number}, count: number): number {
		let most = 0;
		for (let index = 0; index < count; index++) {
			row[0] = index;
			table.push(row);
			most = Math.max(most, table.pending);
		}
		return most;
	}

	test.each([
		['csv', csvForm],
		['json', jsonForm],
		['jsonl', jsonLinesForm],
	] as const)('as .%s keeps less than a block back', (format, form) => {
		const table = new TextTable(path.join(temporaryDirectory(), `x.${format}`), wide, form);
		expect(mostPending(table, 20_000)).toBeLessThan(64 * 1024);
		table.abandon();
	});

	test('as .parquet keeps less than a row group back, and all row groups are there', async () => {
		const file = path.join(temporaryDirectory(), 'x.parquet');
		const table = new ParquetTable(file, wide);
		const count = 25_000;
		expect(mostPending(table, count)).toBeLessThan(2 ** 20 / wide.length);
		table.close({});
		const {row_groups: groups} = await parquetMetadata(file);
		expect(groups.map(({num_rows: rows}) => Number(rows))).toEqual([10_485, 10_485, 4030]);
		const read = await parquetRows(file);
		expect(read.map(({c0}) => c0)).toEqual(Array.from({length: count}, (_, index) => index));
		expect(read[count - 1]).toMatchObject({c1: 1 / 7, c99: 99 / 7});
	});
});

test('where the facts cannot be written, no table is begun', async () => {
	const folder = temporaryDirectory();
	const file = path.join(folder, 'none', 'x.csv');
	await expect(openTable(file, 'csv', columns)).rejects.toThrow(`${file} cannot be opened: there is no such file or directory`);
	expect(existsSync(path.dirname(file))).toBe(false);
});

test('the ending of a name says what a table becomes', () => {
	expect(['a.csv', 'a.JSON', 'a.b.jsonl', 'x/a.Parquet'].map(tableFormatOf)).toEqual(['csv', 'json', 'jsonl', 'parquet']);
	expect(['a', 'csv', 'a.csv.gz', 'a.txt'].map(tableFormatOf)).toEqual([undefined, undefined, undefined, undefined]);
});

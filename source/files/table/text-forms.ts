/* The looks of a table as text: CSV, one array of JSON objects, and a JSON object a line. */

import {cellText} from './cell-text.ts';
import type {TextForm} from './text-table.ts';

/** RFC 4180 but for its ends of lines; an empty cell where there is no number. */
export const csvForm: TextForm = {
	head: (columns) => `${columns.map(({name}) => quotedWhereNeeded(name)).join(',')}\n`,
	rows: (columns) => (cells) => {
		let line = '';
		for (let index = 0; index < columns.length; index++) {
			if (index > 0) line += ',';
			line += cellText(cells[index]!, columns[index]!.type);
		}
		return `${line}\n`;
	},
	foot: '',
};

/** One array of objects, one a line; null where there is no number. */
export const jsonForm: TextForm = {
	head: () => '[',
	rows(columns) {
		const object = objectOf(columns);
		let separator = '\n';
		return (cells) => {
			const text = separator + object(cells);
			separator = ',\n';
			return text;
		};
	},
	foot: '\n]\n',
};

/** An object a line, without anything around them. */
export const jsonLinesForm: TextForm = {
	head: () => '',
	rows(columns) {
		const object = objectOf(columns);
		return (cells) => `${object(cells)}\n`;
	},
	foot: '',
};

function objectOf(columns: Parameters<TextForm['rows']>[0]): (cells: ArrayLike<number>) => string {
	const keys = columns.map(({name}, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
	const quotes = columns.map(({type}) => (type === 'millis' || type === 'micros' ? '"' : ''));
	return (cells) => {
		let text = '';
		for (let index = 0; index < columns.length; index++) {
			const cell = cellText(cells[index]!, columns[index]!.type);
			text += keys[index]! + (cell === '' ? 'null' : quotes[index] + cell + quotes[index]);
		}
		return `${text}}`;
	};
}

function quotedWhereNeeded(name: string): string {
	return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

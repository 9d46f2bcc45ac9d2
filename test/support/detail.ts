/* Every column of the catalogue with a made-up minute behind it: numbers of the size that its unit suggests, a gap in the middle, some that are not known yet. */

import {catalogue} from '../../source/engine/meters.ts';
import type {DetailView} from '../../source/engine/view.ts';
import type {Scene} from '../../source/runner/session.ts';
import {nastyScenes} from './nasty-scenes.ts';
import {createRandom, createScene, now} from './scene.ts';

const sizes: Readonly<Record<string, number>> = {
	quote: 61_837.825,
	bps: 1.7,
	ticks: 12.4,
	base: 38.2,
	'base/s': 4.4,
	'1/s': 9.6,
	'1/√quote': 2.1e-8,
	'bps per 1 M quote': 14.2,
};

/** Columns that have not been a number so far, and one that is none any more. */
const unknown: ReadonlySet<string> = new Set([
	'micro',
	'micro_dev',
	'ofi_int_10',
	'ofi_int_60',
	'ofi_int_evr',
	'poc',
	'va_low',
	'va_high',
	'amihud',
]);
const lost: ReadonlySet<string> = new Set(['ofi_300', 'ofi_60']);

export function createDetail(tick = 0, rows = 128): DetailView {
	const random = createRandom(23);
	const series = catalogue.map(({name, unit}) => {
		const size = sizes[unit] ?? 0.6;
		const sway = unit === 'quote' ? 1e-5 : 1;
		const level = unit === 'quote' ? size : 0;
		return Float64Array.from({length: rows}, (_, row) => {
			const wave = Math.sin((row + tick) / (4 + (name.length % 7))) + (random() - 0.5) * 0.3;
			const isGap = (row > rows - 40 && row < rows - 36) || (lost.has(name) && row >= rows - 14);
			return unknown.has(name) || isGap ? Number.NaN : level + wave * size * sway;
		});
	});
	return {at: now + tick * 1e6, values: Float64Array.from(series, (values) => values.at(-1) ?? Number.NaN), series};
}

/** Scenes that nobody wishes for, with every column looked at: what is known, numbers that do not exist, no rows, rows of another length. */
export function detailedScenes(): ReadonlyMap<string, Scene> {
	const every = (value: number): DetailView => {
		const series = catalogue.map(() => new Float64Array(128).fill(value));
		return {at: value, values: Float64Array.from(catalogue, () => value), series};
	};
	const none: DetailView = {at: now, values: createDetail().values, series: []};
	const details = [
		createDetail(),
		createDetail(3, 7),
		none,
		...[Number.NaN, Number.POSITIVE_INFINITY, 1.2345e18, -9.87e14, 1e-12, 0].map(every),
	];
	const known = details.map((detail, index): [string, Scene] => [
		`detail ${index}`,
		createScene({instrument: {detail: {...detail, at: now}}}),
	]);
	const nasty = [...nastyScenes()].map(([name, {view, session}]): [string, Scene] => [
		name,
		{session, view: {...view, selected: view.selected === undefined ? undefined : {...view.selected, detail: createDetail()}}},
	]);
	return new Map([...known, ...nasty]);
}

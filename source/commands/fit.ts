/* `obi-tui fit KIND FILE`: fits on a recording what is applied to others as it is. The table of the micro-price goes to a file; a Hawkes process is printed. */

import type {Desk, DeskObserver} from '../engine/desk.ts';
import {HawkesTraining} from '../engine/hawkes-training.ts';
import {MicroPriceTraining} from '../engine/micro-price-training.ts';
import {writeMicroPrice} from '../files/micro-price-file.ts';
import {nearest} from '../market/nearest.ts';
import {branchingRatio, stationaryRate} from '../metrics/hawkes.ts';
import type {MicroPriceTable} from '../metrics/micro-price.ts';
import type {Arguments} from './arguments.ts';
import {chooseBook} from './choose-book.ts';
import {counted} from './counted.ts';
import {engineSettings} from './engine-settings.ts';
import type {Environment} from './environment.ts';
import {FailureError, UsageError} from './failure.ts';
import {cutRecordings, foldRecordings, formatOf} from './fold-recording.ts';

type Say = (text: string) => void;

const kinds = ['micro-price', 'hawkes'] as const;
/** β that are tried, 1/s. */
const decays = [0.5, 1, 5];

/** Returns the exit code. */
export async function fit(given: Arguments, {write, complain}: Pick<Environment, 'write' | 'complain'>): Promise<number> {
	const [word = '', ...files] = given.words;
	const kind = kinds.find((each) => each === word);
	if (kind === undefined) {
		const [best] = nearest(word, kinds, 1);
		throw new UsageError(
			`fit needs what and from what: obi-tui fit micro-price FILE.${word === '' || best === undefined ? '' : ` Nearest to ${word}: ${best}.`} One of ${kinds.join(', ')}.`,
		);
	}
	if (files.length === 0) throw new UsageError(`fit ${kind} needs a recording: obi-tui fit ${kind} FILE`);
	return kind === 'micro-price' ? fitMicroPrice(given, files, write, complain) : fitProcess(given, files, write, complain);
}

/** Folds the recordings for what is to be learnt of them. Returns the book that it is about. */
async function learn(given: Arguments, files: readonly string[], training: DeskObserver, complain: Say): Promise<Desk> {
	const {engine, damage, recordings} = await foldRecordings(files, formatOf(given), (stored) => engineSettings(given, stored), training);
	if (damage !== undefined) throw new FailureError(`${damage.message}. Nothing was fitted.`);
	for (const cut of cutRecordings(recordings)) complain(`obi-tui: ${cut}; it is fitted on what stands before that.`);
	return chooseBook(engine.desks, given.text('symbol'));
}

async function fitMicroPrice(given: Arguments, files: readonly string[], write: Say, complain: Say): Promise<number> {
	const training = new MicroPriceTraining();
	const desk = await learn(given, files, training, complain);
	const table = training.table(desk);
	if (table === undefined)
		throw new FailureError(`${desk.instrument.id}: the touch never changed while the book was in step. Nothing can be fitted.`);
	const file = given.text('out') ?? `micro-price-${desk.instrument.symbol.toLowerCase().replaceAll(/[^\w-]/g, '-')}.json`;
	writeMicroPrice(file, table);
	write(
		[
			`${desk.instrument.id}: ${counted(table.changes, 'change')} of the touch, tick ${table.tick}; written to ${file}`,
			...inWords(table),
		].join('\n'),
	);
	return 0;
}

/** G* in ticks, a line a spread, a column an imbalance. */
function inWords({imbalanceEdges, spreadEdges, adjustments}: MicroPriceTable): string[] {
	const bounds = (edges: readonly number[], index: number, last: string) =>
		index < edges.length ? `≤ ${Number(edges[index]!.toPrecision(3))}` : last;
	const columns = Array.from({length: imbalanceEdges.length + 1}, (_, index) => bounds(imbalanceEdges, index, '≤ 1').padStart(9));
	const rows = adjustments.map((row, index) => {
		const cells = row.map((cell) => (cell === null ? '–' : cell.toFixed(2)).padStart(9));
		return `${(index < spreadEdges.length ? `${bounds(spreadEdges, index, '')} ticks` : 'wider').padEnd(16)}${cells.join('')}`;
	});
	return [
		'expected move of the mid, ticks, by spread (rows) and bid / (bid + ask) (columns); what was seen fewer than 50 times has the nearest spread’s:',
		`${' '.repeat(16)}${columns.join('')}`,
		...rows,
	];
}

async function fitProcess(given: Arguments, files: readonly string[], write: Say, complain: Say): Promise<number> {
	if (given.text('out') !== undefined)
		throw new UsageError('--out is for the table of the micro-price; a Hawkes process is printed, by --json as JSON.');
	const training = new HawkesTraining();
	const desk = await learn(given, files, training, complain);
	const fits = decays.flatMap((decay) => training.fits(desk, decay));
	if (fits.length === 0) throw new FailureError(`${desk.instrument.id}: fewer than two trades of a side. Nothing can be fitted.`);
	if (given.has('json')) {
		const {id} = desk.instrument;
		write(
			JSON.stringify(
				{instrument: id, fits: fits.map((each) => ({...each, branching: branchingRatio(each), meanRate: legal(stationaryRate(each))}))},
				null,
				'\t',
			),
		);
		return 0;
	}
	write(
		[
			`${desk.instrument.id}: λ(t) = μ + α·Σ e^(−β(t − tᵢ)), rates a second; β is given, μ and α are fitted, mean is μ/(1 − α/β)`,
			...processTable(fits),
		].join('\n'),
	);
	return 0;
}

function processTable(fits: ReturnType<HawkesTraining['fits']>): string[] {
	const head = ['side', 'events', 'β', 'μ', 'α', 'α/β', 'mean', 'ln L'];
	const rows = fits.map((each) => [
		each.side,
		String(each.events),
		String(each.decay),
		each.base.toFixed(4),
		each.excitation.toFixed(4),
		branchingRatio(each).toFixed(4),
		Number.isNaN(stationaryRate(each)) ? '–' : stationaryRate(each).toFixed(4),
		each.logLikelihood.toFixed(3),
	]);
	return [head, ...rows].map((cells) => cells.map((cell, index) => (index === 0 ? cell.padEnd(6) : cell.padStart(12))).join(''));
}

function legal(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}

/* `obi-tui collect SYMBOL`: the book by REST at a fixed cadence, as a table of imbalance (CSV) and what it comes to (JSON). */

import type {MarketPlan} from '../feeds/market-access.ts';
import {hostOf, withoutUserinfo} from '../feeds/network-error.ts';
import {RestBookReader} from '../feeds/rest-book.ts';
import {CollectFile} from '../files/collect-file.ts';
import {isoTime} from '../files/iso-time.ts';
import {LogFile} from '../files/log-file.ts';
import {logFile} from '../files/paths.ts';
import {symbolInNames} from '../files/snapshot-file.ts';
import {CollectTable} from '../metrics/collect-table.ts';
import {type Collected, type CollectorOptions, collectRows} from '../runner/collector.ts';
import type {Arguments} from './arguments.ts';
import {counted} from './counted.ts';
import type {Environment} from './environment.ts';
import {FailureError, UsageError} from './failure.ts';
import {bookRequest, marketAsked, prepareMarket} from './prepare-market.ts';
import {ProgressLine} from './progress-line.ts';
import {logLevelOf} from './session.ts';

/** Share of a venue's request weight that one collector may use: others live behind the same address, and what fails is asked again. */
const fairShare = 0.9;

/** Returns the exit code. */
export async function collect(given: Arguments, environment: Environment): Promise<number> {
	const {clock, complain, write} = environment;
	const settings = collectSettings(given);
	const plan = marketAsked(given, 'collect');
	const {levels, interval, depthLimit, timeout, isUnverified} = settings;
	checkPace(plan, bookRequest(plan, plan.symbols[0]!, depthLimit).weight, settings);
	if (isUnverified) complain('obi-tui: --no-verify-ssl: no certificate is checked, so whoever stands between may send any book.');
	const {market, instrument} = await prepareMarket(given, plan, environment, {timeout: timeout * 1000, isUnverified});
	try {
		const stem = symbolInNames(instrument.symbol);
		const file = new CollectFile(given.text('csv') ?? `${stem}_obi.csv`, given.text('json') ?? `${stem}_obi_metrics.json`);
		const table = new CollectTable(settings);
		const run = await collectInto(file, table, environment, logOf(given), {
			...{
				rest: market.rest,
				request: bookRequest(plan, instrument.symbol, depthLimit),
				reader: new RestBookReader(plan.venue, instrument, depthLimit),
			},
			...{clock, random: Math.random, levels, interval, slots: settings.slots},
		});
		if (run.seen === 0) {
			file.abandon();
			throw new FailureError(nothingInWords(`${plan.venue.name} ${instrument.symbol}`, table.samples, run, settings));
		}
		table.finish();
		const metrics = table.summary((table.samples * interval) / 60e6);
		const config = {
			...{
				symbol: instrument.symbol,
				base_url: withoutUserinfo(market.endpoints.rest),
				levels,
				interval: interval / 1e6,
				minutes: settings.minutes,
			},
			...{depth_limit: depthLimit, ema: settings.span, out_csv: file.csv, out_json: file.json, timeout, verify_ssl: !isUnverified},
			venue: plan.venue.id,
		};
		await file.finish(table, {config, metrics});
		const {obi_mean: mean, corr_obi_lead_midret: lead, corr_n: n, corr_t: t} = metrics;
		write(
			[
				`${file.csv}, ${file.json}: ${counted(table.samples, 'row')}, ${table.samples - run.seen} missing`,
				`obi mean ${decimals(mean)}, r with the next return ${decimals(lead)} (n ${n.corr_obi_lead_midret}, t ${decimals(t.corr_obi_lead_midret)})`,
				...(run.stoppedBy === undefined ? [] : [`stopped by ${run.stoppedBy}`]),
				...(run.fault === '' ? [] : [`what was missing last: ${run.fault}`]),
			].join('; '),
		);
		return 0;
	} finally {
		await market.close();
	}
}

type CollectSettings = {
	/** Levels a side in the sums. */
	readonly levels: number;
	/** EWMA span in rows. */
	readonly span: number;
	/** µs. */
	readonly interval: number;
	readonly minutes: number;
	/** Rows. */
	readonly slots: number;
	/** Levels a side that are asked for. */
	readonly depthLimit: number;
	/** Seconds. */
	readonly timeout: number;
	readonly isUnverified: boolean;
};

function collectSettings(given: Arguments): CollectSettings {
	const levels = given.number('levels') ?? 20;
	const depthLimit = given.number('depth-limit') ?? 500;
	if (levels > depthLimit) throw new UsageError(`--levels ${levels} needs a --depth-limit of ${levels} or more, not ${depthLimit}.`);
	const interval = Math.round((given.number('interval') ?? 1) * 10) * 100_000;
	const minutes = given.number('minutes') ?? 10;
	// So many minutes may be a whole number of rows, but for the last bit.
	const slots = Math.max(1, Math.ceil((minutes * 60e6) / interval - 1e-6));
	const [csv, json] = [given.text('csv'), given.text('json')];
	if (csv !== undefined && csv === json) throw new UsageError(`--csv and --json both name ${csv}.`);
	const isUnverified = given.has('no-verify-ssl');
	return {
		levels,
		span: given.number('ema') ?? 30,
		interval,
		minutes,
		slots,
		depthLimit,
		timeout: given.number('timeout') ?? 8,
		isUnverified,
	};
}

/** What the venue allows is known: nobody has to be banned to learn it. */
function checkPace({venue, endpoints}: MarketPlan, weight: number, {interval, depthLimit}: CollectSettings): void {
	const allowed = venue.budget.weightPerMinute * fairShare;
	const cost = (weight * 60e6) / interval;
	if (cost <= allowed) return;
	const longer = Math.ceil((weight * 600) / allowed) / 10;
	throw new UsageError(
		`--depth-limit ${depthLimit} every ${interval / 1e6} s costs ${Math.round(cost)} a minute, and ${hostOf(endpoints.rest)} is to be asked for ${Math.floor(allowed)} at most: --interval ${longer} or more, or a smaller --depth-limit.`,
	);
}

type Run = {
	/** Rows with a book. */
	seen: number;
	/** Why the last row without one has none; empty where all have one. */
	fault: string;
	stoppedBy: string | undefined;
};

async function collectInto(
	file: CollectFile,
	table: CollectTable,
	{clock, onSignal}: Environment,
	log: LogFile,
	options: CollectorOptions,
): Promise<Run> {
	const run: Run = {seen: 0, fault: '', stoppedBy: undefined};
	const abort = new AbortController();
	const progress = new ProgressLine(clock);
	const stopListening = onSignal((name) => {
		run.stoppedBy ??= name;
		abort.abort();
	});
	const take = ({sample, fault, isHopeless}: Collected): void => {
		const before = table.push(sample);
		if (table.last !== undefined) file.push(table.last, before);
		if (fault === '') run.seen++;
		else {
			run.fault = fault;
			log.info(`no row for ${isoTime(sample.at)}: ${fault}`);
		}
		if (isHopeless && run.seen === 0) abort.abort();
		const rows = `${table.samples} of ${counted(options.slots, 'row')}, ${table.samples - run.seen} missing`;
		progress.tell(table.samples / options.slots, `${rows}, obi ${decimals(sample.obi)}`);
	};
	try {
		await collectRows(options, take, abort.signal);
	} finally {
		stopListening();
		progress.clear();
	}
	return run;
}

function nothingInWords(book: string, rows: number, {stoppedBy, fault}: Run, {interval}: CollectSettings): string {
	if (rows === 0) return `Stopped by ${stoppedBy} before the first row; nothing was written.`;
	const hint = fault.endsWith('in time') ? ` An answer counts only within its interval, here ${interval / 1e6} s.` : '';
	return `No book of ${book} came for any of ${counted(rows, 'row')}: ${fault}.${hint} Nothing was written.`;
}

function logOf(given: Arguments): LogFile {
	return new LogFile(logFile(), logLevelOf(given));
}

function decimals(value: number): string {
	return Number.isNaN(value) ? '–' : value.toFixed(4);
}

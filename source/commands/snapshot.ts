/* `obi-tui snapshot SYMBOL|FILE`: one book as rows, from its venue as it is now or from a recording as it was. */

import {existsSync} from 'node:fs';
import {RecentTrades} from '../engine/recent-trades.ts';
import {RestBookReader} from '../feeds/rest-book.ts';
import {bookFormatOf, bookFormats, writeBook} from '../files/book-file.ts';
import type {BookSnapshot} from '../files/book-snapshot.ts';
import {isoTime} from '../files/iso-time.ts';
import {parseTime} from '../files/recording-time.ts';
import {freeSnapshotStem} from '../files/snapshot-file.ts';
import {BadSnapshotError} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import {chooseBook} from './choose-book.ts';
import {counted} from './counted.ts';
import type {Environment} from './environment.ts';
import {refuseInputs} from './export-request.ts';
import {FailureError, UsageError} from './failure.ts';
import {formatOf} from './fold-recording.ts';
import {foldTo} from './fold-to.ts';
import {bookRequest, deepestOf, marketAsked, prepareMarket} from './prepare-market.ts';

/** Returns the exit code. */
export async function snapshot(given: Arguments, environment: Environment): Promise<number> {
	const [word, other] = given.words;
	if (other !== undefined)
		throw new UsageError(`snapshot takes one symbol or one recording, not ${given.words.length}: ${given.words.join(' ')}.`);
	if (word === undefined && given.text('symbol') === undefined)
		throw new UsageError('snapshot needs a symbol or a recording: obi-tui snapshot BTCUSDT');
	const out = given.text('out');
	const format = out === undefined ? 'json' : bookFormatOf(out);
	if (format === undefined) throw new UsageError(`--out ${out}: its ending says what it becomes. One of .${bookFormats.join(', .')}.`);
	if (word !== undefined && out !== undefined) refuseInputs([word], [out]);
	const taken = word !== undefined && isFile(word) ? await fromRecording(word, given, environment) : await fromVenue(given, environment);
	const {venue, symbol, updateId, at, book, trades} = taken;
	const files = await writeBook(out ?? `${freeSnapshotStem('.', symbol, at)}.json`, format, taken);
	const update = Number.isNaN(updateId) ? '' : `, update ${updateId}`;
	const traded = trades === undefined ? '' : `, ${counted(trades.length, 'trade')}`;
	const levels = `${counted(book.bids.count, 'bid')}, ${counted(book.asks.count, 'ask')}`;
	environment.write(`${files.join(', ')}: ${venue}:${symbol} at ${isoTime(at)}${update}, ${levels}${traded}`);
	return 0;
}

/** A symbol has no point in it, and what exists is meant. */
function isFile(word: string): boolean {
	return existsSync(word) || word.includes('.');
}

async function fromRecording(file: string, given: Arguments, {complain}: Environment): Promise<BookSnapshot> {
	const stray = ['venue', 'base-url', 'depth-limit', 'timeout'].find((name) => given.text(name) !== undefined);
	if (stray !== undefined) throw new UsageError(`--${stray} is for a venue, and ${file} is a recording.`);
	const time = given.text('at');
	const wanted = given.number('trades');
	const trades = new RecentTrades(wanted ?? 0);
	const engine = await foldTo(file, formatOf(given), time === undefined ? undefined : parseTime(time), trades, complain);
	const desk = chooseBook(engine.desks, given.text('symbol'));
	const {instrument, integrity, liveBook, updateId} = desk;
	if (liveBook === undefined) {
		const hint = time === undefined ? 'name a time before that by --at' : 'choose another --at';
		throw new FailureError(
			`${instrument.id} is not in step at ${isoTime(engine.at)} (${integrity.state}), so there is no book to tell of: ${hint}.`,
		);
	}
	return {
		...{venue: instrument.venue, symbol: instrument.symbol, updateId, at: engine.at, book: liveBook},
		trades: wanted === undefined ? undefined : trades.of(desk),
	};
}

async function fromVenue(given: Arguments, environment: Environment): Promise<BookSnapshot> {
	if (given.text('at') !== undefined) throw new UsageError('--at is a time of a recording: obi-tui snapshot FILE --at TIME');
	if (given.text('trades') !== undefined) {
		throw new UsageError('--trades needs a recording, for no venue is asked for past trades: obi-tui snapshot FILE --trades N');
	}
	if (given.text('format') !== undefined) throw new UsageError('--format is of a recording: obi-tui snapshot FILE --format F');
	const plan = marketAsked(given, 'snapshot');
	const limit = given.number('depth-limit') ?? deepestOf(plan.venue);
	bookRequest(plan, plan.symbols[0]!, limit);
	const timeout = given.number('timeout');
	const {market, instrument} = await prepareMarket(given, plan, environment, timeout === undefined ? {} : {timeout: timeout * 1000});
	try {
		const answer = await market.rest.get(bookRequest(plan, instrument.symbol, limit));
		if (answer.error !== null) throw new FailureError(`${answer.error}; gave up.`);
		const {book, updateId} = new RestBookReader(plan.venue, instrument, limit).read(answer.json);
		if (book.bids.count + book.asks.count === 0) throw new FailureError(`${market.rest.host}: the book of ${instrument.symbol} is empty.`);
		return {venue: plan.venue.id, symbol: instrument.symbol, updateId, at: environment.clock.now(), book, trades: undefined};
	} catch (error) {
		throw error instanceof BadSnapshotError ? new FailureError(`${market.rest.host}: the answer ${error.message}.`) : error;
	} finally {
		await market.close();
	}
}

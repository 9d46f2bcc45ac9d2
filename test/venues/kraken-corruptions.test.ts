/* What the checksum is worth: every number of a recording is changed in turn, and the book after that message held against the one that it should be. */

import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {Book} from '../../source/market/book.ts';
import {fromUnits} from '../../source/market/decimal.ts';
import {Levels} from '../../source/market/levels.ts';
import {kraken} from '../../source/venues/kraken.ts';
import {objectsOf, parseWithTokens} from '../../source/venues/plain-numbers.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {type Decoder, type DepthUpdate, ignoreAll} from '../../source/venues/venue.ts';
import {archived, readInto} from '../support/archiving.ts';
import {dataFile} from '../support/data.ts';

const file = dataFile('kraken-v2-btcusd-20230730.json');

/** The messages of the file, their numbers as they are written there. */
function messagesOf(text: string): string[] {
	const {init, updates} = parseWithTokens(text);
	return [init, ...objectsOf(updates)].map((message) => JSON.stringify(message).replace(/"(price|qty|checksum)":"([^"]*)"/g, '"$1":$2'));
}

/** A book of one connection, kept as the engine keeps it. */
class Stage {
	readonly #symbols = new Symbols();
	readonly #decoder: Decoder = kraken.decoder(this.#symbols);
	readonly #book = new Book(0);

	/** Goes on from where another one stands. */
	standAt({symbols, decoder, book}: ReturnType<Stage['state']>): void {
		readInto(this.#symbols, symbols);
		readInto({archive: (io) => this.#decoder.archive?.(io)}, decoder);
		readInto(this.#book, book);
	}

	state() {
		return {
			symbols: archived(this.#symbols),
			decoder: archived({archive: (io) => this.#decoder.archive?.(io)}),
			book: archived(this.#book),
			best: [this.#best('bids'), this.#best('asks')],
		};
	}

	/** Returns whether the checksum is that of the book after the message; undefined where the message is refused. */
	take(message: string): boolean | undefined {
		let settled: boolean | undefined;
		const depth = (update: DepthUpdate) => {
			const {kind, bids, asks, priceScale, quantityScale} = update;
			if (kind === 'snapshot') this.#book.replace(bids, asks, priceScale, quantityScale, Number.POSITIVE_INFINITY, update.depth);
			else this.#book.apply(bids, asks, priceScale, quantityScale);
			this.#book.cutTo(update.depth);
			settled = kraken.settle?.(this.#book, update);
		};
		this.#decoder.decode(Buffer.from(message), {...ignoreAll, depth});
		return settled;
	}

	#best(side: 'bids' | 'asks'): string {
		const {priceScale, quantityScale} = this.#book;
		const best = new Levels();
		const length = this.#book[side].top(10, best);
		const text = (rank: number) => `${fromUnits(best.prices[rank]!, priceScale)}/${fromUnits(best.quantities[rank]!, quantityScale)}`;
		return Array.from({length}, (_, rank) => text(rank)).join(' ');
	}
}

type Change = (token: string) => string;

const random = new Random(20_230_730, 'digits');

const oneDigit: Change = (token) => {
	const places = [...token.matchAll(/\d/g)].map(({index}) => index);
	const place = places[random.below(places.length)] ?? 0;
	const digit = (Number(token[place]) + 1 + random.below(9)) % 10;
	return `${token.slice(0, place)}${digit}${token.slice(place + 1)}`;
};

/** The message with one of its prices or quantities changed, each in turn. */
function corrupted(message: string, change: Change): string[] {
	return [...message.matchAll(/"(?:price|qty)":([\d.]+)/g)].map(({0: all, 1: token = '', index}) => {
		const end = index + all.length;
		return message.slice(0, end - token.length) + change(token) + message.slice(end);
	});
}

describe.skipIf(file === undefined)('numbers changed on the way', () => {
	const messages = file === undefined ? [] : messagesOf(readFileSync(file, 'utf8'));

	/** What becomes of every message of the file when it is changed so, number by number. */
	function judge(change: Change) {
		const count = {'refused unread': 0, 'caught at once': 0, 'alarm for a book that is right': 0, 'nothing changed': 0, 'not caught': 0};
		const truth = new Stage();
		const stage = new Stage();
		truth.take(messages[0] ?? '');
		for (const message of messages.slice(1)) {
			const before = truth.state();
			expect(truth.take(message)).toBe(true);
			const after = truth.state();
			for (const changed of corrupted(message, change)) {
				stage.standAt(before);
				const settled = stage.take(changed);
				const found = stage.state();
				const isRight = found.best.join() === after.best.join();
				if (settled === undefined) count['refused unread']++;
				else if (settled === false) count[isRight ? 'alarm for a book that is right' : 'caught at once']++;
				else count[isRight ? 'nothing changed' : 'not caught']++;
				// Nothing that could come to light later either: ten levels a side are all there are, and the decoder knows what it should.
				if (settled === true) expect([found.best, Buffer.compare(found.decoder, after.decoder)]).toEqual([after.best, 0]);
			}
		}
		return count;
	}

	test('a digit that changes the ten best levels is caught by the checksum of its own message, always', () => {
		const count = judge(oneDigit);
		console.info('one digit changed:', count);
		expect(count).toEqual({
			'refused unread': 14,
			'caught at once': 1288,
			'alarm for a book that is right': 0,
			'nothing changed': 42,
			'not caught': 0,
		});
	});

	test('a number written otherwise is the same number', () => {
		const count = judge((token) => `${token}e0`);
		console.info('an exponent added:', count);
		expect(count).toEqual({
			'refused unread': 0,
			'caught at once': 0,
			'alarm for a book that is right': 0,
			'nothing changed': 1344,
			'not caught': 0,
		});
	});

	test('a zero that the venue did not write is harmless, or an alarm: with it prices or quantities seem to be printed finer', () => {
		const count = judge((token) => `${token}0`);
		console.info('a zero added:', count);
		expect(count).toEqual({
			'refused unread': 0,
			'caught at once': 0,
			'alarm for a book that is right': 1069,
			'nothing changed': 275,
			'not caught': 0,
		});
	});
});

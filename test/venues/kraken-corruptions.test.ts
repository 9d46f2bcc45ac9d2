/* What the checksum is worth: every number of a recording is changed in turn, and the book after that message held against the one that it should be. */

import {describe, expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {kraken} from '../../source/venues/kraken.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {type Decoder, ignoreAll} from '../../source/venues/venue.ts';
import {archived, memoryOf, readInto} from '../support/archiving.ts';
import {KeptBook, type Outcome} from '../support/kept-book.ts';
import {krakenMessages} from '../support/kraken-messages.ts';

/** A book of one connection, and the decoder that feeds it. */
class Stage {
	readonly #symbols = new Symbols();
	readonly #decoder: Decoder = kraken.decoder(this.#symbols);
	readonly #kept = new KeptBook(kraken);

	/** Goes on from where another one stands. */
	standAt({symbols, decoder, book}: ReturnType<Stage['state']>): void {
		readInto(this.#symbols, symbols);
		readInto(memoryOf(this.#decoder), decoder);
		readInto(this.#kept, book);
	}

	state() {
		return {
			symbols: archived(this.#symbols),
			decoder: archived(memoryOf(this.#decoder)),
			book: archived(this.#kept),
			best: (['bids', 'asks'] as const).map((side) => this.#kept.top(side, 10).join(' ')),
		};
	}

	/** Returns what became of the book with the message; undefined where the message is refused. */
	take(message: string): Outcome | undefined {
		let outcome: Outcome | undefined;
		this.#decoder.decode(Buffer.from(message), {
			...ignoreAll,
			depth: (update) => {
				outcome = this.#kept.take(update);
			},
		});
		return outcome;
	}

	get settled(): number {
		return this.#kept.settled;
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

const none = {'refused unread': 0, 'caught at once': 0, 'alarm for a book that is right': 0, 'nothing changed': 0, 'not caught': 0};

const messages = krakenMessages();

describe.skipIf(messages === undefined)('numbers changed on the way', () => {
	/** What becomes of every message of the file when it is changed so, number by number. */
	function judge(change: Change) {
		const [snapshot = '', ...updates] = messages ?? [];
		const count = {...none};
		const truth = new Stage();
		const stage = new Stage();
		truth.take(snapshot);
		for (const message of updates) {
			const before = truth.state();
			expect(truth.take(message)).toBe('apply');
			const after = truth.state();
			for (const changed of corrupted(message, change)) {
				stage.standAt(before);
				const outcome = stage.take(changed);
				const found = stage.state();
				const isRight = found.best.join() === after.best.join();
				if (outcome === undefined) count['refused unread']++;
				else if (outcome === 'mismatch') count[isRight ? 'alarm for a book that is right' : 'caught at once']++;
				else count[isRight ? 'nothing changed' : 'not caught']++;
				// Nothing that could come to light later either: ten levels a side are all there are, and the decoder knows what it should.
				if (outcome === 'apply') expect([found.best, Buffer.compare(found.decoder, after.decoder)]).toEqual([after.best, 0]);
			}
		}
		expect(truth.settled).toBe(1 + updates.length);
		return count;
	}

	test.each<readonly [claim: string, Change, found: Partial<typeof none>]>([
		[
			'a digit that changes the ten best levels is caught by the checksum of its own message, always',
			oneDigit,
			{'refused unread': 14, 'caught at once': 1288, 'nothing changed': 42},
		],
		['a number written otherwise is the same number', (token) => `${token}e0`, {'nothing changed': 1344}],
		[
			'a zero that the venue did not write is harmless, or an alarm: with it prices or quantities seem to be printed finer',
			(token) => `${token}0`,
			{'alarm for a book that is right': 1069, 'nothing changed': 275},
		],
	])('%s', (claim, change, found) => {
		const count = judge(change);
		console.info(`${claim}:`, count);
		expect(count).toEqual({...none, ...found});
	});
});

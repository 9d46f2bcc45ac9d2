/*
The script of what goes wrong on the wire: faults aimed at the next messages of some kind, each of which hits so many and is over. What is hit has been
counted and numbered like any other message, so that a venue that numbers shows a gap.
*/

import type {Dialect, Frame, FrameKind} from './dialect.ts';

/** Which messages a fault hits. Left out, `kind` is `book`: the messages of books that steps bring. */
export type Aim = {
	readonly kind?: FrameKind | 'any';
	/** Of all symbols where it is left out. */
	readonly symbol?: string;
	/** On one connection alone, by its number from 1; a message that goes to several is hit on all of them where it is left out. */
	readonly connection?: number;
	/** How many messages to let pass first, those that other faults hit included. */
	readonly after?: number;
	/** How many to hit; 1 where it is left out, Infinity until the fault is withdrawn. */
	readonly times?: number;
};

/** Ends a fault before it has hit all that it would. Messages that it holds back are sent then. */
export type Withdraw = () => void;

/** What is done to one message. */
export type Treatment =
	| {readonly kind: 'drop'}
	| {readonly kind: 'duplicate'}
	/** Sent after the next message of its kind and symbol. */
	| {readonly kind: 'swap'}
	/** Kept, each with what sends it. */
	| {readonly kind: 'hold'; readonly held: (() => void)[]}
	| {readonly kind: 'rewrite'; readonly rewrite: (bytes: Buffer) => Buffer};

type Rule = {readonly aim: Aim; readonly treatment: Treatment; toPass: number; toHit: number};

const mebibyte = 2 ** 20;

export class Faults {
	readonly #dialect: Dialect;
	readonly #rules = new Set<Rule>();

	constructor(dialect: Dialect) {
		this.#dialect = dialect;
	}

	/** Loses messages. */
	drop(aim: Aim = {}): Withdraw {
		return this.#add(aim, {kind: 'drop'});
	}

	/** Loses all of a symbol but the answers to its subscriptions, which look as if all were well. @param connection as of an aim. */
	silence(symbol: string, connection?: number): Withdraw {
		const kinds: readonly FrameKind[] = ['book', 'snapshot', 'trade', 'history', 'touch'];
		const withdrawals = kinds.map((kind) =>
			this.drop({symbol, kind, times: Number.POSITIVE_INFINITY, ...(connection === undefined ? {} : {connection})}),
		);
		return () => {
			for (const withdraw of withdrawals) withdraw();
		};
	}

	/** Sends messages twice. */
	duplicate(aim: Aim = {}): Withdraw {
		return this.#add(aim, {kind: 'duplicate'});
	}

	/** Sends a message after the one that follows it. */
	swap(aim: Aim = {}): Withdraw {
		return this.#add(aim, {kind: 'swap'});
	}

	/** Keeps messages back until it is withdrawn: a snapshot that is late, an answer that does not come. */
	hold(aim: Aim = {}): Withdraw {
		const held: (() => void)[] = [];
		const withdraw = this.#add({times: Number.POSITIVE_INFINITY, ...aim}, {kind: 'hold', held});
		return () => {
			withdraw();
			for (const send of held.splice(0)) send();
		};
	}

	/** Sends the first bytes of messages alone. @param bytes half of the message where it is left out. */
	truncate(aim: Aim = {}, bytes?: number): Withdraw {
		return this.#rewrite(aim, (whole) => whole.subarray(0, bytes ?? Math.floor(whole.length / 2)));
	}

	/** Sends other texts. @throws Error, when a message is hit, where the text is as it was: a fault that is none proves nothing. */
	rewrite(write: (text: string) => string, aim: Aim = {}): Withdraw {
		return this.#rewrite(aim, (bytes) => {
			const text = bytes.toString();
			const written = write(text);
			if (written === text) throw new Error(`a fault has nothing to change in ${text.slice(0, 200)}`);
			return Buffer.from(written);
		});
	}

	/** Puts JSON text in the place of the first price of messages, quotes and all: `'""'`, `'"NaN"'`, `'null'`, `'"6.1e4"'`. */
	badPrice(token: string, aim: Aim = {}): Withdraw {
		return this.rewrite((text) => this.#replaceNumber(text, 1, () => token), aim);
	}

	/** As `badPrice`, of the first quantity. */
	badQuantity(token: string, aim: Aim = {}): Withdraw {
		return this.rewrite((text) => this.#replaceNumber(text, 2, () => token), aim);
	}

	/** Writes the numbers of the first level with exponents, which are as right as they were. */
	exponents(aim: Aim = {}): Withdraw {
		return this.rewrite((text) => this.#replaceNumber(this.#replaceNumber(text, 1, withExponent), 2, withExponent), aim);
	}

	/** Makes another digit of the first one, other than 0, in the first price or quantity: sound to read, and wrong. */
	flipDigit(of: 'price' | 'quantity' = 'quantity', aim: Aim = {}): Withdraw {
		const flip = (token: string) => token.replace(/[1-9]/, (digit) => String((Number(digit) % 9) + 1));
		return this.rewrite((text) => this.#replaceNumber(text, of === 'price' ? 1 : 2, flip), aim);
	}

	/** Sends a checksum that is not the book's. @throws Error where the venue sends none. */
	wrongChecksum(aim: Aim = {}): Withdraw {
		const {id, checksum} = this.#dialect;
		if (checksum === undefined) throw new Error(`${id} sends no checksum`);
		return this.rewrite(
			(text) => text.replace(checksum, (whole, digits: string) => whole.replace(digits, String((Number(digits) + 1) % 2 ** 32))),
			aim,
		);
	}

	/** Puts a field into messages that nobody knows. */
	strangeField(aim: Aim = {}): Withdraw {
		return this.rewrite((text) => text.replace('{', '{"novelty":{"of":["late",1,null]},'), aim);
	}

	/** Fills messages up with blanks beyond so many MiB, as JSON allows. */
	bloat(mebibytes: number, aim: Aim = {}): Withdraw {
		return this.#rewrite(aim, (bytes) => Buffer.concat([bytes.subarray(0, 1), Buffer.alloc(mebibytes * mebibyte, ' '), bytes.subarray(1)]));
	}

	/** How many faults have not hit all that they would. Once all have, a script is played to its end. */
	get pending(): number {
		return this.#rules.size;
	}

	/** What is to be done to a message on each of these connections; undefined for nothing. To be asked once for each message, which one fault hits at most. */
	take(frame: Frame, connections: readonly number[]): (connection: number) => Treatment | undefined {
		const aimed = [...this.#rules].filter(
			({aim}) => isHit(aim, frame) && connections.some((number) => (aim.connection ?? number) === number),
		);
		const due = aimed.find(({toPass}) => toPass === 0);
		for (const rule of aimed) if (rule.toPass > 0) rule.toPass--;
		if (due === undefined) return () => undefined;
		const {aim, treatment} = due;
		if (--due.toHit <= 0) this.#rules.delete(due);
		return (number) => ((aim.connection ?? number) === number ? treatment : undefined);
	}

	#rewrite(aim: Aim, rewrite: (bytes: Buffer) => Buffer): Withdraw {
		return this.#add(aim, {kind: 'rewrite', rewrite});
	}

	#add(aim: Aim, treatment: Treatment): Withdraw {
		const rule = {aim, treatment, toPass: aim.after ?? 0, toHit: aim.times ?? 1};
		this.#rules.add(rule);
		return () => {
			this.#rules.delete(rule);
		};
	}

	/** @param group of the dialect's `level`: 1 is the price, 2 the quantity. */
	#replaceNumber(text: string, group: 1 | 2, write: (token: string) => string): string {
		const match = new RegExp(this.#dialect.level, 'd').exec(text);
		const [from, to] = match?.indices?.[group] ?? [0, 0];
		return match === null ? text : text.slice(0, from) + write(text.slice(from, to)) + text.slice(to);
	}
}

function isHit({kind = 'book', symbol}: Aim, frame: Frame): boolean {
	return (kind === 'any' || kind === frame.kind) && (symbol === undefined || symbol === frame.symbol);
}

/** `"60000.10"` → `"6000010e-2"` */
function withExponent(token: string): string {
	return token.replace(/[\d.]+/, (digits) => `${BigInt(digits.replace('.', ''))}e-${digits.split('.')[1]?.length ?? 0}`);
}

/*
What a message says to somebody who knows the venue's documentation and nothing of the program: JSON, then plain checks. By it the soak tells which
faults can be seen. https://github.com/binance/binance-spot-api-docs web-socket-streams.md
*/

import {exactlyText, type Level} from '../support/oracle-book.ts';

/** By which rule a message is seen to be wrong, all by itself. */
export type Rule = 'syntax' | 'range' | 'sequence';

export type Reading =
	/** Nobody can take it for sound. */
	| {readonly kind: 'unreadable'; readonly rule: Rule}
	| DiffReading
	| {readonly kind: 'trade'; readonly id: number}
	/** Sound, and about something else: another symbol, another event. */
	| {readonly kind: 'foreign'};

export type DiffReading = {
	readonly kind: 'diff';
	readonly first: number;
	readonly last: number;
	readonly bids: readonly Level[];
	readonly asks: readonly Level[];
	/** It has numbers that are decimals, but not as the venue writes them: they may be taken or refused. They are not among the levels. */
	readonly hasOddNumbers: boolean;
};

export function plainReading(payload: Uint8Array, symbol: string): Reading {
	const message = parsed(Buffer.from(payload).toString());
	if (message === undefined) return unreadable('syntax');
	const data = isRecord(message['data']) ? message['data'] : message;
	const event = data['e'];
	if (event !== 'depthUpdate' && event !== 'trade') return {kind: 'foreign'};
	const whose = symbolOf(data['s'], message['stream']);
	if (whose === '') return unreadable('syntax');
	if (whose !== symbol) return {kind: 'foreign'};
	return event === 'depthUpdate' ? readDiff(data) : readTrade(data);
}

/** Do both say the same, whatever the order and spelling? Odd numbers say nothing for certain. */
export function saysTheSame(one: Reading, other: Reading): boolean {
	if (one.kind === 'trade' && other.kind === 'trade') return one.id === other.id;
	if (one.kind !== 'diff' || other.kind !== 'diff' || one.hasOddNumbers || other.hasOddNumbers) return false;
	const areIdsSame = one.first === other.first && one.last === other.last;
	return areIdsSame && areSame(one.bids, other.bids) && areSame(one.asks, other.asks);
}

type Fields = Readonly<Record<string, unknown>>;

function readDiff(data: Fields): Reading {
	const first = idOf(data['U']);
	const last = idOf(data['u']);
	if (Number.isNaN(first) || Number.isNaN(last)) return unreadable('range');
	if (first > last) return unreadable('sequence');
	const bids = levelsOf(data['b']);
	const asks = levelsOf(data['a']);
	if (bids === 'no list' || asks === 'no list') return unreadable('syntax');
	if (bids === 'unsound' || asks === 'unsound') return unreadable('range');
	return {kind: 'diff', first, last, bids: bids.levels, asks: asks.levels, hasOddNumbers: bids.areSomeOdd || asks.areSomeOdd};
}

function readTrade(data: Fields): Reading {
	const id = idOf(data['t']);
	const isSound = !Number.isNaN(id) && typeof data['m'] === 'boolean' && isPositive(data['p']) && isPositive(data['q']);
	return isSound ? {kind: 'trade', id} : unreadable('range');
}

type Side = {readonly levels: readonly Level[]; readonly areSomeOdd: boolean};

function levelsOf(value: unknown): Side | 'no list' | 'unsound' {
	if (!Array.isArray(value)) return 'no list';
	const levels: Level[] = [];
	let areSomeOdd = false;
	for (const level of value) {
		if (typeof level !== 'object' || level === null) return 'unsound';
		const [price, quantity]: readonly unknown[] = Array.isArray(level) ? level : [];
		if (!isPositive(price) || !isNumber(quantity)) return 'unsound';
		if (isPlain(price) && isPlain(quantity)) levels.push([exactlyText(price), exactlyText(quantity)]);
		else areSomeOdd = true;
	}
	return {levels, areSomeOdd};
}

/** A decimal number in text that is not below zero, and that some scale holds exactly. */
function isNumber(value: unknown): value is string {
	if (typeof value !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value.trim())) return false;
	return Number(value) >= 0 && Number(value) <= Number.MAX_SAFE_INTEGER;
}

function isPositive(value: unknown): value is string {
	return isNumber(value) && Number(value) > 0;
}

/** As the venue writes it, and no larger or finer than it ever does. */
function isPlain(text: string): boolean {
	return /^\d{1,8}(?:\.\d{1,8})?$/.test(text);
}

function idOf(value: unknown): number {
	const id = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
	return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : Number.NaN;
}

function symbolOf(symbol: unknown, stream: unknown): string {
	if (typeof symbol === 'string') return symbol;
	return typeof stream === 'string' && stream.includes('@') ? stream.slice(0, stream.indexOf('@')).toUpperCase() : '';
}

/** The last word on a price holds. */
function areSame(one: readonly Level[], other: readonly Level[]): boolean {
	const ours = new Map(one);
	const theirs = new Map(other);
	return ours.size === theirs.size && [...ours].every(([price, quantity]) => theirs.get(price) === quantity);
}

function parsed(text: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? value : undefined;
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}

function isRecord(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(rule: Rule): Reading {
	return {kind: 'unreadable', rule};
}

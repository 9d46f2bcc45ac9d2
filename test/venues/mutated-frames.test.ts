/*
A million and a half messages to which something has happened on the way. The scanner must take none that `JSON.parse` refuses, and what it takes must
be what a plain and independent reading gives; whatever it refuses is read the plain way, and no claim is made about it here.
*/

import {expect, test} from 'vitest';
import {Random} from '../../source/feeds/synthetic/random.ts';
import {misread, type Taken} from '../support/exact-reading.ts';
import {
	aggregateTrade,
	anyOf,
	bestBidAndAsk,
	futuresDiff,
	type Message,
	markets,
	type Shape,
	spotDiff,
	trade,
} from '../support/message-shapes.ts';
import {byteMishaps, digitMishaps, fieldMishaps, Mutant} from '../support/mutant.ts';
import {Scanning} from './scanning.ts';

type Kind = {readonly name: string; readonly shape: Shape; readonly frames: number; readonly taken: number};

/** How many are taken is a matter of the seed alone: more or fewer mean that the scanner has become laxer or stricter. */
const kinds: readonly Kind[] = [
	{name: 'diffs of spot', shape: spotDiff, frames: 450_000, taken: 111_039},
	{name: 'diffs of USD-M', shape: futuresDiff, frames: 350_000, taken: 89_658},
	{name: 'trades', shape: trade, frames: 250_000, taken: 53_341},
	{name: 'aggregate trades', shape: aggregateTrade, frames: 250_000, taken: 55_401},
	{name: 'best bids and asks', shape: bestBidAndAsk, frames: 200_000, taken: 40_981},
];

test('all kinds together are a million and a half frames', () => {
	expect(kinds.reduce((sum, {frames}) => sum + frames, 0)).toBe(1_500_000);
});

test.each(kinds)(
	'of $frames mutated $name the scanner takes about $taken: none that JSON refuses and none otherwise than it stands',
	(kind) => {
		const {taken, refused, ...faults} = scanMutated(kind);
		expect(faults).toEqual({unsound: 0, misread: 0, halfHanded: 0, examples: []});
		expect(taken + refused).toBe(kind.frames);
		// Give or take 500.
		expect(taken).toBeCloseTo(kind.taken, -3);
		// Otherwise little would have been compared.
		expect(taken / kind.frames).toBeGreaterThan(0.1);
	},
	600_000,
);

type Tally = {
	taken: number;
	refused: number;
	/** Taken, though `JSON.parse` refuses it. */
	unsound: number;
	/** Taken, but not as it stands. */
	misread: number;
	/** Handed over and refused, or taken and not handed over once. */
	halfHanded: number;
	/** The first few of these faults. */
	readonly examples: string[];
};

function scanMutated({name, shape, frames}: Kind): Tally {
	const random = new Random(20_240_808, name);
	const mutant = new Mutant(random);
	const scanning = new Scanning();
	for (const {symbol, price, quantity} of markets) scanning.symbols.expect(symbol, price).quantity = quantity;
	const tally: Tally = {taken: 0, refused: 0, unsound: 0, misread: 0, halfHanded: 0, examples: []};
	for (let frame = 0; frame < frames; frame++) {
		mutate(mutant, shape(random), random);
		const {isTaken, handedOver} = scanning.scan(mutant.payload);
		const [taken] = handedOver;
		if (handedOver.length !== (isTaken ? 1 : 0)) note(tally, 'halfHanded', mutant.text);
		tally[taken === undefined ? 'refused' : 'taken']++;
		if (taken !== undefined) judge(mutant.text, taken, tally);
	}
	return tally;
}

function judge(text: string, taken: Taken, tally: Tally): void {
	try {
		const parts = misread(text, taken, scalesOf);
		if (parts.length > 0) note(tally, 'misread', `${parts.join(', ')}: ${text}`);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		note(tally, 'unsound', `${error.message}: ${text}`);
	}
}

function note(tally: Tally, fault: 'unsound' | 'misread' | 'halfHanded', example: string): void {
	tally[fault]++;
	if (tally.examples.length < 5) tally.examples.push(`${fault}: ${example}`);
}

function scalesOf(symbol: unknown) {
	const market = markets.find((each) => each.symbol === symbol);
	return market === undefined ? undefined : {priceScale: market.price, quantityScale: market.quantity};
}

const mishaps = {fields: Object.values(fieldMishaps), digits: Object.values(digitMishaps), bytes: Object.values(byteMishaps)};

/** Mostly one mishap, sometimes two or more. */
function mutate(mutant: Mutant, message: Message, random: Random): void {
	const isOfFields = random.chance(0.1);
	if (isOfFields) anyOf(mishaps.fields, random)(message, random);
	const data = `{${message.fields.join(',')}}`;
	mutant.write(message.stream === undefined ? data : `{"stream":"${message.stream}","data":${data}}`);
	for (let isMore = !isOfFields || random.chance(0.3); isMore && mutant.length > 0; isMore = random.chance(0.3)) {
		anyOf(random.chance(0.4) ? mishaps.digits : mishaps.bytes, random)(mutant, random);
	}
}

/* What goes wrong in one run, drawn from its seed: which frames are dropped, doubled, swapped with the next or corrupted, and how. */

import type {Random} from '../../source/feeds/synthetic/random.ts';
import {anyOf} from '../support/message-shapes.ts';
import {byteMishaps, digitMishaps, Mutant} from '../support/mutant.ts';
import type {History} from './history.ts';

export const faultKinds = ['drop', 'duplicate', 'swap', 'corrupt'] as const;

export type FaultKind = (typeof faultKinds)[number];

export type Fault = {
	/** Its place among the frames of the recording. */
	readonly place: number;
	readonly kind: FaultKind;
	/** What happened, in words. */
	readonly how: string;
	/** What comes instead of the frame, where it was corrupted. */
	readonly payload: Buffer | undefined;
	/** After how many further frames of its stream a duplicate comes again. */
	readonly later: number;
};

const mostFaults = 20;
const mostLater = 3;
/** Of the runs, so many have all their faults within a few seconds. */
const clumpedShare = 0.25;
const clump = 60;
const tradeShare = 0.15;

/** Faults by their place. @param first, @param last diffs between which they fall. */
export function drawFaults(history: History, first: number, last: number, random: Random): ReadonlyMap<number, Fault> {
	const count = 1 + random.below(mostFaults);
	const isClumped = random.chance(clumpedShare) && last - first > clump;
	const from = isClumped ? first + random.below(last - first - clump) : first;
	const to = isClumped ? from + clump : last;
	const mutant = new Mutant(random);
	const faults = new Map<number, Fault>();
	while (faults.size < Math.min(count, to - from)) {
		const place = placeBetween(history, from, to, random);
		if (!faults.has(place)) faults.set(place, drawFault(history, place, mutant, random));
	}
	return faults;
}

/** At most so many of them. */
const mostUnseen = 3;

/** Diffs of which nobody can see that they are not as the venue sent them: one level is another, or none. By their place, as above. */
export function drawUnseenFaults({frames, places}: History, first: number, last: number, random: Random): ReadonlyMap<number, Fault> {
	const faults = new Map<number, Fault>();
	for (let count = 1 + random.below(mostUnseen); count > 0; count--) {
		const place = places[first + random.below(last - first)]!;
		const payload = withAnotherLevel(frames[place]!.payload, random);
		if (payload !== undefined) faults.set(place, {place, kind: 'corrupt', how: 'another level', payload, later: 0});
	}
	return faults;
}

/** A level is lost, or has ten times its quantity; one that was taken away stands. Undefined where the diff has no levels. */
function withAnotherLevel(original: Buffer, random: Random): Buffer | undefined {
	const text = original.toString();
	const levels = [...text.matchAll(/\["(?<price>[\d.]+)","(?<quantity>[\d.]+)"\]/g)];
	if (levels.length === 0) return undefined;
	const {index, 0: old, groups = {}} = anyOf(levels, random);
	const [price = '', quantity = ''] = [groups['price'], groups['quantity']];
	const other = Number(quantity) === 0 ? `["${price}","0.12345000"]` : `["${price}","1${quantity}"]`;
	const end = index + old.length;
	if (random.chance(0.5)) return Buffer.from(text.slice(0, index) + other + text.slice(end));
	const hasComma = text[end] === ',';
	const start = !hasComma && text[index - 1] === ',' ? index - 1 : index;
	return Buffer.from(text.slice(0, start) + text.slice(hasComma ? end + 1 : end));
}

/** Mostly a diff, sometimes a trade where there is one nearby. */
function placeBetween({frames, places}: History, from: number, to: number, random: Random): number {
	const place = places[from + random.below(to - from)]!;
	const isTradeWanted = random.chance(tradeShare);
	return isTradeWanted && Number.isNaN(frames[place + 1]?.diff) ? place + 1 : place;
}

function drawFault(history: History, place: number, mutant: Mutant, random: Random): Fault {
	const kind = anyOf(faultKinds, random);
	if (kind === 'corrupt') {
		const how = anyOf(corruptionNames, random);
		const payload = corrupted(history.frames[place]!.payload, corruptions[how]!, mutant, random);
		return {place, kind, how, payload, later: 0};
	}
	const later = kind === 'duplicate' ? random.below(mostLater + 1) : 0;
	return {place, kind, how: kind === 'duplicate' ? `duplicate, ${later} later` : kind, payload: undefined, later};
}

type Corruption = (mutant: Mutant, random: Random) => void;

function corrupted(original: Buffer, corruption: Corruption, mutant: Mutant, random: Random): Buffer {
	for (;;) {
		mutant.write(original.toString());
		corruption(mutant, random);
		if (!original.equals(mutant.payload)) return Buffer.from(mutant.payload);
	}
}

const corruptions: Readonly<Record<string, Corruption>> = {
	'a byte changed': oneOf(byteMishaps, ['a bit flipped', 'any byte for another', 'a byte of JSON for another']),
	'a byte lost or doubled': oneOf(byteMishaps, ['a byte dropped', 'a byte doubled', 'neighbours swapped']),
	'a digit changed': oneOf(digitMishaps, ['a digit for another', 'digits exchanged']),
	'the end cut off': oneOf(byteMishaps, ['the end cut off']),
	'garbage inside': oneOf(byteMishaps, [
		'a piece repeated',
		'a piece cut out',
		'what is no text in a string',
		'something after the end',
		'a bracket, quote, comma or colon too many',
	]),
	'a level repeated or lost': oneOf(digitMishaps, ['a level repeated or lost']),
	'a negative number': otherNumber(['"-1"', '"-0.00000001"', '"-61602.01000000"']),
	'no number': otherNumber(['"NaN"', '""', '"Infinity"', '" "', '"0x10"', '"1.2.3"', '1', '[]']),
	null: otherNumber(['null']),
	'a number of absurd size': otherNumber([
		`"${'9'.repeat(40)}"`,
		'"1e40"',
		'"1e-40"',
		'"90071992547409920"',
		'"90000000000000.00000000"',
		'"99999999.99999999"',
		'"0.00000000"',
		'"0.000000000001"',
	]),
	'an unsound id': (mutant, random) =>
		replaceAny(mutant, ids, () => anyOf(['null', '-1', '1.5', '1e300', '""', '{}', '0'], random), random),
	'another id': (mutant, random) => replaceAny(mutant, ids, (id) => otherId(Number(id), random), random),
};

/** Of diffs and trades. */
const ids = /(?<="[Uut]":)\d+/g;

const corruptionNames = Object.keys(corruptions);

function oneOf(mishaps: Readonly<Record<string, Corruption>>, names: readonly string[]): Corruption {
	const known = names.map((name) => {
		const mishap = mishaps[name];
		if (mishap === undefined) throw new RangeError(`"${name}" is no mishap`);
		return mishap;
	});
	return (mutant, random) => anyOf(known, random)(mutant, random);
}

/** A price or a quantity of the message becomes one of these; a message without any loses its end. */
function otherNumber(texts: readonly string[]): Corruption {
	return (mutant, random) => replaceAny(mutant, /"\d+\.\d+"/g, () => anyOf(texts, random), random);
}

/** Near, or far away. */
function otherId(id: number, random: Random): string {
	const distance = 1 + random.below(10 ** (1 + random.below(9)));
	return String(random.chance(0.5) ? id + distance : Math.max(1, id - distance));
}

function replaceAny(mutant: Mutant, pattern: RegExp, other: (old: string) => string, random: Random): void {
	const {text} = mutant;
	const found = [...text.matchAll(pattern)];
	if (found.length === 0) {
		mutant.cut(mutant.place());
		return;
	}
	const {index, 0: old} = anyOf(found, random);
	mutant.write(text.slice(0, index) + other(old) + text.slice(index + old.length));
}

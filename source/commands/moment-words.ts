/* A moment as a line for a person, and as an object for a program. */

import {isoTime, isoTimeMicros} from '../files/iso-time.ts';
import type {Moment} from '../runner/moment.ts';
import {highRank} from '../runner/vpin-rises.ts';
import {grouped, none, plain, signed} from '../screen/draw/number.ts';
import {clock} from '../screen/draw/time.ts';

const microsPerMilli = 1000;

/** To the ms, up: a replay that begins then has what came within that ms. */
export function millisUp(at: number): number {
	return Math.ceil(at / microsPerMilli) * microsPerMilli;
}

/** A line each, and one for each day that begins. @param areSeveral instruments are named. */
export function momentLines(moments: readonly Moment[], areSeveral: boolean): string[] {
	const names = Math.max(...moments.map(({instrument}) => instrument.length));
	const lines: string[] = [];
	let day = '';
	for (const moment of moments) {
		const at = millisUp(moment.at);
		const ownDay = dayOf(at);
		if (ownDay !== day) lines.push(`${ownDay}, UTC`);
		day = ownDay;
		const name = areSeveral ? `${moment.instrument.padEnd(names)}  ` : '';
		lines.push(`${clock(at)}  ${name}${kindNames[moment.kind].padEnd(9)}  ${wordsOf(moment)}`);
	}
	return lines;
}

/** `2026-11-20` */
export function dayOf(at: number): string {
	return isoTime(at).slice(0, 10);
}

const kindNames: Readonly<Record<Moment['kind'], string>> = {
	'obi-swing': 'OBI swing',
	vpin: 'VPIN',
	wall: 'wall',
	gap: 'gap',
	fill: 'fill',
};

function wordsOf(moment: Moment): string {
	switch (moment.kind) {
		case 'obi-swing':
			return `${signed(moment.from, 2)} to ${signed(moment.to, 2)} in ${span(moment.took)}`;
		case 'vpin': {
			const end = Number.isNaN(moment.lasted) ? 'to the end' : `for ${span(moment.lasted)}`;
			return `${plain(moment.vpin, 3)}, its rank rose to ${rankText(moment.rank)}; above ${highRank} ${end}, ${plain(moment.peak, 3)} at most`;
		}
		case 'wall':
			return `${decimal(moment.price)} ${moment.side} pulled ${size(moment.from)}→${size(moment.to)} in ${span(moment.took)} (unattributed reduction, ${size(moment.traded)} traded)`;
		case 'gap': {
			const ids = Number.isNaN(moment.expected) ? '' : `: expected ${moment.expected}, got ${moment.got}`;
			return `${moment.cause}${ids}; ${Number.isNaN(moment.lasted) ? 'not in step again' : `in step again after ${span(moment.lasted)}`}`;
		}
		case 'fill':
			return `${moment.side === 'buy' ? 'bought' : 'sold'} ${size(moment.quantity)} at ${decimal(Number(moment.price.toPrecision(8)))}; the mid went ${plain(moment.adverseBps, 2)} bps against it in ${span(moment.after)}`;
	}
}

/** A number as its shortest decimal, a quantity to four digits. */
function decimal(value: number): string {
	return Number.isNaN(value) ? none : grouped(value.toFixed(8).replace(/\.?0+$/, ''));
}

function size(value: number): string {
	return decimal(Number(value.toPrecision(4)));
}

/** Not rounded up to 1: it is below what it is the rank of. */
function rankText(rank: number): string {
	return rank < 1 ? (Math.floor(rank * 1000) / 1000).toFixed(3) : '1';
}

/** `310 ms`, `1.2 s`, `12 m 5 s` */
function span(micros: number): string {
	if (micros < 999_500) return `${Math.round(micros / 1000)} ms`;
	if (micros < 59.95e6) return `${Number((micros / 1e6).toFixed(1))} s`;
	const seconds = Math.round(micros / 1e6);
	return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

/** As JSON: `at` in ISO 8601 with six decimals, spans in seconds, null for what is not known. */
export function momentJson({at, instrument, kind, ...numbers}: Moment): Readonly<Record<string, unknown>> {
	const isSpan = (name: string) => ['took', 'lasted', 'after'].includes(name);
	const named = Object.entries(numbers).map(([name, value]) => {
		if (typeof value !== 'number') return [name, value];
		return [isSpan(name) ? `${name}Seconds` : name, Number.isNaN(value) ? null : isSpan(name) ? value / 1e6 : value];
	});
	return {at: isoTimeMicros(at), instrument, kind, ...Object.fromEntries(named)};
}

/* From rounds to numbers: medians over the rounds, and ratios of what was measured within the same round. */

import {median, rounded} from '../report.ts';
import type {Speed} from './jobs.ts';
import type {SubjectName} from './options.ts';
import {peerNames} from './peers.ts';
import type {Measured, Rounds} from './rounds.ts';

export type PeerName = (typeof peerNames)[number];

export type Entry = {
	readonly own?: Speed;
	readonly ownWithMetrics?: Speed;
	readonly engine?: Speed;
	readonly jsonParse?: Speed;
	readonly prototype?: Speed;
	readonly peers: Partial<Record<PeerName, Speed>>;
	/** How many times as long as the program a peer takes; for the prototype, how many times as long as it the program takes. */
	readonly ratios: Readonly<Record<string, number>>;
};

const keys = {own: 'own', ownWithMetrics: 'own-with-metrics', engine: 'engine', jsonParse: 'json-own', prototype: 'prototype'} as const;

export function entryOf({rounds}: Measured): Entry {
	const speeds = Object.entries(keys).flatMap(([key, name]) => {
		const speed = speedOf(rounds.get(name));
		return speed === undefined ? [] : [[key, speed] as const];
	});
	const peers = peerNames.flatMap((name) => {
		const speed = speedOf(rounds.get(name));
		return speed === undefined ? [] : [[name, speed] as const];
	});
	return {...Object.fromEntries(speeds), peers: Object.fromEntries(peers), ratios: ratiosOf(rounds)};
}

/** How many times as long per message one takes as another: the median of the rounds' own ratios; NaN where there is none. */
export function ratio(one: Rounds | undefined, other: Rounds | undefined): number {
	const ratios = (one ?? []).flatMap(({usPerMessage}, round) => {
		const beside = other?.[round];
		return beside === undefined ? [] : [usPerMessage / beside.usPerMessage];
	});
	return median(ratios);
}

function ratiosOf(rounds: Measured['rounds']): Record<string, number> {
	const own = rounds.get('own');
	const prototype = ratio(own, rounds.get('prototype'));
	const all: [SubjectName, number][] = peerNames.map((name) => [name, ratio(rounds.get(name), own)]);
	all.push(['prototype', prototype]);
	return Object.fromEntries(all.filter(([, value]) => !Number.isNaN(value)).map(([name, value]) => [name, rounded(value, 2)]));
}

function speedOf(speeds: Rounds = []): Speed | undefined {
	if (speeds.length === 0) return undefined;
	const middle = (of: (speed: Speed) => number | undefined, digits: number) =>
		rounded(median(speeds.map((speed) => of(speed) ?? Number.NaN)), digits);
	const speed: Speed = {
		usPerMessage: middle((each) => each.usPerMessage, 3),
		p99Us: middle((each) => each.p99Us, 2),
		nsPerChange: middle((each) => each.nsPerChange, 1),
		messagesPerSecond: middle((each) => each.messagesPerSecond, 0),
		peakRssMb: middle((each) => each.peakRssMb, 1),
		gc: {count: middle((each) => each.gc.count, 0), ms: middle((each) => each.gc.ms, 1)},
		messages: middle((each) => each.messages, 0),
	};
	return speeds.some(({booksMb}) => booksMb !== undefined) ? {...speed, booksMb: middle((each) => each.booksMb, 1)} : speed;
}

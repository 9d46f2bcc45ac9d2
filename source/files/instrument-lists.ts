/*
What venues list, kept for a day, so that not every start asks for megabytes: one JSON file a venue in the folder `instruments` of the settings. A file
that is old, damaged or of another version counts as none, and is written over the next time.
*/

import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type {Contract, InstrumentFacts} from '../market/instrument.ts';
import {isObject} from '../market/is-object.ts';

export type KeptList = {
	readonly instruments: readonly InstrumentFacts[];
	/** µs since the epoch. */
	readonly fetchedAt: number;
};

/** How long a list is as good as new, µs. */
export const listLife = 86_400e6;

export class InstrumentLists {
	readonly #folder: string;

	/** @param settingsFolder the folder of remembered settings; it need not be there yet. */
	constructor(settingsFolder: string) {
		this.#folder = path.join(settingsFolder, 'instruments');
	}

	/** @param now µs since the epoch. A list from after it is not believed either. */
	read(venue: string, now: number): KeptList | undefined {
		const kept = this.#load(venue);
		const age = kept === undefined ? Number.NaN : now - kept.fetchedAt;
		return age >= 0 && age < listLife ? kept : undefined;
	}

	/** Keeps a list as fetched now, µs. A disk that refuses is not worth stopping a session for: then the list is asked for again next time. */
	write(venue: string, instruments: readonly InstrumentFacts[], now: number): void {
		const file = this.#fileOf(venue);
		// Whoever reads at the same time sees the old file or the new one, whole; and two programs that write do not write into one.
		const half = `${file}.${process.pid}.half`;
		try {
			mkdirSync(this.#folder, {recursive: true});
			writeFileSync(half, JSON.stringify({format, venue, fetchedAt: now, instruments}));
			renameSync(half, file);
		} catch {
			discard(half);
		}
	}

	#load(venue: string): KeptList | undefined {
		try {
			return readKept(JSON.parse(readFileSync(this.#fileOf(venue), 'utf8')), venue);
		} catch {
			return undefined;
		}
	}

	#fileOf(venue: string): string {
		return path.join(this.#folder, `${venue.replaceAll(/[^\w-]/g, '-')}.json`);
	}
}

function discard(file: string): void {
	try {
		rmSync(file, {force: true});
	} catch {
		// It could not be written either.
	}
}

/** Of what is kept of an instrument; another one makes old files unread. */
const format = 1;

function readKept(value: unknown, venue: string): KeptList | undefined {
	if (!isObject(value) || value['format'] !== format || value['venue'] !== venue) return undefined;
	const {fetchedAt, instruments} = value;
	if (typeof fetchedAt !== 'number' || !Array.isArray(instruments) || !instruments.every(isFacts)) return undefined;
	return {instruments, fetchedAt};
}

const texts = ['symbol', 'base', 'quote', 'tickSize', 'stepSize', 'status'];

function isFacts(value: unknown): value is InstrumentFacts {
	if (!isObject(value) || !texts.every((key) => typeof value[key] === 'string')) return false;
	return value['contract'] === undefined || isContract(value['contract']);
}

function isContract(value: unknown): value is Contract {
	if (!isObject(value) || typeof value['unit'] !== 'string' || typeof value['value'] !== 'string') return false;
	return value['kind'] === 'linear' || value['kind'] === 'inverse';
}

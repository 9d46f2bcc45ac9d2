/* `obi-tui info`: what is installed, where it keeps things, what the terminal can do, and how far the venues are. */

import process from 'node:process';
import type {Clock} from '../feeds/clock.ts';
import {askServerClock} from '../feeds/live.ts';
import {hostOf} from '../feeds/network-error.ts';
import {logFile, settingsFolder} from '../files/paths.ts';
import {programVersion} from '../files/program-version.ts';
import {resolveColors, resolveGlyphs} from '../screen/theme.ts';
import {venues} from '../venues/index.ts';
import type {Venue} from '../venues/venue.ts';
import type {Arguments} from './arguments.ts';
import type {Environment} from './environment.ts';
import {UsageError} from './failure.ts';
import {venueTable} from './venue-table.ts';
import {addressesGiven} from './watched.ts';

/** Returns the exit code. */
export async function info(given: Arguments, {clock, write}: Environment): Promise<number> {
	if (given.words.length > 0) throw new UsageError(`info takes options alone, not "${given.words.join(' ')}".`);
	if (given.has('venues')) {
		if (given.has('json'))
			write(
				JSON.stringify(
					venues.map(({id, name, market, feed, testnet}) => ({id, name, market, ...feed, testnet: testnet !== undefined})),
					null,
					'\t',
				),
			);
		else for (const line of venueTable(venues)) write(line);
		return 0;
	}
	const {stdout, env} = process;
	const facts = {
		version: programVersion,
		node: process.version,
		settings: `${given.text('settings') ?? settingsFolder()}/config.json`,
		data: process.cwd(),
		log: logFile(),
		terminal: {
			is_terminal: stdout.isTTY === true,
			size: stdout.isTTY ? `${stdout.columns}×${stdout.rows}` : '–',
			colors: resolveColors('auto', env),
			glyphs: resolveGlyphs('auto', env),
		},
		venues: await Promise.all(venuesAsked(given).map(({venue, rest}) => venueFacts(venue, rest, clock))),
	};
	if (given.has('json')) {
		write(JSON.stringify(facts, null, '\t'));
		return 0;
	}
	const {terminal} = facts;
	const width = Math.max(10, ...facts.venues.map(({id}) => id.length));
	const row = (name: string, text: string) => write(`${name.padEnd(width)} ${text}`);
	row('obi-tui', `${facts.version} under Node ${facts.node}`);
	row('settings', facts.settings);
	row('data', `${facts.data} (recordings, snapshots and trades go to the folder that obi-tui is started in)`);
	row('log', facts.log);
	row(
		'terminal',
		terminal.is_terminal
			? `${terminal.size}, colours ${terminal.colors}, glyphs ${terminal.glyphs}`
			: 'none: output goes to a pipe or a file',
	);
	for (const venue of facts.venues) row(venue.id, venue.words);
	return 0;
}

/** All venues where they are; where other addresses are named, those venues alone. */
function venuesAsked(given: Arguments): readonly {readonly venue: Venue; readonly rest: string}[] {
	if (given.text('base-url') === undefined) return venues.map((venue) => ({venue, rest: venue.endpoints.rest}));
	const named = addressesGiven(given, 'base-url', venues.slice(0, 1));
	return venues.flatMap((venue) => {
		const rest = named.get(venue.id);
		return rest === undefined ? [] : [{venue, rest}];
	});
}

async function venueFacts(venue: Venue, rest: string, clock: Clock) {
	const endpoints = {...venue.endpoints, rest};
	if (venue.requests.serverTime === undefined) {
		const words = `${venue.name}: ${hostOf(rest)} tells no time`;
		return {id: venue.id, name: venue.name, host: hostOf(rest), round_trip_ms: null, offset_ms: null, words};
	}
	const host = hostOf(endpoints.rest);
	const offset = await askServerClock(venue, endpoints, clock);
	if (offset === undefined)
		return {id: venue.id, name: venue.name, host, round_trip_ms: null, offset_ms: null, words: `${venue.name}: ${host} did not answer`};
	const {roundTripMillis, offsetMillis, errorMillis} = offset;
	const ahead = `${offsetMillis < 0 ? '−' : '+'}${Math.abs(offsetMillis).toFixed(0)} ms ± ${errorMillis.toFixed(0)}`;
	const words = `${venue.name}: ${host}, round trip ${roundTripMillis.toFixed(0)} ms, its clock ${ahead}`;
	return {id: venue.id, name: venue.name, host, round_trip_ms: roundTripMillis, offset_ms: offsetMillis, words};
}

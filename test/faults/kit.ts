/* What tests of faults have in common beside their stage. */

import type {InstrumentView} from '../../source/engine/view.ts';
import {allDialects} from '../fake-venue/all-dialects.ts';
import type {FakeConnection} from '../fake-venue/connection.ts';
import type {Aim} from '../fake-venue/faults.ts';
import {trimmed} from '../fake-venue/texts.ts';
import {everything} from '../support/folding.ts';
import {type FaultStage, faultStage, type Spoken, type StageOptions} from './stage.ts';

/** Resolves once the feed knows that so many of its sockets are gone, and has said when it will open others. */
export async function closedBy(stage: FaultStage, sockets: number): Promise<void> {
	await stage.untilHappened(() => stage.logged.filter((line) => line.includes(' has closed: ')).length >= sockets);
}

/** Lets so many ms pass in which no market moves, and resolves once so many sockets have opened in all. */
export async function reopen(stage: FaultStage, millis: number, sockets: number): Promise<void> {
	stage.clock.advance(millis);
	await stage.venue.untilConnected(sockets);
	// By then the feed knows it too.
	await stage.venue.untilRead();
}

/** ms after which a connection that ended soon after it opened is opened anew, at least as many as would do for most venues. */
export function reopenedAfter({venue}: Spoken, millis: number): number {
	return Math.max(millis, venue.unstablePace ?? 0);
}

/** Why a fault cannot befall a venue, by the venue's id. */
export type Exemptions = Readonly<Record<string, string>>;

/** Every venue by its name, for `describe.each`, but for those that a fault cannot befall. */
export function befalling(exempt: Exemptions = {}): readonly (readonly [string, Spoken])[] {
	return allDialects.filter(({dialect}) => exempt[dialect.id] === undefined).map((spoken) => [spoken.venue.name, spoken]);
}

/** Whether a lost book costs all of its connection, for the venue sends it anew in no other way: Coinbase, whose messages are counted by connection. */
export function losesConnection({venue}: Spoken): boolean {
	return venue.snapshots === 'stream' && venue.resubscription === undefined;
}

/** The quantity of a best price becomes another: one message of the book everywhere, which concerns whatever is told of the best levels. */
export function changeBest(stage: FaultStage, symbol: string, quantity: string, side: 'bids' | 'asks' = 'bids'): void {
	const [price = 0n] = stage.venue.bookAt(symbol)[side][0] ?? [];
	stage.venue.change(symbol, {[side]: [[trimmed(price), quantity]]});
}

/** The socket that carries a symbol's book now. */
export function carrierOf(stage: FaultStage, symbol: string): FakeConnection {
	const carriers = stage.venue.subscriptions.filter((each) => each.isBook && each.symbol === symbol).map(({connection}) => connection);
	const carrier = stage.venue.open.findLast(({number}) => carriers.includes(number));
	if (carrier === undefined) throw new Error(`nothing carries the book of ${symbol}`);
	return carrier;
}

/** Keeps the text of the next message aimed at, which is sent all the same. Returns what it was. */
export function keepNext(stage: FaultStage, aim: Aim): () => string {
	let kept = '';
	const keep = (text: string) => {
		kept = text;
		return `${text} `;
	};
	stage.venue.faults.rewrite(keep, aim);
	return () => kept;
}

/** Lets lost books come back, over a new connection where that is the venue's only way, and holds both against the truth. */
export async function expectRecovery(stage: FaultStage, spoken: Spoken): Promise<void> {
	if (losesConnection(spoken)) await reopen(stage, 2000, stage.venue.connections.length + 1);
	await stage.untilInStep();
	await stage.step(3);
	stage.expectTrue(stage.first, stage.second);
}

/** So many seconds go by, with a step of the markets in each. */
export async function watch(stage: FaultStage, seconds: number): Promise<void> {
	for (let second = 0; second < seconds; second++) {
		stage.clock.advance(900);
		await stage.step();
	}
}

/** All lines of a symbol's log, oldest first. */
export function logOf(stage: FaultStage, symbol: string): readonly string[] {
	return stage
		.desk(symbol)
		.log.latest(500)
		.flatMap((line) => (line.kind === 'signal' ? [] : [line.text]));
}

/** What the screen is told of a symbol. */
export function viewOf(stage: FaultStage, symbol: string): InstrumentView {
	const {selected} = stage.engine.view({...everything, instrument: stage.desk(symbol).instrument.id});
	if (selected?.summary.symbol !== symbol) throw new Error(`no view of ${symbol}`);
	return selected;
}

/** From now on five levels a side are summed: more than the fast book of Hyperliquid has would give no number at all. */
export function sumFiveLevels(stage: FaultStage): void {
	stage.engine.fold({at: stage.engine.at, connection: 0, kind: 'setting', payload: Buffer.from('{"levels":5}')});
}

/** Takes steps until the next row of the sample clock is just ahead. */
export async function untilRowIsNear(stage: FaultStage): Promise<void> {
	const millisPerRow = stage.engine.settings.interval / 1000;
	await stage.until(() => Math.floor(stage.clock.now() / 1000) % millisPerRow === millisPerRow - 100);
}

/** One venue, by its id. */
export function spokenBy(id: string): Spoken {
	const spoken = allDialects.find(({dialect}) => dialect.id === id);
	if (spoken === undefined) throw new Error(`${id} is spoken nowhere`);
	return spoken;
}

/** As the program calls the host of the fake venue: `127.0.0.1:4000`. */
export function hostOf(stage: FaultStage): string {
	return new URL(stage.venue.endpoints.rest).host;
}

/** Loses one message of a book, of its best bid, and lets the next one tell, of its best ask. */
export async function loseOne(stage: FaultStage, symbol: string): Promise<void> {
	stage.venue.faults.drop({symbol});
	changeBest(stage, symbol, '1.25');
	await stage.settle();
	const [price = 0n] = stage.venue.bookAt(symbol).asks[0] ?? [];
	stage.venue.change(symbol, {asks: [[trimmed(price), '1.75']]});
	await stage.settle();
}

/** Of snapshots that are asked for by REST: whom their faults cannot befall. */
export const snapshotsInBand: Exemptions = {
	bybit: 'its snapshots come by the stream',
	'bybit-linear': 'its snapshots come by the stream',
	coinbase: 'its snapshots come by the stream',
	kraken: 'its snapshots come by the stream',
	okx: 'its snapshots come by the stream',
	hyperliquid: 'its snapshots come by the stream',
	deribit: 'its snapshots come by the stream',
};

/** For `describe.each`: these venues alone, each with its name. */
export function venuesNamed(...ids: readonly string[]): readonly (readonly [name: string, spoken: Spoken])[] {
	return allDialects.filter(({venue}) => ids.includes(venue.id)).map((spoken) => [spoken.venue.name, spoken] as const);
}

/** A stage whose sockets have opened, with nothing in step yet. @param prepare what goes wrong from the beginning. */
export async function openedStage<Prepared>(
	spoken: Spoken,
	prepare: (stage: FaultStage) => Prepared,
	options: StageOptions = {},
): Promise<readonly [stage: FaultStage, prepared: Prepared]> {
	const stage = await faultStage(spoken, {...options, isJoined: false});
	const prepared = prepare(stage);
	await stage.venue.untilConnected(spoken.venue.id === 'binance-usdm' ? 2 : 1);
	await stage.venue.untilRead();
	return [stage, prepared];
}

/** Of silence about one symbol: whom it cannot befall. */
export const countsEverything: Exemptions = {
	coinbase: 'what it leaves out on the wire leaves a hole in the count of all that it sends',
};

/* Receives for some seconds, with the options of the program's own socket, and says what it cost this process. */

import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {WebSocket} from 'ws';
import {Book} from '../../source/market/book.ts';
import {wideSpan} from '../../source/market/book-side.ts';
import {finestQuantityScale} from '../../source/market/instrument.ts';
import {Levels} from '../../source/market/levels.ts';
import {binanceDecoder} from '../../source/venues/binance-decoder.ts';
import {Symbols} from '../../source/venues/symbols.ts';
import {ignoreAll, type MarketSink} from '../../source/venues/venue.ts';
import {messages as samples, snapshot} from './messages.ts';

export type Work = 'nothing' | 'book';
export type ReceiveTask = {
	readonly port: number;
	readonly work: Work;
	readonly isCompressed: boolean;
	/** Messages a second. */
	readonly rate: number;
	readonly seconds: number;
};
export type Cost = {readonly messages: number; readonly usPerMessage: number};

const warmUpMillis = 1500;
/** How often the messages go round before the socket opens: live, a few minutes compile the code as well. */
const warmUpRounds = 40;

const {port, work, isCompressed, seconds}: ReceiveTask = JSON.parse(process.argv[2] ?? '');
const take = work === 'book' ? follow() : () => {};
for (let round = 0; round < warmUpRounds; round++) for (const sample of samples) take(sample);
let messages = 0;
const socket = new WebSocket(`wss://127.0.0.1:${port}`, {perMessageDeflate: isCompressed, skipUTF8Validation: true});
socket.on('message', (data) => {
	messages++;
	if (Buffer.isBuffer(data)) take(data);
});
await new Promise((resolve) => socket.once('open', resolve));
await sleep(warmUpMillis);
const before = {messages, cpu: process.cpuUsage()};
await sleep(seconds * 1000);
const {user, system} = process.cpuUsage(before.cpu);
const received = messages - before.messages;
const cost: Cost = {messages: received, usPerMessage: (user + system) / received};
console.log(JSON.stringify(cost));
socket.terminate();

/** Decodes each message into a book, and copies the top 20 of both sides. The same messages come round again: their ids are not asked. */
function follow(): (data: Buffer) => void {
	const symbols = new Symbols();
	symbols.expect('BTCUSDT', 2);
	const decoder = binanceDecoder(symbols);
	const book = new Book(2, finestQuantityScale, wideSpan);
	const {bids, asks, ...scales} = decoder.snapshot('BTCUSDT', JSON.parse(snapshot));
	book.replace(bids, asks, scales.priceScale, scales.quantityScale, Number.POSITIVE_INFINITY);
	const top = [new Levels(), new Levels()] as const;
	const sink: MarketSink = {
		...ignoreAll,
		depth(update) {
			book.apply(update.bids, update.asks, update.priceScale, update.quantityScale);
			book.bids.top(20, top[0]);
			book.asks.top(20, top[1]);
		},
	};
	return (data) => decoder.decode(data, sink);
}

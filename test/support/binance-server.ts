/*
A Binance spot of our own on this machine, REST and sockets, which does what a test tells it: sends the next frames of a recording, loses some,
cuts, stalls, refuses, answers late. https://github.com/binance/binance-spot-api-docs
*/

import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import type {Endpoints} from '../../source/venues/venue.ts';
import type {ScriptedAnswer} from './bad-answers.ts';
import {Waiting} from './waiting.ts';

export type Route = 'exchangeInfo' | 'depth' | 'volume' | 'time';

export type ServerOptions = {
	/** What `send` sends, in order; see `recordedFrames` in recorded.ts. */
	readonly frames?: readonly Buffer[];
	/** Body of a depth request, as JSON text or as an object. */
	readonly snapshot?: (symbol: string, limit: number) => unknown;
	/** What exchangeInfo lists; the default is five pairs. */
	readonly symbols?: readonly string[];
	/** 24-hour volume of every symbol. */
	readonly volume?: string;
	/** What `time` answers, ms. */
	readonly now?: () => number;
};

export type Asked = {readonly route: Route; readonly symbol: string; readonly limit: number; readonly url: string};

export type Handshake = {readonly url: string; readonly streams: readonly string[]; readonly extensions: string};

export class BinanceServer {
	/** Every REST request so far. */
	readonly asked: Asked[] = [];
	/** Every socket opened so far. */
	readonly handshakes: Handshake[] = [];
	/** Pings received so far, answered or not. */
	pings = 0;
	/** Sent as `X-MBX-USED-WEIGHT-1M` unless undefined. */
	usedWeight: number | undefined;
	readonly #options: ServerOptions;
	readonly #http: Server;
	readonly #sockets = new Map<WebSocket, readonly string[]>();
	readonly #stalled = new Set<WebSocket>();
	readonly #webSockets = new WebSocketServer({noServer: true, autoPong: false, perMessageDeflate: true});
	readonly #scripts = new Map<Route, ScriptedAnswer[]>();
	readonly #held = new Map<Route, (() => void)[]>();
	readonly #refusals: ScriptedAnswer[] = [];
	readonly #waiting = new Waiting();
	#cursor = 0;
	#refused = 0;
	readonly #duplexes = new Set<Duplex>();
	#port = 0;

	constructor(options: ServerOptions) {
		this.#options = options;
		this.#http = createServer((request, response) => this.#answerHttp(request, response));
		this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
	}

	get endpoints(): Endpoints {
		return {rest: `http://127.0.0.1:${this.#port}`, stream: `ws://127.0.0.1:${this.#port}`};
	}

	/** Open sockets, stalled ones included. */
	get open(): number {
		return this.#sockets.size;
	}

	/** Frames of the recording not yet sent or dropped. */
	get left(): number {
		return this.#frames.length - this.#cursor;
	}

	/** Sends the next frames of the recording to every socket that subscribed to their streams. Returns those frames. */
	send(count: number): readonly Buffer[] {
		const frames = this.#take(count);
		for (const frame of frames) {
			const stream = streamOf(frame);
			for (const [socket, streams] of this.#reachable()) if (streams.includes(stream)) socket.send(frame, {binary: false});
		}
		return frames;
	}

	/** Loses the next frames of the recording. */
	drop(count: number): readonly Buffer[] {
		return this.#take(count);
	}

	/** Sends something of the test's own to every socket. */
	say(text: string | Buffer): void {
		for (const [socket] of this.#reachable()) socket.send(text, {binary: false});
	}

	announceShutdown(): void {
		this.say(`{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":${this.#now()}}}`);
	}

	/** Closes every socket: with a code properly, without one like a pulled cable that still resets. */
	cut(code?: number, reason?: string): void {
		for (const socket of [...this.#sockets.keys()]) {
			if (code === undefined) socket.terminate();
			else socket.close(code, reason);
		}
	}

	/** From now on the sockets that are open send nothing more, no pongs either, and stay open. */
	stall(): void {
		for (const socket of this.#sockets.keys()) this.#stalled.add(socket);
	}

	/** Answers the next requests to a route so, one answer each, before it is its own self again. */
	script(route: Route, ...answers: readonly ScriptedAnswer[]): void {
		this.#scripts.set(route, [...(this.#scripts.get(route) ?? []), ...answers]);
	}

	/** Refuses the next handshakes so; status 0 leaves one without any answer. */
	refuseSockets(...answers: readonly ScriptedAnswer[]): void {
		this.#refusals.push(...answers);
	}

	/** Holds all answers of a route back until the function returned is called. What they say is made then. */
	hold(route: Route): () => void {
		const held: (() => void)[] = [];
		this.#held.set(route, held);
		return () => {
			this.#held.delete(route);
			for (const answer of held) answer();
		};
	}

	/** How often a route has been asked. */
	count(route: Route): number {
		return this.asked.filter((asked) => asked.route === route).length;
	}

	/** Resolves once a route has been asked so often in all. */
	async untilAsked(route: Route, times: number): Promise<void> {
		await this.#waiting.until(() => this.count(route) >= times);
	}

	/** Resolves once so many sockets have opened in all. */
	async untilConnected(sockets: number): Promise<void> {
		await this.#waiting.until(() => this.handshakes.length >= sockets);
	}

	async untilPinged(times: number): Promise<void> {
		await this.#waiting.until(() => this.pings >= times);
	}

	/** Resolves once so many handshakes have been refused in all. */
	async untilRefused(times: number): Promise<void> {
		await this.#waiting.until(() => this.#refused >= times);
	}

	/** Resolves once just so many sockets are open. */
	async untilOpen(sockets: number): Promise<void> {
		await this.#waiting.until(() => this.open === sockets);
	}

	async start(): Promise<this> {
		await new Promise<void>((resolve) => {
			this.#http.listen(0, '127.0.0.1', resolve);
		});
		const address = this.#http.address();
		this.#port = typeof address === 'object' && address !== null ? address.port : 0;
		return this;
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets.keys()) socket.terminate();
		for (const duplex of this.#duplexes) duplex.destroy();
		this.#http.closeAllConnections();
		await new Promise((resolve) => {
			this.#http.close(resolve);
		});
	}

	get #frames(): readonly Buffer[] {
		return this.#options.frames ?? [];
	}

	#take(count: number): readonly Buffer[] {
		const frames = this.#frames.slice(this.#cursor, this.#cursor + count);
		this.#cursor += frames.length;
		return frames;
	}

	#reachable(): [WebSocket, readonly string[]][] {
		return [...this.#sockets].filter(([socket]) => !this.#stalled.has(socket));
	}

	#now(): number {
		return this.#options.now?.() ?? 1_723_161_255_000;
	}

	#upgrade(request: IncomingMessage, duplex: Duplex, head: Buffer): void {
		const refusal = this.#refusals.shift();
		if (refusal !== undefined) {
			this.#refused++;
			this.#duplexes.add(duplex);
			duplex.on('error', () => {});
			this.#waiting.changed();
			if (refusal.status === 0) return;
			const headers = Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
			duplex.end(`HTTP/1.1 ${refusal.status} Refused\r\nconnection: close\r\n${headers.join('')}\r\n`);
			return;
		}
		this.#webSockets.handleUpgrade(request, duplex, head, (socket) => {
			const url = request.url ?? '';
			const streams = (new URL(url, 'http://localhost').searchParams.get('streams') ?? '').split('/');
			this.#sockets.set(socket, streams);
			this.handshakes.push({url, streams, extensions: socket.extensions});
			socket.on('error', () => {});
			socket.on('ping', (data) => {
				this.pings++;
				if (!this.#stalled.has(socket)) socket.pong(data);
				this.#waiting.changed();
			});
			socket.on('close', () => {
				this.#sockets.delete(socket);
				this.#stalled.delete(socket);
				this.#waiting.changed();
			});
			this.#waiting.changed();
		});
	}

	#answerHttp(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? '', 'http://localhost');
		const route = routes[url.pathname];
		if (route === undefined) {
			reply(response, {status: 404, body: '{}'}, undefined);
			return;
		}
		const symbol = url.searchParams.get('symbol') ?? '';
		const limit = Number(url.searchParams.get('limit') ?? 100);
		const answer = (): void => {
			const scripted = this.#scripts.get(route)?.shift();
			reply(response, scripted ?? this.#right(route, symbol, limit, url.searchParams.get('symbols')), this.usedWeight);
		};
		const held = this.#held.get(route);
		if (held === undefined) answer();
		else held.push(answer);
		this.asked.push({route, symbol, limit, url: request.url ?? ''});
		this.#waiting.changed();
	}

	#right(route: Route, symbol: string, limit: number, named: string | null): ScriptedAnswer {
		const listed = this.#options.symbols ?? ['BTCUSDT', 'BTCUSDC', 'ETHUSDT', 'ETHBTC', 'LTCUSDT'];
		const unknown = {status: 400, body: '{"code":-1121,"msg":"Invalid symbol."}'};
		if (route === 'time') return {status: 200, body: `{"serverTime":${this.#now()}}`};
		if (route === 'exchangeInfo') {
			const wanted: readonly string[] = named === null ? listed : JSON.parse(named);
			if (!wanted.every((name) => listed.includes(name))) return unknown;
			return {status: 200, body: JSON.stringify({timezone: 'UTC', symbols: wanted.map(listing)})};
		}
		if (!listed.includes(symbol)) return unknown;
		if (route === 'volume') return {status: 200, body: JSON.stringify({symbol, volume: this.#options.volume ?? '24000.00000000'})};
		const body = this.#options.snapshot?.(symbol, limit) ?? {lastUpdateId: 1, bids: [], asks: []};
		return {status: 200, body: typeof body === 'string' ? body : JSON.stringify(body)};
	}
}

/** To be closed by whoever started it. */
export function startBinanceServer(options: ServerOptions = {}): Promise<BinanceServer> {
	return new BinanceServer(options).start();
}

const routes: Readonly<Record<string, Route>> = {
	'/api/v3/exchangeInfo': 'exchangeInfo',
	'/api/v3/depth': 'depth',
	'/api/v3/ticker/24hr': 'volume',
	'/api/v3/time': 'time',
};

/** `btcusdt@trade` of `{"stream":"btcusdt@trade",…`. */
function streamOf(frame: Buffer): string {
	return /^\{"stream":"([^"]*)"/.exec(frame.toString('latin1', 0, 200))?.[1] ?? '';
}

function listing(symbol: string): object {
	const quote = ['USDT', 'USDC', 'BTC'].find((candidate) => symbol.endsWith(candidate)) ?? 'USD';
	return {
		symbol,
		status: 'TRADING',
		baseAsset: symbol.slice(0, symbol.length - quote.length),
		quoteAsset: quote,
		filters: [
			{filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000'},
			{filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000'},
		],
	};
}

function reply(response: ServerResponse, {status, headers = {}, body = ''}: ScriptedAnswer, usedWeight: number | undefined): void {
	const counted = usedWeight === undefined ? {} : {'x-mbx-used-weight-1m': String(usedWeight)};
	response.writeHead(status, {'content-type': 'application/json;charset=UTF-8', ...counted, ...headers});
	response.end(body);
}

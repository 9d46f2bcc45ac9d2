/* The fake venue's REST side: answers in the venue's words, unless a test has put others in their place or holds them back. */

import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {Waiting} from '../support/waiting.ts';
import type {Answer, Asked, Dialect, Exchange, Route} from './dialect.ts';

type Scripted = {readonly route: Route; readonly symbol: string | undefined; readonly answer: Answer};

export class RestSide {
	/** Every request so far that the venue has an address for. */
	readonly asked: Asked[] = [];
	readonly server: Server;
	readonly #dialect: Dialect;
	readonly #exchange: Exchange;
	readonly #waiting: Waiting;
	readonly #scripted: Scripted[] = [];
	readonly #held = new Map<Route, (() => void)[]>();

	constructor(dialect: Dialect, exchange: Exchange, waiting: Waiting) {
		this.#dialect = dialect;
		this.#exchange = exchange;
		this.#waiting = waiting;
		this.server = createServer((request, response) => void this.#take(request, response));
	}

	/** Answers the next requests to a route so, one answer each, before it is its own self again; status 0 leaves one without any. */
	script(route: Route, ...answers: readonly Answer[]): void {
		this.#scripted.push(...answers.map((answer) => ({route, symbol: undefined, answer})));
	}

	/** As `script`, of the requests for a symbol's snapshot alone. */
	scriptSnapshots(symbol: string, ...answers: readonly Answer[]): void {
		this.#scripted.push(...answers.map((answer): Scripted => ({route: 'snapshot', symbol, answer})));
	}

	/** Answers the next requests for a symbol's snapshot with the one of now, which grows old. */
	keepSnapshot(symbol: string, times = 1): void {
		const limit = Number.POSITIVE_INFINITY;
		const answer = this.#right({route: 'snapshot', symbol, limit, url: new URL('http://localhost'), body: ''});
		for (let time = 0; time < times; time++) this.#scripted.push({route: 'snapshot', symbol, answer});
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

	/** How often a route has been asked, of a symbol where one is named. */
	count(route: Route, symbol?: string): number {
		return this.asked.filter((asked) => asked.route === route && (symbol === undefined || asked.symbol === symbol)).length;
	}

	/** Opens a port of this machine alone, for sockets too. @returns `127.0.0.1:4000` */
	async listen(): Promise<string> {
		await new Promise<void>((resolve) => {
			this.server.listen(0, '127.0.0.1', resolve);
		});
		const address = this.server.address();
		return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => {
			this.server.close(resolve);
		});
	}

	async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '', 'http://localhost');
		const body = Buffer.concat(await request.toArray()).toString();
		const about = this.#dialect.route(url, body);
		if (about === undefined) {
			reply(response, {status: 404, body: '{}'});
			return;
		}
		const asked: Asked = {...about, url, body};
		const answer = () => reply(response, this.#scriptedFor(asked) ?? this.#right(asked));
		const held = this.#held.get(asked.route);
		if (held === undefined) answer();
		else held.push(answer);
		this.asked.push(asked);
		this.#waiting.changed();
	}

	/** As it would be now. */
	#right(asked: Asked): Answer {
		return this.#dialect.answer(asked, this.#exchange);
	}

	#scriptedFor({route, symbol}: Asked): Answer | undefined {
		const index = this.#scripted.findIndex((each) => each.route === route && (each.symbol ?? symbol) === symbol);
		return index === -1 ? undefined : this.#scripted.splice(index, 1)[0]?.answer;
	}
}

function reply(response: ServerResponse, {status, headers = {}, body = ''}: Answer): void {
	if (status === 0) return;
	response.writeHead(status, {'content-type': 'application/json;charset=UTF-8', ...headers});
	response.end(body);
}

/* What a venue's protocol is made of, for the fake venue to speak it: addresses, REST answers, topics to subscribe to, and a few words of its own. */

import type {Change, Market} from './market.ts';

/** What a message is about, for faults to be aimed at. */
export type FrameKind =
	/** Of a book, upon a step. */
	| 'book'
	/** A whole book, upon subscription. */
	| 'snapshot'
	| 'trade'
	/** Trades of the past, upon subscription. */
	| 'history'
	/** Best bid and ask. */
	| 'touch'
	/** To a subscription: granted or refused. */
	| 'answer'
	| 'pong'
	| 'heartbeat'
	/** Whether something trades, of one symbol or of the venue. */
	| 'status'
	| 'shutdown';

/** One message. */
export type Frame = {readonly kind: FrameKind /** Empty where it is of none. */; readonly symbol: string; readonly text: string};

/** Something that a socket may subscribe to. It lives as long as the venue, and counts its messages whether anybody listens or not. */
export type Topic = {
	/** Empty where it is of none. */
	readonly symbol: string;
	readonly isBook: boolean;
	/** What a new subscriber is sent. */
	opening?(): readonly Frame[];
	/** What a step of the symbol's market brings. */
	step?(change: Change): readonly Frame[];
	/** What it brings when a market, of this symbol or any, stops or trades again. */
	turned?(market: Market): readonly Frame[];
	/** Uses up a number for nothing. */
	skipNumber?(): void;
	/** Numbers begin anew, as they do where the venue restarts its service. */
	restart?(): readonly Frame[];
	/** A sign of life that changes nothing. */
	idle?(): readonly Frame[];
};

/** What all sockets and requests of the fake venue share. */
export type Exchange = {
	/** ms since the epoch. */
	now(): number;
	readonly markets: readonly Market[];
	/** Undefined for a symbol that is unknown, or that the venue refuses to send. */
	market(symbol: string): Market | undefined;
	/** 24-hour volume of every symbol, decimal text. */
	readonly volume: string;
};

/** One socket, as a dialect deals with it. */
export type Session = {
	readonly exchange: Exchange;
	/** As the client asked for it. */
	readonly url: URL;
	/** What it is subscribed to, in the order of subscription. */
	readonly names: ReadonlySet<string>;
	/** Undefined where there is no such thing, or where it is refused. */
	topic(name: string): Topic | undefined;
	/** Adds a topic, if there is one, and sends what opens it, unless it had been added before. */
	subscribe(name: string, options?: {readonly isSilent?: boolean}): void;
	unsubscribe(name: string): void;
	send(...frames: readonly Frame[]): void;
	/** Ends the socket without a word. */
	terminate(): void;
};

/** What can be asked by REST. */
export type Route = 'instruments' | 'snapshot' | 'volume' | 'time';

export type Asked = {
	readonly route: Route;
	/** Empty where it is not about one. */
	readonly symbol: string;
	/** Of a snapshot, levels a side; NaN elsewhere. */
	readonly limit: number;
	readonly url: URL;
	/** Of a POST; empty for a GET. */
	readonly body: string;
};

export type Answer = {readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string};

export type Dialect = {
	/** The venue's id, as the command line knows it. */
	readonly id: string;
	/** Served unless a test names others. */
	readonly symbols: readonly string[];
	/** Levels a side of the book that the program subscribes to; Infinity where it is told of all. */
	readonly depth: number;
	/** Ids that pass unused before each step. */
	readonly idHole: number;
	/** The first level of a message: its price and its quantity as two groups, with the quotes where the venue writes some. */
	readonly level: RegExp;
	/** What stands in a message where the number of the message on its connection belongs, where a venue counts so. */
	readonly countedBy?: string;
	/** The venue's word for a market that does not trade, unless a test has another. */
	readonly haltWord: string;
	/** The checksum of a message, digits alone as one group, where the venue sends some. */
	readonly checksum?: RegExp;
	/** What a request is about; undefined where the venue has no such address. */
	route(url: URL, body: string): Pick<Asked, 'route' | 'symbol' | 'limit'> | undefined;
	answer(asked: Asked, exchange: Exchange): Answer;
	/** The topics that an address subscribes to by itself; undefined where no socket opens there. */
	accept(url: URL): readonly string[] | undefined;
	/** What every socket is sent at once. */
	greeting?(exchange: Exchange): readonly Frame[];
	topic(name: string, exchange: Exchange): Topic | undefined;
	/** Reads what the client said, and answers. */
	hear(text: string, session: Session): void;
	/** The heartbeat of a socket, for those that are sent some. */
	heartbeat?(session: Session): readonly Frame[];
	/** Tells that the connection will be closed. */
	shutdown?(exchange: Exchange): Frame;
	/** Tells of maintenance of all the venue, or of its end; sent to whoever listens. */
	maintenance?(isOver: boolean, session: Session): readonly Frame[];
};

export function ok(body: string): Answer {
	return {status: 200, body};
}

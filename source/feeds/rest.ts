/*
REST requests to one host of a venue, within its budget and with its refusals respected: whoever is told to stay away stays away with every
request. https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md ("HTTP Return Codes", "LIMITS")
*/

import type {IncomingHttpHeaders} from 'node:http';
import {unescape as decoded} from 'node:querystring';
import {Agent, request as send} from 'undici';
import {fieldOf, textOf} from '../venues/plain-numbers.ts';
import type {Request, Venue} from '../venues/venue.ts';
import {forbiddenFor, waitText} from './backoff.ts';
import type {Clock} from './clock.ts';
import {restrictedText} from './errors.ts';
import {hostOf, reasonOf} from './network-error.ts';
import {WeightBudget} from './rate-budget.ts';
import {Timers} from './timers.ts';

/** What a request brought. Failures are answers too. */
export type Answer = {
	/** HTTP status; 0 where no answer came at all. */
	readonly status: number;
	/** Seconds that the venue asked us to stay away, null where it did not. */
	readonly retryAfter: number | null;
	/** Why there is nothing to use, one line with the host's name; null where all is well. */
	readonly error: string | null;
	/** The body as it came, where it is valid JSON in valid UTF-8. */
	readonly body: Uint8Array | undefined;
	readonly json: unknown;
};

const usualTimeout = 10_000;
const largestBody = 64 * 1024 * 1024;
const unnamedBan = 120_000;
const tooLate = 'did not answer in time';
/** What is asked for without need leaves so much of a minute's budget to those in need. */
const shareWithoutNeed = 0.5;
const spent = 'was not asked in time: what it may be asked in a minute is spent';

export type RestOptions = {
	/** ms that an answer is waited for; 10 s unless given. */
	readonly timeout?: number;
	/** Certificates are not checked: whoever stands between may say what he likes. */
	readonly isUnverified?: boolean;
};

/** Why no request is sent for now. */
type Refusal = {readonly status: number; readonly until: number; readonly text: string};

export class Rest {
	readonly host: string;
	readonly #venue: Venue;
	readonly #clock: Clock;
	readonly #timers: Timers;
	readonly #budget: WeightBudget;
	readonly #timeout: number;
	readonly #agent: Agent;
	readonly #open = new Set<AbortController>();
	/** undici leaves out what an address says of its user. */
	readonly #headers: Readonly<Record<string, string>>;
	#refusal: Refusal | undefined;
	#isClosed = false;

	constructor(venue: Venue, address: string, clock: Clock, {timeout = usualTimeout, isUnverified = false}: RestOptions = {}) {
		this.host = hostOf(address);
		this.#timeout = timeout;
		this.#agent = new Agent({
			...{connections: 6, headersTimeout: 0, bodyTimeout: 0, maxResponseSize: largestBody},
			connect: {rejectUnauthorized: !isUnverified},
		});
		this.#venue = venue;
		this.#clock = clock;
		this.#headers = credentialsOf(address);
		this.#timers = new Timers(clock);
		this.#budget = new WeightBudget(clock, venue.budget.weightPerMinute);
	}

	/** The venue does not serve the place that we ask from: nothing is asked any more. */
	get isBarred(): boolean {
		return this.#refusal?.until === Number.POSITIVE_INFINITY;
	}

	/**
	Gets one answer. Never rejects. Waits for budget; never asks twice.

	While the host wants to be left alone (429, 418, 403) or does not serve this place (451), the answer is that refusal, at once and unasked.

	@param isNeeded where not, it is asked while half of the minute's budget is left, or not at all: nobody in need waits for it.
	@param signal when it aborts, the answer is of no use any more: what is under way is dropped, what waits is not sent.
	*/
	async get(request: Request, signal?: AbortSignal, isNeeded = true): Promise<Answer> {
		for (let why = tooLate; ; why = spent) {
			if (signal?.aborted === true) return failure(0, `${this.host} ${why}`);
			if (this.#isClosed) return failure(0, `${this.host} was not asked: shutting down`);
			const refusal = this.#standingRefusal();
			if (refusal !== undefined) {
				// Not within the asker's own turn: whoever asks again upon a refusal must not keep the loop from turning.
				await new Promise((resolve) => setImmediate(resolve));
				return refusal;
			}
			const wait = this.#budget.take(request.weight, isNeeded ? 1 : shareWithoutNeed);
			if (wait === 0) return this.#send(request, signal);
			if (!isNeeded) return failure(0, `${this.host} was not asked: books in need come first`);
			await this.#timers.sleep(wait, signal);
		}
	}

	/** Drops what is under way and closes all connections. Answers still owed come as failures. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#timers.end();
		for (const controller of this.#open) controller.abort();
		await this.#agent.destroy();
	}

	async #send(request: Request, signal: AbortSignal | undefined): Promise<Answer> {
		const controller = new AbortController();
		const drop = (): void => controller.abort();
		signal?.addEventListener('abort', drop);
		this.#open.add(controller);
		let isLate = false;
		const cancelTimeout = this.#timers.after(this.#timeout, () => {
			isLate = true;
			controller.abort();
		});
		const sentIn = this.#budget.minute;
		try {
			const response = await send(request.url, {
				dispatcher: this.#agent,
				signal: controller.signal,
				...(request.body === undefined
					? {headers: this.#headers}
					: {method: 'POST', body: request.body, headers: {...this.#headers, 'content-type': 'application/json'}}),
			});
			const body = new Uint8Array(await response.body.arrayBuffer());
			const used = Number(response.headers['x-mbx-used-weight-1m']);
			if (Number.isFinite(used)) this.#budget.report(used, sentIn);
			return this.#read(response.statusCode, response.headers, body);
		} catch (error) {
			if (signal?.aborted === true) return failure(0, `${this.host} ${tooLate}`);
			const why = isLate ? `it took longer than ${this.#timeout / 1000} s` : reasonOf(error);
			return failure(0, `${this.host} did not answer: ${why}`);
		} finally {
			cancelTimeout();
			signal?.removeEventListener('abort', drop);
			this.#open.delete(controller);
		}
	}

	#read(status: number, headers: IncomingHttpHeaders, bytes: Uint8Array): Answer {
		const retryAfter = secondsOf(headers['retry-after'], this.#clock.now());
		const content = readJson(bytes);
		if (status !== 200) {
			const isBarring = status === 451 || (status === 403 && isOfTheLocation(bytes));
			if (isBarring) this.#stayAway(status, Number.POSITIVE_INFINITY);
			else this.#remember(status, retryAfter);
			const error = isBarring ? restrictedText(this.#venue, this.host, status) : this.#wordsFor(status, retryAfter, content?.json);
			return {status, retryAfter, error, body: content?.body, json: content?.json};
		}
		if (content !== undefined) {
			const refusal = refusalIn(content.json);
			return {status, retryAfter, error: refusal === '' ? null : `${this.host} answered: ${refusal}`, ...content};
		}
		const type = headers['content-type']?.split(';')[0] ?? 'something';
		return failure(status, `${this.host} answered with ${type}, ${bytes.length} bytes, not with JSON`);
	}

	#remember(status: number, retryAfter: number | null): void {
		const named = retryAfter === null ? undefined : retryAfter * 1000;
		if (status === 429) this.#stayAway(status, named ?? this.#restOfMinute());
		else if (status === 418) this.#stayAway(status, named ?? unnamedBan);
		else if (status === 403) this.#stayAway(status, Math.max(named ?? 0, forbiddenFor));
	}

	#restOfMinute(): number {
		return 60_000 - (Math.floor(this.#clock.now() / 1000) % 60_000);
	}

	#stayAway(status: number, millis: number): void {
		const until = this.#clock.monotonic() + millis;
		if (this.#refusal !== undefined && this.#refusal.until > until) return;
		const isForGood = millis === Number.POSITIVE_INFINITY;
		this.#refusal = {status, until, text: isForGood ? restrictedText(this.#venue, this.host, status) : `${this.host} is left alone`};
	}

	#standingRefusal(): Answer | undefined {
		if (this.#refusal === undefined) return undefined;
		const {status, until, text} = this.#refusal;
		const left = until - this.#clock.monotonic();
		if (left <= 0) {
			this.#refusal = undefined;
			return undefined;
		}
		if (left === Number.POSITIVE_INFINITY) return failure(status, text);
		return {...failure(status, `${text} for another ${waitText(left)} (${status})`), retryAfter: Math.ceil(left / 1000)};
	}

	#wordsFor(status: number, retryAfter: number | null, json: unknown): string {
		const {host} = this;
		const time = retryAfter === null ? 'a while' : waitText(retryAfter * 1000);
		if (status === 429) return `${host} asks to be left alone for ${time} (429, too many requests)`;
		if (status === 418) return `${host} has banned this address for ${time} (418)`;
		if (status === 403) return `${host} refused (403): asked again in ${waitText(forbiddenFor)} at the earliest`;
		const said = venueMessage(json);
		return `${host} answered ${status}${said === '' ? '' : `: ${said}`}`;
	}
}

/** A refusal that names the country: a content network refuses so where the venue does not serve, and tells a crowd otherwise. */
export function isOfTheLocation(body: Uint8Array): boolean {
	const text = Buffer.from(body.subarray(0, mostRead)).toString('latin1');
	// The scripts of such pages have words of their own.
	return /\b(country|region|jurisdiction|restricted location|your location)\b/i.test(text.replaceAll(/<script.*?(<\/script>|$)/gis, ''));
}

/** A page that refuses says so near its beginning. */
const mostRead = 8192;

function credentialsOf(address: string): Readonly<Record<string, string>> {
	const {username = '', password = ''} = URL.parse(address) ?? {};
	if (username === '' && password === '') return {};
	return {authorization: `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`};
}

function failure(status: number, error: string): Answer {
	return {status, retryAfter: null, error, body: undefined, json: undefined};
}

const strictText = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

function readJson(bytes: Uint8Array): {readonly body: Uint8Array; readonly json: unknown} | undefined {
	try {
		const json: unknown = JSON.parse(strictText.decode(bytes));
		return {body: bytes, json};
	} catch {
		return undefined;
	}
}

/** `Invalid symbol. (-1121)` of `{"code":-1121,"msg":"Invalid symbol."}`; empty for any other form. */
function venueMessage(json: unknown): string {
	const msg = fieldOf(json, 'msg');
	return typeof msg === 'string' ? withCode(msg, fieldOf(json, 'code')) : '';
}

/** Why an answer of status 200 is none: some venues say so in the body alone. Empty where all is well. */
function refusalIn(json: unknown): string {
	const [retCode, code, errors] = ['retCode', 'code', 'error'].map((key) => fieldOf(json, key));
	// Bybit, OKX, Kraken (whose warnings begin with a W).
	if (typeof retCode === 'number' && retCode !== 0) return withCode(textOf(json, 'retMsg'), retCode);
	if (typeof code === 'string' && code !== '0') return withCode(textOf(json, 'msg'), code);
	return Array.isArray(errors) ? errors.filter((error) => String(error).startsWith('E')).join(', ') : '';
}

function withCode(text: string, code: unknown): string {
	return typeof code === 'number' || typeof code === 'string' ? `${text} (${code})` : text;
}

/** `Retry-After` is a count of seconds or a date. @param now µs since the epoch. */
export function secondsOf(header: string | undefined, now: number): number | null {
	if (header === undefined) return null;
	if (/^\d+$/.test(header.trim())) return Number(header);
	const date = Date.parse(header);
	return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date * 1000 - now) / 1_000_000));
}

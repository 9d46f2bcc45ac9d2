import {describe, expect, test} from 'vitest';
import {Folding} from '../support/folding.ts';
import {closed, diff, frame, ladder, opened, refused, snapshot, tick, ticks} from '../support/frames.ts';

describe('a refused snapshot', () => {
	const waiting = (): Folding => {
		const folding = new Folding();
		folding.fold(opened(0), diff(0.1, [101, 103]));
		return folding;
	};

	test('with Retry-After is not asked for again before that, and then it is', () => {
		const folding = waiting();
		folding.fold(refused(0.2, 1, {status: 429, retryAfter: 30, error: 'too many requests'}));
		expect(folding.integrity()).toMatchObject({state: 'SYNCING', reason: 'snapshot refused: too many requests'});
		expect(folding.fold(...ticks(1, 29), diff(30.1, [104, 104]), tick(30.199))).toEqual([]);
		expect(folding.fold(tick(30.2))).toMatchObject([{kind: 'snapshot', request: 2, urgency: 'storm'}]);
		folding.fold(snapshot(30.3, 2, 103, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 104, gaps: 0});
	});

	test('with a short Retry-After waits as long as after any other failure', () => {
		const folding = waiting();
		folding.fold(refused(0.2, 1, {status: 429, retryAfter: 0}));
		expect(folding.fold(tick(0.39))).toEqual([]);
		expect(folding.fold(tick(0.4))).toHaveLength(1);
	});

	test('with 451 halts the book for good and says why', () => {
		const folding = waiting();
		folding.fold(refused(0.2, 1, {status: 451, error: 'not from here: --base-url https://data-api.binance.vision'}));
		const why = 'not from here: --base-url https://data-api.binance.vision';
		expect(folding.integrity()).toMatchObject({state: 'HALTED', badge: 'HALTED', reason: why});
		expect(
			folding.fold(...ticks(1, 50), diff(51, [104, 104]), closed(52), opened(53, 2), diff(54, [201, 201], {}, {connection: 2})),
		).toEqual([]);
	});

	test.each([
		[429, 'SYNCING', 'snapshot refused: told why'],
		[503, 'SYNCING', 'snapshot refused: told why'],
		[451, 'HALTED', 'told why'],
	])('with %i and a body, as the venue explains itself, is told in the feed’s words', (status, state, reason) => {
		const folding = waiting();
		const answer = {request: 1, instrument: 'binance:BTCUSDT', what: 'snapshot', status, retryAfter: 20, error: 'told why', limit: 5000};
		folding.fold(frame(0.2, 'reply', 0, {...answer, body: {code: -1003, msg: 'Too much request weight used.'}}));
		expect(folding.integrity()).toMatchObject({state, reason});
		expect(folding.log().at(-1)).toBe('snapshot refused: told why');
		expect(folding.fold(tick(20.1))).toEqual([]);
		expect(folding.fold(tick(20.2))).toHaveLength(status === 451 ? 0 : 1);
	});

	test('for the renewal of a thin book leaves that book as it is, whatever the refusal', () => {
		for (const status of [429, 451, 503]) {
			const folding = new Folding().join(ladder(150), 150);
			folding.fold(tick(1.1), diff(1.2, [106, 106]));
			expect(folding.asked()).toEqual([1, 2]);
			folding.fold(refused(1.3, 2, {status}));
			expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', reason: '', sequence: 106});
		}
	});

	test('for the renewal of a thin book, six times, does not end the connection that the book lives by', () => {
		const folding = new Folding().join(ladder(150), 150);
		folding.fold(tick(1.1));
		let id = 106;
		for (let second = 2; second < 100; second++) {
			const request = folding.asked().at(-1) ?? 0;
			folding.fold(diff(second, [id, id]), refused(second + 0.5, request, {status: 503}), tick(second + 0.9));
			id++;
		}
		expect(folding.asked().length).toBeGreaterThan(7);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0, sequence: id - 1});
		expect(folding.effects.filter(({kind}) => kind === 'reconnect')).toEqual([]);
	});
});

describe('a price that has run towards the bound of its snapshot', () => {
	test('has a deeper snapshot fetched beside the running book, and swapped in without a gap', () => {
		const folding = new Folding().join(ladder(199), 199);
		expect(folding.integrity()).toMatchObject({trustedBidLevels: 199, trustedAskLevels: 199});
		folding.fold(tick(1.1));
		expect(folding.fold(diff(1.2, [106, 107]))).toMatchObject([{kind: 'snapshot', request: 2, urgency: 'calm', reason: 'renewal'}]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 107, trustedBidLevels: 199});
		folding.fold(diff(1.3, [108, 109]), snapshot(1.4, 2, 108, ladder(300)));
		expect(folding.integrity()).toMatchObject({
			state: 'LIVE',
			sequence: 109,
			gaps: 0,
			resyncs: 0,
			bidLevels: 300,
			trustedBidLevels: 300,
			trustedShare: Number.POSITIVE_INFINITY,
		});
		expect(folding.effects.filter(({kind}) => kind !== 'snapshot')).toEqual([]);
	});

	test('is not asked for again within a minute', () => {
		const folding = new Folding().join(ladder(150), 150);
		let id = 106;
		let second = 2;
		const askedUntil = (end: number): number[] => {
			for (; second < end; second++) folding.fold(diff(second, [id, id++]));
			return folding.asked();
		};
		expect(askedUntil(3)).toEqual([1, 2]);
		folding.fold(snapshot(2.5, 2, 106, ladder(150), {limit: 150}));
		expect(folding.log().at(-1)).toBe('book renewed at 106');
		expect(askedUntil(61)).toEqual([1, 2]);
		expect(askedUntil(63)).toEqual([1, 2, 3]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', gaps: 0});
	});

	test('leaves alone a book of which the venue gave all, however thin', () => {
		const folding = new Folding().join(ladder(20), 5000);
		folding.fold(tick(1.1), diff(1.2, [106, 107]), tick(2.1));
		expect(folding.asked()).toEqual([1]);
		expect(folding.integrity()).toMatchObject({trustedBidLevels: 20, trustedShare: Number.POSITIVE_INFINITY});
	});
});

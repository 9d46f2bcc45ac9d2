import {describe, expect, test} from 'vitest';
import {Engine} from '../../source/engine/engine.ts';
import {opinionSourceOf} from '../../source/engine/opinions.ts';
import type {Effect, Frame} from '../../source/market/frame.ts';
import {venues} from '../../source/venues/index.ts';
import {dataFile} from '../support/data.ts';
import {engineOptions, everything, Folding} from '../support/folding.ts';
import {closed, diff, frame, ladder, levelsFrom, opened, refused, snapshot, tick, ticks} from '../support/frames.ts';
import {framesOf} from '../support/hash-links.ts';

const krakenFile = dataFile('kraken-v2-btcusd-20230730.json');

/** Goes on with one diff a second, each with one id, from the one after 105 on. */
class Steady {
	readonly folding = new Folding().join();
	#id = 105;

	/** Id of the last diff. */
	get id(): number {
		return this.#id;
	}

	/** Diffs at whole seconds, the first and the last included. */
	go(from: number, to: number): this {
		for (let second = from; second <= to; second++) {
			this.#id++;
			this.folding.fold(diff(second, [this.#id, this.#id]));
		}
		return this;
	}
}

/** In step, and asked about at 6 s, which is 5 s after the first diff that follows: the copy has kept the diff of that moment. */
function asked(): Steady {
	return new Steady().go(1, 6);
}

/** Whose book was held against a snapshot that agreed. */
function proven(): Steady {
	const steady = asked();
	steady.folding.fold(snapshot(6.2, -1, steady.id, ladder(20)));
	return steady;
}

describe('a book in step', () => {
	test('is asked about five seconds later, with the next diff, by a number of its own', () => {
		const {folding} = new Steady().go(1, 5);
		expect(folding.askedForOpinion()).toEqual([]);
		expect(folding.fold(tick(6.5))).toEqual([]);
		expect(folding.fold(diff(6.6, [111, 111]))).toEqual([
			{kind: 'snapshot', instrument: 'binance:BTCUSDT', symbol: 'BTCUSDT', request: -1, urgency: 'calm', reason: 'second opinion'},
		]);
	});

	test('is PROVEN by a snapshot that holds the same levels at the same id, and stays as it is', () => {
		const {folding, id} = asked();
		const lines = folding.log();
		const [book, applied] = [folding.desk().liveBook, folding.integrity().applied];
		expect(folding.integrity().badge).toBe('IN STEP');
		folding.fold(snapshot(6.2, -1, id, ladder(20)));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'PROVEN', applied, sequence: id, gaps: 0});
		expect(folding.integrity().opinion).toEqual({
			source: 'snapshot',
			at: snapshot(6.2, -1, 0, {}).at,
			differing: 0,
			levels: 40,
			given: 1,
			agreed: 1,
			failure: '',
		});
		expect(folding.instrument().summary.badge).toBe('PROVEN');
		expect(folding.desk().liveBook).toBe(book);
		expect(folding.log()).toEqual(lines);
	});

	test('is asked about once a minute from then on, from request to request', () => {
		const steady = proven();
		steady.go(7, 65);
		expect(steady.folding.askedForOpinion()).toEqual([-1]);
		steady.go(66, 66);
		expect(steady.folding.askedForOpinion()).toEqual([-1, -2]);
		steady.folding.fold(snapshot(69, -2, steady.id, ladder(20)));
		steady.go(70, 126);
		expect(steady.folding.askedForOpinion()).toEqual([-1, -2, -3]);
		expect(steady.folding.integrity()).toMatchObject({badge: 'PROVEN', opinion: {given: 2, agreed: 2}});
	});

	test('is held against a snapshot from before the diffs that came meanwhile, once they are applied to it as well', () => {
		const {folding} = asked();
		const changes = {bids: [['99.99', '7']], asks: [['100.02', '0']]} as const;
		folding.fold(diff(6.1, [112, 113], changes), diff(6.2, [114, 114], {bids: [['99.50', '3']]}));
		folding.fold(snapshot(6.3, -1, 111, ladder(20)));
		expect(folding.integrity()).toMatchObject({badge: 'PROVEN', opinion: {given: 1, differing: 0, levels: 40}});
	});

	test('is held against a snapshot that is ahead of it as soon as it has come as far', () => {
		const {folding} = asked();
		const {bids, asks} = ladder(20);
		folding.fold(snapshot(6.3, -1, 113, {bids: [...bids, ['99.50', '3']], asks}));
		folding.fold(diff(6.4, [112, 112]));
		expect(folding.integrity().opinion.given).toBe(0);
		folding.fold(diff(6.5, [113, 113], {bids: [['99.50', '3']]}));
		expect(folding.integrity()).toMatchObject({badge: 'PROVEN', opinion: {given: 1, differing: 0, levels: 41}});
	});

	test('is held against one in the middle of a diff once that has been applied to both', () => {
		const {folding} = asked();
		const {bids, asks} = ladder(20);
		folding.fold(snapshot(6.3, -1, 113, {bids: [...bids, ['99.50', '3']], asks}));
		const both = {bids: [['99.50', '3']], asks: [['100.50', '4']]} as const;
		folding.fold(diff(6.4, [112, 115], both));
		expect(folding.integrity()).toMatchObject({badge: 'PROVEN', opinion: {given: 1, differing: 0, levels: 42}});
	});

	test('is asked about with nobody to answer in a recording of others: never', () => {
		const folding = new Folding();
		const {bids, asks} = ladder(20);
		folding.fold(diff(0.1, [101, 103]), frame(0.2, 'reply', 1, {lastUpdateId: 102, bids, asks}));
		for (let second = 1; second < 100; second++) folding.fold(diff(second, [103 + second, 103 + second]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', opinion: {source: 'snapshot', given: 0}});
		expect(folding.effects).toEqual([]);
	});
});

describe('a snapshot that differs', () => {
	const wrong = {
		bids: [...levelsFrom(100, 'bids', 18), ['99.82', '4'], ['99.80', '1']],
		asks: [...levelsFrom(100.01, 'asks', 20), ['100.50', '3']],
	} as const;

	test('is a gap that says how many levels, names them, and puts the fresh book in the place of the other at once', () => {
		const {folding, id} = proven().go(7, 66);
		expect(folding.askedForOpinion()).toEqual([-1, -2]);
		const lines = folding.log().length;
		folding.fold(snapshot(66.2, -2, id, wrong));
		expect(folding.log().slice(lines)).toEqual([
			`gap (snapshot): 4 levels differ from a new snapshot at ${id}`,
			'bid 99.82: ours 1, theirs 4',
			'bid 99.81: ours 1, theirs 0',
			'bid 99.8: ours 0, theirs 1',
			'ask 100.5: ours 0, theirs 3',
			`in step again at ${id} after 0 ms`,
		]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', sequence: id, gaps: 1, resyncs: 1, reconnects: 0});
		expect(folding.integrity().gapKinds).toEqual([['snapshot', 1]]);
		expect(folding.integrity().opinion).toMatchObject({differing: 4, levels: 42, given: 2, agreed: 1});
		expect(folding.book()).toBe('1 @ 100 / 1 @ 100.01, 20 and 21 levels');
		folding.fold(diff(67, [id + 1, id + 1], {bids: [['100.00', '9']]}));
		expect(folding.book()).toBe('9 @ 100 / 1 @ 100.01, 20 and 21 levels');
		expect(folding.asked()).toEqual([1]);
	});

	test('names no more than five levels', () => {
		const {folding, id} = asked();
		const lines = folding.log().length;
		folding.fold(snapshot(6.2, -1, id, ladder(20, '2', '3')));
		expect(folding.log().slice(lines)).toHaveLength(7);
		expect(folding.integrity().opinion).toMatchObject({differing: 40, levels: 40});
	});

	test('is asked about again after a minute, and the fresh book is PROVEN then', () => {
		const steady = asked();
		const {folding} = steady;
		folding.fold(snapshot(6.2, -1, steady.id, wrong));
		steady.go(7, 66);
		expect(folding.askedForOpinion()).toEqual([-1, -2]);
		folding.fold(snapshot(66.2, -2, steady.id, wrong));
		expect(folding.integrity()).toMatchObject({badge: 'PROVEN', gaps: 1, opinion: {given: 2, agreed: 1}});
	});

	test('says nothing of what lies beyond it, nor of what lies beyond the book', () => {
		const {folding} = asked();
		folding.fold(diff(6.1, [112, 112], {bids: [['99.00', '8']]}));
		const {bids, asks} = ladder(10);
		folding.fold(snapshot(6.2, -1, 112, {bids, asks}, {limit: 10}));
		expect(folding.integrity()).toMatchObject({badge: 'PROVEN', bidLevels: 21, opinion: {levels: 20, differing: 0}});

		const cut = new Folding().join(ladder(205), 205);
		for (let second = 1; second <= 6; second++) cut.fold(diff(second, [105 + second, 105 + second]));
		cut.fold(snapshot(6.2, -1, 111, ladder(300)));
		expect(cut.integrity()).toMatchObject({badge: 'PROVEN', bidLevels: 205, opinion: {levels: 410, differing: 0}});
	});
});

describe('what happens while it is on its way', () => {
	test('a gap: it is dropped, the book comes into step by a snapshot of its own, and a minute after the first it is asked again', () => {
		const steady = asked();
		const {folding} = steady;
		folding.fold(diff(6.1, [114, 115]));
		expect(folding.integrity().state).toBe('GAP');
		folding.fold(snapshot(6.2, -1, 115, ladder(20)));
		expect(folding.integrity().state).toBe('GAP');
		expect(folding.asked()).toEqual([1, 2]);
		folding.fold(snapshot(6.3, 2, 115, ladder(20)), diff(6.4, [116, 116]));
		for (let id = 117; id < 180; id++) folding.fold(diff(id - 110, [id, id]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', gaps: 1, opinion: {given: 0, failure: ''}});
		expect(folding.effects.filter((effect) => effect.kind === 'snapshot' && effect.request < 0)).toHaveLength(2);
		folding.fold(snapshot(70, -2, 179, ladder(20)));
		expect(folding.integrity().badge).toBe('PROVEN');
	});

	test('a gap takes PROVEN away until the next opinion', () => {
		const steady = proven();
		const {folding} = steady;
		folding.fold(diff(7, [114, 115]), snapshot(7.1, 2, 115, ladder(20)), diff(7.2, [116, 116]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', opinion: {given: 1, agreed: 1}});
	});

	test('silence takes it away only while it lasts', () => {
		const {folding, id} = proven();
		folding.fold(...ticks(7, 6));
		expect(folding.integrity()).toMatchObject({state: 'STALE', badge: 'STALE'});
		folding.fold(diff(13, [id + 1, id + 1]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'PROVEN'});
	});

	test('a connection that is lost: it is dropped, and what comes of it later finds nobody', () => {
		const {folding, id} = asked();
		folding.fold(closed(6.1), snapshot(6.2, -1, id, ladder(20, '5')));
		expect(folding.integrity()).toMatchObject({state: 'CONNECTING', opinion: {given: 0}});
		folding.fold(opened(7, 2), diff(7.1, [201, 201], {}, {connection: 2}), snapshot(7.2, -1, 201, ladder(20, '5')));
		expect(folding.integrity().state).toBe('SYNCING');
		folding.fold(snapshot(7.3, 2, 201, ladder(20)), diff(7.4, [202, 202], {}, {connection: 2}));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', opinion: {given: 0}});
	});

	test('a frame that cannot be read: no copy that lacks it is held against the book', () => {
		const {folding, id} = asked();
		folding.fold(frame(6.1, 'message', 1, 'what?'), diff(6.2, [id + 2, id + 2]));
		folding.fold(snapshot(6.3, 2, id + 2, ladder(20, '5')), snapshot(6.4, -1, id, ladder(20)), diff(6.5, [id + 3, id + 3]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', gaps: 1, opinion: {given: 0}});
	});

	test('a renewal that is under way goes first, and is an opinion itself where it shows the same book', () => {
		const folding = new Folding().join(ladder(199), 199);
		folding.fold(tick(1.1));
		for (let second = 2; second <= 9; second++) folding.fold(diff(second, [104 + second, 104 + second]));
		expect(folding.asked()).toEqual([1, 2]);
		expect(folding.askedForOpinion()).toEqual([]);
		folding.fold(snapshot(9.1, 2, 113, ladder(300)));
		expect(folding.integrity()).toMatchObject({badge: 'PROVEN', gaps: 0, bidLevels: 300, opinion: {levels: 398, given: 1, agreed: 1}});
	});

	test('a renewal that is done takes the copy with it, and the book stays PROVEN by the renewal', () => {
		const folding = new Folding().join(ladder(210), 210);
		for (let second = 1; second <= 6; second++) folding.fold(diff(second, [105 + second, 105 + second]));
		expect(folding.askedForOpinion()).toEqual([-1]);
		const gone = levelsFrom(100, 'bids', 20, '0');
		folding.fold(diff(6.1, [112, 112], {bids: gone}), tick(7.1), diff(7.2, [113, 113]));
		expect(folding.asked()).toEqual([1, 2]);
		folding.fold(snapshot(7.3, 2, 113, {bids: levelsFrom(99.8, 'bids', 300), asks: levelsFrom(100.01, 'asks', 300)}));
		expect(folding.log().at(-1)).toBe('book renewed at 113');
		folding.fold(snapshot(7.4, -1, 113, ladder(20, '5')), diff(8, [114, 114]));
		expect(folding.integrity()).toMatchObject({badge: 'PROVEN', gaps: 0, opinion: {given: 1, agreed: 1}});
	});
});

describe('an answer that is of no use', () => {
	/** Goes on for a second after it came, and says what became of the book. */
	function afterwards(answer: Frame): Folding {
		const {folding, id} = proven().go(7, 66);
		const lines = folding.log();
		folding.fold(answer, diff(67, [id + 1, id + 1]));
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'PROVEN', gaps: 0, reason: '', sequence: id + 1});
		expect(folding.log()).toEqual(lines);
		expect(folding.desk().integrity.snapshotsRefused).toBe(0);
		return folding;
	}

	test.each([
		['503', refused(66.5, -2, {status: 503, error: 'not now'}), 'not now'],
		['no answer', refused(66.5, -2, {status: 0, error: 'it took longer than 10 s'}), 'it took longer than 10 s'],
		['no snapshot', frame(66.5, 'reply', 0, reply(-2, {code: 0})), 'unreadable snapshot: has no sound "lastUpdateId"'],
		['429', refused(66.5, -2, {status: 429, error: 'too many requests'}), 'too many requests'],
	])('%s: that is told, the book stays as it is, and the next is asked for a minute after it', (_, answer, failure) => {
		const folding = afterwards(answer);
		expect(folding.integrity().opinion).toMatchObject({failure, given: 1});
		for (let id = 173; id < 231; id++) folding.fold(diff(id - 105, [id, id]));
		expect(folding.askedForOpinion()).toEqual([-1, -2]);
		folding.fold(diff(126, [231, 231]), snapshot(126.1, -3, 231, ladder(20)));
		expect(folding.askedForOpinion()).toEqual([-1, -2, -3]);
		expect(folding.integrity().opinion).toMatchObject({failure: '', given: 2, agreed: 2});
	});

	test('that wants us to stay away is obeyed', () => {
		const folding = afterwards(refused(66.5, -2, {status: 418, retryAfter: 120, error: 'banned'}));
		for (let id = 173; id < 291; id++) folding.fold(diff(id - 105, [id, id]));
		expect(folding.askedForOpinion()).toEqual([-1, -2]);
		folding.fold(diff(187, [291, 291]));
		expect(folding.askedForOpinion()).toEqual([-1, -2, -3]);
	});

	test('451: nothing is asked any more, and the book that a socket brings goes on', () => {
		const folding = afterwards(refused(66.5, -2, {status: 451, error: 'not from here'}));
		for (let id = 173; id < 700; id++) folding.fold(diff(id - 105, [id, id]));
		expect(folding.askedForOpinion()).toEqual([-1, -2]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'PROVEN', opinion: {failure: 'not from here'}});
	});

	test('older than what was kept: the next is asked for two seconds later, three times, and then after a minute', () => {
		const steady = new Steady().go(1, 5);
		const {folding} = steady;
		const lines = folding.log();
		for (let second = 6; second <= 100; second++) {
			const before = folding.askedForOpinion().length;
			steady.go(second, second);
			const numbers = folding.askedForOpinion();
			if (numbers.length > before) folding.fold(snapshot(second + 0.1, numbers.at(-1) ?? 0, 104, ladder(20)));
		}
		const at = folding.effects.length;
		expect([folding.askedForOpinion(), at]).toEqual([[-1, -2, -3, -4, -5, -6, -7, -8], 9]);
		expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', gaps: 0, opinion: {given: 0}});
		expect(folding.integrity().opinion.failure).toMatch(/^snapshot ends at 104, diffs begin after \d+$/);
		expect(folding.log()).toEqual(lines);
	});

	test('none at all, as in recordings from before there were opinions: it is forgotten after 90 s, and asked for again much later', () => {
		const steady = asked();
		const {folding} = steady;
		const lines = folding.log();
		steady.go(7, 96);
		expect(folding.askedForOpinion()).toEqual([-1]);
		steady.go(97, 97);
		folding.fold(snapshot(97.5, -1, steady.id, ladder(20, '5')));
		expect(folding.integrity()).toMatchObject({badge: 'IN STEP', gaps: 0, opinion: {given: 0, failure: ''}});
		steady.go(98, 696);
		expect(folding.askedForOpinion()).toEqual([-1]);
		steady.go(697, 697);
		expect(folding.askedForOpinion()).toEqual([-1, -2]);
		expect(folding.log()).toEqual(lines);
	});
});

function reply(request: number, body: object): object {
	return {request, instrument: 'binance:BTCUSDT', what: 'snapshot', status: 200, retryAfter: null, error: null, limit: 5000, body};
}

test('is had of snapshots by REST where ids are shared, of checksums where a venue sends them, and else of nobody', () => {
	const sources = venues.map((venue) => `${venue.id}: ${opinionSourceOf(venue)}`);
	expect(sources).toEqual([
		'binance: snapshot',
		'binance-usdm: snapshot',
		'bybit: none',
		'bybit-linear: none',
		'coinbase: none',
		'kraken: checksum',
		'okx: none',
		'hyperliquid: none',
		'deribit: none',
	]);
});

describe.skipIf(krakenFile === undefined)('a book with checksums', () => {
	test('is PROVEN by each of them, and told so as of its last message', async () => {
		const engine = new Engine(engineOptions());
		for (const each of await framesOf(krakenFile ?? '')) engine.fold(each);
		const {integrity} = engine.view(everything).selected ?? {};
		expect(integrity).toMatchObject({badge: 'PROVEN', opinion: {source: 'checksum', given: 0, agreed: 0, failure: ''}});
		expect(integrity?.opinion.at).toBe((engine.view(everything).at ?? 0) - (integrity?.age ?? 0));
		expect(integrity?.checksums.n).toBeGreaterThan(100);
	});
});

describe('many books', () => {
	/** What each snapshot weighs, by Binance's own list. */
	const weights = {calm: 250, storm: 50};

	/** When opinions were asked for over so many seconds, of so many books that were in step from the beginning, and answered at once. */
	function opinionsOf(books: number, seconds: number): {readonly second: number; readonly effect: Extract<Effect, {kind: 'snapshot'}>}[] {
		const symbols = Array.from({length: books}, (_, index) => `COIN${index}USDT`);
		const folding = new Folding();
		folding.fold(opened(0, 1, symbols));
		for (const symbol of symbols) folding.fold(diff(0.1, [101, 103], {}, {symbol}), snapshot(0.2, 1, 102, ladder(2), {symbol}));
		const found: {readonly second: number; readonly effect: Extract<Effect, {kind: 'snapshot'}>}[] = [];
		for (let second = 1; second <= seconds; second++) {
			for (const symbol of symbols) {
				for (const effect of folding.fold(diff(second, [103 + second, 103 + second], {}, {symbol}))) {
					if (effect.kind !== 'snapshot') continue;
					found.push({second, effect});
					folding.fold(snapshot(second, effect.request, 103 + second, ladder(2), {symbol}));
				}
			}
		}
		expect(symbols.filter((symbol) => folding.integrity(symbol).badge === 'PROVEN')).toHaveLength(books);
		return found;
	}

	test.each([
		[1, 'calm', 60],
		[5, 'calm', 60],
		[6, 'storm', 60],
		[30, 'storm', 60],
		[60, 'storm', 120],
	] as const)(
		'%i are asked about with %s, each every %i s, and never for more than a quarter of a minute’s budget',
		(books, urgency, every) => {
			const found = opinionsOf(books, 400);
			expect(new Set(found.map(({effect}) => effect.urgency))).toEqual(new Set([urgency]));
			const first = found.filter(({effect}) => effect.symbol === 'COIN0USDT').map(({second}) => second);
			expect(first[0]).toBe(6);
			expect(first.slice(1).map((second, index) => second - first[index]!)).toEqual(first.slice(1).map(() => every));
			for (let from = 1; from <= 340; from++) {
				const within = found.filter(({second}) => second >= from && second < from + 60);
				expect(within.reduce((sum, {effect}) => sum + weights[effect.urgency], 0)).toBeLessThanOrEqual(1500);
			}
			// Not all at once.
			const perSecond = new Map<number, number>();
			for (const {second} of found) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
			expect(Math.max(...perSecond.values())).toBe(1);
		},
	);
});

describe('the fold', () => {
	/** A run with opinions that agree, as it was recorded. */
	function recorded(): Frame[] {
		const frames: Frame[] = [opened(0), diff(0.1, [101, 103]), snapshot(0.2, 1, 102, ladder(20)), diff(0.3, [104, 105])];
		let id = 105;
		for (let tenth = 10; tenth < 1400; tenth += 5) {
			id++;
			frames.push(diff(tenth / 10, [id, id], {bids: [[(99.9 + (id % 7) / 100).toFixed(2), String(1 + (id % 5))]]}));
		}
		const folding = new Folding();
		return frames.flatMap((each) => {
			const asks = folding.fold(each).find((effect) => effect.kind === 'snapshot' && effect.request < 0);
			if (asks?.kind !== 'snapshot') return [each];
			const answer = opinionOf(folding, asks.request, each);
			folding.fold(answer);
			return [each, answer];
		});
	}

	/** The book as it is, as its own snapshot. */
	function opinionOf(folding: Folding, request: number, {at}: Frame): Frame {
		const {bids, asks} = folding.instrument().ladder;
		const texts = (rows: typeof bids) => rows.map(({price, quantity}) => [price, String(quantity)] as const);
		const answer = snapshot(0, request, folding.integrity().sequence, {bids: texts(bids), asks: texts(asks)});
		return {...answer, at};
	}

	test('has the same hashes with opinions that agree as without their answers', () => {
		const frames = recorded();
		const [withOpinions, without] = [new Folding(), new Folding()];
		withOpinions.fold(...frames);
		without.fold(...frames.filter(({kind}, index) => kind !== 'reply' || index < 10));
		expect(withOpinions.integrity().opinion).toMatchObject({given: 3, agreed: 3});
		expect(without.integrity().opinion).toMatchObject({given: 0, failure: ''});
		expect(withOpinions.engine.samples).toBeGreaterThan(130);
		expect([withOpinions.engine.bookHash, withOpinions.engine.stateHash]).toEqual([without.engine.bookHash, without.engine.stateHash]);
	});

	test('goes on from a checkpoint at every frame, with a request under way and with a copy that waits for the book', () => {
		const all = recorded();
		const first = all.findIndex(({kind}, index) => kind === 'reply' && index > 10);
		const frames = all.slice(0, first + 20);
		// The answer comes twice: late, and ahead of the book.
		const [before, answer, ...after] = frames.splice(first - 1, 4);
		if (before === undefined || answer === undefined) throw new Error('there is no answer');
		frames.splice(first - 1, 0, before, ...after.slice(0, 1), answer, ...after.slice(1));
		const whole = new Engine(engineOptions());
		let interrupted = new Engine(engineOptions());
		for (const each of frames) {
			const bytes = interrupted.checkpoint();
			interrupted = Engine.restore(bytes, engineOptions());
			expect(Buffer.compare(interrupted.checkpoint(), bytes)).toBe(0);
			expect([...interrupted.fold(each)]).toEqual([...whole.fold(each)]);
		}
		expect(Buffer.compare(interrupted.checkpoint(), whole.checkpoint())).toBe(0);
		expect(interrupted.view(everything)).toEqual(whole.view(everything));
		expect(whole.view(everything).selected?.integrity).toMatchObject({badge: 'PROVEN', opinion: {given: 1, agreed: 1}});
	});
});

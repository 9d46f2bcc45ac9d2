import {expect, test} from 'vitest';
import {Folding} from '../support/folding.ts';
import {diff, ladder, opened, refused, snapshot, tick} from '../support/frames.ts';

/** Opened, and one diff kept: from update 101 to 103. The snapshot is asked for as request 1. */
function waiting(): Folding {
	const folding = new Folding();
	folding.fold(opened(0), diff(0.1, [101, 103], {bids: [['99.50', '7']]}));
	return folding;
}

test('a snapshot is asked for once the first diff is there, and not before', () => {
	const folding = new Folding();
	expect(folding.fold(opened(0), tick(1))).toEqual([]);
	expect(folding.integrity()).toMatchObject({state: 'SYNCING', badge: 'SYNCING', reason: 'waiting for the first diff'});
	expect(folding.fold(diff(1.1, [101, 103]))).toMatchObject([
		{kind: 'snapshot', instrument: 'binance:BTCUSDT', symbol: 'BTCUSDT', request: 1, urgency: 'calm'},
	]);
	expect(folding.fold(diff(1.2, [104, 105]), tick(2))).toEqual([]);
});

test('a snapshot within the first diff joins, and what that diff says is on top of it', () => {
	const folding = waiting();
	folding.fold(snapshot(0.2, 1, 102, ladder(20)));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', badge: 'IN STEP', sequence: 103, applied: 1, gaps: 0, bidLevels: 21});
});

test('diffs that end at or before the snapshot are dropped, the first that goes beyond it is applied', () => {
	const folding = waiting();
	folding.fold(diff(0.15, [104, 106], {bids: [['99.60', '8']]}), diff(0.2, [107, 109], {bids: [['99.70', '9']]}));
	folding.fold(snapshot(0.3, 1, 106, ladder(20)));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 109, applied: 1, overlaps: 0, bidLevels: 21});
	expect(folding.audit.findings(folding.desk()).droppedBeforeJoin).toBe(2);
});

test('a snapshot that ends right before the first diff is contiguous', () => {
	const folding = waiting();
	folding.fold(snapshot(0.2, 1, 100, ladder(20)));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 103, gaps: 0});
});

test('one that ends an update earlier is too old', () => {
	const folding = waiting();
	folding.fold(snapshot(0.2, 1, 99, ladder(20)));
	expect(folding.integrity()).toMatchObject({state: 'SYNCING', sequence: 0, gaps: 0, bidLevels: 0});
	expect(folding.log()).toEqual(['asking again: snapshot ends at 99, diffs begin after 100']);
});

test('what was kept stays kept while newer snapshots are asked for, after 0.2, 0.5, 1, 2 and 4 s', () => {
	const folding = waiting();
	let seconds = 1;
	for (const [index, wait] of [0.2, 0.5, 1, 2, 4].entries()) {
		const request = index + 1;
		folding.fold(snapshot(seconds, request, 99, ladder(20)));
		expect(folding.asked()).toHaveLength(request);
		expect(folding.fold(tick(seconds + wait - 0.001))).toEqual([]);
		seconds += wait;
		expect(folding.fold(tick(seconds))).toMatchObject([{kind: 'snapshot', request: request + 1}]);
	}
	folding.fold(snapshot(seconds + 0.1, 6, 102, ladder(20)));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 103, bidLevels: 21});
});

test('after the sixth that is too old, the connection is to be renewed', () => {
	const folding = waiting();
	for (let request = 1; request <= 5; request++) {
		folding.fold(snapshot(request * 10, request, 99, ladder(20)));
		expect(folding.effects.filter(({kind}) => kind === 'reconnect')).toEqual([]);
		folding.fold(tick(request * 10 + 5));
	}
	expect(folding.fold(snapshot(60, 6, 99, ladder(20)))).toMatchObject([
		{kind: 'reconnect', connection: 1, reason: expect.stringContaining('snapshot ends at 99')},
	]);
	expect(folding.integrity().state).toBe('SYNCING');
});

test('a diff asks again as well as a tick does', () => {
	const folding = waiting();
	folding.fold(refused(0.2, 1, {status: 503}));
	expect(folding.fold(diff(0.39, [104, 105]))).toEqual([]);
	expect(folding.fold(diff(0.4, [106, 107]))).toMatchObject([{kind: 'snapshot', request: 2}]);
});

test('a snapshot newer than everything kept waits for the next diff, and is no state of the book by itself', () => {
	const folding = waiting();
	folding.fold(snapshot(0.2, 1, 110, ladder(20)), diff(0.3, [104, 108]), tick(1.5));
	expect(folding.integrity()).toMatchObject({
		state: 'SYNCING',
		reason: 'snapshot taken, waiting for the next diff',
		applied: 0,
		bidLevels: 0,
	});
	expect(folding.instrument().imbalance.at).toHaveLength(0);
	expect(folding.fold(diff(1.6, [109, 112]))).toEqual([]);
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 112, applied: 1, bidLevels: 20});
	expect(folding.asked()).toEqual([1]);
});

test('the first diff after a snapshot may repeat what the snapshot holds: that is the rule, and no overlap', () => {
	const folding = waiting();
	folding.fold(snapshot(0.2, 1, 110, ladder(20)), diff(0.3, [104, 112]), diff(0.4, [113, 113]));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 113, overlaps: 0});
});

test('a snapshot newer than all that was kept, and a diff that does not reach it, leave a gap', () => {
	const folding = waiting();
	folding.fold(snapshot(0.2, 1, 110, ladder(20)), diff(0.3, [112, 115]));
	expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1, reason: 'sequence: expected update 111, got 112'});
});

test('kept diffs with a hole between them are a gap, and the snapshot must reach the first one after it', () => {
	const folding = waiting();
	folding.fold(diff(0.15, [110, 112]));
	expect(folding.integrity()).toMatchObject({state: 'GAP', gaps: 1, reason: 'sequence: expected update 104, got 110'});
	folding.fold(snapshot(0.2, 1, 105, ladder(20)));
	expect(folding.integrity()).toMatchObject({sequence: 0, applied: 0});
	folding.fold(tick(1), snapshot(1.1, 2, 111, ladder(20)));
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 112, resyncs: 1, gaps: 1});
});

test('an answer that nobody waits for any more changes nothing', () => {
	const folding = new Folding().join();
	const before = folding.book();
	folding.fold(snapshot(0.4, 1, 105, ladder(3, '9', '9')), snapshot(0.5, 77, 105, ladder(3, '9', '9')));
	expect(folding.book()).toBe(before);
	expect(folding.integrity()).toMatchObject({state: 'LIVE', sequence: 105});
});

test.each([
	['no levels', {lastUpdateId: 102}],
	['no id', {bids: [], asks: []}],
	['a price that is none', {lastUpdateId: 102, bids: [['-1', '1']], asks: []}],
	['a quantity that is none', {lastUpdateId: 102, bids: [['1', 'NaN']], asks: []}],
	['a list', []],
	['nothing', null],
])('a snapshot with %s is refused, and asked for again', (_, body) => {
	const folding = waiting();
	const reply = {request: 1, instrument: 'binance:BTCUSDT', what: 'snapshot', status: 200, retryAfter: null, error: null, body};
	folding.fold({...tick(0.2), kind: 'reply', payload: Buffer.from(JSON.stringify(reply))});
	expect(folding.integrity()).toMatchObject({state: 'SYNCING', sequence: 0, applied: 0});
	expect(folding.fold(tick(0.4))).toMatchObject([{kind: 'snapshot', request: 2}]);
});

import {expect, test} from 'vitest';
import {bybitSpot} from '../../../source/venues/bybit.ts';
import {fieldOf, objectsOf, textOf} from '../../../source/venues/plain-numbers.ts';
import {startFakeVenue} from '../fake-venue.ts';
import {follow} from '../follow.ts';
import {parsed, talk} from '../talker.ts';
import {trimmed} from '../texts.ts';
import {bybitLinearDialect, bybitSpotDialect} from './bybit.ts';

const asking = (...args: readonly string[]) => ({req_id: 'r', op: 'subscribe', args});

test.each([bybitSpotDialect, bybitLinearDialect])('refuses a request whole, $id', async (dialect) => {
	const fake = await startFakeVenue({dialect});
	const talker = await talk(fake, dialect === bybitSpotDialect ? '/v5/public/spot' : '/v5/public/linear');
	const answers = parsed(
		await talker.ask(asking('orderbook.50.BTCUSDT', 'orderbook.50.NOPE'), asking('orderbook.500.BTCUSDT'), asking('publicTrade.1.BTCUSDT')),
	);
	expect(answers.map(({success, ret_msg, req_id}) => [success, ret_msg, req_id])).toEqual([
		[false, 'Invalid symbol :[orderbook.50.NOPE]', 'r'],
		[false, 'error:handler not found,topic:orderbook.500.BTCUSDT', 'r'],
		[false, 'error:handler not found,topic:publicTrade.1.BTCUSDT', 'r'],
	]);
	fake.step();
	expect(await talker.ask()).toEqual([]);
});

test('takes ten topics a request on spot', async () => {
	const fake = await startFakeVenue({dialect: bybitSpotDialect});
	const talker = await talk(fake, '/v5/public/spot');
	const [answer] = parsed(await talker.ask(asking(...Array.from({length: 11}, () => 'publicTrade.BTCUSDT'))));
	expect(answer).toMatchObject({success: false, ret_msg: 'args size >10'});
});

test('sends the best level whole, and again under its id while nothing changes', async () => {
	const fake = await startFakeVenue({dialect: bybitLinearDialect});
	const talker = await talk(fake, '/v5/public/linear');
	await talker.ask(asking('orderbook.1.BTCUSDT'));
	fake.change('BTCUSDT', {bids: [['60000.00', '1']]});
	fake.idle('BTCUSDT');
	const [change, again] = parsed(await talker.ask());
	expect(change).toMatchObject({type: 'snapshot', data: {b: [['60000.00', '1.00000000']]}});
	expect(again).toEqual(change);
});

test('begins its ids anew with a snapshot where its service restarts', async () => {
	const {fake, symbol, met, books, truth} = await follow(bybitSpotDialect, bybitSpot);
	fake.step(3);
	fake.restart(symbol);
	fake.step(3);
	expect(await met()).toEqual([]);
	expect(books()).toEqual(truth());
	const talker = await talk(fake, '/v5/public/spot');
	const [, snapshot] = parsed(await talker.ask(asking(`orderbook.200.${symbol}`)));
	expect(fieldOf(snapshot?.['data'], 'u')).toBe(4);
});

test('takes away what others have pushed out of the window', async () => {
	const fake = await startFakeVenue({dialect: bybitSpotDialect});
	const talker = await talk(fake, '/v5/public/spot');
	await talker.ask(asking('orderbook.50.BTCUSDT'));
	const worst = fake.bookAt('BTCUSDT', 50).bids.at(-1)?.[0] ?? 0n;
	fake.change('BTCUSDT', {bids: [['60000', '1.5']]});
	const [update] = parsed(await talker.ask());
	expect(fieldOf(update?.['data'], 'b')).toEqual([
		[trimmed(worst), '0'],
		['60000', '1.5'],
	]);
});

test('gives up what is unsubscribed', async () => {
	const fake = await startFakeVenue({dialect: bybitSpotDialect});
	const talker = await talk(fake, '/v5/public/spot');
	await talker.ask(asking('orderbook.50.BTCUSDT'));
	await talker.ask({op: 'unsubscribe', args: ['orderbook.50.BTCUSDT']});
	fake.step();
	expect(await talker.ask()).toEqual([]);
});

test('lists linear contracts in pages', async () => {
	const fake = await startFakeVenue({dialect: bybitLinearDialect, symbols: ['AUSDT', 'BUSDT', 'CUSDT']});
	const page = async (cursor: string) => {
		const url = `${fake.endpoints.rest}/v5/market/instruments-info?category=linear&limit=2&cursor=${cursor}`;
		const result = fieldOf(await (await fetch(url)).json(), 'result');
		return [objectsOf(fieldOf(result, 'list')).map((entry) => textOf(entry, 'symbol')), textOf(result, 'nextPageCursor')];
	};
	expect(await page('')).toEqual([['AUSDT', 'BUSDT'], 'CUSDT']);
	expect(await page('CUSDT')).toEqual([['CUSDT'], '']);
});

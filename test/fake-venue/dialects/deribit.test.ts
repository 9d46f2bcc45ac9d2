import {expect, test} from 'vitest';
import {deribit} from '../../../source/venues/deribit.ts';
import {fieldOf} from '../../../source/venues/plain-numbers.ts';
import {startFakeVenue} from '../fake-venue.ts';
import {follow} from '../follow.ts';
import {parsed, talk} from '../talker.ts';
import {deribitDialect} from './deribit.ts';

const asking = (method: string, ...channels: readonly string[]) => ({jsonrpc: '2.0', id: 3, method, params: {channels}});
const book = 'book.BTC-PERPETUAL.100ms';

test('passes over channels that it does not know, and wants a login for raw ones', async () => {
	const fake = await startFakeVenue({dialect: deribitDialect});
	const talker = await talk(fake, '/ws/api/v2');
	const answers = parsed(
		await talker.ask(
			asking('public/subscribe', 'trades.BTC-PERPETUAL.100ms', 'book.NOPE.100ms', 'book.BTC-PERPETUAL.agg2'),
			asking('public/subscribe', 'book.BTC-PERPETUAL.raw'),
			asking('public/sing'),
			'x',
		),
	);
	expect(answers[0]?.['result']).toEqual(['trades.BTC-PERPETUAL.100ms']);
	expect(answers.slice(1).map(({error}) => fieldOf(error, 'code'))).toEqual([13778, -32601, -32700]);
});

test('sends no snapshot of a book that is subscribed to already', async () => {
	const fake = await startFakeVenue({dialect: deribitDialect});
	const talker = await talk(fake, '/ws/api/v2');
	const kinds = (texts: readonly string[]) => parsed(texts).map(({params}) => fieldOf(fieldOf(params, 'data'), 'type'));
	expect(kinds(await talker.ask(asking('public/subscribe', book)))).toEqual([undefined, 'snapshot']);
	expect(kinds(await talker.ask(asking('public/subscribe', book)))).toEqual([undefined]);
	expect(kinds(await talker.ask(asking('public/unsubscribe', book), asking('public/subscribe', book)))).toEqual([
		undefined,
		undefined,
		'snapshot',
	]);
});

test('says what happened to each level', async () => {
	const fake = await startFakeVenue({dialect: deribitDialect});
	const talker = await talk(fake, '/ws/api/v2');
	await talker.ask(asking('public/subscribe', book));
	fake.change('BTC-PERPETUAL', {bids: [['60000', '10']]});
	fake.change('BTC-PERPETUAL', {bids: [['60000', '20.5']]});
	fake.change('BTC-PERPETUAL', {bids: [['60000', '0']]});
	const texts = await talker.ask();
	expect(texts.map((text) => /"bids":(\[.*\]),"asks"/.exec(text)?.[1])).toEqual([
		'[["new",60000.0,10.0]]',
		'[["change",60000.0,20.5]]',
		'[["delete",60000.0,0.0]]',
	]);
});

test('asks those who want heartbeats for a sign of life, and hears their answer', async () => {
	const {fake, met} = await follow(deribitDialect, deribit);
	fake.heartbeat();
	await fake.untilHeard('public/test');
	expect(await met()).toEqual(['heartbeat', 'pong']);
});

test('tells those who listen of maintenance and of instruments that stop', async () => {
	const fake = await startFakeVenue({dialect: deribitDialect});
	const talkers = [await talk(fake, '/ws/api/v2'), await talk(fake, '/ws/api/v2')];
	await talkers[0]!.ask(asking('public/subscribe', 'platform_state', 'instrument.state.any.any'));
	fake.announceMaintenance();
	fake.halt('BTC-PERPETUAL');
	const said = parsed(await talkers[0]!.ask()).map(({params}) => fieldOf(params, 'data'));
	expect(said).toMatchObject([{maintenance: true}, {state: 'deactivated', instrument_name: 'BTC-PERPETUAL'}]);
	expect(await talkers[1]!.ask()).toEqual([]);
});

test('lists futures and spot, and refuses an unknown name', async () => {
	const fake = await startFakeVenue({dialect: deribitDialect, symbols: ['BTC-PERPETUAL', 'BTC_USDC-PERPETUAL', 'BTC_USDC']});
	const list = async (kind: string) => {
		const url = `${fake.endpoints.rest}/api/v2/public/get_instruments?currency=any&kind=${kind}`;
		return deribit.requests
			.readInstruments(await (await fetch(url)).json())
			.map(({symbol, quote, contract}) => [symbol, quote, contract?.unit]);
	};
	expect(await list('future')).toEqual([
		['BTC-PERPETUAL', 'USD', 'USD'],
		['BTC_USDC-PERPETUAL', 'USDC', undefined],
	]);
	expect(await list('spot')).toEqual([['BTC_USDC', 'USDC', undefined]]);
	const url = `${fake.endpoints.rest}/api/v2/public/get_book_summary_by_instrument?instrument_name=NOPE`;
	expect((await fetch(url)).status).toBe(400);
});

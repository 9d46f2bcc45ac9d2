import {expect, test} from 'vitest';
import {okx} from '../../../source/venues/okx.ts';
import {fieldOf, objectsOf} from '../../../source/venues/plain-numbers.ts';
import {startFakeVenue} from '../fake-venue.ts';
import {follow} from '../follow.ts';
import {seededFlow} from '../order-flow.ts';
import {parsed, talk} from '../talker.ts';
import {trimmed} from '../texts.ts';
import {okxDialect} from './okx.ts';

const asking = (channel: string, instId: string) => ({op: 'subscribe', args: [{channel, instId}]});

test('refuses by a number, and answers pings that are no JSON', async () => {
	const fake = await startFakeVenue({dialect: okxDialect});
	const talker = await talk(fake, '/ws/v5/public');
	const [pong, ...errors] = await talker.ask('ping', asking('books', 'NOPE-USDT'), {op: 'sing'}, 'x');
	expect(pong).toBe('pong');
	expect(parsed(errors).map(({code}) => code)).toEqual(['60018', '60012', '60012']);
});

test('lets its ids fall once after maintenance, without a gap', async () => {
	const {fake, symbol, met, books, truth} = await follow(okxDialect, okx);
	fake.restart(symbol);
	fake.step(3);
	expect(await met()).toEqual([]);
	expect(books()).toEqual(truth());
});

test('shows that it lives where nothing changes', async () => {
	const {fake, symbol, met} = await follow(okxDialect, okx);
	fake.idle(symbol);
	expect(await met()).toEqual([`idle ${symbol}`]);
});

test('sends a checksum of 0 and a snapshot that has nothing before it', async () => {
	const fake = await startFakeVenue({dialect: okxDialect});
	const talker = await talk(fake, '/ws/v5/public');
	const [, snapshot] = parsed(await talker.ask(asking('books', 'BTC-USDT')));
	fake.step();
	const [update] = parsed(await talker.ask());
	const [before] = objectsOf(snapshot?.['data']);
	expect(before).toMatchObject({checksum: 0, prevSeqId: -1});
	expect(objectsOf(update?.['data'])[0]).toMatchObject({checksum: 0, prevSeqId: before?.['seqId']});
});

test('takes away what others have pushed out of the window', async () => {
	const fake = await startFakeVenue({dialect: okxDialect, flow: () => seededFlow({levels: 400})});
	const talker = await talk(fake, '/ws/v5/public');
	await talker.ask(asking('books', 'BTC-USDT'));
	const worst = fake.bookAt('BTC-USDT').bids.at(-1)?.[0] ?? 0n;
	fake.change('BTC-USDT', {bids: [['60000', '1.5']]});
	const [update] = parsed(await talker.ask());
	expect(fieldOf(objectsOf(update?.['data'])[0], 'bids')).toEqual([
		[trimmed(worst), '0', '0', '0'],
		['60000', '1.5', '0', expect.stringMatching(/^[1-9]$/)],
	]);
});

test('gives notice of a restart, and tells that an instrument stops', async () => {
	const fake = await startFakeVenue({dialect: okxDialect});
	const talker = await talk(fake, '/ws/v5/public');
	await talker.ask({op: 'subscribe', args: [{channel: 'instruments', instType: 'SPOT'}]});
	fake.announceShutdown();
	fake.halt('BTC-USDT');
	const [notice, update] = parsed(await talker.ask());
	expect(notice).toMatchObject({event: 'notice', code: '64008'});
	expect(update).toMatchObject({data: [{instId: 'BTC-USDT', state: 'suspend'}]});
});

test('lists swaps and futures with what a contract is worth', async () => {
	const symbols = ['BTC-USDT', 'BTC-USDT-SWAP', 'BTC-USD-SWAP', 'BTC-USD-261225'];
	const fake = await startFakeVenue({dialect: okxDialect, symbols});
	const facts = [];
	for (const {url} of okx.requests.instruments(fake.endpoints.rest, [])) {
		facts.push(...okx.requests.readInstruments(await (await fetch(url)).json()));
	}
	expect(facts.map(({symbol, contract}) => [symbol, contract?.kind, contract?.value])).toEqual([
		['BTC-USDT', undefined, undefined],
		['BTC-USDT-SWAP', 'linear', '0.01'],
		['BTC-USD-SWAP', 'inverse', '100'],
		['BTC-USD-261225', 'inverse', '100'],
	]);
	expect(await (await fetch(`${fake.endpoints.rest}/api/v5/market/ticker?instId=NOPE`)).json()).toMatchObject({code: '51001'});
});

import {expect, test} from 'vitest';
import type {Listing, Scene} from '../../source/runner/session.ts';
import {layOut} from '../../source/screen/layout.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import type {PickerState} from '../../source/screen/picker-state.ts';
import {createListing, listed} from '../support/listing.ts';
import {look} from '../support/painted.ts';
import {btcSummary, createScene, ethSummary} from '../support/scene.ts';

const bybit = createListing({venue: 'bybit', name: 'Bybit spot', instruments: [listed('BTC', 'USDT'), listed('ETH', 'USDT')]});
const watching = [btcSummary(), ethSummary()];

function sceneOf(...listings: readonly Listing[]): Scene {
	return createScene({view: {instruments: watching}, session: {listings, recording: undefined}});
}

function painted(scene: Scene, width: number, height: number, picker: Partial<PickerState> = {}): string {
	const pane = {id: 'picker', x: 0, y: 0, width, height} as const;
	const state = {text: '', cursor: undefined, venue: 'binance', ...picker};
	return createPainter(pane, layOut(width, height + 1), look, {...calmUi, picker: state})(scene).join('\n');
}

test('the list: symbol, base and quote, what is watched, what does not trade', () => {
	expect(painted(sceneOf(createListing()), 80, 18)).toMatchInlineSnapshot(`
		"┏━ SYMBOLS · Binance spot ━━━━━━━━━━━━━━━━━━━━━━━━━━ 10 of 10  as of 10:04:31Z ┓
		┃ find ▏letters of a symbol, such as btc or ETH-USDT                           ┃
		┃                                                                              ┃
		┃ ▸ BTCUSDT                    BTC / USDT             watched                  ┃
		┃   ETHUSDT                    ETH / USDT             watched                  ┃
		┃   SOLUSDT                    SOL / USDT             trading                  ┃
		┃   STETHUSDT                  STETH / USDT           trading                  ┃
		┃   ETHFIUSDT                  ETHFI / USDT           trading                  ┃
		┃   ETHUSDC                    ETH / USDC             trading                  ┃
		┃   BTCUSDC                    BTC / USDC             trading                  ┃
		┃   ETHBTC                     ETH / BTC              trading                  ┃
		┃   BCCUSDT                    BCC / USDT             not trading: BREAK       ┃
		┃   ETHWUSDT                   ETHW / USDT            not trading: BREAK       ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛"
	`);
});

test('what was typed, how many match, and of several venues which one is shown', () => {
	expect(painted(sceneOf(createListing(), bybit), 80, 13, {text: 'eth', cursor: 'binance:ETHBTC'})).toMatchInlineSnapshot(`
		"┏━ SYMBOLS · Binance spot ━━━━━━━━━━━━━━━━━━━━━━━━━━━ 6 of 10  as of 10:04:31Z ┓
		┃ find eth▏                                                                    ┃
		┃  ▸Binance spot   Bybit spot                                                  ┃
		┃                                                                              ┃
		┃   ETHUSDT                    ETH / USDT             watched                  ┃
		┃   ETHUSDC                    ETH / USDC             trading                  ┃
		┃ ▸ ETHBTC                     ETH / BTC              trading                  ┃
		┃   ETHFIUSDT                  ETHFI / USDT           trading                  ┃
		┃   ETHWUSDT                   ETHW / USDT            not trading: BREAK       ┃
		┃   STETHUSDT                  STETH / USDT           trading                  ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛"
	`);
});

test('loading, failing, matching nothing and having no venue are said in words', () => {
	const says = (text: string, ...listings: readonly Listing[]) =>
		painted(sceneOf(...listings), 80, 8, {text})
			.split('\n')
			.slice(0, -1)
			.join('\n');
	const loading = createListing({state: 'loading', instruments: [], fetchedAt: Number.NaN});
	const failed = createListing({state: 'failed', why: 'api.binance.com did not answer: timed out', instruments: [], fetchedAt: Number.NaN});
	const replay = createScene({session: {mode: 'replay', listings: []}, view: {instruments: watching}});
	expect(says('', loading)).toMatchInlineSnapshot(`
		"┏━ SYMBOLS · Binance spot ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 2 of 2 ┓
		┃ find ▏letters of a symbol, such as btc or ETH-USDT                           ┃
		┃ asking Binance spot for its instruments …                                    ┃
		┃                                                                              ┃
		┃ ▸ BTCUSDT                                           watched                  ┃
		┃   ETHUSDT                                           watched                  ┃
		┃                                                                              ┃"
	`);
	expect(says('', failed)).toMatchInlineSnapshot(`
		"┏━ SYMBOLS · Binance spot ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 2 of 2 ┓
		┃ find ▏letters of a symbol, such as btc or ETH-USDT                           ┃
		┃ the list of Binance spot did not come; Esc, then S asks again                ┃
		┃ api.binance.com did not answer: timed out                                    ┃
		┃                                                                              ┃
		┃ ▸ BTCUSDT                                           watched                  ┃
		┃   ETHUSDT                                           watched                  ┃"
	`);
	expect(says('btcudst', createListing())).toMatchInlineSnapshot(`
		"┏━ SYMBOLS · Binance spot ━━━━━━━━━━━━━━━━━━━━━━━━━━━ 0 of 10  as of 10:04:31Z ┓
		┃ find btcudst▏                                                                ┃
		┃ no instrument here matches btcudst. Nearest: BTCUSDT, BTCUSDC, BCCUSDT       ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃"
	`);
	expect(painted(replay, 80, 8)).toMatchInlineSnapshot(`
		"┏━ SYMBOLS · this replay ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 2 of 2 ┓
		┃ find ▏letters of a symbol, such as btc or ETH-USDT                           ┃
		┃ a replay has these instruments alone                                         ┃
		┃                                                                              ┃
		┃ ▸ BTCUSDT                                           watched                  ┃
		┃   ETHUSDT                                           watched                  ┃
		┃                                                                              ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛"
	`);
});

test('of more venues than fit in a line, the one that is shown is among those that are seen', () => {
	const venues = Array.from({length: 9}, (_, index) => createListing({venue: `venue${index}`, name: `Venue number ${index}`}));
	const line = (venue: string) => painted(sceneOf(...venues), 60, 9, {venue}).split('\n')[2];
	expect(line('venue0')).toMatchInlineSnapshot(`"┃   binance  ▸Venue number 0   Venue number 1   Venue numb…┃"`);
	expect(line('venue5')).toMatchInlineSnapshot(`"┃…   Venue number 3   Venue number 4  ▸Venue number 5   Ve…┃"`);
	expect(line('venue8')).toMatchInlineSnapshot(`"┃…   Venue number 6   Venue number 7  ▸Venue number 8      ┃"`);
});

test('a replay of several venues names each instrument with its venue', () => {
	const instruments = [btcSummary(), {...btcSummary(), id: 'bybit:BTCUSDT' as const}];
	const replay = createScene({session: {mode: 'replay', listings: []}, view: {instruments}});
	expect(painted(replay, 80, 8, {text: 'btcusdt'}).split('\n').slice(4, 6).join('\n')).toMatchInlineSnapshot(`
		"┃ ▸ binance:BTCUSDT                                   watched                  ┃
		┃   bybit:BTCUSDT                                     watched                  ┃"
	`);
});

test('a list longer than the panel shows the part around the cursor', () => {
	const instruments = Array.from({length: 1482}, (_, index) => listed(`COIN${index}`, 'USDT'));
	const scene = sceneOf(createListing({instruments}));
	const rows = (index: number) =>
		painted(scene, 60, 9, {cursor: `binance:COIN${index}USDT`})
			.split('\n')
			.filter((text) => text.includes('COIN'))
			.map((text) => /[▸ ] (COIN\d+)/.exec(text)?.[0]);
	expect(rows(0)).toEqual(['▸ COIN0', '  COIN1', '  COIN2', '  COIN3', '  COIN4']);
	expect(rows(700)).toEqual(['  COIN698', '  COIN699', '▸ COIN700', '  COIN701', '  COIN702']);
	expect(rows(1481)).toEqual(['  COIN1477', '  COIN1478', '  COIN1479', '  COIN1480', '▸ COIN1481']);
	expect(painted(scene, 60, 9, {text: 'coin14'})).toContain('93 of 1,482');
});

test('the lines stay the same array while nothing that the picker shows has changed', () => {
	const scene = sceneOf(createListing());
	const pane = {id: 'picker', x: 0, y: 0, width: 80, height: 20} as const;
	const paint = createPainter(pane, layOut(80, 24), look, {...calmUi, picker: {text: '', cursor: undefined, venue: undefined}});
	const lines = paint(scene);
	expect(paint({...scene, view: {...scene.view, at: 0, instruments: watching.map((summary) => ({...summary}))}})).toBe(lines);
	expect(paint({...scene, view: {...scene.view, instruments: [btcSummary()]}})).not.toBe(lines);
});

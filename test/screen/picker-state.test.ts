import {expect, test} from 'vitest';
import type {Listing, Scene} from '../../source/runner/session.ts';
import {countVenues, offersOf, pickerSlice} from '../../source/screen/picker-offers.ts';
import {openedPicker, type PickerAction, type PickerState, pickerReducer, underCursor} from '../../source/screen/picker-state.ts';
import {createListing, listed} from '../support/listing.ts';
import {btcSummary, createScene, ethSummary} from '../support/scene.ts';

const bybit = createListing({venue: 'bybit', name: 'Bybit spot', instruments: [listed('BTC', 'USDT'), listed('ETH', 'USDT')]});

function sceneOf(listings: readonly Listing[], options: Parameters<typeof createScene>[0] = {}): Scene {
	return createScene({...options, session: {listings, ...options.session}});
}

const scene = sceneOf([createListing(), bybit]);

/** What the state becomes, seven rows of the list being seen at once. */
function after(actions: readonly PickerAction[], of: Scene = scene, from: PickerState = openedPicker('binance')): PickerState {
	return actions.reduce((state, action) => pickerReducer(state, action, offersOf(pickerSlice(of, state)), 7), from);
}

function offered(state: PickerState, of: Scene = scene) {
	return offersOf(pickerSlice(of, state));
}

function under(state: PickerState, of: Scene = scene): string | undefined {
	return underCursor(state, offered(state, of)).offer?.symbol;
}

const type = (text: string): PickerAction => ({kind: 'type', text});
const move = (by: number): PickerAction => ({kind: 'move', by});

test('what is typed is kept, and Backspace takes the last letter, whatever its width', () => {
	expect(after([type('b'), type('t'), type('c')]).text).toBe('btc');
	expect(after([type('b\u{1f600}'), {kind: 'erase'}]).text).toBe('b');
	expect(after([{kind: 'erase'}]).text).toBe('');
	expect(after([type('btc'), {kind: 'clear'}]).text).toBe('');
});

test('pasted lines become one, without controls, and no longer than a symbol can be', () => {
	expect(after([type('btc\r\n\tusdt\u0007')]).text).toBe('btc usdt');
	expect(after([type('x'.repeat(500))]).text).toHaveLength(48);
});

test('the cursor stays within the list', () => {
	expect(under(after([]))).toBe('BTCUSDT');
	expect(under(after([move(-1)]))).toBe('BTCUSDT');
	expect(under(after([move(1), move(1)]))).toBe('SOLUSDT');
	expect(under(after([{kind: 'page', step: 1}]))).toBe('ETHBTC');
	expect(under(after([move(Number.POSITIVE_INFINITY), move(5)]))).toBe('ETHWUSDT');
	expect(under(after([move(Number.POSITIVE_INFINITY), {kind: 'page', step: -1}]))).toBe('SOLUSDT');
	expect(under(after([move(3), move(Number.NEGATIVE_INFINITY)]))).toBe('BTCUSDT');
});

test('typing puts the cursor on the best match again; a letter that changes nothing does not', () => {
	expect(under(after([move(3), type('eth')]))).toBe('ETHUSDT');
	expect(under(after([type('eth'), move(2), type('\u0007')]))).toBe('ETHBTC');
});

test('where nothing matches there is nothing under the cursor', () => {
	const state = after([type('qqq'), move(1)]);
	expect(underCursor(state, offered(state))).toEqual({index: 0, offer: undefined});
});

test('a list that comes late, or anew, leaves the cursor where it was', () => {
	const loading = sceneOf([createListing({state: 'loading', instruments: []})], {view: {instruments: [btcSummary(), ethSummary()]}});
	const ready = sceneOf([createListing()], {view: {instruments: [btcSummary(), ethSummary()]}});
	const state = after([move(1)], loading);
	expect(under(state, loading)).toBe('ETHUSDT');
	expect(under(state, ready)).toBe('ETHUSDT');
});

test('Tab goes round the venues that are watched and listed, with the text kept', () => {
	const next: PickerAction = {kind: 'venue', step: 1};
	expect(offered(after([])).venues).toEqual([
		{id: 'binance', name: 'Binance spot'},
		{id: 'bybit', name: 'Bybit spot'},
	]);
	const turned = after([type('eth'), move(1), next]);
	expect(turned).toEqual({text: 'eth', cursor: undefined, venue: 'bybit'});
	expect(offered(turned).matches.map(({id}) => id)).toEqual(['bybit:ETHUSDT']);
	expect(after([next, next]).venue).toBe('binance');
	expect(after([{kind: 'venue', step: -1}]).venue).toBe('bybit');
	expect(after([next], sceneOf([createListing()])).venue).toBe('binance');
});

test('a venue that is watched and not listed yet is called by its id', () => {
	const instruments = [btcSummary(), {...btcSummary(), id: 'kraken:BTC/USD' as const, symbol: 'BTC/USD'}];
	const of = sceneOf([createListing()], {view: {instruments}});
	expect(offered(openedPicker('kraken'), of)).toMatchObject({name: 'kraken', venue: 'kraken', total: 1});
	expect(offered(openedPicker('kraken'), of).notes).toEqual([{text: 'asking kraken for its instruments …', isWarning: false}]);
	expect(offered(openedPicker('kraken'), of).matches).toEqual([{id: 'kraken:BTC/USD', symbol: 'BTC/USD', base: '', quote: '', status: ''}]);
	expect(countVenues(of)).toBe(2);
});

test('a picker that knows no venue shows the first there is', () => {
	expect(offered(openedPicker(undefined)).venue).toBe('binance');
	const none = offered(openedPicker(undefined), sceneOf([], {view: {instruments: [], selected: undefined}}));
	expect(none).toMatchObject({name: '', venue: undefined, total: 0, notes: [{text: 'asking for the instruments …', isWarning: false}]});
});

test('while nothing is typed, what is watched comes first; typed letters decide alone', () => {
	const of = sceneOf([createListing()], {view: {instruments: [ethSummary(), {...ethSummary(), id: 'binance:ETHWUSDT'}]}});
	const symbols = (text: string) => offered({...openedPicker('binance'), text}, of).matches.map(({symbol}) => symbol);
	expect(symbols('').slice(0, 3)).toEqual(['ETHUSDT', 'ETHWUSDT', 'BTCUSDT']);
	expect(symbols('')).toHaveLength(10);
	expect(symbols('btc')[0]).toBe('BTCUSDT');
});

test.each(['replay', 'demo'] as const)('a %s has no venue to ask: its own instruments are offered, and that is said', (mode) => {
	const of = sceneOf([], {session: {mode}, view: {instruments: [btcSummary(), ethSummary()]}});
	const offers = offered(openedPicker('binance'), of);
	expect(offers).toMatchObject({name: `this ${mode}`, venues: [], total: 2, notes: [{text: `a ${mode} has these instruments alone`}]});
	expect(offers.matches.map(({id}) => id)).toEqual(['binance:BTCUSDT', 'binance:ETHUSDT']);
	expect(offers.matches.every(offers.isWatched)).toBe(true);
	expect(countVenues(of)).toBe(0);
});

test('a failure is told with its reason and the way to ask again; what was known before is offered', () => {
	const why = 'api.binance.com did not answer';
	const failed = offered(openedPicker('binance'), sceneOf([createListing({state: 'failed', why, instruments: []})]));
	expect(failed.notes.map(({text}) => text)).toEqual(['the list of Binance spot did not come; Esc, then S asks again', why]);
	expect(failed.matches.map(({symbol}) => symbol)).toEqual(['BTCUSDT']);
	const stale = offered(openedPicker('binance'), sceneOf([createListing({state: 'failed', why})]));
	expect(stale.notes[0]?.text).toBe('the list of Binance spot did not come anew; Esc, then S asks again');
	expect(stale.total).toBe(10);
});

test('what matches nothing is said, with what may have been meant', () => {
	const notes = (text: string) => offered({...openedPicker('binance'), text}).notes.map((note) => note.text);
	expect(notes('btcudst')[0]).toMatch(/^no instrument here matches btcudst\. Nearest: BTCUSDT/);
	expect(notes('qqqqqq')).toEqual(['no instrument here matches qqqqqq.']);
	expect(notes('btc')).toEqual([]);
});

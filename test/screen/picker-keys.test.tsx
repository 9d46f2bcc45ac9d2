import {expect, test} from 'vitest';
import {type Intent, type Listing, type Scene, Store} from '../../source/runner/session.ts';
import {App} from '../../source/screen/app.tsx';
import {pickerKeyOf} from '../../source/screen/picker-keys.ts';
import {createListing, listed} from '../support/listing.ts';
import {mount, type Size} from '../support/mount.tsx';
import {look} from '../support/painted.ts';
import {btcSummary, createScene, ethSummary} from '../support/scene.ts';

const bybit = createListing({venue: 'bybit', name: 'Bybit spot', instruments: [listed('BTC', 'USDT'), listed('ETH', 'USDT')]});
const watching = [btcSummary(), ethSummary()];

function sceneOf(...listings: readonly Listing[]): Scene {
	return createScene({view: {instruments: watching}, session: {listings, recording: undefined}});
}

const keys = {
	up: '\u001b[A',
	down: '\u001b[B',
	right: '\u001b[C',
	pageDown: '\u001b[6~',
	end: '\u001b[F',
	enter: '\r',
	backspace: '\u007f',
	// As the Kitty protocol writes it: a bare one is known for what it is only after some time.
	escape: '\u001b[27u',
	controlC: '\u0003',
};

function open(scene: Scene, size: Size = {columns: 80, rows: 24}) {
	const intents: Intent[] = [];
	const store = new Store(scene);
	const act = (intent: Intent) => {
		if (intent.kind !== 'resize') intents.push(intent);
	};
	const mounted = mount(<App store={store} look={look} act={act} />, size);
	return {...mounted, intents, store};
}

test.each([
	{columns: 80, rows: 24},
	{columns: 120, rows: 36},
	{columns: 60, rows: 16},
])('S opens it between header and key bar at $columns×$rows, Escape closes it', async ({columns, rows}) => {
	const {press, frame, intents, unmount} = open(sceneOf(createListing()), {columns, rows});
	const before = await frame();
	await press('S');
	const lines = (await frame()).split('\n');
	expect(lines).toHaveLength(rows - 1);
	expect(lines[0]).toContain('▸BTCUSDT');
	expect(lines[1]).toMatch(/^┏━ SYMBOLS · Binance spot ━+ 10 of 10/);
	expect(lines.at(-2)).toBe(`┗${'━'.repeat(columns - 2)}┛`);
	expect(lines.at(-1)).toMatch(/Enter watch {1,2}Esc close/);
	expect(lines.slice(1, -1).every((text) => text.length === columns)).toBe(true);
	expect(intents).toEqual([{kind: 'list', venue: 'binance'}]);
	await press(keys.escape);
	expect(await frame()).toBe(before);
	unmount();
});

test('typing finds, arrows move, Enter chooses and closes', async () => {
	const {press, frame, intents, unmount} = open(sceneOf(createListing()));
	const before = await frame();
	await press('S');
	await press('eth');
	expect(await frame()).toContain('find eth▏');
	expect(await frame()).toContain('▸ ETHUSDT');
	await press(keys.down);
	await press(keys.down);
	await press(keys.up);
	expect(await frame()).toContain('▸ ETHUSDC');
	await press(keys.enter);
	expect(intents.slice(1)).toEqual([{kind: 'watch', id: 'binance:ETHUSDC'}]);
	expect(await frame()).toBe(before);
	unmount();
});

test('choosing what is watched already asks for it all the same', async () => {
	const {press, intents, unmount} = open(sceneOf(createListing()));
	await press('S');
	await press(keys.down);
	await press(keys.enter);
	expect(intents.at(-1)).toEqual({kind: 'watch', id: 'binance:ETHUSDT'});
	unmount();
});

test('keys that come in one chunk are taken one by one, from the opening S to the Enter', async () => {
	const {press, frame, intents, unmount} = open(sceneOf(createListing()));
	await press('Ssolx\u007f\r=');
	expect(intents).toEqual([
		{kind: 'list', venue: 'binance'},
		{kind: 'watch', id: 'binance:SOLUSDT'},
		{kind: 'thresholds', step: 0.01},
	]);
	expect(await frame()).toContain('LADDER');
	unmount();
});

test('while it is open no other key acts, and Ctrl+C still quits', async () => {
	const {press, frame, intents, unmount} = open(sceneOf(createListing()));
	await press('S');
	await press('qtR?= 1-');
	expect(await frame()).toContain('find qtR?= 1-▏');
	expect(intents).toHaveLength(1);
	await press(keys.controlC);
	expect(intents.at(-1)).toEqual({kind: 'quit'});
	unmount();
});

test('pasted text is typed into it, and Backspace takes it back letter by letter', async () => {
	const {press, frame, intents, unmount} = open(sceneOf(createListing()));
	await press('S');
	await press('\u001b[200~ eth-usdc\n\u001b[201~');
	expect(await frame()).toContain('▸ ETHUSDC');
	expect(intents).toHaveLength(1);
	await press(keys.backspace.repeat(6));
	expect(await frame()).toContain('find  eth▏');
	unmount();
});

test('Enter where nothing matches leaves it open', async () => {
	const {press, frame, intents, unmount} = open(sceneOf(createListing()));
	await press('S');
	await press('qqqqq\r');
	expect(await frame()).toContain('no instrument here matches qqqqq');
	expect(intents).toHaveLength(1);
	unmount();
});

test('Tab and arrows to the side show another venue, and its list is asked for', async () => {
	const {press, frame, intents, unmount} = open(sceneOf(createListing(), bybit));
	await press('S');
	expect(await frame()).toContain('Tab next venue');
	await press('\t');
	expect(await frame()).toContain('SYMBOLS · Bybit spot');
	await press(keys.right);
	expect(await frame()).toContain('SYMBOLS · Binance spot');
	await press('\u001b[Z');
	await press('eth\r');
	expect(intents).toEqual([
		{kind: 'list', venue: 'binance'},
		{kind: 'list', venue: 'bybit'},
		{kind: 'list', venue: 'binance'},
		{kind: 'list', venue: 'bybit'},
		{kind: 'watch', id: 'bybit:ETHUSDT'},
	]);
	unmount();
});

test('a list that arrives while it is open is shown at once, and a market that moves below changes nothing', async () => {
	const {press, frame, store, unmount} = open(sceneOf(createListing({state: 'loading', instruments: [], fetchedAt: Number.NaN})));
	await press('S');
	expect(await frame()).toContain('asking Binance spot for its instruments');
	store.show(sceneOf(createListing()));
	expect(await frame()).toContain('10 of 10');
	const body = async () => (await frame()).split('\n').slice(1).join('\n');
	const before = await body();
	store.show(
		createScene({tick: 5, view: {instruments: watching}, session: {listings: store.scene.session.listings, recording: undefined}}),
	);
	expect(await body()).toBe(before);
	unmount();
});

test('pages are as long as the list is high', async () => {
	const instruments = Array.from({length: 100}, (_, index) => listed(`COIN${index}`, 'USDT'));
	const {press, frame, unmount} = open(sceneOf(createListing({instruments})));
	await press('S');
	await press(keys.pageDown);
	expect(await frame()).toContain('▸ COIN17USDT');
	await press(keys.end);
	expect(await frame()).toContain('▸ COIN99USDT');
	unmount();
});

test('it takes the place of the help, and is not opened where there is no room for it', async () => {
	const {press, frame, resize, intents, unmount} = open(sceneOf(createListing()));
	await press('?');
	await press('S');
	expect(await frame()).toContain('SYMBOLS');
	await press(keys.escape);
	expect(await frame()).toContain('LADDER');
	await resize({columns: 40, rows: 10});
	await press('S');
	await press('=');
	expect(intents.map(({kind}) => kind)).toEqual(['list', 'thresholds']);
	unmount();
});

test('a window that has become too small for it does not swallow keys', async () => {
	const {press, frame, resize, intents, unmount} = open(sceneOf(createListing()));
	await press('S');
	await resize({columns: 40, rows: 10});
	await press('q');
	expect(intents.at(-1)).toEqual({kind: 'quit'});
	await resize({columns: 80, rows: 24});
	expect(await frame()).toContain('SYMBOLS');
	unmount();
});

test.each([
	['q', {}, {kind: 'type', text: 'q'}],
	[' ', {}, {kind: 'type', text: ' '}],
	['?', {}, {kind: 'type', text: '?'}],
	['S', {shift: true}, {kind: 'type', text: 'S'}],
	['币', {}, {kind: 'type', text: '币'}],
	['\u007f', {backspace: true}, {kind: 'erase'}],
	['\u007f', {}, {kind: 'erase'}],
	['\r', {return: true}, {kind: 'choose'}],
	['\r', {}, {kind: 'choose'}],
	['\n', {}, {kind: 'choose'}],
	['', {escape: true}, {kind: 'close'}],
	['\u001b', {}, {kind: 'close'}],
	['c', {ctrl: true}, {kind: 'quit'}],
	['\u0003', {}, {kind: 'quit'}],
	['u', {ctrl: true}, {kind: 'clear'}],
	['\t', {tab: true}, {kind: 'venue', step: 1}],
	['\t', {tab: true, shift: true}, {kind: 'venue', step: -1}],
	['\t', {}, {kind: 'venue', step: 1}],
	['', {leftArrow: true}, {kind: 'venue', step: -1}],
	['', {rightArrow: true}, {kind: 'venue', step: 1}],
	['', {upArrow: true}, {kind: 'move', by: -1}],
	['', {downArrow: true}, {kind: 'move', by: 1}],
	['', {pageUp: true}, {kind: 'page', step: -1}],
	['', {pageDown: true}, {kind: 'page', step: 1}],
	['', {home: true}, {kind: 'move', by: Number.NEGATIVE_INFINITY}],
	['', {end: true}, {kind: 'move', by: Number.POSITIVE_INFINITY}],
	['', {}, undefined],
	['q', {ctrl: true}, undefined],
	['q', {meta: true}, undefined],
	['\u0007', {}, undefined],
	['\u0301', {}, undefined],
] as const)('in the picker %j with %j is %j', (character, key, expected) => {
	expect(pickerKeyOf(character, key)).toEqual(expected);
});

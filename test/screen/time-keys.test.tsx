import {expect, test} from 'vitest';
import {type Intent, type Scene, Store} from '../../source/runner/session.ts';
import {App} from '../../source/screen/app.tsx';
import {promptKeyOf, promptReducer} from '../../source/screen/prompt.ts';
import {mount, type Size} from '../support/mount.tsx';
import {look} from '../support/painted.ts';
import {btcSummary, createScene, ethSummary} from '../support/scene.ts';
import {createTimeline, measured} from '../support/timeline.ts';

const scene = createScene({view: {instruments: [btcSummary(), ethSummary()]}, session: {timeline: createTimeline(), delays: measured}});

const keys = {
	left: '\u001b[D',
	right: '\u001b[C',
	shiftLeft: '\u001b[1;2D',
	shiftRight: '\u001b[1;2C',
	home: '\u001b[H',
	end: '\u001b[F',
	// As the Kitty protocol writes it: a bare one is known for what it is only after some time.
	escape: '\u001b[27u',
};

function open(of: Scene = scene, size: Size = {columns: 80, rows: 24}) {
	const intents: Intent[] = [];
	const act = (intent: Intent) => {
		if (intent.kind !== 'resize' && intent.kind !== 'detail') intents.push(intent);
	};
	const mounted = mount(<App store={new Store(of)} look={look} act={act} />, size);
	const bar = async () => (await mounted.frame()).split('\n').at(-1);
	return {...mounted, intents, bar};
}

test('arrows, commas, letters and the ends of the keyboard move through time', async () => {
	const {press, intents, unmount} = open();
	for (const key of [keys.left, keys.right, keys.shiftLeft, keys.shiftRight, ',,.nNm', keys.home, keys.end]) await press(key);
	expect(intents).toEqual([
		...[-5, 5, -60, 60].map((seconds) => ({kind: 'scrub', seconds})),
		...[-1, -1, 1].map((frames) => ({kind: 'step', frames})),
		...[1, -1].map((step) => ({kind: 'signal', step})),
		{kind: 'mark'},
		...['first', 'last'].map((which) => ({kind: 'ends', which})),
	]);
	unmount();
});

test.each([
	['?', 'HELP'],
	['v', 'ALL METRICS'],
	['i', 'THE PROOF'],
])('while a page lies over the panels, opened by %s, arrows turn it and time stands still', async (key, title) => {
	const {press, frame, intents, unmount} = open(scene, {columns: 60, rows: 16});
	await press(key);
	expect(await frame()).toMatch(new RegExp(`${title} .*page 1 of`));
	await press(keys.right);
	expect(await frame()).toMatch(new RegExp(`${title} .*page 2 of`));
	await press(keys.left);
	await press(keys.left);
	expect(await frame()).toMatch(new RegExp(`${title} .*page 1 of`));
	expect(intents).toEqual([]);
	await press(keys.escape);
	await press(keys.left);
	expect(intents).toEqual([{kind: 'scrub', seconds: -5}]);
	unmount();
});

test('an arrow that comes right after the key that opened a page turns it', async () => {
	const {press, frame, intents, unmount} = open(scene, {columns: 60, rows: 16});
	await press(`i${keys.right}`);
	expect(await frame()).toContain('page 2 of 4');
	expect(intents).toEqual([]);
	unmount();
});

test('i opens the proof, turns its pages and closes it beyond the last', async () => {
	const {press, frame, unmount} = open();
	const before = await frame();
	const seen: (string | undefined)[] = [];
	for (let times = 0; times < 4; times++) {
		await press('i');
		seen.push(/page \d of \d/.exec(await frame())?.[0]);
	}
	expect(seen).toEqual(['page 1 of 3', 'page 2 of 3', 'page 3 of 3', undefined]);
	expect(await frame()).toBe(before);
	await press('I');
	expect(await frame()).toContain('page 3 of 3');
	unmount();
});

test('g asks for a time in the place of the keys, and Enter goes there', async () => {
	const {press, bar, intents, unmount} = open();
	const before = await bar();
	await press('g');
	expect(await bar()).toBe(' go to time (HH:MM:SS[.mmm] or 2024-08-08T23:54:13Z): ▏');
	await press('12:03');
	expect(await bar()).toBe(' go to time (HH:MM:SS[.mmm] or 2024-08-08T23:54:13Z): 12:03▏');
	await press('\u007f\u007f');
	await press('4:1');
	expect(await bar()).toContain(': 12:4:1▏');
	expect(intents).toEqual([]);
	await press('\r');
	expect(intents).toEqual([{kind: 'go-to', time: '12:4:1'}]);
	expect(await bar()).toBe(before);
	unmount();
});

test('keys of one chunk go where they belong: the prompt, the time, the keys behind it', async () => {
	const {press, intents, unmount} = open();
	await press('2g12:03:44.020\r2');
	expect(intents).toEqual([
		{kind: 'select', index: 1},
		{kind: 'go-to', time: '12:03:44.020'},
		{kind: 'select', index: 1},
	]);
	unmount();
});

test('while it asks, no other key acts; Escape closes it, Ctrl+C quits', async () => {
	const {press, bar, intents, unmount} = open();
	const before = await bar();
	await press('gq?Sn,');
	await press(keys.left);
	expect(await bar()).toContain(': q?Sn,▏');
	await press(keys.escape);
	expect(await bar()).toBe(before);
	expect(intents).toEqual([]);
	await press('g\u0003');
	expect(intents).toEqual([{kind: 'quit'}]);
	unmount();
});

test('pasted text is typed into it, without what ends a line', async () => {
	const {press, bar, intents, unmount} = open();
	await press('g');
	await press('\u001b[200~ 2024-08-08T23:54:13Z\n\u001b[201~');
	expect(await bar()).toContain(' 2024-08-08T23:54:13Z▏');
	await press('\r');
	expect(intents).toEqual([{kind: 'go-to', time: '2024-08-08T23:54:13Z'}]);
	unmount();
});

test('an empty time goes nowhere', async () => {
	const {press, intents, unmount} = open();
	await press('g\r');
	await press('g  \r');
	expect(intents).toEqual([]);
	unmount();
});

test('where there is no past to go to, or no room to ask, nothing is asked', async () => {
	for (const [of, size] of [
		[createScene(), {columns: 80, rows: 24}],
		[scene, {columns: 40, rows: 10}],
	] as const) {
		const {press, intents, unmount} = open(of, size);
		await press('gq');
		expect(intents).toEqual([{kind: 'quit'}]);
		unmount();
	}
});

test('it lies over a page as well, and is closed before it', async () => {
	const {press, frame, unmount} = open();
	await press('ig1');
	expect(await frame()).toMatch(/THE PROOF.*: 1▏$/s);
	await press(keys.escape);
	expect(await frame()).toContain('THE PROOF');
	await press(keys.escape);
	expect(await frame()).toContain('LADDER');
	unmount();
});

test.each([
	['1', {}, {kind: 'type', text: '1'}],
	[':', {}, {kind: 'type', text: ':'}],
	['q', {}, {kind: 'type', text: 'q'}],
	['\u007f', {backspace: true}, {kind: 'erase'}],
	['\u007f', {}, {kind: 'erase'}],
	['\b', {}, {kind: 'erase'}],
	['\r', {return: true}, {kind: 'go'}],
	['\n', {}, {kind: 'go'}],
	['', {escape: true}, {kind: 'close'}],
	['\u001b', {}, {kind: 'close'}],
	['c', {ctrl: true}, {kind: 'quit'}],
	['\u0003', {}, {kind: 'quit'}],
	['u', {ctrl: true}, {kind: 'clear'}],
	['', {leftArrow: true}, undefined],
	['', {tab: true}, undefined],
	['a', {meta: true}, undefined],
	['a', {ctrl: true}, undefined],
	['\u0007', {}, undefined],
	['\u0301', {}, undefined],
] as const)('in the prompt %j with %j is %j', (character, key, expected) => {
	expect(promptKeyOf(character, key)).toEqual(expected);
});

test('the text of the prompt: typed, taken back, cleared, never longer than a time can be', () => {
	expect(promptReducer('12:0', {kind: 'type', text: '3\n\u0007'})).toBe('12:03');
	expect(promptReducer('', {kind: 'type', text: '9'.repeat(99)})).toHaveLength(40);
	expect(promptReducer('12:0', {kind: 'erase'})).toBe('12:');
	expect(promptReducer('', {kind: 'erase'})).toBe('');
	expect(promptReducer('12:0', {kind: 'clear'})).toBe('');
	expect(promptReducer('12:0', {kind: 'quit'})).toBe('12:0');
	expect([promptReducer('12:0', {kind: 'go'}), promptReducer('12:0', {kind: 'close'})]).toEqual([undefined, undefined]);
});

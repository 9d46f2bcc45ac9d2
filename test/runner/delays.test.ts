import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {describe, expect, test} from 'vitest';
import {Delays} from '../../source/runner/delays.ts';
import {noDelay, noDelays} from '../../source/runner/session.ts';
import {ManualClock} from '../support/manual-clock.ts';

function created(): {readonly delays: Delays; readonly clock: ManualClock} {
	const clock = new ManualClock();
	return {delays: new Delays(clock), clock};
}

describe('delays', () => {
	test('are none before any was measured', () => {
		expect(created().delays.view()).toBe(noDelays);
	});

	test('go each to its own part', () => {
		const {delays} = created();
		delays.feed(-3);
		delays.book(0.2);
		delays.screen(12);
		const {feed, book, screen, loop} = delays.view();
		expect([feed.p50, book.p50, screen.p50, loop]).toEqual([-3, 0.2, expect.closeTo(12, 1), noDelay]);
	});

	test('keep the identity of what nothing came to, and of the whole', () => {
		const {delays} = created();
		delays.feed(1);
		const before = delays.view();
		expect(delays.view()).toBe(before);
		delays.book(1);
		const after = delays.view();
		expect(after).not.toBe(before);
		expect(after.feed).toBe(before.feed);
		expect(after.book.n).toBe(1);
	});

	test('older than two minutes are forgotten, and none of the last minute', () => {
		const {delays, clock} = created();
		delays.feed(100);
		clock.advance(59_999);
		expect(delays.view().feed.n).toBe(1);
		clock.advance(1);
		delays.view();
		delays.feed(1);
		expect(delays.view().feed).toMatchObject({n: 2, most: 100});
		clock.advance(59_999);
		expect(delays.view().feed).toMatchObject({n: 2, most: 100});
		clock.advance(1);
		expect(delays.view().feed).toMatchObject({n: 1, most: 1});
		clock.advance(60_000);
		expect(delays.view().feed).toBe(noDelay);
	});

	test('tell the clock of the venue, as the same object while it says the same', () => {
		const {delays} = created();
		delays.clock = {offsetMillis: 12, errorMillis: 4};
		const view = delays.view();
		expect(view.clock).toEqual({offsetMillis: 12, errorMillis: 4});
		delays.clock = {offsetMillis: 12, errorMillis: 4};
		expect(delays.view()).toBe(view);
		delays.clock = undefined;
		expect(delays.view().clock).toBeUndefined();
		expect(delays.clock).toBeUndefined();
	});
});

test('watching the event loop holds no process, whether it is stopped or not, and tells of a loop that was late', () => {
	const script = `
		const {Delays} = await import(${JSON.stringify(new URL('../../source/runner/delays.ts', import.meta.url).href)});
		let now = 0;
		const delays = new Delays({monotonic: () => now});
		delays.start();
		for (; !(delays.view().loop.most > 150); now += 1000) {
			for (const end = performance.now() + 240; performance.now() < end; );
			await new Promise((resolve) => setTimeout(resolve, 30));
		}
		console.log(delays.view().loop.least >= 0);
		if (process.argv.includes('stop')) delays.stop();
	`;
	for (const words of [[], ['stop']]) {
		const {stdout, status} = spawnSync(process.execPath, ['--input-type=module', '--eval', script, ...words], {
			encoding: 'utf8',
			timeout: 30_000,
		});
		expect({stdout: stdout.trim(), status}).toEqual({stdout: 'true', status: 0});
	}
}, 60_000);

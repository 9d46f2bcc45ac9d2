import {describe, expect, test} from 'vitest';
import {TradingStatus} from '../../source/engine/trading-status.ts';
import {bareInstrument} from '../../source/market/instrument.ts';
import {fc} from '../metrics/seeded.ts';
import {archived, readInto, survivesArchiving, timed} from '../support/archiving.ts';

const second = 1_000_000;
const now = 1_723_075_200 * second;

const statusOf = (listed: string) => new TradingStatus({...bareInstrument('binance', 'BTCUSDT'), status: listed});

describe('a market', () => {
	test('is halted where it was listed with another word than TRADING, and the word is told', () => {
		expect(['TRADING', '', 'BREAK', 'CANCEL_ONLY'].map((listed) => statusOf(listed).halt)).toEqual(['', '', 'BREAK', 'CANCEL_ONLY']);
	});

	test('is as it was listed last', () => {
		const status = statusOf('TRADING');
		status.listed('HALT');
		expect([status.halt, status.isHaltedByStream]).toEqual(['HALT', false]);
		status.listed('TRADING');
		expect(status.halt).toBe('');
	});

	test('is halted where the stream says so, whatever is listed', () => {
		const status = statusOf('TRADING');
		status.told('cancel_only', false);
		expect([status.halt, status.isHaltedByStream]).toEqual(['cancel_only', true]);
		status.listed('TRADING');
		expect([status.halt, status.isHaltedByStream]).toEqual(['cancel_only', true]);
	});

	test('trades again once the stream says so, though it is still listed as halted', () => {
		const status = statusOf('BREAK');
		status.told('TRADING', false);
		expect([status.halt, status.isHaltedByStream]).toEqual(['', false]);
		status.listed('HALT');
		expect(status.halt).toBe('');
	});

	test('is as it was listed while the stream has said nothing of it', () => {
		const status = statusOf('BREAK');
		status.told('TRADING', true);
		expect([status.halt, status.isHaltedByStream]).toEqual(['BREAK', false]);
	});
});

describe('a venue that halts', () => {
	test('halts the market, and the word of the venue is the one that is told', () => {
		const status = statusOf('TRADING');
		status.told('post_only', false);
		status.told('maintenance', true);
		expect([status.halt, status.isHaltedByStream]).toEqual(['maintenance', true]);
	});

	test('and goes on leaves the market as it stands by itself', () => {
		const halted = statusOf('TRADING');
		halted.told('post_only', false);
		const trading = statusOf('TRADING');
		trading.told('TRADING', false);
		for (const status of [halted, trading]) {
			status.told('maintenance', true);
			status.told('TRADING', true);
		}
		expect([halted.halt, halted.isHaltedByStream]).toEqual(['post_only', true]);
		expect([trading.halt, trading.isHaltedByStream]).toEqual(['', false]);
	});

	test('is not put right by a market that trades', () => {
		const status = statusOf('TRADING');
		status.told('maintenance', true);
		status.told('TRADING', false);
		expect([status.halt, status.isHaltedByStream]).toEqual(['maintenance', true]);
	});
});

describe('a silent market', () => {
	test('is asked about at once, and then once a minute', () => {
		const status = statusOf('TRADING');
		const asked = [0, 1, 59.999_999, 60, 61, 119, 120, 1000].map((after) => status.isToBeAsked(now + after * second));
		expect(asked).toEqual([true, false, false, true, false, false, true, true]);
	});

	test('that was asked about just before a checkpoint is not asked about again just after', () => {
		const status = statusOf('TRADING');
		status.isToBeAsked(now);
		const copy = statusOf('');
		readInto(copy, archived(status));
		expect([copy.isToBeAsked(now + 30 * second), copy.isToBeAsked(now + 60 * second)]).toEqual([false, true]);
	});
});

survivesArchiving('a trading status', {
	options: fc.constantFrom('', 'TRADING', 'BREAK'),
	make: statusOf,
	events: timed(
		fc.record({
			after: fc.integer({min: 0, max: 40 * second}),
			kind: fc.constantFrom('listed', 'told', 'told of the venue', 'ask'),
			word: fc.constantFrom('', 'TRADING', 'BREAK', 'maintenance'),
		}),
	),
	feed(status, {kind, at, word}) {
		if (kind === 'ask') return status.isToBeAsked(at);
		if (kind === 'listed') return status.listed(word);
		return status.told(word, kind === 'told of the venue');
	},
});

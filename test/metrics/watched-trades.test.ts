/* Trades that are missed, that stop coming, and that come again: what every meter of them says meanwhile. */

import {describe, expect, test} from 'vitest';
import {catalogue, columnIndex} from '../../source/engine/meters.ts';
import {differences} from './market-images.ts';
import {madeTape, rowsOf, type Told, tapeSettings} from './market-tape.ts';

const {interval} = tapeSettings;
const tape = madeTape({seconds: 4200, seed: 21, center: 30_525});
const plain = rowsOf(tape);
/** Where trades are cut off: late enough for everything to be a number. */
const cut = Math.floor(tape.length * 0.92);
const cutAt = tape[cut]!.at;
const firstRow = Math.ceil(tape[0]!.at / interval) * interval;
/** The first row at or after so many seconds from the cut. */
const rowAfter = (seconds: number) => Math.ceil((cutAt + seconds * 1e6 - firstRow) / interval);
const withoutTrades = (told: Told) => told.kind !== 'trade';

/** What is summed over a window of trades, or reckons with all of them. */
const windowed = [
	...['tfi_1', 'tfi_10', 'tfi_60', 'tfi_cnt_60', 'tfi_decay_5', 'buy_vol_60', 'sell_vol_60', 'vwap_60'],
	...['trade_rate_10', 'trade_rate_60', 'trade_rate_300', 'rate_ratio', 'hk_buy', 'hk_sell', 'hk_imb', 'roll_spread_300', 'roll_n'],
	...['eff_spread_60', 'real_spread_1_60', 'impact_1_60', 'real_spread_5_60', 'impact_5_60', 'real_spread_30_60', 'impact_30_60'],
	...['add_rate_bid_10', 'add_rate_ask_10', 'cancel_rate_bid_10', 'cancel_rate_ask_10', 'cancel_ratio_bid_10', 'cancel_ratio_ask_10'],
	...['poc', 'va_low', 'va_high', 'profile_hhi', 'profile_entropy', 'bucket_time_rel', 'tox_seed1'],
];

/** Columns that are numbers in a row of the whole tape and none in the same row of another. */
const lost = (rows: readonly Float64Array[], row: number) =>
	catalogue.flatMap(({name}, column) => (!Number.isNaN(plain[row]![column]!) && Number.isNaN(rows[row]![column]!) ? [name] : []));

describe.each<readonly [string, Told]>([
	['missed', {kind: 'interrupt', at: cutAt}],
	['cut off', {kind: 'watch', at: cutAt, isWatching: false}],
])('where trades were %s', (_, word) => {
	const rows = rowsOf([...tape.slice(0, cut), word, ...tape.slice(cut)]);

	test('no sum over a window of them is told, while all that the book alone says goes on', () => {
		const known = windowed.filter((name) => !Number.isNaN(plain[rowAfter(0)]![columnIndex(name)]!));
		expect(known.length).toBeGreaterThan(20);
		expect(lost(rows, rowAfter(0)).filter((name) => name !== 'cvd')).toEqual(
			catalogue.map(({name}) => name).filter((name) => known.includes(name)),
		);
	});

	test('each is told again, and alike, once its window has been watched in full', () => {
		for (const [names, seconds] of [
			[['tfi_1', 'hk_buy', 'hk_sell', 'tfi_10', 'trade_rate_10', 'add_rate_bid_10', 'cancel_rate_ask_10'], 30],
			[['tfi_60', 'buy_vol_60', 'vwap_60', 'trade_rate_60', 'eff_spread_60'], 65],
			[['real_spread_5_60', 'impact_30_60'], 95],
			[['trade_rate_300', 'roll_spread_300', 'roll_n'], 305],
		] as const) {
			const [from, to] = [rowAfter(seconds), rowAfter(seconds + 20)];
			expect(to).toBeLessThan(rows.length);
			for (const name of names) {
				const column = columnIndex(name);
				for (let row = from; row < to; row++) {
					const [got, expected] = [rows[row]![column]!, plain[row]![column]!];
					// What fades remembers a little of what is not known here.
					if (name.startsWith('hk')) expect(Math.abs(got - expected)).toBeLessThan(1e-3);
					else if (Number.isNaN(expected)) expect(got).toBeNaN();
					else expect([name, row, Math.abs(got - expected) < 1e-9]).toEqual([name, row, true]);
				}
			}
		}
	});
});

test('while no trades come nothing that is made of them is told, however long it lasts', () => {
	const rows = rowsOf([...tape.slice(0, cut), {kind: 'watch', at: cutAt, isWatching: false}, ...tape.slice(cut).filter(withoutTrades)]);
	for (let row = rowAfter(0); row < rows.length; row++) {
		for (const name of windowed) expect([name, rows[row]![columnIndex(name)]]).toEqual([name, Number.NaN]);
	}
});

test('word that trades come while they come changes nothing', () => {
	const words = tape.flatMap((told, index): Told[] => (index % 50 === 7 ? [told, {kind: 'watch', at: told.at, isWatching: true}] : [told]));
	expect(differences(rowsOf(words), plain, () => true)).toEqual([]);
});

test('a trade that comes though none are awaited is as good as word that they come', () => {
	const off: Told = {kind: 'watch', at: cutAt, isWatching: false};
	const back = tape.findIndex((told, index) => index > cut + 30 && told.kind === 'trade');
	const quiet = [...tape.slice(0, cut), off, ...tape.slice(cut, back).filter(withoutTrades)];
	const unasked = rowsOf([...quiet, ...tape.slice(back)]);
	const asked = rowsOf([...quiet, {kind: 'watch', at: tape[back]!.at, isWatching: true}, ...tape.slice(back)]);
	expect(differences(unasked, asked, () => true)).toEqual([]);
});

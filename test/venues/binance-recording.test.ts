import {describe, expect, test} from 'vitest';
import {dataFile} from '../support/data.ts';
import {depthHeard, hear} from '../support/heard.ts';
import {recordedFrames, recordedSnapshot} from '../support/recorded.ts';
import {decoderFor} from './binance-messages.ts';

const file = dataFile('binance-spot-btcusdt-20240808-60s.gz');

describe.skipIf(file === undefined)('a minute of BTCUSDT as it was', () => {
	type Fields = {readonly e?: string; readonly u?: number; readonly b?: unknown; readonly a?: unknown; readonly m?: boolean};

	const trimmed = (text: string) => text.replace(/\.?0+$/, '') || '0';
	const trimmedLevels = (levels: unknown) =>
		Array.isArray(levels) ? levels.map((level: readonly [string, string]) => level.map((text) => trimmed(text))) : [];

	test('every message says what plain JSON says', () => {
		const decoder = decoderFor();
		const kinds = new Map<string, number>();
		for (const frame of recordedFrames(file ?? '')) {
			const {data}: {data: Fields & {readonly p?: string; readonly q?: string; readonly t?: number; readonly A?: string}} = JSON.parse(
				frame.toString(),
			);
			const [heard, ...more] = hear(decoder, frame);
			expect(more).toEqual([]);
			kinds.set(heard?.what ?? '', (kinds.get(heard?.what ?? '') ?? 0) + 1);
			if (heard?.what === 'depth') {
				expect([heard.bids, heard.asks, heard.last]).toEqual([trimmedLevels(data.b), trimmedLevels(data.a), data.u]);
			} else if (heard?.what === 'trade') {
				expect([heard.id, heard.price, heard.quantity]).toEqual([data.t, trimmed(data.p ?? ''), trimmed(data.q ?? '')]);
				expect(heard.aggressor).toBe(data.m === true ? -1 : 1);
			} else if (heard?.what === 'touch') {
				expect([heard.id, heard.bid[0], heard.ask[1]]).toEqual([data.u, trimmed(String(data.b)), trimmed(data.A ?? '')]);
			}
		}
		expect(Object.fromEntries(kinds)).toEqual({depth: 599, trade: 1381, touch: 5360});
	});

	test('its snapshot is read whole', () => {
		const body: {bids: unknown; asks: unknown} = JSON.parse(recordedSnapshot(file ?? '') ?? '');
		const update = decoderFor().snapshot('BTCUSDT', body);
		const heard = depthHeard(update);
		expect(update.bids.length).toBe(1000);
		expect(heard).toMatchObject({last: 50_093_239_218, bids: trimmedLevels(body.bids), asks: trimmedLevels(body.asks)});
	});
});

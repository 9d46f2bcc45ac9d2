import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {recordDemo} from '../support/demo-recording.ts';
import {found, ran} from '../support/verifying.ts';

test('tells how many second opinions a recording holds, and that all agreed', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'obi-tui-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const file = join(folder, 'demo.jsonl');
	await recordDemo(file, {minutes: 1.5, symbols: ['BTCUSDT', 'ETHUSDT']});
	const {text} = await ran(file);
	expect(text.match(/proof +sequence, 0 gaps; second opinions 2, all agreed/g)).toHaveLength(2);
	const {books} = await found(file);
	expect(books['binance:BTCUSDT'].opinions).toEqual({n: 2, agreed: 2});
});

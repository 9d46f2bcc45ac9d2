import {expect, test} from 'vitest';
import {delayBounds, noDelay, type Scene} from '../../source/runner/session.ts';
import {layOut, overlayHeight} from '../../source/screen/layout.ts';
import {histogram} from '../../source/screen/panels/histogram.ts';
import {proofPageCount} from '../../source/screen/panels/proof.ts';
import {calmUi, proofSlice} from '../../source/screen/panes.ts';
import {paintScene} from '../../source/screen/plain.ts';
import {look} from '../support/painted.ts';
import {createScene, emptyScene, now, soundIntegrity} from '../support/scene.ts';
import {createDelay, measured} from '../support/timeline.ts';

const {opinion} = soundIntegrity();
const scene = createScene({session: {delays: measured}});
const gap = createScene({
	summary: {state: 'GAP', badge: 'GAP'},
	session: {delays: measured, hash: {kind: 'differs', frame: 48_211, sample: 77}},
	integrity: {
		...{state: 'GAP', badge: 'GAP', reason: 'expected 50,123,440,112, got 50,123,440,118', since: now - 3.2e6},
		...{gaps: 4, resyncs: 3, crossed: 1, outOfStep: {last: 310e3, worst: 1.8e6, total: 2.6e6}},
		gapKinds: [
			['sequence', 2],
			['checksum', 1],
			['disconnect', 1],
		],
		opinion: {...opinion, at: now - 200e6, differing: 2, agreed: 71, failure: 'the venue answered 429, too many requests'},
		touch: {n: 3510, agreed: 3509},
		beyond: ['L50', 'band 1 %'],
	},
});

function page(proof: number, columns: number, rows: number, of: Scene = scene): string[] {
	return paintScene(of, columns, rows, look, {...calmUi, proof});
}

function pages(columns: number, rows: number, of: Scene = scene): string[][] {
	const count = proofPageCount(proofSlice(of), columns, overlayHeight(layOut(columns, rows)), look);
	return Array.from({length: count}, (_, proof) => page(proof, columns, rows, of));
}

test('the default terminal shows proof and delays side by side', () => {
	expect(pages(120, 36)).toHaveLength(1);
	expect(page(0, 120, 36, gap).slice(1, -1).join('\n')).toMatchInlineSnapshot(`
		"┏━ THE PROOF · DELAYS ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ GAP  i I  Esc close ┓
		┃ state         GAP for 3s, since 12:04:28.682Z       FEED ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ n 3,520   BOOK ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ n 3,283  ┃
		┃               expected 50,123,440,112, got          p50   8.20  p99   31.4 ms        p50   0.04  p99   0.38 ms       ┃
		┃               50,123,440,118                        min  −3.20  max    140 ms        min   0.01  max   6.02 ms       ┃
		┃ sequence      50,123,456,789                           <0 ▏                     15      <0 █████▏               570  ┃
		┃ applied       43,640 diffs, the last 41ms ago          <1 ▌                     51      <1 █████████████████  1,900  ┃
		┃ not in order  3 twice, 1 overlapping, 0 late           <2 █▌                   171      <2 █████▏               570  ┃
		┃ gaps          4: sequence 2, checksum 1,               <5 █████▏               570      <5 █▌                   171  ┃
		┃               disconnect 1                            <10 █████████████████  1,900     <10 ▌                     51  ┃
		┃ resyncs       3, out of step for 310ms last,          <20 █████▏               570     <20 ▏                     15  ┃
		┃               1.8s at worst, 2.6s in all              <50 █▌                   171     <50 ▏                      5  ┃
		┃ faults        1 crossed, 0 malformed, 0              <100 ▌                     51    <100 ▏                      1  ┃
		┃               reconnects                             <200 ▏                     15    <200                        0  ┃
		┃ second source 2 of 9,831 levels differed, 3m20s      <500 ▏                      5    <500                        0  ┃
		┃               ago                                     <1s ▏                      1     <1s                        0  ┃
		┃               71 of 72 snapshots agreed in            ≥1s                        0     ≥1s                        0  ┃
		┃               every level                                                                                            ┃
		┃               the last snapshot did not come:       SCREEN ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ n 3,505   LOOP ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈ n 88,211  ┃
		┃               the venue answered 429, too many      p50   6.10  p99   19.5 ms        p50   0.20  p99   3.20 ms       ┃
		┃               requests                              min   1.50  max   88.0 ms        min   0.00  max   41.0 ms       ┃
		┃ checksums     the venue sends none                     <0 ▌                     51      <0 █▌                   171  ┃
		┃ touch         3,509 of 3,510 agreed                    <1 █▌                   171      <1 █████▏               570  ┃
		┃ trusted       ±1.9% of mid: 1,000 of 5,012             <2 █████▏               570      <2 █████████████████  1,900  ┃
		┃               bids, 998 of 4,987 asks                  <5 █████████████████  1,900      <5 █████▏               570  ┃
		┃ beyond it     L50, band 1 %: not computed             <10 █████▏               570     <10 █▌                   171  ┃
		┃ clock         of the venue +12±3ms ahead of           <20 █▌                   171     <20 ▌                     51  ┃
		┃               ours                                    <50 ▌                     51     <50 ▏                     15  ┃
		┃ state hash    differs from frame 48211, 4,364        <100 ▏                     15    <100 ▏                      5  ┃
		┃               samples                                <200 ▏                      5    <200 ▏                      1  ┃
		┃                                                      <500 ▏                      1    <500                        0  ┃
		┃                                                       <1s                        0     <1s                        0  ┃
		┃                                                       ≥1s                        0     ≥1s                        0  ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛"
	`);
});

test('the compact terminal shows the proof, then the delays', () => {
	expect(pages(80, 24).map((lines) => lines.slice(1, -1).join('\n'))).toMatchInlineSnapshot(`
		[
		  "┏━ THE PROOF · DELAYS ━━━━━━━━━━━━━━━━━━ PROVEN ✔  page 1 of 3  i I  Esc close ┓
		┃ state         LIVE for 1h12m, since 10:51:47.882Z                            ┃
		┃ sequence      50,123,456,789                                                 ┃
		┃ applied       43,640 diffs, the last 41ms ago                                ┃
		┃ not in order  3 twice, 1 overlapping, 0 late                                 ┃
		┃ gaps          0                                                              ┃
		┃ resyncs       0                                                              ┃
		┃ faults        0 crossed, 0 malformed, 0 reconnects                           ┃
		┃ second source 0 of 9,831 levels differed, 14s ago                            ┃
		┃               72 of 72 snapshots agreed in every level                       ┃
		┃ checksums     the venue sends none                                           ┃
		┃ touch         this feed sends none                                           ┃
		┃ trusted       ±1.9% of mid: 1,000 of 5,012 bids, 998 of 4,987 asks           ┃
		┃ beyond it     nothing that is computed                                       ┃
		┃ clock         of the venue +12±3ms ahead of ours                             ┃
		┃ state hash    9f3c77a2b4e0, 4,364 samples                                    ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛",
		  "┏━ THE PROOF · DELAYS ━━━━━━━━━━━━━━━━━━ PROVEN ✔  page 2 of 3  i I  Esc close ┓
		┃ FEED stamp to receipt ┈┈┈┈┈┈ n 3,520   BOOK receipt to metrics ┈┈┈┈ n 3,283  ┃
		┃ p50   8.20  p99   31.4 ms              p50   0.04  p99   0.38 ms             ┃
		┃ min  −3.20  max    140 ms              min   0.01  max   6.02 ms             ┃
		┃    <0 ▏                           15      <0 ██████▉                    570  ┃
		┃    <1 ▋                           51      <1 ███████████████████████  1,900  ┃
		┃    <2 ██▏                        171      <2 ██████▉                    570  ┃
		┃    <5 ██████▉                    570      <5 ██▏                        171  ┃
		┃   <10 ███████████████████████  1,900     <10 ▋                           51  ┃
		┃   <20 ██████▉                    570     <20 ▏                           15  ┃
		┃   <50 ██▏                        171     <50 ▏                            5  ┃
		┃  <100 ▋                           51    <100 ▏                            1  ┃
		┃  <200 ▏                           15    <200                              0  ┃
		┃  <500 ▏                            5    <500                              0  ┃
		┃   <1s ▏                            1     <1s                              0  ┃
		┃   ≥1s                              0     ≥1s                              0  ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛",
		  "┏━ THE PROOF · DELAYS ━━━━━━━━━━━━━━━━━━ PROVEN ✔  page 3 of 3  i I  Esc close ┓
		┃ SCREEN frame to terminal ┈┈┈ n 3,505   LOOP late event loop ┈┈┈┈┈┈ n 88,211  ┃
		┃ p50   6.10  p99   19.5 ms              p50   0.20  p99   3.20 ms             ┃
		┃ min   1.50  max   88.0 ms              min   0.00  max   41.0 ms             ┃
		┃    <0 ▋                           51      <0 ██▏                        171  ┃
		┃    <1 ██▏                        171      <1 ██████▉                    570  ┃
		┃    <2 ██████▉                    570      <2 ███████████████████████  1,900  ┃
		┃    <5 ███████████████████████  1,900      <5 ██████▉                    570  ┃
		┃   <10 ██████▉                    570     <10 ██▏                        171  ┃
		┃   <20 ██▏                        171     <20 ▋                           51  ┃
		┃   <50 ▋                           51     <50 ▏                           15  ┃
		┃  <100 ▏                           15    <100 ▏                            5  ┃
		┃  <200 ▏                            5    <200 ▏                            1  ┃
		┃  <500 ▏                            1    <500                              0  ┃
		┃   <1s                              0     <1s                              0  ┃
		┃   ≥1s                              0     ≥1s                              0  ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┃                                                                              ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛",
		]
	`);
});

test('the smallest screen takes its buckets together', () => {
	const shown = pages(60, 16);
	expect(shown).toHaveLength(4);
	expect(shown[2]?.slice(1, -1).join('\n')).toMatchInlineSnapshot(`
		"┏━ THE PROOF · DELAYS ━━━━━━━━━━━━━━ PROVEN ✔  page 3 of 4 ┓
		┃ FEED ┈┈┈┈┈┈┈┈┈┈┈┈┈ n 3,520   BOOK ┈┈┈┈┈┈┈┈┈┈┈┈┈ n 3,283  ┃
		┃ p50   8.20  p99   31.4 ms    p50   0.04  p99   0.38 ms   ┃
		┃ min  −3.20  max    140 ms    min   0.01  max   6.02 ms   ┃
		┃    <0 ▏                 15      <0 ███              570  ┃
		┃    <2 █▏               222      <2 █████████████  2,470  ┃
		┃   <10 █████████████  2,470     <10 █▏               222  ┃
		┃   <50 ███▉             741     <50 ▏                 20  ┃
		┃  <200 ▍                 66    <200 ▏                  1  ┃
		┃   <1s ▏                  6     <1s                    0  ┃
		┃   ≥1s                    0     ≥1s                    0  ┃
		┃                                                          ┃
		┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛"
	`);
});

test('nothing is cut at any size, whatever is wrong with the book', () => {
	for (const [columns, rows] of [
		...[
			[60, 16],
			[61, 17],
			[80, 24],
			[100, 30],
			[119, 35],
			[120, 36],
		],
		...[
			[121, 40],
			[140, 36],
			[160, 45],
			[200, 50],
			[320, 90],
		],
	] as const) {
		for (const of of [scene, gap]) {
			const painted = pages(columns ?? 0, rows ?? 0, of).map((lines) => lines.slice(1, -1).join('\n'));
			expect(painted.join('\n'), `${columns}×${rows}`).not.toContain('…');
			for (const name of ['FEED', 'BOOK', 'SCREEN', 'LOOP', 'state', 'sequence', 'gaps', 'second source', 'trusted', 'state hash'])
				expect(painted.filter((text) => text.includes(` ${name} `)).length, `${name} at ${columns}×${rows}`).toBeGreaterThan(0);
		}
	}
});

test('a page that is no more is the last one', () => {
	expect(page(9, 80, 24)).toEqual(page(2, 80, 24));
});

test('before there is a book there is nothing to prove', () => {
	expect(page(0, 80, 24, emptyScene()).join('\n')).toContain('no book yet');
});

test('the second source in sentences', () => {
	const said = (integrity: Parameters<typeof createScene>[0] & object) => pages(120, 36, createScene(integrity))[0]?.join('\n') ?? '';
	expect(said({integrity: {opinion: {...opinion, source: 'none'}}})).toContain('second source the venue gives none');
	expect(said({integrity: {opinion: {...opinion, given: 0, at: Number.NaN}}})).toContain('second source no snapshot was compared yet');
	const checksums = said({integrity: {opinion: {...opinion, source: 'checksum', at: now - 2e6}, checksums: {n: 510, ok: 509}}});
	expect(checksums).toMatch(/second source 509 of 510 checksums agreed, 2s +/);
	expect(checksums).not.toMatch(/┃ checksums /);
});

test('every measurement is counted, with all buckets and with few', () => {
	const delay = createDelay();
	const counted = (height: number) =>
		histogram({name: 'FEED', meaning: '', delay}, 40, height, look)
			.slice(3)
			.map((row) => row.map((part) => (typeof part === 'string' ? part : part[0])).join(''));
	const sum = (rows: readonly string[]) => rows.reduce((total, row) => total + Number(row.slice(-7).replaceAll(',', '')), 0);
	expect(counted(15)).toHaveLength(delayBounds.length + 1);
	expect(counted(15)[0]).toMatch(/^ {4}<0 /);
	expect(counted(15).at(-1)).toMatch(/^ {3}≥1s /);
	expect(counted(11).map((row) => row.slice(0, 6).trim())).toEqual(['<0', '<2', '<10', '<50', '<200', '<1s', '≥1s']);
	expect([sum(counted(15)), sum(counted(11))]).toEqual([delay.n, delay.n]);
});

test('what was not measured is no histogram of noughts', () => {
	const rows = histogram({name: 'BOOK', meaning: '', delay: noDelay}, 40, 15, look).map((row) =>
		row.map((part) => (typeof part === 'string' ? part : part[0])).join(''),
	);
	expect(rows[1]).toBe(' not measured');
	expect(rows.slice(2).join('')).toBe('');
	expect(rows).toHaveLength(3 + delayBounds.length + 1);
});

import {expect, test} from 'vitest';
import {focusOrder, layOut} from '../../source/screen/layout.ts';

test('the kind of layout follows from the size', () => {
	const kinds = (
		[
			[120, 36],
			[119, 36],
			[120, 35],
			[60, 16],
			[59, 16],
			[60, 15],
			[1, 1],
		] as const
	).map(([columns, rows]) => layOut(columns, rows).kind);
	expect(kinds).toEqual(['wide', 'compact', 'compact', 'compact', 'small', 'small', 'small']);
});

test('at every size the panes cover the frame, one row below the terminal, and none overlaps', () => {
	for (let columns = 1; columns <= 240; columns += columns > 58 && columns < 64 ? 1 : 7) {
		for (let rows = 1; rows <= 90; rows++) {
			const {width, height, panes} = layOut(columns, rows);
			expect(height).toBe(Math.max(1, rows - 1));
			const covered = new Uint8Array(width * height);
			for (const pane of panes) {
				for (let y = pane.y; y < pane.y + pane.height; y++) for (let x = pane.x; x < pane.x + pane.width; x++) covered[y * width + x]!++;
			}
			expect(
				covered.every((count) => count === 1),
				`${columns}×${rows}`,
			).toBe(true);
		}
	}
});

test('every pane has room for at least a line inside its border', () => {
	for (let columns = 60; columns <= 240; columns += 9) {
		for (let rows = 16; rows <= 90; rows++) {
			for (const pane of layOut(columns, rows).panes) {
				if (pane.id === 'header' || pane.id === 'keybar') expect(pane.height).toBe(1);
				else if (pane.id === 'timeline') expect(pane.height).toBe(layOut(columns, rows).kind === 'wide' ? 2 : 1);
				else expect(pane.height, `${pane.id} at ${columns}×${rows}`).toBeGreaterThanOrEqual(3);
				expect(pane.width, `${pane.id} at ${columns}×${rows}`).toBeGreaterThanOrEqual(28);
			}
		}
	}
});

test('the default terminal shows ten levels a side, six lines of integrity and five of the log', () => {
	const {panes, capacity} = layOut(120, 36);
	expect(capacity).toEqual({rows: 10, samples: 34, lines: 5});
	expect(panes.find((pane) => pane.id === 'integrity')?.height).toBe(8);
	expect(panes.find((pane) => pane.id === 'ladder')?.width).toBe(44);
});

test('more room is worth more rows, samples and lines', () => {
	const {capacity} = layOut(200, 50);
	expect(capacity.rows).toBeGreaterThan(10);
	expect(capacity.samples).toBeGreaterThan(60);
	expect(capacity.lines).toBeGreaterThan(7);
});

test('the compact layout has no integrity pane: its facts stand in the header', () => {
	expect(focusOrder(layOut(80, 24))).toEqual(['ladder', 'imbalance', 'vpin', 'portfolio', 'signals']);
	expect(focusOrder(layOut(40, 10))).toEqual([]);
});

test('a wide screen has two rows for the timeline above the key bar, a compact one has one where it is high enough', () => {
	const timeline = (columns: number, rows: number) => layOut(columns, rows).panes.find((pane) => pane.id === 'timeline');
	expect(timeline(120, 36)).toEqual({id: 'timeline', x: 0, y: 32, width: 120, height: 2});
	expect(timeline(80, 24)).toEqual({id: 'timeline', x: 0, y: 21, width: 80, height: 1});
	expect(timeline(80, 23)).toBeUndefined();
	expect(timeline(60, 16)).toBeUndefined();
	expect(focusOrder(layOut(120, 36))).not.toContain('timeline');
});

test('a higher screen gives integrity two lines more, and the curve of equity the rest', () => {
	const heights = (rows: number) => ['integrity', 'portfolio'].map((id) => layOut(120, rows).panes.find((pane) => pane.id === id)?.height);
	expect([36, 40, 44, 60].map(heights)).toEqual([
		[8, 16],
		[9, 17],
		[10, 18],
		[10, 30],
	]);
});

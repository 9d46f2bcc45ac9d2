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
				else expect(pane.height, `${pane.id} at ${columns}×${rows}`).toBeGreaterThanOrEqual(3);
				expect(pane.width, `${pane.id} at ${columns}×${rows}`).toBeGreaterThanOrEqual(28);
			}
		}
	}
});

test('the default terminal shows ten levels a side, five lines of integrity and seven of the log', () => {
	const {panes, capacity} = layOut(120, 36);
	expect(capacity).toEqual({rows: 10, samples: 34, lines: 7});
	expect(panes.find((pane) => pane.id === 'integrity')?.height).toBe(7);
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

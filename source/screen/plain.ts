/* The whole frame as lines of text, without a terminal: what a snapshot keeps of the screen. */

import type {Scene} from '../runner/session.ts';
import {layOut, withOverlay} from './layout.ts';
import {calmUi, createPainter, overlayOf, type Ui} from './panes.ts';
import type {Look} from './theme.ts';

/** `rows − 1` lines of exactly `columns` cells, as the screen shows this scene in a terminal of that size. */
export function paintScene(scene: Scene, columns: number, rows: number, look: Look, ui: Ui = calmUi): string[] {
	const layout = withOverlay(layOut(columns, rows), overlayOf(ui));
	const painted = layout.panes.map((pane) => ({...pane, lines: createPainter(pane, layout, look, ui)(scene)})).sort((a, b) => a.x - b.x);
	return Array.from({length: layout.height}, (_, row) =>
		painted
			.filter(({y, height}) => row >= y && row < y + height)
			.map(({y, lines}) => lines[row - y] ?? '')
			.join(''),
	);
}

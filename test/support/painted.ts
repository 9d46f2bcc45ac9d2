/* Panes and bars as text: what is painted of a scene, without colours. */

import {layOut, type PaneId} from '../../source/screen/layout.ts';
import {calmUi, createPainter} from '../../source/screen/panes.ts';
import {createLook} from '../../source/screen/theme.ts';
import {createScene} from './scene.ts';

export const look = createLook({theme: 'blue-orange', glyphs: 'braille', colors: 'none'});
export const scene = createScene();

export function panel(id: PaneId, width: number, height: number, of = scene): string {
	const pane = {id, x: 0, y: 0, width, height};
	return createPainter(pane, layOut(width, height + 1), look, calmUi)(of).join('\n');
}

/* The panes of the screen: for each, which slice of the scene it needs and what paints it. A new panel is one line here and one in the layout. */

import type {View} from '../engine/view.ts';
import type {Scene} from '../runner/session.ts';
import {decimalsOf} from './draw/number.ts';
import type {UnknownKey} from './keys.ts';
import {type Layout, minimum, type Overlay, type Pane, type PaneId} from './layout.ts';
import {noPages, type Pages} from './pages.ts';
import {paintHeader} from './panels/header.ts';
import {paintHelp} from './panels/help.ts';
import {paintImbalance} from './panels/imbalance.ts';
import {paintIntegrity} from './panels/integrity.ts';
import {paintKeybar} from './panels/keybar.ts';
import {paintLadder} from './panels/ladder.ts';
import {paintMetrics} from './panels/metrics.ts';
import type {Paint} from './panels/paint.ts';
import {paintPicker} from './panels/picker.ts';
import {paintPortfolio} from './panels/portfolio.ts';
import {type ProofSlice, paintProof} from './panels/proof.ts';
import {paintSignals} from './panels/signals.ts';
import {paintTimeline} from './panels/timeline.ts';
import {paintTooSmall} from './panels/too-small.ts';
import {paintVpin} from './panels/vpin.ts';
import {countVenues, pickerSlice} from './picker-offers.ts';
import {openedPicker, type PickerState} from './picker-state.ts';
import type {Look} from './theme.ts';

/** What the eye chose on the screen itself. */
export type Ui = Pages & {
	readonly focus: PaneId | undefined;
	/** undefined while the symbol picker is closed. */
	readonly picker: PickerState | undefined;
	/** What was typed of a time to go to; undefined while nobody asks for one. */
	readonly prompt: string | undefined;
	/** The last key, if it does nothing: the key bar says so until the next one. */
	readonly hint: UnknownKey | undefined;
};

export const calmUi: Ui = {...noPages, focus: undefined, picker: undefined, prompt: undefined, hint: undefined};

/** What stands in the place of the panels. */
export function overlayOf({help, metrics, proof, picker}: Ui): Overlay | undefined {
	if (picker !== undefined) return 'picker';
	if (help !== undefined) return 'help';
	return proof !== undefined ? 'proof' : metrics !== undefined ? 'metrics' : undefined;
}

/** Lines of one pane. The same array comes back while nothing that it shows has changed. */
export type Painter = (scene: Scene) => readonly string[];

/** A painter for one pane at its present size and look. It remembers its last slice, and paints only when that has changed. */
export function createPainter(pane: Pane, layout: Layout, look: Look, ui: Ui): Painter {
	return painters[pane.id](pane, layout, look, ui);
}

type Select<Slice> = (scene: Scene, ui: Ui, pane: Pane, layout: Layout) => Slice;

function painter<Slice extends object>(select: Select<Slice>, paint: Paint<Slice>) {
	return (pane: Pane, layout: Layout, look: Look, ui: Ui): Painter => {
		let slice: Slice | undefined;
		let lines: readonly string[] = [];
		return (scene) => {
			const next = select(scene, ui, pane, layout);
			if (slice !== undefined && isSame(slice, next)) return lines;
			slice = next;
			lines = paint(next, pane.width, pane.height, look);
			return lines;
		};
	};
}

/** Equal field by field, both as one `select` made them: parts of a view keep their identity while unchanged. */
function isSame<Slice extends object>(one: Slice, other: Slice): boolean {
	const others: readonly unknown[] = Object.values(other);
	return Object.values(one).every((value, index) => Object.is(value, others[index]) || areSameLists(value, others[index]));
}

function areSameLists(one: unknown, other: unknown): boolean {
	if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
	return one.every((value, index) => Object.is(value, other[index]));
}

const framed = (ui: Ui, pane: Pane) => ({isFocused: ui.focus === pane.id});

const header = ({view, session}: Scene) => ({
	at: view.at,
	instruments: view.instruments,
	summary: view.selected?.summary,
	integrity: view.selected?.integrity,
	priceDecimals: priceDecimals(view),
	settings: view.settings,
	session,
});

/** Of the finest price step. */
const priceDecimals = ({selected}: View) => decimalsOf(selected?.ladder.steps[0] ?? '');

/** How long ago a time was, µs in whole seconds, so that what tells it is painted once a second. */
function secondsSince(at: number, view: View): number {
	return Math.max(0, Math.floor((view.at - at) / 1e6) * 1e6);
}

const proof = ({view, session}: Scene) => {
	const integrity = view.selected?.integrity;
	return {
		integrity,
		delays: session.delays,
		hash: session.hash,
		stateHash: view.proof.state,
		stateAge: secondsSince(integrity?.since ?? Number.NaN, view),
		opinionAge: secondsSince(integrity?.opinion.at ?? Number.NaN, view),
	};
};

/** What the page of the proof shows. */
export function proofSlice(scene: Scene, page = 0): ProofSlice {
	return {...proof(scene), samples: scene.view.proof.samples, page};
}

const painters: Readonly<Record<PaneId, (pane: Pane, layout: Layout, look: Look, ui: Ui) => Painter>> = {
	header: painter(header, paintHeader),
	ladder: painter(
		({view}, ui, pane) => ({
			ladder: view.selected?.ladder,
			levels: view.settings.levels,
			state: view.selected?.integrity.state ?? 'CONNECTING',
			reason: view.selected?.integrity.reason ?? '',
			...framed(ui, pane),
		}),
		paintLadder,
	),
	imbalance: painter(
		({view}, ui, pane) => ({
			imbalance: view.selected?.imbalance,
			settings: view.settings,
			state: view.selected?.integrity.state ?? 'CONNECTING',
			reason: view.selected?.integrity.reason ?? '',
			...framed(ui, pane),
		}),
		paintImbalance,
	),
	vpin: painter(
		({view}, ui, pane) => ({
			vpin: view.selected?.vpin,
			ofi: view.selected?.imbalance.ofi ?? Number.NaN,
			base: view.selected?.base ?? '',
			state: view.selected?.integrity.state ?? 'CONNECTING',
			...framed(ui, pane),
		}),
		paintVpin,
	),
	integrity: painter((scene, ui, pane) => ({...proof(scene), ...framed(ui, pane)}), paintIntegrity),
	portfolio: painter(
		({view}, ui, pane) => ({
			portfolio: view.selected?.portfolio,
			base: view.selected?.base ?? '',
			quote: view.selected?.quote ?? '',
			priceDecimals: priceDecimals(view),
			state: view.selected?.integrity.state ?? 'CONNECTING',
			...framed(ui, pane),
		}),
		paintPortfolio,
	),
	signals: painter(
		({view, session}, ui, pane) => ({log: view.selected?.log ?? noLines, at: view.at, notice: session.notice, ...framed(ui, pane)}),
		paintSignals,
	),
	timeline: painter(
		({session: {timeline, mode, back}}) => ({timeline, mode, isAtPresent: mode !== 'replay' && Number.isNaN(back)}),
		paintTimeline,
	),
	keybar: painter(
		(scene, ui) => ({
			mode: scene.session.mode,
			isHeld: scene.session.isPaused || !Number.isNaN(scene.session.behind),
			isBack: !Number.isNaN(scene.session.back),
			hasPast: scene.session.timeline !== undefined,
			prompt: ui.prompt,
			instruments: scene.view.instruments.length,
			overlay: overlayOf(ui),
			venues: countVenues(scene),
			isOver: scene.session.isOver,
			hint: ui.hint,
		}),
		paintKeybar,
	),
	help: painter((_scene, ui) => ({page: ui.help ?? 0}), paintHelp),
	metrics: painter(
		({view}, ui) => ({
			detail: view.selected?.detail,
			base: view.selected?.base ?? '',
			quote: view.selected?.quote ?? '',
			priceDecimals: priceDecimals(view),
			interval: view.settings.interval,
			state: view.selected?.integrity.state ?? 'CONNECTING',
			reason: view.selected?.integrity.reason ?? '',
			page: ui.metrics ?? 0,
		}),
		paintMetrics,
	),
	proof: painter((scene, ui) => proofSlice(scene, ui.proof), paintProof),
	picker: painter((scene, ui) => pickerSlice(scene, ui.picker ?? openedPicker(undefined)), paintPicker),
	'too-small': painter(
		(scene, _ui, _pane, {width, height}) => ({...header(scene), needed: minimum.compact, columns: width, rows: height + 1}),
		paintTooSmall,
	),
};

const noLines: readonly never[] = [];

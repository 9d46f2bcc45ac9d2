/*
The screen as an Ink app: keys, focus, theme, pages that lie over the panels, and which panes stand where. What changes with the market is painted by the canvases from the
store; React renders again only when a person does something or the window changes.
*/

import {Box, useInput, usePaste, useWindowSize} from 'ink';
import {type ReactNode, useEffect, useMemo, useState} from 'react';
import type {Intent, Store} from '../runner/session.ts';
import {Canvas, ScreenContext} from './canvas.tsx';
import {type Action, actionsOf, isLocal, type LocalAction, type UnknownKey, unknownKeyOf} from './keys.ts';
import {focusOrder, type Layout, layOut, overlayHeight, type PaneId, withOverlay} from './layout.ts';
import {helpPages} from './panels/help.ts';
import {metricPageCount} from './panels/metrics.ts';
import {proofPageCount} from './panels/proof.ts';
import {createPainter, overlayOf, proofSlice, type Ui} from './panes.ts';
import type {Screen} from './screen.ts';
import {createLook, type Look, nextTheme, type Theme} from './theme.ts';
import {usePages} from './use-pages.ts';
import {usePicker} from './use-picker.ts';
import {usePrompt} from './use-prompt.ts';

export type AppProps = {
	readonly store: Store;
	/** The look to begin with; `t` changes its theme. */
	readonly look: Look;
	readonly act: (intent: Intent) => void;
	/** A theme was chosen, to be remembered. */
	readonly onTheme?: ((theme: Theme) => void) | undefined;
	/** What is shown has changed: for pictures of the screen. */
	readonly onShown?: ((shown: Shown) => void) | undefined;
	/** Where canvases paint; without it all is text of Ink. */
	readonly screen?: Screen | undefined;
};

export type Shown = {readonly columns: number; readonly rows: number; readonly look: Look; readonly ui: Ui};

export function App({store, look: firstLook, act, onTheme, onShown, screen}: AppProps): ReactNode {
	const {columns, rows} = useWindowSize();
	const [look, setLook] = useState(firstLook);
	const [focus, setFocus] = useState<PaneId | undefined>();
	const [hint, setHint] = useState<UnknownKey | undefined>();
	const layout = useMemo(() => layOut(columns, rows), [columns, rows]);
	const picker = usePicker(store, act, overlayHeight(layout));
	const prompt = usePrompt(act);
	const {pages, turn, closeHelp, isOpen} = usePages(() => {
		const height = overlayHeight(layout);
		const proof = proofPageCount(proofSlice(store.scene), layout.width, height, look);
		return {help: helpPages(height), metrics: metricPageCount(height), proof};
	});
	const ui = useMemo(
		(): Ui => ({focus, ...pages, picker: picker.state, prompt: prompt.text, hint}),
		[focus, pages, picker.state, prompt.text, hint],
	);
	const overlay = overlayOf(ui);
	const shownLayout = useMemo(() => withOverlay(layout, overlay), [layout, overlay]);
	// Where there is no room for it, keys are not typed into what nobody sees.
	const typing = () => (layout.kind === 'small' ? undefined : [prompt, picker].find((each) => each.isOpen()));

	const {rows: ladderRows, samples, lines} = layout.capacity;
	useEffect(() => {
		act({kind: 'resize', rows: ladderRows, samples, lines});
	}, [act, ladderRows, samples, lines]);
	const isDetailed = pages.metrics !== undefined;
	useEffect(() => {
		if (!isDetailed) return undefined;
		act({kind: 'detail', isWanted: true});
		return () => act({kind: 'detail', isWanted: false});
	}, [act, isDetailed]);
	useEffect(() => {
		if (look !== firstLook) onTheme?.(look.theme);
	}, [look, firstLook, onTheme]);
	useEffect(() => {
		onShown?.({columns, rows, look, ui});
	}, [onShown, columns, rows, look, ui]);

	const doLocally = (action: LocalAction): void => {
		switch (action.kind) {
			case 'help':
			case 'back':
			case 'page':
			case 'metrics':
			case 'proof':
				turn(action);
				break;
			case 'sideways':
				if (isOpen()) turn({kind: 'page', step: action.step});
				else act({kind: 'scrub', seconds: action.seconds});
				break;
			case 'focus':
				setFocus((current) => nextFocus(layout, current, action.step));
				break;
			case 'picker':
				if (layout.kind === 'small') break;
				closeHelp();
				picker.open();
				break;
			case 'prompt':
				if (layout.kind !== 'small' && store.scene.session.timeline !== undefined) prompt.open();
				break;
			case 'theme':
				setLook((current) => createLook({...current, theme: nextTheme(current.theme)}));
		}
	};
	const perform = (action: Action): void => (isLocal(action) ? doLocally(action) : act(action));
	useInput((input, key) => {
		for (const character of input === '' ? [''] : input) {
			const typed = typing();
			if (typed !== undefined) typed.press(character, key);
			else actionsOf(character, key).forEach(perform);
		}
		setHint(typing() !== undefined ? undefined : unknownKeyOf(input, key));
	});
	// Pasted text is no command: it is either typed into what asks for some, or nothing.
	usePaste((text) => typing()?.paste(text));

	return (
		<ScreenContext value={screen}>
			<Box width={layout.width} height={layout.height} overflow="hidden">
				<Panes store={store} layout={shownLayout} look={look} ui={ui} />
			</Box>
		</ScreenContext>
	);
}

type PanesProps = {readonly store: Store; readonly layout: Layout; readonly look: Look; readonly ui: Ui};

function Panes({store, layout, look, ui}: PanesProps): ReactNode {
	const painted = useMemo(() => layout.panes.map((pane) => ({pane, paint: createPainter(pane, layout, look, ui)})), [layout, look, ui]);
	return painted.map(({pane, paint}) => <Canvas key={pane.id} store={store} place={pane} paint={paint} />);
}

/** After the last pane comes none, so that a calm screen is one Tab away. */
function nextFocus(layout: Layout, current: PaneId | undefined, step: 1 | -1): PaneId | undefined {
	const order: readonly (PaneId | undefined)[] = [undefined, ...focusOrder(layout)];
	const index = Math.max(0, order.indexOf(current));
	return order[(index + step + order.length) % order.length];
}

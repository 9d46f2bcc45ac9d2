/* Opens the screen on a terminal and closes it again. However the program ends, Ink gives the terminal back as it was. */

import {render} from 'ink';
import {type Clock, systemClock} from '../feeds/clock.ts';
import type {Intent, Store} from '../runner/session.ts';
import {App, type Shown} from './app.tsx';
import {createFrameClock} from './frame-clock.ts';
import {calmUi} from './panes.ts';
import {paintScene} from './plain.ts';
import {Screen, type Terminal} from './screen.ts';
import {toSvg} from './svg.ts';
import {createLook, type Look, type Theme} from './theme.ts';

export type ScreenOptions = {
	readonly store: Store;
	readonly look: Look;
	/** Most frames a second. */
	readonly fps: number;
	readonly act: (intent: Intent) => void;
	/** A theme was chosen, to be remembered. */
	readonly onTheme?: (theme: Theme) => void;
	/** What the store held stands on the terminal. */
	readonly onPainted?: () => void;
	readonly stdout?: Terminal;
	readonly stdin?: NodeJS.ReadableStream;
	readonly clock?: Clock;
};

export type RunningScreen = {
	/** Resolves when the screen was closed; rejects with what broke it, after the terminal has been given back. */
	waitUntilExit(): Promise<void>;
	unmount(): void;
	/** Resolves when all that was asked of the screen so far stands on the terminal. */
	settled(): Promise<void>;
	/** The frame as it stands, as text without escapes and as an SVG picture: what the key `s` keeps of the screen. */
	picture(): {readonly text: string; readonly svg: string};
};

export function runScreen({
	store,
	look,
	fps,
	act,
	onTheme,
	onPainted = () => {},
	stdout = process.stdout,
	stdin = process.stdin,
	clock = systemClock,
}: ScreenOptions): RunningScreen {
	const screen = new Screen(stdout);
	const frames = createFrameClock(fps, clock, () => {
		screen.flush();
		onPainted();
	});
	const unsubscribe = store.subscribe(frames.wake);
	let shown: Shown = {columns: stdout.columns, rows: stdout.rows, look, ui: calmUi};
	const onShown = (now: Shown) => {
		shown = now;
	};
	const app = render(<App store={store} look={look} act={act} onTheme={onTheme} onShown={onShown} screen={screen} />, {
		stdout: screen,
		stdin,
		interactive: true,
		alternateScreen: true,
		incrementalRendering: true,
		maxFps: 30,
		patchConsole: true,
		exitOnCtrlC: false,
	});
	// A terminal moves its cells about when it is resized: before Ink hears of it, all is wiped, and the next frame is drawn whole.
	screen.prependListener('resize', () => {
		screen.write(wipe);
		app.clear();
	});
	const close = () => {
		frames.stop();
		unsubscribe();
		screen.close();
	};
	return {
		async waitUntilExit() {
			try {
				await app.waitUntilExit();
			} finally {
				close();
			}
		},
		unmount() {
			close();
			app.unmount();
		},
		async settled() {
			await app.waitUntilRenderFlush();
			screen.flush();
		},
		picture() {
			const {columns, rows} = shown;
			const ui = {...shown.ui, help: undefined, picker: undefined, prompt: undefined, hint: undefined};
			const colourless = createLook({...shown.look, colors: 'none'});
			return {
				text: `${paintScene(store.scene, columns, rows, colourless, ui).join('\n')}\n`,
				svg: toSvg(paintScene(store.scene, columns, rows, shown.look, ui)),
			};
		},
	};
}

/** Cursor home, erase the screen. */
const wipe = '\u001b[H\u001b[2J';

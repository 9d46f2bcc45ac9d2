/* `obi-tui SYMBOL …`, `--replay FILE …` and `--demo`: one path from frames to the screen, or to lines of text where there is no terminal. */

import path from 'node:path';
import process from 'node:process';
import {refusalInWords} from '../files/recording-errors.ts';
import {type Picture, writeSnapshot} from '../files/snapshot-file.ts';
import type {Intent} from '../runner/session.ts';
import {colorModes, createLook, glyphSets, resolveColors, resolveGlyphs, type Theme, themes} from '../screen/theme.ts';
import type {Arguments} from './arguments.ts';
import {type Environment, hasScreen} from './environment.ts';
import {UsageError} from './failure.ts';
import {farewell} from './farewell.ts';
import {SampleLines} from './sample-lines.ts';
import {openSession, type Session} from './session.ts';

/** Runs until the feed ends or somebody quits. Returns the exit code. */
export async function watch(given: Arguments, environment: Environment): Promise<number> {
	checkModes(given);
	const isShown = hasScreen(given, environment);
	if (given.has('paused') && !isShown) throw new UsageError('--paused needs a screen: without one, nobody can press Space.');
	let hasReader = true;
	const lines = new SampleLines(given.has('json'), (line) => {
		if (hasReader) environment.write(line);
	});
	const session = await openSession(given, environment, isShown ? undefined : lines);
	environment.onReaderGone(() => {
		hasReader = false;
		void session.quit('nobody reads');
	});
	const stopListening = environment.onSignal((name) => void session.quit(name));
	try {
		if (isShown) await watchOnScreen(given, environment, session);
		else {
			if (given.has('snapshot-at-start')) session.onFirstInStep(() => saveSnapshot(session, undefined));
			await session.run();
		}
	} finally {
		stopListening();
		await session.quit('the end');
	}
	const {words, isWhole} = farewell(session, given.text('trades') ?? 'trades.json');
	if (hasReader) (isShown ? environment.write : environment.complain)(words);
	return isWhole ? 0 : 1;
}

function checkModes(given: Arguments): void {
	if (given.has('replay') && given.has('demo')) throw new UsageError('--replay and --demo are two things: choose one.');
	if (given.has('replay') && given.words.length === 0) throw new UsageError('--replay needs a recording: obi-tui --replay FILE');
	if (given.has('replay') && given.text('record') !== undefined)
		throw new UsageError('--record is for live feeds: a replay is a recording already.');
	if (given.text('seed') !== undefined && !given.has('demo')) throw new UsageError('--seed is for a demo: obi-tui --demo --seed N');
	for (const name of ['at', 'speed']) {
		if (given.text(name) !== undefined && !given.has('replay') && !(name === 'speed' && given.has('demo'))) {
			throw new UsageError(`--${name} is for a replay: obi-tui --replay FILE --${name} …`);
		}
	}
	if (given.has('paused') && !given.has('replay')) throw new UsageError('--paused is for a replay.');
}

async function watchOnScreen(given: Arguments, environment: Environment, session: Session): Promise<void> {
	const {runner} = session;
	const act = (intent: Intent): void => {
		if (intent.kind === 'quit') void session.quit('quit');
		else if (intent.kind === 'snapshot') saveSnapshot(session, screen.picture());
		else runner.act(intent);
	};
	const {runScreen} = await import('../screen/run.tsx');
	const screen = runScreen({
		store: runner.store,
		look: lookOf(given, session.theme),
		fps: given.number('fps') ?? 12,
		act,
		onTheme: (theme) => session.remember({theme}),
		onPainted: () => runner.painted(),
	});
	environment.onFault(() => screen.unmount());
	if (given.has('snapshot-at-start')) session.onFirstInStep(() => saveSnapshot(session, screen.picture()));
	const ended = screen.waitUntilExit();
	try {
		await Promise.race([session.runUntilQuit(), ended]);
	} finally {
		screen.unmount();
		await ended;
	}
}

/** Ink must not be imported before the colours are known: `theme` alone is cheap. */
function lookOf(given: Arguments, remembered: string | undefined) {
	const word = <Word extends string>(text: string | undefined, words: readonly Word[]) => words.find((each) => each === text);
	const theme: Theme = word(given.text('theme'), themes) ?? word(remembered, themes) ?? 'blue-orange';
	const glyphs = resolveGlyphs(word(given.text('glyphs'), glyphSets) ?? 'auto', process.env);
	const colors = resolveColors(word(given.text('colors'), colorModes) ?? 'auto', process.env);
	return createLook({theme, glyphs, colors});
}

function saveSnapshot(session: Session, picture: Picture | undefined): void {
	const {runner, reproduction} = session;
	const {shown: engine} = runner;
	const id = runner.store.scene.view.selected?.summary.id;
	const desk = engine.desks.find(({instrument}) => instrument.id === id);
	if (desk === undefined) {
		runner.notice('no book to save yet');
		return;
	}
	try {
		const files = writeSnapshot(process.cwd(), engine, desk, picture, reproduction);
		const name = path.basename(files[0] ?? '');
		session.saved(name);
		runner.note(`snapshot saved: ./${name}${picture === undefined ? '' : ', .txt, .svg'}`);
		if (reproduction !== null) runner.note(`this view again: ${reproduction}`);
	} catch (error) {
		runner.note(`snapshot ${refusalInWords(error)}`, 'alert');
	}
}

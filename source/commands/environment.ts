/* The world outside as a command meets it: what time it is, where lines go, what signals come, whether somebody looks. Tests bring their own. */

import type {Clock} from '../feeds/clock.ts';
import type {Arguments} from './arguments.ts';

export type Environment = {
	readonly clock: Clock;
	/** Standard output and input are a terminal. */
	readonly isTerminal: boolean;
	/** One line to standard output. */
	readonly write: (line: string) => void;
	/** One line to standard error. */
	readonly complain: (line: string) => void;
	/** Calls back with the name of a signal that asks to stop. Returns how to stop listening. */
	readonly onSignal: (callback: (name: string) => void) => () => void;
	/** Calls back when nobody reads standard output any more. */
	readonly onReaderGone: (callback: () => void) => void;
	/** What is to be undone before the program says that it broke. */
	readonly onFault: (undo: () => void) => void;
};

/** Whether somebody watches a screen, and can press keys. */
export function hasScreen(given: Arguments, {isTerminal}: Environment): boolean {
	return isTerminal && !given.has('json');
}

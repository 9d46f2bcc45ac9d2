/* The world outside as a command meets it: where lines go, what signals come, whether somebody looks. Tests bring their own. */

export type Environment = {
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

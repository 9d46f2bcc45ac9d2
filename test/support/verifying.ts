/* `obi-tui verify` as a test runs it: words in; exit code and text, or the findings, out. */

import {parseArguments} from '../../source/commands/arguments.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {verify} from '../../source/commands/verify.ts';

type Ran = {readonly code: number; readonly text: string};

/** Runs `obi-tui verify` with these words; what the program would say of an error is the text. */
export async function ran(...words: readonly string[]): Promise<Ran> {
	const lines: string[] = [];
	try {
		const code = await verify(parseArguments(['verify', ...words]), (line) => lines.push(line));
		return {code, text: lines.join('\n')};
	} catch (error) {
		if (!isSpoken(error)) throw error;
		return {code: exitCodeOf(error), text: error.message};
	}
}

/** The findings as `--json` gives them. */
export async function found(...words: readonly string[]) {
	const {text} = await ran(...words, '--json');
	return JSON.parse(text);
}

/* `obi-tui` itself as a test runs it: watching in a folder of its own, which is also where the fills go. */

import process from 'node:process';
import {onTestFinished, vi} from 'vitest';
import {parseArguments} from '../../source/commands/arguments.ts';
import {exitCodeOf, isSpoken} from '../../source/commands/failure.ts';
import {watch} from '../../source/commands/watch.ts';
import {CommandStage} from './command-stage.ts';
import {type DemoRecordingOptions, recordDemo} from './demo-recording.ts';

export class WatchStage extends CommandStage {
	readonly trades = this.file('trades.json');

	constructor(options: {readonly isTerminal?: boolean} = {}) {
		super(options);
		vi.spyOn(process, 'cwd').mockReturnValue(this.folder);
		onTestFinished(() => {
			vi.restoreAllMocks();
		});
	}

	/** Resolves with the exit code. */
	run(...words: readonly string[]): Promise<number> {
		return watch(parseArguments([...words, '--trades', this.trades]), this.environment);
	}

	/** The exit code and what is said to a person; anything else that is thrown is thrown on. */
	async refusalOf(...words: readonly string[]): Promise<string> {
		const error = await this.run(...words).catch((reason: unknown) => reason);
		if (!isSpoken(error)) throw error;
		return `${exitCodeOf(error)}: ${error.message}`;
	}

	/** A demo of BTCUSDT, half a minute of it unless told otherwise. */
	async recorded(name = 'demo.jsonl', options: DemoRecordingOptions = {}): Promise<string> {
		return (await recordDemo(this.file(name), {minutes: 0.5, symbols: ['BTCUSDT'], ...options})).file;
	}
}

/* The command that shows a moment again: which recording, which time, and the flags by which its settings are not the recording's own. */

import type {EngineSettings} from '../engine/settings.ts';
import {isoTimeMicros} from '../files/iso-time.ts';

export type ShownMoment = {
	/** Recordings that hold it, in their order; empty where nothing was recorded. */
	readonly files: readonly string[];
	/** `auto` of a foreign file, or as it was given. */
	readonly format: string | undefined;
	/** µs since the epoch. */
	readonly at: number;
	readonly settings: EngineSettings;
	/** What the recording is folded with where nothing else is said. */
	readonly recorded: EngineSettings;
};

/** `obi-tui --replay btc.jsonl --at 2024-08-08T23:54:13.937000Z --paused`; null where there is nothing to replay. */
export function commandFor({files, format, at, settings, recorded}: ShownMoment): string | null {
	if (files.length === 0 || Number.isNaN(at)) return null;
	const words = ['obi-tui', '--replay', ...files.map(shellWord), '--at', isoTimeMicros(at), '--paused'];
	if (format !== undefined) words.push('--format', format);
	for (const {flag, of} of flags) if (of(settings) !== of(recorded)) words.push(flag, of(settings));
	return words.join(' ');
}

/** Those that a key can change, or that a replay was given. A table of the micro-price is a file of its own, and is not named. */
const flags: ReadonlyArray<{readonly flag: string; readonly of: (settings: EngineSettings) => string}> = [
	{flag: '--buy', of: ({buy}) => String(buy)},
	{flag: '--sell', of: ({sell}) => String(sell)},
	{flag: '--levels', of: ({levels}) => String(levels)},
	{flag: '--ema', of: ({span}) => String(span)},
	{flag: '--interval', of: ({interval}) => String(interval / 1_000_000)},
	{flag: '--max-vpin-rank', of: ({maxVpinRank}) => String(maxVpinRank)},
	{flag: '--vpin-bucket', of: ({vpinBucket}) => (vpinBucket === 0 ? 'auto' : String(vpinBucket))},
	{flag: '--vpin-buckets', of: ({vpinBuckets}) => String(vpinBuckets)},
	{flag: '--balance', of: ({balance}) => String(balance)},
	{flag: '--fee', of: ({feeBps}) => String(feeBps)},
	{flag: '--ofi-convention', of: ({ofiConvention}) => ofiConvention},
];

/** As a shell takes it for one word. */
export function shellWord(word: string): string {
	return /^[\w./:,@%+=][\w./:,@%+=-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

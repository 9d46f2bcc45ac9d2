/* `--rotate`, as the command line says it. */

import {parseRotation, type Rotation} from '../files/rotation.ts';
import type {Arguments} from './arguments.ts';
import {UsageError} from './failure.ts';

/** @throws UsageError */
export function rotationOf(given: Arguments): Rotation | undefined {
	const text = given.text('rotate');
	if (text === undefined) return undefined;
	const rotation = parseRotation(text);
	if (rotation === undefined)
		throw new UsageError(`--rotate ${text}: a size from 10kB, such as 100MB, or a time from 1m, such as 1h, is wanted.`);
	return rotation;
}

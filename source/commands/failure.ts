/* What goes wrong in words for a person, and the exit code that goes with it. */

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/** Something failed that was asked for rightly, and the words are already for a person: exit code 1. */
export class FailureError extends Error {
	override readonly name = 'FailureError';
}

/** Errors whose message was written for a person, by name: shown as they are. All others are faults of the program. */
const spoken = new Set([
	'UsageError',
	'FailureError',
	'UnknownSymbolError',
	'AmbiguousSymbolError',
	'VenueUnreachableError',
	'RestrictedLocationError',
	'MessageTooLargeError',
	'BadEndpointError',
	'NotInDemoError',
	'UnreadableRecordingError',
	'DamagedRecordingError',
	'SpoolError',
	'UnwritableRecordingError',
	'UnwritableFileError',
	'BeyondRecordingError',
	'OverlappingRecordingsError',
	'NotATimeError',
	'MicroPriceFileError',
]);

export function isSpoken(error: unknown): error is Error {
	return error instanceof Error && spoken.has(error.name);
}

/** Errors of a wrong command line that are found only where its words are used. */
const ofUsage = new Set(['UsageError', 'BadEndpointError', 'NotATimeError']);

export function exitCodeOf(error: unknown): 1 | 2 {
	return error instanceof Error && ofUsage.has(error.name) ? 2 : 1;
}

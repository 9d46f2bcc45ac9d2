/* The rules by which venues number the updates of a book, each with what a book that stands at an id makes of the next message. */

import type {StepRule} from './venue.ts';

/**
Updates bear contiguous ids, `first` to `last`. One that ends at or before the book's id is old; one that begins beyond the next id leaves a hole; one
that overlaps may be applied, for quantities are absolute. Binance spot (https://github.com/binance/binance-spot-api-docs web-socket-streams.md), Bybit.
*/
export const contiguous: StepRule = {
	judge(bookId, {first, last}) {
		if (last <= bookId) return last === bookId ? 'duplicate' : 'out-of-order';
		if (first > bookId + 1) return 'gap';
		return first <= bookId ? 'overlap' : 'apply';
	},
	replaces: () => true,
	base: ({first}) => first - 1,
	told: (bookId, {first}) => ({expected: bookId + 1, got: first}),
};

/**
Every update names the one before it, and ids have holes. Right after a REST snapshot an update may reach over it: `previous <= id <= last`, for
nothing of the book happened between `previous` and `first`. Binance USD-M ("How to manage a local order book correctly").
*/
export const chained: StepRule = {
	judge(bookId, {last, previous}, isJoining) {
		if (previous === bookId) return 'apply';
		if (last <= bookId) return last === bookId ? 'duplicate' : 'out-of-order';
		return isJoining && previous <= bookId ? 'overlap' : 'gap';
	},
	replaces: () => true,
	base: ({previous}) => previous,
	told: (bookId, {previous}) => ({expected: bookId, got: previous}),
};

/**
Every update names the one before it, a snapshot begins the chain, and ids may fall where the venue was restarted: so an update that does not go on from
the book's id is a gap, old as its id may look, unless it is the last one over again. An update that names itself as the one before is a sign of life.
Updates without ids follow a snapshot without an id, as they come, and nothing else. OKX, Deribit.
*/
export const strictlyChained: StepRule = {
	judge(bookId, {last, previous}) {
		if (Number.isNaN(last)) return Number.isNaN(bookId) ? 'apply' : 'gap';
		if (previous === bookId) return last === bookId ? 'idle' : 'apply';
		return last === bookId ? 'duplicate' : 'gap';
	},
	replaces: () => true,
	base: ({previous}) => previous,
	told: (bookId, {previous}) => ({expected: bookId, got: previous}),
};

/** Ids rise, and that is all that they say: times of the venue, or a count that more than one book shares. */
export const rising: StepRule = {
	judge: (bookId, {last}) => (last < bookId ? 'out-of-order' : 'apply'),
	replaces: (bookId, {last}) => last >= bookId,
	base: ({last}) => last,
	told: (bookId, {last}) => ({expected: bookId, got: last}),
};

/** Nothing is numbered: updates are taken as they come. Whether they are all there, something else must tell, if anything does. */
export const unnumbered: StepRule = {
	judge: () => 'apply',
	replaces: () => true,
	base: () => Number.NaN,
	told: () => ({expected: Number.NaN, got: Number.NaN}),
};

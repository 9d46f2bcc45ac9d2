/*
What somebody may have meant: the known words nearest to one that is not known. For symbols, options and venues alike.
Distance is that of Damerau and Levenshtein in its restricted form: insert, delete, replace, or swap two neighbours.
*/

/** Quotes that people mean when they name none, likeliest first. */
export const quotesByLikelihood = ['usdt', 'usdc', 'fdusd', 'usd', 'eur', 'btc'];

/**
The likeliest candidates, best first; empty where none is near. Case does not count.

A candidate that the word begins (`BTC` of `BTCUSDT`) is as near as one letter off. Of equals, the longer common beginning wins, then the likelier quote.
*/
export function nearest(word: string, candidates: Iterable<string>, count = 3): string[] {
	const wanted = word.toLowerCase();
	if (wanted === '') return [];
	const farthest = Math.max(1, Math.floor(wanted.length * 0.4));
	const found: Found[] = [];
	for (const candidate of candidates) {
		const lower = candidate.toLowerCase();
		const shared = commonPrefix(wanted, lower);
		if (shared < wanted.length && Math.abs(wanted.length - lower.length) > farthest) continue;
		const distance = shared === wanted.length ? Math.min(1, lower.length - shared) : editDistance(wanted, lower);
		if (distance <= farthest) found.push({candidate, distance, shared, quote: quoteRank(lower)});
	}
	found.sort(
		(a, b) =>
			a.distance - b.distance ||
			b.shared - a.shared ||
			a.quote - b.quote ||
			a.candidate.length - b.candidate.length ||
			(a.candidate < b.candidate ? -1 : 1),
	);
	return found.slice(0, count).map(({candidate}) => candidate);
}

type Found = {readonly candidate: string; readonly distance: number; readonly shared: number; readonly quote: number};

function quoteRank(lower: string): number {
	const rank = quotesByLikelihood.findIndex((quote) => lower.endsWith(quote));
	return rank === -1 ? quotesByLikelihood.length : rank;
}

function commonPrefix(a: string, b: string): number {
	let length = 0;
	while (length < a.length && length < b.length && a[length] === b[length]) length++;
	return length;
}

/** How many letters must be inserted, deleted, replaced or swapped with their neighbour to make one word of the other. */
export function editDistance(a: string, b: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({length: b.length + 1}, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const isSame = a[row - 1] === b[column - 1];
			let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1));
			const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
			if (isSwap) cost = Math.min(cost, beforeLast[column - 2]! + 1);
			current.push(cost);
		}
		beforeLast = last;
		last = current;
	}
	return last[b.length]!;
}

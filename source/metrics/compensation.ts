/*
Sums from which things are taken away again keep the digits that each step rounds off beside them (Neumaier 1974, Zeitschrift für Angewandte
Mathematik und Mechanik 54:39–51), so that something enormous leaves no trace once it has left.
*/

/** What `sum`, rounded as it is, lacks of `before + value`. */
export function lostBySum(before: number, value: number, sum: number): number {
	return Math.abs(before) >= Math.abs(value) ? before - sum + value : value - sum + before;
}

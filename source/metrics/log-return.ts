/*
ln(after / before), accurate for the smallest of moves too: the difference of two logarithms would keep but eight digits of a tick on BTCUSDT. NaN
where either is.
*/
export function logReturn(before: number, after: number): number {
	return Math.log1p((after - before) / before);
}

/*
Numbers as a trading desk reads them. A number that is not computable is `–`, never 0. The minus is a real one (U+2212), a plus is written where the
sign carries meaning, and texts of one kind have one width, so that nothing jitters.
*/

/** What stands for NaN. */
export const none = '–';

/** `64231.2` → `64,231.2`: separators in the whole part of a decimal text. */
export function grouped(text: string): string {
	const point = text.indexOf('.');
	const whole = point === -1 ? text : text.slice(0, point);
	return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (point === -1 ? '' : text.slice(point));
}

/** How many digits follow the point of a decimal text. */
export function decimalsOf(text: string): number {
	const point = text.indexOf('.');
	return point === -1 ? 0 : text.length - point - 1;
}

/** `1,234.50`; numbers beyond 10^15 in powers of ten. */
export function plain(value: number, decimals: number): string {
	if (Number.isNaN(value)) return none;
	if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
	const size = Math.abs(value);
	const text = size >= 1e15 ? size.toExponential(1) : grouped(size.toFixed(decimals));
	return value < 0 && !isZero(text) ? `−${text}` : text;
}

/** `+1,234.50`, `−0.20`, and ` 0.00` without a sign where nothing is left after rounding. */
export function signed(value: number, decimals: number): string {
	const text = plain(value, decimals);
	if (Number.isNaN(value) || text.startsWith('−')) return text;
	return (isZero(text) ? ' ' : '+') + text;
}

/** A number in −1 to 1 in four cells: `+.71`, `−.05`, ` .00`, `+1.0`. */
export function ratio(value: number): string {
	if (Number.isNaN(value)) return none.padStart(4);
	return (Math.abs(value) >= 0.995 ? signed(value, 1) : signed(value, 2).replace('0.', '.')).padStart(4);
}

/** A number in 0 to 1 in three cells: `.38`, `1.0`. */
export function share(value: number): string {
	if (Number.isNaN(value)) return none.padStart(3);
	return (Math.abs(value) >= 0.995 ? plain(value, 1) : plain(value, 2).replace('0.', '.')).padStart(3);
}

/** A fraction as percent: `61%`; with decimals and a sign `+0.12%`. */
export function percent(value: number, decimals = 0): string {
	return Number.isNaN(value) ? none : `${plain(value * 100, decimals)}%`;
}

export function signedPercent(value: number, decimals: number): string {
	return Number.isNaN(value) ? none : `${signed(value * 100, decimals)}%`;
}

/** Basis points, `3.1bp`. */
export function basisPoints(value: number, decimals: number): string {
	return Number.isNaN(value) ? none : `${plain(value, decimals)}bp`;
}

/** `+0.28bp` */
export function signedBasisPoints(value: number, decimals: number): string {
	return Number.isNaN(value) ? none : `${signed(value, decimals)}bp`;
}

/** A quantity in at most `width` cells: fewer decimals where it would not fit, then `k`, `M`, `G`, `T`. */
export function quantity(value: number, decimals: number, width: number): string {
	for (let kept = decimals; kept >= 0; kept--) {
		const text = plain(value, kept);
		if (text.length <= width) return text;
	}
	return compact(value, width);
}

/** As `quantity`, but what rests and would round to nothing is `<.01`: there is something. */
export function resting(value: number, decimals: number, width: number): string {
	const text = quantity(value, decimals, width);
	const least = decimals === 0 ? '<1' : `<.${'1'.padStart(decimals, '0')}`;
	return value > 0 && isZero(text) && least.length <= width ? least : text;
}

/** As `quantity`, with its sign. */
export function signedQuantity(value: number, decimals: number, width: number): string {
	if (Number.isNaN(value)) return none;
	const text = quantity(Math.abs(value), decimals, width - 1);
	return isZero(text) ? ` ${text}` : `${value < 0 ? '−' : '+'}${text}`;
}

/** `18.2 MB` without the blank. */
export function bytes(count: number): string {
	if (Number.isNaN(count)) return none;
	const [size, unit] = count < 1e6 ? [count / 1e3, 'kB'] : count < 1e9 ? [count / 1e6, 'MB'] : [count / 1e9, 'GB'];
	return `${size.toFixed(1)}${unit}`;
}

function compact(value: number, width: number): string {
	const units = ['k', 'M', 'G', 'T', 'P'];
	for (const [index, unit] of units.entries()) {
		const scaled = value / 1000 ** (index + 1);
		for (const decimals of [1, 0]) {
			const text = plain(scaled, decimals);
			if (text.length < width && Math.abs(scaled) < 1000) return text + unit;
		}
	}
	return Number.isFinite(value) ? value.toExponential(0).replace('-', '−').replace('e+', 'e') : plain(value, 0);
}

/** Whether nothing is left of a number after rounding. */
export function isZero(text: string): boolean {
	return !/[1-9∞]/.test(text);
}

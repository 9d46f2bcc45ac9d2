/* Cumulative distribution functions by which bulk volume is classified. */

/** Of the standard normal distribution, to about 1e-15 (Hart 1968, as given by West 2005, Wilmott Magazine). */
export function normalCdf(x: number): number {
	const size = Math.abs(x);
	if (Number.isNaN(x)) return Number.NaN;
	if (size > 37) return x > 0 ? 1 : 0;
	const density = Math.exp((-size * size) / 2);
	let tail: number;
	if (size < 7.071_067_811_865_47) {
		const over = horner(
			size,
			[
				3.526_249_659_989_11e-2, 0.700_383_064_443_688, 6.373_962_203_531_65, 33.912_866_078_383, 112.079_291_497_871, 221.213_596_169_931,
				220.206_867_912_376,
			],
		);
		const under = horner(
			size,
			[
				8.838_834_764_831_84e-2, 1.755_667_163_182_64, 16.064_177_579_207, 86.780_732_202_946_1, 296.564_248_779_674, 637.333_633_378_831,
				793.826_512_519_948, 440.413_735_824_752,
			],
		);
		tail = (density * over) / under;
	} else {
		const fraction = size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65))));
		tail = density / fraction / 2.506_628_274_631;
	}
	return x > 0 ? 1 - tail : tail;
}

/** Of Student's t with ν degrees of freedom, ν above 0 and not necessarily whole, by the regularised incomplete beta function. */
export function studentCdf(x: number, freedom: number): number {
	if (x === 0) return 0.5;
	const tail = incompleteBeta(freedom / (freedom + x * x), freedom / 2, 0.5) / 2;
	return x > 0 ? 1 - tail : tail;
}

/** I_x(a, b) by its continued fraction (Press et al., Numerical Recipes, section 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
	if (!(x > 0)) return x === 0 ? 0 : Number.NaN;
	if (x >= 1) return 1;
	const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
	return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

const mostTerms = 1000;
const tiny = 1e-300;

function betaFraction(x: number, a: number, b: number): number {
	let c = 1;
	let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
	let fraction = d;
	for (let m = 1; m <= mostTerms; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / notZero(1 + even * d);
		c = notZero(1 + even / c);
		fraction *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / notZero(1 + odd * d);
		c = notZero(1 + odd / c);
		fraction *= d * c;
		if (Math.abs(d * c - 1) < 1e-16) break;
	}
	return fraction;
}

function notZero(value: number): number {
	return Math.abs(value) < tiny ? tiny : value;
}

/** Lanczos's approximation with g = 7, to about 1e-15. */
function logGamma(x: number): number {
	if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
	let sum = 0.999_999_999_999_809_93;
	for (const [index, coefficient] of lanczos.entries()) sum += coefficient / (x + index);
	const base = x + 6.5;
	return 0.918_938_533_204_672_8 + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

const lanczos = [
	676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13, -176.615_029_162_140_59, 12.507_343_278_686_905,
	-0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6, 1.505_632_735_149_311_6e-7,
];

function horner(x: number, coefficients: readonly number[]): number {
	return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

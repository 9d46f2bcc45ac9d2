/*
The first principal component of vectors that come one by one: the eigenvector of their covariance (centred, ddof 1) with the greatest eigenvalue,
by Jacobi rotations, its sign such that its elements sum to more than 0. Learnt first, then frozen: what is scored by it never changes what it is.
*/

import type {Archive} from '../market/archive.ts';

/** Sweeps after which rotations have long converged: the off-diagonal falls quadratically. */
const mostSweeps = 64;

export class PrincipalComponent {
	readonly size: number;
	#count = 0;
	#mean: Float64Array<ArrayBuffer>;
	/** Sums of products of distances from the means. */
	#products: Float64Array<ArrayBuffer>;
	#weights: Float64Array<ArrayBuffer>;
	#explained = Number.NaN;

	constructor(size: number) {
		this.size = size;
		this.#mean = new Float64Array(size);
		this.#products = new Float64Array(size * size);
		this.#weights = new Float64Array(size).fill(Number.NaN);
	}

	get isFrozen(): boolean {
		return !Number.isNaN(this.#explained);
	}

	/** Share of the variance that the component explained in what was learnt; NaN until frozen. */
	get explained(): number {
		return this.#explained;
	}

	/** The component, of length 1; NaN until frozen. */
	get weights(): Float64Array {
		return this.#weights;
	}

	learn(vector: Float64Array): void {
		if (this.isFrozen) return;
		this.#count++;
		const {size} = this;
		for (let row = 0; row < size; row++) {
			const distance = vector[row]! - this.#mean[row]!;
			for (let column = 0; column < row; column++) {
				// The mean of an earlier element has been moved already, as the recurrence asks.
				this.#products[row * size + column]! += distance * (vector[column]! - this.#mean[column]!);
			}
			this.#mean[row]! += distance / this.#count;
			this.#products[row * size + row]! += distance * (vector[row]! - this.#mean[row]!);
		}
	}

	/** Ends learning. Without two vectors that differ there is no component, and learning goes on. */
	freeze(): void {
		const {size} = this;
		const matrix = Float64Array.from({length: size * size}, (_, index) => {
			const [row, column] = [Math.floor(index / size), index % size];
			return this.#products[Math.max(row, column) * size + Math.min(row, column)]! / (this.#count - 1);
		});
		const {values, vectors} = eigen(matrix, size);
		const total = values.reduce((sum, value) => sum + value, 0);
		const best = values.indexOf(Math.max(...values));
		if (!(total > 0)) return;
		const weights = Float64Array.from({length: size}, (_, row) => vectors[row * size + best]!);
		const sign = weights.reduce((sum, weight) => sum + weight, 0) < 0 ? -1 : 1;
		this.#weights = weights.map((weight) => weight * sign);
		this.#explained = values[best]! / total;
	}

	/** w₁ᵀ·x / ‖w₁‖₁; NaN until frozen. */
	score(vector: Float64Array): number {
		if (!this.isFrozen) return Number.NaN;
		let [sum, norm] = [0, 0];
		for (let row = 0; row < this.size; row++) {
			sum += this.#weights[row]! * vector[row]!;
			norm += Math.abs(this.#weights[row]!);
		}
		return sum / norm;
	}

	archive(io: Archive): void {
		this.#count = io.number(this.#count);
		this.#mean = io.numbers(this.#mean);
		this.#products = io.numbers(this.#products);
		this.#weights = io.numbers(this.#weights);
		this.#explained = io.number(this.#explained);
	}
}

/** Eigenvalues of a symmetric matrix, and eigenvectors as columns (cyclic Jacobi; Golub and Van Loan, Matrix Computations, section 8.5). */
export function eigen(symmetric: Float64Array, size: number): {values: Float64Array; vectors: Float64Array} {
	const matrix = symmetric.slice();
	const vectors = new Float64Array(size * size);
	for (let row = 0; row < size; row++) vectors[row * size + row] = 1;
	for (let sweep = 0; sweep < mostSweeps; sweep++) {
		let rotated = false;
		for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotated = rotate(matrix, vectors, size, p, q) || rotated;
		if (!rotated) break;
	}
	return {values: Float64Array.from({length: size}, (_, row) => matrix[row * size + row]!), vectors};
}

/** Turns the plane of two axes so that their element vanishes. Returns false where it is nothing beside the diagonal. */
function rotate(matrix: Float64Array, vectors: Float64Array, size: number, p: number, q: number): boolean {
	const off = matrix[p * size + q]!;
	const [pp, qq] = [matrix[p * size + p]!, matrix[q * size + q]!];
	if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(pp * qq)) || off === 0) return false;
	const theta = (qq - pp) / (2 * off);
	const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
	const cosine = 1 / Math.sqrt(tangent * tangent + 1);
	const sine = tangent * cosine;
	for (let index = 0; index < size; index++) turn(matrix, index * size + p, index * size + q, cosine, sine);
	for (let index = 0; index < size; index++) turn(matrix, p * size + index, q * size + index, cosine, sine);
	for (let index = 0; index < size; index++) turn(vectors, index * size + p, index * size + q, cosine, sine);
	matrix[p * size + q] = 0;
	matrix[q * size + p] = 0;
	return true;
}

function turn(values: Float64Array, one: number, other: number, cosine: number, sine: number): void {
	const [first, second] = [values[one]!, values[other]!];
	values[one] = cosine * first - sine * second;
	values[other] = sine * first + cosine * second;
}

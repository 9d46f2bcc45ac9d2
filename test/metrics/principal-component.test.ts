import {expect, test} from 'vitest';
import {eigen, PrincipalComponent} from '../../source/metrics/principal-component.ts';
import {expectClose} from './close-to.ts';
import {fc} from './seeded.ts';

const size = 6;
const entry = fc.integer({min: -1000, max: 1000}).map((thousandths) => thousandths / 100);
const vectors = fc.array(fc.array(entry, {minLength: size, maxLength: size}), {minLength: size + 2, maxLength: 40});
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function learnt(rows: readonly (readonly number[])[]): PrincipalComponent {
	const component = new PrincipalComponent(size);
	for (const row of rows) component.learn(Float64Array.from(row));
	component.freeze();
	return component;
}

function covariance(rows: readonly (readonly number[])[]): number[][] {
	const means = Array.from({length: size}, (_, axis) => total(rows.map((row) => row[axis]!)) / rows.length);
	const product = (one: number, other: number) => total(rows.map((row) => (row[one]! - means[one]!) * (row[other]! - means[other]!)));
	return means.map((_, one) => means.map((__, other) => product(one, other) / (rows.length - 1)));
}

test('eigenvectors are of length 1, stand upright on one another, and are only stretched by their matrix', () => {
	fc.assert(
		fc.property(vectors, (rows) => {
			const matrix = covariance(rows);
			const {values, vectors: axes} = eigen(Float64Array.from(matrix.flat()), size);
			const axis = (number: number) => Array.from({length: size}, (_, row) => axes[row * size + number]!);
			const largest = Math.max(...values);
			expect(Math.abs(total([...values]) - total(matrix.map((row, index) => row[index]!)))).toBeLessThan(1e-9 * largest);
			for (let one = 0; one < size; one++) {
				for (let other = 0; other < size; other++) {
					const product = total(axis(one).map((part, index) => part * axis(other)[index]!));
					expect(Math.abs(product - (one === other ? 1 : 0))).toBeLessThan(1e-12);
				}
				const moved = matrix.map((row) => total(row.map((part, index) => part * axis(one)[index]!)));
				for (const [index, part] of moved.entries()) expect(Math.abs(part - values[one]! * axis(one)[index]!)).toBeLessThan(1e-9 * largest);
			}
		}),
	);
});

test('no direction has more variance than the first component, and it explains as much as it says', () => {
	fc.assert(
		fc.property(vectors, fc.array(entry, {minLength: size, maxLength: size}), (rows, direction) => {
			const component = learnt(rows);
			const matrix = covariance(rows);
			const varianceAlong = (axis: readonly number[]) => {
				const square = total(axis.map((part) => part * part));
				return total(axis.flatMap((one, row) => axis.map((other, column) => one * other * matrix[row]![column]!))) / square;
			};
			const most = varianceAlong([...component.weights]);
			if (direction.some((part) => part !== 0)) expect(varianceAlong(direction)).toBeLessThanOrEqual(most * (1 + 1e-9));
			expect(Math.abs(component.explained - most / total(matrix.map((row, index) => row[index]!)))).toBeLessThan(1e-9);
			expect(total([...component.weights])).toBeGreaterThanOrEqual(-1e-12);
		}),
	);
});

test('turning all signs leaves the component, and turns what it says of them', () => {
	fc.assert(
		fc.property(vectors, (rows) => {
			const [one, mirror] = [learnt(rows), learnt(rows.map((row) => row.map((part) => -part)))];
			expectClose(mirror.weights, one.weights);
			expectClose(mirror.score(Float64Array.from(rows[0]!, (part) => -part)), -one.score(Float64Array.from(rows[0]!)));
		}),
	);
});

test('once frozen it learns no more', () => {
	const component = learnt([
		[1, 0, 0, 0, 0, 0],
		[2, 1, 0, 0, 0, 0],
		[4, 1, 1, 0, 0, 0],
	]);
	const before = component.weights.slice();
	component.learn(Float64Array.of(0, 0, 0, 0, 0, 1000));
	component.freeze();
	expect(component.weights).toEqual(before);
});

test('vectors that do not differ have no component, and learning goes on', () => {
	const component = learnt([]);
	expect([component.isFrozen, component.explained]).toEqual([false, Number.NaN]);
	for (let row = 0; row < 3; row++) component.learn(new Float64Array(size).fill(7));
	component.freeze();
	expect(component.isFrozen).toBe(false);
	component.learn(Float64Array.of(7, 7, 7, 7, 7, 9));
	component.freeze();
	expectClose(component.weights, [0, 0, 0, 0, 0, 1]);
	expect(component.explained).toBe(1);
});

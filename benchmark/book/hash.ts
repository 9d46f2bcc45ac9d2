/* A small hash of a top, so that 300,000 of them can be compared. */

import {depth, pricesPerUnit, quantitiesPerUnit, type Subject} from './subject.ts';

/** 32 bits over counts, whatever the unit of the top. */
export function hashOf(top: Float64Array<ArrayBuffer>, unit: Subject['unit']): number {
	let hash = 0;
	for (let index = 0; index < top.length; index++) {
		const isQuantity = Math.floor(index / depth) % 2 === 1;
		const value = top[index]!;
		const count = unit === 'counts' ? value : Math.round(value * (isQuantity ? quantitiesPerUnit : pricesPerUnit));
		hash = mixed(mixed(hash, count | 0), Math.floor(count / 2 ** 32));
	}
	return hash >>> 0;
}

/** A round of MurmurHash3. */
function mixed(hash: number, value: number): number {
	const scattered = Math.imul(value, 0xcc9e2d51);
	const turned = hash ^ Math.imul((scattered << 15) | (scattered >>> 17), 0x1b873593);
	return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}

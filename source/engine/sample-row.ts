/* What one moment of the sample clock says of one instrument: a number for each column of the catalogue, and names for those that the program itself goes by. */

import type {Archive} from '../market/archive.ts';
import {catalogue, columnIndex} from './meters.ts';

const places = {
	bid: columnIndex('best_bid'),
	ask: columnIndex('best_ask'),
	mid: columnIndex('mid'),
	spreadBps: columnIndex('spread_bps'),
	weightedMid: columnIndex('wmid'),
	rho: columnIndex('rho'),
	obi: columnIndex('obi'),
	obiPriceWeighted: columnIndex('obi_pw'),
	isShallow: columnIndex('shallow'),
	ewma: columnIndex('obi_ema'),
	z: columnIndex('obi_z'),
	ofi: columnIndex('ofi_1'),
	tradeFlow: columnIndex('tfi_60'),
	volumeDelta: columnIndex('cvd'),
	bought: columnIndex('buy_vol_60'),
	sold: columnIndex('sell_vol_60'),
	volatilityBps: columnIndex('vol_bps_60'),
	vpin: columnIndex('vpin'),
	vpinRank: columnIndex('vpin_rank'),
	kyleBps: columnIndex('kyle_bps'),
	kyleT: columnIndex('kyle_t'),
	toxicity: columnIndex('tox'),
};

/** Prices in quote units, quantities in the instrument's unit; NaN where not computable. */
export class SampleRow {
	/** µs; NaN before the first row. */
	at = Number.NaN;
	/** In the order of the catalogue. */
	values: Float64Array<ArrayBuffer> = new Float64Array(catalogue.length).fill(Number.NaN);

	get bid(): number {
		return this.values[places.bid]!;
	}

	get ask(): number {
		return this.values[places.ask]!;
	}

	get mid(): number {
		return this.values[places.mid]!;
	}

	get spreadBps(): number {
		return this.values[places.spreadBps]!;
	}

	get weightedMid(): number {
		return this.values[places.weightedMid]!;
	}

	get rho(): number {
		return this.values[places.rho]!;
	}

	get obi(): number {
		return this.values[places.obi]!;
	}

	get obiPriceWeighted(): number {
		return this.values[places.obiPriceWeighted]!;
	}

	/** A side had fewer levels than are summed. */
	get isShallow(): boolean {
		return this.values[places.isShallow] === 1;
	}

	get ewma(): number {
		return this.values[places.ewma]!;
	}

	get z(): number {
		return this.values[places.z]!;
	}

	/** Level-1 OFI over the last second. */
	get ofi(): number {
		return this.values[places.ofi]!;
	}

	/** Trade-flow imbalance of the last minute, and the volumes that it is of. */
	get tradeFlow(): number {
		return this.values[places.tradeFlow]!;
	}

	get bought(): number {
		return this.values[places.bought]!;
	}

	get sold(): number {
		return this.values[places.sold]!;
	}

	get volumeDelta(): number {
		return this.values[places.volumeDelta]!;
	}

	get volatilityBps(): number {
		return this.values[places.volatilityBps]!;
	}

	get vpin(): number {
		return this.values[places.vpin]!;
	}

	get vpinRank(): number {
		return this.values[places.vpinRank]!;
	}

	/** Kyle's λ, bps per unit, and its t. */
	get kyleBps(): number {
		return this.values[places.kyleBps]!;
	}

	get kyleT(): number {
		return this.values[places.kyleT]!;
	}

	get toxicity(): number {
		return this.values[places.toxicity]!;
	}

	/** Any column by its name. @throws RangeError for a name that is none. */
	value(name: string): number {
		return this.values[columnIndex(name)]!;
	}

	archive(io: Archive): void {
		this.at = io.number(this.at);
		this.values = io.numbers(this.values);
	}
}

/* Every metric that a sample row holds, in the order of its columns. A metric is added here with one line. */

import {Amihud} from '../metrics/amihud.ts';
import {BandImbalance} from '../metrics/band-imbalance.ts';
import {CompositeToxicity} from '../metrics/composite-toxicity.ts';
import {DepthSlope} from '../metrics/depth-slope.ts';
import {FlowImpact} from '../metrics/flow-impact.ts';
import {ImbalanceRows} from '../metrics/imbalance-rows.ts';
import {KyleLambda} from '../metrics/kyle-lambda.ts';
import {LevelImbalance} from '../metrics/level-imbalance.ts';
import type {Column, Meter} from '../metrics/meter.ts';
import {MicroPrice, type MicroPriceTable} from '../metrics/micro-price.ts';
import {MultiLevelFlow} from '../metrics/multi-level-flow.ts';
import {OrderFlowImbalance} from '../metrics/order-flow-imbalance.ts';
import {QueueFlow} from '../metrics/queue-flow.ts';
import {Resilience} from '../metrics/resilience.ts';
import {RollSpread} from '../metrics/roll-spread.ts';
import {SpreadDecomposition} from '../metrics/spread-decomposition.ts';
import {TouchMeter} from '../metrics/touch.ts';
import {TradeFlow} from '../metrics/trade-flow.ts';
import {TradeIntensity} from '../metrics/trade-intensity.ts';
import {Volatility} from '../metrics/volatility.ts';
import {VolumeProfile} from '../metrics/volume-profile.ts';
import {WeightedImbalance} from '../metrics/weighted-imbalance.ts';
import {defaultSettings, type EngineSettings} from './settings.ts';
import {Toxicity} from './toxicity.ts';

export type Meters = {
	readonly all: readonly Meter[];
	/** Those that somebody beside a row asks something of. */
	readonly orderFlow: OrderFlowImbalance;
	readonly flow: TradeFlow;
	readonly toxicity: Toxicity;
};

export function makeMeters(settings: EngineSettings, table: MicroPriceTable | undefined): Meters {
	const {interval, ofiConvention} = settings;
	const orderFlow = new OrderFlowImbalance(interval, ofiConvention);
	const flow = new TradeFlow(interval);
	const toxicity = new Toxicity(settings.vpinBucket, settings.vpinBuckets);
	const all: readonly Meter[] = [
		new TouchMeter(),
		new MicroPrice(table),
		new LevelImbalance(settings),
		new WeightedImbalance(),
		new BandImbalance(),
		new DepthSlope(),
		new ImbalanceRows(settings, columnIndex),
		orderFlow,
		new MultiLevelFlow(interval, ofiConvention),
		new FlowImpact(() => orderFlow.term),
		flow,
		new TradeIntensity(interval),
		toxicity,
		new KyleLambda(),
		new Amihud(),
		new RollSpread(interval),
		new SpreadDecomposition(interval),
		new QueueFlow(interval),
		new Volatility(interval),
		new VolumeProfile(),
		new Resilience(interval),
		new CompositeToxicity(interval, columnIndex),
	];
	return {all, orderFlow, flow, toxicity};
}

/** Every column of a sample row, in order: what exports, `obi-tui metrics` and the documentation are made from. */
export const catalogue: readonly Column[] = makeMeters(defaultSettings, undefined).all.flatMap((meter) => meter.columns);

const indexes: ReadonlyMap<string, number> = new Map(catalogue.map(({name}, index) => [name, index]));

/** Where a column stands in a row. @throws RangeError for a name that is none. */
export function columnIndex(name: string): number {
	const index = indexes.get(name);
	if (index === undefined) throw new RangeError(`${name} is no column`);
	return index;
}

/* Makes views of the engine for the screen. Sub-objects are made anew only where something in them changed, so that panels can skip painting. */

import {midText, powersOfTen} from '../market/decimal.ts';
import type {InstrumentId} from '../market/instrument.ts';
import {rowsKept} from './column-history.ts';
import type {Desk} from './desk.ts';
import {integrityViewOf} from './integrity-view.ts';
import {LadderMaker} from './ladder-view.ts';
import type {EngineSettings} from './settings.ts';
import type {
	DetailView,
	ImbalanceView,
	InstrumentSummary,
	InstrumentView,
	LadderView,
	LogLine,
	PortfolioView,
	SettingsView,
	View,
	VpinView,
	Want,
} from './view.ts';

/** What a view is made of: the engine, as far as it is looked at. */
export type ViewSource = {
	readonly desks: readonly Desk[];
	readonly settings: EngineSettings;
	readonly at: number;
	readonly frames: number;
	readonly samples: number;
	readonly bookHash: string;
	readonly stateHash: string;
};

/** Remembers the last value made and hands it out again while its key is the same. */
class Memo<Value> {
	#key = '';
	#value: Value | undefined;

	get(key: string, make: () => Value): Value {
		if (this.#value === undefined || key !== this.#key) {
			this.#key = key;
			this.#value = make();
		}
		return this.#value;
	}
}

class DeskMemos {
	readonly ladder = new Memo<LadderView>();
	readonly imbalance = new Memo<ImbalanceView>();
	readonly vpin = new Memo<VpinView>();
	readonly portfolio = new Memo<PortfolioView>();
	readonly log = new Memo<readonly LogLine[]>();
	readonly detail = new Memo<DetailView>();
	readonly ladderMaker = new LadderMaker();
}

export class Viewer {
	readonly #memos = new Map<InstrumentId, DeskMemos>();
	readonly #settings = new Memo<SettingsView>();

	view(engine: ViewSource, want: Want): View {
		const {desks, settings, at} = engine;
		const summaries = desks.map((desk) => summaryOf(desk));
		const wanted = desks.findIndex((desk) => desk.instrument.id === want.instrument);
		const index = wanted === -1 ? 0 : wanted;
		const desk = desks[index];
		const summary = summaries[index];
		return {
			at,
			frames: engine.frames,
			settings: this.#settings.get(settingsKey(settings), () => settingsViewOf(settings)),
			proof: {samples: engine.samples, book: engine.bookHash, state: engine.stateHash},
			instruments: summaries,
			selected: desk === undefined || summary === undefined ? undefined : this.#instrument(desk, summary, at, settings, want),
		};
	}

	#instrument(desk: Desk, summary: InstrumentSummary, at: number, settings: EngineSettings, want: Want): InstrumentView {
		let memos = this.#memos.get(desk.instrument.id);
		if (memos === undefined) {
			memos = new DeskMemos();
			this.#memos.set(desk.instrument.id, memos);
		}
		const {integrity, gauges, strategy, log} = desk;
		const {ladderMaker} = memos;
		const ladderKey = `${integrity.applied} ${integrity.snapshots} ${integrity.state} ${Math.floor(at / 1e6)} ${want.rows} ${want.grouping} ${settings.levels}`;
		const sampleKey = `${gauges.series.count} ${want.samples} ${integrity.state} ${settings.levels}`;
		const tradeKey = `${integrity.trades} ${gauges.toxicity.closed} ${gauges.series.count}`;
		return {
			summary,
			base: desk.instrument.contract?.unit ?? desk.instrument.base,
			quote: desk.instrument.quote,
			ladder: memos.ladder.get(ladderKey, () => ladderMaker.make(desk, at, want.rows, want.grouping, settings)),
			imbalance: memos.imbalance.get(sampleKey, () => imbalanceViewOf(desk, want.samples)),
			vpin: memos.vpin.get(tradeKey, () => vpinViewOf(desk)),
			portfolio: memos.portfolio.get(`${sampleKey} ${strategy.portfolio.trades}`, () => portfolioViewOf(desk, want.samples)),
			integrity: integrityViewOf(desk, summary, settings.levels, at),
			log: memos.log.get(`${log.count} ${want.lines}`, () => log.latest(want.lines)),
			detail: want.detail ? memos.detail.get(`${gauges.row.at} ${gauges.series.count}`, () => detailViewOf(desk)) : undefined,
		};
	}
}

function settingsKey({buy, sell, levels, span, interval}: EngineSettings): string {
	return `${buy} ${sell} ${levels} ${span} ${interval}`;
}

function settingsViewOf(settings: EngineSettings): SettingsView {
	const {buy, sell, levels, span, interval} = settings;
	return {buy, sell, levels, span, interval};
}

function summaryOf(desk: Desk): InstrumentSummary {
	const {integrity, gauges, strategy, latency, instrument} = desk;
	const book = desk.shownBook;
	const isSound = book?.isSound === true;
	const mid = isSound ? book.mid / powersOfTen[book.priceScale]! : Number.NaN;
	return {
		id: instrument.id,
		symbol: instrument.symbol,
		venueLabel: desk.venueLabel,
		feed: desk.feed,
		state: integrity.state,
		badge: integrity.badge,
		mid: isSound ? midText(book.mid, book.priceScale) : '',
		change: mid / gauges.firstMid - 1,
		obi: gauges.row.obi,
		gaps: integrity.gapCount,
		profit: strategy.portfolio.equity - strategy.portfolio.startingBalance,
		trades: strategy.portfolio.trades,
		latencyP50: latency.percentile(0.5),
		latencyP99: latency.percentile(0.99),
	};
}

function imbalanceViewOf(desk: Desk, samples: number): ImbalanceView {
	const {row, series} = desk.gauges;
	const {at, raw, smooth, signals} = series.latest(samples);
	return {
		at,
		raw,
		smooth,
		signals,
		rho: row.rho,
		obi: row.obi,
		obiPriceWeighted: row.obiPriceWeighted,
		ewma: row.ewma,
		z: row.z,
		ofi: row.ofi,
		zone: desk.strategy.zone,
		isShallow: row.isShallow,
	};
}

function vpinViewOf(desk: Desk): VpinView {
	const {toxicity, flow, row} = desk.gauges;
	return {
		values: toxicity.latest(200),
		value: toxicity.provisional,
		buckets: toxicity.buckets,
		closed: toxicity.closed,
		bucketSize: toxicity.bucketSize,
		sizeSource: toxicity.sizeSource,
		filled: toxicity.filled,
		rank: toxicity.rank,
		ranked: toxicity.ranked,
		bought: row.bought,
		sold: row.sold,
		tradeFlow: row.tradeFlow,
		volumeDelta: flow.volumeDelta,
		volatilityBps: row.volatilityBps,
		trades: desk.integrity.trades,
		kyleBps: row.kyleBps,
		kyleT: row.kyleT,
		toxicity: row.toxicity,
	};
}

function detailViewOf({gauges: {row, history}}: Desk): DetailView {
	const series = Array.from(row.values, (_, column) => history.latest(column, rowsKept));
	return {at: row.at, values: row.values.slice(), series};
}

function portfolioViewOf(desk: Desk, samples: number): PortfolioView {
	const {portfolio, feeBps} = desk.strategy;
	const profit = portfolio.equity - portfolio.startingBalance;
	return {
		startingBalance: portfolio.startingBalance,
		cash: portfolio.cash,
		position: portfolio.position,
		averagePrice: portfolio.averagePrice,
		equity: portfolio.equity,
		profit,
		profitShare: profit / portfolio.startingBalance,
		drawdown: portfolio.drawdown,
		worstDrawdown: portfolio.worstDrawdown,
		fees: portfolio.fees,
		feeBps,
		trades: portfolio.trades,
		curve: desk.gauges.series.latest(samples).equity,
	};
}

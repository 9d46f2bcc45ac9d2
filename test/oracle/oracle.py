"""A second opinion on what the program computes: recomputed from the raw recording, with nothing shared.

    oracle.py table FILE OUT.csv [--interval 1.0] [--levels 20] [--span 30]   every column, a row a sample
    oracle.py vpin TRADES.csv.gz --bucket Q [--buckets 50] [--all]            VPIN of a trades CSV, as JSON
    oracle.py sums FILE                                                       whole-file sums, as JSON

Needs pandas 1.5 and numpy 1.24. Section numbers in this folder are those of the metrics specification.
"""
import argparse
import json
import sys
from decimal import Decimal

# Before our own modules are imported: no __pycache__ beside the tests.
sys.dont_write_bytecode = True

import numpy as np
import pandas as pd

import columns
from book import LOT, fold, scaled
from vpin import vpin

STANDING = [
    'lastUpdateId', 'best_bid', 'best_ask', 'mid', 'twice_mid', 'wmid', 'bid_vol_L', 'ask_vol_L', 'obi', 'obi_pw',
    'rho10', 'obi10', 'obi_l1', 'obi_l5', 'obi_l10', 'obi_l20', 'obi_lexp', 'obi_dexp', 'obi_band5', 'obi_band25', 'obi_band100',
    'obi_seed1w', 'slope_logq_bid', 'slope_logq_ask', 'slope_logq_diff', 'px_slope_bid', 'px_slope_ask', 'px_slope_asym',
]


def ewma(series, span):
    """Section 1.5."""
    return series.ewm(span=span, adjust=False, min_periods=5).mean()


def z_score(series, rows, least):
    """Section 1.6: the current row is inside its own window."""
    window = series.rolling(rows, min_periods=least)
    return (series - window.mean()) / (window.std(ddof=1) + 1e-12)


def extreme_flag(series):
    """Section 1.7, over the whole run: 0 where there is no number."""
    size = series.abs()
    return (size >= size.quantile(.9)).astype(int)


def table(path, interval, levels, span):
    recording = fold(path, interval, levels)
    frame = pd.DataFrame(recording.rows).reindex(columns=['at', *STANDING])
    if frame.empty:
        raise SystemExit('no row: the recording ends before the first sample of a book')
    frame['obi_ema'], frame['obi_pw_ema'] = ewma(frame.obi, span), ewma(frame.obi_pw, span)
    frame['mid_ret'] = np.log1p(frame.mid.diff() / frame.mid.shift())
    frame['mid_ret_fwd'] = frame.mid_ret.shift(-1)
    rows = max(60, int(60 * columns.SECOND // interval))
    frame['obi_z'] = z_score(frame.obi, rows, rows // 3)
    frame['obi_extreme_flag'] = extreme_flag(frame.obi)

    at = frame['at'].to_numpy()
    # Nobody says that trades are listened to before the first of them comes.
    watched = at - recording.trade_at[0]
    looking_back = [
        columns.order_flow(recording, at),
        columns.trade_flow(recording, at, watched),
        columns.toxicity(recording, at),
        columns.price_impact(recording, at, frame.twice_mid.to_numpy(dtype=float), interval, watched),
        columns.spreads(recording, at),
        columns.volatility(frame.mid_ret.to_numpy(), interval),
    ]
    return pd.concat([frame.drop(columns='twice_mid'), *map(pd.DataFrame, looking_back)], axis=1)


def plain(whole):
    """Lots as the shortest exact decimal text of base units."""
    text = f'{Decimal(int(whole)) / LOT:f}'
    return text.rstrip('0').rstrip('.') if '.' in text else text


def sums(path):
    """Whole-file figures under the names of the recordings' list of expected values; rho10 here takes every state, trusted or not."""
    recording = fold(path)
    e = columns.flow_terms(recording.bid_px, recording.bid_q, recording.ask_px, recording.ask_q)[:, 0]
    bid, ask = recording.bid_q.sum(axis=1), recording.ask_q.sum(axis=1)
    rho = bid / (bid + ask)
    closing, values = vpin(recording.trade_q, recording.trade_d, 5 * LOT, 50)
    book = recording.book
    return {
        'applied': book.applied, 'droppedBeforeJoin': book.dropped, 'trades': len(recording.trade_at), 'crossed': book.applied - len(bid),
        'lastUpdateId': book.id, 'bidLevels': len(book.bids.keys), 'askLevels': len(book.asks.keys),
        'rho10': {'n': len(rho), 'mean': rho.mean(), 'min': rho.min(), 'max': rho.max()},
        'ofiCumulative': plain(e.sum()), 'ofiEvents': len(e) - 1,
        'takerBuy': plain(recording.trade_q[recording.trade_d > 0].sum()), 'takerSell': plain(recording.trade_q[recording.trade_d < 0].sum()),
        'vpin': {'bucket': '5', 'n': 50, 'closedBuckets': len(closing), 'last': values[-1] if values else None},
    }


def trades_vpin(path, bucket, count, all_values):
    trades = pd.read_csv(path, dtype=str)
    unknown = set(trades.side) - {'buy', 'sell'}
    if unknown:
        raise SystemExit(f'sides that are neither buy nor sell: {sorted(unknown)}')
    quantities = [scaled(text, LOT) for text in trades.quantity]
    closing, values = vpin(quantities, np.where(trades.side == 'buy', 1, -1), scaled(bucket, LOT), count)
    defined = values[count - 1:]
    answer = {'closed': len(closing), 'last': defined[-1] if defined else None, 'first': defined[0] if defined else None}
    return answer | ({'values': defined} if all_values else {})


def main():
    parser = argparse.ArgumentParser(description='Recomputes metrics from a raw recording.')
    commands = parser.add_subparsers(dest='command', required=True)
    of_table = commands.add_parser('table')
    of_table.add_argument('file')
    of_table.add_argument('out')
    of_table.add_argument('--interval', default='1.0', help='seconds')
    of_table.add_argument('--levels', type=int, default=20)
    of_table.add_argument('--span', type=int, default=30, help='of the EWMA, in rows')
    of_vpin = commands.add_parser('vpin')
    of_vpin.add_argument('file')
    of_vpin.add_argument('--bucket', required=True, help='base units')
    of_vpin.add_argument('--buckets', type=int, default=50)
    of_vpin.add_argument('--all', action='store_true', help='print every value, not the first and the last alone')
    commands.add_parser('sums').add_argument('file')
    options = parser.parse_args()
    if options.command == 'table':
        frame = table(options.file, scaled(options.interval, columns.SECOND), options.levels, options.span)
        frame.to_csv(options.out, index=False, float_format='%.17g', na_rep='')
    elif options.command == 'vpin':
        print(json.dumps(trades_vpin(options.file, options.bucket, options.buckets, options.all)))
    else:
        print(json.dumps(sums(options.file), indent=1))


if __name__ == '__main__':
    main()

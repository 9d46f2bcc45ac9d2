"""The oracle against the specification's worked examples: `check_golden.py metrics_golden.json`."""
import json
import math
import sys

sys.dont_write_bytecode = True

import numpy as np
import pandas as pd

import book
import columns
import oracle
from vpin import buckets, vpin


def level(price, quantity):
    return round(price * book.PRICE), round(quantity * book.LOT)


def main():
    golden = json.load(open(sys.argv[1]))
    failures = []

    def same(name, got, wanted):
        got, wanted = (np.atleast_1d(np.array(each, dtype=float)) for each in (got, wanted))
        if got.shape != wanted.shape or not np.allclose(got, wanted, rtol=1e-9, atol=1e-12, equal_nan=True):
            failures.append(f'{name}: {got} instead of {wanted}')

    case = golden['1.1']
    bids, asks = ([level(*each) for each in case[side]] for side in ('bids', 'asks'))
    middle = (bids[0][0] + asks[0][0]) / 2
    same('1.1 obi', book.weighted(bids, asks, lambda *_: 1), case['obi_L3'])
    same('1.1 obi_pw', book.weighted(bids, asks, lambda _, price: price), case['obi_pw'])
    same('1.1 lexp', book.weighted(bids, asks, lambda rank, _: math.exp(-.5 * rank)), case['obi_level_exp_lambda0_5'])
    same('1.1 dexp', book.weighted(bids, asks, lambda _, price: math.exp(-abs(price - middle) / 10)), case['obi_dist_exp_delta0_1'])
    same('1.1 seed1w', book.weighted(bids, asks, lambda _, price: 1 / (1 + 100 * abs(price - middle) / middle)), case['obi_seed1_weighted'])
    same('1.1 slopes', [book.log_slope(bids), book.log_slope(asks)], [case['log_slope_bid'], case['log_slope_ask']])
    same('1.1 price slopes', [book.price_slope(bids), book.price_slope(asks)], [.02, .1 / 3])

    case = golden['1.2']
    same('1.2', oracle.ewma(pd.Series(case['x'], dtype=float), case['span']), case['out_min_periods_5'])
    case = golden['1.3']
    same('1.3', oracle.z_score(pd.Series(case['x'], dtype=float), 6, 2), case['z'])
    case = golden['1.4']
    same('1.4', oracle.extreme_flag(pd.Series(case['x'], dtype=float)), case['flag'])

    case = golden['2.1']
    states = np.array(case['states'])
    terms = columns.flow_terms(*(states[:, [each]] for each in range(4)))
    same('2.1', terms[1:, 0], case['e'])
    case = golden['2.2']
    pair = np.array([case['prev'], case['curr']])
    same('2.2', columns.flow_terms(pair[:, 0, :, 0], pair[:, 0, :, 1], pair[:, 1, :, 0], pair[:, 1, :, 1])[1], case['mlofi_cks'])
    case = golden['2.4']
    same('2.4', columns.least_squares(np.array(case['ofi']), np.array(case['dp_ticks'])), [case['beta'], case['t_beta'], case['r2']])
    case = golden['2.5']
    same('2.5', columns.prior_z(np.array(case['e'], dtype=float), 300, 4)[-1], case['z_vs_prior_only'])
    case = golden['2.6']
    times, values = np.array(case['events']).T
    same('2.6', columns.total(values, columns.window(times, np.array([60, 61]), 60)), [case['at_60_half_open'], case['at_61_half_open']])

    case = golden['3.3']
    quantities, signs = zip(*case['trades'])
    same('3.3 imbalances', [each / case['V'] for _, each in buckets(quantities, signs, case['V'])], case['imbalance'])
    same('3.3', [math.nan if each is None else each for each in vpin(quantities, signs, int(case['V']), case['n'])[1]],
         [math.nan if each is None else each for each in case['vpin']])

    case = golden['4.1']
    x, y = np.array(case['q']), np.array(case['dm'])
    same('4.1', [*columns.least_squares(x, y), columns.through_origin(x, y)], [case['lam_intercept'], case['t'], case['r2'], case['lam_no_intercept']])
    case = golden['4.4']
    change = np.diff(np.round(np.array(case['px']) * book.PRICE).astype(int))
    same('4.4', columns.roll(change[1:], change[:-1]) / book.PRICE, case['roll_ddof0'])
    case = golden['4.7']
    same('4.7', columns.through_origin(np.array(case['signed_sqrt_dollar']), np.diff(case['log_mid'])), case['hasbrouck_lambda'])

    case = golden['5.4']
    returns = np.diff(np.log(case['mids']))
    variance, bipower = columns.realised(returns)
    same('5.4', [variance, bipower, max(variance - bipower, 0)], [case['RV'], case['BV'], case['jump']])
    same('5.4 ewma', columns.volatility(returns, columns.SECOND)['ewma_vol_bps'][-1], math.sqrt(case['ewma_var']) * 1e4)

    print('\n'.join(failures) or 'all worked examples agree')
    sys.exit(bool(failures))


if __name__ == '__main__':
    main()

"""The columns of a row that look back: flow, trades, impact, spreads, volatility. Sections 2 to 5.

Every window is (T - w, T] on the receive time. Sums of prices and quantities are differences of integer prefix sums, hence exact;
sums of floats are taken afresh over the slice of each row, so nothing drifts. A function returns {column: one number a row}.
"""
import numpy as np

from book import LOT, PRICE, RANKS
from vpin import vpin

SECOND = 1_000_000
DAY = 86_400 * SECOND
NAN = float('nan')


def window(times, at, width):
    """Slice bounds [from, to) of the times in (at - width, at]."""
    return np.searchsorted(times, at - width, 'right'), np.searchsorted(times, at, 'right')


def total(values, bounds):
    """Σ of integers between two bounds; Python's own integers where a product of price and quantity might pass 2^63."""
    prefix = np.concatenate([[0], np.cumsum(values)])
    return prefix[bounds[1]] - prefix[bounds[0]]


def slices(function, bounds):
    return np.array([function(slice(*pair)) for pair in zip(*bounds)], dtype=float)


def ratio(numerator, denominator):
    return np.array([n / d if d != 0 else NAN for n, d in zip(numerator.tolist(), denominator.tolist())], dtype=float)


def since_midnight(times, at):
    """Bounds of what came since 00:00 UTC of the row's own day: a row at midnight itself starts the new day."""
    return np.searchsorted(times, at // DAY * DAY, 'left'), np.searchsorted(times, at, 'right')


def flow_terms(bid_px, bid_q, ask_px, ask_q):
    """Sections 2.1 and 2.2: Cont-Kukanov-Stoikov's e between consecutive states, rank by rank; 0 for the first state."""
    def gained(px, q, is_bid):
        better = px[1:] >= px[:-1] if is_bid else px[1:] <= px[:-1]
        worse = px[1:] <= px[:-1] if is_bid else px[1:] >= px[:-1]
        return np.where(better, q[1:], 0) - np.where(worse, q[:-1], 0)
    e = gained(bid_px, bid_q, True) - gained(ask_px, ask_q, False)
    return np.concatenate([np.zeros_like(e[:1]), e]) if len(e) else np.zeros_like(bid_q)


def trusted_to_ten(recording):
    """Whether ranks 1 to 10 of both sides exist and lie within the trusted depth, state by state."""
    last_bid, last_ask = recording.bid_px[:, -1], recording.ask_px[:, -1]
    return (last_bid >= recording.book.worst_bid) & (last_ask > 0) & (last_ask <= recording.book.worst_ask)


def order_flow(recording, at):
    """Section 2.4, and the multi-level flow of 2.2 over the common depth of 2.3."""
    times, terms = recording.state_at, flow_terms(recording.bid_px, recording.bid_q, recording.ask_px, recording.ask_q)
    e = terms[:, 0]
    watched = at - times[0]
    sums = {seconds: np.where(watched >= seconds * SECOND, total(e, window(times, at, seconds * SECOND)) / LOT, NAN) for seconds in (1, 10, 60, 300)}
    columns = {f'ofi_{seconds}': values for seconds, values in sums.items()}
    columns['ofi_cum'] = total(e, since_midnight(times, at)) / LOT
    touch = recording.bid_q[:, 0] + recording.ask_q[:, 0]
    for seconds in (10, 60):
        bounds = window(times, at, seconds * SECOND)
        columns[f'ofi_norm_{seconds}'] = sums[seconds] / ratio(total(touch, bounds), 2 * LOT * (bounds[1] - bounds[0]))
    # A term's weight is that of its age when the row is taken, not when the last term came.
    ends = np.searchsorted(times, at, 'right')
    decayed = [np.sum(e[:end] / LOT * np.exp((times[:end] - now) / (5 * SECOND))) for now, end in zip(at, ends)]
    columns['ofi_ewma_5'] = np.where(watched >= 25 * SECOND, decayed, NAN)

    bounds = window(times, at, 10 * SECOND)
    full = trusted_to_ten(recording)
    missing = ~full | ~np.concatenate([[False], full[:-1]])
    is_number = (watched >= 10 * SECOND) & (total(missing.astype(np.int64), bounds) == 0)
    depth = total(recording.bid_q.sum(axis=1) + recording.ask_q.sum(axis=1), bounds)
    common = ratio(depth, 2 * RANKS * LOT * (bounds[1] - bounds[0]))
    for rank in range(RANKS):
        columns[f'mlofi_l{rank + 1}_10'] = np.where(is_number, total(terms[:, rank], bounds) / LOT / common, NAN)

    columns['ofi_z'] = prior_z(sums[1], 300, 30)
    return columns | flow_impact(recording, at, e)


def prior_z(values, count, least):
    """Section 2.4, `ofi_z`: against the previous `count` rows, the current one excluded, ddof 1; NaN where they are all alike."""
    out = np.full(len(values), NAN)
    for row, value in enumerate(values):
        prior = values[max(0, row - count):row]
        prior = prior[~np.isnan(prior)]
        if len(prior) >= least and np.ptp(prior) > 0:
            out[row] = (value - prior.mean()) / prior.std(ddof=1)
    return out


def least_squares(x, y):
    """Section 4.1 with intercept, on centred data: slope, its t and R². NaN where x does not vary."""
    x_centred, y_centred = x - x.mean(), y - y.mean()
    sxx, syy = x_centred @ x_centred, y_centred @ y_centred
    if sxx <= 1e-12 * (x @ x):
        return NAN, NAN, NAN
    slope = x_centred @ y_centred / sxx
    residual = y_centred - slope * x_centred
    unexplained = residual @ residual
    with np.errstate(all='ignore'):
        return slope, slope / np.sqrt(unexplained / (len(x) - 2) / sxx), 1 - unexplained / syy


def through_origin(x, y):
    return x @ y / (x @ x) if x @ x > 0 else NAN


def flow_impact(recording, at, e):
    """Section 2.4, `ofi_beta`: Δmid in ticks of 0.01 on the OFI of whole 10-s bins after the first state; the last 60, at least 30."""
    width = 10 * SECOND
    edges = np.arange(-(-recording.state_at[0] // width) * width, at[-1] + 1, width)
    at_edge = np.searchsorted(recording.state_at, edges, 'right') - 1
    moves = np.diff((recording.bid_px[:, 0] + recording.ask_px[:, 0])[at_edge]) / 2
    flows = total(e, window(recording.state_at, edges[1:], width)) / LOT
    fits = np.full((len(edges) + 1, 3), NAN)
    for closed in range(30, len(edges)):
        recent = slice(max(0, closed - 60), closed)
        fits[closed] = least_squares(flows[recent], moves[recent])
    # A bin that ends at T is closed in the row at T.
    closed = np.clip(np.searchsorted(edges, at, 'right') - 1, 0, None)
    return dict(zip(('ofi_beta', 'ofi_beta_t', 'ofi_beta_r2'), fits[closed].T))


def trade_flow(recording, at, watched):
    """Section 3.1 and the rates of 3.2. `watched` is how long trades have been listened to, at each row."""
    times, q, d = recording.trade_at, recording.trade_q, recording.trade_d
    columns = {'cvd': np.where(at >= times[0], total(q * d, since_midnight(times, at)) / LOT, NAN)}
    for seconds in (1, 10, 60, 300):
        bounds = window(times, at, seconds * SECOND)
        is_warm = watched >= seconds * SECOND
        count, volume, signed = bounds[1] - bounds[0], total(q, bounds), total(q * d, bounds)
        if seconds <= 60:
            columns[f'tfi_{seconds}'] = np.where(is_warm, ratio(signed, volume), NAN)
        if seconds >= 10:
            columns[f'trade_rate_{seconds}'] = np.where(is_warm, count / seconds, NAN)
        if seconds == 60:
            notional = total(recording.trade_px.astype(object) * q.astype(object), bounds)
            columns['tfi_cnt_60'] = np.where(is_warm, ratio(total(d, bounds), count), NAN)
            columns['buy_vol_60'] = np.where(is_warm, (volume + signed) / (2 * LOT), NAN)
            columns['sell_vol_60'] = np.where(is_warm, (volume - signed) / (2 * LOT), NAN)
            columns['vwap_60'] = np.where(is_warm, ratio(notional, PRICE * volume), NAN)
    return columns


def toxicity(recording, at, bucket=5, count=50):
    """Section 3.3 on the sample clock: the value of the last bucket that had closed, and how many had."""
    closing, values = vpin(recording.trade_q, recording.trade_d, bucket * LOT, count)
    closed = np.searchsorted(recording.trade_at[closing], at, 'right')
    values = np.array([NAN] + [NAN if value is None else value for value in values])
    return {'vpin': values[closed], 'vpin_closed': closed}


def price_impact(recording, at, twice_mid, interval, watched):
    """Sections 4.1 and 4.2 over the last 300 rows: Kyle's λ (intercept; lam0 without) and Hasbrouck's λ; Roll's spread over 300 s."""
    bounds = window(recording.trade_at, at, interval)
    volume = total(recording.trade_q * recording.trade_d, bounds) / LOT
    root = recording.trade_d * np.sqrt(recording.trade_px / PRICE * (recording.trade_q / LOT))
    rooted = slices(lambda part: root[part].sum(), bounds)
    move = np.concatenate([[NAN], np.diff(twice_mid) / (2 * PRICE)])
    log_move = np.concatenate([[NAN], np.log1p(np.diff(twice_mid) / twice_mid[:-1])])
    out = np.full((len(at), 5), NAN)
    for row in range(len(at)):
        recent = slice(max(0, row - 299), row + 1)
        has_move = ~np.isnan(move[recent])
        if has_move.sum() >= 30:
            x, y = volume[recent][has_move], move[recent][has_move]
            origin = through_origin(rooted[recent][has_move], log_move[recent][has_move])
            out[row] = *least_squares(x, y), through_origin(x, y), origin
    columns = dict(zip(('kyle_lambda', 'kyle_t', 'kyle_r2', 'kyle_lam0', 'hasbrouck_lambda'), out.T))

    # A pair is two changes running, in order of receipt, and belongs to the time of its last trade.
    change = np.diff(recording.trade_px)
    bounds = window(recording.trade_at[2:], at, 300 * SECOND)
    spread = slices(lambda part: roll(change[1:][part], change[:-1][part], 30), bounds) / PRICE
    return columns | {'roll_spread_300': np.where(watched >= 300 * SECOND, spread, NAN)}


def roll(change, before, least=1):
    """Section 4.2: 2√(-cov), population covariance, each leg about its own mean; NaN unless the covariance is negative. Exact until the root."""
    count = len(change)
    scaled_covariance = count * int(change @ before) - int(change.sum()) * int(before.sum())
    return 2 * np.sqrt(-scaled_covariance) / count if count >= least and scaled_covariance < 0 else NAN


def spreads(recording, at):
    """Section 4.3 in bps of m0, volume-weighted over 60 s: effective by trade time, realised and impact by the time the mark-out is due."""
    states, times, d = recording.state_at, recording.trade_at, recording.trade_d
    mids = (recording.bid_px[:, 0] + recording.ask_px[:, 0]) / (2 * PRICE)
    before = np.searchsorted(states, times, 'left') - 1
    has_mid = before >= 0
    m0, price, weight = mids[before], recording.trade_px / PRICE, np.where(has_mid, recording.trade_q / LOT, 0)
    watched = at - states[0]

    def mean(bps, due, width, warm):
        def of(part):
            volume = weight[part].sum()
            return (bps[part] * weight[part]).sum() / volume if volume > 0 else NAN
        return np.where(watched >= warm, slices(of, window(due, at, width)), NAN)

    minute = 60 * SECOND
    columns = {'eff_spread_60': mean(2 * d * (price - m0) / m0 * 1e4, times, minute, minute)}
    for tau in (1, 5, 30):
        due = times + tau * SECOND
        after = mids[np.clip(np.searchsorted(states, due, 'right') - 1, 0, None)]
        columns[f'real_spread_{tau}_60'] = mean(2 * d * (price - after) / m0 * 1e4, due, minute, minute + tau * SECOND)
        columns[f'impact_{tau}_60'] = mean(2 * d * (after - m0) / m0 * 1e4, due, minute, minute + tau * SECOND)
    return columns


def realised(returns):
    """Section 5.4 over one full window of returns: realised variance and bipower variation, each scaled up for what is missing."""
    count, present = len(returns), ~np.isnan(returns)
    if present.sum() < .8 * count:
        return NAN, NAN
    variance = np.sum(returns[present] ** 2) * count / present.sum()
    products = np.abs(returns[1:] * returns[:-1])
    pairs = products[~np.isnan(products)]
    return variance, np.pi / 2 * pairs.sum() * (count - 1) / len(pairs) if len(pairs) else NAN


def volatility(returns, interval):
    """Section 5.4 on the rows' log-mid returns (the first is NaN, for want of a mid before it)."""
    count = round(60 * SECOND / interval)
    pairs = np.full((len(returns), 2), NAN)
    for row in range(count, len(returns)):
        pairs[row] = realised(returns[row - count + 1:row + 1])
    variance, bipower = pairs.T
    # 0.94 a second.
    kept = .94 ** (interval / SECOND)
    smooth, smoothed = NAN, []
    for value in returns ** 2:
        if not np.isnan(value):
            smooth = value if np.isnan(smooth) else kept * smooth + (1 - kept) * value
        smoothed.append(smooth)
    return {
        'vol_bps_60': np.sqrt(variance) * 1e4,
        'bipower_60': bipower,
        'jump_60': np.maximum(variance - bipower, 0),
        'ewma_vol_bps': np.sqrt(smoothed) * 1e4,
    }

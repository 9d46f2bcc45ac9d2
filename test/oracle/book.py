"""The book of a Binance recording, rebuilt in whole numbers, and what it looks like on the sample clock.

Input: one line `<local receive time> <raw JSON>` a frame, the combined stream's envelope or a bare REST snapshot.
Prices are integers of 0.01, quantities integers of 1e-8, times integers of a microsecond.
"""
import bisect
import gzip
import itertools
import json
import math
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

PRICE = 100
LOT = 10 ** 8
RANKS = 10
NOT_COUNTED = ('INSURANCE_FUND', 'ADL', 'NA')


def scaled(text, scale):
    """A decimal text as a whole number at `scale`; text that is finer than the scale is an error, never rounded."""
    exact = Decimal(text) * scale
    whole = int(exact)
    if whole != exact:
        raise ValueError(f'{text} is finer than 1/{scale}')
    return whole


class Side:
    """One side of the book. Keys ascend from the best price outward: a bid's key is its negated price."""

    def __init__(self, sign):
        self.sign, self.keys, self.quantities = sign, [], {}

    def put(self, levels):
        for price_text, quantity_text in levels:
            key, quantity = self.sign * scaled(price_text, PRICE), scaled(quantity_text, LOT)
            if quantity == 0:
                if self.quantities.pop(key, None) is not None:
                    del self.keys[bisect.bisect_left(self.keys, key)]
            else:
                if key not in self.quantities:
                    bisect.insort(self.keys, key)
                self.quantities[key] = quantity

    def levels(self):
        """(price, quantity) from the best outward."""
        return ((self.sign * key, self.quantities[key]) for key in self.keys)

    def best(self, count):
        return list(itertools.islice(self.levels(), count))


class Book:
    """Binance's join: buffer, snapshot, drop what it holds already, then an unbroken chain (venues.md 2.5, 3.5)."""

    def __init__(self):
        self.bids, self.asks = Side(-1), Side(1)
        self.id, self.has_joined, self.waiting = None, False, []
        self.worst_bid = self.worst_ask = None
        self.applied = self.dropped = 0

    def snapshot(self, data):
        """Takes the snapshot; yields once after each buffered diff that goes on top of it."""
        if self.id is not None:
            raise ValueError('a second snapshot: this oracle knows none')
        self.bids.put(data['bids'])
        self.asks.put(data['asks'])
        self.id = data['lastUpdateId']
        self.worst_bid, self.worst_ask = -self.bids.keys[-1], self.asks.keys[-1]
        for diff in self.waiting:
            yield from self.diff(diff)

    def diff(self, data):
        """Takes a diff; yields once if it was applied."""
        if self.id is None:
            self.waiting.append(data)
            return
        first, last, previous = data['U'], data['u'], data.get('pu')
        # Futures ids have holes: there the chain is `pu`, and a diff that ends at the snapshot's own id still joins.
        is_old = last <= self.id if previous is None or self.has_joined else last < self.id
        if is_old:
            self.dropped += 1
            return
        if previous is None:
            follows = first <= self.id + 1
        else:
            follows = previous == self.id or (not self.has_joined and first <= self.id <= last)
        if not follows:
            raise ValueError(f'gap: {first} after {self.id}; this oracle reads unbroken recordings only')
        self.bids.put(data['b'])
        self.asks.put(data['a'])
        self.id, self.has_joined = last, True
        self.applied += 1
        yield

    def is_sound(self):
        return bool(self.bids.keys and self.asks.keys) and -self.bids.keys[0] < self.asks.keys[0]

    def trusted(self, count):
        """The best `count` levels a side, or None where either side's last of them lies beyond the snapshot's worst price."""
        bids, asks = self.bids.best(count), self.asks.best(count)
        is_complete = len(bids) == len(asks) == count and bids[-1][0] >= self.worst_bid and asks[-1][0] <= self.worst_ask
        return (bids, asks) if is_complete else None

    def within(self, bps):
        """Levels at most `bps` (inclusive) from mid, or None where that reaches beyond the trusted depth. Exact."""
        twice_mid = self.asks.keys[0] - self.bids.keys[0]

        def is_near(level):
            return abs(2 * level[0] - twice_mid) * 10_000 <= bps * twice_mid

        if 2 * self.worst_bid * 10_000 > twice_mid * (10_000 - bps) or 2 * self.worst_ask * 10_000 < twice_mid * (10_000 + bps):
            return None
        return tuple(list(itertools.takewhile(is_near, side.levels())) for side in (self.bids, self.asks))


@dataclass
class Recording:
    """What the fold leaves: a row of `states` after each applied diff, in which the book is sound; every trade; the sample rows."""
    book: Book = field(default_factory=Book)
    first_line: int = None
    state_at: list = field(default_factory=list)
    bid_px: list = field(default_factory=list)
    bid_q: list = field(default_factory=list)
    ask_px: list = field(default_factory=list)
    ask_q: list = field(default_factory=list)
    trade_at: list = field(default_factory=list)
    trade_px: list = field(default_factory=list)
    trade_q: list = field(default_factory=list)
    trade_d: list = field(default_factory=list)
    rows: list = field(default_factory=list)

    def keep_state(self, at):
        if not self.book.is_sound():
            return
        self.state_at.append(at)
        for side, prices, quantities in ((self.book.bids, self.bid_px, self.bid_q), (self.book.asks, self.ask_px, self.ask_q)):
            best = side.best(RANKS)
            best += [(-1, 0)] * (RANKS - len(best))
            prices.append([price for price, _ in best])
            quantities.append([quantity for _, quantity in best])

    def keep_trade(self, at, data):
        if data.get('X') not in NOT_COUNTED:
            self.trade_at.append(at)
            self.trade_px.append(scaled(data['p'], PRICE))
            self.trade_q.append(scaled(data['q'], LOT))
            self.trade_d.append(-1 if data['m'] else 1)


def fold(path, interval=None, levels=20):
    """Reads a recording. With an interval (microseconds), `rows` holds a description of the book at each whole multiple of it."""
    recording, due = Recording(), None
    with gzip.open(path, 'rb') as lines:
        for line in lines:
            time, payload = line.split(b' ', 1)
            at = int(time)
            at = at // 1000 if at > 10 ** 17 else at
            if recording.first_line is None:
                recording.first_line = at
                due = interval and -(-at // interval) * interval
            # A row at T has seen every line at or before T, so it is due once a later one comes; the last line makes none of its own.
            while interval and due < at:
                if recording.state_at:
                    recording.rows.append({'at': due, **describe(recording.book, levels)})
                due += interval
            if b'@depth' in payload[:60]:
                for _ in recording.book.diff(json.loads(payload)['data']):
                    recording.keep_state(at)
            elif b'@trade' in payload[:60]:
                recording.keep_trade(at, json.loads(payload)['data'])
            elif b'"lastUpdateId"' in payload[:60]:
                # The buffered diffs take effect now, not when they were received.
                for _ in recording.book.snapshot(json.loads(payload)):
                    recording.keep_state(at)
    for name, value in vars(recording).items():
        if name.startswith(('state_', 'bid_', 'ask_', 'trade_')):
            setattr(recording, name, np.array(value, dtype=np.int64))
    return recording


def imbalance(bid, ask):
    """(B - A)/(B + A), section 1.1; NaN where nothing stands."""
    return (bid - ask) / (bid + ask) if bid + ask > 0 else math.nan


def weighted(bids, asks, weight):
    """Section 1.3: the imbalance of Σ w·q, with `weight(rank from 0, price)`."""
    bid, ask = (sum(weight(rank, price) * quantity for rank, (price, quantity) in enumerate(side)) for side in (bids, asks))
    return imbalance(bid, ask)


def log_slope(side):
    """Section 1.4: least squares of ln q, q in base units, on the rank."""
    return float(np.polyfit(np.arange(1, len(side) + 1), np.log([quantity / LOT for _, quantity in side]), 1)[0])


def price_slope(side):
    """Section 1.4, `px_slope_*`: price range a unit of summed quantity, |p_1 - p_L|/Σq."""
    return abs(side[0][0] - side[-1][0]) * LOT / (PRICE * sum(quantity for _, quantity in side))


def describe(book, count):
    """The columns of one row that the standing book alone decides. What is not computable is left out, which makes it NaN."""
    if not book.is_sound():
        return {}
    ((bid, bid_q),), ((ask, ask_q),) = book.bids.best(1), book.asks.best(1)
    twice_mid = bid + ask
    row = {'lastUpdateId': book.id, 'best_bid': bid / PRICE, 'best_ask': ask / PRICE, 'mid': twice_mid / (2 * PRICE), 'twice_mid': twice_mid}
    # Section 5.1: ask·I + bid·(1 - I), I = q_bid/(q_bid + q_ask), over one common denominator.
    row['wmid'] = (ask * bid_q + bid * ask_q) / (PRICE * (bid_q + ask_q))

    if top := book.trusted(count):
        bid_sum, ask_sum = (sum(quantity for _, quantity in side) for side in top)
        row |= {'bid_vol_L': bid_sum / LOT, 'ask_vol_L': ask_sum / LOT, 'obi': imbalance(bid_sum, ask_sum)}
        row['obi_pw'] = weighted(*top, lambda _, price: price)
    for depth in (1, 5, 10, 20):
        if top := book.trusted(depth):
            row[f'obi_l{depth}'] = weighted(*top, lambda *_: 1)
    if top := book.trusted(5):
        bid_slope, ask_slope = map(price_slope, top)
        row |= {'px_slope_bid': bid_slope, 'px_slope_ask': ask_slope, 'px_slope_asym': imbalance(bid_slope, ask_slope)}
    if top := book.trusted(10):
        bid_sum, ask_sum = (sum(quantity for _, quantity in side) for side in top)
        row |= {'rho10': bid_sum / (bid_sum + ask_sum), 'obi10': imbalance(bid_sum, ask_sum)}
        row['obi_seed1w'] = weighted(*top, lambda _, price: 1 / (1 + 100 * abs(2 * price - twice_mid) / twice_mid))
        row |= {'slope_logq_bid': log_slope(top[0]), 'slope_logq_ask': log_slope(top[1])}
        row['slope_logq_diff'] = row['slope_logq_bid'] - row['slope_logq_ask']
    if top := book.trusted(20):
        row['obi_lexp'] = weighted(*top, lambda rank, _: math.exp(-.5 * rank))
    if near := book.within(25):
        # δ is 5 bps of mid, so d/δ is the distance in bps over 5.
        row['obi_dexp'] = weighted(*near, lambda _, price: math.exp(-abs(2 * price - twice_mid) / twice_mid * 1e4 / 5))
    for bps in (5, 25, 100):
        if near := book.within(bps):
            row[f'obi_band{bps}'] = weighted(*near, lambda _, price: price)
    return row

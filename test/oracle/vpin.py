"""VPIN with the taker's flag, exact: section 3.3. Volume is counted in whole lots of 1e-8, so no epsilon closes a bucket."""


def buckets(quantities, signs, size):
    """Fills buckets of `size`, splitting trades; yields (index of the closing trade, |buy - sell|) for each closed bucket."""
    filled = signed = 0
    for index, (quantity, sign) in enumerate(zip(quantities, signs)):
        while quantity > 0:
            part = min(quantity, size - filled)
            filled += part
            signed += sign * part
            quantity -= part
            if filled == size:
                yield index, abs(signed)
                filled = signed = 0


def vpin(quantities, signs, size, count):
    """Closing trades' indices, and from the `count`-th bucket on Σ|buy - sell|/(count·size), None before."""
    closed = list(buckets([int(each) for each in quantities], [int(each) for each in signs], size))
    imbalances = [imbalance for _, imbalance in closed]
    values = [sum(imbalances[end - count:end]) / (count * size) if end >= count else None for end in range(1, len(closed) + 1)]
    return [index for index, _ in closed], values

"""Percentages for printed tables, which add to 100.00 exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

HUNDRED = Decimal(100)


def percentages(amounts: Sequence[float], decimals: int = 2) -> list[Decimal | None]:
    """Shares of a total in percent, rounded so that they add to exactly 100.

    The largest remainders are rounded up until the sum is reached. A negative part
    has no share (None, printed “—”); where there is one, the others are shares of
    the sum of the parts that are not negative, and where the net total is not
    positive there are no shares at all (requirements D-16).

    Parameters
    ----------
    amounts : sequence of float
        Parts of the total. [any one unit]
    decimals : int
        Decimals of the percentages.

    Returns
    -------
    list of Decimal or None
        One share per part. [%]
    """
    exact = [Decimal(repr(float(amount))) for amount in amounts]
    if sum(exact) <= 0:
        return [None] * len(exact)
    total = sum((amount for amount in exact if amount > 0), Decimal(0))
    step = Decimal(1).scaleb(-decimals)
    shares: list[Decimal | None] = []
    remainders: list[tuple[Decimal, int]] = []
    for position, amount in enumerate(exact):
        if amount < 0:
            shares.append(None)
            continue
        share = amount * HUNDRED / total
        down = share.quantize(step, rounding=ROUND_FLOOR)
        shares.append(down)
        remainders.append((down - share, position))
    missing = HUNDRED - sum((s for s in shares if s is not None), Decimal(0))
    for _, position in sorted(remainders)[: int(missing / step)]:
        rounded = shares[position]
        assert rounded is not None
        shares[position] = rounded + step
    return shares

"""Waste scenarios: how the waste that comes in is shared among treatments.

A scenario separates fractions first; what remains is shared among the remaining
treatments. With a waste input W, fractions s_i and shares r_j of the rest,

    separated_i = W s_i,    remaining_j = W (1 − Σ s) r_j

That holds where a row is meant for all waste that the scenario takes. A row for one
type of waste, such as plastics, applies to the plastics in what comes in, and only
SimaPro, which knows the products behind it, can tell how much that is: such amounts,
and those of the rest, are unknown here (W034), and never taken as if everything were of
that type.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from lcagraph.background.records import Exchange
from lcagraph.formats.simapro_csv.blocks import Section
from lcagraph.formats.simapro_csv.reading import Reading
from lcagraph.formats.simapro_csv.text import Row

_ALL = ("", "all waste types")


def read_scenario(tables: Sequence[Section], reading: Reading) -> list[Exchange]:
    """Wastes that a scenario hands on; none for other processes."""
    incoming = _rows(tables, "Waste scenario")
    separated = _rows(tables, "Separated waste")
    remaining = _rows(tables, "Remaining waste")
    if len(incoming) != 1 or not (separated or remaining):
        return []
    scenario = incoming[0]
    unit, text = reading.unit_and_amount(scenario, 1)
    takes = scenario.cell(3).casefold()
    shares = [_share(row, takes, reading) for row in separated]
    rest = 1 - sum(shares)
    shares += [rest * _share(row, takes, reading) for row in remaining]
    rows = (*separated, *remaining)
    open_ones = [r for r, share in zip(rows, shares, strict=True) if math.isnan(share)]
    if open_ones:
        types = [f"{row.cells[0]}: {row.cell(1) or '–'}" for row in open_ones]
        reading.tell("W034", name=scenario.cells[0], types=types)
    return [
        _handed_on(row, share, unit, text, reading)
        for row, share in zip(rows, shares, strict=True)
    ]


def _rows(tables: Sequence[Section], name: str) -> list[Row]:
    return [row for s in tables if s.name == name for row in s.rows if row.cells]


def _share(row: Row, takes: str, reading: Reading) -> float:
    """Fraction of a row; NaN if it depends on what the waste consists of.

    Cells: treatment, waste type, fraction in percent, comment.
    """
    percent = reading.number(row.cell(2).removesuffix("%"), row.cells[0], row.line)
    kind = row.cell(1).casefold()
    return percent / 100 if percent is not None and kind in (*_ALL, takes) else math.nan


def _handed_on(
    row: Row, share: float, unit: str, text: str, reading: Reading
) -> Exchange:
    amount, formula = reading.quantity(text)
    is_known = not math.isnan(share)
    if amount is not None:
        amount *= share
    return Exchange(
        id=f"waste:{row.line}",
        flow=reading.ledger.waste(row.cells[0], unit),
        direction="output",
        amount=amount if is_known else None,
        formula=f"({formula}) * {share!r}" if formula and is_known else "",
        unit=unit,
        comment=row.cell(3),
    )

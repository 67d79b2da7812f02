"""Purchases that process data cover: taken off a spending, and listed once.

    net = gross + Σ corrections,  each a negative amount × the figure of its sector

The tables of chapter 3.3.4 have one row for a spending, with what is left of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.report.content import (
    Calculation,
    Paragraph,
    Row,
    Table,
    calculated,
)
from lcagraph.report.lines import Line
from lcagraph.report.shandong.grid import cell, head, number, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see

ID = "calc-corrections"
COLUMNS = ("activity", "amount", "unit", "factor", "factor_unit", "emission")


def corrected(matter: Matter) -> tuple[Line, ...]:
    """Lines of which something is taken off as covered."""
    return tuple(line for line in matter.lines if line.corrections)


def corrections(matter: Matter) -> tuple[Paragraph | Table, ...]:
    """The table with the sentence before it; nothing for a model without spending."""
    found = corrected(matter)
    if not found:
        return ()
    say = matter.phrases
    names = say.listed([matter.line_name(line) for line in found])
    table = Table(
        id=ID,
        number=matter.numbers.table(3, "3-19c"),
        title=say.text("table.corrections"),
        head=(head(*(say.text(f"calc.{one}") for one in COLUMNS)),),
        body=tuple(row for line in found for row in _rows(matter, line)),
        widths=shares(36, 14, 12, 12, 14, 12),
        answers=("SD-61",),
    )
    return say.paragraph("corrections.are", spending=names, table=see(ID)), table


def net_key(line: Line) -> str:
    """Name of what is left of a spending."""
    return f"corrected/{line.stage}/{line.path}"


def _rows(matter: Matter, line: Line) -> Iterator[Row]:
    """The spending before anything is taken off, each correction, what is left."""
    every = (line, *line.corrections)
    for one in every:
        amount = f"{line.key}/amount" if one is line else f"{one.key}/amount"
        factor = f"corrected/{one.key}/factor"
        yield (
            cell(matter.line_name(one)),
            number(one.amount, amount),
            cell(matter.phrases.unit(one.unit)),
            number(one.gross_factor, factor),
            cell(matter.phrases.factor_unit(one.unit)),
            calculated(
                number(one.gross, f"corrected/{one.key}"),
                Calculation(plus=(amount,), times=(factor,)),
            ),
        )
    parts = tuple(f"corrected/{one.key}" for one in every)
    left = calculated(number(line.net, net_key(line)), Calculation(plus=parts))
    name = matter.phrases.text("corrections.left", name=matter.line_name(line))
    yield cell(name, columns=len(COLUMNS) - 1), left

"""The inventory row by row: activity datum × emission factor = greenhouse gases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lcagraph.report.content import Calculation, Row, Table, Words
from lcagraph.report.lines import Line
from lcagraph.report.printed import amount_text, factor_unit, shown_unit
from lcagraph.report.things import line_thing
from lcagraph.report.writer import Writer, cell, result_cell

WIDTHS = (0.12, 0.19, 0.33, 0.2, 0.16)


def inventory_table(
    writer: Writer, title: str, body: Sequence[Row], note: Words
) -> Table:
    """Stage, process, activity datum, factor, gases; the footprint below.

    Parameters
    ----------
    writer : Writer
    title : str
    body : sequence of Row
        A row per line, the stages in their order; see `stage_lines`.
    note : Words
        What the amounts are per, and where the masses of gases stand.
    """
    total = (
        cell(writer.text("shared.total"), columns=4),
        result_cell(writer.subject.footprint.total, "footprint"),
    )
    keys = ("stage", "part", "activity", "factor", "gases")
    head = writer.head(*(f"shared.inventory_{key}" for key in keys))
    made = writer.table("inventory-list", title, head, [*body, total])
    return replace(made, totals=1, widths=WIDTHS, notes=(note,))


def stage_lines(writer: Writer, names: Mapping[str, str]) -> Iterator[Row]:
    """Rows of the lines of each stage; stages without lines have none.

    Parameters
    ----------
    writer : Writer
    names : mapping of str to str
        Stage of the model → what it is called, in the order of the table.
    """
    for stage, name in names.items():
        own = [line for line in writer.subject.lines if line.stage == stage]
        for position, line in enumerate(own):
            first = (cell(name, rows=len(own)),) if position == 0 else ()
            yield (*first, *line_cells(writer, line, writer.process_name(line.process)))


def line_cells(writer: Writer, line: Line, where: str) -> Row:
    """Process or part of the form, activity datum, factor, gases of one line."""
    factor = line.net / line.amount if line.amount else 0.0
    activity = f"activity-{line.stage}-{line.activity}"
    per_fuel = Calculation(plus=(f"line/{line.stage}/{line.path}",), over=activity)
    said = f"{amount_text(line.amount)} {shown_unit(line.unit)}"
    name = f"{line_thing(writer, line)}{writer.text('shared.colon')}{said}"
    return (
        cell(where),
        replace(cell(name), value=line.amount, key=activity),
        replace(
            cell(f"{amount_text(factor)} {factor_unit(line.unit)}"),
            value=factor,
            key=f"{line.key}/factor",
            made_by=per_fuel if line.activity != line.path else None,
        ),
        result_cell(line.net, line.key),
    )

"""Tables of a page: stages, processes, inputs, and activity × factor = emission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from lcagraph.contribution import LedgerRow
from lcagraph.graph.words import Text
from lcagraph.result import Footprint, Table, significant
from lcagraph.result.names import ExchangeNames, input_name, process_name, stage_name
from lcagraph.result.tables import shown
from lcagraph.web_page.places import line_of
from lcagraph.web_page.records import (
    ActivityRow,
    ActivityTable,
    ShareRow,
    ShareTable,
)
from lcagraph.web_page.words import in_both, labelled
from lcagraph.wording.page import UNDEFINED

MOST_ROWS = 200
"""Rows of a table; a page with more is slow, and nobody reads them."""

Anchors = Mapping[tuple[str, str, str], str]
"""Path, stage and name of a row → anchor of its trace."""


def stage_table(result: Footprint) -> ShareTable:
    """A row per life cycle stage, in their order."""
    return _share_table(
        result.by_stage(),
        name=lambda id_: in_both(lambda lang: stage_name(id_, lang)),
        key=lambda id_: f"stage:{id_}",
    )


def process_table(result: Footprint) -> ShareTable:
    """A row per unit process, the largest first, with its line in the model."""
    return _share_table(
        result.by_process(),
        name=lambda id_: in_both(lambda lang: process_name(result, id_, lang)),
        place=lambda id_: line_of(result.locate, f"processes.{id_}", "key"),
        has_ids=True,
    )


def input_table(result: Footprint) -> ShareTable:
    """A row per factor drawn on and per gas emitted, the largest first."""
    return _share_table(
        result.by_input(),
        name=lambda id_: in_both(lambda lang: input_name(result, id_, lang)),
        place=lambda id_: _line_of_input(result, id_),
        has_ids=True,
    )


def activity_rows(result: Footprint) -> tuple[LedgerRow, ...]:
    """Rows that a page shows: all, or the largest of very many, in their order."""
    if len(result.rows) <= MOST_ROWS:
        return result.rows
    by_size = sorted(result.rows, key=lambda row: -abs(_value(result, row)))
    kept = {id(row) for row in by_size[:MOST_ROWS]}
    return tuple(row for row in result.rows if id(row) in kept)


def activity_table(result: Footprint, anchors: Anchors) -> ActivityTable:
    """Every row that counts: amount × factor = emission, with line and trace."""
    rows, names = activity_rows(result), ExchangeNames(result.prepared)
    made = tuple(_activity(result, row, names, anchors) for row in rows)
    others = len(result.rows) - len(rows)
    rest = result.total - sum(row.value for row in made)
    return ActivityTable(
        rows=made,
        total=significant(result.total),
        others=others,
        rest=significant(rest) if others else "",
    )


def _activity(
    result: Footprint, row: LedgerRow, names: ExchangeNames, anchors: Anchors
) -> ActivityRow:
    value = _value(result, row)
    own = () if row.supplier else (_direct_key(row, value),)
    return ActivityRow(
        keys=(f"stage:{row.stage}", row.process, row.supplier or row.name, *own),
        stage=in_both(lambda lang: stage_name(row.stage, lang)),
        process=in_both(lambda lang: process_name(result, row.process, lang)),
        name=in_both(lambda lang: names.of(row.path, row.name, lang)),
        path=row.path.removeprefix("processes."),
        amount=significant(row.amount),
        unit=row.unit,
        factor=significant(value / row.amount) if row.amount else UNDEFINED,
        emission=significant(value),
        value=value,
        share=share_text(value, result.total),
        place=line_of(result.locate, row.path),
        trace=anchors.get((row.path, row.stage, row.name), ""),
    )


def share_text(value: float, total: float) -> str:
    """A share of the footprint in percent; undefined where there is none."""
    return f"{100 * value / total:.2f}" if total > 0 else UNDEFINED


def _line_of_input(result: Footprint, id_: str) -> str:
    """Where a factor is stated; nowhere for a gas."""
    known = result.prepared.compiled.system.factors
    return line_of(result.locate, f"factors.{id_}", "key") if id_ in known else ""


def _direct_key(row: LedgerRow, value: float) -> str:
    """How a figure calls the elementary flows of a process."""
    return f"{'removal' if value < 0 else 'emission'}:{row.process}"


def _value(result: Footprint, row: LedgerRow) -> float:
    return float(row.items @ result.weights)


def _share_table(
    table: Table,
    *,
    name: Callable[[str], Text],
    key: Callable[[str], str] = str,
    place: Callable[[str], str] = lambda _: "",
    has_ids: bool = False,
) -> ShareTable:
    """A table of parts and shares, with bars as long as the parts."""
    found = [
        (str(id_), amount, share)
        for id_, amount, share in table.rows
        if isinstance(amount, float)
    ]
    largest = max((abs(amount) for _, amount, _ in found), default=0.0)
    rows = tuple(
        ShareRow(
            key=key(id_),
            name=name(id_),
            id=id_ if has_ids else "",
            amount=significant(amount),
            share=shown(share),
            bar=round(100 * abs(amount) / largest, 1) if largest else 0.0,
            is_negative=amount < 0,
            place=place(id_),
        )
        for id_, amount, share in found[:MOST_ROWS]
    )
    has_shares = any(share is not None for _, _, share in found)
    return ShareTable(
        rows=rows,
        total=significant(sum(amount for _, amount, _ in found)),
        whole="100.00" if has_shares else UNDEFINED,
        rest=_rest([(amount, share) for _, amount, share in found[MOST_ROWS:]]),
    )


def _rest(parts: list[tuple[float, object]]) -> ShareRow | None:
    """What the rows that are not shown add up to."""
    if not parts:
        return None
    amount = sum(amount for amount, _ in parts)
    shares = [share for _, share in parts if isinstance(share, Decimal)]
    return ShareRow(
        key="",
        name=labelled("result.others", count=len(parts)),
        amount=significant(amount),
        share=str(sum(shares, Decimal(0))) if shares else UNDEFINED,
        bar=0.0,
        is_negative=amount < 0,
    )


__all__ = [
    "MOST_ROWS",
    "Anchors",
    "activity_rows",
    "activity_table",
    "input_table",
    "process_table",
    "share_text",
    "stage_table",
]

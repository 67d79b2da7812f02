"""A supply–use table of a workbook, made square by the construct that was named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lcagraph.errors import Finding, UsageError
from lcagraph.formats.io_table.cells import (
    INDUSTRY,
    PRODUCT,
    Block,
    Label,
    Part,
    missing,
    stressors_in,
)
from lcagraph.input_output.square import Square, construct_of, squared
from lcagraph.input_output.supply_use import SupplyUse
from lcagraph.input_output.table_checks import unbalanced
from lcagraph.solve.arrays import Reals


def read_supply_use(
    blocks: Mapping[Part, Block], constructs: tuple[str, str], path: Path
) -> tuple[tuple[Label, ...], Square]:
    """Labels and square table that a construct makes of supply and use.

    Parameters
    ----------
    blocks : mapping
        With supply, use and F; Y (of products) and x (of industries) are compared.
    constructs : tuple of str
        As the table states it, and as the user asks for it.
    path : Path

    Raises
    ------
    UsageError
        E570: a part is missing. E557: labels. E573: a part lies the wrong way.
        E560, E561: the construct. E551, E552, E563: it can't be made.
    """
    needed: tuple[Part, ...] = ("supply", "use", "F")
    for part in needed:
        if part not in blocks:
            raise missing(path, part)
    supply, use, extensions = blocks["supply"], blocks["use"], blocks["F"]
    _refuse_turned(supply, PRODUCT, "industry × product")
    _refuse_turned(use, INDUSTRY, "product × industry")
    use.refuse_other_columns(supply, by_rows=True)
    supply.refuse_other_columns(use, by_rows=True)
    extensions.refuse_other_columns(supply, by_rows=True)
    construct = construct_of(*constructs)
    table = SupplyUse(
        V=supply.values,
        U=use.values,
        F=extensions.values,
        industries=_names(supply.rows),
        products=_names(use.rows),
        extensions=tuple(one.id for one in stressors_in(extensions)),
    )
    made = squared(table, construct)
    labels = supply.rows if made.is_by_industry else use.rows
    found = (*_unbalanced(blocks, table), *made.findings)
    return labels, replace(made, findings=found)


def _refuse_turned(block: Block, wrong: frozenset[str], wanted: str) -> None:
    """Raise E573 if the word over the rows is that of the columns."""
    found = next((word for word in block.corner if word.casefold() in wrong), "")
    if found:
        values = {"part": block.part, "found": found, "wanted": wanted}
        raise UsageError(Finding(code="E573", at=block.part, values=values))


def _unbalanced(blocks: Mapping[Part, Block], table: SupplyUse) -> Iterator[Finding]:
    """W564 where products are used up otherwise than made, or x is no row sum."""
    if "Y" in blocks:
        use, demand = blocks["use"], blocks["Y"]
        demand.refuse_other_rows(use)
        uses: Reals = use.values.sum(axis=1) + demand.values.sum(axis=1)
        yield from unbalanced(_names(use.rows), uses, table.product_output)
    if "x" in blocks:
        supply, output = blocks["supply"], blocks["x"]
        output.refuse_several_columns()
        output.refuse_other_rows(supply)
        stated = output.values[:, 0]
        yield from unbalanced(_names(supply.rows), stated, table.industry_output)


def _names(labels: tuple[Label, ...]) -> tuple[str, ...]:
    return tuple("/".join(label) for label in labels)

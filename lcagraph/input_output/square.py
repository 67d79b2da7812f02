"""A supply–use table made square by the construct that its user names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from lcagraph.errors import CalculationError, Finding, UsageError
from lcagraph.input_output.leontief import Leontief
from lcagraph.input_output.supply_use import (
    BY_INDUSTRY,
    Construct,
    SupplyUse,
    constructed,
)
from lcagraph.input_output.table import TableOptions
from lcagraph.input_output.table_checks import told
from lcagraph.solve.arrays import Reals

CONSTRUCTS: tuple[Construct, ...] = get_args(Construct)


@dataclass(frozen=True, kw_only=True, eq=False)
class Square:
    """The square table of a construct."""

    is_by_industry: bool
    """Whether industries, not products, are its rows and columns."""
    output: Reals
    """Of each row. [currency]"""
    system: Leontief
    findings: tuple[Finding, ...]


def construct_of(stated: str, asked: str) -> Construct:
    """What the table and the user named; two different names contradict each other.

    Raises
    ------
    UsageError
        E560: two names. E561: none, or one that nobody knows.
    """
    if stated and asked and stated != asked:
        values = {"stated": stated, "asked": asked}
        raise UsageError(Finding(code="E560", values=values))
    for known in CONSTRUCTS:
        if known == (asked or stated):
            return known
    values = {"construct": asked or stated or "–", "choices": ", ".join(CONSTRUCTS)}
    raise UsageError(Finding(code="E561", values=values))


def refuse_construct(options: TableOptions, path: Path) -> None:
    """Raise E513 if a construct is asked for where nothing is made by one."""
    if options.construct:
        values = {"construct": options.construct, "file": path.name}
        raise UsageError(Finding(code="E513", at=path.name, values=values))


def squared(table: SupplyUse, construct: Construct) -> Square:
    """The square table that a construct makes of supply and use.

    Parameters
    ----------
    table : SupplyUse
        With the names of its industries, products and extensions.
    construct : Construct

    Raises
    ------
    UsageError
        E563: nothing is made, but something used, or less than nothing made. E551,
        E552: the construct can't be made.
    """
    by_industry = construct in BY_INDUSTRY
    _refuse_idle(table, by_industry=by_industry)
    try:
        made = constructed(table, construct)
    except CalculationError as error:
        raise UsageError(error.findings[0]) from None
    counts_industries = by_industry or construct == "aggregation"
    return Square(
        is_by_industry=by_industry,
        output=table.industry_output if counts_industries else table.product_output,
        system=made,
        findings=made.findings,
    )


def _refuse_idle(table: SupplyUse, *, by_industry: bool) -> None:
    """Raise E563 where nothing is made, but something used; or less than nothing made.

    A construct shares recipes by output, so that one such row spoils others. A product
    that is bought and not made (an import) is lost where industries stand for products;
    where products stand for themselves it is marked later on.
    """
    emits = np.abs(table.F).sum(axis=0) + np.abs(table.U).sum(axis=0)
    bought = np.abs(table.U).sum(axis=1) * by_industry
    labels = (table.industries, table.products)
    outputs = (table.industry_output, table.product_output)
    for names, output, used in zip(labels, outputs, (emits, bought), strict=True):
        bad = np.flatnonzero((output < 0) | ((output == 0) & (used > 0)))
        if len(bad):
            raise UsageError(told("E563", names, bad))

"""One output along the values of one number: the same for all that vary a number."""

from __future__ import annotations

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import Finding, UsageError
from lcagraph.sampling import refused_rows
from lcagraph.sensitivity.bound import Line
from lcagraph.sensitivity.numbers import short_name
from lcagraph.sensitivity.outputs import outcomes, reason_of
from lcagraph.wording.page import significant

MOST_NAMES = 8
"""Numbers that a message lists."""


def outcomes_along(
    prepared: Prepared, line: Line, values: Floats, output: str
) -> tuple[Floats, dict[int, Finding]]:
    """One output at values of a number, NaN where there is none, and why.

    Parameters
    ----------
    prepared : Prepared
    line : Line
        How the others move with the number; not one that is fixed.
    values : ndarray, shape (k,)
        [the number's unit]
    output : str

    Returns
    -------
    outcomes : ndarray, shape (k,)
        [kgCO2e]
    refused : dict of int to Finding
        By position. E717: more than is possible with what gives way.
    """
    found = np.full(len(values), np.nan)
    impossible: list[int] = []

    def compute(rows: slice) -> None:
        variants = line.moved(prepared.base, values[rows])
        is_possible = line.is_possible(variants)
        places = np.arange(len(values))[rows]
        if is_possible.any():
            own = outcomes(prepared, variants[is_possible], output)
            found[places[is_possible]] = own
        impossible.extend(places[~is_possible].tolist())

    refused = {
        row: reason_of(error) for row, error in refused_rows(len(values), compute)
    }
    if impossible:
        told = beyond(prepared, line, (float(values.min()), float(values.max())))
        refused |= dict.fromkeys(impossible, told)
    return found, refused


def beyond(prepared: Prepared, line: Line, given: tuple[float, float]) -> Finding:
    """E717: values with which others would fall below zero.

    Parameters
    ----------
    prepared : Prepared
    line : Line
    given : tuple of float
        The range that is asked for. [the number's unit]
    """
    term = prepared.compiled.table.independent[line.column]
    own = float(prepared.base[line.column])
    asked = min(own, given[0]), max(own, given[1])
    ends = line.within(prepared.base, *asked)
    values = {
        "name": short_name(term.path),
        "ends": [
            _quantity(end, term.unit.symbol)
            for end, limit in zip(ends, asked, strict=True)
            if end != limit
        ],
        "others": named_others(prepared, line),
    }
    return Finding(code="E717", at=term.path, values=values)


def refuse_fixed(prepared: Prepared, line: Line) -> None:
    """Refuse to vary a number that nothing gives way to.

    Raises
    ------
    UsageError
        E718.
    """
    if line.is_fixed:
        path = prepared.compiled.table.independent[line.column].path
        values = {"name": short_name(path)}
        raise UsageError(Finding(code="E718", at=path, values=values))


def named_others(prepared: Prepared, line: Line) -> list[str]:
    """Short names of what the sums of a number consist of, itself left out."""
    table = prepared.compiled.table
    paths = [term.path for term in table.independent]
    paths += [term.path for term in table.derived]
    positions = [p for kept in line.kept for p, _ in kept.watched if p != line.column]
    names = [short_name(paths[p]) for p in dict.fromkeys(positions)]
    return names[:MOST_NAMES]


def _quantity(value: float, symbol: str) -> str:
    return f"{significant(value)} {'' if symbol == '1' else symbol}".rstrip()

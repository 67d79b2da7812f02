"""The independent numbers of a model, and how a reader names one of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.compile import CompiledModel
from lcagraph.compile.terms import Independent
from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest
from lcagraph.sampling.numbers import is_uncertain
from lcagraph.sensitivity.corrected import corrected
from lcagraph.trace.naming import ENDS, SECTIONS, ends_in
from lcagraph.units import Unit

SHORTENED = frozenset({"processes", "parameters", "factors"})
"""First keys of a path that the name of a number may leave out."""

MOST_NAMES = 8
"""Numbers that a message lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One independent number of a model."""

    path: str
    """Its term in `compiled.table.independent`."""
    column: int
    """Its column of `values`."""
    unit: Unit
    base: float
    """Value in the model as written. [unit]"""
    left: float | None = None
    """Of a sector's figure that corrections take a part of, what relative changes are
    of (`corrected`). [unit]"""

    is_basis: bool = False
    """Whether it only says what others are stated per: the reference amount, the `per`
    of a factor, the certain 1 t or 1000 piece of a process with one product."""

    @property
    def name(self) -> str:
        """Its path without what `find_number` lets out."""
        return short_name(self.path)

    @property
    def size(self) -> float:
        """What relative changes of it are of: all of it, or what is left. [unit]"""
        return self.base if self.left is None else self.left

    @property
    def symbol(self) -> str:
        """Its unit as tables show it; empty for a pure number."""
        return "" if self.unit.symbol == "1" else self.unit.symbol


def numbers_in(prepared: Prepared, values: Floats | None = None) -> tuple[Number, ...]:
    """Every independent number of a model.

    Switches between bases are none, nor are the bounds of parameters: a footprint is
    refused beyond them and depends on them in no other way.

    Parameters
    ----------
    prepared : Prepared
    values : ndarray, shape (n,), optional
        The variant; by default the model as written. [each in its own unit]
    """
    at = prepared.base if values is None else values
    left = corrected(prepared, at).left
    bases = _amounts_of_single_products(prepared.compiled)
    return tuple(
        Number(
            path=term.path,
            column=column,
            unit=term.unit,
            base=float(at[column]),
            left=left.get(column),
            is_basis=_is_basis(term, bases),
        )
        for column, term in enumerate(prepared.compiled.table.independent)
        if term.kind == "number" and not _is_bound(term.path)
    )


def find_number(prepared: Prepared, name: str) -> Number:
    """The independent number that a name means.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    name : str
        A parameter's id, a path, or steps of a path that no other number has:
        `casting.power`, `grid_power.co2e`. Section names (`inputs`) and the last key
        (`amount`, `value`) may be left out.

    Raises
    ------
    UsageError
        No such independent number (E720), or several (E723).
    """
    numbers = numbers_in(prepared)
    position = prepared.compiled.table.index.get(name)
    exact = [number for number in numbers if number.column == position]
    if exact:
        return exact[0]
    wanted = name.split(".")
    found = [number for number in numbers if _is_meant(number.path, wanted)]
    ending = [number for number in found if ends_in(number.path, wanted)]
    chosen = ending or found
    if len(chosen) > 1:
        paths = [number.path for number in chosen[:MOST_NAMES]]
        values = {"name": name, "count": len(chosen), "paths": paths}
        raise UsageError(Finding(code="E723", values=values))
    if not chosen:
        known = [
            *prepared.compiled.system.parameters,
            *(number.path for number in numbers),
        ]
        values = {"name": name, "nearest": nearest(name, known)}
        raise UsageError(Finding(code="E720", values=values))
    return chosen[0]


def short_name(path: str) -> str:
    """A path without its first key and its last, where a reader can do without."""
    keys = path.split(".")
    if keys[0] not in SHORTENED or len(keys) < 3:
        return path
    return ".".join(keys[1:-1] if keys[-1] in ENDS else keys[1:])


def _is_bound(path: str) -> bool:
    """Whether a term is the `min` or `max` that is stated of a parameter."""
    keys = path.split(".")
    return keys[0] == "parameters" and keys[2:] in (["min"], ["max"])


def _is_basis(term: Independent, bases: frozenset[str]) -> bool:
    keys = term.path.split(".")
    is_per = keys[0] in ("factors", "processes") and keys[-1] == "per"
    if is_uncertain(term) or not (is_per or term.path in bases):
        return False
    return is_per or term.path == "reference.amount" or _is_round(term.base)


def _amounts_of_single_products(compiled: CompiledModel) -> frozenset[str]:
    """Terms of outputs that are their process's only one, and the reference's."""
    count = Counter(function.process for function in compiled.functions)
    single = [f.term for f in compiled.functions if count[f.process] == 1]
    return frozenset((*single, "reference.amount"))


def _is_round(value: float) -> bool:
    """1, 10, 1000, 0.001 …"""
    return value > 0 and float(f"1e{round(np.log10(value))}") == value


def _is_meant(path: str, wanted: list[str]) -> bool:
    """Whether the wanted steps follow each other in a path."""
    keys = path.split(".")
    short = [key for key in keys if key not in SECTIONS]
    return any(
        steps[start : start + len(wanted)] == wanted
        for steps in (keys, short)
        for start in range(len(steps))
    )

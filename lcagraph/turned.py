"""Variants in which a number turns its sign: an output, a factor, a GWP.

A normal distribution or a swept range may run through zero where the process can't. An
output would become a treatment there, a factor an offset: the footprint has a number,
but of another thing. What is negative in the model as written is left to the checks
(W330, E617), which tell it or refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from lcagraph.arrays import Numbers, Prepared
from lcagraph.errors import Finding, ModelError
from lcagraph.impact import ITEMS, NEVER_NEGATIVE
from lcagraph.matrices import allocation_shares, entry_values


def refuse_turned(prepared: Prepared, numbers: Numbers, first: int = 0) -> None:
    """Refuse variants in which a number has a sign that it can't have.

    Parameters
    ----------
    prepared : Prepared
    numbers : Numbers
        Of k variants.
    first : int
        Number of the first of them.

    Raises
    ------
    ModelError
        An output (E376), a GWP (E632) or a factor in use (E633).
    """
    found = [
        *_outputs(prepared, numbers, first),
        *_warming_factors(prepared, numbers, first),
        *_factors(prepared, numbers, first),
    ]
    if found:
        raise ModelError(found)


def _outputs(prepared: Prepared, numbers: Numbers, first: int) -> Iterator[Finding]:
    """Reference amounts with another sign than in the model as written."""
    compiled, base = prepared.compiled, prepared.written
    places = [(f.term, f.product, f.unit.symbol) for f in compiled.functions]
    places += [(c.per, c.id, c.unit.symbol) for c in compiled.factors]
    positions = [compiled.table.index[term] for term, _, _ in places]
    # signs, not numbers: the product of two amounts may be beyond all floats
    is_turned = np.sign(numbers.filled[:, positions]) * np.sign(base[positions]) < 0
    for place in np.flatnonzero(is_turned.any(axis=0)):
        term, product, unit = places[place]
        row = int(np.argmax(is_turned[:, place]))
        amount = numbers.filled[row, positions[place]]
        values = {
            "product": product,
            "amount": f"{amount:.6g} {unit}",
            "written": f"{base[positions[place]]:.6g} {unit}",
            "where": _where(numbers, first + row),
        }
        yield Finding(code="E376", at=term, values=values)


def _warming_factors(
    prepared: Prepared, numbers: Numbers, first: int
) -> Iterator[Finding]:
    """GWPs that are drawn below zero."""
    independent = prepared.compiled.table.independent
    for term, flow in prepared.factor_spreads:
        drawn = numbers.filled[:, term]
        if drawn.min() >= 0:
            continue
        row = int(np.argmax(drawn < 0))
        values = {
            "flow": prepared.layout.flows[flow],
            "factor": f"{drawn[row]:.6g}",
            "where": _where(numbers, first + row),
        }
        yield Finding(code="E632", at=independent[term].path, values=values)


def _factors(prepared: Prepared, numbers: Numbers, first: int) -> Iterator[Finding]:
    """Factors in use that turn negative where only emissions are counted."""
    entries = prepared.layout.b
    rows = [ITEMS.index(item) for item in NEVER_NEGATIVE]
    counts = prepared.characterisation[rows]
    is_factor = np.array([c.is_factor for c in prepared.layout.columns], dtype=bool)
    # almost always nothing is below zero, and there is nothing to add up
    low = (numbers.B.min(axis=0) < 0) & is_factor[entries.column]
    low &= np.any(counts, axis=0, keepdims=True)[0, entries.row]
    suspects = np.unique(entries.column[low])
    if not suspects.size:
        return
    base = prepared.written[None, :]
    written = entry_values(entries, base, allocation_shares(prepared.compiled, base))
    for column in suspects:
        own = np.flatnonzero(entries.column == column)
        weights = counts[:, entries.row[own]].T
        is_used = numbers.s[:, column] != 0
        figures = numbers.B[:, own] @ weights
        known = (written[:, own] @ weights)[0]
        is_turned = np.zeros(figures.shape, dtype=bool)
        is_turned[is_used] = (figures[is_used] < 0) & (known >= 0)
        for i in np.flatnonzero(is_turned.any(axis=0)):
            row = int(np.argmax(is_turned[:, i]))
            label = prepared.layout.columns[column]
            values = {
                "factor": label.id,
                "item": NEVER_NEGATIVE[i],
                "figure": f"{figures[row, i]:g}",
                "written": f"{known[i]:g}",
                "where": _where(numbers, first + row),
            }
            at = f"factors.{label.id}"
            yield Finding(code="E633", at=at, part="key", values=values)


def _where(numbers: Numbers, variant: int) -> Mapping[str, str]:
    """Which of several variants it is; nothing if there is but one."""
    if len(numbers.filled) == 1:
        return {"zh": "", "en": ""}
    return {"zh": f"（第 {variant + 1} 组取值）", "en": f" in variant {variant + 1}"}

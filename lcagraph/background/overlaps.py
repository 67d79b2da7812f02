"""What a sector buys that a model tells itself: the corrections of a hybrid model.

A euro spent on a sector carries the sector's own emissions and all that it buys:

    N_j = (D_j + Σ_i a_ij N_i) / a_jj

Where a process model tells some of these purchases from its own data, they would count
twice. So per unit of spending

    a_ij / a_jj   of each covered sector i is taken off   [unit of i/unit of j]
    D_j / a_jj    is taken off, if the model tells the process's own emissions

which leaves (D_j + Σ of what is not covered) / a_jj: exactly the sector without what is
covered. a_jj is one less what the sector buys of itself; its own products are thus
bought by the same recipe, and corrected alike. Only direct purchases are corrected,
with their supply chains: entries of the upstream cut-off matrix. What suppliers buy in
their turn belongs to them, and the model tells no part of it; to exchange such paths
one by one is another method, Path Exchange.

Sources: Suh (2004), Ecol. Econ. 48, 451–467 (upstream cut-off matrix); Strømman, Peters
& Hertwich (2009), J. Clean. Prod. 17, 248–254 (tiered hybrid, double counting); Agez et
al. (2020), J. Ind. Ecol. 24, 517–533 (binary correction); Lenzen & Crawford (2009),
Environ. Sci. Technol. 43, 8251–8256 (Path Exchange).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lcagraph.background.offers import Offer, offer_in
from lcagraph.background.store import Database
from lcagraph.errors import Finding
from lcagraph.units import is_money

DIRECT = "direct"
"""Word for the emissions of the sector itself, instead of one that it buys from."""

ANY = "*"
"""End of a class: `3313*` is every sector whose code begins with 3313."""

Covered = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """One purchase of a sector that the model tells itself."""

    by: str
    """What covers it, in the model's words."""
    offer: Offer
    """The sector bought from, with its supply chain; of `direct` the sector itself,
    with its own emissions alone."""
    is_direct: bool
    per_unit: float
    """What is taken off per unit of spending. [unit of the offer/unit of spending]"""


def is_sector(offer: Offer) -> bool:
    """Whether a dataset is sold by its price, as those of input–output tables are."""
    return is_money(offer.unit)


def overlaps(
    sector: Offer, covered: Covered, at: str
) -> tuple[tuple[Overlap, ...], tuple[Finding, ...]]:
    """The purchases of a sector that are covered, and what is wrong with the mapping.

    Parameters
    ----------
    sector : Offer
        What is spent on.
    covered : mapping of str to tuple of str
        By what covers it: sectors by id, name or class (`3313*`), or `direct`.
    at : str
        Model path of the mapping.

    Returns
    -------
    overlaps : tuple of Overlap
    findings : tuple of Finding
        E580: the dataset is no sector. E581: no sector of a class. E583: a sector is
        covered twice. W584: the sector does not buy there. W550: it is the sector
        itself. W592: something covers no sector. E087 and its neighbours: no such
        sector.
    """
    if not is_sector(sector):
        values = {"dataset": sector.activity.name, "unit": sector.unit.symbol}
        return (), (Finding(code="E580", at=at, values=values, part="key"),)
    bought = purchases_of(sector.database, sector.found.column)
    found: list[Overlap] = []
    findings: list[Finding] = []
    seen: dict[object, str] = {}
    for by, texts in covered.items():
        if not texts:
            values = {"by": by}
            findings.append(Finding(code="W592", at=f"{at}.{by}", values=values))
        for text in texts:
            for one in _named(sector, text, f"{at}.{by}"):
                if isinstance(one, Finding):
                    findings.append(one)
                    continue
                key = one.found.column if one is not sector else DIRECT
                if key in seen:
                    values = {"sector": _called(one, text), "other": seen[key]}
                    findings.append(
                        Finding(code="E583", at=f"{at}.{by}", values=values)
                    )
                    continue
                seen[key] = by
                overlap = _overlap(sector, one, by, bought)
                if overlap.per_unit:
                    found.append(overlap)
                elif not text.endswith(ANY):
                    findings.append(_idle(sector, one, text, f"{at}.{by}"))
    return tuple(found), tuple(findings)


def purchases_of(database: Database, column: int) -> Mapping[int, float]:
    """What one column buys per unit of its own net output, by column.

    [unit of the product/unit of the column]
    """
    matrix = database.technosphere
    first, end = np.searchsorted(matrix.column, (column, column + 1))
    rows, values = matrix.row[first:end], matrix.value[first:end]
    made = float(values[rows == column].sum())
    return {
        int(row): -float(value) / made
        for row, value in zip(rows, values, strict=True)
        if row != column
    }


def own_gases(offer: Offer) -> Mapping[str, float]:
    """What a column emits itself per unit of its net output. [kg/unit]"""
    database, column = offer.database, offer.found.column
    A, B, known = database.technosphere, database.interventions, database.gases
    made = float(A.value[(A.column == column) & (A.row == column)].sum())
    first, end = np.searchsorted(B.column, (column, column + 1))
    gases: dict[str, float] = {}
    for row, value in zip(B.row[first:end], B.value[first:end], strict=True):
        mapped = known.get(database.elementary[row])
        if mapped is not None:
            amount = mapped.factor * float(value) / made
            gases[mapped.gas] = gases.get(mapped.gas, 0.0) + amount
    return gases


def _named(sector: Offer, text: str, at: str) -> Sequence[Offer | Finding]:
    """The sectors that one word of a mapping stands for."""
    if text == DIRECT:
        return (sector,)
    database = sector.database
    own = text.removeprefix(f"{database.name}/")
    if not own.endswith(ANY):
        return (offer_in(database, own, at),)
    if classed := list(_of_class(sector, own.removesuffix(ANY), at)):
        return classed
    values = {"text": text, "database": database.name}
    return (Finding(code="E581", at=at, values=values),)


def _of_class(sector: Offer, begins: str, at: str) -> Iterator[Offer | Finding]:
    for one in sector.database.activities():
        # the kind of dataset comes first, a code after it; labels stand in for codes
        code = one.classification[1] if len(one.classification) > 1 else one.process
        if code.upper().startswith(begins.upper()):
            yield offer_in(sector.database, f"{one.process}?product={one.product}", at)


def _overlap(
    sector: Offer, one: Offer, by: str, bought: Mapping[int, float]
) -> Overlap:
    is_direct = one is sector
    amount = 1.0 if is_direct else bought.get(one.found.column, 0.0)
    return Overlap(by=by, offer=one, is_direct=is_direct, per_unit=amount)


def _idle(sector: Offer, one: Offer, text: str, at: str) -> Finding:
    """A mapping to a sector that nothing is taken off of."""
    if one.found.column == sector.found.column:
        # what a sector buys of itself is in a_jj already
        return Finding(code="W550", at=at, values={"sector": sector.activity.name})
    values = {"sector": sector.activity.name, "other": _called(one, text)}
    return Finding(code="W584", at=at, values=values)


def _called(one: Offer, text: str) -> str:
    return text if text == DIRECT else one.activity.name

"""Integrated hybrid: a model and a table as one system, each buying of the other.

The model's product is a part σ of what a sector j sells. Whoever buys of the sector
buys that part of the model, for the same money; the rest of the sector keeps its
recipe. In amounts per unit, with the price p of the model's reference flow:

    h    = e + Σ_i u_i N'_i                                          upstream
    N'_k = D_k + Σ_{i≠j} a_ik N'_i + a_jk [(1 − σ) N'_j + σ h / p]     downstream, k ≠ j
    N'_j = D_j + Σ_i a_ij N'_i                                     the rest of sector j

e is what the model tells itself, u what it buys of the table (its corrections taken
off), N' the multipliers of the table with the model in it. Nothing stands twice: each
sale that the model takes over is taken out of row j, and listed. With σ = 0 this is the
tiered hybrid, h = e + Σ u N. The mix (1 − σ) N'_j + σ h/p is the sector disaggregated
by the model (IO-based hybrid).

Row j changes alone, so one solve answers it. With y = row j of (I − A)⁻¹ and
t = 1 − a_jj, q_k = −t y_k (k ≠ j) and q_j = 1 − t y_j,

    δ = (h₀/p − N_j) / (1 + σ (u·q/p − q_j)),   N' = N − σ δ q,   h = h₀ − σ δ u·q

Source: Suh (2004), Ecol. Econ. 48, 451–467, whose two cut-off matrices are u and the
sales that are taken over; Joshi (1999), J. Ind. Ecol. 3, 95–120 (disaggregation).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lcagraph.background.contributions import gas_weights
from lcagraph.background.economy import as_economy
from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.overlaps import is_sector
from lcagraph.background.store import Database
from lcagraph.displayed import Displayed
from lcagraph.engine.large import large_system
from lcagraph.engine.rounds import by_rounds
from lcagraph.errors import CalculationError, Finding, QuantityError, UsageError
from lcagraph.formulas import number_in, parse_amount
from lcagraph.result import Result, significant
from lcagraph.result.datasets import bought_from
from lcagraph.solve.arrays import Reals
from lcagraph.units import DIMENSIONLESS, Unit, conversion
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, facts_html, facts_text

Key = Literal["price", "share"]

MOST = 10
"""Sectors that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldAs:
    """What part of a table the model's product is; empty: as `scope.sold_as` says."""

    sector: str = ""
    """`table/sector`."""
    price: str = ""
    """Of the reference flow, in the currency and year of the table."""
    share: str = ""
    """Part of the sector's sales that are the model's product, below 100 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A sector whose multiplier is another with the model in the table."""

    sector: str
    bought: float
    """What it buys of the model instead of the sector, per unit. [currency/currency]"""
    before: float
    after: float
    """[kgCO2e/currency]"""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Integrated(Displayed):
    """A footprint by one system of model and table."""

    result: Result
    """The tiered hybrid: what the model buys of the table, and no sales."""
    table: str
    sector: str
    currency: str
    price: float
    """Of the reference flow. [currency]"""
    share: float
    """σ. [1]"""
    total: float
    """h, per reference flow. [kgCO2e]"""
    before: float
    """Multiplier of the sector as the table has it. [kgCO2e/currency]"""
    rest: float
    """Of the rest of the sector. [kgCO2e/currency]"""
    multipliers: Reals
    """N', shape (n,), in the order of the table. [kgCO2e/currency]"""
    corrections: Mapping[str, float]
    """Id of a sector → purchases that it now makes of the model, per unit of it: what
    was taken out of the table. [currency/currency]"""
    changed: tuple[Changed, ...]
    """The largest changes."""
    residual: float
    """Of the solve. [1]"""

    @property
    def own(self) -> float:
        """The model's product per unit of its price. [kgCO2e/currency]"""
        return self.total / self.price

    @property
    def disaggregated(self) -> float:
        """The sector with the model as a part of it. [kgCO2e/currency]"""
        return (1 - self.share) * self.rest + self.share * self.own

    def __repr__(self) -> str:
        return facts_text(self._title("en"), self._facts("en"))

    def to_html(self, lang: Language = "en") -> str:
        """Footprints and multipliers as a table."""
        return facts_html(self._title(lang), self._facts(lang))

    def _title(self, lang: Language) -> str:
        return label("integrated.title", lang).format(
            sector=self.sector, table=self.table
        )

    def _facts(self, lang: Language) -> Iterator[Fact]:
        per = f"kgCO2e/{self.currency}"
        flow = label("integrated.per", lang).format(per=self.result.prepared.per)
        tiered = f"{significant(self.result.total)} {flow}"
        yield label("integrated.tiered", lang), tiered
        yield label("integrated.total", lang), f"{significant(self.total)} {flow}"
        yield label("integrated.before", lang), f"{significant(self.before)} {per}"
        yield label("integrated.own", lang), f"{significant(self.own)} {per}"
        mixed = f"{significant(self.disaggregated)} {per}"
        yield label("integrated.disaggregated", lang), mixed


def integrated(result: Result, sold_as: SoldAs | None = None) -> Integrated:
    """A model inside the table that it is a part of.

    Parameters
    ----------
    result : Result
        Of the model, with what it buys of the table if it does.
    sold_as : SoldAs, optional
        By default what the model says, `scope.sold_as`.

    Raises
    ------
    UsageError
        Nobody says what part of a table the product is (E539). No such sector (E087
        and its neighbours), something that is none (E598); a price that isn't money of
        the table or positive, a share that isn't within 0 and 100 % (E575).
    CalculationError
        E576: model and table buy so much of each other that nothing is left.
    """
    asked = sold_as or SoldAs()
    offer = _sector(result, asked.sector or _stated_sector(result))
    price = _number(result, asked.price, offer, "price")
    share = _number(result, asked.share, offer, "share")
    database, j = offer.database, offer.found.column
    everything = np.arange(len(database), dtype=np.int32)
    gwp = result.prepared.compiled.system.scope.gwp
    weights = gas_weights(database, gwp, result.weights, everything)
    N = np.asarray(database.intensities @ weights)
    bought = _bought(result, database)
    q, residual = _response(database, j)
    pull = sum(amount * q[column] for column, amount in bought.items())
    divisor = 1.0 + share * (pull / price - q[j])
    if not divisor > 0:
        values = {"sector": offer.activity.name, "share": f"{100 * share:g} %"}
        raise CalculationError([Finding(code="E576", values=values)])
    delta = (result.total / price - N[j]) / divisor
    after = N - share * delta * q
    moved = {k: share * amount for k, amount in _sales(database, j).items()}
    ids = database.process_ids()
    return Integrated(
        result=result,
        table=database.name,
        sector=offer.activity.name,
        currency=offer.unit.symbol,
        price=price,
        share=share,
        total=float(result.total - share * delta * pull),
        before=float(N[j]),
        rest=float(after[j]),
        multipliers=after,
        corrections={ids[k]: amount for k, amount in moved.items()},
        changed=_changed(database, N, after, moved),
        residual=residual,
    )


def _stated_sector(result: Result) -> str:
    stated = result.prepared.compiled.system.scope.sold_as
    if stated is None:
        raise UsageError(Finding(code="E539", values={"missing": "sector"}))
    return stated.sector


def _sector(result: Result, text: str) -> Offer:
    origin = result.prepared.compiled.system.origin
    found = find_offer(text, "", origin.folder if origin is not None else None)
    if isinstance(found, Finding):
        raise UsageError(found)
    if not is_sector(found):
        values = {"dataset": found.activity.name, "unit": found.unit.symbol}
        raise UsageError(Finding(code="E598", values=values))
    return found


def _number(result: Result, text: str, offer: Offer, key: Key) -> float:
    """A price in the table's currency, or a share between 0 and 1."""
    target = offer.unit if key == "price" else DIMENSIONLESS
    known = _known(result, text, key)
    try:
        value = known[0] * conversion(known[1], target) if known else 0.0
    except QuantityError:
        value = 0.0
    if value > 0 and (key == "price" or value < 1):
        return value
    shown = text if known is None else f"{known[0]:g} {known[1].symbol}"
    values = {"text": text or shown, "currency": offer.unit.symbol}
    at = "" if text else f"scope.sold_as.{key}"
    raise UsageError(Finding(code="E575", at=at, values=values))


def _known(result: Result, text: str, key: Key) -> tuple[float, Unit] | None:
    """A number as a text says it; without one, as the model does. None: it is none."""
    if text:
        try:
            return number_in(parse_amount(text).expression)
        except QuantityError:
            return None
    term = f"scope.sold_as.{key}"
    table = result.prepared.compiled.table
    position = table.index.get(term)
    if position is None:
        raise UsageError(Finding(code="E539", values={"missing": key}))
    return float(result.numbers.filled[0, position]), table.units[term]


def _bought(result: Result, database: Database) -> dict[int, float]:
    """u: what a reference flow buys of the table, by column. [currency]"""
    found: dict[int, float] = {}
    for source in bought_from(result):
        if source.name == database.name:
            for each in source.purchases:
                column = each.offer.found.column
                found[column] = found.get(column, 0.0) + each.amount
    return found


def _response(database: Database, j: int) -> tuple[Reals, float]:
    """The q of the module's equations, and the residual of its solve."""
    T, n = database.technosphere, len(database)
    wanted = np.zeros((n, 1))
    wanted[j] = 1.0
    economy = as_economy(T, n)
    answer = None
    if economy is not None:
        answer = by_rounds(economy.A, wanted, economy.share, is_adjoint=True)
    if answer is None:  # rounds of purchases don't die out
        system = large_system(n, T.row, T.column, T.value, np.arange(n))
        found, account = system.adjoint(wanted.T)
        answer = found.T, account
    made = float(T.value[(T.row == j) & (T.column == j)].sum())
    q = -made * answer[0][:, 0]
    q[j] += 1.0
    return q, float(answer[1].residual)


def _sales(database: Database, j: int) -> dict[int, float]:
    """What each other column buys of j, per unit that it makes. [currency/currency]"""
    T = database.technosphere
    is_sale = (T.row == j) & (T.column != j)
    columns, amounts = T.column[is_sale], -T.value[is_sale]
    return {int(k): float(a) for k, a in zip(columns, amounts, strict=True)}


def _changed(
    database: Database, before: Reals, after: Reals, moved: Mapping[int, float]
) -> tuple[Changed, ...]:
    order = np.argsort(-np.abs(after - before), kind="stable")[:MOST]
    named = database.activities_at(order.tolist())
    return tuple(
        Changed(
            sector=named[int(k)].name,
            bought=moved.get(int(k), 0.0),
            before=float(before[k]),
            after=float(after[k]),
        )
        for k in order
        if after[k] != before[k]
    )

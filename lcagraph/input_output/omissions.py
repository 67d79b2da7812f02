"""What a model leaves out, item by item, with its price.

    scope.excluded      spend per reference flow
    unlinked inputs     price × amount × runs of the process, per reference flow
    wastes              likewise: what their treatment costs

    e = spend × (N_j − Σ of what is covered)

N_j is the footprint of a unit of currency of the sector j that the spend goes to, by
the GWP set of the model. An input is unlinked where nothing supplies it and the model
waives that (E301), a waste where nothing treats it (E320).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lcagraph.background.footprints import footprints_of
from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.overlaps import (
    Covered,
    Overlap,
    is_sector,
    overlaps,
    own_gases,
)
from lcagraph.checks.audit import Audit
from lcagraph.errors import Finding, QuantityError
from lcagraph.graph.process import Input, Waste
from lcagraph.graph.scope import Excluded
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import ExclusionBasis, Text
from lcagraph.units import DIMENSIONLESS, Unit, conversion, multiply

UNLINKED = ("E301", "E320")
"""Inputs and wastes without a supplier, where a model waives them."""

PRICED_SECTIONS = ("inputs", "waste")
"""Rows of a process that are bought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOff:
    """A purchase of the sector that the model tells itself."""

    by: str
    sector: str
    co2e: float
    """Per reference flow. [kgCO2e]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """One thing that is left out, with its estimate."""

    id: str
    name: Text
    basis: ExclusionBasis | None
    """None: an input or waste without supplier, which the model waives."""
    reason: Text
    """Why it is left out, in the words of the model."""
    spend: float | None = None
    currency: str = ""
    sector: str = ""
    """Name of the sector that the spend goes to."""
    gross: float | None = None
    """Spend × footprint of the sector, before anything is taken off. [kgCO2e]"""
    taken_off: tuple[TakenOff, ...] = ()
    stated: float | None = None
    """What the model estimates itself, if that is kgCO2e or a share of the whole.
    [kgCO2e]"""

    @property
    def is_missing(self) -> bool:
        """Whether it counts against the limits: all but what is beyond the boundary."""
        return self.basis in ("cut_off", None)

    @property
    def priced(self) -> float | None:
        """Estimate through the table, what is covered taken off. [kgCO2e]"""
        if self.gross is None:
            return None
        return self.gross - sum(each.co2e for each in self.taken_off)

    @property
    def estimate(self) -> float | None:
        """The priced one, else the stated one. [kgCO2e]"""
        return self.stated if self.priced is None else self.priced


class Pricing:
    """Prices what a model leaves out, and collects what can't be priced.

    Parameters
    ----------
    audit : Audit
    table : str
        Name of the input–output table that sectors without one are of; empty: they
        name their own.
    """

    def __init__(self, audit: Audit, table: str) -> None:
        self.audit, self.table = audit, table
        self.findings: list[Finding] = []
        self._used: dict[str, None] = {}
        origin = audit.system.origin
        self.near: Path | None = origin.folder if origin is not None else None

    @property
    def tables(self) -> str:
        """Tables that priced something."""
        return ", ".join(self._used)

    def omissions(self, found: Iterable[Finding]) -> tuple[Omission, ...]:
        """Everything that is left out: of the scope, then what is unlinked.

        Parameters
        ----------
        found : iterable of Finding
            Of the footprint: those that are waived tell what is unlinked.
        """
        excluded = self.audit.system.scope.excluded.items()
        of_scope = [self._excluded(id_, one) for id_, one in excluded]
        rows = {
            one.at.removesuffix(".from").removesuffix(".to"): one.waived
            for one in found
            if one.code in UNLINKED and one.waived is not None
        }
        unlinked = [self._unlinked(path, why) for path, why in rows.items()]
        self._tell_linked(rows)
        return (*of_scope, *unlinked)

    def _excluded(self, id_: str, one: Excluded) -> Omission:
        """One item of `scope.excluded`, priced if it says how."""
        at = f"scope.excluded.{id_}"
        plain = Omission(id=id_, name=one.name, basis=one.basis, reason=one.reason)
        spent = self.audit.term(f"{at}.spend")
        if spent is not None and one.sector is None and one.basis != "cut_off":
            return plain  # wages are no purchase: nothing is to be priced
        return self._priced(plain, at, "spend", spent, one)

    def _unlinked(self, path: str, why: Mapping[str, str]) -> Omission:
        """An input without supplier, or a waste without treatment."""
        row = row_at(self.audit.system, path)
        id_ = path.rpartition(".")[2]
        name = row.name if row is not None and row.name is not None else Text(id_, id_)
        reason = Text(why.get("zh", ""), why.get("en", ""))
        plain = Omission(id=path, name=name, basis=None, reason=reason)
        if row is None:
            return plain
        return self._priced(plain, path, "price", self._spent(path, row), row)

    def _spent(self, path: str, row: Input | Waste) -> tuple[float, Unit] | None:
        """Price × what the reference flow needs of a row."""
        price, amount = self.audit.term(f"{path}.price"), self.audit.counted(path)
        if price is None or amount is None:
            return None
        runs = self._runs(
            path, is_causal=isinstance(row, Input) and row.shares is not None
        )
        return price[0] * amount[0] * runs, multiply(price[1], amount[1])

    def _runs(self, path: str, *, is_causal: bool) -> float:
        """Runs of the row's process that the reference flow answers for. [1]"""
        process = path.split(".")[1]
        if not is_causal:
            return self.audit.runs.get(process, 0.0)
        prepared, scaling = self.audit.prepared, self.audit.numbers.s[0]
        [plan] = [p for p in prepared.compiled.allocations if p.process == process]
        runs = 0.0
        for row, term in zip(plan.functions, plan.causal[path], strict=True):
            share, unit = self.audit.term(term) or (0.0, DIMENSIONLESS)
            [column] = [
                j
                for j, function in enumerate(prepared.compiled.functions)
                if (function.process, function.row) == (process, row)
            ]
            runs += share * conversion(unit, DIMENSIONLESS) * float(scaling[column])
        return runs

    def _priced(
        self,
        plain: Omission,
        at: str,
        key: str,
        spent: tuple[float, Unit] | None,
        one: Excluded | Input | Waste,
    ) -> Omission:
        """An item with its estimate, if both its cost and its sector are known."""
        if spent is None or one.sector is None:
            if one.sector is not None:
                self._tell("W590", f"{at}.sector", item=plain.id)
            elif spent is not None:
                self._tell("W591", f"{at}.{key}", item=plain.id)
            return plain
        if spent[0] < 0:
            self._tell(
                "E528",
                f"{at}.{key}",
                item=plain.id,
                cost=f"{spent[0]:.6g} {spent[1].symbol}",
            )
            return plain
        offer = self._offer(one.sector, f"{at}.sector")
        amount = self._in_currency(spent, offer, f"{at}.{key}")
        if offer is None or amount is None:
            return plain
        self._used[offer.database.name] = None
        stated: Covered | None = None if isinstance(one, Waste) else one.covered
        covered, told = overlaps(offer, stated or {}, f"{at}.covered")
        self.findings += told
        return replace(
            plain,
            spend=amount,
            currency=offer.unit.symbol,
            sector=offer.activity.name,
            gross=amount * self._intensity(offer.gases),
            taken_off=tuple(self._taken_off(each, amount) for each in covered),
        )

    def _tell_linked(self, unlinked: Mapping[str, object]) -> None:
        """Prices of rows that have a supplier: they are in the footprint already."""
        for path, row in priced_rows(self.audit.system):
            if path not in unlinked:
                at = f"{path}.price" if row.price is not None else f"{path}.sector"
                self._tell("N537", at, row=path.rpartition(".")[2])

    def _taken_off(self, one: Overlap, amount: float) -> TakenOff:
        gases = own_gases(one.offer) if one.is_direct else one.offer.gases
        return TakenOff(
            by=one.by,
            sector="" if one.is_direct else one.offer.activity.name,
            co2e=amount * one.per_unit * self._intensity(gases),
        )

    def _offer(self, text: str, at: str) -> Offer | None:
        """The sector that a text names, in the table or with its own."""
        begins = f"{self.table}/"
        named = not self.table or text.startswith(begins)
        found = find_offer(text if named else begins + text, at, self.near)
        if isinstance(found, Finding):
            self.findings.append(found)
            return None
        if not is_sector(found):
            self._tell("E598", at, dataset=found.activity.name, unit=found.unit.symbol)
            return None
        return found

    def _in_currency(
        self, spent: tuple[float, Unit], offer: Offer | None, at: str
    ) -> float | None:
        """The spend in the currency and year of the table, or None with a finding."""
        if offer is None:
            return None
        value, unit = spent
        try:
            return value * conversion(unit, offer.unit)
        except QuantityError as error:
            self.findings.append(error.at(at))
            return None

    def _intensity(self, gases: Mapping[str, float]) -> float:
        """Footprint of a unit of a sector by the model's GWP set. [kgCO2e/unit]"""
        row = np.array([[*gases.values()]])
        gwp = self.audit.system.scope.gwp
        return float(footprints_of(row, tuple(gases), gwp)[0])

    def _tell(self, code: str, at: str, **values: object) -> None:
        self.findings.append(Finding(code=code, at=at, values=values))


def row_at(system: ProductSystem, path: str) -> Input | Waste | None:
    """The input or waste at a model path; None of other rows."""
    _, id_, section, row = path.split(".")[:4]
    process = system.processes.get(id_)
    if process is None or section not in PRICED_SECTIONS:
        return None
    rows: Mapping[str, Input | Waste] = getattr(process, section)
    return rows.get(row)


def has_prices(system: ProductSystem) -> bool:
    """Whether a model prices anything of what it leaves out."""
    excluded = system.scope.excluded.values()
    return any(one.spend is not None and one.sector for one in excluded) or any(
        row.price is not None and row.sector for _, row in priced_rows(system)
    )


def priced_rows(system: ProductSystem) -> Iterator[tuple[str, Input | Waste]]:
    """Model path and row of each input and waste that says what would price it."""
    for id_, process in system.processes.items():
        for section in PRICED_SECTIONS:
            rows: Mapping[str, Input | Waste] = getattr(process, section)
            for row, one in rows.items():
                if one.price is not None or one.sector is not None:
                    yield f"processes.{id_}.{section}.{row}", one

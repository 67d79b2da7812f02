"""The state of one compilation: terms, links and findings as they are collected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lcagraph.compile.background import Background
from lcagraph.compile.plan import (
    AllocationPlan,
    BurdenFreeLink,
    Deduction,
    DirectFlow,
    Edge,
    FactorColumn,
    Function,
)
from lcagraph.compile.suppliers import SupplierIndex
from lcagraph.compile.terms import TermDraft
from lcagraph.errors import Finding, QuantityError
from lcagraph.formulas import Amount
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import property_path
from lcagraph.units import Unit, conversion, is_co2e, parse_unit

KILOGRAM = parse_unit("kg")


@dataclass(slots=True)
class Draft:
    """Collects what the steps of `compile_system` find; none of them raises."""

    system: ProductSystem
    suppliers: SupplierIndex
    background: Background
    """Datasets of databases that the system names; factors by now."""
    terms: TermDraft = field(default_factory=TermDraft)
    functions: dict[tuple[str, str], Function] = field(default_factory=dict)
    factors: dict[str, FactorColumn] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    burden_free: list[BurdenFreeLink] = field(default_factory=list)
    direct: list[DirectFlow] = field(default_factory=list)
    allocations: list[AllocationPlan] = field(default_factory=list)
    deductions: dict[str, Deduction] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    factor_hashes: dict[str, str] = field(default_factory=dict)

    def report(self, code: str, at: str, **values: object) -> None:
        """Note a finding about the value at a model path."""
        self.findings.append(Finding(code=code, at=at, values=values))

    def report_key(self, code: str, at: str, **values: object) -> None:
        """Note a finding about the key at a model path."""
        self.findings.append(Finding(code=code, at=at, values=values, part="key"))

    def fits(self, term: str, target: Unit, at: str, code: str = "E308") -> bool:
        """Whether a term can be expressed in a unit; reports if it can't.

        A term whose own unit has an error is left to that error.
        """
        unit = self.terms.unit(term)
        if unit is None:
            return False
        try:
            conversion(unit, target)
        except QuantityError as error:
            if error.code in ("E435", "E436"):  # m3 and Nm3, two currencies
                self.report(error.code, at, **error.values)
            else:
                self.report(code, at, unit=unit.symbol, target=target.symbol)
            return False
        return True

    def is_gas(self, term: str, at: str) -> bool:
        """Whether a term is a mass of gas; reports CO2e, which no GWP may meet."""
        unit = self.terms.unit(term)
        if unit is not None and is_co2e(unit):
            self.report("E350", at, unit=unit.symbol)
            return False
        return True

    def counted(self, term: str) -> str:
        """Term that an exchange counts with: the net, if its reading has one."""
        deduction = self.deductions.get(term)
        return deduction.net if deduction is not None else term

    def row_unit(self, supplier: str, row: str) -> Unit | None:
        """Unit in which a supplier delivers; None if it has an error of its own."""
        if supplier in self.factors:
            return self.factors[supplier].unit
        function = self.functions.get((supplier, row))
        return function.unit if function else None

    def property_term(
        self, exchange_path: str, own: Mapping[str, Amount], product: str, name: str
    ) -> str | None:
        """Term of a property: the exchange's own, the product's, or its factor's."""
        if name in own:
            return property_path(exchange_path, name)
        known = self.system.products.get(product)
        if known is not None and name in known.properties:
            return property_path(f"products.{product}", name)
        factor = self.system.factors.get(product)
        if factor is not None and name in factor.properties:
            return property_path(f"factors.{product}", name)
        return None

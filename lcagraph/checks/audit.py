"""Audit: one model with its numbers, as every check of the guides looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lcagraph.arrays import Numbers, Prepared, runs_of_processes
from lcagraph.checks.rules import code_of
from lcagraph.compile.masses import way_to
from lcagraph.compile.plan import DirectFlow, FactorColumn
from lcagraph.contribution import LedgerRow
from lcagraph.errors import Finding, Part, QuantityError
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import property_path
from lcagraph.units import Unit, conversion, multiply, parse_unit

KILOGRAM = parse_unit("kg")
MEGAJOULE = parse_unit("MJ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A compiled model, its numbers and its footprint taken apart."""

    prepared: Prepared
    numbers: Numbers
    rows: Sequence[LedgerRow]
    runs: Mapping[str, float]
    """Runs of each process that the reference flow answers for. [1]"""
    factors: Mapping[str, FactorColumn]
    """Factors in use, by id."""
    suppliers: Mapping[str, str]
    """Supplier of each input, by model path."""
    direct: Mapping[str, Sequence[DirectFlow]]
    """Elementary flows of each process."""

    @property
    def system(self) -> ProductSystem:
        """The model as written."""
        return self.prepared.compiled.system

    def tell(self, rule: str, at: str, /, **values: object) -> Iterator[Finding]:
        """The finding about a key, if the model's rule set asks for the check."""
        yield from self._tell(rule, at, "key", values)

    def tell_value(self, rule: str, at: str, /, **values: object) -> Iterator[Finding]:
        """The finding about a value, if the model's rule set asks for the check."""
        yield from self._tell(rule, at, "value", values)

    def _tell(
        self, rule: str, at: str, part: Part, values: Mapping[str, object]
    ) -> Iterator[Finding]:
        code = code_of(rule, self.system.scope.rule_set)
        if code is not None:
            yield Finding(code=code, at=at, part=part, values=values)

    def term(self, path: str) -> tuple[float, Unit] | None:
        """Value and unit of a term; None if the model has no such number."""
        table = self.prepared.compiled.table
        position = table.index.get(path)
        if position is None:
            return None
        return float(self.numbers.filled[0, position]), table.units[path]

    def counted(self, path: str) -> tuple[float, Unit] | None:
        """Amount of an exchange as it counts: less what its meter takes off."""
        return self.term(self.prepared.compiled.counted(f"{path}.amount"))

    def reading(self, path: str) -> tuple[float, Unit] | None:
        """What the meter of an exchange shows, before anything is taken off.

        Of an emission by activity × factor that is the activity: 10 m3 of gas, and
        not the kilograms of CO2 that are computed from them.
        """
        return self.term(f"{path}.activity") or self.term(f"{path}.amount")

    def unreduced(self, path: str) -> tuple[float, Unit] | None:
        """Amount of an exchange before anything is taken off its reading.

        What is computed from an activity counts in proportion: net ÷ gross of the
        activity is net ÷ gross of the emission.
        """
        amount = self.term(f"{path}.amount")
        deduction = self.prepared.compiled.deductions.get(f"{path}.activity")
        if deduction is None or amount is None:
            return amount
        gross, net = self.term(deduction.gross), self.term(deduction.net)
        if gross is None or net is None or not net[0]:
            return None
        return amount[0] * gross[0] / net[0], amount[1]

    def property_of(
        self, path: str, product: str, name: str
    ) -> tuple[float, Unit] | None:
        """A property of an exchange: its own value, its product's, or its factor's."""
        for owner in (path, f"products.{product}", f"factors.{product}"):
            known = self.term(property_path(owner, name))
            if known is not None:
                return known
        return None

    def quantity(
        self, path: str, product: str, properties: Sequence[str], target: Unit
    ) -> float | None:
        """Amount of an exchange in the target's unit: directly, or × a property.

        A stated property goes before the amount's own unit, so that `mass` may tell
        what 1 t of NaOH (100 % basis) weighs as lye.
        """
        amount = self.counted(path)
        if amount is None:
            return None
        for name in properties:
            known = self.property_of(path, product, name)
            if known is not None:
                unit = multiply(amount[1], known[1])
                return _converted(amount[0] * known[0], unit, target)
        return _converted(*amount, target)

    def mass(self, path: str, product: str) -> float | None:
        """Mass of an exchange: stated, its own amount, or by its density. [kg]"""
        stated = self.quantity(path, product, ("mass",), KILOGRAM)
        amount = self.counted(path)
        if stated is not None or amount is None:
            return stated
        known = {
            key: found
            for key in ("volume", "density")
            if (found := self.property_of(path, product, key)) is not None
        }
        units = {key: unit for key, (_, unit) in known.items()}
        way = way_to("mass", amount[1], units.get)
        if not way:
            return None
        mass = amount[0] * amount[1].factor
        for key, is_factor in way:
            value = known[key][0] * units[key].factor
            mass = mass * value if is_factor else mass / value
        return mass

    def used_processes(self) -> Iterator[str]:
        """Ids of the processes that the reference flow needs."""
        for id_ in self.system.processes:
            if self.runs.get(id_):
                yield id_


def audit_of(prepared: Prepared, numbers: Numbers, rows: Sequence[LedgerRow]) -> Audit:
    """The view that the checks share."""
    compiled = prepared.compiled
    links = [edge for edge in compiled.edges if edge.kind == "input"]
    direct: dict[str, list[DirectFlow]] = {}
    for flow in compiled.direct:
        direct.setdefault(flow.process, []).append(flow)
    return Audit(
        prepared=prepared,
        numbers=numbers,
        rows=rows,
        runs=runs_of_processes(prepared, numbers),
        factors={column.id: column for column in compiled.factors},
        suppliers={link.path: link.supplier for link in links}
        | {link.path: link.supplier for link in compiled.burden_free},
        direct=direct,
    )


def _converted(value: float, unit: Unit, target: Unit) -> float | None:
    try:
        return value * conversion(unit, target)
    except QuantityError:
        return None

"""What must agree before two footprints may be compared (SD-18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lcagraph.graph.scope import CategoryRule
from lcagraph.result import Footprint

RTOL = 1e-12  # 1000 kg and 1 t are one reference amount, whatever the rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs, though a comparison needs it equal."""

    path: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.path}: {self.first or '—'} ≠ {self.second or '—'}"


def differences(first: Footprint, second: Footprint) -> tuple[Difference, ...]:
    """Function, boundary, rules, GWP set and category rule of two results."""
    one, other = first.prepared.compiled.system, second.prepared.compiled.system
    return tuple(
        _stated(
            [
                ("reference.product", one.reference.product, other.reference.product),
                *_amounts(first, second),
                ("reference.kind", one.reference.kind, other.reference.kind),
                ("scope.rule_set", one.scope.rule_set, other.scope.rule_set),
                ("scope.gwp", one.scope.gwp, other.scope.gwp),
                ("scope.boundary", one.scope.boundary, other.scope.boundary),
                (
                    "scope.category_rule",
                    _rule(one.scope.category_rule),
                    _rule(other.scope.category_rule),
                ),
            ]
        )
    )


def _stated(pairs: list[tuple[str, str | None, str | None]]) -> Iterator[Difference]:
    for path, first, second in pairs:
        if first != second:
            yield Difference(path=path, first=first or "", second=second or "")


def _amounts(
    first: Footprint, second: Footprint
) -> Iterator[tuple[str, str | None, str | None]]:
    """The reference amounts, if they differ in value or in kind of unit."""
    (value, kind), (other, other_kind) = _amount(first), _amount(second)
    is_same = kind == other_kind and abs(value - other) <= RTOL * abs(value)
    if not is_same:
        yield "reference.amount", first.unit, f"{second.unit} "


def _amount(result: Footprint) -> tuple[float, object]:
    """Reference amount in coherent units, and its dimension."""
    compiled = result.prepared.compiled
    term = compiled.demand_term
    unit = compiled.table.units[term]
    value = float(result.numbers.filled[0, compiled.table.index[term]])
    return value * float(unit.factor), unit.dimension


def _rule(rule: CategoryRule | None) -> str | None:
    if rule is None:
        return None
    return f"{rule.name.zh} | {rule.name.en} ({rule.boundary or '—'})"

"""What must agree before two footprints may be compared (SD-18)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lcagraph.graph.scope import CategoryRule
from lcagraph.graph.words import Text
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
    """What two results must not differ in, and do.

    Function, boundary, rules, GWP set and category rule. What a functional unit does
    is told by its text: “lighting for 1000 h” is another function than “lighting for
    10000 h”, whatever reference flow each of them needs.
    """
    one, other = first.prepared.compiled.system, second.prepared.compiled.system
    of_function = _texts(first, second) if _states_function(first, second) else ()
    return tuple(
        _stated(
            [
                ("reference.product", one.reference.product, other.reference.product),
                *_amounts(first, second),
                ("reference.kind", one.reference.kind, other.reference.kind),
                *of_function,
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


def remarks(first: Footprint, second: Footprint) -> tuple[Difference, ...]:
    """How two units are described differently, where that is no obstacle.

    A declared unit is an amount of a product and promises no function; what only one
    of two models says about its product contradicts nothing.
    """
    must_agree = {difference.path for difference in differences(first, second)}
    found = _stated(list(_texts(first, second, is_whole=True)))
    return tuple(remark for remark in found if remark.path not in must_agree)


def _states_function(first: Footprint, second: Footprint) -> bool:
    """Whether one of the units is a functional one."""
    systems = [result.prepared.compiled.system for result in (first, second)]
    return any(system.reference.kind == "functional_unit" for system in systems)


def _texts(
    first: Footprint, second: Footprint, *, is_whole: bool = False
) -> Iterator[tuple[str, str | None, str | None]]:
    """Name of the unit and function of its product, where they don't agree.

    The function is compared if both state it; `is_whole`: if one of them does.
    """
    one, other = first.prepared.compiled.system, second.prepared.compiled.system
    if not _agree(one.reference.name, other.reference.name):
        yield (
            "reference.name",
            _written(one.reference.name),
            _written(other.reference.name),
        )
    known = [s.products.get(s.reference.product) for s in (one, other)]
    function, another = (product.function if product else None for product in known)
    is_compared = is_whole or (function is not None and another is not None)
    if is_compared and not _agree(function, another):
        path = f"products.{one.reference.product}.function"
        yield path, _written(function), _written(another)


def _agree(first: Text | None, second: Text | None) -> bool:
    """Whether two texts say the same in every language that both have.

    A text without translation is in one language, whichever that is: it agrees with
    either part of the other. Blanks don't count.
    """
    if first is None or second is None:
        return first is second
    one, other = _parts(first), _parts(second)
    if len(one) == len(other):
        return one == other
    return bool({*one} & {*other})


def _parts(text: Text) -> tuple[str, ...]:
    return tuple(" ".join(t.split()) for t in dict.fromkeys((text.zh, text.en)))


def _written(text: Text | None) -> str | None:
    return None if text is None else " | ".join(_parts(text))


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

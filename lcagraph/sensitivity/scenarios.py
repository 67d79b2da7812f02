"""Scenario tables: scenarios × stages × items, and cross products of scenarios.

A scenario that only sets numbers is other values of the compiled model; one that
changes more is compiled by itself. So of a cross product of many numeric scenarios each
is compiled once, and all combinations are evaluated together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from lcagraph.arrays import Floats, Numbers, Prepared
from lcagraph.calculate import numbers_of
from lcagraph.checks import check_factors
from lcagraph.compile import CompiledModel
from lcagraph.contribution import group, ledger
from lcagraph.errors import Finding, FindingsError, ModelError, UsageError
from lcagraph.graph.system import ProductSystem
from lcagraph.impact import ROWS, including_and_excluding
from lcagraph.result import Table
from lcagraph.sampling import refused_rows
from lcagraph.sensitivity.outputs import headline_view
from lcagraph.sensitivity.pages import STAGES, Page
from lcagraph.units import conversion
from lcagraph.waivers import waive
from lcagraph.wording import Language, label

AS_WRITTEN = "base"
"""Name of the model without a scenario."""

JOIN = " + "
"""Between the scenarios of a combination, as `Model.with_scenario` takes them."""

MOST_COMBINATIONS = 4096

Preparer = Callable[[str | None], Prepared]
"""Gives the compiled model with a scenario, with several joined by `+`, or as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One scenario: a compiled model, and its values."""

    name: str
    prepared: Prepared
    values: Floats
    """Shape (n,). [each in its own unit]"""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ScenarioTable(Page):
    """Footprints of scenarios by stage and item."""

    per: tuple[str, ...]
    """What each footprint is per, such as `1 t naoh_50`."""
    view: str
    """`including` or `excluding`: the headline of the first."""
    names: tuple[str, ...]
    """Scenarios or combinations; the first is what the others are compared with."""
    stages: tuple[str, ...]
    """Stages that any of them has, upstream to downstream."""
    values: Floats
    """Shape (scenarios, stages, items): the items of `impact.ROWS`. [kgCO2e]"""

    @property
    def including(self) -> Floats:
        """Total including biogenic CO2 uptake, shape (scenarios,). [kgCO2e]"""
        total: Floats = self._summed(including_and_excluding()[0]).sum(axis=1)
        return total

    @property
    def excluding(self) -> Floats:
        """Total excluding biogenic CO2, shape (scenarios,). [kgCO2e]"""
        total: Floats = self._summed(including_and_excluding()[1]).sum(axis=1)
        return total

    @property
    def headline(self) -> Floats:
        """The total that the rule set puts first, shape (scenarios,). [kgCO2e]"""
        return self.including if self.view == "including" else self.excluding

    def to_table(self) -> Table:
        """A row per scenario, stage and item that isn't zero: for frames and pivots."""
        rows = [
            (name, stage, item, float(self.values[i, j, k]))
            for i, name in enumerate(self.names)
            for j, stage in enumerate(self.stages)
            for k, item in enumerate(ROWS)
            if self.values[i, j, k]
        ]
        return Table(
            title="scenarios",
            columns=("scenario", "stage", "item", "kgCO2e"),
            units=("", "", "", "kgCO2e"),
            rows=tuple(rows),
        )

    def totals(self) -> Table:
        """Both totals of each scenario, and its change of the headline."""
        base = float(self.headline[0])
        rows = []
        for i, name in enumerate(self.names):
            change = float(self.headline[i]) - base
            percent = 100 * change / abs(base) if base else None
            both = (float(self.including[i]), float(self.excluding[i]))
            rows.append((name, *both, change, percent))
        return Table(
            title="totals",
            columns=("scenario", "including", "excluding", "change", "relative_change"),
            units=("", "kgCO2e", "kgCO2e", "kgCO2e", "%"),
            rows=tuple(rows),
        )

    def by_stage(self) -> Table:
        """The headline of each scenario by stage."""
        including, excluding = including_and_excluding()
        weights = including if self.view == "including" else excluding
        return self._wide("by stage", self.stages, self._summed(weights))

    def by_item(self) -> Table:
        """Each scenario by item, for the items that any of them has."""
        items = self.values.sum(axis=1)
        kept = np.flatnonzero(items.any(axis=0))
        return self._wide("items", [ROWS[k] for k in kept], items[:, kept])

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "schema": "lcagraph-scenarios-1",
            "view": self.view,
            "unit": "kgCO2e",
            "stages": list(self.stages),
            "items": list(ROWS),
            "scenarios": [
                {
                    "name": name,
                    "per": per,
                    "including": float(including),
                    "excluding": float(excluding),
                    "values": values.tolist(),
                }
                for name, per, including, excluding, values in zip(
                    self.names,
                    self.per,
                    self.including,
                    self.excluding,
                    self.values,
                    strict=True,
                )
            ],
        }

    def _summed(self, weights: Floats) -> Floats:
        total: Floats = self.values @ weights
        return total

    def _wide(self, title: str, columns: Sequence[str], values: Floats) -> Table:
        return Table(
            title=title,
            columns=("scenario", *columns),
            units=("", *["kgCO2e"] * len(columns)),
            rows=tuple(
                (name, *map(float, row))
                for name, row in zip(self.names, values, strict=True)
            ),
        )

    def _tables(self) -> tuple[Table, ...]:
        return (self.totals(), self.by_stage(), self.by_item())

    def _title(self, lang: Language) -> str:
        view = label(f"result.{self.view}", lang)
        text = label("scenarios.title", lang)
        return text.format(count=len(self.names), per=self.per[0], view=view)

    def _notes(self, lang: Language) -> list[str]:
        if len(set(self.per)) == 1:
            return []
        return [label("scenarios.per", lang).format(per=", ".join(self.per))]


def scenario_table(cases: Sequence[Case]) -> ScenarioTable:
    """Footprints of cases by stage and item; those of one model in one evaluation.

    Parameters
    ----------
    cases : sequence of Case
        At least one; the first is what the others are compared with.

    Raises
    ------
    ModelError, CalculationError
        As `calculate.evaluate`: a case has no footprint, or turns the sign of an output
        or a factor; or a factor of it is negative as stated (E617). The message names
        the scenario.
    """
    found: dict[int, dict[str, Floats]] = {}
    models = {id(case.prepared): case.prepared for case in cases}
    for model, prepared in models.items():
        rows = [i for i, case in enumerate(cases) if id(case.prepared) == model]
        numbers = _numbers(prepared, [cases[i] for i in rows])
        for position, i in enumerate(rows):
            own = ledger(prepared, _variant(numbers, position))
            told = waive(prepared.compiled.system, check_factors(prepared, own))
            if errors := [finding for finding in told if finding.is_fatal]:
                raise _in_scenario(ModelError(errors), cases[i].name)
            found[i] = group(own, lambda row: row.stage)
    stages = [stage for stage in STAGES if any(stage in by for by in found.values())]
    nothing = np.zeros(len(ROWS))
    values = [[found[i].get(s, nothing) for s in stages] for i in range(len(cases))]
    return ScenarioTable(
        per=tuple(case.prepared.per for case in cases),
        view=headline_view(cases[0].prepared),
        names=tuple(case.name for case in cases),
        stages=tuple(stages),
        values=np.array(values).reshape(len(cases), len(stages), len(ROWS)),
    )


def _numbers(prepared: Prepared, cases: Sequence[Case]) -> Numbers:
    """The arrays of the cases of one model; the first that has none is named."""
    values = np.stack([case.values for case in cases])
    found: list[Numbers] = []

    def compute(rows: slice) -> None:
        found.append(numbers_of(prepared, values[rows]))

    for row, error in refused_rows(len(values), compute, most=0):
        raise _in_scenario(error, cases[row].name)
    (numbers,) = found
    return numbers


def _in_scenario(error: FindingsError, name: str) -> FindingsError:
    """The error, with the scenario that it is about."""
    scenario = "" if name == AS_WRITTEN else name
    return type(error)(replace(each, scenario=scenario) for each in error.findings)


def _variant(numbers: Numbers, position: int) -> Numbers:
    """The arrays of one variant."""
    one = slice(position, position + 1)
    return replace(
        numbers,
        filled=numbers.filled[one],
        shares=numbers.shares[one],
        A=numbers.A[one],
        B=numbers.B[one],
        f=numbers.f[one],
        s=numbers.s[one],
    )


# ------------------------------------------------------------------- cross products


def crossed(axes: Sequence[Sequence[str]]) -> tuple[str | None, ...]:
    """Every combination of one scenario of each axis; `base` leaves an axis as it is.

    Returns
    -------
    tuple of str or None
        Such as ``green_100 + more_scrap``; None: the model as written.

    Raises
    ------
    UsageError
        No axis, an empty one, or more than `MOST_COMBINATIONS` (E747).
    """
    count = int(np.prod([float(len(axis)) for axis in axes])) if axes else 0
    if not 0 < count <= MOST_COMBINATIONS:
        values = {"count": f"{count:,}", "most": f"{MOST_COMBINATIONS:,}"}
        raise UsageError(Finding(code="E747", values=values))
    found: list[str | None] = []
    for chosen in product(*axes):
        parts = dict.fromkeys(part for part in chosen if part != AS_WRITTEN)
        found.append(JOIN.join(parts) or None)
    return tuple(dict.fromkeys(found))


def cases_of(preparer: Preparer, names: Iterable[str | None]) -> tuple[Case, ...]:
    """Scenarios and combinations of them, each compiled only if it has to be.

    Parameters
    ----------
    preparer : callable
        Gives the compiled model with a scenario, such as
        ``lambda name: model.with_scenario(name).prepared``.
    names : iterable of str or None
        Scenarios, or several joined by `+`; None: the model as written.

    Raises
    ------
    UsageError, ModelError
        What `preparer` raises: no such scenario, or two that disagree.
    """
    maker = _Maker(preparer)
    return tuple(maker.case(name) for name in names)


class _Maker:
    """Makes cases; remembers what each single scenario changes."""

    def __init__(self, preparer: Preparer) -> None:
        self._preparer = preparer
        self._base = preparer(None)
        self._known: dict[str, tuple[Prepared, Mapping[int, float] | None]] = {}

    def case(self, name: str | None) -> Case:
        if name is None:
            return Case(name=AS_WRITTEN, prepared=self._base, values=self._base.base)
        parts = [part.strip() for part in name.split("+")]
        changes = [self._single(part) for part in parts]
        numeric = [each for _, each in changes if each is not None]
        is_apart = _are_apart(self._base.compiled.system, parts)
        if len(numeric) < len(parts) or not is_apart:
            only = changes[0][0] if len(parts) == 1 else self._preparer(name)
            return Case(name=name, prepared=only, values=only.base)
        values = self._base.base.copy()
        for each in numeric:
            values[[*each]] = [*each.values()]
        return Case(name=name, prepared=self._base, values=values)

    def _single(self, name: str) -> tuple[Prepared, Mapping[int, float] | None]:
        if name not in self._known:
            prepared = self._preparer(name)
            self._known[name] = prepared, _changes(self._base, prepared)
        return self._known[name]


def _changes(base: Prepared, other: Prepared) -> Mapping[int, float] | None:
    """Columns and values that a scenario sets; None if it changes more than numbers."""
    first, second = base.compiled, other.compiled
    if _structure(first) != _structure(second):
        return None
    found = {}
    for column, term in enumerate(first.table.independent):
        theirs = second.table.independent[second.table.index[term.path]]
        if theirs.unit.dimension != term.unit.dimension:
            return None
        value = theirs.base * conversion(theirs.unit, term.unit)
        if value != term.base:
            found[column] = value
    return found


def _structure(compiled: CompiledModel) -> tuple[object, ...]:
    """Everything that a table depends on beside the numbers."""
    return (
        {term.path for term in compiled.table.independent},
        {term.path: term.expression for term in compiled.table.derived},
        set(compiled.functions),
        {c.id: (c.per, c.unit, dict(c.flows)) for c in compiled.factors},
        {c.id: c.factor.stage for c in compiled.factors},
        set(compiled.edges),
        {replace(direct, gwp=None) for direct in compiled.direct},
        {plan.process: replace(plan, chosen="") for plan in compiled.allocations},
        set(compiled.burden_free),
        compiled.demand,
        compiled.demand_term,
        {id_: (p.stage, p.kind) for id_, p in compiled.system.processes.items()},
        compiled.system.scope,
        compiled.system.reference.amount.text,
    )


def _are_apart(system: ProductSystem, scenarios: Sequence[str]) -> bool:
    """Whether no two of them set the same place, or one inside the other."""
    places = [{*_places(system, scenario)} for scenario in scenarios]
    return not any(
        first[: len(second)] == second or second[: len(first)] == first
        for i, some in enumerate(places)
        for others in places[:i]
        for first in some
        for second in others
    )


def _places(system: ProductSystem, scenario: str) -> Iterator[tuple[str, ...]]:
    """Paths that a scenario sets, with those of what it extends."""
    waiting, seen = [scenario], set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in system.scenarios:
            continue
        seen.add(name)
        found = system.scenarios[name]
        waiting += found.extends
        for path in found.set_:
            full = path if "." in path else f"parameters.{path}"
            yield tuple(full.split("."))

"""What each scenario of a model does to its footprint, computed and not promised.

Scenarios that only set numbers are variants of one compiled model, evaluated together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lcagraph.arrays import Prepared
from lcagraph.errors import FindingsError, UsageError
from lcagraph.graph.system import ProductSystem
from lcagraph.sensitivity import ScenarioTable, cases_of, scenario_table

Preparer = Callable[[str | None], Prepared]
"""Gives the compiled model with a scenario; None: as it is written."""

METHODS = ("allocation", "recycling", "substitutes")
"""Keys of a model that say how it is computed, not what is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One scenario beside the model as written."""

    scenario: str
    total: float | None
    """Footprint. [kgCO2e]; None: it has none, or is per something else."""
    by: float | None
    """Footprint less that of the model as written. [kgCO2e]"""
    share: float | None
    """Change by the magnitude of the footprint as written. [1]"""
    is_method: bool
    """Whether it changes how the footprint is computed: that is no improvement."""

    @property
    def is_lower(self) -> bool:
        """Whether the footprint is lower, beyond what is printed as no change."""
        return self.share is not None and self.share < -_NOTHING

    @property
    def is_higher(self) -> bool:
        """Whether the footprint is higher."""
        return self.share is not None and self.share > _NOTHING


_NOTHING = 5e-5
"""Changes below half of 0.01 % are printed as none. [1]"""


def scenario_changes(
    preparer: Preparer, system: ProductSystem, *, view: str
) -> tuple[Change, ...]:
    """Every scenario of a model, in its order.

    Parameters
    ----------
    preparer : callable
        Gives the compiled model with a scenario.
    system : ProductSystem
        The model as written.
    view : str
        Total that is told: `including` or `excluding`.

    Returns
    -------
    tuple of Change
        A scenario without a footprint is among them, with no numbers: the checks of
        the model tell what is wrong with it.
    """
    names = tuple(system.scenarios)
    if not names:
        return ()
    table = _table(preparer, names)
    tables = [table] * len(names) if table else [_table(preparer, (n,)) for n in names]
    return tuple(
        _change(name, system, one, view)
        for name, one in zip(names, tables, strict=True)
    )


def _table(preparer: Preparer, names: tuple[str, ...]) -> ScenarioTable | None:
    """Footprints of scenarios after that of the model; None: one of them has none."""
    try:
        return scenario_table(cases_of(preparer, (None, *names)))
    except (FindingsError, UsageError):
        return None


def _change(
    name: str, system: ProductSystem, table: ScenarioTable | None, view: str
) -> Change:
    is_method = _is_method(system, name)
    row = table.names.index(name) if table is not None else 0
    if table is None or table.per[row] != table.per[0]:
        return Change(
            scenario=name, total=None, by=None, share=None, is_method=is_method
        )
    totals = table.including if view == "including" else table.excluding
    base, total = float(totals[0]), float(totals[row])
    return Change(
        scenario=name,
        total=total,
        by=total - base,
        share=(total - base) / abs(base) if base else None,
        is_method=is_method,
    )


def _is_method(system: ProductSystem, name: str) -> bool:
    scenario = system.scenarios[name]
    keys = {key for path in scenario.set_ for key in path.split(".")}
    values = (value for value in scenario.set_.values() if isinstance(value, Mapping))
    keys |= {str(key) for value in values for key in value}
    if keys & set(METHODS) or any(path.startswith("scope.") for path in scenario.set_):
        return True
    return any(_is_method(system, one) for one in scenario.extends)

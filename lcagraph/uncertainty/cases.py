"""What a Monte Carlo compares: models, or variants of one, on shared draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lcagraph.alternatives.options import Study as Allocations
from lcagraph.alternatives.options import options_of, plan_of
from lcagraph.arrays import Prepared
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.system import ProductSystem
from lcagraph.result import Provenance

NOTHING_FIXED: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One side of a comparison under uncertainty."""

    prepared: Prepared
    fixed: Mapping[str, float] = field(default_factory=lambda: NOTHING_FIXED)
    """Independent numbers, by path, that keep this value in every draw: the switches
    of another allocation basis. [each in its own unit]"""
    family: str = ""
    """Models of one family share the draws of all numbers with the same path; those of
    different families only of what both state alike."""
    made_by: Provenance | None = None
    """Version, hashes, scenario and settings of the model."""
    made_certain: tuple[str, ...] = ()
    """Paths of numbers that are set without the spread that the model states."""


def cases_of(models: Mapping[str, Prepared | Case]) -> dict[str, Case]:
    """Models and variants by name, each as a case.

    Raises
    ------
    UsageError
        There is none (E540).
    """
    if not models:
        values = {"name": "cases", "value": "0"}
        raise UsageError(Finding(code="E540", values=values))
    return {
        name: one if isinstance(one, Case) else Case(prepared=one)
        for name, one in models.items()
    }


def allocation_cases(
    system: ProductSystem, prepared: Prepared, base: str = "base"
) -> dict[str, Case]:
    """A model as written, and with the allocation of one process changed at a time.

    Parameters
    ----------
    system : ProductSystem
        The model as written.
    prepared : Prepared
        The same, compiled.
    base : str
        What the model as written is called.

    Returns
    -------
    dict of str to Case
        The base first; the others are called ``process: basis``. Bases, substitution
        and what is refused are those of `lcagraph.alternatives`.
    """
    study = Allocations.of(system, prepared)
    found = {base: Case(prepared=prepared)}
    for one in study.replaceable:
        possible, _ = options_of(study, one)
        for option in possible:
            other = study.prepared({one.process: option.replaced})
            if option.is_written or isinstance(other, str):
                continue
            fixed = _switches(other, one.process, option.basis)
            name = f"{one.process}: {option.name}"
            found[name] = Case(prepared=other, fixed=fixed)
    return found


def _switches(
    prepared: Prepared, process: str, basis: str | None
) -> Mapping[str, float]:
    plan = plan_of(prepared, process)
    if plan is None:
        return NOTHING_FIXED
    return {switch: float(name == basis) for name, switch in plan.switches.items()}

"""Sensitivity as part of interpretation: is there any, and of the allocation (CQ-30).

Completeness and consistency, its two companions (Chongqing guide 二(四)2), have checks
of their own: stages, periods, GWP sets and bases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isclose

from lcagraph.checks.audit import Audit
from lcagraph.compile.plan import AllocationPlan
from lcagraph.errors import Finding

RTOL = 1e-9  # two bases with these shares are one: nothing to compare


def check_sensitivity(audit: Audit) -> Iterable[Finding]:
    """A study without any variation, and allocations that nothing compares."""
    if not is_varied(audit):
        yield from audit.tell("sensitivity", "reference")
    used = set(audit.used_processes())
    for plan in audit.prepared.compiled.allocations:
        if plan.process in used and not _is_compared(audit, plan):
            others = other_bases(audit, plan)
            if others:
                at = f"processes.{plan.process}.allocation"
                values = {"process": plan.process, "chosen": plan.chosen}
                yield from audit.tell(
                    "allocation_compared", at, **values, others=others
                )


def is_varied(audit: Audit) -> bool:
    """Whether anything says what the result would be if a number were another.

    A scenario, a supply with both of its results, or a distribution of any number.
    """
    system = audit.system
    supplies = system.supply.values()
    terms = audit.prepared.compiled.table.independent
    return (
        bool(system.scenarios)
        or any(supply.market_based is not None for supply in supplies)
        or any(t.distribution or t.pedigree for t in terms)
    )


def other_bases(audit: Audit, plan: AllocationPlan) -> list[str]:
    """Bases that the data allow and that share otherwise than the chosen one."""
    own = _shares(audit, plan, plan.chosen)
    found = []
    for basis in plan.weights:
        shares = _shares(audit, plan, basis)
        if own is None or shares is None:
            continue
        pairs = zip(own, shares, strict=True)
        if not all(isclose(a, b, rel_tol=RTOL, abs_tol=RTOL) for a, b in pairs):
            found.append(basis)
    return found


def _shares(audit: Audit, plan: AllocationPlan, basis: str) -> list[float] | None:
    """Allocation factors by a basis; None if its weights give none."""
    known = [audit.term(path) for path in plan.weights[basis]]
    weights = [value * float(unit.factor) for value, unit in filter(None, known)]
    total = sum(weights)
    if len(weights) < len(known) or min(weights) < 0 or total <= 0:
        return None
    return [weight / total for weight in weights]


def _is_compared(audit: Audit, plan: AllocationPlan) -> bool:
    """Whether a scenario allocates the process otherwise."""
    path = f"processes.{plan.process}.allocation"
    return any(key == path or key.startswith(f"{path}.") for key in _edited(audit))


def _edited(audit: Audit) -> Iterator[str]:
    for scenario in audit.system.scenarios.values():
        yield from scenario.set_

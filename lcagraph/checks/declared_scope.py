"""What the scope declares, and whether the model keeps to it (CQ-08, CQ-15…26)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from lcagraph.checks.audit import Audit
from lcagraph.checks.completeness import ALLOWED_STAGES
from lcagraph.errors import Finding
from lcagraph.graph.scope import Declarations

DECLARATIONS = tuple(
    field.name for field in fields(Declarations) if field.name != "not_applicable"
)
"""The twelve, in the order of the Chongqing guide 二(一)1–12."""


def check_scope(audit: Audit) -> Iterable[Finding]:
    """Declarations, boundary, category rule, kind of unit, allocation bases."""
    return [
        *_declarations(audit),
        *_boundary(audit),
        *_stages(audit),
        *_category_rule(audit),
        *_unit_kind(audit),
        *_allocation_bases(audit),
    ]


def missing_declarations(declared: Declarations | None) -> tuple[str, ...]:
    """Which of the twelve are neither stated nor said to be not applicable."""
    if declared is None:
        return DECLARATIONS
    return tuple(
        name
        for name in DECLARATIONS
        if getattr(declared, name) is None and name not in declared.not_applicable
    )


def _declarations(audit: Audit) -> Iterable[Finding]:
    missing = missing_declarations(audit.system.scope.declarations)
    if missing:
        at = "scope.declarations"
        yield from audit.tell("declarations", at, missing=missing, count=len(missing))


def _boundary(audit: Audit) -> Iterable[Finding]:
    """A boundary is stated; one that leaves stages out makes a partial footprint."""
    boundary = audit.system.scope.boundary
    if boundary is None:
        yield from audit.tell("boundary_missing", "scope.boundary")
    elif boundary != "cradle-to-grave":
        at = "scope.boundary"
        yield from audit.tell_value("partial", at, boundary=boundary)


def _stages(audit: Audit) -> Iterable[Finding]:
    """Exclusions “by the boundary” lie outside of it; what is computed lies inside."""
    scope = audit.system.scope
    if scope.boundary is None:
        return
    allowed = ALLOWED_STAGES[scope.boundary]
    for id_, excluded in scope.excluded.items():
        if excluded.basis == "boundary" and excluded.stage in allowed:
            at = f"scope.excluded.{id_}"
            values = {"stage": excluded.stage, "boundary": scope.boundary}
            yield from audit.tell("excluded_inside", at, **values)
    places: dict[str, str] = {}
    for row in audit.rows:
        if row.stage not in allowed and row.stage != "unassigned":
            places.setdefault(row.stage, row.path)
    for stage, path in places.items():
        yield from audit.tell(
            "stage_outside", path, stage=stage, boundary=scope.boundary
        )


def _category_rule(audit: Audit) -> Iterable[Finding]:
    rule, boundary = audit.system.scope.category_rule, audit.system.scope.boundary
    if rule is None or rule.boundary is None or rule.boundary == boundary:
        return
    if rule.boundary_deviation_reason is None:
        at = "scope.category_rule"
        values = {"wanted": rule.boundary, "boundary": boundary}
        yield from audit.tell("category_rule", at, **values)


def _unit_kind(audit: Audit) -> Iterable[Finding]:
    """A whole life cycle has a functional unit, a part of it a declared unit."""
    boundary, kind = audit.system.scope.boundary, audit.system.reference.kind
    is_whole = boundary == "cradle-to-grave"
    wants_declared = audit.system.scope.rule_set == "pact-3" or not is_whole
    wanted = "declared_unit" if wants_declared else "functional_unit"
    if boundary is not None and kind != wanted:
        values = {"kind": kind, "wanted": wanted, "boundary": boundary}
        yield from audit.tell("unit_kind", "reference.kind", **values)


def _allocation_bases(audit: Audit) -> Iterable[Finding]:
    """Different bases in one model: listed, since one method is asked for (SD-15)."""
    used = set(audit.used_processes())
    chosen = {
        plan.process: plan.chosen
        for plan in audit.prepared.compiled.allocations
        if plan.process in used
    }
    if len(set(chosen.values())) > 1:
        listed = [f"{process}: {basis}" for process, basis in chosen.items()]
        at = f"processes.{next(iter(chosen))}.allocation"
        yield from audit.tell("allocation_bases", at, bases=listed)

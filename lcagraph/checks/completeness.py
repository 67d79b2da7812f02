"""Completeness: every stage of the boundary has activity data and factors (CQ-09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from lcagraph.checks.audit import Audit
from lcagraph.checks.data_cards import activity_data
from lcagraph.errors import Finding
from lcagraph.graph.words import LifeCycleBoundary, Stage

NEEDED_STAGES: Mapping[LifeCycleBoundary, tuple[Stage, ...]] = {
    "gate-to-gate": ("production",),
    "cradle-to-gate": ("raw_materials", "inbound_transport", "production"),
    "cradle-to-grave": (
        "raw_materials",
        "inbound_transport",
        "production",
        "distribution",
        "use",
        "end_of_life",
    ),
}
"""Stages that a boundary can't be without; storage is booked where it happens."""

ALLOWED_STAGES: Mapping[LifeCycleBoundary, tuple[Stage, ...]] = {
    "gate-to-gate": ("production", "inbound_storage"),
    "cradle-to-gate": (
        "raw_materials",
        "inbound_transport",
        "inbound_storage",
        "production",
    ),
    "cradle-to-grave": get_args(Stage),
}
"""Stages that a boundary may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCoverage:
    """One row of the completeness matrix."""

    stage: Stage
    has_activity: bool
    has_factor: bool
    excluded: tuple[str, ...]
    """Ids of the exclusions that name the stage."""


def completeness_matrix(audit: Audit) -> tuple[StageCoverage, ...]:
    """Stage × {activity data, factor} for every stage that the boundary needs."""
    scope = audit.system.scope
    if scope.boundary is None:
        return ()
    used = set(audit.used_processes())
    drawn = {row.stage for row in audit.rows}
    stated = {d.stage for d in activity_data(audit.system) if d.process in used}
    return tuple(
        StageCoverage(
            stage=stage,
            has_activity=stage in stated or stage in drawn,
            has_factor=stage in drawn,
            excluded=tuple(i for i, e in scope.excluded.items() if e.stage == stage),
        )
        for stage in NEEDED_STAGES[scope.boundary]
    )


def check_completeness(audit: Audit) -> Iterable[Finding]:
    """Empty cells of the matrix that no exclusion explains."""
    boundary = audit.system.scope.boundary
    for cell in completeness_matrix(audit):
        if cell.excluded:
            continue
        values: dict[str, object] = {"stage": cell.stage, "boundary": boundary}
        if not cell.has_activity:
            yield from audit.tell("stage_activity", "scope.boundary", **values)
        elif not cell.has_factor:
            yield from audit.tell("stage_factor", "scope.boundary", **values)

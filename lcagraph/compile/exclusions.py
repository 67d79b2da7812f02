"""Estimates and limits of what the scope leaves out; what a product is sold as."""

from __future__ import annotations

from lcagraph.compile.draft import KILOGRAM, Draft
from lcagraph.units import DIMENSIONLESS

LIMITS = ("each", "total", "coverage")
"""Limits of `scope.cut_off`, shares of the footprint."""


def add_exclusions(draft: Draft) -> None:
    """Terms of the estimates, spends and limits, and of what the product is sold as."""
    scope = draft.system.scope
    for id_, excluded in scope.excluded.items():
        path = f"scope.excluded.{id_}"
        if excluded.spend is not None:
            draft.terms.add(f"{path}.spend", excluded.spend)
        if excluded.estimate is not None:
            draft.terms.add(f"{path}.estimate", excluded.estimate)
    for key in LIMITS:
        limit = getattr(scope.cut_off, key, None)
        if limit is not None:
            draft.terms.add(f"scope.cut_off.{key}", limit)
    if scope.sold_as is not None:
        draft.terms.add("scope.sold_as.price", scope.sold_as.price)
        draft.terms.add("scope.sold_as.share", scope.sold_as.share)


def check_exclusions(draft: Draft) -> None:
    """An estimate is a share or kgCO2e (E371), a limit is a share (E372)."""
    scope = draft.system.scope
    for id_, excluded in scope.excluded.items():
        path = f"scope.excluded.{id_}.estimate"
        unit = draft.terms.unit(path) if excluded.estimate is not None else None
        kinds = (DIMENSIONLESS.dimension, KILOGRAM.dimension)
        if unit is not None and unit.dimension not in kinds:
            draft.report("E371", path, item=id_, unit=unit.symbol)
    for key in LIMITS:
        if getattr(scope.cut_off, key, None) is not None:
            path = f"scope.cut_off.{key}"
            draft.fits(path, DIMENSIONLESS, path, "E372")

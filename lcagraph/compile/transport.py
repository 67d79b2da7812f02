"""Freight on an exchange: mass × distance × corrections [t*km] (SD-21)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lcagraph.compile.draft import Draft
from lcagraph.compile.masses import measured
from lcagraph.compile.plan import Edge
from lcagraph.compile.suppliers import Supplier
from lcagraph.errors import Finding
from lcagraph.formulas import (
    Amount,
    Expression,
    name,
    number,
    product,
    quotient,
    total,
)
from lcagraph.graph.process import TransportLeg
from lcagraph.graph.words import Stage
from lcagraph.units import DIMENSIONLESS, parse_unit

KILOMETRE = parse_unit("km")

CORRECTIONS = ("load_factor", "empty_return", "refrigerated")


def add_transport(
    draft: Draft,
    path: str,
    legs: Iterable[TransportLeg],
    *,
    mass_of: tuple[str, Mapping[str, Amount], str],
    stage: Stage | None,
    causal: str | None = None,
    function: str | None = None,
) -> None:
    """The freight of one exchange: each leg an edge to its freight factor.

    work = mass × distance × (1 + empty_return) × (1 + refrigerated) / load_factor

    Parameters
    ----------
    path : str
        Model path of the exchange.
    mass_of : tuple
        Amount term, own properties and product id of what is carried.
    stage : Stage or None
        Stage that the legs book to, where they don't say another.
    causal, function : str, optional
        Who answers for the freight, if not all products: see `Edge`.
    """
    for position, leg in enumerate(legs):
        link = _leg_link(draft, path, f"{path}.transport.{position}", leg, mass_of)
        if link is None:
            continue
        supplier, term = link
        draft.edges.append(
            Edge(
                kind="transport",
                process=path.split(".")[1],
                path=f"{path}.transport.{position}",
                product=supplier.product,
                supplier=supplier.id,
                supplier_row=supplier.row,
                term=term,
                stage=leg.stage or stage,
                causal=causal,
                function=function,
            )
        )


def _leg_link(
    draft: Draft,
    path: str,
    leg_path: str,
    leg: TransportLeg,
    mass_of: tuple[str, Mapping[str, Amount], str],
) -> tuple[Supplier, str] | None:
    """Supplier and term of the work [t*km] of one leg; None if that is reported."""
    if leg.mode in CORRECTIONS:  # a correction beside the leg, not in it
        values = {"word": leg.mode, "value": leg.distance.text}
        draft.report("E365", leg_path, **values)
        return None
    found = _freight_supplier(draft, leg_path, leg.mode)
    if found is None:
        return None
    distance = draft.terms.add(f"{leg_path}.distance", leg.distance)
    if not draft.fits(distance, KILOMETRE, distance, "E364"):
        return None
    mass = measured(draft, "mass", path, *mass_of)
    if mass is None:
        draft.report("E316", leg_path, flow=mass_of[2])
        return None
    _refuse_double_corrections(draft, leg_path, leg, found.id)
    term = _work_term(draft, leg_path, leg, mass)
    unit = draft.row_unit(found.id, found.row)
    if unit is None or not draft.fits(term, unit, leg_path, "E317"):
        return None
    return found, term


def _freight_supplier(draft: Draft, leg_path: str, mode: str) -> Supplier | None:
    """What carries a leg: the supplier of that product, or with that id."""
    found = draft.suppliers.resolve(mode, at=leg_path, by=None)
    if isinstance(found, Finding) and found.code in ("E301", "E302"):
        carriers = draft.suppliers.by_id(mode)
        if len(carriers) == 1:
            found = carriers[0]
    if isinstance(found, Finding):
        at = f"{leg_path}.mode" if found.code == "E301" else leg_path
        draft.findings.append(replace(found, at=at, part="value"))
        return None
    if found.kind not in ("factor", "process"):
        offers = [found.product]
        draft.report("E304", leg_path, supplier=found.id, flow=mode, offers=offers)
        return None
    return found


def _work_term(draft: Draft, leg_path: str, leg: TransportLeg, mass: Expression) -> str:
    work = product(mass, name(f"{leg_path}.distance"))
    one = number(1.0, DIMENSIONLESS)
    for key in ("empty_return", "refrigerated"):
        extra: Amount | None = getattr(leg, key)
        if extra is not None:
            term = draft.terms.add(f"{leg_path}.{key}", extra)
            work = product(work, total(one, name(term)))
    if leg.load_factor is not None:
        term = draft.terms.add(f"{leg_path}.load_factor", leg.load_factor)
        work = quotient(work, name(term))
    return draft.terms.add_formula(f"{leg_path}.work", work)


def _refuse_double_corrections(
    draft: Draft, leg_path: str, leg: TransportLeg, factor_id: str
) -> None:
    """A factor that already holds a correction must not be corrected again."""
    column = draft.factors.get(factor_id)
    included = column.factor.includes if column else ()
    for key in CORRECTIONS:
        if getattr(leg, key) is not None and key in included:
            draft.report("E318", f"{leg_path}.{key}", factor=factor_id, correction=key)

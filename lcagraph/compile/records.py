"""Factors of a model, stated or taken from a shipped set, as columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lcagraph.compile.draft import KILOGRAM, Draft
from lcagraph.compile.plan import FactorColumn
from lcagraph.factors import (
    FactorRecord,
    factor_sets,
    find,
    load_set,
    set_hash,
)
from lcagraph.formulas import Amount, parse_amount
from lcagraph.graph.factor import Factor
from lcagraph.impact import FlowLookupError, emission_flow, ready_flow
from lcagraph.nearest import nearest


def find_record(draft: Draft, path: str, reference: str) -> FactorRecord | None:
    """The shipped record `set/id`; reports an unknown one (E904, E326)."""
    set_name, _, record_id = reference.partition("/")
    if set_name not in factor_sets():
        draft.report(
            "E904",
            path,
            database=set_name,
            sets=list(factor_sets()),
            nearest=nearest(set_name, factor_sets()),
        )
        return None
    record = find(reference)
    if record is None:
        known = [record.id for record in load_set(set_name)]
        draft.report(
            "E326",
            path,
            record=record_id,
            set=set_name,
            nearest=nearest(record_id, known),
        )
        return None
    draft.factor_hashes[set_name] = set_hash(set_name)
    return record


def record_flows(record: FactorRecord) -> Mapping[str, Amount]:
    """Amount per elementary flow of a shipped record, per its `per`."""
    ready = {item: parse_amount(text) for item, text in (record.co2e or {}).items()}
    gases = {gas: parse_amount(text) for gas, text in (record.emissions or {}).items()}
    return {**_ready(ready), **gases}


def _ready(co2e: Mapping[str, Amount]) -> dict[str, Amount]:
    return {ready_flow(item): amount for item, amount in co2e.items()}


def add_factor(draft: Draft, factor_id: str, stated: Factor) -> None:
    """The column of one factor: its unit and its elementary flows."""
    path = f"factors.{factor_id}"
    factor, flows, origin = stated, dict[str, Amount](), None
    if factor_id in draft.background.refused:
        return  # why is told already
    source = draft.background.sources.get(factor_id)
    if source is not None:
        origin = source.reference
        draft.factor_hashes[source.database] = source.hash
    elif stated.from_ is not None:
        record = find_record(draft, f"{path}.from", stated.from_)
        if record is None:
            return
        factor, origin = _with_record(stated, record), stated.from_
        flows.update(record_flows(record))
    flows.update(_ready(stated.co2e or {}))
    if source is not None:
        flows.update(stated.emissions or {})  # gases of a database, uptake among them
    else:
        flows.update(_gases(draft, path, stated.emissions or {}))
    if factor.per is None:
        return  # a missing `per` is reported where the format is read
    per = draft.terms.add(f"{path}.per", factor.per)
    unit = draft.terms.unit(per)
    terms = {}
    for flow, amount in flows.items():
        term = draft.terms.add(f"{path}.{_section(flow)}", amount, stated.pedigree)
        is_ready = flow.startswith("co2e_")
        if draft.fits(term, KILOGRAM, term, "E616") and (
            is_ready or draft.is_gas(term, term)
        ):
            terms[flow] = term
    if unit is not None:
        draft.factors[factor_id] = FactorColumn(
            id=factor_id,
            factor=factor,
            per=per,
            unit=unit,
            flows=terms,
            origin=origin,
        )


def _section(flow: str) -> str:
    """Model path of a factor's figure, below the factor."""
    if flow.startswith("co2e_"):
        return f"co2e.{flow.removeprefix('co2e_')}"
    return f"emissions.{flow}"


def _gases(
    draft: Draft, path: str, emissions: Mapping[str, Amount]
) -> dict[str, Amount]:
    found = {}
    for text, amount in emissions.items():
        try:
            found[emission_flow(text)] = amount
        except FlowLookupError as error:
            draft.report_key(error.code, f"{path}.emissions.{text}", **error.values)
    return found


def _with_record(stated: Factor, record: FactorRecord) -> Factor:
    """The stated factor, filled up with what the shipped record says."""
    return replace(
        stated,
        per=parse_amount(record.per),
        kind=stated.kind or record.kind,
        boundary=stated.boundary or record.boundary,
        name=stated.name or record.name,
        class_=stated.class_ or record.class_,
        region=stated.region or record.region,
        year=stated.year or record.year,
        source=stated.source or record.source,
        licence=stated.licence or record.licence,
        gwp=stated.gwp or record.gwp,
        aircraft=stated.aircraft or record.aircraft,
        includes=stated.includes or record.includes,
    )

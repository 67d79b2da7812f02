"""What an activity is multiplied by: a factor with its document, or a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lcagraph.calculate import Numbers, Prepared
from lcagraph.compile.plan import FactorColumn
from lcagraph.contribution import ledger
from lcagraph.factors import FactorRecord, find, set_hash
from lcagraph.graph.evidence import Evidence
from lcagraph.solve import solve_variants
from lcagraph.trace.activity import Terms
from lcagraph.trace.overrides import overrides_below
from lcagraph.trace.records import FactorSource, Leaf, ProcessSource

Floats = NDArray[np.float64]


def factor_source(terms: Terms, id_: str, row: str) -> FactorSource:
    """The factor of the model with an id, completed by the record that it names.

    Parameters
    ----------
    terms : Terms
    id_ : str
    row : str
        Model path of the exchange that it supplies: a factor that no one wrote stands
        where that exchange names the dataset.
    """
    column = _column(terms.prepared, id_)
    factor, record = column.factor, find(column.origin) if column.origin else None
    known = terms.prepared.compiled.system.evidence
    return FactorSource(
        id=id_,
        per=terms.text(column.per),
        figures={flow: terms.text(term) for flow, term in column.flows.items()},
        name=factor.name,
        kind=factor.kind,
        boundary=factor.boundary,
        class_=factor.class_,
        region=factor.region,
        year=factor.year,
        source=factor.source,
        page=factor.page,
        licence=factor.licence,
        gwp=factor.gwp,
        origin=column.origin,
        as_published=record.as_published if record else None,
        set_hash=set_hash(record.set) if record else None,
        evidence=_documents(known, factor.evidence),
        place=terms.place(_stands_at(terms.prepared, id_, row)),
        overrides=overrides_below(terms.overrides, f"factors.{id_}"),
        spreads={
            flow: spread
            for flow, term in column.flows.items()
            if (spread := terms.spread_of(term)) is not None
        },
    )


def _stands_at(prepared: Prepared, id_: str, row: str) -> str:
    """Model path of a factor, or of the `from` or `to` that names its dataset."""
    named_at = prepared.compiled.named_at.get(id_)
    if named_at is None:
        return f"factors.{id_}"
    return f"{row}.{named_at.rpartition('.')[2]}"


def _documents(
    known: Mapping[str, Evidence], ids: tuple[str, ...]
) -> tuple[tuple[str, Evidence | None], ...]:
    return tuple((id_, known.get(id_)) for id_ in ids)


def _column(prepared: Prepared, id_: str) -> FactorColumn:
    return next(c for c in prepared.compiled.factors if c.id == id_)


def record_source(reference: str) -> FactorSource | None:
    """The shipped record `set/id` of an emission; None if there is none."""
    record = find(reference)
    return _of_record(record) if record else None


def _of_record(record: FactorRecord) -> FactorSource:
    return FactorSource(
        id=record.reference,
        per=record.per,
        figures={**(record.co2e or {}), **(record.emissions or {})},
        name=record.name,
        kind=record.kind,
        boundary=record.boundary,
        class_=record.class_,
        region=record.region,
        year=record.year,
        source=record.source,
        licence=record.licence,
        gwp=record.gwp,
        origin=record.reference,
        as_published=record.as_published,
        set_hash=set_hash(record.set),
    )


def process_source(
    terms: Terms, column: int, amount: float, weights: Floats
) -> ProcessSource:
    """The process of a column, and the draws and flows upstream of it.

    What `amount` of its product needs is solved for by itself, A s = f with that one
    demand, and taken apart as the footprint is: the leaves add up to the branch.
    """
    prepared = terms.prepared
    label = prepared.layout.columns[column]
    process = prepared.compiled.system.processes.get(label.id)
    sign = -1.0 if prepared.compiled.functions[column].is_treatment else 1.0
    part, numbers = _demanding(prepared, terms.numbers, column, sign * amount)
    leaves = [
        Leaf(
            path=row.path,
            amount=row.amount,
            unit=row.unit,
            emission=float(row.items @ weights),
            supplier=row.supplier,
        )
        for row in ledger(part, numbers)
    ]
    return ProcessSource(
        id=label.id,
        name=process.name if process else None,
        product=label.product,
        leaves=tuple(sorted(leaves, key=lambda leaf: -abs(leaf.emission))),
        place=terms.place(f"{'processes' if process else 'supply'}.{label.id}"),
    )


def _demanding(
    prepared: Prepared, numbers: Numbers, column: int, demand: float
) -> tuple[Prepared, Numbers]:
    """The same model with another final demand."""
    f = np.zeros((1, prepared.layout.n))
    f[0, column] = demand
    s, proof = solve_variants(prepared.structure, numbers.A[:1], f)
    layout = replace(prepared.layout, demand_column=column)
    return replace(prepared, layout=layout), replace(numbers, f=f, s=s, proof=proof)

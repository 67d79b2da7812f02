"""A linked model computed without its databases: by the intensities that are recorded.

The bundle records unit and emissions of each dataset in use. Put in the place of the
datasets, they let the model itself be computed: its own numbers, formulas, links,
allocation, A, B and f are all made again. Only how a database comes to these emissions
can't be computed without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lcagraph.background.dataset_reference import parse_reference
from lcagraph.calculate import numbers_of, prepare
from lcagraph.compile.background import (
    Background,
    DatasetSource,
    drawing_on,
    named_factors,
    named_rows,
)
from lcagraph.formulas import literal
from lcagraph.graph.factor import Factor
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Text
from lcagraph.impact import elementary_flows
from lcagraph.inventory_record import inventory_record
from lcagraph.model import Model
from lcagraph.result import Provenance, Result, make_result
from lcagraph.version import __version__

Record = Mapping[str, Any]

_TOLD = ("kind", "boundary", "region", "year", "page", "licence", "gwp")
"""Words of a factor that stand in the record under their own names."""


def needs_databases(system: ProductSystem) -> bool:
    """Whether more than intensities is read: what a sector itself has bought."""
    return any(
        row.covered and row.from_ is not None
        for process in system.processes.values()
        for row in process.inputs.values()
    )


def computed_without_databases(
    model: Model, record: Record, names: Mapping[str, str], scenario: str | None = None
) -> tuple[Result, dict[str, Any]]:
    """The result of a model, and its inventory, by recorded intensities.

    Parameters
    ----------
    model : Model
        Linked with databases that aren't here.
    record : mapping
        The recorded inventory, of `lcagraph.inventory_record`.
    names : mapping
        What the model writes → the dataset that it names.
    scenario : str, optional
        The scenario that both are of.

    Returns
    -------
    Result, dict
        The dict is laid out as the record.

    Raises
    ------
    FindingsError
        The model gives no footprint.
    LookupError, TypeError, ValueError
        The record has no such dataset, or isn't laid out as it should be.
    """
    chosen = model.with_scenario(scenario)
    background = _standing_in(chosen.system, record, names)
    prepared = prepare(chosen.system, background)
    provenance = Provenance(
        lcagraph_version=__version__,
        model_hash=chosen.hash,
        factor_hashes=prepared.compiled.factor_hashes,
        scenario=scenario,
    )
    numbers = numbers_of(prepared, prepared.base[None, :])
    result = make_result(prepared, numbers, provenance)
    return result, inventory_record(result)


def _standing_in(
    system: ProductSystem, record: Record, names: Mapping[str, str]
) -> Background:
    """The system with a factor for each dataset, as compiling would have made it."""
    recorded = {one["id"]: one for one in record["factors"]}
    by_dataset = {
        one["origin"]: id_ for id_, one in recorded.items() if "/" in id_
    }  # a slash: no one wrote this factor, an input names its dataset
    hashes = record["provenance"]["factor_sets_sha256"]
    found = Background(system=system)
    factors, processes = dict(system.factors), dict(system.processes)

    def fill(id_: str, stated: Factor, one: Record) -> None:
        database = parse_reference(one["origin"]).database
        factors[id_] = _factor(stated, one)
        found.sources[id_] = DatasetSource(
            reference=one["origin"], database=database, hash=hashes[database]
        )

    for id_ in named_factors(system):
        stated = factors[id_]
        unused = _from_terms(record, id_, names[stated.from_ or ""])
        fill(id_, stated, recorded.get(id_, unused))
    for row in named_rows(system):
        id_ = by_dataset[names[row.reference]]
        fill(id_, Factor(from_=row.reference), recorded[id_])
        found.named_at[id_] = row.at
        processes[row.process] = drawing_on(processes[row.process], row, id_)
    found.system = replace(system, factors=factors, processes=processes)
    return found


def _from_terms(record: Record, id_: str, origin: str) -> dict[str, Any]:
    """A factor that nothing draws on: only its figures are recorded."""
    figures = {
        one["at"].removeprefix(f"factors.{id_}."): one
        for one in record["terms"]
        if one["at"].startswith(f"factors.{id_}.")
    }
    sections = (("emissions.", ""), ("co2e.", "co2e_"))
    masses = {
        flow + key.removeprefix(section): one["value"]
        for section, flow in sections
        for key, one in figures.items()
        if key.startswith(section)
    }
    untold = dict.fromkeys((*_TOLD, "class", "name", "source"))
    return untold | {"per": figures["per"], "emissions": masses, "origin": origin}


def _factor(stated: Factor, recorded: Record) -> Factor:
    """What the model states of a factor, filled up with what was recorded of it."""
    known = elementary_flows()
    per = recorded["per"]
    figures = {
        flow: literal(float(mass), "kg") for flow, mass in recorded["emissions"].items()
    }
    ready = {flow: figures.pop(flow) for flow in list(figures) if known[flow].is_ready}
    return replace(
        stated,
        per=literal(float(per["value"]), per["unit"]),
        co2e={flow.removeprefix("co2e_"): mass for flow, mass in ready.items()},
        emissions=figures,
        name=_text(recorded["name"]),
        source=_text(recorded["source"]),
        class_=recorded["class"],
        **{key: recorded[key] for key in _TOLD},
    )


def _text(told: Mapping[str, str] | None) -> Text | None:
    return Text(told["zh"], told["en"]) if told is not None else None

"""A database as an openLCA JSON-LD package, schema 2.

One document per process, flow, flow property, unit group, location, source and impact
category, in a zip that is the same to the byte whenever the content is. Every exchange
is in the reference unit of its flow and names its supplier (`defaultProvider`), so that
openLCA links as lcagraph did ("only link default providers").

openLCA's ids are UUIDs: an id that is one stays, any other becomes one. What openLCA
has no field for stands in `otherProperties.lcagraph`, where lcagraph looks for it: the
source's `id`, `names` by language, `isMarket`, `productionVolume`, what is `open` in a
dataset beyond its exchanges, and what a ready `factor` says of itself. Bounds of a
lognormal are lost, since openLCA has none. A factor that SimaPro has for a whole
compartment is written for each of its flows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lcagraph.background.identifiers import uuid_of
from lcagraph.background.methods import with_compartment_factors
from lcagraph.background.records import Method, Package, Process
from lcagraph.background.settled import settled
from lcagraph.background.store import Database
from lcagraph.formats.container import Tick, ignore
from lcagraph.formats.openlca_jsonld.written_elements import (
    VERSION,
    Document,
    References,
    flow_document,
    known_elsewhere,
    location_documents,
    property_document,
    source_document,
    unit_group_document,
    without_blanks,
)
from lcagraph.formats.openlca_jsonld.written_exchanges import exchange_documents
from lcagraph.formats.provenance import written_version
from lcagraph.formats.zip_writer import write_zip

_SCHEMA = {"version": 2}


def write_openlca_jsonld(
    source: Database | Package, path: Path, *, tick: Tick = ignore
) -> None:
    """Write a zip that openLCA 2 imports, and lcagraph too, with the same matrices.

    Parameters
    ----------
    source : Database or Package
        A database of the store; or a package whose exchanges are in reference units.
    path : Path
        Zip file; one that is there is overwritten.
    tick : callable
        Called with the number of activities that were settled, then of processes
        that were written.

    Raises
    ------
    OSError
        The file can't be written.
    """
    package = source
    if isinstance(package, Database):
        package = settled(package, tick=tick)
    package = replace(package, methods=with_compartment_factors(package))
    documents = (
        (name, json.dumps(content, ensure_ascii=False, allow_nan=False))
        for name, content in _documents(package, tick)
    )
    write_zip(
        path, ((name, text.encode("utf-8", "replace")) for name, text in documents)
    )


def _documents(package: Package, tick: Tick) -> Iterator[tuple[str, Document]]:
    refs = References(package)
    yield "olca-schema.json", dict(_SCHEMA)
    groups = (unit_group_document(refs, each) for each in package.unit_groups.values())
    yield from _in_folder("unit_groups", groups)
    properties = (
        property_document(refs, each) for each in package.flow_properties.values()
    )
    yield from _in_folder("flow_properties", properties)
    flows = (flow_document(refs, flow) for flow in package.flows.values())
    yield from _in_folder("flows", flows)
    processes = (_process(refs, process, tick) for process in package.processes)
    yield from _in_folder("processes", processes)
    yield from _in_folder("locations", location_documents(refs))
    sources = {each.source for each in package.processes if each.source}
    sources |= {each.source for each in package.methods if each.source}
    yield from _in_folder("sources", map(source_document, sorted(sources)))
    yield from _in_folder("lcia_categories", _categories(refs, package.methods))
    yield from _in_folder("lcia_methods", _methods(refs, package.methods))


def _in_folder(
    folder: str, documents: Iterable[Document]
) -> Iterator[tuple[str, Document]]:
    for document in documents:
        yield f"{folder}/{document['@id']}.json", document


# ------------------------------------------------------------------------- processes


def _process(refs: References, process: Process, tick: Tick) -> Document:
    tick(1)
    known = {
        **known_elsewhere(process.id, process.names),
        **({"isMarket": True} if process.is_market else {}),
        **({"isMarketGroup": True} if process.is_market_group else {}),
        **({"open": list(process.open)} if process.open else {}),
        **({"factor": dict(process.factor)} if process.factor else {}),
    }
    if process.production_volume is not None:
        known["productionVolume"] = process.production_volume
    exchanges = exchange_documents(refs, process)
    return without_blanks(
        {
            "@type": "Process",
            "@id": uuid_of(process.id, "process"),
            "name": process.name,
            "description": process.description,
            "category": "/".join(process.classification),
            "version": written_version(process.version, VERSION),
            "otherProperties": {"lcagraph": known} if known else None,
            "processType": "LCI_RESULT" if process.is_system else "UNIT_PROCESS",
            "location": refs.location(process.location),
            "processDocumentation": _documentation(refs, process),
            "lastInternalId": len(exchanges),
            "exchanges": exchanges,
        }
    )


def _documentation(refs: References, process: Process) -> Document | None:
    source = process.source
    found = without_blanks(
        {
            "validFrom": _date(process.year_from, "01-01"),
            "validUntil": _date(process.year_until, "12-31"),
            "technologyDescription": process.technology,
            "publication": refs.source(source) if source else None,
            "restrictionsDescription": process.licence or refs.package.licence,
        }
    )
    return {"@type": "ProcessDocumentation", **found} if found else None


def _date(year: int | None, day: str) -> str | None:
    return None if year is None else f"{year:04}-{day}"


# --------------------------------------------------------------------------- methods


def _categories(refs: References, methods: Iterable[Method]) -> Iterator[Document]:
    for method in methods:
        factors = [
            without_blanks(
                {
                    "@type": "ImpactFactor",
                    "flow": refs.flow(factor.flow),
                    "value": factor.amount if math.isfinite(factor.amount) else None,
                    "flowProperty": refs.property_of(factor.flow, factor.property),
                    "unit": refs.unit_of(factor.flow, factor.property, factor.unit),
                    "location": refs.location(factor.location),
                }
            )
            for factor in method.factors
        ]
        yield without_blanks(
            {
                "@type": "ImpactCategory",
                "@id": uuid_of(method.id, "impact category"),
                "name": method.category,
                "version": VERSION,
                "refUnit": method.unit,
                "impactFactors": factors,
            }
        )


def _methods(refs: References, methods: Iterable[Method]) -> Iterator[Document]:
    """Impact categories by the name of their method."""
    by_name: dict[str, list[Method]] = {}
    for method in methods:
        if method.name:
            by_name.setdefault(method.name, []).append(method)
    for name, categories in sorted(by_name.items()):
        source = next((each.source for each in categories if each.source), "")
        listed: list[Mapping[str, object]] = [
            {
                "@type": "ImpactCategory",
                "@id": uuid_of(each.id, "impact category"),
                "name": each.category,
            }
            for each in categories
        ]
        yield without_blanks(
            {
                "@type": "ImpactMethod",
                "@id": uuid_of(f"[{name}]", "impact method"),
                "name": name,
                "version": VERSION,
                "source": refs.source(source) if source else None,
                "impactCategories": listed,
            }
        )

"""A database as an ILCD 1.1 package: processes, flows, methods, units and sources.

A zip with one XML document per dataset, the same to the byte whenever the content is.
ILCD states every amount in the reference unit of its flow, and so do settled packages.
Suppliers stand in openLCA's extension of the format (`olca:defaultProvider`), since the
format itself links by flow alone. What ILCD has no element for stands in an extension
of our own: markets and market groups (a name in ILCD's words, “…; Consumption mix”,
tells a market by itself), production volumes, what a ready factor's table said of it,
and names letter by letter where XML can't hold them.

Three things are outside the schema on purpose: a spread has all its digits (the schema
allows three decimals, which would make many of them zero), a long name or comment keeps
what exceeds 500 characters, and an amount that nobody could read is left out instead of
being zero. Of lognormals the median is the amount; another one has no place here, which
the export tells (W076).
An impact category has its factors per reference unit of the flows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lcagraph.background.conversion import Conversion
from lcagraph.background.identifiers import source_uuid, uuid_of
from lcagraph.background.methods import with_compartment_factors
from lcagraph.background.records import Package
from lcagraph.background.settled import settled
from lcagraph.background.store import Database
from lcagraph.formats.container import Tick, ignore
from lcagraph.formats.ilcd.written_elements import (
    flow_element,
    property_element,
    source_element,
    unit_group_element,
)
from lcagraph.formats.ilcd.written_methods import method_element
from lcagraph.formats.ilcd.written_processes import process_element
from lcagraph.formats.ilcd.written_xml import document
from lcagraph.formats.zip_writer import write_zip

_ROOT = "ILCD"


def write_ilcd(source: Database | Package, path: Path, *, tick: Tick = ignore) -> None:
    """Write a zip that openLCA and other programs import, and lcagraph, too.

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
    documents = _documents(package, tick)
    write_zip(path, ((f"{_ROOT}/{name}.xml", content) for name, content in documents))


def _documents(package: Package, tick: Tick) -> Iterator[tuple[str, bytes]]:
    for group in package.unit_groups.values():
        id = uuid_of(group.id, "unit group").lower()
        yield f"unitgroups/{id}", document(unit_group_element(group))
    for property in package.flow_properties.values():
        id = uuid_of(property.id, "flow property").lower()
        yield f"flowproperties/{id}", document(property_element(package, property))
    for flow in package.flows.values():
        id = uuid_of(flow.id, "flow").lower()
        yield f"flows/{id}", document(flow_element(package, flow))
    for process in package.processes:
        tick(1)
        id = uuid_of(process.id, "process").lower()
        yield f"processes/{id}", document(process_element(package, process))
    methods, conversion = with_compartment_factors(package), Conversion(package)
    for method in methods:
        id = uuid_of(method.id, "impact category").lower()
        yield f"lciamethods/{id}", document(method_element(package, method, conversion))
    sources = {each.source for each in package.processes if each.source}
    sources |= {each.source for each in methods if each.source}
    for name in sorted(sources):
        yield f"sources/{source_uuid(name)}", document(source_element(name))

"""A stored database with everything that an exporter meets, and how two compare."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import small_packages as small
from numpy.testing import assert_allclose
from small_databases import stored

from lcagraph.background.build import link_package
from lcagraph.background.findings_report import report_json
from lcagraph.background.gases import map_gases
from lcagraph.background.linked import LinkedDatabase, Triplets
from lcagraph.background.records import AllocationFactor, Flow, Package, Uncertainty
from lcagraph.background.store import Database, write_database
from lcagraph.formats.exported import codes


def _flows() -> list[Flow]:
    return [
        small.product("power", "energy"),
        small.product("steel"),
        small.product("heat", "energy"),
        small.product("naphtha"),
        small.product("wax"),
        small.product("part"),
        small.product("tool"),
        small.product("=cmd|calc"),
        small.waste("slag"),
        replace(small.elementary("co2", cas="124-38-9"), name="Carbon dioxide, fossil"),
        replace(small.elementary("up", "resource"), name="Carbon dioxide, in air"),
        small.elementary("ore", "resource", "in ground"),
    ]


def works() -> Package:
    """Steel from power, with heat credited and slag given to a landfill.

    A refinery divides itself between two products by its own factors, and a workshop
    draws a part that nobody makes. Every kind of spread occurs, with either sign.
    """
    wide = Uncertainty(spread="lognormal", location=2.0, scale=1.3)
    plain = Uncertainty(spread="normal", location=3.0, scale=0.2, minimum=2.0)
    box = Uncertainty(spread="uniform", minimum=0.1, maximum=0.4)
    peak = Uncertainty(spread="triangular", location=0.2, minimum=0.1, maximum=0.5)
    return small.package(
        _flows(),
        small.process(
            "station",
            small.reference("power", 1.0, unit="kWh"),
            small.made("co2", 0.5, uncertainty=replace(wide, location=0.5)),
            location="CN",
            description="burns coal",
        ),
        small.process(
            "mill",
            small.reference("steel", 1.0),
            small.used("power", 2.0, uncertainty=wide),
            small.made("heat", 0.25, is_avoided=True, uncertainty=box),
            small.made("slag", 0.2, uncertainty=peak),
            small.used("ore", 1.6),
            small.made("co2", 3.0, uncertainty=plain),
            location="CN",
            classification=("metals", "iron"),
        ),
        small.process("boiler", small.reference("heat"), small.made("co2", 0.07)),
        small.process(
            "landfill",
            small.used("slag", 1.0, is_reference=True),
            small.made("co2", 0.01),
        ),
        small.process(
            "refinery",
            small.reference("naphtha", 3.0),
            small.made("wax", 1.0),
            small.used("power", 4.0, unit="MJ"),
            small.made("co2", 8.0),
            allocation=(
                AllocationFactor(product="naphtha", factor=0.75),
                AllocationFactor(product="wax", factor=0.25),
            ),
        ),
        small.process(
            "workshop",
            small.reference("tool"),
            small.used("steel", 1.2),
            small.used("part", 1.0, unit="t"),
        ),
        small.process(
            "=forest",
            small.reference("=cmd|calc"),
            small.used("up", 1.8, uncertainty=replace(wide, location=1.8)),
            small.made("co2", -0.1),
        ),
        name="works",
        version="3",
        licence="MIT",
    )


def linked(package: Package) -> LinkedDatabase:
    """A package in columns, with its gases."""
    found = link_package(package)
    return replace(found, gases=map_gases(package, set(found.elementary)).mapped)


def database(package: Package, place: Path, name: str = "works") -> Database:
    """A package as a stored database, with the report of its import."""
    columns = linked(package)
    texts = {"report.json": report_json(columns)}
    whole = replace(stored(columns, name), texts=texts)
    return Database(write_database(whole, place, replace=True))


Entries = dict[tuple[str, str], tuple[float, tuple[Any, ...]]]


def entries(matrix: Triplets, rows: list[str], columns: list[str]) -> Entries:
    """Names of row and column → value and spread; zeros are absent."""
    return {
        (rows[r], columns[c]): (float(value), tuple(spread))
        for r, c, value, spread in zip(
            matrix.row, matrix.column, matrix.value, matrix.spread, strict=True
        )
        if value
    }


def assert_same(one: Database, other: Database, rtol: float = 0.0) -> None:
    """Same columns, flags, matrices, spreads, gases and intensities."""
    names = [codes(list(each.activities())) for each in (one, other)]
    assert sorted(names[0]) == sorted(names[1])
    order = [names[1].index(name) for name in names[0]]
    assert list(other.flags[order]) == list(one.flags)
    for matrix, rows in (
        ("technosphere", names),
        ("interventions", [list(one.elementary), list(other.elementary)]),
    ):
        before = entries(getattr(one, matrix), rows[0], names[0])
        after = entries(getattr(other, matrix), rows[1], names[1])
        assert before.keys() == after.keys()
        for place, (value, spread) in before.items():
            assert_allclose(after[place][0], value, rtol=rtol, atol=0.0)
            assert after[place][1][0] == spread[0]
            assert_allclose(
                np.array(after[place][1][1:]), np.array(spread[1:]), rtol=1e-13
            )
    assert other.manifest.gases == one.manifest.gases
    assert_allclose(other.intensities[order], one.intensities, rtol=1e-13, atol=1e-15)

"""Odd but legal databases: out of the store in any format, and in again, unchanged.

Each case is one thing that a format has no word for. What must come back: matrices,
gases with their signs, flags of datasets and of their supply chains, units, names. A
second way out and in again changes nothing either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_packages as small
from exported_databases import database
from numpy.testing import assert_allclose

from lcagraph.background.identifiers import uuid_of
from lcagraph.background.records import AllocationFactor, Package
from lcagraph.background.store import Database
from lcagraph.exporting.databases import TARGETS, export_database
from lcagraph.importing import add_database

SUFFIXES = {"brightway_excel": ".xlsx", "csv": ".csv"}
HAVE_UUIDS = ("openlca_jsonld", "ilcd")
"""Formats in which an id that is no UUID becomes one."""

IDS = ("", "B", "q", "db::(Unknown)", "a (Unknown)")
"""What may stand for names that are missing, or mean in a workbook that they are."""

CO2 = replace(small.elementary("co2", cas="124-38-9"), name="Carbon dioxide, fossil")


def uptake_without_compartment() -> Package:
    """A tree takes 1.84 kg of CO2 up; no word but its direction says so."""
    up = replace(small.elementary("up"), name="Carbon dioxide, in air", compartment=())
    ore = replace(small.elementary("ore"), compartment=("unspecified",))
    return small.package(
        [small.product("wood"), up, ore],
        small.process(
            "tree",
            small.reference("wood"),
            small.used("up", 1.84),
            small.used("ore", 2),
        ),
    )


def negative_net_diagonal() -> Package:
    """A makes 1 kg of p and takes 1.5 kg of it: its net is −0.5, and it treats nothing.

    C takes 3 kg of the waste that it treats 2 kg of, which is as odd.
    """
    return small.package(
        [*map(small.product, "pqr"), small.waste("w"), CO2],
        small.process(
            "A", small.reference("p"), small.used("p", 1.5), small.made("co2", 10)
        ),
        small.process("B", small.reference("q"), small.used("p", 2)),
        small.process(
            "C",
            small.used("w", 2.0, is_reference=True),
            small.made("w", 3.0),
            small.made("co2", 1),
        ),
        small.process("D", small.reference("r"), small.made("w", 1)),
    )


def open_credit() -> Package:
    """A spares 10 kg of q; only N has to do with q, and N takes it in."""
    return small.package(
        [small.product("p"), small.product("q"), CO2],
        small.process(
            "A",
            small.reference("p"),
            small.made("q", 10.0, is_avoided=True),
            small.made("co2", 100),
        ),
        small.process("N", small.reference("q", -2.0), small.made("co2", 3)),
    )


def nameless() -> Package:
    """A dataset, a product and a gas of which ids are all there is."""
    gas = replace(CO2, id="gas", name="")
    return small.package(
        [small.product("p"), replace(small.product("q"), name=""), gas, CO2],
        small.process(
            "A", small.reference("p"), small.used("q", 1), small.made("co2", 1)
        ),
        small.process(
            "B",
            small.reference("q"),
            small.made("gas", 5),
            small.made("co2", 2),
            name="",
        ),
    )


def ids_with_hashes() -> Package:
    """Two datasets and two rows each with ids that hold the sign between ids."""
    return small.package(
        [small.product(each) for each in ("p#1", "q", "lost#2")] + [CO2],
        small.process(
            "http://x/#a",
            small.reference("p#1", id="1#1"),
            small.used("lost#2", 2.0, id="1#2"),
            small.used("q", 4.0, id="2"),
            small.made("co2", 1, id="1#3"),
        ),
        small.process("http://x/", small.reference("q"), small.made("co2", 2, id="#")),
    )


def treatments() -> Package:
    """Slag and ash go to one landfill, which has a share of each."""
    return small.package(
        [small.product("p"), small.waste("slag"), small.waste("ash"), CO2],
        small.process(
            "mill", small.reference("p"), small.made("slag", 3), small.made("ash", 1)
        ),
        small.process(
            "landfill",
            small.used("slag", 2.0, is_reference=True),
            small.used("ash", 6.0),
            small.made("co2", 8),
            allocation=(
                AllocationFactor(product="slag", factor=0.25),
                AllocationFactor(product="ash", factor=0.75),
            ),
        ),
    )


def open_share() -> Package:
    """An input without supplier belongs to two products by their shares."""
    return small.package(
        [*map(small.product, ("p", "q", "lost")), CO2],
        small.process(
            "A",
            small.reference("p"),
            small.made("q", 2.0),
            small.used("lost", None, formula="2 * 4"),
            small.made("co2", 8),
            allocation=(
                AllocationFactor(product="p", factor=0.25),
                AllocationFactor(product="q", factor=0.75),
            ),
        ),
    )


def words_of_the_layout() -> Package:
    """Names that mean something in a workbook, and an id with its separator."""
    words = ("Activity", "Exchanges", "Parameters", "(Unknown)", "skip")
    made = [
        small.process(
            f"db::{word}",
            small.reference(f"a {word}"),
            small.made("co2", i),
            name=word,
        )
        for i, word in enumerate(words, start=1)
    ]
    drawn = [small.used(f"a {word}", 2.0) for word in words]
    products = [replace(small.product(f"a {word}"), name=word) for word in words]
    return small.package(
        [*products, small.product("p"), CO2],
        *made,
        small.process("user", small.reference("p"), *drawn),
    )


CASES: tuple[Callable[[], Package], ...] = (
    uptake_without_compartment,
    negative_net_diagonal,
    open_credit,
    nameless,
    ids_with_hashes,
    treatments,
    open_share,
    words_of_the_layout,
)


@dataclass(frozen=True)
class Seen:
    """What must not change, by names that no format changes."""

    a: Mapping[Any, float]
    b: Mapping[Any, float]
    gases: Mapping[Any, tuple[str, float]]
    direct: Mapping[Any, Mapping[str, float]]
    flags: Mapping[Any, tuple[int, int]]
    names: Mapping[Any, tuple[str, str]]
    """Of dataset and product."""
    rest: Mapping[Any, Any]


def seen(held: Database, new: Callable[[str, str], str]) -> Seen:
    """A database by ids as they are after an export."""
    activities = list(held.activities())
    several = [one.process for one in activities]
    keys = []
    for one in activities:
        is_one_of_several = several.count(one.process) > 1
        id_ = f"{one.process}:{one.product}" if is_one_of_several else one.process
        keys.append((new(id_, "process"), new(one.product, "flow")))
    flows = [new(id_, "flow") for id_ in held.elementary]

    def matrix(name: str, rows: list[Any]) -> Mapping[Any, float]:
        found = getattr(held, name)
        parts = (found.row.tolist(), found.column.tolist(), found.value.tolist())
        return {(rows[r], keys[c]): v for r, c, v in zip(*parts, strict=True) if v}

    known = np.asarray(held.intensities).tolist()
    gases = held.manifest.gases
    flags = zip(held.flags.tolist(), held.chain.tolist(), strict=True)
    return Seen(
        a=matrix("technosphere", keys),
        b=matrix("interventions", flows),
        gases={
            new(id_, "flow"): (one.gas, one.factor) for id_, one in held.gases.items()
        },
        direct={
            key: dict(zip(gases, row, strict=True))
            for key, row in zip(keys, known, strict=True)
        },
        flags=dict(zip(keys, flags, strict=True)),
        names={
            key: (one.name, one.product_name)
            for key, one in zip(keys, activities, strict=True)
        },
        rest={
            key: (one.is_treatment, one.unit, one.location)
            for key, one in zip(keys, activities, strict=True)
        },
    )


def way_out_and_in(held: Database, format_: str, place: Path, name: str) -> Database:
    path = place / f"{name}{SUFFIXES.get(format_, '.zip')}"
    export_database(held, path, format_)
    return add_database(path, name=name, place=place / "databases").database


@pytest.mark.parametrize("format_", [each.id for each in TARGETS])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_an_odd_database_comes_back_as_it_was(
    tmp_path: Path, case: Callable[[], Package], format_: str
) -> None:
    before = database(case(), tmp_path / "first")
    once = way_out_and_in(before, format_, tmp_path, "once")
    twice = way_out_and_in(once, format_, tmp_path, "twice")

    def new(id_: str, kind: str) -> str:
        return uuid_of(id_, kind).lower() if format_ in HAVE_UUIDS else id_

    first = seen(before, new)
    for later in (
        seen(once, lambda id_, kind: id_),
        seen(twice, lambda id_, kind: id_),
    ):
        assert later.a == first.a
        assert later.b == first.b
        assert later.gases == first.gases
        assert later.flags == first.flags
        assert later.rest == first.rest
        for key, (name, product) in first.names.items():
            theirs = later.names[key]
            none = IDS if name in ("", "(Unknown)") or not product else ()
            assert theirs[1] in (product, *none)
            assert theirs[0] in (name, f"{name} | {product}", *none)
        for key, gases in first.direct.items():
            found = [later.direct[key][gas] for gas in gases]
            assert_allclose(found, [*gases.values()], 1e-13)

"""Every kind of distribution, from a source to the numbers that are drawn, and out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product as product_of
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from round_trips import by_ilcd, by_jsonld, by_settling, put, round_trip
from scipy import stats
from scipy.special import ndtri
from small_packages import elementary, made, package, process, product, reference, used

from lcagraph.background.build import link_package
from lcagraph.background.linked import SPREAD, Triplets
from lcagraph.background.records import Package, Uncertainty
from lcagraph.background.spreads import KINDS, Parameters
from lcagraph.background.store import Database
from lcagraph.background.store.manifest import sha256_of, write_manifest
from lcagraph.engine.montecarlo import Entries
from lcagraph.engine.montecarlo import distributions as laws
from lcagraph.exporting import export_database
from lcagraph.formats.brightway_excel import (
    read_brightway_excel,
    write_brightway_csv,
    write_brightway_excel,
)
from lcagraph.formats.brightway_words import read_uncertainty
from lcagraph.formats.datapackage import read_datapackage, write_datapackage
from lcagraph.formats.stats_arrays import parameters, stats_arrays_fields

Reals = NDArray[np.float64]
Law = stats.distributions.rv_frozen
U = np.linspace(0.02, 0.98, 24)
NAN = math.nan


class Cut:
    """A law between two bounds: what redrawing until a number fits them leaves."""

    def __init__(self, law: Law, low: float, high: float) -> None:
        self.law, self.first, self.last = law, law.cdf(low), law.cdf(high)

    def ppf(self, u: Reals) -> Reals:
        return np.asarray(self.law.ppf(self.first + (self.last - self.first) * u))


ROWS: Mapping[str, tuple[dict[str, float], Law | Cut]] = {
    "lognormal": (
        {"uncertainty type": 2, "loc": math.log(2), "scale": 0.3},
        stats.lognorm(0.3, scale=2),
    ),
    "lognormal, cut": (
        {"uncertainty type": 2, "loc": math.log(2), "scale": 0.3,
         "minimum": 1.5, "maximum": 4},
        Cut(stats.lognorm(0.3, scale=2), 1.5, 4),
    ),
    "normal": ({"uncertainty type": 3, "loc": 2, "scale": 0.5}, stats.norm(2, 0.5)),
    "normal, cut": (
        {"uncertainty type": 3, "loc": 2, "scale": 0.5, "minimum": 1.5},
        Cut(stats.norm(2, 0.5), 1.5, math.inf),
    ),
    "uniform": (
        {"uncertainty type": 4, "minimum": 1, "maximum": 4}, stats.uniform(1, 3),
    ),
    "triangular": (
        {"uncertainty type": 5, "loc": 2, "minimum": 1, "maximum": 5},
        stats.triang(0.25, 1, 4),
    ),
    "bernoulli": ({"uncertainty type": 6, "loc": 0.25}, stats.bernoulli(0.25)),
    "discrete": (
        {"uncertainty type": 7, "minimum": 2, "maximum": 6}, stats.randint(2, 6),
    ),
    "discrete from 0": ({"uncertainty type": 7, "maximum": 3}, stats.randint(0, 3)),
    "weibull": (
        {"uncertainty type": 8, "loc": 0.5, "scale": 2, "shape": 1.5},
        stats.weibull_min(1.5, 0.5, 2),
    ),
    "gamma": (
        {"uncertainty type": 9, "scale": 0.5, "shape": 4}, stats.gamma(4, scale=0.5),
    ),
    "gamma, cut": (
        {"uncertainty type": 9, "loc": 1, "scale": 0.5, "shape": 4, "maximum": 4},
        Cut(stats.gamma(4, 1, 0.5), -math.inf, 4),
    ),
    "beta": ({"uncertainty type": 10, "loc": 2, "shape": 5}, stats.beta(2, 5)),
    "beta on a range": (
        {"uncertainty type": 10, "loc": 2, "shape": 5, "minimum": 1, "maximum": 4},
        stats.beta(2, 5, 1, 3),
    ),
    # ξ = 0 is Gumbel's law, the only one that stats_arrays takes
    "extreme": (
        {"uncertainty type": 11, "loc": 2, "scale": 0.3, "shape": 0},
        stats.gumbel_r(2, 0.3),
    ),
    "student": (
        {"uncertainty type": 12, "loc": 2, "scale": 0.3, "shape": 4},
        stats.t(4, 2, 0.3),
    ),
    "student, standard": ({"uncertainty type": 12, "shape": 4}, stats.t(4)),
    # λ = 4: α = 1 + 4 (2 − 1)/4 = 2, β = 1 + 4 (5 − 2)/4 = 4
    "pert": (
        {"uncertainty type": 13, "loc": 2, "minimum": 1, "maximum": 5},
        stats.beta(2, 4, 1, 4),
    ),
}  # fmt: skip
"""Rows of stats_arrays for an amount of 2, and the law that they name."""

ONE_SIDED = ("bernoulli", "discrete", "extreme")

rows = pytest.mark.parametrize("name", ROWS)


def stated(name: str, amount: float = 2.0) -> Uncertainty:
    """A row as Brightway states it in text, read."""
    fields = {key: repr(value) for key, value in ROWS[name][0].items()}
    found, is_rare = read_uncertainty(fields, amount)
    assert found is not None
    assert not is_rare
    return found


def plant(uncertainty: Uncertainty, amount: float = 2.0, unit: str = "t") -> Package:
    """x takes `amount` of y in t (the base unit is kg), and emits as much CO2."""
    flows = [product("x"), product("y"), elementary("co2")]
    drawn = used("y", amount, unit=unit, uncertainty=uncertainty)
    emitted = made("co2", amount, unit=unit, uncertainty=uncertainty)
    make = process("make", reference("x"), drawn, emitted)
    return package(flows, make, process("s", reference("y")))


def only(matrix: Triplets, *, is_input: bool) -> tuple[float, NDArray[np.void]]:
    """Value and spread of the one input of A, or of the one entry of B."""
    at = matrix.row != matrix.column if is_input else matrix.row >= 0
    (i,) = np.flatnonzero(at)
    return float(matrix.value[i]), matrix.spread[i : i + 1]


def quantiles(value: float, spread: NDArray[np.void]) -> Reals:
    """Amounts that an entry draws at the probabilities U."""
    zero = np.zeros(1, np.int32)
    entries = Entries(row=zero, column=zero, value=np.array([value]), spread=spread)
    found = laws.spreads(entries, np.array([0]))
    for kind, _, table in found.read:
        m = laws.read_quantiles(kind, table, found.base, U[None, :])[0]
        return np.asarray(found.base[0] * m.astype(np.float64))
    if found.is_log[0]:
        return np.asarray(found.base[0] * np.exp(found.sigma[0] * ndtri(U)))
    return np.asarray(found.base[0] * (found.mean[0] + found.sigma[0] * ndtri(U)))


# ------------------------------------------------------------------- what is drawn


@rows
def test_an_entry_draws_from_the_law_of_its_source(name: str) -> None:
    """2 t drawn are −2000 kg: the entry is −1000 times a number of the law."""
    linked = link_package(plant(stated(name)))
    assert [f.code for f in linked.findings if f.code[1:] == "060"] == []
    law = ROWS[name][1]
    for matrix, m in ((linked.technosphere, -1000), (linked.interventions, 1000)):
        value, spread = only(matrix, is_input=m < 0)
        assert value == 2 * m
        # U is symmetric: the other way round it is the same set
        expected = np.sort(m * law.ppf(U))
        found = np.sort(quantiles(value, spread))
        np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-4)


@pytest.mark.parametrize("kind", [2, 8, 9])
@pytest.mark.parametrize("is_cut", [False, True])
def test_a_negative_row_is_the_opposite_number(kind: int, is_cut: bool) -> None:
    row: dict[str, float | None] = {"loc": 0.5, "scale": 0.4, "shape": 2.0}
    bounds = {"minimum": -3.0, "maximum": -1.0} if is_cut else {}
    law: Any = {
        2: stats.lognorm(0.4, scale=math.exp(0.5)),
        8: stats.weibull_min(2, 0.5, 0.4),
        9: stats.gamma(2, 0.5, scale=0.4),
    }[kind]
    law = Cut(law, 1.0, 3.0) if is_cut else law
    found = parameters(kind, {**row, **bounds}, is_negative=True)
    assert found is not None
    table = np.array([found], dtype=SPREAD)
    np.testing.assert_allclose(
        np.sort(quantiles(-1.5, table)), np.sort(-law.ppf(U)), rtol=2e-6
    )


@pytest.mark.parametrize("way", ["text", "array"])
def test_negative_is_read_from_text_and_arrays(way: str, tmp_path: Path) -> None:
    """Of 9 (gamma) the parameters themselves tell; −0.5 − 0.4 Y."""
    if way == "text":
        fields = {"uncertainty type": "9", "loc": "0.5", "scale": "0.4", "shape": "2"}
        found, _ = read_uncertainty({**fields, "negative": "True"}, -1.0)
        assert found is not None
        assert (found.location, found.scale, found.shape) == (-0.5, -0.4, 2)
    else:
        held = put(link_package(plant(stated("gamma"), amount=-2.0)), tmp_path)
        write_datapackage(held, tmp_path / "out")
        spread = np.load(tmp_path / "out" / "technosphere.distributions.npy")
        (row,) = spread[spread["uncertainty_type"] == 9]
        assert row["scale"] == 500


# ------------------------------------------------------------------------ out again


def by_excel(database: Database, place: Path) -> Package:
    write_brightway_excel(database, place / "out.xlsx")
    return read_brightway_excel(place / "out.xlsx")


def by_csv(database: Database, place: Path) -> Package:
    write_brightway_csv(database, place / "out.csv")
    return read_brightway_excel(place / "out.csv")


def by_datapackage(database: Database, place: Path) -> Package:
    write_datapackage(database, place / "out.zip")
    return read_datapackage(place / "out.zip")


def spreads_of(matrix: Triplets) -> list[tuple[float, ...]]:
    varies = matrix.spread["kind"] > 1
    return [tuple(map(float, each)) for each in matrix.spread[varies].tolist()]


WAYS = (by_settling, by_excel, by_csv, by_datapackage)
TRIPS = [
    pytest.param(name, way, amount, id=f"{name} {way.__name__} {amount:+g}")
    for name, way, amount in product_of(ROWS, WAYS, (2.0, -2.0))
    # stats_arrays has no opposite of these: told by W077
    if amount > 0 or way is by_settling or not name.startswith(ONE_SIDED)
]


@pytest.mark.parametrize(("name", "way", "amount"), TRIPS)
def test_all_kinds_come_back(
    name: str, way: Callable[[Database, Path], Package], amount: float, tmp_path: Path
) -> None:
    """Kilograms, as sources have them: a step of 1 stays one."""
    one = stated(name, amount)
    if amount < 0 and one.spread == "lognormal":
        low, high = one.minimum, one.maximum
        one = replace(
            one, minimum=None if high is None else -high,
            maximum=None if low is None else -low,
        )  # fmt: skip
    trip = round_trip(plant(one, amount, unit="kg"), way, tmp_path)
    for before, after in (
        (trip.before.technosphere, trip.after.technosphere),
        (trip.before.interventions, trip.after.interventions),
    ):
        expected, found = spreads_of(before), spreads_of(after)
        assert len(expected) == 1
        np.testing.assert_allclose(found, expected, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("way", [by_jsonld, by_ilcd])
def test_openlca_and_ilcd_have_four_kinds(
    way: Callable[[Database, Path], Package], tmp_path: Path
) -> None:
    trip = round_trip(plant(stated("gamma")), way, tmp_path)
    assert len(spreads_of(trip.before.technosphere)) == 1
    assert spreads_of(trip.after.technosphere) == []


@pytest.mark.parametrize(
    ("target", "name", "lost"),
    [
        ("openlca_jsonld", "gamma", (2, 0)),
        ("openlca_jsonld", "normal, cut", (0, 2)),
        ("openlca_jsonld", "uniform", None),
        ("ilcd", "student", (2, 0)),
        ("ilcd", "normal", None),
        ("datapackage", "gamma, cut", None),
        # 1000 kg, not 1 kg or none
        ("datapackage", "bernoulli", (2, 0)),
        ("brightway_excel", "bernoulli", (2, 0)),
        ("csv", "discrete", (2, 0)),
        ("brightway_excel", "pert", None),
        ("csv", "extreme", None),
    ],
)
def test_what_a_format_cannot_say_is_told(
    target: str, name: str, lost: tuple[int, int] | None, tmp_path: Path
) -> None:
    held = put(link_package(plant(stated(name))), tmp_path)
    told = export_database(held, tmp_path / "out.zip", target).findings
    found = [(f.values["count"], f.values["cut"]) for f in told if f.code == "W077"]
    assert found == ([lost] if lost else [])


@pytest.mark.parametrize(
    "spread",
    [
        (11, 2.0, -0.3, NAN, NAN, 0.0),  # looks the other way
        (11, 2.0, 0.3, NAN, NAN, 0.1),
        (6, 0.5, 0.01, NAN, NAN, NAN),
        (7, NAN, -1.0, 0.0, 3.0, NAN),
    ],
)
def test_what_stats_arrays_cannot_say_is_certain_there(spread: Parameters) -> None:
    assert stats_arrays_fields(spread, 2.0) == {"uncertainty type": 0.0}


# -------------------------------------------------------------------------- the rival


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
@rows
def test_stats_arrays_draws_from_the_same_law(name: str) -> None:
    """Kolmogorov–Smirnov on 4,000 of its numbers; of steps, their frequencies."""
    rival = pytest.importorskip("stats_arrays")
    linked = link_package(plant(stated(name), unit="kg"))
    value, spread = only(linked.interventions, is_input=False)
    fields = stats_arrays_fields(spread[0].tolist(), value)
    kind = rival.uncertainty_choices[int(fields["uncertainty type"])]
    row = {key: v for key, v in fields.items() if key != "negative"}
    table = rival.UncertaintyBase.from_dicts(row)
    kind.validate(table)
    seeded = np.random.RandomState(5)
    drawn = kind.bounded_random_variables(table, 4000, seeded)[0]
    law = ROWS[name][1]
    if name.startswith(("bernoulli", "discrete")):
        exact = [law.pmf(k) for k in range(6)]  # type: ignore[union-attr]
        seen = [np.mean(drawn == k) for k in range(6)]
        assert np.abs(np.subtract(seen, exact)).max() < 5 * 0.5 / math.sqrt(4000)
        return
    at = np.linspace(0.01, 0.99, 99)
    below = np.searchsorted(np.sort(drawn), law.ppf(at)) / 4000
    assert np.abs(below - at).max() < 1.95 / math.sqrt(4000)  # 0.1 % of the time more


# --------------------------------------------------------------------------- the store


def of_layout_1(held: Database, spreads: Mapping[str, NDArray[np.void]]) -> Database:
    """The database as it was stored when distributions had two parameters."""
    fields = [(n, SPREAD[n]) for n in (SPREAD.names or ())[:-1]]
    for letter, table in spreads.items():
        old = np.zeros(len(table), dtype=fields)
        for name, _ in fields:
            old[name] = table[name]
        np.save(held.folder / f"{letter}_spread.npy", old)
    names = held.manifest.files
    write_manifest(
        held.folder,
        replace(
            held.manifest,
            store=1,
            files={name: sha256_of(held.folder / name) for name in names},
            sizes={name: (held.folder / name).stat().st_size for name in names},
        ),
    )
    return Database(held.folder)


def test_a_database_of_the_layout_before_is_read_as_it_was_meant(
    tmp_path: Path,
) -> None:
    """It had bounds of a lognormal as those of the magnitude: 1500 to 4000 kg."""
    held = put(link_package(plant(stated("lognormal, cut"))), tmp_path)
    A, B = held.technosphere, held.interventions
    now = {"a": A.spread.copy(), "b": B.spread.copy()}
    before = {letter: table.copy() for letter, table in now.items()}
    i = int(np.flatnonzero(A.value == -2000)[0])
    assert now["a"][i][["minimum", "maximum"]].tolist() == (-4000, -1500)
    before["a"][i]["minimum"], before["a"][i]["maximum"] = 1500, 4000
    again = of_layout_1(held, before)
    assert again.technosphere.spread.tolist()[i] == pytest.approx(
        now["a"][i].tolist(), nan_ok=True
    )
    assert again.interventions.spread.tolist() == [
        pytest.approx(each, nan_ok=True) for each in now["b"].tolist()
    ]
    assert again.manifest.hash == held.manifest.hash


def test_kinds_have_the_ids_of_stats_arrays() -> None:
    """UncertaintyType of stats_arrays 4; what is exact has no law."""
    assert sorted(KINDS.values()) == [0, *range(2, 14)]

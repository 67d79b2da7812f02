"""Datapackages: what is written is read again, and bw2calc computes the same."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_packages as small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from lcagraph.background.build import link_package
from lcagraph.background.records import Package
from lcagraph.errors import LcaGraphError, UsageError
from lcagraph.formats.container import peek
from lcagraph.formats.datapackage import (
    is_datapackage,
    read_datapackage,
)

INDICES = np.dtype([("row", np.int64), ("col", np.int64)])

Array = NDArray[Any]
Groups = Mapping[str, tuple[str, Mapping[str, Array]]]


def npy(array: Array, allow_pickle: bool = False) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=allow_pickle)
    return file.getvalue()


def places(*pairs: tuple[int, int]) -> Array:
    return np.array(list(pairs), dtype=INDICES)


def package_of(
    place: Path, groups: Groups, extra: Mapping[str, bytes] | None = None, **index: Any
) -> Path:
    """A datapackage of groups: name → matrix and arrays by kind."""
    path = place / "package.zip"
    extra = extra or {}
    resources = [
        {"group": name, "matrix": matrix, "kind": kind, "path": f"{name}.{kind}.npy",
         "category": "vector", "profile": "data-resource"}
        for name, (matrix, arrays) in groups.items()
        for kind in arrays
    ]  # fmt: skip
    resources += [{"path": name} for name in extra if name.endswith(".csv")]
    files = {
        f"{name}.{kind}.npy": npy(array)
        for name, (_, arrays) in groups.items()
        for kind, array in arrays.items()
    }
    files["datapackage.json"] = json.dumps({"resources": resources, **index}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**files, **extra}.items():
            archive.writestr(name, content)
    return path


PAIR: Mapping[str, Array] = {
    # column 1 makes product 1; column 2 makes product 2 and draws 3 of product 1
    "indices": places((1, 1), (2, 2), (1, 2)),
    "data": np.array([1.0, 1.0, 3.0]),
    "flip": np.array([False, False, True]),
}
EMITTED: Mapping[str, Array] = {"indices": places((9, 1)), "data": np.array([0.5])}
TWO: Groups = {
    "t": ("technosphere_matrix", PAIR),
    "b": ("biosphere_matrix", EMITTED),
}


def a_of(package: Package) -> dict[tuple[str, str], float]:
    linked = link_package(package)
    names = [one.name for one in linked.activities]
    matrix = linked.technosphere
    return {
        (names[r], names[c]): float(v)
        for r, c, v in zip(matrix.row, matrix.column, matrix.value, strict=True)
    }


def codes_of(package: Package) -> list[str]:
    return [finding.code for finding in package.problems]


# ---------------------------------------------------------------------------- reading


def test_integers_are_all_there_is_without_tables(tmp_path: Path) -> None:
    path = package_of(tmp_path, TWO)
    assert is_datapackage(peek(path))
    package = read_datapackage(path)
    assert a_of(package) == {("1", "1"): 1.0, ("2", "2"): 1.0, ("1", "2"): -3.0}
    assert list(link_package(package).interventions.value) == [0.5]
    assert codes_of(package) == []


def test_names_come_from_the_tables_of_the_package(tmp_path: Path) -> None:
    table = "id,name,reference product,unit,location\n1,power plant,power,kWh,CN\n"
    flows = 'id,name,categories,unit\n9,"Methane, fossil",air::urban,kilogram\n'
    extra = {"acts.csv": table.encode(), "flows.csv": flows.encode()}
    package = read_datapackage(package_of(tmp_path, TWO, extra))
    first = package.processes[0]
    assert (first.name, first.location) == ("power plant", "CN")
    made = package.flows[first.exchanges[0].flow]
    assert (made.name, made.unit) == ("power", "kWh")
    emitted = package.flows[first.exchanges[1].flow]
    assert emitted.name == "Methane, fossil"
    assert emitted.compartment == ("air", "urban")


@pytest.mark.parametrize(
    ("index", "drawn"),
    [
        ({}, -7.0),  # 3 + 4 within one group
        ({"sum_intra_duplicates": False}, -4.0),  # the later one
    ],
)
def test_entries_of_one_group_add_up_unless_said_otherwise(
    tmp_path: Path, index: Mapping[str, bool], drawn: float
) -> None:
    arrays = {
        "indices": places((1, 1), (2, 2), (1, 2), (1, 2)),
        "data": np.array([1.0, 1.0, 3.0, 4.0]),
        "flip": np.array([False, False, True, True]),
    }
    groups = {"t": ("technosphere_matrix", arrays)}
    package = read_datapackage(package_of(tmp_path, groups, **index))
    assert a_of(package)["1", "2"] == drawn


@pytest.mark.parametrize(
    ("index", "drawn"), [({}, -5.0), ({"sum_inter_duplicates": True}, -8.0)]
)
def test_of_two_groups_the_later_one_counts_unless_said_otherwise(
    tmp_path: Path, index: Mapping[str, bool], drawn: float
) -> None:
    later = {
        "indices": places((1, 2)),
        "data": np.array([5.0]),
        "flip": np.array([True]),
    }
    groups = {**TWO, "u": ("technosphere_matrix", later)}
    package = read_datapackage(package_of(tmp_path, groups, **index))
    assert a_of(package)["1", "2"] == drawn


def test_rescaling_multiplies_amounts_and_their_spread(tmp_path: Path) -> None:
    """−(0.5 × 3) = −1.5; normal of mean 3 and sd 0.2 → mean 1.5, sd 0.1."""
    spread = np.zeros(
        3,
        dtype=[
            *(("uncertainty_type", np.uint8), ("loc", np.float32)),
            *(("scale", np.float32), ("shape", np.float32), ("minimum", np.float32)),
            *(("maximum", np.float32), ("negative", np.bool_)),
        ],
    )
    spread[2] = (3, 3.0, 0.2, np.nan, 2.0, 5.0, False)
    arrays = {**PAIR, "rescale": np.array([1.0, 1.0, 0.5]), "distributions": spread}
    path = package_of(tmp_path, {"t": ("technosphere_matrix", arrays)})
    linked = link_package(read_datapackage(path))
    (i,) = np.flatnonzero(linked.technosphere.row != linked.technosphere.column)
    kind, *numbers = linked.technosphere.spread[i].item()
    assert linked.technosphere.value[i] == -1.5
    assert kind == 3
    assert_allclose(numbers, [-1.5, 0.1, -2.5, -1.0, np.nan], rtol=1e-7)


def test_the_marked_entry_is_the_product(tmp_path: Path) -> None:
    """Column 7 makes products 1 and 2; the second is marked, the first is a credit."""
    arrays = {
        "indices": places((1, 7), (2, 7), (1, 8)),
        "data": np.array([0.5, 2.0, 1.0]),
        "reference": np.array([False, True, True]),
    }
    package = read_datapackage(
        package_of(tmp_path, {"t": ("technosphere_matrix", arrays)})
    )
    assert a_of(package) == {("8", "8"): 1.0, ("7", "7"): 2.0, ("8", "7"): 0.5}


def test_a_column_without_certain_product_has_none(tmp_path: Path) -> None:
    arrays = {"indices": places((1, 7), (2, 7)), "data": np.array([1.0, 2.0])}
    package = read_datapackage(
        package_of(tmp_path, {"t": ("technosphere_matrix", arrays)})
    )
    assert small.codes(link_package(package)) == ["E048"]


def test_characterization_becomes_a_method(tmp_path: Path) -> None:
    factors = {"indices": places((9, 9)), "data": np.array([29.8])}
    groups = {**TWO, "gwp": ("characterization_matrix", factors)}
    package = read_datapackage(package_of(tmp_path, groups))
    (method,) = package.methods
    assert [factor.amount for factor in method.factors] == [29.8]
    assert method.factors[0].flow == package.processes[0].exchanges[1].flow


def test_a_factor_that_is_no_number_is_kept_as_such(tmp_path: Path) -> None:
    """Left out, it would be a factor of zero."""
    factors = {"indices": places((8, 8), (9, 9)), "data": np.array([np.nan, 29.8])}
    groups = {**TWO, "gwp": ("characterization_matrix", factors)}
    package = read_datapackage(package_of(tmp_path, groups))
    (method,) = package.methods
    assert_allclose([factor.amount for factor in method.factors], [np.nan, 29.8])
    assert "E027" in codes_of(package)


@pytest.mark.parametrize(
    "arrays",
    [
        {"indices": PAIR["indices"]},
        {"data": PAIR["data"]},
        {**PAIR, "data": np.ones(2)},
        {**PAIR, "data": np.array(["a", "b", "c"])},
        {**PAIR, "indices": np.ones(3)},
        {**PAIR, "flip": np.ones((3, 2), dtype=np.bool_)},
        {**PAIR, "distributions": np.ones(3)},
        {**PAIR, "indices": PAIR["indices"].astype([("row", "f8"), ("col", "f8")])},
    ],
)
def test_groups_that_are_not_whole_are_told(
    tmp_path: Path, arrays: Mapping[str, Array]
) -> None:
    groups = {**TWO, "bad": ("technosphere_matrix", arrays)}
    package = read_datapackage(package_of(tmp_path, groups))
    assert codes_of(package) == ["E038"]
    assert len(package.processes) == 2


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_numbers_that_are_none_are_told(tmp_path: Path, number: float) -> None:
    arrays = {"indices": places((1, 2)), "data": np.array([number])}
    groups = {**TWO, "bad": ("technosphere_matrix", arrays)}
    assert codes_of(read_datapackage(package_of(tmp_path, groups))) == ["E027"]


def test_dynamic_and_alternative_values_are_told(tmp_path: Path) -> None:
    path = package_of(tmp_path, TWO)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    index = json.loads(files["datapackage.json"])
    extra = {"group": "x", "matrix": "technosphere_matrix", "kind": "data"}
    index["resources"] += [{**extra, "profile": "interface"}]
    index["resources"] += [{**extra, "group": "y", "category": "array"}]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**files, "datapackage.json": json.dumps(index)}.items():
            archive.writestr(name, content)
    assert codes_of(read_datapackage(path)) == ["E038", "E038"]


def test_without_matrices_it_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E026"):
        read_datapackage(package_of(tmp_path, {}))


# ---------------------------------------------------------------------------- hostile


class Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        raise AssertionError("unpickled")


def test_pickles_and_lying_headers_are_refused(tmp_path: Path) -> None:
    objects = npy(np.array([{"a": 1}, {}, {}], dtype=object), allow_pickle=True)
    header = npy(np.ones(3)).replace(b"(3,)", b"(9" + b"0" * 12 + b",)")
    for content in (objects, header[:200], b"", b"\x93NUMPY\x09\x00", npy(np.ones(3))):
        path = package_of(tmp_path, TWO, {"t.data.npy": content})
        with contextlib.suppress(LcaGraphError):
            read_datapackage(path)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(["t.data.npy", "t.indices.npy", "datapackage.json", "acts.csv"]),
    st.integers(0, 400),
    st.binary(max_size=6),
)
def test_damaged_files_end_in_a_deliberate_error(
    tmp_path: Path, name: str, position: int, damage: bytes
) -> None:
    path = package_of(tmp_path, TWO, {"acts.csv": b"id,name\n1,a\n9,b\n"})
    with zipfile.ZipFile(path) as archive:
        files = {each: bytearray(archive.read(each)) for each in archive.namelist()}
    files[name][position : position + len(damage)] = damage
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in files.items():
            archive.writestr(each, bytes(content))
    with contextlib.suppress(LcaGraphError):
        link_package(read_datapackage(path))

"""Datapackages that lcagraph writes: read again, and computed by bw2calc."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import small_packages as small
from exported_databases import assert_same, database, works
from numpy.testing import assert_allclose

from lcagraph.background.footprints import footprints_of
from lcagraph.background.store import Database
from lcagraph.errors import UsageError
from lcagraph.formats.datapackage import read_datapackage, write_datapackage
from lcagraph.formats.datapackage.writing import number_of
from lcagraph.formats.exported import codes
from lcagraph.impact import DEFAULT_GWP


@pytest.mark.parametrize("name", ["works.zip", "works"])
def test_what_is_written_is_read_as_the_same_matrices(
    tmp_path: Path, name: str
) -> None:
    before = database(works(), tmp_path / "one")
    assert write_datapackage(before, tmp_path / name) == 0
    package = read_datapackage(tmp_path / name)
    assert package.problems == ()
    assert_same(before, database(package, tmp_path / "two"))


def test_two_exports_are_the_same_bytes(tmp_path: Path) -> None:
    held = database(works(), tmp_path)
    for name in ("one.zip", "two.zip"):
        write_datapackage(held, tmp_path / name)
    one, two = ((tmp_path / name).read_bytes() for name in ("one.zip", "two.zip"))
    assert one == two


def test_columns_without_an_answer_stay_out(tmp_path: Path) -> None:
    """a and b make one unit of themselves from one of each other: no net output."""
    loop = small.package(
        [small.product(each) for each in "abc"],
        small.process("p", small.reference("a"), small.used("b", 1.0)),
        small.process("q", small.reference("b"), small.used("a", 1.0)),
        small.process("r", small.reference("c")),
    )
    held = database(loop, tmp_path)
    assert write_datapackage(held, tmp_path / "loop") == 2
    rows = (tmp_path / "loop" / "activities.csv").read_text(encoding="utf-8")
    assert [row["code"] for row in csv.DictReader(rows.splitlines())] == ["r"]


def test_what_is_open_stands_beside_its_activity(tmp_path: Path) -> None:
    write_datapackage(database(works(), tmp_path), tmp_path / "works")
    text = (tmp_path / "works" / "activities.csv").read_text(encoding="utf-8")
    rows = {row["process"]: row["open"] for row in csv.DictReader(text.splitlines())}
    assert rows["workshop"] == "open_link"
    assert rows["mill"] == ""


def test_names_do_not_become_formulas(tmp_path: Path) -> None:
    write_datapackage(database(works(), tmp_path), tmp_path / "works")
    text = (tmp_path / "works" / "activities.csv").read_text(encoding="utf-8")
    cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
    assert "'=forest" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_factors_with_and_without_biogenic_co2_have_names_that_say_so(
    tmp_path: Path,
) -> None:
    """1 kg of CO2 that a plant takes up: −1 kg CO2e, or nothing without biogenic."""
    write_datapackage(database(works(), tmp_path), tmp_path / "works.zip")
    methods = read_datapackage(tmp_path / "works.zip").methods
    found = {
        each.name: {factor.flow: factor.amount for factor in each.factors}
        for each in methods
    }
    assert found == {
        f"{DEFAULT_GWP}_including_biogenic_CO2": {"co2": 1.0, "up": -1.0},
        f"{DEFAULT_GWP}_excluding_biogenic_CO2": {"co2": 1.0, "up": 0.0},
    }


def test_an_unknown_gwp_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E606"):
        write_datapackage(database(works(), tmp_path), tmp_path / "x", gwp="AR9")


# ------------------------------------------------------------------------- the rival

RIVAL = [
    pytest.mark.heavy,
    # Warnings of other packages, at import and in use, are not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]


def scores(held: Database) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Kilograms of CO2e per unit of each product, from the stored intensities."""
    gases = held.manifest.gases
    return footprints_of(np.asarray(held.intensities), gases, DEFAULT_GWP)


@pytest.mark.parametrize("suffix", [".zip", ""])
class TestBw2calc:
    pytestmark = RIVAL

    def test_every_score_agrees(self, tmp_path: Path, suffix: str) -> None:
        """bw2calc solves what it reads; a treatment is demanded as −1."""
        lca_of = pytest.importorskip("bw2calc").LCA
        held = database(works(), tmp_path)
        path = tmp_path / f"works{suffix}"
        write_datapackage(held, path)
        package = loaded(path)
        activities = list(held.activities())
        names = codes(activities)
        lca = lca_of({number_of(held.name, names[0]): 1}, data_objs=[package])
        lca.lci()
        lca.lcia()
        found = []
        for name, one in zip(names, activities, strict=True):
            demand = -1 if one.is_treatment else 1
            lca.lcia(demand={number_of(held.name, name): demand})
            found.append(lca.score)
        assert_allclose(found, scores(held), rtol=1e-12)

    def test_spreads_are_sampled_around_the_same_numbers(
        self, tmp_path: Path, suffix: str
    ) -> None:
        """ln of the station's CO2 is normal around ln 0.5 with sd ln 1.3.

        Of 2,000 samples the mean is known to 1.3 %, six sigma are 0.035.
        """
        lca_of = pytest.importorskip("bw2calc").LCA
        held = database(works(), tmp_path)
        path = tmp_path / f"works{suffix}"
        write_datapackage(held, path)
        lca = lca_of(
            {number_of(held.name, "station"): 3.6},  # 1 kWh of power counted in MJ
            data_objs=[loaded(path)],
            use_distributions=True,
            seed_override=7,
        )
        lca.lci()
        lca.lcia()
        sampled = []
        for _ in range(2000):
            next(lca)
            sampled.append(lca.score)
        logs = np.log(sampled)
        assert logs.mean() == pytest.approx(np.log(0.5), abs=0.035)
        assert logs.std() == pytest.approx(np.log(1.3), rel=0.1)


def loaded(path: Path) -> object:
    bwp = pytest.importorskip("bw_processing")
    fsspec = pytest.importorskip("fsspec")
    if path.suffix == ".zip":
        zipped = fsspec.implementations.zip.ZipFileSystem(str(path))
        return bwp.load_datapackage(zipped)
    return bwp.load_datapackage(
        fsspec.implementations.dirfs.DirFileSystem(
            path=str(path), fs=fsspec.filesystem("file")
        )
    )


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
def test_a_package_of_bw_processing_itself_is_read(tmp_path: Path) -> None:
    bwp = pytest.importorskip("bw_processing")
    zipped = pytest.importorskip("fsspec").implementations.zip.ZipFileSystem
    path = tmp_path / "theirs.zip"
    package = bwp.create_datapackage(fs=zipped(str(path), mode="w"), name="theirs")
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        name="t",
        indices_array=np.array([(1, 1), (2, 2), (1, 2)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([1.0, 1.0, 3.0]),
        flip_array=np.array([False, False, True]),
    )
    package.finalize_serialization()
    found = read_datapackage(path)
    assert found.name == "theirs"
    drawn = found.processes[1].exchanges[0]
    assert (drawn.direction, drawn.amount, drawn.provider) == ("input", 3.0, "1")

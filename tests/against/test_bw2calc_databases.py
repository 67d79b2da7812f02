"""Imported databases, exported as datapackages and solved by bw2calc (Brightway).

bw2calc reads the files, builds the matrices and factorises A by itself; every activity
is demanded once. lcagraph has solved the same system the other way round (adjoint).
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lcagraph.background.store import Database
from lcagraph.formats.datapackage import write_datapackage
from lcagraph.impact import DEFAULT_GWP, characterisation, including_and_excluding
from lcagraph.importing import add_database

pytestmark = [
    pytest.mark.heavy,
    # Warnings of other packages, at import and in use, are not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]

DATA = Path(__file__).parents[1] / "data"
EXCERPTS = {
    "USLCI, JSON-LD": DATA / "uslci_chain" / "jsonld.tar.gz",
    "USLCI, EcoSpold 2": DATA / "uslci_chain" / "ecospold2.tar.gz",
    "USLCI, EcoSpold 1": DATA / "ecospold1" / "uslci_excerpt.xml",
    "TianGong, ILCD": DATA / "ilcd" / "tiangong",
}


@pytest.mark.parametrize("file", EXCERPTS.values(), ids=EXCERPTS)
def test_bw2calc_finds_the_same_footprint_of_every_activity(
    file: Path, tmp_path: Path
) -> None:
    database = add_database(file, name="excerpt", place=tmp_path).database
    theirs = scores_of_bw2calc(database, tmp_path / "package.zip")
    ours = scores_of_lcagraph(database)
    assert len(theirs) == np.isfinite(list(ours.values())).sum() > 0
    for key, score in theirs.items():
        assert ours[key] == pytest.approx(score, rel=1e-9, abs=1e-14), key


def scores_of_lcagraph(database: Database) -> dict[tuple[str, str], float]:
    """Footprint without biogenic CO2, as `db show` has it, by process and product."""
    _, excluding = including_and_excluding()
    weights = excluding @ characterisation(DEFAULT_GWP, database.manifest.gases)
    totals = np.asarray(database.intensities) @ weights
    keys = [(one.process, one.product) for one in database.activities()]
    return dict(zip(keys, totals.tolist(), strict=True))


def scores_of_bw2calc(database: Database, path: Path) -> dict[tuple[str, str], float]:
    """The same by bw2calc, from the files alone."""
    bc = pytest.importorskip("bw2calc")
    bwp = pytest.importorskip("bw_processing")
    write_datapackage(database, path)
    with zipfile.ZipFile(path) as archive:
        table = archive.read("activities.csv").decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    package: Any = bwp.load_datapackage(
        bwp.io_helpers.generic_zipfile_filesystem(
            dirpath=path.parent, filename=path.name, write=False
        )
    )
    lca = bc.LCA({int(rows[0]["id"]): 1.0}, data_objs=[package])
    lca.lci(factorize=True)
    lca.lcia()
    found = {}
    for row in rows:
        # a treatment is asked to take one unit in
        sign = -1.0 if row["is_treatment"] == "True" else 1.0
        lca.redo_lcia({int(row["id"]): sign})
        found[row["process"], row["product"]] = float(lca.score)
    return found

"""USEEIO v2.0-GHG: the published L, D and N, and footprints of spending.

Files: USEPA/useeio_api, CC0; tests/data/useeio_v2_ghg.zip holds licence and commit.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

import lcagraph as lg
from lcagraph.background.store import Database
from lcagraph.errors import UsageError
from lcagraph.formats.useeio import read_useeio
from lcagraph.importing import add_database
from lcagraph.input_output import Leontief

ARCHIVE = Path(__file__).parents[1] / "data" / "useeio_v2_ghg.zip"
STEEL = "331110/primary iron, steel, and ferroalloy products/us"


@pytest.fixture(scope="module")
def matrices() -> dict[str, np.ndarray]:
    with zipfile.ZipFile(ARCHIVE) as archive:
        return {
            name: np.array(json.loads(archive.read(f"matrix/{name}.json")), dtype=float)
            for name in "ABCDLU"
        }


@pytest.fixture(scope="module")
def sectors() -> list[str]:
    with zipfile.ZipFile(ARCHIVE) as archive:
        return [each["id"] for each in json.loads(archive.read("sectors.json"))]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Database:
    place = tmp_path_factory.mktemp("home") / "databases"
    return add_database(ARCHIVE, name="useeio", place=place).database


def test_published_inverse_and_multipliers_are_reproduced(
    matrices: dict[str, np.ndarray],
) -> None:
    one = Leontief(A=matrices["A"], D=matrices["C"] @ matrices["B"])
    assert_allclose(one.D, matrices["D"], rtol=1e-12)
    assert_allclose(one.L, matrices["L"], rtol=1e-12, atol=1e-12)
    assert_allclose(one.N, matrices["U"], rtol=1e-12)  # U of the interface is N


def test_every_sector_has_its_published_multiplier_in_the_store(
    stored: Database, matrices: dict[str, np.ndarray], sectors: list[str]
) -> None:
    published = dict(zip(sectors, matrices["U"][0], strict=True))
    found = dict(zip(stored.process_ids(), stored.intensities[:, 0], strict=True))
    assert stored.intensities.shape == (len(sectors), 1)  # ready CO2e alone
    expected = [published[one] for one in found]
    assert_allclose(list(found.values()), expected, rtol=1e-11, atol=1e-15)


def test_spending_on_steel_carries_its_published_multiplier(
    stored: Database,
    tmp_path: Path,
    matrices: dict[str, np.ndarray],
    sectors: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(stored.folder.parent.parent))
    model = tmp_path / "chair.yaml"
    model.write_text(
        f"""\
lcagraph: 1
title: 办公椅（按支出） | Office chair by spending
reference: {{product: chair, amount: 1 piece, kind: declared_unit}}
databases: {{useeio: {{}}}}
processes:
  assembly:
    stage: production
    outputs: {{chair: 1 piece}}
    inputs:
      steel: {{amount: 40 USD_2012, from: "useeio/{STEEL}"}}
""",
        encoding="utf-8",
    )
    total = lg.read(model).solve().total
    per_dollar = matrices["U"][0, sectors.index(STEEL)]
    assert_allclose(float(total), 40 * per_dollar, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("A.json", None, "E022"),
        ("A.json", [[1.0]], "E023"),
        ("demands.json", [{"year": 2012}, {"year": 2018}], "E023"),
        ("indicators.json", [{"code": "GHG", "unit": "t CO2"}], "E023"),
    ],
)
def test_a_damaged_table_is_refused(
    tmp_path: Path, name: str, change: object, code: str
) -> None:
    small: dict[str, object] = {
        "sectors.json": [
            {"id": "a", "name": "a", "code": "a", "location": "US", "index": 0},
            {"id": "b", "name": "b", "code": "b", "location": "US", "index": 1},
        ],
        "indicators.json": [{"code": "GHG", "unit": "kg CO2 eq"}],
        "demands.json": [{"year": 2012}],
        "A.json": [[0.1, 0.2], [0.0, 0.3]],
        "D.json": [[1.0, 2.0]],
    }
    small[name] = change
    for file, content in small.items():
        if content is not None:
            (tmp_path / file).write_text(json.dumps(content))
    with pytest.raises(UsageError) as caught:
        read_useeio(tmp_path)
    assert caught.value.finding.code == code

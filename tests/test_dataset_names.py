"""Datasets that inputs name: each its own factor, whatever the signs of its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import small_packages as small
from small_databases import imported

import lcagraph as lg
from lcagraph.background.records import Flow
from lcagraph.background.store import Database
from lcagraph.cli import main

CO2 = Flow(
    id="co2",
    name="Carbon dioxide, fossil",
    kind="elementary",
    property="mass",
    compartment=("air",),
    unit="kg",
)


def write_steels(
    place: Path, name: str, steels: Mapping[str, tuple[str, float]]
) -> Database:
    """A database of steels by id, each with its name and kg CO2 per kg."""
    flows = [Flow(id=f"{id_}-out", name=text, kind="product", property="mass")
             for id_, (text, _) in steels.items()]  # fmt: skip
    processes = [
        small.process(
            id_,
            small.reference(f"{id_}-out", 1.0),
            small.made("co2", kg),
            name=text,
            location="CN",
        )
        for id_, (text, kg) in steels.items()
    ]
    package = small.package([*flows, CO2], *processes)
    return imported(package, place / "databases", name)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    return tmp_path


def model_of(*named: str) -> str:
    """One kilogram of each."""
    rows = "".join(
        f"      in{i}: {{amount: 1 kg, from: '{name}', stage: raw_materials}}\n"
        for i, name in enumerate(named)
    )
    return f"""
lcagraph: 1
reference: {{product: part, amount: 1 piece}}
processes:
  making:
    stage: production
    outputs: {{part: 1 piece}}
    inputs:
{rows}"""


def test_datasets_whose_names_differ_in_signs_alone_stay_apart(home: Path) -> None:
    """1 kg × 1 + 1 kg × 100 + 1 kg × 10,000."""
    steels = {
        "a": ("Steel >4 mm", 1.0),
        "b": ("Steel <4 mm", 100.0),
        "c": ("Steel ±4 mm", 10_000.0),
    }
    write_steels(home, "coll", steels)
    text = model_of(*(f"coll/{name}" for name, _ in steels.values()))
    model = lg.read_string(text)
    assert model.solve().total == pytest.approx(10_101, rel=1e-14)
    ids = [column.id for column in model.prepared.compiled.factors]
    assert ids == [
        "coll/Steel_4_mm_CN",
        "coll/Steel_4_mm_CN_2",
        "coll/Steel_4_mm_CN_3",
    ]


def test_databases_whose_names_differ_in_signs_alone_stay_apart(home: Path) -> None:
    write_steels(home, "s.1", {"x": ("Steel", 1.0)})
    write_steels(home, "s_1", {"x": ("Steel", 100.0)})
    text = model_of("s.1/x", "s_1/x")
    assert lg.read_string(text).solve().total == pytest.approx(101, rel=1e-14)


def test_spellings_of_one_dataset_share_its_factor(home: Path) -> None:
    write_steels(home, "coll", {"a": ("Steel", 1.0)})
    text = model_of("coll/a", "coll/Steel", "coll/a?product=a-out")
    model = lg.read_string(text)
    (column,) = model.prepared.compiled.factors
    assert (column.id, column.origin) == ("coll/Steel_CN", "coll/a?product=a-out")
    assert model.solve().total == pytest.approx(3, rel=1e-14)


def test_a_name_without_letters_has_an_id_too(home: Path) -> None:
    write_steels(home, "coll", {"a": ("++", 1.0), "b": ("+-+", 100.0)})
    text = model_of("coll/++", "coll/+-+")
    assert lg.read_string(text).solve().total == pytest.approx(101, rel=1e-14)


AMPERSAND = "T&D excl. losses, CN, 2023, kWh"


@pytest.mark.parametrize("name", [AMPERSAND, "a?product=b", "100%25 scrap", "is = it?"])
def test_what_a_search_prints_can_be_read(
    home: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A product is named by its name if its id is not known: both as printed."""
    write_steels(home, "coll", {name: (name, 2.0)})
    (home / "m.yaml").write_text(
        model_of("coll/x").replace(
            "'coll/x'", f"{{database: coll, process: '{name}', product: '{name}'}}"
        ),
        encoding="utf-8",
    )
    model = lg.read(home / "m.yaml")
    assert model.solve().total == pytest.approx(2, rel=1e-14)
    (column,) = model.prepared.compiled.factors
    again = lg.read_string(model_of(column.origin or ""))
    assert again.solve().total == pytest.approx(2, rel=1e-14)
    assert main(["tree", str(home / "m.yaml"), "--background"]) == 0
    assert "2" in capsys.readouterr().out


def test_what_an_ambiguous_name_is_told_to_write_is_accepted(home: Path) -> None:
    steels = {"T&D?location=1": ("Grid", 1.0), "T&D?location=2": ("Grid", 3.0)}
    write_steels(home, "coll", steels)
    found = lg.read_string(model_of("coll/Grid")).check()
    (told,) = [f for f in found if f.code == "E086"]
    shown = told.values["candidates"]
    assert isinstance(shown, list)
    for line, kg in zip(shown, (1, 3), strict=True):
        advised = line.partition(": ")[0]
        assert lg.read_string(model_of(advised)).solve().total == pytest.approx(kg)

"""`db tree` and `tree --background`: supply chains inside databases."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_databases import smelter, stored

from lcagraph.background.linked import OPEN_LINK
from lcagraph.background.store import write_database

RTOL = 1e-13

MODEL = """\
lcagraph: 1
reference: {product: profile, amount: 1 t}
databases: {smelter: {waive_open_links: 试算 | a trial}}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, product: aluminium}
      gas: 100 kg
factors:
  aluminium: {from: "smelter/Aluminium production, liquid", stage: raw_materials}
  gas: {per: 1 kg, co2e: 3 kg, kind: fuel, boundary: cradle_to_gate}
"""
# 1,200 kg × (1.6 + 14 × 0.5) = 1,920 + 8,400; 300 of gas: 10,620 kg


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), tmp_path / "databases")
    return tmp_path


def opened(home: Path) -> None:
    """The power plant has an input that nothing supplies."""
    flags = np.array([0, OPEN_LINK], dtype=np.uint16)
    database = stored(replace(smelter(), flags=flags))
    write_database(database, home / "databases", replace=True)


def test_a_dataset_is_shown_with_what_it_buys(run: Any) -> None:
    code, out, _ = run("db", "tree", "smelter", "a-1", "--lang", "en")
    assert code == 0
    root = (
        r"^Aluminium production, liquid \(CN\) \[smelter\] +1 kg +8\.6 +100\.0 +1\.6$"
    )
    assert re.search(root, out, re.M)
    # 14 kWh × 0.5 = 7 of 8.6
    power = r"^└─ Electricity, coal \(CN\) \[smelter\] +14 kWh +7 +81\.4 +7$"
    assert re.search(power, out, re.M)
    assert "lcagraph db check" not in out


def test_names_are_those_of_the_language(run: Any) -> None:
    _, out, _ = run("db", "tree", "smelter", "电解铝液生产", "--lang", "zh")
    assert re.search(r"^电解铝液生产 \(CN\) \[smelter\] +1 kg +8\.6", out, re.M)
    assert "供应链" in out


def test_a_depth_folds_what_is_deeper(run: Any) -> None:
    _, out, _ = run("db", "tree", "smelter", "a-1", "--depth", "0", "--lang", "en")
    assert re.search(r"^└─ smaller or deeper branches +7 +81\.4$", out, re.M)


def test_a_threshold_folds_what_is_smaller(run: Any) -> None:
    _, out, _ = run("db", "tree", "smelter", "a-1", "--threshold", "90%", "--lang=en")
    assert re.search(r"^└─ smaller branches +7 +81\.4$", out, re.M)


def test_the_tree_of_a_dataset_as_json_is_nested(run: Any) -> None:
    found = run.data("db", "tree", "smelter", "a-1", "--json")
    assert found["footprint"] == {"value": pytest.approx(8.6), "unit": "kgCO2e/kg"}
    assert (found["gwp"], found["view"]) == ("ipcc-ar6-gwp100", "excluding")
    tree = found["tree"]
    assert tree["name"] == {
        "zh": "电解铝液生产",
        "en": "Aluminium production, liquid",
    }
    (power,) = tree["branches"]
    assert (power["id"], power["database"]) == ("smelter/p-1?product=el", "smelter")
    assert power["branch_total"] == pytest.approx(7.0, rel=RTOL)
    assert tree["direct"] + power["branch_total"] == pytest.approx(8.6, rel=RTOL)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_open_datasets_have_a_star_and_say_where_to_read_on(
    run: Any, home: Path, lang: str
) -> None:
    opened(home)
    _, out, _ = run("db", "tree", "smelter", "a-1", "--lang", lang)
    assert re.search(r"^└─ Electricity, coal \(CN\) \[smelter\] \* ", out, re.M)
    assert "lcagraph db check smelter" in out
    found = run.data("db", "tree", "smelter", "a-1", "--json")
    assert found["tree"]["open"] == []
    assert found["tree"]["branches"][0]["open"] == ["open_link"]


def test_an_unknown_dataset_is_a_wrong_call(run: Any) -> None:
    code, _, err = run("db", "tree", "smelter", "Aluminum", "--lang", "en")
    assert code == 2
    assert "error[E087]" in err


def test_the_tree_of_a_model_goes_on_into_its_databases(run: Any, write: Any) -> None:
    code, out, _ = run("tree", write(MODEL), "--background", "--lang", "en")
    assert code == 0
    lines = [
        # 10,320 of 10,620, and 8,400 of it
        r"^├─ aluminium  Aluminium production, liquid \[smelter\] "
        r"+1,200 kg +10,320 +97\.2 +1,920$",
        r"^│  └─ Electricity, coal \(CN\) \[smelter\] +16,800 kWh +8,400 +79\.1 +8,400",
        r"^└─ gas +100 kg +300 +2\.8 +300$",
    ]
    for line in lines:
        assert re.search(line, out, re.M), line


def test_the_tree_of_a_model_ends_at_its_factors_otherwise(
    run: Any, write: Any
) -> None:
    model = write(MODEL)
    _, out, _ = run("tree", model, "--lang", "en")
    assert "Electricity" not in out
    assert "[smelter]" not in out
    found = run.data("tree", model, "--json")
    assert "database" not in found["tree"]["branches"][0]


def test_the_tree_with_databases_as_json_says_what_is_from_them(
    run: Any, write: Any
) -> None:
    found = run.data("tree", write(MODEL), "--background", "--json")
    assert found["footprint"]["value"] == pytest.approx(10_620, rel=RTOL)
    aluminium, gas = found["tree"]["branches"]
    assert (aluminium["id"], aluminium["database"]) == ("aluminium", "smelter")
    assert "database" not in gas
    (power,) = aluminium["branches"]
    assert (power["database"], power["location"]) == ("smelter", "CN")
    assert power["branch_total"] == pytest.approx(8_400, rel=RTOL)


# ------------------------------------------------------------------------------- paths


def test_paths_are_listed_largest_first_with_the_rest(run: Any, write: Any) -> None:
    """8,400 kg of power, 1,920 kg of the smelter; 300 kg of gas are below 5 %."""
    arguments = ("tree", write(MODEL), "--background", "--paths", "--threshold", "5%")
    code, out, _ = run(*arguments, "--lang", "en")
    assert code == 0
    smelter = "Aluminium production, liquid ← extrusion"
    power = rf"^ *8,400 +79\.1 +Electricity, coal ← {smelter}$"
    assert re.search(power, out, re.M)
    assert re.search(rf"^ *1,920 +18\.1 +{smelter}$", out, re.M)
    assert re.search(r"^ *300 +2\.8 +all other paths$", out, re.M)


def test_paths_as_json_add_up(run: Any, write: Any) -> None:
    found = run.data("tree", write(MODEL), "--background", "--paths", "--json")
    directs = [path["direct"] for path in found["paths"]]
    assert directs == pytest.approx([8_400, 1_920, 300], rel=RTOL)
    assert sum(directs) + found["rest"] == pytest.approx(10_620, rel=RTOL)
    assert found["paths"][0]["way"][0] == "extrusion"


def test_paths_of_a_dataset(run: Any) -> None:
    _, out, _ = run("db", "tree", "smelter", "a-1", "--paths", "--lang", "zh")
    assert re.search(r"^ *7 +81\.4 .+ ← 电解铝液生产$", out, re.M)
    assert "其余路径合计" in out
    found = run.data("db", "tree", "smelter", "a-1", "--paths", "--json")
    assert [path["direct"] for path in found["paths"]] == pytest.approx([7.0, 1.6])


# ----------------------------------------------------------------------------- what if


def test_a_dataset_with_other_inputs(run: Any) -> None:
    """7 kWh instead of 14, each 0.5 kg: 5.1 kg of 8.6."""
    arguments = ("db", "whatif", "smelter", "a-1", "--set", "p-1=7 kWh")
    code, out, _ = run(*arguments, "--lang", "en")
    assert code == 0
    assert re.search(r"^what if +5\.1$", out, re.M)
    assert re.search(r"^difference +[−-]3\.5 +[−-]40\.70 %$", out, re.M)
    found = run.data(*arguments, "--json")
    assert found["before"] == pytest.approx(8.6, rel=RTOL)
    assert found["after"] == pytest.approx(5.1, rel=RTOL)
    assert not found["is_full"]


@pytest.mark.parametrize(
    ("arguments", "after"),
    [
        (["--set", "p-1=*2"], 15.6),
        (["--process", "p-1", "--emission", "co2=*0.5"], 5.1),
        (["--emission", "co2=0.6 kg"], 7.6),
    ],
)
def test_edits_are_written_in_three_ways(
    run: Any, arguments: list[str], after: float
) -> None:
    """14 kWh × 0.5 kg + 1.6 kg."""
    found = run.data("db", "whatif", "smelter", "a-1", *arguments, "--json")
    assert found["after"] == pytest.approx(after, rel=RTOL)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "E521"),
        (["--set", "p-1=*much"], "E4"),
        (["--supplier", "p-1->a-1"], "E433"),
        (["--set", "nobody=1 kg"], "E087"),
    ],
)
def test_an_edit_that_is_none_is_a_wrong_call(
    run: Any, arguments: list[str], code: str
) -> None:
    exit_code, _, err = run("db", "whatif", "smelter", "a-1", *arguments)
    assert exit_code == 2
    assert code in err

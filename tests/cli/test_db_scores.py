"""`lcagraph db methods`, `score`, `add --map` and `check --unmapped`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HFCS = "HFCs, unspecified"
PLANT = "plant-1"
FLOW = "flow-hfc"
PRODUCT = "flow-plant"

MASS = {
    "@type": "UnitGroup",
    "@id": "ug",
    "name": "Units of mass",
    "units": [{"@id": "kg", "name": "kg", "conversionFactor": 1, "isRefUnit": True}],
}
PROPERTY = {
    "@type": "FlowProperty",
    "@id": "fp",
    "name": "Mass",
    "unitGroup": {"@id": "ug"},
}


def flow(id_: str, name: str, kind: str, category: str = "") -> dict[str, Any]:
    properties = [
        {
            "isRefFlowProperty": True,
            "conversionFactor": 1,
            "flowProperty": {"@id": "fp"},
        }
    ]
    return {
        "@type": "Flow",
        "@id": id_,
        "name": name,
        "flowType": kind,
        "category": category,
        "flowProperties": properties,
    }


def exchange(id_: str, amount: float, *, is_reference: bool = False) -> dict[str, Any]:
    return {
        "isInput": False,
        "amount": amount,
        "flow": {"@id": id_},
        "isQuantitativeReference": is_reference,
    }


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """openLCA JSON-LD 2: a plant that loses 2 kg of HFCs per kg, and a method."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    process = {
        "@type": "Process",
        "@id": PLANT,
        "name": "plant",
        "version": "01.02.003",
        "exchanges": [
            exchange(PRODUCT, 1.0, is_reference=True),
            exchange(FLOW, 2.0),
        ],
    }
    category = {
        "@type": "ImpactCategory",
        "@id": "odp",
        "name": "ozone depletion",
        "refUnit": "kg CFC-11 eq",
        "impactFactors": [{"flow": {"@id": FLOW}, "value": 0.05}],
    }
    method = {
        "@type": "ImpactMethod",
        "@id": "m",
        "name": "ReCiPe",
        "impactCategories": [{"@id": "odp"}],
    }
    files = {
        "unit_groups/ug": MASS,
        "flow_properties/fp": PROPERTY,
        f"flows/{FLOW}": flow(FLOW, HFCS, "ELEMENTARY_FLOW", "Emission to air/urban"),
        f"flows/{PRODUCT}": flow(PRODUCT, "plant", "PRODUCT_FLOW"),
        f"processes/{PLANT}": process,
        "lcia_categories/odp": category,
        "lcia_methods/m": method,
    }
    folder = tmp_path / "package"
    for name, content in files.items():
        path = folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_a_package_brings_its_methods_and_scores_its_datasets(
    run: Any, package: Path
) -> None:
    assert run("db", "add", str(package), "--name", "p")[0] == 0
    code, out, _ = run("db", "methods", "p", "--lang", "en")
    assert (code, "kg CFC-11 eq" in out) == (0, True)
    (listed,) = run.data("db", "methods", "p", "--json")
    assert (listed["category"], listed["factors"]) == ("ozone depletion", 1)
    code, out, errors = run("db", "score", "p", "plant", "--lang", "en")
    assert errors == ""
    assert (code, HFCS in out) == (0, True)
    scored = run.data("db", "score", "p", "plant", "--method", "ReCiPe", "--json")
    (found,) = scored["scores"]
    # 2 kg × 0.05 kg CFC-11 eq/kg
    assert found["score"] == pytest.approx(0.1)
    assert (found["uncharacterised"], found["inventory"]) == (0, 1)
    assert scored["open"] == ["unmapped_gas"]


def test_an_unknown_method_is_refused_with_the_nearest(run: Any, package: Path) -> None:
    run("db", "add", str(package), "--name", "p")
    code, _, errors = run(
        "db", "score", "p", "plant", "--method", "recip", "--lang", "en"
    )
    assert code != 0
    assert "E076" in errors
    assert "ReCiPe" in errors


def test_the_unmapped_flows_are_printed_filled_in_and_read_again(
    run: Any, package: Path, tmp_path: Path
) -> None:
    run("db", "add", str(package), "--name", "p")
    code, out, _ = run("db", "check", "p", "--unmapped")
    assert (code, out.count("\n")) == (0, 2)
    head, row = out.splitlines()
    table = tmp_path / "flows.csv"
    filled = row.replace(",kg,,", ",kg,hfc_134a,")
    table.write_text(f"{head}\n{filled}\n", encoding="utf-8")
    given = ("--map", str(table), "--replace", "--licence", "CC0")
    assert run("db", "add", str(package), "--name", "p", *given)[0] == 0
    shown = run.data("db", "show", "p", PLANT, "--json")
    assert shown["gases_kg"] == {"hfc_134a": 2.0}
    assert shown["open"] == []
    manifest = run.data("db", "show", "p", "--json")
    assert (manifest["version"], manifest["licence"]) == ("01.02.003", "CC0")


def test_an_impossible_gas_is_refused_and_nothing_is_written(
    run: Any, package: Path, tmp_path: Path
) -> None:
    table = tmp_path / "flows.csv"
    table.write_text(f"flow,gas\n{FLOW},hfc134a\n", encoding="utf-8")
    given = ("--map", str(table), "--lang", "en")
    code, _, errors = run("db", "add", str(package), "--name", "p", *given)
    assert code != 0
    assert "E081" in errors
    assert "hfc_134a" in errors
    assert run.data("db", "list", "--json") == []

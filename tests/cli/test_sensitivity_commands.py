"""`lcagraph sensitivity`, `breakeven` and `scenarios`: on the screen and as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

POWER = "power: 500 kWh"


@pytest.fixture
def unsure(write: Any, model_text: str) -> Path:
    """500 kWh ± 20 % of 0.5 kg: 4,450 ± 50 kg per 1,000 parts."""
    path: Path = write(model_text.replace(POWER, f"{POWER} ± 20 %"))
    return path


# ------------------------------------------------------------------------- sensitivity


def test_elasticities_are_printed_by_themselves(run: Any, model: Path) -> None:
    code, out, err = run("sensitivity", model)
    assert (code, err) == (0, "")
    # 4.2 of 4.45 kg follow the steel
    assert "steel_use" in out
    assert "0.9438" in out
    code, out, _ = run("sensitivity", model, "--lang", "zh")
    assert "弹性" in out


def test_scenarios_and_settings_are_applied_first(run: Any, model: Path) -> None:
    found = run.data(
        *("sensitivity", model, "-s", "light"),
        *("--set", "factors.power.co2e=1 kg", "--json"),
    )
    # (2100 + 500) / 1000
    assert found["gradient"]["outputs"]["headline"] == pytest.approx(2.6)


def test_several_analyses_stand_below_each_other(run: Any, unsure: Path) -> None:
    code, out, _ = run(
        *("sensitivity", unsure, "--tornado", "--taylor", "--worth-measuring"),
        *("--vary", "steel_use=1..3:3", "--vary", "power.co2e=200 g..0.6 kg:2"),
    )
    assert code == 0
    for title in ("Tornado", "first-order", "worth measuring", "one number at a time"):
        assert title in out
    # 250 kg / 1000 × 20 % / 1.96 = 0.0255 kg
    assert "0.02551" in out
    # 1 t and 3 t of steel: 2.35 and 6.55; 0.2 and 0.6 kg per kWh: 4.3 and 4.5
    assert all(number in out for number in ("2.35", "6.55", "4.3", "4.5"))


def test_global_analyses_take_groups_and_a_seed(run: Any, unsure: Path) -> None:
    found = run.data(
        *("sensitivity", unsure, "--sobol", "--morris", "-n", 16, "--seed", 7),
        *("--group", "electricity=stamping.power", "--json"),
    )
    assert found["sobol"]["indices"][0]["name"] == "electricity"
    assert (found["sobol"]["seed"], found["sobol"]["evaluations"]) == (7, 16 * 3)
    assert found["morris"]["evaluations"] == 16 * 2


def test_an_item_may_be_asked_for(run: Any, model: Path) -> None:
    code, out, _ = run("sensitivity", model, "--of", "fossil")
    assert (code, "as written: 0 kgCO2e" in out) == (0, True)


def test_a_picture_goes_into_a_file(run: Any, model: Path, tmp_path: Path) -> None:
    path = tmp_path / "tornado.svg"
    code, _, err = run("sensitivity", model, "--tornado", "--picture", path)
    assert code == 0
    assert str(path) in err
    assert "<svg" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("all.svg", ["all-sobol.svg", "all-tornado.svg"]),
        ("pictures", ["pictures/sobol.svg", "pictures/tornado.svg"]),
        ("a/b", ["a/b/sobol.svg", "a/b/tornado.svg"]),
    ],
)
def test_every_analysis_has_a_picture_of_its_own(
    run: Any, unsure: Path, tmp_path: Path, place: str, expected: list[str]
) -> None:
    asked = ("--tornado", "--taylor", "--sobol", "-n", 16)
    code, _, err = run("sensitivity", unsure, *asked, "--picture", tmp_path / place)
    assert code == 0
    written = sorted(tmp_path.rglob("*.svg"))
    assert written == [tmp_path / name for name in expected]
    assert all(str(path) in err for path in written)
    assert "no picture of: taylor" in err
    titles = ["Sobol", "Tornado"]
    for path, title in zip(written, titles, strict=True):
        assert title in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--picture", "x.svg"), "E748"),  # elasticities have none
        (("--tornado", "--picture", "x.jpg"), "E748"),
        (("--vary", "steel_use"), "E748"),
        (("--vary", "steel_use=1..2:x"), "E748"),
        (("--vary", "steel_use=1..2:100000000"), "E768"),
        (("--vary", "steel_use=1..2:" + "9" * 5000), "E768"),
        (("--vary", "steel_use=2..1"), "E725"),
        (("--group", "g=steel_use"), "E769"),
        (("--tornado", "-n", "64"), "E769"),
        (("--tornado", "--percent", "150"), "E728"),
        (("--vary", "steel_use=1 kg..2 kg"), "E433"),
        (("--vary", "nonsense=1..2"), "E720"),
        (("--sobol", "--group", "electricity"), "E748"),
        (("--sobol",), "E746"),
        (("--of", "carbon"), "E727"),
        (("--tornado", "--percent", "0"), "E728"),
    ],
)
def test_a_call_that_can_not_be_is_refused(
    run: Any, model: Path, arguments: tuple[str, ...], expected: str
) -> None:
    code, out, err = run("sensitivity", model, *arguments)
    assert (code, out) == (2, "")
    assert expected in err


# -------------------------------------------------------------------------- break-even


def test_a_scenario_breaks_even_with_its_model(run: Any, model: Path) -> None:
    other = ("heavy", "--set", "factors.power.co2e=0.5 kg")
    code, out, _ = run("breakeven", model, *other, "--on", "steel.co2e")
    assert code == 0
    assert "equal at: 0 kg" in out  # without steel there is no difference


def test_two_files_break_even(run: Any, model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    text = model.read_text(encoding="utf-8")
    other.write_text(text.replace("steel_use: 2", "steel_use: 1").replace(
        "500 kWh", "1500 kWh"), encoding="utf-8")  # fmt: skip
    # 4200 + 500 g = 2100 + 1500 g: g = 2.1 kg/kWh
    found = run.data(
        *("breakeven", model, other, "--on", "power.co2e"),
        *("--within", "0..4000 g", "--json"),
    )
    assert found["crossings"][0]["at"] == pytest.approx(2.1)
    assert [part["name"] for part in found["lower"]] == [str(other), str(model)]


def test_models_of_another_function_are_refused_unless_forced(
    run: Any, model: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    text = model.read_text(encoding="utf-8").replace("1 piece, kind", "2 piece, kind")
    other.write_text(text, encoding="utf-8")
    call = ("breakeven", model, other, "--on", "power.co2e")
    code, _, err = run(*call)
    assert (code, "E761" in err) == (2, True)
    code, out, _ = run(*call, "--anyway")
    assert (code, "no break-even" in out) == (0, True)


def test_neither_a_file_nor_a_scenario_is_refused(run: Any, model: Path) -> None:
    code, _, err = run("breakeven", model, "light_er", "--on", "steel_use")
    assert (code, "E722" in err) == (2, True)


# --------------------------------------------------------------------------- scenarios


def test_all_scenarios_of_a_model_are_tabulated(run: Any, model: Path) -> None:
    code, out, _ = run("scenarios", model)
    assert code == 0
    # 2, 1 and 4 t of steel
    assert all(number in out for number in ("4.45", "2.35", "8.65"))
    code, out, _ = run("scenarios", model, "-s", "heavy", "--lang", "zh")
    assert "light" not in out
    assert "原材料获取" in out


def test_a_cross_product_names_its_axes(run: Any, write: Any, model_text: str) -> None:
    clean = "  clean: {set: {factors.power.co2e: 0.1 kg}}\n"
    path = write(model_text + clean)
    call = ("scenarios", path, "--cross", "base,light", "--cross", "base, clean")
    found = run.data(*call, "--json")
    names = [each["name"] for each in found["scenarios"]]
    assert names == ["base", "clean", "light", "light + clean"]
    # 2100 + 500 × 0.1
    assert found["scenarios"][3]["including"] == pytest.approx(2.15)


def test_a_model_without_scenarios_has_no_table(
    run: Any, write: Any, model_text: str
) -> None:
    path = write(model_text.partition("scenarios:")[0])
    code, _, err = run("scenarios", path)
    assert (code, "E762" in err) == (2, True)


def test_data_are_json(run: Any, model: Path) -> None:
    for call in (("sensitivity", model), ("scenarios", model)):
        _, out, _ = run(*call, "--json")
        assert json.loads(out)["schema"].startswith("lcagraph-")

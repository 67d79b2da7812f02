"""The commands that need no model: init, explain, factors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lcagraph.cli.starter import templates
from lcagraph.wording import codes

RTOL = 1e-12  # no loop


# ----------------------------------------------------------------------------- init


def test_the_starter_solves_without_errors(run: Any, tmp_path: Path) -> None:
    code, out, _ = run("init", tmp_path / "new")
    model = tmp_path / "new" / "model.yaml"
    assert (code, out) == (0, f"{model}\n")
    assert run("check", model)[0] == 0
    # steel: 1.2 kg / 0.92 = 1.304348 kg × 2.6 = 3.391304, its truck: × 300 km ×
    # 0.0978 kg/(t*km) = 0.038270; power: 0.7 kWh × 0.5777 = 0.404390; gas: 0.0325 m3 ×
    # 0.608 upstream = 0.019760; the rest is its CO2 and 4.375 g of waste
    amounts = amounts_by_input(run.data("solve", model, "--json"))
    assert amounts["steel"] == pytest.approx(1.2 / 0.92 * 2.6, rel=RTOL)
    assert amounts["truck"] == pytest.approx(1.2e-3 / 0.92 * 300 * 0.0978, rel=RTOL)
    assert amounts["grid_power"] == pytest.approx(0.7 * 0.5777, rel=RTOL)
    assert amounts["natural_gas"] == pytest.approx(0.0325 * 0.608, rel=RTOL)


def amounts_by_input(result: Any) -> dict[str, float]:
    return {row["input"]: row["kgCO2e"] for row in result["by_input"]}


def test_the_scenario_of_the_starter_lowers_its_footprint(
    run: Any, tmp_path: Path
) -> None:
    run("init", tmp_path / "a.yaml")
    found = run.data("solve", tmp_path / "a.yaml", "--json", "-s", "half_solar")
    # half of 0.7 kWh from the grid at 0.5777, half solar at 0.052
    amounts = amounts_by_input(found)
    assert amounts["grid_power"] == pytest.approx(0.35 * 0.5777, rel=RTOL)
    assert amounts["solar_power"] == pytest.approx(0.35 * 0.052, rel=RTOL)


@pytest.mark.parametrize("template", templates())
def test_every_template_solves(run: Any, tmp_path: Path, template: str) -> None:
    model = tmp_path / "new.yaml"
    assert run("init", model, "--template", template)[0] == 0
    assert run("solve", model)[0] == 0


def test_init_never_overwrites(run: Any, model: Path, model_text: str) -> None:
    code, _, err = run("init", model)
    assert code == 2
    assert "error[E735]" in err
    assert model.read_text(encoding="utf-8") == model_text


def test_an_unknown_template_is_a_wrong_call(run: Any, tmp_path: Path) -> None:
    code, _, err = run("init", tmp_path / "new", "--template", "pp_crat")
    assert code == 2
    assert "did you mean “pp_crate”?" in err


# -------------------------------------------------------------------------- explain


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", codes())
def test_every_code_is_explained(run: Any, code: str, lang: str) -> None:
    exit_code, out, err = run("explain", code.lower(), "--lang", lang)
    assert (exit_code, err) == (0, "")
    assert out.startswith(code)


def test_explain_without_a_code_lists_all(run: Any) -> None:
    _, out, _ = run("explain")
    assert [line.split()[0] for line in out.splitlines()] == list(codes())


def test_explain_as_json_has_the_cures(run: Any) -> None:
    found = run.data("explain", "E301", "--json")
    assert found["code"] == "E301"
    assert found["severity"] == "error"
    assert found["help"]


def test_an_unknown_code_is_a_wrong_call(run: Any) -> None:
    code, _, err = run("explain", "E99999")
    assert code == 2
    assert "error[E737]" in err


# -------------------------------------------------------------------------- factors


@pytest.mark.parametrize("words", [["电力", "2024"], ["electricity", "2024"]])
def test_factors_are_found_in_both_languages(run: Any, words: list[str]) -> None:
    _, out, _ = run("factors", "search", *words)
    assert "cn-electricity/national-2024" in out


def test_found_factors_as_json_name_their_source(run: Any) -> None:
    found = run.data("factors", "search", "电力 2024", "--json", "--limit", "3")
    assert len(found) == 3
    assert all(record["source"] and record["licence"] for record in found)


def test_finding_nothing_is_no_failure(run: Any) -> None:
    code, out, err = run("factors", "search", "xyzzy")
    assert (code, out.strip()) == (0, "")
    assert "xyzzy" in err
    assert run.data("factors", "search", "xyzzy", "--json") == []


def test_a_factor_is_shown_with_its_source(run: Any) -> None:
    _, out, _ = run("factors", "show", "cn-electricity/national-2024")
    assert re.search(r"^co2e +unspecified: 0\.5777 kg$", out, re.M)
    assert re.search(r"^licence +\S", out, re.M)
    assert "{from: cn-electricity/national-2024}" in out


@pytest.mark.parametrize("reference", ["cn-electricity/national-2042", "cn/x", ""])
def test_an_unknown_factor_is_a_wrong_call(run: Any, reference: str) -> None:
    code, _, err = run("factors", "show", reference)
    assert code == 2
    assert "error[E61" in err


def test_sets_and_their_factors_are_listed(run: Any) -> None:
    sets = run.data("factors", "list", "--json")
    sizes = {found["set"]: found["records"] for found in sets}
    _, out, _ = run("factors", "list", "cn-heat")
    assert len(out.splitlines()) == sizes["cn-heat"] + 1  # and the heads

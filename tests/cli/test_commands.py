"""The commands of a model: what they print, and where to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lcagraph
from lcagraph.cli.show_tree import parse_threshold

Write = Callable[[str], Path]

RTOL = 1e-12  # one process, no loop


# ---------------------------------------------------------------------------- solve


def test_solve_prints_the_footprint_to_stdout(
    run: Any, model: Path, model_text: str
) -> None:
    code, out, _ = run("solve", model)
    assert code == 0
    assert "4.45 kgCO2e per 1 piece" in out  # see model_text
    assert re.search(r"Raw materials\s+4\.2\s+94\.38", out)  # 4.2 / 4.45 = 94.382 %
    assert re.search(r"total\s+4\.45\s+100\.00", out)


def test_solve_names_inputs_in_chinese_if_asked(run: Any, model: Path) -> None:
    _, out, _ = run("solve", model, "--lang", "zh")
    assert "1 个零件" in out
    assert re.search(r"power +电力 +0\.25 +5\.62", out)  # 0.25 / 4.45 = 5.618 %


def test_solve_says_what_made_the_result(run: Any, model: Path) -> None:
    _, out, _ = run("solve", model)
    assert f"lcagraph {lcagraph.__version__}" in out
    assert lcagraph.read(model).hash[:12] in out
    assert "substitution" in out


def test_solve_as_json_is_the_whole_result(run: Any, model: Path) -> None:
    found = run.data("solve", model, "--json")
    assert found == lcagraph.read(model).solve().to_dict()
    assert found["footprint"]["value"] == pytest.approx(4.45, rel=RTOL)


@pytest.mark.parametrize(
    ("options", "footprint"),
    [
        (["-s", "light"], 2.35),  # 2.1 + 0.25
        (["--set", "steel_use=3"], 6.55),  # 6.3 + 0.25
        (["-s", "light", "--set", "steel_use=3"], 6.55),  # the option comes last
        (["--set", "processes.stamping.inputs.power=1 MWh"], 4.70),  # 4.2 + 0.5
        (["--set", "steel_use=3", "--set", "factors.power.co2e=0 kg"], 6.3),
        (["--set", "scope.cut_off={each: 2 %, total: 4 %}"], 4.45),
    ],
)
def test_solve_takes_scenarios_and_settings(
    run: Any, model: Path, options: list[str], footprint: float
) -> None:
    found = run.data("solve", model, "--json", *options)
    assert found["footprint"]["value"] == pytest.approx(footprint, rel=RTOL)


def test_solve_shows_the_scenario_and_the_settings(run: Any, model: Path) -> None:
    _, out, _ = run("solve", model, "-s", "light", "--set", "steel_use=3")
    assert "scenario light" in out
    assert "steel_use = 3" in out


def test_annual_adds_the_activities_of_a_year(run: Any, model: Path) -> None:
    _, out, _ = run("solve", model, "--annual")
    # 3000 parts a year: 6 t of steel × 2100 = 12 600 kg
    assert re.search(r"Steel\s+6\s+t\s+2,100\s+12,600", out)


def test_annual_as_json_has_the_table_of_a_year(run: Any, model: Path) -> None:
    rows = run.data("solve", model, "--annual", "--json")["annual"]
    steel = next(row for row in rows if row["activity"] == "steel")
    assert steel["kgCO2e"] == pytest.approx(12_600, rel=RTOL)


def test_annual_without_an_annual_output_is_refused(
    run: Any, write: Write, model_text: str
) -> None:
    text = re.sub(r", annual_output: 3000 piece", "", model_text)
    model = write(text)
    code, out, err = run("solve", model, "--annual")
    assert (code, out) == (1, "")
    assert "error[E337]" in err
    assert "model.yaml:3:" in err


def test_removals_are_shown_negative_and_both_totals_are_given(
    run: Any, write: Write, model_text: str
) -> None:
    text = model_text.replace(
        "    inputs:\n      steel",
        "    removals: {co2_biogenic: 1500 kg}\n    inputs:\n      steel",
    )
    code, out, err = run("solve", write(text))
    assert code == 0, err
    assert re.search(r"including biogenic CO2 uptake\s+2\.95", out)  # 4.45 − 1.5
    assert re.search(r"excluding biogenic CO2 uptake\s+4\.45", out)
    assert re.search(r" -1\.5\b", out)


def test_findings_of_solve_go_to_stderr(
    run: Any, write: Write, model_text: str
) -> None:
    text = model_text.replace(
        "gwp: ipcc-ar6-gwp100, source", "gwp: ipcc-ar5-gwp100, source"
    )
    code, out, err = run("solve", write(text))
    assert code == 0
    assert "warning[W623]" in err
    assert "W623" not in out
    assert "warnings: 1" in out


def test_a_folder_stands_for_its_model_yaml(run: Any, model: Path) -> None:
    assert run("solve", model.parent)[1] == run("solve", model)[1]


def test_a_folder_without_a_model_is_told_which_file_it_lacks(
    run: Any, tmp_path: Path
) -> None:
    code, _, err = run("solve", tmp_path)
    assert code == 2
    assert "E701" in err
    assert "model.yaml" in err


# ------------------------------------------------------------- settings that are wrong


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("steel_use", "E732"),
        ("=3", "E732"),
        ("steel_use=", "E732"),
        ("steel_usage=3", "E230"),
        ("processes.stamping.inputs.power=5 kWx", "E432"),
        ("processes.stamping.inputs.power=5 kg", "E308"),
        ("scope.cut_off={each: ", "E1"),
    ],
)
def test_a_wrong_setting_is_a_wrong_call(
    run: Any, model: Path, setting: str, code: str
) -> None:
    exit_code, out, err = run("solve", model, "--set", setting)
    assert (exit_code, out) == (2, "")
    assert f"error[{code}" in err


def test_a_wrong_setting_is_shown_with_its_own_text(run: Any, model: Path) -> None:
    path = "processes.stamping.inputs.power"
    _, _, err = run("solve", model, "--set", "steel_use=1", "--set", f"{path}=5 kWx")
    caret = " " * len(f"{path}=5 ") + "^^^"
    assert f" --> --set:2:{len(path) + 4}\n" in err
    assert f"2 | {path}=5 kWx\n  | {caret}\n" in err


def test_a_path_set_twice_is_refused(run: Any, model: Path) -> None:
    code, _, err = run("solve", model, "--set", "steel_use=1", "--set", "steel_use=2")
    assert code == 2
    assert "error[E733]" in err


def test_what_is_wrong_with_the_model_is_no_matter_of_the_settings(
    run: Any, wrong: Path
) -> None:
    code, _, err = run("solve", wrong, "--set", "steel_use=1")
    assert code == 1
    assert "error[E204]" in err


# ---------------------------------------------------------------------------- check


def test_check_of_a_good_model_says_so(run: Any, model: Path) -> None:
    assert run("check", model) == (0, "no findings\n", "")


def test_check_prints_findings_to_stdout_with_line_and_cure(
    run: Any, wrong: Path
) -> None:
    code, out, err = run("check", wrong)
    assert (code, err) == (1, "")
    assert "error[E204]" in out
    assert f"{wrong}:9:12" in out
    assert "^^^^^^^^^^" in out
    assert "did you mean “production”?" in out


def test_check_speaks_chinese(run: Any, wrong: Path) -> None:
    _, out, _ = run("check", wrong, "--lang=zh")
    assert "错误[E204]" in out


def test_concise_check_has_one_line_per_finding(run: Any, wrong: Path) -> None:
    code, out, _ = run("check", wrong, "--format", "concise")
    assert code == 1
    assert re.fullmatch(rf"{re.escape(str(wrong))}:9:12: error\[E204\] .*\n", out)


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"]])
def test_check_as_json_gives_place_and_message(
    run: Any, wrong: Path, option: list[str]
) -> None:
    code, out, _ = run("check", wrong, *option)
    found = json.loads(out)
    assert code == 1
    assert not found["is_ok"]
    (finding,) = found["findings"]
    assert finding["code"] == "E204"
    assert finding["at"] == "processes.stamping.stage"
    assert (finding["place"]["line"], finding["place"]["column"]) == (9, 12)
    assert "produktion" in finding["message"]


@pytest.mark.parametrize("text", ["a: [1", "lcagraph: 1\n\ttab: x\n", "", "- 1\n"])
def test_check_of_what_is_no_model_prints_findings(
    run: Any, text: str, write: Write
) -> None:
    code, out, err = run("check", write(text))
    assert (code, err) == (1, "")
    assert "error[E" in out


def test_a_loop_without_net_output_is_shown_in_the_model(
    run: Any, write: Write
) -> None:
    loop = """\
lcagraph: 1
reference: {product: steam, amount: 1 kg, kind: declared_unit}
processes:
  first: {stage: production, outputs: {steam: 1 kg}, inputs: {coal: 1 kg}}
  second: {stage: production, outputs: {coal: 1 kg}, inputs: {steam: 1 kg}}
"""
    code, out, err = run("solve", write(loop))
    assert (code, out) == (1, "")
    assert "error[E5" in err
    assert "model.yaml:4:" in err


# ----------------------------------------------------------------------------- tree


def test_tree_shows_each_branch_with_its_share(run: Any, model: Path) -> None:
    code, out, _ = run("tree", model)
    assert code == 0
    assert re.search(r"^stamping  Stamping +1 piece +4\.45 +100\.0", out, re.M)
    # 2 t / 1000 = 0.002 t of steel: 4.2 of 4.45
    assert re.search(r"├─ steel  Steel +0\.002 t +4\.2 +94\.4", out)


def test_tree_gathers_what_is_below_the_threshold(run: Any, model: Path) -> None:
    _, out, _ = run("tree", model, "--threshold", "10%")
    assert "power" not in out
    assert re.search(r"└─ smaller branches +0\.25 +5\.6", out)


def test_tree_as_json_is_nested(run: Any, model: Path) -> None:
    found = run.data("tree", model, "--json", "-s", "light", "--set", "steel_use=3")
    assert found["footprint"]["value"] == pytest.approx(6.55, rel=RTOL)
    amounts = {b["id"]: b["branch_total"] for b in found["tree"]["branches"]}
    assert amounts == pytest.approx({"steel": 6.3, "power": 0.25}, rel=RTOL)


@pytest.mark.parametrize(
    ("text", "share"),
    [("1 %", 0.01), ("1%", 0.01), ("0.05", 0.05), (".5", 0.5), ("0", 0), ("100 %", 1)],
)
def test_a_threshold_is_a_share(text: str, share: float) -> None:
    assert parse_threshold(text) == pytest.approx(share, rel=RTOL)


@pytest.mark.parametrize("text", ["", "much", "-1 %", "101 %", "2", "nan", "1e-3"])
def test_what_is_no_share_is_no_threshold(run: Any, model: Path, text: str) -> None:
    code, _, err = run("tree", model, f"--threshold={text}")
    assert code == 2
    assert "error[E738]" in err


# ------------------------------------------------------------------ expand and schema


def test_expand_prints_a_form_that_solves_to_the_same(
    run: Any, model: Path, tmp_path: Path
) -> None:
    code, out, _ = run("expand", model)
    assert code == 0
    expanded = tmp_path / "expanded.yaml"
    expanded.write_text(out, encoding="utf-8")
    assert run("expand", expanded)[1] == out
    assert lcagraph.read(expanded).hash == lcagraph.read(model).hash


def test_schema_writes_a_file_and_says_so_on_stderr(run: Any, tmp_path: Path) -> None:
    target = tmp_path / "lcagraph-1.schema.json"
    code, out, err = run("schema", "-o", target)
    assert (code, out) == (0, "")
    assert str(target) in err
    assert json.loads(target.read_text(encoding="utf-8")) == run.data("schema")


@pytest.mark.parametrize("target", ["no/such/folder/x.json", "."])
def test_a_file_that_cannot_be_written_is_a_wrong_call(
    run: Any, tmp_path: Path, target: str
) -> None:
    code, out, err = run("schema", "-o", tmp_path / target)
    assert (code, out) == (2, "")
    assert "error[E731]" in err


# ----------------------------------------------------------------------------- draw


def test_draw_prints_an_svg(run: Any, model: Path) -> None:
    code, out, _ = run("draw", model, "--lang", "zh")
    assert code == 0
    assert "<svg" in out
    assert "冲压" in out


def test_draw_writes_both_languages_into_a_file(
    run: Any, model: Path, tmp_path: Path
) -> None:
    target = tmp_path / "boundary.svg"
    code, out, _ = run("draw", model, "-o", target, "--lang", "both")
    assert (code, out) == (0, "")
    svg = target.read_text(encoding="utf-8")
    assert "冲压" in svg
    assert "Stamping" in svg


def test_draw_writes_dot(run: Any, model: Path, tmp_path: Path) -> None:
    target = tmp_path / "boundary.dot"
    assert run("draw", model, "-o", target)[0] == 0
    assert target.read_text(encoding="utf-8").lstrip().startswith(("digraph", "strict"))


@pytest.mark.parametrize(
    ("ending", "first"), [(".pdf", b"%PDF-1.7"), (".png", b"\x89PNG\r\n")]
)
def test_draw_writes_pages_and_pixels(
    run: Any, model: Path, tmp_path: Path, ending: str, first: bytes
) -> None:
    target = tmp_path / f"boundary{ending}"
    code, out, _ = run("draw", model, "-o", target, "--dpi", "72")
    assert (code, out) == (0, "")
    assert target.read_bytes().startswith(first)


@pytest.mark.parametrize(("options", "count"), [((), 1), (("--system-fonts",), 0)])
def test_a_drawn_file_carries_its_font_unless_told_otherwise(
    run: Any, model: Path, tmp_path: Path, options: tuple[str, ...], count: int
) -> None:
    target = tmp_path / "boundary.svg"
    assert run("draw", model, "-o", target, *options)[0] == 0
    svg = target.read_text(encoding="utf-8")
    assert svg.count("<style>@font-face") == count


def test_a_resolution_out_of_reach_is_refused_and_nothing_is_written(
    run: Any, model: Path, tmp_path: Path
) -> None:
    target = tmp_path / "boundary.png"
    code, _, err = run("draw", model, "-o", target, "--dpi", "5000")
    assert code == 2
    assert "error[E758]" in err
    assert not target.exists()


def test_draw_refuses_other_formats(run: Any, model: Path, tmp_path: Path) -> None:
    target = tmp_path / "boundary.jpg"
    code, _, err = run("draw", model, "-o", target)
    assert code == 2
    assert "error[E754]" in err
    assert not target.exists()

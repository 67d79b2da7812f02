"""trace, compare, status, fmt and --watch: what they print, and how they end."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lcagraph.cli import watch

Write = Callable[[str], Path]


@pytest.fixture
def heavier(tmp_path: Path, model_text: str) -> Path:
    """The model with 3 t of steel and a cleaner power factor."""
    text = model_text.replace("steel_use: 2", "steel_use: 3")
    path = tmp_path / "heavier.yaml"
    path.write_text(text.replace("co2e: 0.5 kg", "co2e: 0.1 kg"), encoding="utf-8")
    return path


# ---------------------------------------------------------------------------- trace


def test_trace_leads_from_the_result_to_the_source(run: Any, model: Path) -> None:
    code, out, _ = run("trace", model, "stamping.steel")
    assert code == 0
    assert "4.2 kgCO2e per 1 piece" in out  # 2 t of 1000 parts × 2100 kg
    assert "= steel_use * 1 t" in out
    assert f"{model}:12:14" in out
    assert re.search(r"figure +co2e_unspecified: 2100 kg / 1 t", out)


def test_trace_takes_scenarios_and_settings(run: Any, model: Path) -> None:
    data = run.data("trace", model, "steel", "--json", "-s", "light")
    assert data["traces"][0]["contribution"] == pytest.approx(2.1)
    data = run.data("trace", model, "steel", "--json", "--set", "steel_use=3")
    assert data["traces"][0]["contribution"] == pytest.approx(6.3)


def test_trace_names_the_line_of_the_scenario_and_the_value_before(
    run: Any, model: Path
) -> None:
    _, out, _ = run("trace", model, "steel", "-s", "light")
    # the scenario stands in line 22, the parameter in line 5 of the model
    assert f"scenario light, {model}:22:" in out
    assert f"(was 2, {model}:5:" in out
    _, out, _ = run("trace", model, "steel", "--set", "steel_use=3")
    assert f"given in the call, not in the file  (was 2, {model}:5:" in out


def test_solve_lists_what_is_taken_off_meter_readings(
    run: Any, write: Write, model_text: str
) -> None:
    row = "power: {amount: 500 kWh, data: {minus: {canteen: 100 kWh}}}"
    path = write(model_text.replace("power: 500 kWh", row))
    code, out, _ = run("solve", path)
    assert code == 0
    assert "4.4 kgCO2e" in out  # (4200 + 400 × 0.5) / 1000
    assert "500 kWh − canteen 100 kWh = 400 kWh" in out
    assert "canteen" not in run("solve", write(model_text))[1]


@pytest.mark.parametrize(
    ("lang", "head", "reason"),
    [("en", "Accepted by the model", "bought in grams"), ("zh", "已豁免", "用量极小")],
)
def test_solve_prints_what_is_waived_with_its_reason(
    run: Any, write: Write, model_text: str, lang: str, head: str, reason: str
) -> None:
    waiver = "waive: [{code: E301, at: processes.stamping.inputs.glue, why: %s}]\n"
    text = model_text.replace("      power: 500", "      glue: 1 g\n      power: 500")
    path = write(text + waiver % "用量极小 | bought in grams")
    code, out, err = run("solve", path, "--lang", lang)
    assert code == 0
    _, _, section = out.partition(head)
    lines = section.splitlines()[1:3]
    assert "E301" in lines[0]
    assert "processes.stamping.inputs.glue" in lines[0]
    assert reason in lines[1]
    assert "E301" not in err  # it stands in the result
    assert head not in run("solve", write(model_text), "--lang", lang)[1]


def test_findings_of_the_guides_are_counted_without_a_plural(
    run: Any, write: Write, model_text: str
) -> None:
    scope = "scope: {standards: [ISO 14067]}\nprocesses:"
    _, _, err = run("solve", write(model_text.replace("processes:", scope)))
    assert re.search(r"standards named: \d+ \(missing items: \d+, wrong items:", err)


def test_check_prints_errors_before_what_stands_above_them(
    run: Any, write: Write, model_text: str
) -> None:
    text = model_text.replace("    inputs:", "    allocation: mass\n    inputs:")
    path = write(text.replace("power: 500 kWh", "power: 500 kg"))
    for how in ("concise", "github"):
        _, out, _ = run("check", path, "--format", how)
        kinds = re.findall(r"error|warning|notice|note", out)
        assert kinds.index("error") < kinds.index("warning")
    _, out, _ = run("check", path, "--format", "json")
    kinds = [finding["severity"] for finding in json.loads(out)["findings"]]
    assert kinds == ["error", "warning"]


def test_trace_of_an_unknown_row_is_a_wrong_call(run: Any, model: Path) -> None:
    code, out, err = run("trace", model, "steal")
    assert (code, out) == (2, "")
    assert "error[E760]" in err


# -------------------------------------------------------------------------- compare


def test_compare_shows_which_edit_moved_the_number(
    run: Any, model: Path, heavier: Path
) -> None:
    code, out, _ = run("compare", model, heavier)
    assert code == 0
    assert re.search(r"headline +4\.45 +6\.35 +1\.9", out)  # 6.3 + 0.05
    assert re.search(r"steel_use +2 → 3 +\+2\.1 +█+", out)
    assert re.search(r"factors\.power +0\.5 kg → 0\.1 kg +-0\.2 +░+", out)


def test_compare_of_one_model_takes_all_its_scenarios(run: Any, model: Path) -> None:
    data = run.data("compare", model, "--json")
    assert [side["scenario"] for side in data["sides"]] == [None, "light", "heavy"]
    assert data["waterfalls"]["heavy"]["difference"] == pytest.approx(4.2)


def test_compare_takes_the_scenarios_that_are_named(run: Any, model: Path) -> None:
    data = run.data("compare", model, "-s", "heavy", "--json")
    assert list(data["waterfalls"]) == ["heavy"]


def test_two_models_are_compared_under_one_scenario(
    run: Any, model: Path, heavier: Path
) -> None:
    data = run.data("compare", model, heavier, "-s", "light", "--json")
    headline = data["totals"][0]
    # 1 t of steel in both: 2.1 + 0.25 and 2.1 + 0.05
    assert headline[str(model)] == pytest.approx(2.35)
    assert headline[str(heavier)] == pytest.approx(2.15)


def test_two_models_under_several_scenarios_are_a_wrong_call(
    run: Any, model: Path, heavier: Path
) -> None:
    code, _, err = run("compare", model, heavier, "-s", "light", "-s", "heavy")
    assert code == 2
    assert "error[E763]" in err


def test_a_model_without_scenarios_has_nothing_to_compare_with(
    run: Any, write: Write, model_text: str
) -> None:
    code, _, err = run("compare", write(model_text.partition("scenarios:")[0]))
    assert code == 2
    assert "error[E762]" in err


def test_unequal_functions_are_compared_only_if_told_and_it_is_printed(
    run: Any, model: Path, tmp_path: Path, model_text: str
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        model_text.replace("amount: 1 piece", "amount: 2 piece"), encoding="utf-8"
    )
    code, out, err = run("compare", model, other)
    assert (code, out) == (2, "")
    assert "error[E761]" in err
    code, out, _ = run("compare", model, other, "--anyway")
    assert code == 0
    assert "Compared anyway" in out
    assert "reference.amount: 1 piece ≠ 2 piece" in out


def test_declared_units_with_other_names_are_compared_and_it_is_printed(
    run: Any, model: Path, tmp_path: Path, model_text: str
) -> None:
    other = tmp_path / "other.yaml"
    text = model_text.replace("1 个零件 | 1 part", "1 个喷漆零件 | 1 painted part")
    other.write_text(text, encoding="utf-8")
    code, out, _ = run("compare", model, other)
    assert code == 0
    assert "described differently" in out
    assert "B  reference.name: 1 个零件 | 1 part ≠ 1 个喷漆零件 | 1 painted part" in out


def test_a_comparison_with_itself_has_no_bars(run: Any, model: Path) -> None:
    code, out, _ = run("compare", model, model)
    assert code == 0
    assert "nothing differs" in out


def test_compare_speaks_chinese(run: Any, model: Path) -> None:
    _, out, _ = run("compare", model, "-s", "light", "--lang", "zh")
    assert "从 A 到 B 的变化来源" in out


# --------------------------------------------------------------------------- status


def test_status_names_the_five_steps_in_order(run: Any, model: Path) -> None:
    code, out, _ = run("status", model, "--lang", "zh")
    assert code == 0
    steps = [
        "流程图",
        "系统边界与排放源",
        "活动数据与排放因子",
        "碳足迹计算",
        "不确定性",
    ]
    places = [out.index(step) for step in steps]
    assert places == sorted(places)


def test_status_lists_what_is_lacking_with_its_place(run: Any, model: Path) -> None:
    _, out, _ = run("status", model)
    assert "scope.standards is not given" in out
    assert "inputs without a data card: 2 (stamping.inputs.steel" in out
    assert re.search(r"4  Calculation  done", out)


def test_status_names_the_declarations_in_chinese(run: Any, model: Path) -> None:
    _, out, _ = run("status", model, "--lang", "zh")
    assert "产品系统及其功能" in out
    assert "product_system" not in out


def test_status_of_a_model_without_footprint_says_so(
    run: Any, write: Write, model_text: str
) -> None:
    path = write(model_text.replace("      power: 500 kWh", "      gas: 5 kWh"))
    steps = {s["id"]: s for s in run.data("status", path, "--json")["steps"]}
    assert [f["code"] for f in steps["flow_chart"]["findings"]] == ["E301"]
    assert [lack["key"] for lack in steps["calculation"]["lacks"]] == ["footprint"]


def test_uncertainty_is_done_once_a_number_states_it(
    run: Any, write: Write, model_text: str
) -> None:
    path = write(model_text.replace("500 kWh", "500 kWh ± 5 %"))
    steps = {s["id"]: s for s in run.data("status", path, "--json")["steps"]}
    assert steps["uncertainty"]["is_done"]


# ------------------------------------------------------------------------------ fmt


def test_fmt_puts_a_file_in_order_and_says_what_it_did(
    run: Any, write: Write, model_text: str
) -> None:
    path = write(model_text.replace("production\n", "production  \n") + "\n\n")
    assert run("fmt", path, "--check")[0] == 1
    code, out, err = run("fmt", path)
    assert (code, out) == (0, "")
    assert "blanks at the end of lines, end of the file" in err
    assert path.read_text(encoding="utf-8") == model_text
    assert run("fmt", path, "--check")[0] == 0


def test_fmt_check_changes_nothing(run: Any, write: Write, model_text: str) -> None:
    text = model_text + "\n"
    path = write(text)
    code, _, err = run("fmt", "--check", path.parent)
    assert code == 1
    assert "would be put in order" in err
    assert path.read_text(encoding="utf-8") == text


def test_fmt_of_what_can_not_be_read_is_refused(run: Any, write: Write) -> None:
    path = write("a: [1  \n")
    code, _, err = run("fmt", path)
    assert code == 1
    assert "error[E1" in err
    assert path.read_text(encoding="utf-8") == "a: [1  \n"


# ---------------------------------------------------------------------------- watch


class Editor:
    """Stands for the time between two looks: it edits the file, then leaves."""

    def __init__(self, path: Path, *texts: str) -> None:
        self.path, self.texts = path, list(texts)

    def __call__(self, seconds: float) -> None:
        if not self.texts:
            raise KeyboardInterrupt
        self.path.write_text(self.texts.pop(0), encoding="utf-8")
        later = self.path.stat().st_mtime_ns + 10**9
        os.utime(self.path, ns=(later, later))


def test_watch_solves_again_after_each_change_and_ends_with_ctrl_c(
    run: Any, model: Path, model_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = Editor(model, model_text.replace("steel_use: 2", "steel_use: 3"))
    monkeypatch.setattr(watch.time, "sleep", editor)
    code, out, err = run("solve", model, "--watch")
    assert code == 0
    assert re.findall(r"([\d.]+) kgCO2e per 1 piece", out) == ["4.45", "6.55"]
    assert err.count("watching") == 2


def test_watch_goes_on_when_the_model_is_wrong_for_a_while(
    run: Any, model: Path, model_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch.time, "sleep", Editor(model, "a: [1", model_text))
    code, out, err = run("solve", model, "--watch")
    assert code == 0
    assert out.count("4.45 kgCO2e per 1 piece") == 2
    assert "error[E1" in err


def test_watch_sees_included_files(
    run: Any, model: Path, model_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, _, factors = model_text.partition("factors:")
    factors, _, scenarios = factors.partition("scenarios:")
    model.write_text(
        f"{head}include: [f.yaml]\nscenarios:{scenarios}", encoding="utf-8"
    )
    part = model.with_name("f.yaml")
    part.write_text(f"factors:{factors}", encoding="utf-8")
    editor = Editor(part, f"factors:{factors}".replace("2100 kg", "1100 kg"))
    monkeypatch.setattr(watch.time, "sleep", editor)
    _, out, _ = run("solve", model, "--watch")
    assert re.findall(r"([\d.]+) kgCO2e per 1 piece", out) == ["4.45", "2.45"]


def test_watch_checks_again(
    run: Any, model: Path, model_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = model_text.replace("production", "produktion")
    monkeypatch.setattr(watch.time, "sleep", Editor(model, wrong))
    code, out, _ = run("check", model, "--watch", "--format", "concise")
    assert code == 0
    assert "E204" in out


def test_watching_a_file_that_is_missing_is_a_wrong_call(
    run: Any, tmp_path: Path
) -> None:
    code, _, err = run("solve", tmp_path / "none.yaml", "--watch")
    assert code == 2
    assert "error[E701]" in err


def test_json_of_every_command_names_its_layout(run: Any, model: Path) -> None:
    calls = [["trace", model, "steel"], ["compare", model], ["status", model]]
    for call in calls:
        assert json.loads(run(*call, "--json")[1])["schema"].startswith("lcagraph-")


def test_solve_prints_both_results_of_a_supply(run: Any, root: Path) -> None:
    _, text, _ = run("solve", str(root / "models" / "lfp_cell"))
    assert "location-based" in text
    assert "market-based" in text
    _, _, section = text.partition("Energy supplies")
    assert section.splitlines()[1].strip() == "kgCO2e"

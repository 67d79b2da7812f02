"""`lcagraph mc`: on the screen, as data, in a folder; Ctrl-C and `--resume`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

POWER = "power: 500 kWh"
SURE = re.compile(r"heavy +< 0\.037%")
"""Not once in 10,000 draws: at most 1 − 0.025^(1/10,000) = 0.0369 %."""


@pytest.fixture
def unsure(write: Any, model_text: str) -> Path:
    """500 kWh ± 20 % of 0.5 kg: 4,450 ± 50 kg per 1,000 parts."""
    path: Path = write(model_text.replace(POWER, f"{POWER} ± 20 %"))
    return path


def data(run: Any, *arguments: object) -> Any:
    code, out, err = run("mc", *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


@pytest.mark.parametrize("place", ["pictures", "run.svg"])
def test_pictures_go_into_a_folder_or_beside_each_other(
    run: Any, unsure: Path, tmp_path: Path, place: str
) -> None:
    path = tmp_path / place
    code, _, err = run("mc", unsure, "-n", 200, "-c", "light", "--picture", path)
    assert code == 0
    names = {"intervals", "difference-light"} | {
        f"{kind}-{name}"
        for kind in ("histogram", "convergence")
        for name in ("base", "light")
    }
    start = path / "x" if place == "pictures" else tmp_path / "run-x"
    expected = {start.with_name(start.name[:-1] + f"{name}.svg") for name in names}
    assert {*tmp_path.rglob("*.svg")} == expected
    assert all(str(one) in err for one in expected)
    for one in expected:
        assert "<svg" in one.read_text(encoding="utf-8")


def test_a_model_alone_has_a_histogram_and_its_convergence(
    run: Any, unsure: Path, tmp_path: Path
) -> None:
    asked = ("mc", unsure, "-n", 200, "-s", "light", "--picture", tmp_path / "p")
    assert run(*asked)[0] == 0
    names = sorted(path.name for path in (tmp_path / "p").iterdir())
    assert names == ["convergence.svg", "histogram.svg"]


def test_a_picture_of_another_kind_is_refused_before_anything_is_drawn(
    run: Any, unsure: Path, tmp_path: Path
) -> None:
    asked = ("--picture", tmp_path / "x.jpg", "--output", tmp_path / "runs")
    code, out, err = run("mc", unsure, "-n", 200, *asked)
    assert (code, out) == (2, "")
    assert "E748" in err
    assert not (tmp_path / "runs").exists()


def test_charts_tell_how_estimates_settle(run: Any, unsure: Path) -> None:
    code, out, _ = run("mc", unsure, "-n", 200, "-s", "light", "--chart")
    assert code == 0
    # the mean after the first 100 draws, and after all of them
    mean = out.rpartition("mean\n")[2]
    counts = [line.split()[0] for line in mean.partition("percentile")[0].splitlines()]
    assert (counts[0], counts[-1]) == ("100", "200")


def test_every_scenario_is_compared_on_the_same_draws(run: Any, unsure: Path) -> None:
    code, out, _ = run("mc", unsure)
    assert code == 0
    # steel takes 2, 1 or 4 t: 2,100 kg less in every draw, or 4,200 kg more
    assert re.search(r"light +> 99\.963%", out)
    assert SURE.search(out)
    assert re.search(r"base +4\.45 ", out)


def test_only_what_is_asked_for_is_compared(run: Any, unsure: Path) -> None:
    found = data(run, unsure, "--compare", "heavy", "-n", 2000)
    assert [*found["names"]] == ["base", "heavy"]
    assert found["n"] == 2000


def test_a_scenario_may_be_the_base(run: Any, unsure: Path) -> None:
    found = data(run, unsure, "--scenario", "light", "-c", "heavy", "-n", 2000)
    assert [*found["names"]] == ["light", "heavy"]
    # 6,300 kg per 1,000 parts
    assert found["paired"][0]["difference"]["mean"] == pytest.approx(6.3, rel=1e-12)


def test_values_that_are_set_hold_for_every_side(run: Any, unsure: Path) -> None:
    found = data(run, unsure, "--set", "factors.power.co2e=1 kg", "-n", 2000)
    assert found["names"]["light"]["as_written"] == pytest.approx(2.6)


def test_another_file_shares_the_draws_of_what_it_states_alike(
    run: Any, unsure: Path, model_text: str
) -> None:
    other = unsure.with_name("other.yaml")
    other.write_text(model_text.replace(POWER, f"{POWER} ± 20 %"), encoding="utf-8")
    same = data(run, unsure, "-c", other, "-n", 500)["paired"][0]
    assert same["probability_lower"] == same["difference"]["sd"] == 0
    # another spread is another statement: drawn apart, either is lower as often
    other.write_text(model_text.replace(POWER, f"{POWER} ± 21 %"), encoding="utf-8")
    apart = data(run, unsure, "-c", other, "-n", 5000)["paired"][0]
    assert apart["probability_lower"] == pytest.approx(0.5, abs=0.03)


def test_another_function_is_refused(run: Any, unsure: Path, model_text: str) -> None:
    other = unsure.with_name("other.yaml")
    text = model_text.replace("amount: 1 piece,", "amount: 2 piece,")
    other.write_text(text.replace(POWER, f"{POWER} ± 20 %"), encoding="utf-8")
    code, _, err = run("mc", unsure, "-c", other)
    assert (code, "E761" in err) == (2, True)
    assert data(run, unsure, "-c", other, "--anyway", "-n", 100)["n"] == 100


def test_a_model_without_uncertainty_is_refused(run: Any, model: Path) -> None:
    code, _, err = run("mc", model)
    assert (code, "E542" in err) == (1, True)


def test_drawing_stops_when_it_is_precise_enough(run: Any, unsure: Path) -> None:
    found = data(run, unsure, "--until", "1 %", "--totals")
    assert found["n"] < 10_000
    assert found["precision"]["mean"] <= 0.01
    assert found["precision"]["percentiles"] <= 0.02


@pytest.mark.parametrize("until", ["0", "0%", "0 %"])
def test_a_precision_of_nothing_is_refused(run: Any, unsure: Path, until: str) -> None:
    code, out, err = run("mc", unsure, "--until", until)
    assert (code, out) == (2, "")
    assert "E540" in err
    assert "--until" in err


def test_a_precision_that_is_no_share_names_its_option(run: Any, unsure: Path) -> None:
    code, _, err = run("mc", unsure, "--until", "soon")
    assert (code, "E738" in err) == (2, True)
    assert "--until 0.01" in err
    assert "--threshold 0" not in err


def test_a_folder_that_can_not_be_made_is_the_callers(
    run: Any, unsure: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    code, _, err = run("mc", unsure, "-n", 2000, "-o", tmp_path / "taken" / "run")
    assert (code, "E547" in err, "E749" in err) == (2, True, False)
    assert "--resume" in err


def test_a_folder_keeps_the_draws_and_goes_on(
    run: Any, unsure: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "draws"
    code, short, err = run("mc", unsure, "-n", 3000, "-o", folder)
    assert code == 0
    assert str(folder) in err
    assert "3,000" in short
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert told["n"] == 3000
    code, _, err = run("mc", unsure, "-n", 5000, "-o", folder)
    assert (code, "E544" in err) == (2, True)
    code, longer, _ = run("mc", unsure, "-n", 5000, "-o", folder, "--resume")
    assert code == 0
    assert longer == run("mc", unsure, "-n", 5000)[1]


def test_going_on_needs_a_folder(run: Any, unsure: Path) -> None:
    code, _, err = run("mc", unsure, "--resume")
    assert (code, "E546" in err) == (2, True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_have_a_page(run: Any, unsure: Path, lang: str) -> None:
    code, out, _ = run("mc", unsure, "-n", 1000, "--lang", lang)
    assert code == 0
    assert ("配对差值" in out) == (lang == "zh")


def test_other_allocations_are_compared(run: Any, write: Any, model_text: str) -> None:
    text = model_text.replace(
        "outputs: {part: 1000 piece}",
        "outputs: {part: {amount: 1000 piece, mass: 1 kg/piece, price: 3 CNY/piece},\n"
        "              scrap: {amount: 1 t, price: 1 CNY/kg}}\n"
        "    allocation: {by: economic, why: prices differ}",
    ).replace(POWER, f"{POWER} ± 20 %")
    found = data(run, write(text), "--allocation", "-n", 500)
    # 3,000 and 1,000 CNY: 3/4; by mass half
    (pair,) = found["paired"]
    assert pair["name"] == "stamping: mass"
    assert found["names"]["base"]["as_written"] == pytest.approx(4.45 * 3 / 4)
    assert pair["difference"]["as_written"] == pytest.approx(-4.45 / 4)
    assert pair["probability_lower"] == 1


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_keeps_what_is_done_and_says_where(
    run: Any, unsure: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "draws"
    arguments = ["mc", unsure, "-n", 1_000_000, "-o", folder, "--lang", "en"]
    child = subprocess.Popen(
        [sys.executable, "-m", "lcagraph", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    done = folder / "parts.jsonl"
    for _ in range(600):
        if done.exists() and done.read_bytes().count(b"\n") >= 3:
            break
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "W543" in out
    assert "--resume" in err
    kept = done.read_bytes().count(b"\n") * 2048
    assert f"{kept:,}" in out
    code, shorter, _ = run("mc", unsure, "-n", kept, "-o", folder, "--resume")
    assert code == 0
    assert shorter == run("mc", unsure, "-n", kept)[1]


# -------------------------------------------------------------------- lcagraph compare


def test_a_comparison_says_how_likely_each_side_is_lower(
    run: Any, unsure: Path
) -> None:
    code, out, _ = run("compare", unsure)
    assert code == 0
    assert re.search(r"B +> 99\.963%|light +> 99\.963%", out)
    told = json.loads(run("compare", unsure, "--json")[1])["uncertainty"]
    assert [one["probability_lower"] for one in told["paired"]] == [1, 0]
    assert told["n"] == 10_000


def test_a_comparison_of_certain_models_draws_nothing(run: Any, model: Path) -> None:
    code, out, _ = run("compare", model)
    assert (code, "seed" in out) == (0, False)
    assert json.loads(run("compare", model, "--json")[1])["uncertainty"] is None


def test_a_comparison_survives_draws_that_have_no_footprint(
    run: Any, write: Any, model_text: str
) -> None:
    # 2 ± 0.2 t within 1.9 and 2.1: P(outside) = 2 Φ(−0.98) = 33 %
    text = model_text.replace(
        "{steel_use: 2}",
        "{steel_use: {value: 2, min: 1.9, max: 2.1,"
        " uncertainty: {dist: normal, sd: 0.102}}}",
    ).replace("set: {steel_use: 1}", 'set: {factors.power.co2e: "0.4 kg"}')
    path = write(text.replace("  heavy: {name: 重型 | Heavy, set: {steel_use: 4}}", ""))
    code, out, _ = run("compare", path)
    assert code == 0
    assert "E541" in out
    assert "4.45" in out

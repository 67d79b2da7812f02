"""Tiered hybrids: spending beside process data, and nothing counted twice."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from spending_tables import (
    PROFILES,
    bought,
    emitted,
    multipliers,
    store_supplier,
    store_table,
    window,
)

import lcagraph as lg
from lcagraph.burden_flows import burden_flows
from lcagraph.burden_flows.flows import Level
from lcagraph.errors import Finding, ModelError
from lcagraph.result.names import input_name

N = multipliers()
SPENT = 160
"""Two windows of 80 dollars. [USD_2012]"""


@pytest.fixture(autouse=True)
def _table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_table(tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))


def solved(text: str) -> lg.Result:
    return lg.read_string(text).solve()


def told(text: str) -> dict[str, Finding]:
    try:
        found = lg.read_string(text).solve().findings
    except ModelError as error:
        found = error.findings
    return {finding.code: finding for finding in found}


def expected(*taken_off: Fraction) -> float:
    """Profiles, and the spending less what is taken off a dollar of it."""
    return float(PROFILES + SPENT * (N["window"] - sum(taken_off)))


METAL = bought("window", "metal") * N["metal"]
POWER = bought("window", "power") * N["power"]


def test_a_correction_is_shared_among_products_as_its_spending_is() -> None:
    text = window("{profile: metal}, shares: {window: 90 %, frame: 10 %}")
    shared = text.replace(
        "    outputs: {window: 1 piece}",
        "    outputs: {window: 1 piece, frame: 1 piece}\n"
        "    allocation: {shares: {window: 50 %, frame: 50 %}, why: 试 | trial}",
    )
    # half of the profiles of two windows, nine tenths of what is left of 160 dollars
    left = Fraction(9, 10) * SPENT * (N["window"] - METAL)
    assert solved(shared).total == pytest.approx(float(PROFILES / 2 + left), rel=1e-12)


@pytest.mark.parametrize(
    ("covered", "taken_off"),
    [
        ("{}", ()),
        ("{profile: metal}", (METAL,)),
        ("{profile: mini/metal}", (METAL,)),
        ("{profile: Metals}", (METAL,)),  # by its name
        ("{profile: 33*, power: '2211*'}", (METAL, POWER)),  # by class: not 3323 itself
        ("{both: [metal, power]}", (METAL, POWER)),
        ("{own: direct}", (emitted("window"),)),
        ("{profile: metal, own: direct}", (METAL, emitted("window"))),
    ],
)
def test_what_is_covered_is_taken_off_the_spending(
    covered: str, taken_off: tuple[Fraction, ...]
) -> None:
    total = solved(window(covered)).total
    assert total == pytest.approx(expected(*taken_off), rel=1e-12)


def test_a_sector_of_which_all_is_covered_has_nothing_left() -> None:
    # N = direct + Σ purchases × N exactly, so that the corrections leave zero
    text = window("{all: [metal, power, law, direct]}")
    assert solved(text).total == pytest.approx(PROFILES, rel=1e-12)


def test_corrections_follow_the_spending() -> None:
    model = lg.read_string(window("{profile: metal}"))
    more = model.solve(price="100 USD_2012").total - model.solve().total
    # 20 dollars more for each of two windows
    assert more == pytest.approx(float(40 * (N["window"] - METAL)), rel=1e-12)


def test_each_correction_is_a_row_of_the_result_and_is_told() -> None:
    result = solved(window("{profile: metal, own: direct}"))
    taken = {
        row.path.rpartition(".")[2]: row.including
        for row in result.rows
        if row.including < 0
    }
    assert taken == {
        "overheads_less_profile": pytest.approx(float(-SPENT * METAL), rel=1e-12),
        "overheads_less_own": pytest.approx(
            float(-SPENT * emitted("window")), rel=1e-12
        ),
    }
    assert result.prepared.compiled.table.independent  # nothing drawn is invented
    [note] = [f for f in result.findings if f.code == "N585"]
    assert note.values["count"] == 2
    assert note.values["row"] == "overheads"
    # 0.30 / 0.80 of a dollar
    assert "37.5 %" in str(note.values["corrections"])
    assert "W362" not in {finding.code for finding in result.findings}


def test_a_spending_counts_with_what_is_left_of_it() -> None:
    result = solved(window("{profile: metal}"))
    [note] = [f for f in result.findings if f.code == "N628"]  # CO2e of no GWP set
    left = float(SPENT * (N["window"] - METAL))
    assert note.values["share"] == f"{left / (PROFILES + left):.1%}"


def test_the_largest_contributors_hold_a_spending_with_what_is_left_of_it() -> None:
    result = solved(window("{profile: metal, own: direct}"))
    left = float(SPENT * (N["window"] - METAL - emitted("window")))
    found = {row["input"]: row["kgCO2e"] for row in result.by_input().to_records()}
    assert found == {
        "profile": PROFILES,
        "mini/Windows_US": pytest.approx(left, rel=1e-12),
    }
    assert (
        input_name(result, "mini/Windows_US", "en") == "Windows, less what is covered"
    )
    assert input_name(solved(window("{}")), "mini/Windows_US", "en") == "Windows"


def test_paths_into_the_table_and_their_rest_add_up_to_the_hybrid_footprint() -> None:
    result = solved(window("{profile: metal, own: direct}"))
    for table in (result.background().paths(0.02), result.background().by_database()):
        amounts = [row["kgCO2e"] for row in table.to_records()]
        assert np.sum(amounts) == pytest.approx(result.total, rel=1e-9)


@pytest.mark.parametrize(
    ("covered", "code", "at"),
    [
        ("{profile: 99*}", "E581", "covered.profile"),
        ("{one: metal, two: 3311*}", "E583", "covered.two"),
        ("{one: direct, two: direct}", "E583", "covered.two"),
        ("{profile: window}", "W550", "covered.profile"),  # 0.20 of itself, in a_jj
        ("{profile: []}", "W592", "covered.profile"),
        ("{profile: copper}", "E087", "covered.profile"),
    ],
)
def test_a_mapping_that_covers_nothing_or_twice_is_told(
    covered: str, code: str, at: str
) -> None:
    found = told(window(covered))
    assert found[code].at == f"processes.assembly.inputs.overheads.{at}"


def test_a_sector_that_is_not_bought_of_is_told() -> None:
    # metals buy no windows: A[window][metal] = 0
    metals = window("{profile: window}").replace(
        "from: mini/window", "from: mini/metal"
    )
    found = told(metals)
    assert found["W584"].at == "processes.assembly.inputs.overheads.covered.profile"
    assert "W550" not in found


@pytest.mark.parametrize(
    "code", ["E580", "E581", "E582", "E583", "W550", "W584", "W587", "W592"]
)
def test_a_right_mapping_is_told_none_of_it(code: str) -> None:
    assert code not in told(window("{profile: metal, own: direct}"))


def test_only_spending_on_a_sector_can_be_corrected() -> None:
    plain = window("{}").replace("profile: 12 kg", "profile: {amount: 12 kg, COVERED}")
    text = plain.replace("COVERED", "covered: {one: metal}")
    assert told(text)["E582"].at == "processes.assembly.inputs.profile.covered"


def test_a_spending_in_another_currency_is_told_once_at_its_own_row() -> None:
    text = window("{profile: metal}").replace("80 USD_2012", "80 CNY_2018")
    with pytest.raises(ModelError) as caught:
        lg.read_string(text).solve()
    wrong = [finding for finding in caught.value.findings if finding.is_fatal]
    assert [finding.code for finding in wrong] == ["E436"]
    assert wrong[0].at == "processes.assembly.inputs.overheads"


def test_a_rate_makes_it_the_money_of_the_table() -> None:
    text = window("{}").replace("80 USD_2012", "= 560 CNY_2018 / (7 CNY_2018/USD_2012)")
    # 560 / 7 = 80 dollars
    assert solved(text).total == pytest.approx(expected(), rel=1e-12)


@pytest.mark.parametrize(
    ("change", "method", "family"),
    [
        ("hybrid", "process", "hybrid"),
        ("hybrid", "input_output", "hybrid"),
        ("spending", "hybrid", "input_output"),
        ("spending", "process", "input_output"),
        ("physical", "hybrid", "process"),
    ],
)
def test_a_method_that_is_not_the_one_used_is_told(
    change: str, method: str, family: str
) -> None:
    finding = told(changed(change, method))["W586"]
    assert finding.at == "scope.method"
    assert finding.values["found"] == family


@pytest.mark.parametrize(
    ("change", "method"),
    [("hybrid", "hybrid"), ("spending", "input_output"), ("physical", "process")],
)
def test_the_method_that_was_used_is_right(change: str, method: str) -> None:
    assert "W586" not in told(changed(change, method))


def changed(change: str, method: str) -> str:
    text = window("{}").replace("method: hybrid", f"method: {method}")
    if change == "hybrid":
        return text
    gone = "profile: 12 kg" if change == "spending" else "overheads:"
    return "\n".join(line for line in text.splitlines() if gone not in line)


def test_spending_that_says_nothing_of_what_it_covers_is_told() -> None:
    text = window("{}").replace(", covered: {}", "")
    finding = told(text)["W587"]
    assert finding.at == "processes.assembly.inputs.overheads"
    assert finding.values["others"] == ["profile"]


def test_a_dataset_that_is_sold_per_tonne_has_nothing_to_correct(
    tmp_path: Path,
) -> None:
    store_supplier(tmp_path / "home")
    sheet = "profile: {amount: 12 kg, from: supplier/sheet, covered: {one: metal}}"
    finding = told(window("{}").replace("profile: 12 kg", sheet))["E580"]
    assert finding.at == "processes.assembly.inputs.profile.covered"
    assert finding.values["dataset"] == "sheet"


@pytest.mark.parametrize("level", ["process", "stage", "item"])
def test_pictures_show_a_spending_with_what_is_left_of_it(level: Level) -> None:
    model = lg.read_string(window("{profile: metal, own: direct}"))
    found = burden_flows(model.prepared, model.solve().numbers, level=level)
    left = float(SPENT * (N["window"] - METAL - emitted("window")))
    if level != "item":  # items join it with the profiles
        assert left in [pytest.approx(flow.amount, rel=1e-9) for flow in found.flows]
    assert min(flow.amount for flow in found.flows) > 0


def test_a_sector_that_is_opened_shows_the_whole_of_it_and_its_corrections() -> None:
    model = lg.read_string(window("{profile: metal}"))
    solved = model.prepared, model.solve().numbers
    found = burden_flows(*solved, is_background=True)
    assert min(flow.amount for flow in found.flows) < 0

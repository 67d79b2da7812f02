"""What a model leaves out, priced through a table: never part of the footprint."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from spending_tables import (
    bought,
    emitted,
    multipliers,
    store_supplier,
    store_table,
    window,
)

import lcagraph as lg
from lcagraph.cli import main
from lcagraph.errors import FindingsError, UsageError
from lcagraph.input_output import Omission, Truncation, truncation
from lcagraph.input_output.truncation import Limits

N = multipliers()
METAL = bought("window", "metal") * N["metal"]

MODEL = """\
lcagraph: 1
title: 窗 | Window
reference: {product: window, amount: 1 piece, kind: declared_unit}
scope:
  rule_set: sd-2023
  excluded:
    services: {name: 服务 | Services, basis: cut_off, reason: 少 | little, SERVICES}
    canteen: {name: 食堂 | Canteen, basis: not_attributable, reason: 无关 | unrelated,
              spend: 5 USD_2012, sector: mini/law}
databases: {mini: {}}
parameters: {price: 80 USD_2012}
processes:
  assembly:
    name: 组装 | Assembly
    stage: production
    outputs: {window: 1 piece}
    inputs: {profile: 20 kg}
factors:
  profile: {name: 型材 | Profile, per: 1 kg, co2e: 10 kg, kind: material,
            boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100, stage: raw_materials}
"""
INCLUDED = 200
"""20 kg × 10 kgCO2e/kg."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    store_table(tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def text(services: str) -> str:
    return MODEL.replace("SERVICES", services)


def found(services: str, table: str = "") -> Truncation:
    return truncation(lg.read_string(text(services)).solve(), table)


def item(one: Truncation, id_: str = "services") -> Omission:
    return next(each for each in one.omissions if each.id == id_)


@pytest.mark.parametrize(
    ("services", "estimate"),
    [
        ("spend: 50 USD_2012, sector: mini/law", 50 * N["law"]),
        ("spend: = 0.1 * price, sector: mini/law", 8 * N["law"]),  # a share of costs
        (
            "spend: 80 USD_2012, sector: mini/window, covered: {profile: metal}",
            80 * (N["window"] - METAL),
        ),
        (
            "spend: 80 USD_2012, sector: mini/window, covered: {own: direct}",
            80 * (N["window"] - emitted("window")),
        ),
    ],
)
def test_an_item_is_its_spend_times_the_multiplier_of_its_sector(
    services: str, estimate: Fraction
) -> None:
    one = found(services)
    share = estimate / (INCLUDED + estimate)
    assert item(one).priced == pytest.approx(float(estimate), rel=1e-12)
    assert one.missing == pytest.approx(float(share), rel=1e-12)
    assert one.coverage == pytest.approx(float(1 - share), rel=1e-12)


def test_a_sector_is_looked_for_in_the_table_of_the_call() -> None:
    one = found("spend: 50 USD_2012, sector: law", "mini")
    assert item(one).priced == pytest.approx(float(50 * N["law"]), rel=1e-12)
    assert one.table == "mini"


def test_the_estimate_never_enters_the_footprint() -> None:
    without = lg.read_string(text("estimate: 1 %")).solve().total
    priced = lg.read_string(text("spend: 50 USD_2012, sector: mini/law")).solve().total
    assert without == priced == INCLUDED


def test_the_estimate_is_what_the_hybrid_model_then_includes() -> None:
    spent = "spend: 80 USD_2012, sector: mini/window, covered: {profile: metal}"
    before = item(found(spent)).priced
    hybrid = lg.read_string(window("{profile: metal}")).solve().total
    # the hybrid model is of two windows of 12 kg: 240 kgCO2e of profiles
    assert before == pytest.approx((hybrid - 240) / 2, rel=1e-12)


def test_what_is_outside_the_boundary_is_priced_but_not_counted() -> None:
    one = found("estimate: 1 %")
    canteen = item(one, "canteen")
    assert canteen.priced == pytest.approx(float(5 * N["law"]), rel=1e-12)
    assert one.missing == pytest.approx(0.01, rel=1e-12)  # services alone


def test_an_estimate_of_the_model_counts_where_there_is_no_price() -> None:
    one = found("estimate: 2 kg")
    assert item(one).estimate == pytest.approx(2.0)
    assert one.missing == pytest.approx(2 / 202)


def test_a_price_goes_before_the_models_own_estimate() -> None:
    one = found("estimate: 2 kg, spend: 50 USD_2012, sector: mini/law")
    assert item(one).estimate == item(one).priced
    assert item(one).stated == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("services", "is_within"),
    [
        # N of law is below 1.2 kg/USD: 1 USD of 200 kg is below 1 %, 50 USD is not
        ("spend: 1 USD_2012, sector: mini/law", True),
        ("spend: 50 USD_2012, sector: mini/law", False),
        ("estimate: 1 %", False),  # each below 1 %, not 1 %
        ("estimate: 0.9 %", True),
        ("stage: production", None),  # neither price nor estimate
    ],
)
def test_the_limits_of_the_rule_set_are_judged(
    services: str, is_within: bool | None
) -> None:
    one = found(services)
    assert one.is_within is is_within
    assert one.limits == Limits(each=0.01, total=0.05, coverage=0.95)
    assert [each.id for each in one.unpriced] == ["services"] * (is_within is None)


@pytest.mark.parametrize(
    ("services", "code", "key"),
    [
        ("sector: mini/law", "W590", "sector"),
        ("spend: 3 USD_2012", "W591", "spend"),
    ],
)
def test_half_of_a_price_is_told(services: str, code: str, key: str) -> None:
    one = found(services)
    [finding] = one.findings
    assert (finding.code, finding.at) == (code, f"scope.excluded.services.{key}")
    assert item(one).estimate is None


def test_what_is_no_purchase_needs_no_sector() -> None:
    wages = text("estimate: 1 %").replace("USD_2012, sector: mini/law}", "USD_2012}")
    one = truncation(lg.read_string(wages).solve())
    assert one.findings == ()
    assert item(one, "canteen").priced is None


def test_without_limits_nothing_is_judged(tmp_path: Path, capsys: Any) -> None:
    free = text("spend: 1 USD_2012, sector: mini/law").replace("sd-2023", "iso14067")
    assert truncation(lg.read_string(free).solve()).is_within is None
    path = tmp_path / "free.yaml"
    path.write_text(free, encoding="utf-8")
    assert main(["truncation", str(path), "--io", "mini", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "no limits are set" in out
    assert "within the limits" not in out


def test_a_price_through_something_that_is_no_sector_is_refused(home: Path) -> None:
    store_supplier(home)
    with pytest.raises(FindingsError) as caught:
        found("spend: 3 USD_2012, sector: supplier/sheet")
    assert [finding.code for finding in caught.value.findings] == ["E598"]


@pytest.mark.parametrize(
    ("services", "code"),
    [
        ("spend: 3 CNY_2018, sector: mini/law", "E436"),  # another currency
        ("spend: 3 USD_2018, sector: mini/law", "E436"),  # another year
        ("spend: 3 kg, sector: mini/law", "E433"),
        ("spend: -3 USD_2012, sector: mini/law", "E528"),  # a refund
        ("spend: 3 USD_2012, sector: mini/copper", "E087"),
        ("spend: 3 USD_2012, sector: mini/law, covered: {one: 99*}", "E581"),
    ],
)
def test_a_price_that_would_be_wrong_is_refused(services: str, code: str) -> None:
    with pytest.raises(FindingsError) as caught:
        found(services)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_right_prices_are_told_nothing() -> None:
    assert found("spend: 50 USD_2012, sector: mini/law").findings == ()


def test_a_model_that_leaves_nothing_out_has_nothing_to_estimate() -> None:
    model = lg.read_string(window("{}"))
    with pytest.raises(UsageError) as caught:
        truncation(model.solve())
    assert caught.value.finding.code == "E588"


def test_shares_that_leave_nothing_for_the_model_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        found("estimate: 100 %")
    assert caught.value.finding.code == "E589"


def test_an_input_without_supplier_is_listed_as_not_estimated() -> None:
    waived = text("estimate: 0.5 %").replace(
        "{profile: 20 kg}", "{profile: 20 kg, gasket: 1 kg}"
    )
    waived += (
        "waive: [{code: E301, at: processes.assembly.inputs.gasket, why: 试 | trial}]\n"
    )
    one = truncation(lg.read_string(waived).solve())
    assert [each.id for each in one.unpriced] == ["processes.assembly.inputs.gasket"]
    assert one.is_within is None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.yaml"
    services = (
        "spend: 80 USD_2012, sector: window, covered: {profile: metal, own: direct}"
    )
    path.write_text(text(services), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("less Metals (profile)", "less the sector's own emissions (own)")),
        ("zh", ("扣除：Metals（profile）", "扣除：部门直接排放（own）", "超出限值")),
    ],
)
def test_the_command_prints_items_and_what_was_taken_off(
    file: Path, lang: str, words: tuple[str, ...], capsys: Any
) -> None:
    assert main(["truncation", str(file), "--io", "mini", "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert [word for word in words if word not in out] == []


def test_the_command_gives_the_same_as_data(file: Path, capsys: Any) -> None:
    assert main(["truncation", str(file), "--io", "mini", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    left = 80 * (N["window"] - METAL - emitted("window"))
    assert told["footprint"] == INCLUDED
    assert told["missing"] == pytest.approx(float(left / (INCLUDED + left)), rel=1e-12)
    assert told["is_within"] is False
    assert [each["by"] for each in told["omissions"][0]["taken_off"]] == [
        "profile",
        "own",
    ]


def test_an_estimate_shows_itself_in_a_notebook() -> None:
    one = found("estimate: 1 %")
    assert "Services" in repr(one)
    assert "服务" in one.to_html("zh")

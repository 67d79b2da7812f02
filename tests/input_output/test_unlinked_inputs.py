"""Inputs and wastes without supplier, priced through a table beside the footprint."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from spending_tables import bought, multipliers, store_table

import lcagraph as lg
from lcagraph.cli import main
from lcagraph.errors import FindingsError
from lcagraph.input_output import Omission, Truncation, truncation
from lcagraph.report.dump import report_text

N = multipliers()

MODEL = """\
lcagraph: 1
title: 窗 | Window
reference: {product: window, amount: 1 piece, kind: declared_unit}
scope: {rule_set: sd-2023}
databases: {mini: {}}
parameters: {paid: 3 USD_2012/kg}
processes:
  assembly:
    name: 组装 | Assembly
    stage: production
    outputs: {OUTPUTS}
    inputs: {profile: 20 kg, gasket: {GASKET}}
    waste: {WASTE}
    ALLOCATION
factors:
  profile: {name: 型材 | Profile, per: 1 kg, co2e: 10 kg, kind: material,
            boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100, stage: raw_materials}
waive:
  - {code: E301, at: processes.assembly.inputs.gasket, why: 供应商未答复 | no answer}
"""
INCLUDED = 200
"""20 kg × 10 kgCO2e/kg."""

GASKET = "processes.assembly.inputs.gasket"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    store_table(tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def text(
    gasket: str,
    outputs: str = "{window: 1 piece}",
    waste: str = "{}",
    allocation: str = "note: 试 | trial",
) -> str:
    """The model with its rows."""
    rows = MODEL.replace("{GASKET}", f"{{{gasket}}}").replace("{OUTPUTS}", outputs)
    return rows.replace("{WASTE}", waste).replace("ALLOCATION", allocation)


def found(*parts: str, table: str = "") -> Truncation:
    return truncation(lg.read_string(text(*parts)).solve(), table)


def item(one: Truncation, id_: str = GASKET) -> Omission:
    return next(each for each in one.omissions if each.id == id_)


TWO = "{window: 1 piece, frame: 1 piece}"
SHARED = "allocation: {shares: {window: 60 %, frame: 40 %}, why: 试 | trial}"


@pytest.mark.parametrize(
    ("parts", "estimate"),
    [
        # 2 kg × 3 USD/kg = 6 USD
        (("amount: 2 kg, price: 3 USD_2012/kg, sector: mini/law",), 6 * N["law"]),
        (("amount: 2 kg, price: = paid, sector: mini/law",), 6 * N["law"]),
        (("amount: 2 kg, price: 3000 USD_2012/t, sector: mini/law",), 6 * N["law"]),
        # a run makes four windows: a quarter of a run per window
        (
            (
                "amount: 2 kg, price: 3 USD_2012/kg, sector: mini/law",
                "{window: 4 piece}",
            ),
            Fraction(6, 4) * N["law"],
        ),
        # 0.5 kg of the 2 kg go elsewhere: 1.5 kg × 3 USD/kg
        (
            (
                "amount: 2 kg, price: 3 USD_2012/kg, sector: mini/law, "
                "data: {minus: {office: 0.5 kg}}",
            ),
            Fraction(9, 2) * N["law"],
        ),
        # window and frame share the run 60 : 40
        (
            (
                "amount: 2 kg, price: 3 USD_2012/kg, sector: mini/law",
                TWO,
                "{}",
                SHARED,
            ),
            Fraction(60, 100) * 6 * N["law"],
        ),
        # the gasket is caused by the window to 90 %, whatever the rest is shared by
        (
            (
                "amount: 2 kg, price: 3 USD_2012/kg, sector: mini/law, "
                "shares: {window: 90 %, frame: 10 %}",
                TWO,
                "{}",
                SHARED,
            ),
            Fraction(90, 100) * 6 * N["law"],
        ),
        (
            (
                "amount: 2 kg, price: 3 USD_2012/kg, sector: mini/window, "
                "covered: {profile: metal}",
            ),
            6 * (N["window"] - bought("window", "metal") * N["metal"]),
        ),
    ],
)
def test_an_unlinked_input_is_priced_by_what_the_reference_flow_needs_of_it(
    parts: tuple[str, ...], estimate: Fraction
) -> None:
    one = found(*parts)
    assert item(one).priced == pytest.approx(float(estimate), rel=1e-12)
    included = Fraction(one.footprint.total)
    share = estimate / (included + estimate)
    assert one.missing == pytest.approx(float(share), rel=1e-12)
    assert one.unpriced == ()
    assert one.findings == ()


def test_a_sector_is_looked_for_in_the_table_of_the_call() -> None:
    one = found("amount: 2 kg, price: 3 USD_2012/kg, sector: law", table="mini")
    assert item(one).priced == pytest.approx(float(6 * N["law"]), rel=1e-12)


def test_an_untreated_waste_is_priced_by_its_treatment() -> None:
    waste = "{dross: {amount: 5 kg, price: 0.2 USD_2012/kg, sector: mini/law}}"
    model = text("amount: 2 kg, price: 3 USD_2012/kg, sector: mini/law", waste=waste)
    model += "  - {code: E320, at: processes.assembly.waste.dross, why: 试 | trial}\n"
    one = truncation(lg.read_string(model).solve())
    dross = item(one, "processes.assembly.waste.dross")
    assert dross.priced == pytest.approx(float(1 * N["law"]), rel=1e-12)  # 5 × 0.2


def test_the_price_never_enters_the_footprint() -> None:
    priced = "amount: 2 kg, price: 3 USD_2012/kg, sector: mini/law"
    totals = [lg.read_string(text(g)).solve().total for g in (priced, "amount: 2 kg")]
    assert totals == [INCLUDED, INCLUDED]


@pytest.mark.parametrize(
    ("sector", "is_idle"), [("sector: mini/law", False), ("", True)]
)
def test_a_table_that_prices_an_input_is_in_use(sector: str, is_idle: bool) -> None:
    found = lg.read_string(text(f"amount: 2 kg, price: = paid, {sector}")).solve()
    assert ("N375" in {finding.code for finding in found.findings}) is is_idle


@pytest.mark.parametrize(
    ("kilograms", "is_within"),
    [
        ("0.1 kg", True),  # 0.3 USD, N of law below 1.2 kg/USD: below 0.36 of 200 kg
        ("20 kg", False),  # 60 USD, N of law above 0.1 kg/USD: above 6 of 200 kg
    ],
)
def test_what_is_unlinked_counts_against_the_limits(
    kilograms: str, is_within: bool
) -> None:
    one = found(f"amount: {kilograms}, price: = paid, sector: mini/law")
    assert one.is_within is is_within


@pytest.mark.parametrize(
    ("gasket", "code", "key"),
    [
        ("amount: 2 kg, sector: mini/law", "W590", "sector"),
        ("amount: 2 kg, price: = paid", "W591", "price"),
    ],
)
def test_half_of_a_price_is_told_and_the_input_listed_as_unpriced(
    gasket: str, code: str, key: str
) -> None:
    one = found(gasket)
    [finding] = one.findings
    assert (finding.code, finding.at) == (code, f"{GASKET}.{key}")
    assert [each.id for each in one.unpriced] == [GASKET]
    assert one.is_within is None


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("3 CNY_2018/kg", "E436"),
        ("3 USD_2018/kg", "E436"),
        ("3 USD_2012/piece", "E433"),
        ("3 USD_2012", "E433"),
    ],
)
def test_a_price_of_another_unit_is_refused(price: str, code: str) -> None:
    with pytest.raises(FindingsError) as caught:
        found(f"amount: 2 kg, price: {price}, sector: mini/law")
    [finding] = caught.value.findings
    assert (finding.code, finding.at) == (code, f"{GASKET}.price")


@pytest.mark.parametrize("key", ["price: = paid", "sector: mini/law"])
def test_a_price_of_what_has_a_supplier_is_told_and_not_used(key: str) -> None:
    model = text("amount: 2 kg, price: = paid, sector: mini/law")
    model = model.replace("profile: 20 kg,", f"profile: {{amount: 20 kg, {key}}},")
    one = truncation(lg.read_string(model).solve())
    [finding] = one.findings
    at = f"processes.assembly.inputs.profile.{key.partition(':')[0]}"
    assert (finding.code, finding.at) == ("N537", at)
    assert [each.id for each in one.omissions] == [GASKET]


def test_the_command_names_the_input_and_what_it_costs(
    tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(text("amount: 2 kg, price: = paid, sector: law"), encoding="utf-8")
    assert main(["truncation", str(path), "--io", "mini", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    words = ("gasket", "no supplier", "Legal services", "6 USD_2012")
    assert [word for word in words if word not in out] == []


@pytest.mark.parametrize("template", ["chongqing", "shandong"])
def test_reports_list_an_unlinked_input_with_its_share(template: str) -> None:
    gasket = "amount: 2 kg, name: 密封垫, price: = paid, sector: mini/law"
    said = report_text(lg.read_string(text(gasket)).report(template, "zh"))
    part = 6 * N["law"]
    assert "密封垫" in said
    share = part / (INCLUDED + part)
    assert f"{100 * float(share):.3g}" in said

"""Readings with what is taken off them, in traces, results, figures and checks."""

from __future__ import annotations

import json

import pytest
from auditor_cases import changed
from metered_models import KWH, POWER, metered, plant
from small_models import Plain, factor, model, told, works

import lcagraph as lg
from lcagraph.wording import help_lines, message

RTOL = 1e-12  # sums and products of a few round numbers


# --------------------------------------------------------------------- what it shows


def test_a_trace_shows_reading_deductions_and_net() -> None:
    trace = plant({"canteen": "= 2 * 600 kWh", "offices": "0.3 MWh ± 10 %"}).trace(
        "power"
    )[0]
    netting = trace.activity.netting
    assert netting is not None
    assert (netting.gross.value, netting.gross.unit) == (8, "MWh")
    assert [(each.value, each.written) for each in netting.minus] == [
        (pytest.approx(1200), "= 2 * 600 kWh"),
        (pytest.approx(0.3), "0.3 MWh ± 10 %"),
    ]
    assert netting.net.value == pytest.approx(6.5, rel=RTOL)
    assert trace.activity.value == pytest.approx(6.5, rel=RTOL)
    assert trace.activity.written == "8 MWh"
    assert trace.amount == pytest.approx(6.5, rel=RTOL)  # kWh per kg of 1000 kg


def test_the_page_of_a_trace_says_them_in_this_order() -> None:
    page = str(plant().trace("power"))
    lines = ["meter reading", "8 MWh", "− canteen", "1200 kWh", "− offices", "6.5 MWh"]
    places = [page.index(words, page.index("meter reading")) for words in lines]
    assert places == sorted(places)
    assert "扣除后计入" in plant().trace("power").to_text("zh")


def test_the_parameters_behind_a_deduction_are_traced_once() -> None:
    of = plant({"canteen": "= canteen"}, parameters={"canteen": "1 MWh"})
    names = [term.name for term in of.trace("power")[0].activity.terms]
    assert names == ["canteen"]
    assert of.trace("canteen")[0].path == POWER


def test_what_follows_a_netted_input_shows_its_netting() -> None:
    process = works(
        inputs={"gas": metered("100 m3", {"kitchen": "20 m3"})},
        emissions={"co2_fossil": {"activity": "gas", "factor": "2 kg/m3"}},
    )
    of = model({"works": process}, {"gas": factor(0.3, "1 m3")})
    activity = of.trace("works.co2_fossil")[0].activity
    assert activity.netting is not None
    assert activity.netting.net.value == pytest.approx(80, rel=RTOL)
    assert activity.value == pytest.approx(160, rel=RTOL)
    assert [term.name.rpartition(".")[2] for term in activity.terms] == ["factor"]


def test_a_second_source_is_compared_with_the_reading() -> None:
    card = {"minus": {"canteen": "2 MWh"}, "cross_check": {"value": "8 MWh"}}
    process = works(inputs={"power": {"amount": "8.8 MWh", "data": card}})
    trace = model({"works": process}, KWH).trace("power")[0]
    assert trace.activity.deviation == pytest.approx(0.1, rel=1e-9)  # 8.8 / 8 − 1


def test_a_result_lists_the_readings_in_lines_that_add_up() -> None:
    result = plant().solve()
    rows = result.readings().to_records()
    assert [(row["what"], row["amount"], row["unit"]) for row in rows] == [
        ("gross", 8.0, "MWh"),
        ("minus.canteen", pytest.approx(-1.2, rel=RTOL), "MWh"),
        ("minus.offices", pytest.approx(-0.3, rel=RTOL), "MWh"),
        ("net", pytest.approx(6.5, rel=RTOL), "MWh"),
    ]
    assert json.loads(result.to_json())["readings"] == rows
    line = "8 MWh − canteen 1.2 MWh − offices 0.3 MWh = 6.5 MWh"
    assert line in result._repr_html_()


def test_the_lines_of_activities_carry_the_net() -> None:
    (row,) = plant().solve().activity_table().to_records()
    # 6500 kWh per 1000 kg
    assert (row["amount"], row["unit"]) == (pytest.approx(6.5, rel=RTOL), "kWh")
    assert row["amount"] * row["factor"] == pytest.approx(row["kgCO2e"], rel=RTOL)


def test_a_process_that_the_reference_does_not_need_lists_no_reading() -> None:
    idle = works(
        outputs={"other": "1 kg"}, inputs={"power": metered("2 kWh", MINUS_KWH)}
    )
    of = model({"works": works(inputs={"power": "1 kWh"}), "idle": idle}, KWH)
    assert of.solve().readings().rows == ()


MINUS_KWH = {"canteen": "1 kWh"}


def test_the_canonical_form_keeps_the_deductions() -> None:
    text = plant().to_yaml()
    assert "minus:\n            canteen: 1200 kWh\n            offices: 0.3 MWh" in text
    again = lg.read_string(text)
    assert again.to_yaml() == text
    assert again.solve().total == pytest.approx(3.25, rel=RTOL)


def test_a_comparison_names_the_deduction_that_moved_the_number() -> None:
    of = plant(scenarios={"diner": {"set": {f"{POWER}.data.minus.canteen": "2 MWh"}}})
    found = of.compare("diner")
    assert "minus.canteen" in json.dumps(found.to_dict())
    assert found.others[0].result.total - found.base.result.total == pytest.approx(-0.4)


def test_the_boundary_figure_shows_the_net_of_a_waste_that_is_not_treated() -> None:
    left = {**metered("5 kg", {"canteen": "1 kg"}), "untreated": "no data"}
    svg = model({"works": works(waste={"ash": left})}).draw(lang="en")
    assert "4\u00a0kg" in svg
    assert "5\u00a0kg" not in svg


# ------------------------------------------------------------------ checks of guides

CARD = {
    "class": "continuous",
    "calibration": "conforming",
    "origin": "site",
    "source": "抄表 | meter readings",
    "meter": "m1",
}
ROW = "processes/works/inputs"


def found_in(changes: Plain) -> set[str]:
    return {code for code, _ in told(lg.Model(**changed(changes)))}


def test_one_reading_in_two_rows_is_told_though_the_nets_differ() -> None:
    power: Plain = changed({})["processes"]["works"]["inputs"]["power"]
    twice = {
        f"{ROW}/power/data": {**CARD, "minus": {"canteen": "0.01 kWh"}},
        f"{ROW}/light": {
            "amount": power["amount"],
            "product": "power",
            "data": {**CARD, "minus": {"offices": "0.02 kWh"}},
        },
    }
    assert "W871" in found_in(twice)
    other = {**twice, f"{ROW}/light": {**twice[f"{ROW}/light"], "amount": "0.3 kWh"}}
    assert "W871" not in found_in(other)


def burnt(flow: str, **keys: Plain) -> Plain:
    """An emission of 10 m3 of gas, as meter m1 counts them."""
    row = {"flow": flow, "activity": "10 m3", "factor": "2.16 kg/m3", "data": CARD}
    return {**row, "class": "national", "source": "GB/T 2", **keys}


def readings_told(emissions: Plain, inputs: Plain = None) -> list[str]:
    """What is said of readings that stand twice."""
    works_: Plain = changed({})["processes"]["works"]
    tree = changed(
        {
            "processes/works/emissions": emissions,
            "processes/works/inputs": {**works_["inputs"], **(inputs or {})},
            "factors/gas": {
                **changed({})["factors"]["power"],
                "per": "1 m3",
                "kind": "fuel",
                "boundary": "upstream_only",
            },
        }
    )
    found = lg.Model(**tree).check()
    return [message(finding, "en") for finding in found if finding.code == "W871"]


def test_the_reading_of_an_emission_is_its_activity() -> None:
    # 10 m3 × 2.16 kg/m3 = 21.6 kg of CO2, which no gas meter shows
    (told_,) = readings_told({"e1": burnt("co2_fossil"), "e2": burnt("co2_fossil")})
    assert "10 m3" in told_
    assert "21.6" not in told_


def test_the_same_reading_by_another_factor_is_the_same_reading() -> None:
    other = burnt("co2_fossil", factor="2.2 kg/m3")
    assert len(readings_told({"e1": burnt("co2_fossil"), "e2": other})) == 1


def test_two_gases_and_the_upstream_of_one_reading_are_no_finding() -> None:
    gas = {"gas": {"amount": "10 m3", "data": CARD}}
    emissions = {"e1": burnt("co2_fossil"), "e2": burnt("ch4_fossil")}
    assert readings_told(emissions, gas) == []


@pytest.mark.parametrize(("amount", "count"), [("0 kWh", 0), ("0.2 kWh", 1)])
def test_a_meter_that_stood_still_counts_nothing_twice(amount: str, count: int) -> None:
    row = {"amount": amount, "product": "power", "data": CARD}
    assert len(readings_told({}, {"light": row, "heat": row})) == count


def test_the_periods_that_overlap_are_named() -> None:
    half = {**CARD, "period": "2024-01-01/2024-06-30"}
    row = {"amount": "0.2 kWh", "product": "power"}
    works_ = changed({})["processes"]["works"]["inputs"]
    rows = {**works_, "light": {**row, "data": CARD}, "heat": {**row, "data": half}}
    found = lg.Model(**changed({"processes/works/inputs": rows})).check()
    (finding,) = [finding for finding in found if finding.code == "W871"]
    first, *_ = help_lines(finding, "en")
    assert "2024-01-01/2024-06-30" in first
    assert "2024-01-01/2024-12-31" in first


def test_a_bill_of_the_gas_is_checked_against_the_activity() -> None:
    def with_bill(value: str) -> set[str]:
        card = {**CARD, "cross_check": {"value": value}}
        rows = {"e1": burnt("co2_fossil", data=card)}
        return found_in({"processes/works/emissions": rows})

    assert "N876" in with_bill("12 m3")
    assert "N876" not in with_bill("10.1 m3")
    assert "N876" in with_bill("30 kg")  # a monitor of the stack tells kilograms
    assert "N876" not in with_bill("21.6 kg")


def test_a_bill_is_checked_against_the_reading_not_against_the_net() -> None:
    power: Plain = changed({})["processes"]["works"]["inputs"]["power"]
    card = {**CARD, "minus": {"canteen": "0.2 kWh"}}
    agrees = {**card, "cross_check": {"value": power["amount"]}}
    assert "N876" not in found_in({f"{ROW}/power/data": agrees})
    differs = {**card, "cross_check": {"value": "0.3 kWh"}}
    assert "N876" in found_in({f"{ROW}/power/data": differs})


def test_a_site_meter_less_its_canteen_is_no_finding() -> None:
    meter = {
        "name": "全厂总电表 | Site meter",
        "calibration": {"valid_until": "2025-06-30"},
    }
    whole = {"meters/m1": meter}
    assert "W873" in found_in(whole)
    less = {**CARD, "minus": {"canteen": "0.01 kWh"}}
    assert "W873" not in found_in({**whole, f"{ROW}/power/data": less})


def test_company_cars_taken_off_a_meter_are_not_forgotten() -> None:
    silent = {"scope/excluded/business_cars": None}
    assert "W880" in found_in(silent)
    less = {**CARD, "minus": {"business_cars": "0.01 kWh"}}
    assert "W880" not in found_in({**silent, f"{ROW}/power/data": less})

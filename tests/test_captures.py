"""Captured CO2: what it books to, what it may be taken from, how it is traced."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import errors, factor, model, refused, told, works

import lcagraph as lg

Plain = Any

ROW = "processes.works.removals.capture"

WOOD = {
    **factor(0, kind="material", stage="raw_materials"),
    "co2e": {"fossil": "0.05 kg", "biogenic_co2_removed": "-1.8 kg"},
}


def capturing(stack: Plain = "co2_fossil", **row: Plain) -> lg.Model:
    """Goods with a stack of 10 kg CO2, of which something is captured."""
    gross = stack if isinstance(stack, dict) else {"flow": stack, "amount": "10 kg"}
    capture = {"amount": "4 kg", "of": "stack", "origin": "fossil", "fate": "stored"}
    capture = {key: text for key, text in (capture | row).items() if text is not None}
    emissions = {"stack": gross}
    return model({"works": works(emissions=emissions, removals={"capture": capture})})


# ---------------------------------------------------------------------- the item


@pytest.mark.parametrize("flow", ["co2_biogenic", "co2_captured", "CO2", None])
def test_stored_biogenic_co2_is_a_technological_removal_by_any_name(
    flow: str | None,
) -> None:
    # a power plant on wood: 500 kg × 0.05 + 100 kg fossil − 800 kg stored = −675 kg;
    # including biogenic CO2: − 500 × 1.8 taken up + 900 given off, which is 0
    removal = {"amount": "800 kg", "of": "bio", "origin": "biogenic", "fate": "stored"}
    if flow is not None:
        removal["flow"] = flow
    plant = works(
        outputs={"power": "1000 kWh"},
        inputs={"wood": "500 kg"},
        emissions={
            "bio": {"flow": "co2_biogenic", "amount": "900 kg"},
            "fos": {"flow": "co2_fossil", "amount": "100 kg"},
        },
        removals={"amine_unit": removal},
    )
    reference = {"product": "power", "amount": "1 kWh"}
    result = model({"plant": plant}, {"wood": WOOD}, reference=reference).solve()
    assert result.excluding == pytest.approx(-0.675)
    assert result.including == pytest.approx(-0.675)
    assert result.items["technological_removal"] == pytest.approx(-0.8)
    assert result.items["biogenic_co2_removed"] == pytest.approx(-0.9)


def test_the_uptake_of_plants_stays_what_it_is() -> None:
    of = model({"works": works(removals={"co2_biogenic": "2 kg"})})
    assert of.solve().items["biogenic_co2_removed"] == -2


@pytest.mark.parametrize("fate", ["used", "product"])
@pytest.mark.parametrize("flow", ["co2_fossil", "co2_captured", None])
def test_co2_that_is_not_stored_lowers_no_total(flow: str | None, fate: str) -> None:
    of = capturing(flow=flow, fate=fate)
    result = of.solve()
    assert (result.including, result.excluding) == (10, 10)
    assert result.items["technological_removal"] == 0
    assert result.memo.captured_not_stored == 4
    assert result.to_dict()["memo"]["captured_not_stored"] == 4
    assert told(of) == {("N816", ROW)}


def test_unstored_co2_is_scaled_and_shared_like_everything_else() -> None:
    # two products of 1 kg and 3 kg share by mass; 2 kg of the first are asked for:
    # 2 runs × 1/4 × 4 kg captured = 2 kg
    process = works(
        outputs={"goods": "1 kg", "other": "3 kg"},
        allocation="mass",
        emissions={"stack": {"flow": "co2_fossil", "amount": "10 kg"}},
        removals={
            "capture": {"amount": "4 kg", "of": "stack", "origin": "fossil"}
            | {"fate": "used"}
        },
    )
    reference = {"product": "goods", "amount": "2 kg"}
    result = model({"works": process}, reference=reference).solve()
    assert result.memo.captured_not_stored == pytest.approx(2)
    assert result.total == pytest.approx(5)  # 2 runs × 1/4 × 10 kg


def test_nothing_captured_is_nothing_to_tell() -> None:
    assert told(capturing(amount="0 kg", fate="used")) == set()


def test_air_captured_and_used_is_no_removal() -> None:
    of = capturing(of=None, origin="air", fate="used", amount="5000 kg")
    assert of.solve().total == 10
    assert of.solve().memo.captured_not_stored == 5000


def test_air_captured_and_stored_is_a_removal() -> None:
    assert capturing(of=None, origin="air", amount="5 kg").solve().total == 10 - 5


# ------------------------------------------------------------------- contradictions


@pytest.mark.parametrize(
    ("stack", "row", "told_at"),
    [
        ("co2_biogenic", {}, ("E619", "origin")),
        ("co2_fossil", {"origin": "biogenic"}, ("E619", "origin")),
        ("ch4_fossil", {}, ("E619", "origin")),
        ("co2_fossil", {"origin": "air"}, ("E619", "origin")),
        ("co2_fossil", {"flow": "co2_biogenic"}, ("E618", "flow")),
        ("co2_fossil", {"flow": "co2_biogenic_removed"}, ("E618", "flow")),
        ("co2_fossil", {"flow": "co2_land_use"}, ("E618", "flow")),
        ("co2_fossil", {"flow": "ch4_fossil"}, ("E618", "flow")),
        ("co2_fossil", {"flow": "co2_captured_not_stored"}, ("E618", "flow")),
        ("co2_fossil", {"flow": "steam"}, ("E601", "flow")),
        (
            "co2_fossil",
            {"of": None, "origin": "air", "flow": "co2_fossil"},
            ("E618", "flow"),
        ),
        ("co2_fossil", {"of": "nonsense"}, ("E325", "of")),
        (
            "co2_biogenic",
            {"of": "nonsense", "origin": "biogenic", "flow": "co2_biogenic"},
            ("E325", "of"),
        ),
    ],
)
def test_a_capture_that_contradicts_itself_is_refused(
    stack: str, row: Plain, told_at: tuple[str, str]
) -> None:
    code, key = told_at
    assert refused(capturing(stack, **row)) == {(code, f"{ROW}.{key}")}


def test_the_id_of_a_row_that_is_a_gas_may_contradict_too() -> None:
    capture = {"amount": "4 kg", "of": "stack", "origin": "fossil", "fate": "stored"}
    emissions = {"stack": {"flow": "co2_fossil", "amount": "10 kg"}}
    of = model(
        {"works": works(emissions=emissions, removals={"co2_biogenic": capture})}
    )
    assert refused(of) == {("E618", "processes.works.removals.co2_biogenic")}


def test_carbon_of_cleared_land_is_not_captured() -> None:
    cleared = {"land_use_change": {"carbon_loss": "6 kg/m2", "area": "1 m2"}}
    assert {code for code, _ in refused(capturing(cleared))} == {"E619"}


@pytest.mark.parametrize("origin", ["fossil", "process"])
def test_co2_of_carbonates_counts_as_fossil(origin: str) -> None:
    assert capturing(origin=origin).solve().total == 6


def test_a_record_of_a_fuel_tells_what_it_emits() -> None:
    burnt = {"activity": "5 m3", "from": "cn-fuels/natural-gas-combustion-m3"}
    assert refused(capturing(burnt, amount="1 kg")) == set()
    wrong = capturing(burnt, amount="1 kg", origin="biogenic")
    assert {code for code, _ in refused(wrong)} == {"E619"}


# -------------------------------------------------------------------- no more than all


def several(*amounts: str, gross: Plain) -> lg.Model:
    stored = {"of": "stack", "origin": "fossil", "fate": "stored"}
    rows = {f"capture_{i}": {**stored, "amount": a} for i, a in enumerate(amounts)}
    process = works(inputs={"stone": "1.15 t"}, emissions={"stack": gross})
    stone = factor(0)
    return model({"works": process | {"removals": rows}}, {"stone": stone})


CALCINED = {"flow": "co2_fossil", "activity": "stone", "factor": "0.1 t/t"}


def test_rounding_is_no_excess() -> None:
    # 0.1 × 1.15 t is 114.99999999999999 kg in floating point
    assert 0.1 * 1.15 * 1000 < 115
    assert refused(several("115 kg", "0 kg", gross=CALCINED)) == set()


def test_an_excess_is_told_once_at_the_row_that_makes_it() -> None:
    (finding,) = errors(several("100 kg", "20 kg", "1 kg", gross=CALCINED))
    assert finding.at == "processes.works.removals.capture_1"
    assert finding.values == {
        "emission": "stack",
        "captured": "121 kg",
        "gross": "115 kg",
    }


def test_a_small_excess_is_told_with_digits_that_show_it() -> None:
    (finding,) = errors(several("115.0001 kg", gross=CALCINED))
    assert finding.values["captured"] == "115.0001 kg"
    assert finding.values["gross"] == "115 kg"


# --------------------------------------------------------------------------- the trace


@pytest.mark.parametrize("fate", ["stored", "used"])
def test_a_trace_shows_gross_emission_origin_and_fate(fate: str) -> None:
    (trace,) = capturing(fate=fate).solve().trace("works.capture")
    capture = trace.capture
    assert capture is not None
    assert capture.gross is not None
    assert (capture.of, capture.origin, capture.fate) == ("stack", "fossil", fate)
    assert (capture.gross.value, capture.gross.unit) == (10, "kg")
    assert trace.contribution == {"stored": -4, "used": 0}[fate]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_a_trace_shows_them_too(lang: Any) -> None:
    text = capturing(fate="used").solve().trace("works.capture").to_text(lang)
    words = [line.split() for line in text.splitlines()]
    assert any("stack" in line and "10" in line for line in words)
    names = {"en": ["origin", "fossil"], "zh": ["碳的来源", "化石源"]}
    assert any(line[:2] == names[lang] for line in words)
    fate = {"en": "fate", "zh": "去向"}[lang]
    assert any(line[:2] == [fate, "used"] for line in words)


def test_an_emission_is_traced_without_a_capture() -> None:
    (trace,) = capturing().solve().trace("works.stack")
    assert trace.capture is None

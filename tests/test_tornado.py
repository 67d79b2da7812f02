"""Tornado, curves of single numbers and grids, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.distributions import HALF_WIDTH_95
from lcagraph.sensitivity.called import names_of
from lcagraph.sensitivity.grids import MOST_POINTS, grid
from lcagraph.sensitivity.one_at_a_time import one_at_a_time
from lcagraph.sensitivity.tornado import tornado

Plain = Any

RTOL = 1e-12


def shared(share: Plain = "0.5", amount: str = "10 kg ± 20 %") -> lg.Model:
    """10 kg × share of 3 kg each, and 2 kg of CO2: 17 kg."""
    return model(
        {"works": works(inputs={"resin": "= amount * share"},
                        emissions={"co2_fossil": "2 kg"})},
        {"resin": factor(3)},
        parameters={"amount": amount, "share": share},
    )  # fmt: skip


def code_of(caught: pytest.ExceptionInfo[lg.UsageError]) -> str:
    return caught.value.finding.code


# ---------------------------------------------------------------------------- tornado


def test_a_bar_runs_over_the_middle_of_a_distribution_or_a_percentage() -> None:
    found = tornado(shared().prepared)
    bars = {bar.range.number.name: bar for bar in found.bars}
    # ± 20 % is the half-width of 95 %: 8 to 12 kg
    amount = bars["amount"]
    assert_allclose([amount.range.low, amount.range.high], [8, 12], rtol=1e-9)
    assert_allclose([amount.at_low, amount.at_high], [14, 20], rtol=1e-9)
    assert amount.range.why == "quantiles"
    share = bars["share"]
    assert_allclose([share.at_low, share.at_high], [15.5, 18.5], rtol=RTOL)
    assert share.range.why == "percent"
    assert_allclose(found.base, 17, rtol=RTOL)


def test_the_widest_bar_comes_first() -> None:
    names = [bar.range.number.name for bar in tornado(shared().prepared).bars]
    # 6 kg; 3 kg twice, as written; 0.4 kg
    assert names == ["amount", "share", "resin.co2e", "works.emissions.co2_fossil"]


def test_probability_and_percentage_can_be_chosen() -> None:
    found = tornado(shared().prepared, probability=0.5, percent=20)
    bars = {bar.range.number.name: bar for bar in found.bars}
    # half of a normal lies within 0.67449 sd
    sd = 2 / HALF_WIDTH_95
    assert_allclose(bars["amount"].range.high, 10 + 0.6744897501960817 * sd)
    assert_allclose(bars["share"].at_high, 20, rtol=RTOL)
    assert "25 to 75 %" in found.to_text("en")


@pytest.mark.parametrize("wrong", [{"probability": 1.0}, {"percent": 0.0}])
def test_no_range_at_all_is_refused(wrong: Plain) -> None:
    with pytest.raises(lg.UsageError) as caught:
        tornado(shared().prepared, **wrong)
    assert code_of(caught) == "E728"


def test_a_range_stops_at_the_bound_of_its_parameter() -> None:
    share = {"value": "0.5", "max": "52 %"}
    found = tornado(shared(share).prepared)
    bar = next(bar for bar in found.bars if bar.range.number.name == "share")
    assert_allclose([bar.range.low, bar.range.high], [0.45, 0.52], rtol=RTOL)
    assert_allclose(bar.at_high, 2 + 30 * 0.52, rtol=RTOL)
    assert bar.range.is_cut
    assert "own bound: share" in found.to_text("en")


def test_an_end_without_a_footprint_is_told_and_the_rest_stands() -> None:
    # more than the meter reads can't be taken off it: 95 + 9.5 of 100 kWh
    row = {
        "amount": "100 kWh",
        "data": {"class": "continuous", "minus": {"canteen": "95 kWh"}},
    }
    of = model(
        {"works": works(inputs={"power": row})},
        {"power": factor(0.5, "1 kWh", kind="electricity")},
    )
    found = tornado(of.prepared)
    bars = {bar.range.number.name: bar for bar in found.bars}
    canteen = bars["works.inputs.power.data.minus.canteen"]
    assert canteen.refused is not None
    assert canteen.refused.code == "E457"
    assert np.isnan(canteen.at_high)
    assert_allclose(canteen.at_low, 0.5 * (100 - 85.5), rtol=RTOL)
    assert "E457" in found.to_text("en")
    assert "resin" not in found.to_svg()


def test_what_others_are_stated_per_is_left_out_unless_asked_for() -> None:
    of = shared().prepared
    names = {bar.range.number.path for bar in tornado(of).bars}
    every = {bar.range.number.path for bar in tornado(of, with_bases=True).bars}
    assert every - names == {
        "reference.amount",
        "factors.resin.per",
        "processes.works.outputs.goods.amount",
    }


def test_shares_that_add_up_move_together() -> None:
    grid_ = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {"wind": "0.6 kWh", "coal": "0.4 kWh"},
    }
    of = model(
        {"works": works(inputs={"power": "10 kWh"}), "grid": grid_},
        {
            "wind": factor(0, "1 kWh", kind="electricity"),
            "coal": factor(1, "1 kWh", kind="electricity"),
        },
    )
    bars = {bar.range.number.name: bar for bar in tornado(of.prepared).bars}
    wind = bars["grid.inputs.wind"]
    assert_allclose([wind.at_low, wind.at_high], [4.6, 3.4], rtol=RTOL)
    assert wind.others == ("processes.grid.inputs.coal.amount",)


def uneven(coal: Plain) -> dict[str, Plain]:
    """Bars of 10 kWh of hydro (0.1 kg), wind (0.02 kg) and coal (1 kg)."""

    def uniform(value: float, low: float, high: float) -> Plain:
        spread = {"dist": "uniform", "min": f"{low} kWh", "max": f"{high} kWh"}
        return {"amount": f"{value} kWh", "uncertainty": spread}

    grid_ = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {
            "hydro": uniform(0.3, 0.1, 0.6),
            "wind": uniform(0.1, 0.05, 0.2),
            "coal": coal or uniform(0.6, 0.5, 0.7),
        },
    }
    of = model(
        {"works": works(inputs={"power": "10 kWh"}), "grid": grid_},
        {
            "hydro": factor(0.1, "1 kWh", kind="electricity"),
            "wind": factor(0.02, "1 kWh", kind="electricity"),
            "coal": factor(1, "1 kWh", kind="electricity"),
        },
    )
    return {bar.range.number.name: bar for bar in tornado(of.prepared).bars}


def test_only_certain_shares_give_way_to_an_uncertain_one_as_in_draws() -> None:
    # hydro from 0.1125 to 0.5875, wind stays 0.1, coal takes the rest:
    # 10 (0.01125 + 0.002 + 0.7875) and 10 (0.05875 + 0.002 + 0.3125)
    bars = uneven("0.6 kWh")
    hydro = bars["grid.inputs.hydro"]
    assert_allclose([hydro.at_low, hydro.at_high], [8.0075, 3.7325], rtol=1e-9)
    assert hydro.others == ("processes.grid.inputs.coal.amount",)
    # to a certain one, all of them: coal 0.54, hydro 0.345, wind 0.115
    coal = bars["grid.inputs.coal"]
    assert_allclose(coal.at_low, 5.4 + 0.345 + 0.023, rtol=1e-9)


def test_where_all_shares_are_uncertain_they_are_divided_by_their_sum() -> None:
    # hydro drawn at 0.1125, wind 0.1 and coal 0.6, divided by 0.8125
    hydro = uneven(None)["grid.inputs.hydro"]
    assert_allclose(hydro.range.low, 0.1125 / 0.8125, rtol=1e-9)
    expected = 10 * (0.01125 + 0.002 + 0.6) / 0.8125
    assert_allclose(hydro.at_low, expected, rtol=1e-9)
    assert hydro.is_held


def test_a_tornado_of_an_item_is_of_that_item() -> None:
    found = tornado(shared().prepared, output="fossil")
    assert [bar.range.number.name for bar in found.bars] == [
        "works.emissions.co2_fossil"
    ]
    assert found.names == ("化石源", "fossil")


def test_a_tornado_draws_itself_in_both_languages() -> None:
    found = tornado(shared().prepared)
    assert "<svg" in found.to_svg("zh")
    assert "龙卷风" in found.to_svg("zh")
    assert "amount" in found.to_chart("en")
    assert found.to_dict()["bars"][0]["path"] == "parameters.amount.value"
    assert "<caption" in found._repr_html_()


def test_a_picture_has_the_names_of_the_model_and_a_terminal_its_ids() -> None:
    named = model(
        {"works": {**works(inputs={"resin": "= amount"}), "name": "注塑 | Moulding"}},
        {"resin": {**factor(3), "name": "树脂 | Resin"}},
        parameters={"amount": {"value": "10 kg", "name": "树脂用量 | Amount of resin"}},
    )
    found = tornado(named.prepared)
    zh, en = found.to_svg("zh"), found.to_svg("en")
    assert "树脂用量" in zh
    assert "树脂（因子）" in zh
    assert "Amount of resin" in en
    assert "Resin (factor)" in en
    assert "resin.co2e" not in zh + en
    assert "resin.co2e" in found.to_chart("zh")


@pytest.mark.parametrize(
    ("path", "zh"),
    [
        ("processes.works.inputs.resin.amount", "注塑：树脂用量"),
        ("processes.works.outputs.part.amount", "注塑：part产量"),
        ("processes.works.inputs.resin.transport.0.distance", "注塑：树脂运距"),
        ("processes.works.emissions.ch4_fossil.amount", "注塑：甲烷（化石源）排放量"),
        ("processes.works.inputs.resin.density", "works.inputs.resin.density"),
        ("reference.amount", "reference.amount"),
    ],
)
def test_numbers_are_called_by_process_row_and_what_they_are(
    path: str, zh: str
) -> None:
    named = model(
        {"works": {**works(inputs={"resin": "2 kg"}), "name": "注塑 | Moulding"}},
        {"resin": {**factor(3), "name": "树脂 | Resin"}},
    )
    assert names_of(named.prepared, [path], "zh") == {path: zh}


def test_numbers_of_one_name_keep_their_paths() -> None:
    legs = [f"processes.works.inputs.resin.transport.{n}.distance" for n in (0, 1)]
    named = model(
        {"works": {**works(inputs={"resin": "2 kg"}), "name": "注塑 | Moulding"}},
        {"resin": factor(3)},
    )
    found = names_of(named.prepared, legs, "en")
    assert list(found.values()) == [leg.removeprefix("processes.") for leg in legs]


# ---------------------------------------------------------------------- one at a time


def test_each_number_runs_through_its_values_alone() -> None:
    found = one_at_a_time(
        shared().prepared, {"share": [0, 0.5, 1], "works.co2_fossil": [4]}
    )
    share, gas = found.curves
    assert_allclose(share.outcomes, [2, 17, 32], rtol=RTOL)
    assert_allclose(gas.outcomes, [19], rtol=RTOL)
    rows = found.to_table().rows
    assert_allclose([float(str(x)) for x in rows[2][3:]], [32, 15, 100 * 15 / 17])


def test_shares_in_percent_are_stated_as_pure_numbers() -> None:
    found = one_at_a_time(shared("50 %").prepared, {"share": [0.25]})
    assert_allclose(found.curves[0].outcomes, [9.5], rtol=RTOL)


def test_a_value_that_is_refused_is_told_beside_the_others() -> None:
    of = shared({"value": "0.5", "max": "1"}).prepared
    found = one_at_a_time(of, {"share": [0.9, 1.1, 1.2]})
    assert_allclose(found.curves[0].outcomes, [29, np.nan, np.nan], rtol=RTOL)
    assert found.to_text("en").count("E331") == 1
    assert found.to_dict()["curves"][0]["refused"] == {"1": "E331", "2": "E331"}


@pytest.mark.parametrize(
    "ranges", [{}, {"share": []}, {"share": [[1.0]]}, {"share": [np.nan]}]
)
def test_a_list_that_is_none_is_refused(ranges: Plain) -> None:
    with pytest.raises(lg.UsageError) as caught:
        one_at_a_time(shared().prepared, ranges)
    assert code_of(caught) == "E725"


# ------------------------------------------------------------------------------ grids


def test_a_grid_holds_every_combination() -> None:
    found = grid(shared().prepared, {"share": [0, 0.5], "amount": [10, 20, 30]})
    # 2 + 3 × amount × share
    assert_allclose(found.including, [[2, 2, 2], [17, 32, 47]], rtol=RTOL)
    assert found.items.shape == (2, 3, 9)
    row = found.to_table().rows[4]
    assert_allclose([float(str(cell)) for cell in row], [0.5, 20, 32, 32])
    assert "2 × 3" in found.to_text("en")
    assert found.to_dict()["axes"][1]["path"] == "parameters.amount.value"


def test_a_grid_is_the_same_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    of = shared().prepared
    axes = {"share": np.linspace(0, 1, 7), "amount": np.linspace(5, 15, 5)}
    whole = grid(of, axes).items
    monkeypatch.setattr("lcagraph.sensitivity.grids.MOST_CELLS", 3 * len(of.base))
    assert (grid(of, axes).items == whole).all()


@pytest.mark.parametrize(
    "axes",
    [
        {"share": [0.1], "parameters.share.value": [0.2]},
        {"share": np.ones(4000), "amount": np.ones(MOST_POINTS // 4000 + 1)},
    ],
)
def test_a_grid_that_can_not_be_is_refused(axes: Plain) -> None:
    with pytest.raises(lg.UsageError) as caught:
        grid(shared().prepared, axes)
    assert code_of(caught) == "E729"

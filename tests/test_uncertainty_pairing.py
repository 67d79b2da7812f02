"""What scenarios and model files that are compared draw once, and what apart."""

from __future__ import annotations

import pytest
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.uncertainty import Case, Settings, simulate


def test_models_of_two_families_name_what_they_share_and_what_they_do_not() -> None:
    def spread(power: str, glue: str) -> lg.Model:
        inputs = {"power": power, "glue": glue}
        factors = {"power": factor(0.5, "1 kWh"), "glue": factor(1)}
        return model({"works": works(inputs=inputs)}, factors)

    one = spread("10 kWh ± 20 %", "1 kg ± 5 %")
    other = spread("10000 Wh ± 20 %", "2 kg ± 5 %")
    found = simulate(
        {"one": one.prepared, "other": Case(prepared=other.prepared, family="file 2")},
        Settings(n=200, seed=1),
    )
    power, glue = (f"processes.works.inputs.{row}.amount" for row in ("power", "glue"))
    assert found.study.shared == (power,)
    assert found.study.drawn_apart == (glue,)
    told = found.to_dict()
    assert (told["shared"], told["drawn_apart"]) == ([power], [glue])
    assert f"alike: 1 numbers ({power}); they cancel" in found.to_text("en")
    assert f"只抽样一次的数：1 个（{power}）" in found.to_text("zh")
    # scenarios of one model share everything, and needn't say so
    same = simulate({"a": one.prepared, "b": other.prepared}, Settings(n=200, seed=1))
    assert (same.study.shared, same.study.drawn_apart) == ((), ())


@pytest.mark.parametrize(
    ("base", "scenario"),
    [
        ("10 kWh ± 20 %", "= 5 kWh * 2 ± 20 %"),
        ("= 5 kWh * 2 ± 20 %", "10 kWh ± 20 %"),
        ("10 kWh ± 20 %", "10000 Wh ± 2 kWh"),
    ],
)
def test_a_scenario_keeps_the_draws_of_a_number_in_other_words(
    base: str, scenario: str
) -> None:
    # the same distribution at the same path: the difference is zero in every draw
    found = model(
        {"works": works(inputs={"power": base})},
        {"power": factor(0.5, "1 kWh") | {"co2e": "0.5 kg ± 30 %"}},
        scenarios={"same": {"set": {"processes.works.inputs.power": scenario}}},
    ).uncertainty(1000, seed=1)
    assert found.paired("same").probability_equal == 1
    assert found.study.drawn_apart == ()

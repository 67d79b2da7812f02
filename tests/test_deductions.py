"""`data.minus`: what a meter also counts and the product does not cause (SD-23)."""

from __future__ import annotations

import pytest
from metered_models import KWH, POWER, metered, plant, variants
from small_models import Plain, errors, factor, model, refused, told, works

import lcagraph as lg
from lcagraph.errors import ModelError

RTOL = 1e-12  # sums and products of a few round numbers


# --------------------------------------------------------------------------- numbers


def test_the_net_of_a_reading_counts_whatever_units_it_is_written_in() -> None:
    # 8000 kWh − 1200 − 300 = 6500 kWh × 0.5 = 3250 kg per 1000 kg
    assert plant().solve().total == pytest.approx(3.25, rel=RTOL)


def test_a_deduction_gives_what_the_net_written_out_gives() -> None:
    by_hand = works(outputs={"goods": "1000 kg"}, inputs={"power": "6500 kWh"})
    expected = model({"works": by_hand}, KWH).solve().total
    assert plant().solve().total == pytest.approx(expected, rel=RTOL)


def test_a_deduction_may_be_a_formula_of_parameters() -> None:
    of = plant(
        {"canteen": "= heads * meal", "offices": "= 0.1 * site"},
        "= site",
        parameters={"site": "8 MWh", "heads": "50", "meal": "10 kWh"},
    )
    # 8000 − 50 × 10 − 800 = 6700 kWh
    assert of.solve().total == pytest.approx(3.35, rel=RTOL)
    # 10,000 − 500 − 1000 = 8500 kWh
    assert of.solve(site="10 MWh").total == pytest.approx(4.25, rel=RTOL)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({f"{POWER}.data.minus.canteen": "2 MWh"}, 2.85),  # 8 − 2 − 0.3 = 5.7 MWh
        ({f"{POWER}.data.minus": {"bath": "0 kWh"}}, 4.0),  # 8 MWh: nothing is left
        ({POWER: "9 MWh"}, 3.75),  # the reading itself: 9 − 1.2 − 0.3 = 7.5 MWh
    ],
)
def test_a_scenario_changes_the_reading_or_what_is_taken_off(
    edits: Plain, expected: float
) -> None:
    of = plant(scenarios={"other": {"set": edits}})
    assert of.solve("other").total == pytest.approx(expected, rel=RTOL)
    assert of.with_(edits).solve().total == pytest.approx(expected, rel=RTOL)


def test_a_sweep_runs_over_a_deduction_in_one_call() -> None:
    of = plant({"canteen": "= canteen"}, parameters={"canteen": "0 kWh"})
    values = variants(of, "parameters.canteen.value", [0, 1000, 8000])
    # 8000, 7000 and 0 kWh × 0.5 / 1000
    assert of.evaluate(values).including == pytest.approx([4, 3.5, 0], rel=RTOL)


def test_each_literal_deduction_is_a_value_of_its_own_with_its_spread() -> None:
    of = plant({"canteen": "1200 kWh ± 10 %"})
    of_table = {term.path: term for term in of.prepared.compiled.table.independent}
    term = of_table[f"{POWER}.data.minus.canteen"]
    assert (term.base, term.unit.symbol) == (1200, "kWh")
    assert term.distribution is not None
    assert of_table[f"{POWER}.amount"].base == 8  # the reading keeps its name
    values = variants(of, f"{POWER}.data.minus.canteen", [1000, 2000])
    assert of.evaluate(values).including == pytest.approx([3.5, 3], rel=RTOL)


def test_all_of_a_reading_may_be_taken_off() -> None:
    # in binary 1.5 − 1.2 − 0.3 leaves 5.6e-17, and 0.3 − 0.1 − 0.2 leaves −2.8e-17
    for amount, minus in (
        ("1.5 kg", ["1.2 kg", "0.3 kg"]),
        ("0.3 kg", ["0.1 kg", "0.2 kg"]),
    ):
        taken = dict(zip(["first", "second"], minus, strict=True))
        leak = {**metered(amount, taken), "flow": "sf6"}
        found = model({"works": works(emissions={"leak": leak})})
        assert found.solve().total == pytest.approx(0, abs=1e-11)
        assert told(found) == set()


# ------------------------------------------------------------------- where it may be


def test_freight_follows_the_net_mass() -> None:
    leg = {"transport": {"lorry": "100 km"}}
    process = works(inputs={"ore": metered("2 t", {"samples": "500 kg"}, **leg)})
    lorry = factor(0.1, "1 t*km", kind="transport")
    of = model({"works": process}, {"ore": factor(1), "lorry": lorry})
    # 1500 kg × 1 + 1.5 t × 100 km × 0.1 = 1500 + 15
    assert of.solve().total == pytest.approx(1515, rel=RTOL)


def test_an_emission_that_follows_an_input_follows_its_net() -> None:
    process = works(
        inputs={"gas": metered("100 m3", {"kitchen": "20 m3"})},
        emissions={"co2_fossil": {"activity": "gas", "factor": "2 kg/m3"}},
    )
    of = model({"works": process}, {"gas": factor(0.3, "1 m3")})
    # 80 m3 × (0.3 + 2)
    assert of.solve().total == pytest.approx(184, rel=RTOL)


@pytest.mark.parametrize(
    ("emission", "expected"),
    [
        # 10 of 12 kg of gas leak × 29.8 (IPCC AR6 WG1 table 7.15, fossil methane)
        ({"flow": "ch4_fossil", **metered("12 kg", {"offices": "2 kg"})}, 298),
        # company cars burn 20 of 100 L: 80 L × 2.6 kg/L
        (
            {
                "flow": "co2_fossil",
                "activity": "100 L",
                "factor": "2.6 kg/L",
                "data": {"minus": {"business_cars": "20 L"}},
            },
            208,
        ),
    ],
)
def test_what_offices_and_cars_emit_is_taken_off_an_emission(
    emission: Plain, expected: float
) -> None:
    of = model({"works": works(emissions={"leak": emission})})
    assert of.solve().total == pytest.approx(expected, rel=RTOL)


def test_canteen_waste_is_taken_off_the_waste_and_a_capture_can_be_netted() -> None:
    tip: Plain = {"stage": "production", "treats": {"ash": "1 kg"}}
    tip["emissions"] = {"co2_fossil": "3 kg"}
    capture = {"flow": "co2_captured", "of": "co2_fossil", "origin": "fossil"}
    process = works(
        waste={"ash": metered("5 kg", {"canteen": "1 kg"})},
        emissions={"co2_fossil": "9 kg"},
        removals={
            "caught": {
                **metered("3 kg", {"boiler": "1 kg"}),
                **capture,
                "fate": "stored",
            }
        },
    )
    of = model({"works": process, "tip": tip})
    # 4 kg × 3 + 9 − 2
    assert of.solve().total == pytest.approx(19, rel=RTOL)


def test_every_product_answers_for_its_share_of_the_net() -> None:
    process = works(
        outputs={"goods": "3 kg", "ash": "1 kg"},
        inputs={"power": metered("10 kWh", {"canteen": "2 kWh"})},
        allocation={"by": "mass"},
    )
    total = model({"works": process}, KWH).solve().total
    # 8 kWh × 0.5 × 3/4 for 3 kg: 1 kg CO2e per kg
    assert total == pytest.approx(1, rel=RTOL)


def test_a_mix_adds_up_with_the_net_of_its_inputs() -> None:
    mix: Plain = {"kind": "mix", "outputs": {"power": "10 kWh"}}
    mix["inputs"] = {
        "grid": metered("9 kWh", {"canteen": "1 kWh"}),
        "pv": "2 kWh",
    }
    factors = {"grid": factor(0.5, "1 kWh"), "pv": factor(0, "1 kWh")}
    of = model({"works": works(inputs={"power": "10 kWh"}), "mix": mix}, factors)
    assert of.solve().total == pytest.approx(4, rel=RTOL)  # 8 kWh × 0.5


def test_mass_balances_look_at_the_net() -> None:
    inputs = {"ore": metered("3 kg", {"samples": "2 kg"})}
    works_ = works(inputs=inputs, outputs={"goods": "1 kg"})
    stated = {"standards": ["sd-2023"], "rule_set": "sd-2023"}
    ore = factor(1, kind="material", stage="raw_materials")
    of = model({"works": works_}, {"ore": ore}, scope=stated)
    codes = {code for code, _ in told(of)}
    plain = model({"works": works(inputs={"ore": "3 kg"})}, {"ore": ore}, scope=stated)
    assert {code for code, _ in told(plain)} - codes == {"W810"}


# --------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("code", "at", "minus"),
    [
        ("E455", f"{POWER}.data.minus.canteen", {"canteen": "5 kg"}),
        ("E455", f"{POWER}.data.minus.canteen", {"canteen": "15 %"}),
        ("E456", f"{POWER}.data.minus.canteen", {"canteen": "-1 kWh"}),
        ("E457", f"{POWER}.data.minus", {"canteen": "5 MWh", "offices": "4 MWh"}),
        ("E442", f"{POWER}.data.minus.canteen", {"canteen": "= nothing"}),
    ],
)
def test_what_cannot_be_taken_off_is_refused_at_its_place(
    code: str, at: str, minus: Plain
) -> None:
    assert refused(plant(minus)) == {(code, at)}


def test_every_entry_of_another_kind_is_told() -> None:
    found = refused(plant({"canteen": "5 kg", "offices": "1 MWh", "bath": "2 m3"}))
    assert {at for _, at in found} == {
        f"{POWER}.data.minus.canteen",
        f"{POWER}.data.minus.bath",
    }


def test_the_numbers_of_an_overdrawn_reading_are_quoted() -> None:
    (finding,) = errors(plant({"canteen": "5000 kWh", "offices": "4 MWh"}))
    assert finding.values == {"gross": "8 MWh", "taken": "9 MWh", "net": "-1 MWh"}


@pytest.mark.parametrize(
    ("value", "code"), [(9000, "E457"), (-1, "E456"), (8000.1, "E457")]
)
def test_one_variant_that_takes_off_too_much_stops_all(value: float, code: str) -> None:
    of = plant({"canteen": "= canteen"}, parameters={"canteen": "0 kWh"})
    values = variants(of, "parameters.canteen.value", [0, value, 10])
    with pytest.raises(ModelError) as caught:
        of.evaluate(values)
    assert [finding.code for finding in caught.value.findings if finding.is_fatal] == [
        code
    ]


def test_a_scenario_that_takes_off_too_much_is_refused() -> None:
    place = f"{POWER}.data.minus.canteen"
    of = plant(scenarios={"diner": {"set": {place: "9 MWh"}}})
    assert refused(of.with_scenario("diner")) == {
        ("E457", f"scenarios.diner.set.{place}")
    }


MINUS = {"minus": {"canteen": "1 kg"}}


@pytest.mark.parametrize(
    ("code", "at", "keys"),
    [
        ("E366", "processes.works", {"data": MINUS}),
        (
            "E367",
            "processes.works.outputs.goods",
            {"outputs": {"goods": {"amount": "1 kg", "data": MINUS}}},
        ),
        (
            "E367",
            "processes.works.treats.ash",
            {"treats": {"ash": {"amount": "1 kg", "data": MINUS}}},
        ),
        (
            "E368",
            "processes.works.emissions.co2_fossil",
            {
                "inputs": {"coal": "2 kg"},
                "emissions": {
                    "co2_fossil": {"activity": "coal", "factor": "2", "data": MINUS}
                },
            },
        ),
        (
            "E369",
            "processes.works.emissions.co2_land_use",
            {
                "emissions": {
                    "co2_land_use": {
                        "land_use_change": {"carbon_loss": "1 t/ha", "area": "1 ha"},
                        "data": MINUS,
                    }
                }
            },
        ),
        (
            "E369",
            "processes.works.inputs.coal.transport.0",
            {
                "inputs": {
                    "coal": {
                        "amount": "2 kg",
                        "transport": [
                            {"mode": "lorry", "distance": "1 km", "data": MINUS}
                        ],
                    }
                }
            },
        ),
    ],
)
def test_minus_without_a_reading_of_its_own_is_refused(
    code: str, at: str, keys: Plain
) -> None:
    factors = {"coal": factor(1), "lorry": factor(1, "1 t*km", kind="transport")}
    found = refused(model({"works": works(**keys)}, factors))
    assert (code, f"{at}.data.minus") in found
    assert {c for c, _ in found} <= {code, "E303"}  # goods and ash would need shares


@pytest.mark.parametrize(
    ("at", "keys"),
    [
        ("parameters.site", {"parameters": {"site": {"value": "1 kg", "data": MINUS}}}),
        ("factors.power", {"factors": {"power": {**KWH["power"], "data": MINUS}}}),
        (
            "reference.annual_output",
            {
                "reference": {
                    "product": "goods",
                    "amount": "1 kg",
                    "annual_output": {"amount": "9 t", "data": MINUS},
                }
            },
        ),
    ],
)
def test_minus_outside_of_processes_is_refused(at: str, keys: Plain) -> None:
    process = works(inputs={"power": "1 kWh"})
    reference = {"product": "goods", "amount": "1 kg"}
    tree = {"reference": reference, "processes": {"works": process}, "factors": KWH}
    assert refused(lg.Model(**{**tree, **keys})) == {("E369", f"{at}.data.minus")}


def test_the_same_cards_without_minus_are_fine() -> None:
    card = {"class": "continuous"}
    process = works(inputs={"power": {"amount": "1 kWh", "data": card}}, data=card)
    assert told(model({"works": process}, KWH)) == set()

"""A model leaves with the distributions of its entries; what is lost is told."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.background.records import Exchange, Uncertainty
from lcagraph.calculate import numbers_of
from lcagraph.errors import Finding
from lcagraph.exporting import export_model, package_of
from lcagraph.exporting.drawn_entries import DrawnEntries, drawn_entries
from lcagraph.importing import add_database

Plain = Any

POWER = factor(0.5, per="1 MWh", kind="electricity")


def found(of: lg.Model) -> DrawnEntries:
    return drawn_entries(of.prepared, written(of))


def written(of: lg.Model) -> Any:
    return numbers_of(of.prepared, of.prepared.base[None, :])


def exchanges(of: lg.Model, process: str = "processes.works") -> list[Exchange]:
    package = package_of(of.prepared, written(of), found(of))
    (one,) = [each for each in package.processes if each.id == process]
    return list(one.exchanges)


def spreads(of: lg.Model, process: str = "processes.works") -> list[Uncertainty]:
    rows = exchanges(of, process)
    return [each.uncertainty for each in rows if each.uncertainty is not None]


def numbers_in(said: Uncertainty) -> dict[str, float]:
    names = ("location", "scale", "minimum", "maximum")
    return {n: getattr(said, n) for n in names if getattr(said, n) is not None}


def codes(findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {finding.code: finding.values for finding in findings}


def drawing(power: Plain, **keys: Plain) -> lg.Model:
    """300 kWh of power from a factor per MWh."""
    return model({"works": works(inputs={"power": power})}, {"power": POWER}, **keys)


def spread(**keys: Plain) -> Plain:
    return {"amount": "300 kWh", "uncertainty": keys}


# ------------------------------------------------------------ one number × constants

HALF_WIDTH_95 = 1.959963984540054

SAID = {
    "±": (
        "300 kWh ± 5 %",
        Uncertainty(spread="normal", location=0.3, scale=0.015 / HALF_WIDTH_95),
    ),
    "cut": (
        spread(dist="normal", sd="30 kWh", min="290 kWh", max="400 kWh"),
        Uncertainty(
            spread="normal", location=0.3, scale=0.03, minimum=0.29, maximum=0.4
        ),
    ),
    "lognormal": (
        spread(dist="lognormal", gsd=1.2),
        Uncertainty(spread="lognormal", location=0.3, scale=1.2),
    ),
    "triangular": (
        spread(dist="triangular", min="200 kWh", max="600 kWh"),
        Uncertainty(spread="triangular", location=0.3, minimum=0.2, maximum=0.6),
    ),
    "uniform": (
        spread(dist="uniform", min="200 kWh", max="600 kWh"),
        Uncertainty(spread="uniform", minimum=0.2, maximum=0.6),
    ),
    # ecoinvent 3: basic 0.0006 of energy, 0.0006 + 0.002 by scores 2 and 3
    "pedigree": (
        {"amount": "300 kWh", "pedigree": [2, 1, 1, 1, 1]},
        Uncertainty(
            spread="lognormal", location=0.3, scale=math.exp(math.sqrt(0.0012))
        ),
    ),
    "formula": (
        {"amount": "= 100 kWh * (1 + 2) ± 5 %"},
        Uncertainty(spread="normal", location=0.3, scale=0.015 / HALF_WIDTH_95),
    ),
}


@pytest.mark.parametrize(("power", "expected"), SAID.values(), ids=SAID)
def test_an_input_has_its_distribution_in_the_unit_of_its_supplier(
    power: Plain, expected: Uncertainty
) -> None:
    """300 kWh are 0.3 MWh, and so are bounds and standard deviations."""
    of = drawing(power)
    (said,) = spreads(of)
    assert said.spread == expected.spread
    assert numbers_in(said) == pytest.approx(numbers_in(expected), rel=1e-12)
    assert found(of).findings == ()


def test_parameters_distances_emissions_and_factors_are_said_too() -> None:
    # freight: 2 kg × 100 km = 0.2 t km, sd 10 %; CO2 3 × 2 kg = 6, sd 6 × 0.1
    leg = {"value": "100 km", "uncertainty": {"dist": "normal", "rel_sd": 0.1}}
    inputs = {
        "parts": {"amount": "2 kg", "transport": {"truck": leg}},
        "gas": "= 3 kg * rate",
    }
    emissions = {
        "burnt": {
            "flow": "co2_fossil",
            "activity": "3 kg",
            "factor": "2 kg/kg",
            "uncertainty": {"dist": "normal", "rel_sd": 0.1},
        },
    }
    gases = {
        "co2_fossil": {
            "value": "4 kg",
            "uncertainty": {"dist": "uniform", "min": "3 kg", "max": "6 kg"},
        },
        "ch4_fossil": "1 g",
    }
    of = model(
        {"works": works(inputs=inputs, emissions=emissions)},
        {
            "parts": {
                "per": "2 kg",
                "kind": "material",
                "boundary": "cradle_to_gate",
                "emissions": gases,
            },
            "gas": factor(1),
            "truck": factor(0.1, per="1 t*km") | {"kind": "transport"},
        },
        parameters={
            "rate": {"value": 2, "uncertainty": {"dist": "uniform", "min": 1, "max": 3}}
        },
    )
    freight, burnt, fuel = sorted(
        spreads(of), key=lambda one: (one.spread, one.location or 0)
    )
    assert numbers_in(freight) == pytest.approx({"location": 0.2, "scale": 0.02})
    assert numbers_in(burnt) == pytest.approx({"location": 6, "scale": 0.6})
    assert numbers_in(fuel) == pytest.approx({"minimum": 3, "maximum": 9})
    # the factor is per 2 kg: its column makes 2 kg, with the figures as they are
    (gas,) = spreads(of, "factors.parts")
    assert (gas.minimum, gas.maximum) == (3, 6)
    assert found(of).findings == ()


def test_an_uncertain_output_is_an_entry_as_well() -> None:
    of = model(
        {
            "works": works(emissions={"co2_fossil": "1 kg"})
            | {"outputs": {"goods": "1 kg ± 5 %"}}
        }
    )
    (said,) = spreads(of)
    assert said.scale == pytest.approx(0.05 / HALF_WIDTH_95)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            {"values": ["0 kg", "1 kg"], "weights": [0.3, 0.7]},
            ("bernoulli", 0.7, None, None),
        ),
        (
            {"values": [f"{i} kg" for i in (1, 2, 3)], "weights": [1 / 3] * 3},
            ("discrete", None, 1, 4),
        ),
    ],
)
def test_steps_of_one_have_an_id(stated: Plain, expected: Plain) -> None:
    resin = {"amount": "1 kg", "uncertainty": {"dist": "discrete", **stated}}
    of = model({"works": works(inputs={"resin": resin})}, {"resin": factor(1)})
    (said,) = spreads(of)
    assert (said.spread, said.location, said.minimum, said.maximum) == expected
    assert found(of).findings == ()


# ------------------------------------------------------------------------ what is lost


def resin_of(
    values: list[str], dist: str, per: str = "1 kg", **more: Plain
) -> lg.Model:
    resin = {
        "amount": values[0],
        "uncertainty": {"dist": dist, "values": values, **more},
    }
    return model(
        {"works": works(inputs={"resin": resin})}, {"resin": factor(1, per=per)}
    )


MIX = {"kind": "mix", "outputs": {"power": "1 kWh"}}
SOURCES = {"wind": factor(0.01, per="1 kWh"), "coal": factor(1, per="1 kWh")}


def of_mix(**inputs: Plain) -> lg.Model:
    grid = {**MIX, "inputs": inputs}
    green = {"value": 0.4, "uncertainty": {"dist": "uniform", "min": 0.3, "max": 0.5}}
    return model(
        {"works": works(inputs={"power": "1 kWh"}), "grid": grid},
        SOURCES,
        parameters={"green": green},
    )


def of_prices() -> lg.Model:
    outputs = {
        "goods": {"amount": "1 kg", "price": "3 CNY/kg ± 10 %"},
        "slag": {"amount": "1 kg", "price": "1 CNY/kg"},
    }
    allocation = {"by": "economic", "why": "test"}
    return model(
        {
            "works": works(
                outputs=outputs, allocation=allocation, inputs={"power": "1 kWh ± 5 %"}
            )
        },
        {"power": POWER},
    )


def balanced() -> lg.Model:
    """Scrap takes up what more or less metal brings in."""
    outputs = {"goods": "1 kg"}
    waste = {"scrap": {"amount": "0.25 kg", "to": "tip"}}
    process = works(inputs={"metal": "1.25 kg ± 6 %"}, waste=waste, balance="scrap")
    tip = factor(1) | {"kind": "treatment", "boundary": "gate_to_grave"}
    return model(
        {"works": process | {"outputs": outputs}}, {"metal": factor(2), "tip": tip}
    )


X = {"value": 2, "uncertainty": {"dist": "uniform", "min": 1, "max": 3}}
ROW = "works.inputs.power"
LOST: dict[str, tuple[lg.Model, int, int, list[str]]] = {
    # model, entries lost, entries uncertain, numbers
    "two numbers": (
        drawing("= 1 kWh * x * x2", parameters={"x": X, "x2": X}),
        1,
        1,
        ["x", "x2"],
    ),
    "no multiple": (drawing("= 1 kWh * (1 + x)", parameters={"x": X}), 1, 1, ["x"]),
    "a kink": (drawing("= 1 kWh * min(x, 2)", parameters={"x": X}), 1, 1, ["x"]),
    "a divisor": (drawing("= 1 kWh / x", parameters={"x": X}), 1, 1, ["x"]),
    "a square": (drawing("= 1 kWh * x^2", parameters={"x": X}), 1, 1, ["x"]),
    "stated shares": (
        of_mix(wind="0.4 kWh ± 5 %", coal="0.6 kWh"),
        2,
        2,
        ["grid.inputs.wind", "grid.inputs.coal"],
    ),
    "shares by formula": (
        of_mix(wind="= green * 1 kWh", coal="= (1 - green) * 1 kWh"),
        2,
        2,
        ["green"],
    ),
    "prices": (of_prices(), 2, 2, ["works.outputs.goods.price", ROW]),
    "a balance": (balanced(), 2, 2, ["works.inputs.metal", "works.waste.scrap"]),
    "values without an id": (
        resin_of(["2 kg", "5 kg"], "empirical"),
        1,
        1,
        ["works.inputs.resin"],
    ),
    # steps of 0.001: a factor per tonne
    "steps of another size": (
        resin_of(["1 kg", "2 kg"], "empirical", "1 t"),
        1,
        1,
        ["works.inputs.resin"],
    ),
    "a GWP": (
        model(
            {"works": works(emissions={"co2_fossil": "1 kg ± 5 %"})},
            scope={"gwp_uncertainty": {"co2_fossil": "± 10 %"}},
        ),
        1,
        2,
        ["scope.gwp_uncertainty.co2_fossil"],
    ),
}


@pytest.mark.parametrize(("of", "count", "all_", "names"), LOST.values(), ids=LOST)
def test_what_cannot_be_said_stays_certain_and_is_named(
    of: lg.Model, count: int, all_: int, names: list[str]
) -> None:
    drawn = found(of)
    values = codes(drawn.findings)["N085"]
    assert (values["count"], values["of"]) == (count, all_)
    assert sorted(name.removesuffix(".factor") for name in values["numbers"]) == sorted(
        names
    )
    assert len(drawn.a) + len(drawn.b) == all_ - count


def test_a_number_in_two_entries_is_told() -> None:
    of = model(
        {"works": works(inputs={"power": "= 1 kWh * x", "heat": "= 1 kWh * x"})},
        {"power": POWER, "heat": POWER},
        parameters={"x": X},
    )
    drawn = found(of)
    assert len(drawn.a) == 2
    assert codes(drawn.findings) == {"N086": {"count": 1, "numbers": ["x"]}}


def test_certain_models_are_told_nothing() -> None:
    assert found(drawing("300 kWh")) == DrawnEntries(a={}, b={}, findings=())


# ------------------------------------------------------------------------------- files


@pytest.mark.parametrize(
    "format_", ["datapackage", "openlca_jsonld", "brightway_excel"]
)
def test_a_file_brings_the_distributions_back(format_: str, tmp_path: Path) -> None:
    suffix = ".xlsx" if format_ == "brightway_excel" else ".zip"
    of = (
        drawing(SAID["cut"][0])
        if format_ != "openlca_jsonld"
        else drawing("300 kWh ± 5 %")
    )
    path = tmp_path / f"out{suffix}"
    exported = export_model(of.prepared, path, format_)
    assert "N085" not in codes(exported.findings)
    back = add_database(path, name="back", place=tmp_path).database
    (entry,) = [row for row in back.technosphere.spread if row["kind"] > 1]
    assert entry["kind"] == 3
    assert entry["location"] == pytest.approx(-0.3)


def test_an_export_tells_what_is_lost(tmp_path: Path) -> None:
    exported = export_model(of_prices().prepared, tmp_path / "out.zip", "datapackage")
    assert "N085" in codes(exported.findings)

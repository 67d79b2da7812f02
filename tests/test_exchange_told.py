"""What else a model tells with a footprint: packaging, rules, who and when."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from small_models import factor, works
from told_footprints import MILL, catena_x_validator, pact_validator, plant

import lcagraph as lg
from lcagraph.errors import ModelError
from lcagraph.exchange import footprint_of
from lcagraph.locate import folder
from lcagraph.wording import Language

SHOWCASES = ("aluminium_profile", "lfp_cell", "caustic_soda")

# 0.1 kg of sack at 2 kgCO2e/kg and 0.5 kg of box at 0.6, hauled 100 km at 0.2 kg/t·km
PACKED = {
    "mill": {**MILL, "outputs": {"bare": "1 kg"}},
    "packing": works(
        inputs={
            "bare": "1 kg",
            "sack": "0.1 kg",
            "box": {
                "amount": "0.5 kg",
                "transport": [{"mode": "truck", "distance": "100 km"}],
            },
        }
    ),
}
FACTORS = {
    "ore": factor(1.5),
    "film": factor(3),
    "sack": factor(2),
    "box": factor(0.6),
    "truck": factor(0.2, "1 t*km"),
}
OWN = {"packaging_included": "true"}


def told(layout: str = "pact", **exchange: Any) -> dict[str, Any]:
    made = plant(PACKED, FACTORS, data_exchange={**OWN, **exchange})
    tree: dict[str, Any] = json.loads(footprint_of(made.solve(), layout).to_json())
    return tree


def refused(made: lg.Model) -> set[tuple[str, str]]:
    with pytest.raises(ModelError) as error:
        footprint_of(made.solve(), "pact")
    return {(f.code, f.at) for f in error.value.findings if f.is_fatal}


@pytest.mark.parametrize(
    ("paths", "emitted"),
    [
        # 0.1 × 2 + 0.5 × 0.6 + 0.5e-3 t × 100 km × 0.2 = 0.2 + 0.3 + 0.01
        (["processes.packing"], "0.51"),
        (["processes.packing.inputs.box"], "0.31"),
        (["processes.packing.inputs.sack"], "0.2"),
        # a row that two of the paths lead to counts once
        (["processes.packing", "processes.packing.inputs.sack"], "0.51"),
    ],
)
def test_packaging_is_what_stands_at_its_paths_and_below(
    paths: list[str], emitted: str
) -> None:
    pcf = told(packaging=paths)["pcf"]
    assert pcf["packagingGhgEmissions"] == emitted
    # told beside the total, and held by it: 6.77 of the mill + 0.51
    assert pcf["pcfExcludingBiogenicUptake"] == "7.28"


def test_packaging_is_divided_for_catena_x_and_stays_in_the_production_stage() -> None:
    tree = told("catena_x", packaging=["processes.packing"])
    stages = tree["productLifeCycleStagesAndEmissions"][0]
    packaging, production = stages["packagingStage"][0], stages["productionStage"][0]
    assert packaging["packagingPcfExcludingBiogenicUptake"] == 0.51
    assert packaging["packagingFossilGhgEmissions"] == 0.51
    assert production["pcfExcludingBiogenicUptake"] == 7.28
    assert not list(catena_x_validator().iter_errors(tree))


def test_without_a_path_packaging_is_not_told_apart() -> None:
    pcf = told()["pcf"]
    assert pcf["packagingEmissionsIncluded"] is True
    assert "packagingGhgEmissions" not in pcf


@pytest.mark.parametrize(
    ("exchange", "at"),
    [
        ({**OWN, "packaging": ["processes.sacks"]}, "data_exchange.packaging.0"),
        # `bare` comes from a process of the model and has no emissions of its own
        (
            {**OWN, "packaging": ["processes.packing.inputs.bare"]},
            "data_exchange.packaging.0",
        ),
        ({"packaging": ["processes.packing"]}, "data_exchange.packaging_included"),
    ],
    ids=["no such path", "a path without emissions", "left out"],
)
def test_packaging_that_is_not_in_the_footprint_is_refused(
    exchange: dict[str, Any], at: str
) -> None:
    assert refused(plant(PACKED, FACTORS, data_exchange=exchange)) == {("E241", at)}


def test_carbon_of_the_packaging_is_told() -> None:
    # 0.5 kg of cardboard with 44 % of carbon
    pcf = told(packaging_biogenic_carbon="220 g")["pcf"]
    assert pcf["packagingBiogenicCarbonContent"] == "0.22"
    made = plant(PACKED, FACTORS, data_exchange={"packaging_biogenic_carbon": "1 L"})
    assert refused(made) == {("E433", "data_exchange.packaging_biogenic_carbon")}


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("PEF", {"operator": "PEF", "ruleNames": ["Sheets"]}),
        (
            "Guild",
            {
                "operator": "Other",
                "ruleNames": ["Sheets"],
                "otherOperatorName": "Guild",
            },
        ),
    ],
)
def test_a_category_rule_is_told_with_its_operator(
    operator: str, expected: dict[str, Any]
) -> None:
    rule = {"category_rule": {"name": "板材 | Sheets"}}
    made = plant(scope=rule, data_exchange={"rule_operator": operator})
    tree = json.loads(footprint_of(made.solve(), "pact").to_json())
    assert tree["pcf"]["productOrSectorSpecificRules"] == [expected]
    assert not list(pact_validator().iter_errors(tree))
    assert refused(plant(scope=rule)) == {("E240", "data_exchange.rule_operator")}


def test_who_gives_the_footprint_may_be_another_than_the_producer() -> None:
    assert told()["companyName"] == "Company"
    assert told(company="商社 | Trader")["companyName"] == "Trader"


def test_the_day_of_the_footprint_goes_before_that_of_the_assessment() -> None:
    assert told()["created"] == "2025-01-15T00:00:00Z"
    assert told(created="2025-02-01")["created"] == "2025-02-01T00:00:00Z"


@pytest.mark.parametrize("name", SHOWCASES)
def test_a_showcase_is_told_as_it_is_shipped(name: str) -> None:
    footprint = lg.read(folder("models") / name / "model.yaml").solve()
    tree = json.loads(footprint_of(footprint, "pact").to_json())
    assert not list(pact_validator().iter_errors(tree))
    told = float(Decimal(tree["pcf"]["pcfExcludingBiogenicUptake"]))
    assert told == pytest.approx(footprint.excluding, rel=1e-9)
    tree = json.loads(footprint_of(footprint, "catena_x").to_json())
    assert not list(catena_x_validator().iter_errors(tree))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SHOWCASES)
def test_sources_of_the_shipped_models_are_publications_not_products(
    name: str, lang: Language
) -> None:
    model = lg.read(folder("models") / name / "model.yaml")
    tree = json.loads(footprint_of(model.solve(), "pact", lang).to_json())
    sources = {one["name"] for one in tree["pcf"]["secondaryEmissionFactorSources"]}
    products = {one.name.get(lang) for one in model.system.factors.values() if one.name}
    assert not sources & products
    assert not any(source.startswith("[") for source in sources)

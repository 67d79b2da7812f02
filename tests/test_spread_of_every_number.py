"""Any distribution of a price, a property, a share, a distance, a CFF term, a gas.

Every case is a footprint that is one known function of one number. Its mean and
standard deviation are integrals of that function over the quantiles of scipy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.calculate import evaluate
from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.sampling import sampler_of

Plain = Any
Floats = NDArray[np.float64]

MANY = 40_000
CHANCE = 4.5
"""Standard errors that a figure may be off; beyond, P < 7e-6."""

QUANTILES = (np.arange(400_000) + 0.5) / 400_000


def triangular(low: str, high: str) -> Plain:
    return {"dist": "triangular", "min": low, "max": high}


def joint(by: str, first: Plain, second: Plain) -> lg.Model:
    """1 kg each of goods and slag from power of 10 kg CO2e, shared by one of theirs."""
    outputs = {
        "goods": {"amount": "1 kg", **first},
        "slag": {"amount": "1 kg", **second},
    }
    allocation = {"by": by, "why": "test"}
    return model(
        {
            "works": works(
                outputs=outputs, allocation=allocation, inputs={"power": "1 kWh"}
            )
        },
        {"power": factor(10, per="1 kWh")},
    )


def carried() -> lg.Model:
    """2 kg over a distance; the truck emits 0.1 kg CO2e/(t km)."""
    distance = {
        "value": "100 km",
        "uncertainty": {"dist": "uniform", "min": "50 km", "max": "150 km"},
    }
    parts = {"amount": "2 kg", "transport": {"truck": distance}}
    truck = factor(0.1, per="1 t*km") | {"kind": "transport"}
    return model(
        {"works": works(inputs={"parts": parts})}, {"parts": factor(0), "truck": truck}
    )


def shared() -> lg.Model:
    """Goods take a share of 10 kg CO2e, slag the rest."""
    share = {"value": 0.6, "uncertainty": triangular("0.5", "0.7")}
    outputs = {"goods": "1 kg", "slag": "1 kg"}
    allocation = {"shares": {"goods": share, "slag": 0.4}, "why": "test"}
    return model(
        {
            "works": works(
                outputs=outputs, allocation=allocation, inputs={"power": "1 kWh"}
            )
        },
        {"power": factor(10, per="1 kWh")},
    )


def recycled() -> lg.Model:
    """1 kg of material: (1 − R1)·3 + R1·(0.5·1 + 0.5·3) + 0.1 = 3.1 − R1."""
    content = {
        "value": "0.5",
        "uncertainty": {"dist": "uniform", "min": "0.4", "max": "0.6"},
    }
    recycling = {
        "method": "cff",
        "parameters": {"mass": "1 kg", "A": "0.5", "R1": content},
        "suppliers": {"Ev": "virgin", "Erec": "scrap", "Ed": "tip"},
    }
    return model(
        {"works": works(recycling=recycling)},
        {"virgin": factor(3), "scrap": factor(1), "tip": factor(0.1)},
    )


def of_two_gases(co2: Plain, ch4: Plain = "10 g", **keys: Plain) -> lg.Model:
    """2.5 kg of fibre; methane of 29.8 kg CO2e/kg (IPCC AR6, fossil)."""
    fibre = {
        "per": "1 kg",
        "kind": "material",
        "boundary": "cradle_to_gate",
        "emissions": {"co2_fossil": co2, "ch4_fossil": ch4},
    }
    return model({"works": works(inputs={"fibre": "2.5 kg"})}, {"fibre": fibre}, **keys)


@dataclass(frozen=True)
class Case:
    path: str
    of: lg.Model
    footprint: Callable[[Floats], Floats]
    law: Plain


PRICE = {"value": "3 CNY/kg", "uncertainty": triangular("2 CNY/kg", "5 CNY/kg")}
HEAT = {"value": "3 MJ/kg", "uncertainty": {"dist": "lognormal", "gsd": 1.2}}
GAS = {"value": "26.6 kg", "uncertainty": triangular("26 kg", "27.2 kg")}
OUTPUT = "processes.works.outputs.goods"

CASES = {
    # goods get x / (x + 1) of 10 kg
    "price": Case(
        f"{OUTPUT}.price",
        joint("economic", {"price": PRICE}, {"price": "1 CNY/kg"}),
        lambda x: 10 * x / (x + 1),
        stats.triang(1 / 3, 2, 3),
    ),
    "heating value": Case(
        f"{OUTPUT}.lhv",
        joint("energy", {"lhv": HEAT}, {"lhv": "1 MJ/kg"}),
        lambda x: 10 * x / (x + 1),
        stats.lognorm(math.log(1.2), scale=3),
    ),
    "mass under properties": Case(
        f"{OUTPUT}.properties.worth",
        joint(
            "worth",
            {
                "properties": {
                    "worth": {"value": 3, "uncertainty": triangular("2", "5")}
                }
            },
            {"properties": {"worth": 1}},
        ),
        lambda x: 10 * x / (x + 1),
        stats.triang(1 / 3, 2, 3),
    ),
    "distance": Case(
        "processes.works.inputs.parts.transport.0.distance",
        carried(),
        lambda x: 0.1 * 0.002 * x,
        stats.uniform(50, 100),
    ),
    "share": Case(
        "processes.works.allocation.shares.goods",
        shared(),
        lambda x: 10 * x,
        stats.triang(0.5, 0.5, 0.2),
    ),
    "recycled content": Case(
        "processes.works.recycling.parameters.R1",
        recycled(),
        lambda x: 3.1 - x,
        stats.uniform(0.4, 0.2),
    ),
    "gas of two": Case(
        "factors.fibre.emissions.co2_fossil",
        of_two_gases(GAS),
        lambda x: 2.5 * (x + 0.01 * 29.8),
        stats.triang(0.5, 26, 1.2),
    ),
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def totals(of: lg.Model, n: int = MANY) -> Floats:
    return evaluate(of.prepared, sampler_of(of.prepared).draw(1, 0, n)).including


def assert_moments(found: Floats, exact: Floats) -> None:
    """Mean and sd within their errors; `exact` at evenly spread quantiles."""
    mean, sd = exact.mean(), exact.std()
    kurtosis = np.mean(((exact - mean) / sd) ** 4)
    assert abs(found.mean() - mean) < CHANCE * sd / math.sqrt(len(found))
    error = sd * math.sqrt((kurtosis - 1) / (4 * len(found)))
    assert abs(found.std() - sd) < CHANCE * error


@each_case
def test_draws_follow_the_distribution(case: Case) -> None:
    assert_moments(totals(case.of), case.footprint(case.law.ppf(QUANTILES)))


@each_case
def test_taylor_sees_it_to_first_order(case: Case) -> None:
    """sd h = |h'(mean)| · sd x, with a central difference.

    Of shares the covariance is told by 65,536 draws: known to 0.3 %.
    """
    mean, sd = case.law.mean(), case.law.std()
    ends = case.footprint(np.array([mean * (1 - 1e-5), mean * (1 + 1e-5)]))
    slope = (ends[1] - ends[0]) / (2e-5 * mean)
    found = case.of.sensitivity.taylor()
    known = 0.01 if ".shares." in case.path else 1e-6
    assert found.sd == pytest.approx(abs(slope) * sd, rel=known)
    assert case.path in {part.path for part in found.shares}


@each_case
def test_the_tornado_runs_from_its_2_5_to_its_97_5_percent_quantile(case: Case) -> None:
    bars = {bar.range.number.path: bar for bar in case.of.sensitivity.tornado().bars}
    low, high = case.footprint(case.law.ppf(np.array([0.025, 0.975])))
    bar = bars[case.path]
    assert sorted((bar.at_low, bar.at_high)) == pytest.approx(
        sorted((low, high)), rel=1e-9
    )


@each_case
def test_the_long_form_is_read_again_as_it_was_written(case: Case) -> None:
    plain = to_plain(case.of.prepared.compiled.system)
    again, findings = parse_system(plain)
    assert findings == ()
    assert again is not None
    assert to_plain(again) == plain
    assert "uncertainty" in repr(plain)


# ------------------------------------------------------------------ published figures


def test_a_gas_and_its_gwp_have_the_exact_moments_of_their_product() -> None:
    # Brightway, From the ground up 1: 2.5 kg of carbon fibre × triangular(26, 26.6,
    # 27.2) kg CO2/kg × normal(1, 0.05). Var X = 0.06, so of 2.5 X 0.375:
    # 66.5² × 0.0025 + 0.375 + 0.375 × 0.0025 = 11.4315625. Methane beside it adds
    # 2.5 × 0.01 × 29.8 = 0.745 kg CO2e and no spread.
    of = of_two_gases(
        GAS, scope={"gwp_uncertainty": {"co2_fossil": {"dist": "normal", "sd": 0.05}}}
    )
    assert of.solve().total == pytest.approx(66.5 + 0.745, rel=1e-12)
    found = totals(of, 200_000)
    sd = math.sqrt(11.4315625)
    assert sd == pytest.approx(3.3810593754029705, rel=1e-12)
    assert abs(found.mean() - 67.245) < CHANCE * sd / math.sqrt(found.size)
    # a normal times a narrow triangular: kurtosis 3 within 0.1
    assert abs(found.std() - sd) < CHANCE * sd * math.sqrt(2.1 / (4 * found.size))


# --------------------------------------------------------------------------- pedigree


def spread_of(of: lg.Model, path: str) -> Plain:
    (number,) = [n for n in sampler_of(of.prepared).numbers if n.path == path]
    return number


def test_one_gas_has_scores_of_its_own() -> None:
    # ecoinvent 3: methane 0.04; scores 2, 1, 3, 1, 1 add 0.0006 + 0.002
    of = of_two_gases("26.6 kg", {"value": "10 g", "pedigree": [2, 1, 3, 1, 1]})
    number = spread_of(of, "factors.fibre.emissions.ch4_fossil")
    assert number.distribution.gsd == pytest.approx(math.exp(math.sqrt(0.0426)))
    assert [n.path for n in sampler_of(of.prepared).numbers] == [number.path]


def test_the_scores_of_a_gas_go_before_those_of_its_factor() -> None:
    of = of_two_gases("26.6 kg", {"value": "10 g", "pedigree": [5, 1, 1, 1, 1]})
    scored = of.with_({"factors.fibre.pedigree": [1, 1, 1, 1, 1]})
    # carbon dioxide 0.0006, methane 0.04 + 0.04
    dioxide = spread_of(scored, "factors.fibre.emissions.co2_fossil")
    methane = spread_of(scored, "factors.fibre.emissions.ch4_fossil")
    assert dioxide.distribution.gsd == pytest.approx(math.exp(math.sqrt(0.0006)))
    assert methane.distribution.gsd == pytest.approx(math.exp(math.sqrt(0.08)))


def scored_distance(**spread: Plain) -> lg.Model:
    distance = {"value": "100 km", "pedigree": [1, 1, 1, 1, 2], **spread}
    parts = {"amount": "2 kg", "transport": {"truck": distance}}
    truck = factor(0.1, per="1 t*km") | {"kind": "transport"}
    return model(
        {"works": works(inputs={"parts": parts})}, {"parts": factor(0), "truck": truck}
    )


def test_a_distance_has_the_basic_uncertainty_of_freight() -> None:
    # ecoinvent 3: transport 0.12, and 0.0006 for technology of score 2
    number = spread_of(scored_distance(), CASES["distance"].path)
    assert number.distribution.gsd == pytest.approx(math.exp(math.sqrt(0.1206)))


def test_scores_beside_another_distribution_are_told_at_the_number() -> None:
    of = scored_distance(
        uncertainty={"dist": "uniform", "min": "50 km", "max": "150 km"}
    )
    (finding,) = sampler_of(of.prepared).findings
    assert (finding.code, finding.at) == ("N471", f"{CASES['distance'].path}.pedigree")

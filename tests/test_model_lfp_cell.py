"""The model of the LFP cell: both results by hand, and the masses of its recipe."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

import lcagraph as lg

RTOL = 1e-7  # combustion per m3 is printed with eight digits

# kgCO2e per tonne of cells before sorting, all but electricity; factors as printed in
# the sources that the model names:
#   LFP                338.566 × 7.9                                    = 2674.6714
#   graphite           118.353 × 5.31591                                =  629.15390
#   aluminium          (56.005 + 12.519 + 6.885) × 15.567               = 1173.89190
#   copper             (129.170 + 11.893) × 9.5                         = 1340.0985
#   carbon black       (19.458 + 6.575) × 2.5                           =   65.0825
#   PVDF               31.132 × 15                                      =  466.98
#   CMC and SBR        (4.603 + 1.972) × 3                              =   19.725
#   ethylene carbonate 189.109 × 1.5                                    =  283.6635
#   LiPF6              22.422 × 15                                      =  336.33
#   separator          51.338 × 2.91650513                              =  149.72754
#   NMP                0.02 × 108.96368 kg × (5 + 2.2197)               =   15.73370
#   freight            (1000 + 2.1792736) kg × 0.8 Mm × 0.0978 kg/t·km  =   78.41051
#   gas                14.4 GJ / (0.9 × 38.931 MJ/m3) = 410.98353 m3
#                      × (0.608 + 56.1 kg/GJ × 38.931 MJ/m3 = 2.1840291) = 1147.47799
#   water              4.4681 × (0.1913 + 0.17088)                      =    1.61826
#   rejects            0.040 t × 4.68568                                =    0.18743
MATERIALS = (
    338.566 * 7.9
    + 118.353 * 5.31591
    + (56.005 + 12.519 + 6.885) * 15.567
    + (129.170 + 11.893) * 9.5
    + (19.458 + 6.575) * 2.5
    + 31.132 * 15
    + (4.603 + 1.972) * 3
    + 189.109 * 1.5
    + 22.422 * 15
    + 51.338 * 2.91650513
)
NMP = 0.28 * 389.156
FREIGHT = (1000 + 0.02 * NMP) * 0.8 * 0.0978
GAS = 14400 / (0.9 * 38.931) * (0.608 + 2.1840291)
REST = 0.02 * NMP * (5 + 2.2197) + 4.4681 * (0.1913 + 0.17088) + 0.040 * 4.68568
# 960 kg of good cells at 0.16 kWh/kg
CAPACITY = 153.6


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "models" / "lfp_cell" / "model.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("view", "per_kwh"),
    # (8382.75212 + 4000 × 0.0324) / 153.6 = 55.41896
    # (8382.75212 + 4000 × 0.5777) / 153.6 = 69.61948
    [("market_based", 0.0324), ("location_based", 0.5777)],
)
def test_both_results_are_those_of_the_hand_calculation(
    text: str, view: str, per_kwh: float
) -> None:
    expected = (MATERIALS + FREIGHT + GAS + REST + 4000 * per_kwh) / CAPACITY
    views = lg.read_string(text).solve().supply_views
    assert_allclose(views[view], expected, rtol=RTOL)


def test_the_headline_is_the_contract(text: str) -> None:
    result = lg.read_string(text).solve()
    assert_allclose(result.total, result.supply_views["market_based"], rtol=1e-12)


def test_poorer_recovery_costs_the_solvent_that_is_bought_hauled_and_burnt(
    text: str,
) -> None:
    # 8 % more of 108.96368 kg; the heat follows the vapour, which stays
    model = lg.read_string(text)
    more = 0.08 * NMP * (5 + 2.2197 + 0.8 * 0.0978) / CAPACITY
    difference = model.solve("poor_recovery").total - model.solve().total
    assert_allclose(difference, more, rtol=1e-6)


def kilograms(text: str, process: str) -> float:
    """Sum of the inputs of a process that are written in kg, as they stand."""
    pattern = rf"^  {process}:[^\n]*\n(.*?)(?=^ {{2}}\w|^\w)"
    block = re.search(pattern, text, re.M | re.S)
    assert block
    inputs = block[1].split("inputs:")[1].split("waste:")[0]
    return sum(float(n) for n in re.findall(r"([\d.]+) kg[,}\n]", inputs))


@pytest.mark.parametrize(
    ("process", "out"),
    # sheets are in dry mass: the rows of the solvent are formulas that cancel
    [("cathode_coating", 445.161), ("anode_coating", 260.673), ("cell_assembly", 1000)],
)
def test_what_goes_in_comes_out(text: str, process: str, out: float) -> None:
    # 338.566 + 19.458 + 31.132 + 56.005; 118.353 + 6.575 + 6.575 + 129.170;
    # 445.161 + 260.673 + 189.109 + 22.422 + 51.338 + 19.404 + 11.893
    assert_allclose(kilograms(text, process), out, atol=1e-9)


def test_no_error_and_no_word_about_masses(text: str) -> None:
    codes = {finding.code for finding in lg.read_string(text).check()}
    assert not {code for code in codes if code.startswith("E")}
    assert not codes & {"W810", "N811", "W814", "N815"}


def test_graphite_that_is_missing_is_noticed(text: str) -> None:
    # 118.353 → 78.353 kg: 220.673 kg in, 260.673 kg out
    wrong = text.replace("amount: 118.353 kg", "amount: 78.353 kg")
    assert "W810" in {finding.code for finding in lg.read_string(wrong).check()}


# kgCO2e per tonne of cells before sorting of each assumed factor, as above
ASSUMED = np.array(
    [
        (19.458 + 6.575) * 2.5,
        31.132 * 15,
        (4.603 + 1.972) * 3,
        189.109 * 1.5,
        22.422 * 15,
        0.02 * NMP * 5,
    ]
)


def test_the_assumed_factors_are_as_wide_as_half_their_value_and_never_negative(
    root: Path,
) -> None:
    # 2.5, 97.5 %: median ÷ and × 1.278^1.959964 = 1.6173, so 0.6183 to 1.6173: 0.999
    spread = 1.278**1.959964
    assert spread - 1 / spread == pytest.approx(2 * 0.5, abs=2e-3)
    found = lg.read(root / "models" / "lfp_cell" / "model.yaml").uncertainty(seed=1)
    assert found.findings == ()
    # a sum of independent lognormals: mean Σ c e^(σ²/2), variance Σ c² (e^σ² − 1) e^σ²
    variance = math.log(1.278) ** 2
    mean = ASSUMED.sum() * (math.exp(variance / 2) - 1) / CAPACITY
    sd = np.sqrt(np.sum(ASSUMED**2) * math.expm1(variance) * math.exp(variance))
    base = found.of("base")
    error = sd / CAPACITY / math.sqrt(base.n)
    assert abs(base.mean - found.as_written() - mean) < 4 * error
    # its skewness adds to the error of a standard deviation: below 2 % of 10,000 draws
    assert base.sd == pytest.approx(sd / CAPACITY, rel=0.04)

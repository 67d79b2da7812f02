"""The galvanised bracket: its total and its masses, worked out beside the model."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import lcagraph as lg

RTOL = 1e-9  # a chain of four processes without a loop, in double precision

# Per 1000 brackets = 3 t net, by exact fractions of the printed numbers.
F = Fraction
PLATE = 1 / (1 - F("0.15") - F("0.08"))  # t per t of black parts: 1.298701
ZINC = F("0.0535")  # t per t dipped
IRON = F("0.004")  # t pickled per t dipped
ACID = IRON * 2 * F("36.461") / F("55.845") / F("0.32") * F("1.25")  # 20.403 kg
HYDROGEN = IRON * F("2.016") / F("55.845")  # Fe + 2 HCl: 0.144 kg
COATED = 1 + ZINC * F("0.65") - IRON  # 1.030775 t per t dipped
DROSS = ZINC * F("0.35")  # 18.725 kg
SPENT = ACID + IRON - HYDROGEN  # 24.259 kg
DIPPED = 3 / COATED  # 2.910431 t
GAS = F("232.3") / (F("0.20") * F("38.931"))  # 29.835 m3 per t dipped
# GJ/m3 over t/m3 gives GJ/t; 0.0036 GJ per kWh; a quarter of the energy cuts
CUTTING = PLATE * F("0.08") * F("3.10") / F("7.85") / F("0.25") / F("0.0036")
POWER = PLATE * 50 + 30 + CUTTING + 60 * F("0.1101") + 40  # kWh per t dipped
T_KM = PLATE * 500 + F("0.002") * 160 + ZINC * 800 + ACID * 80 + SPENT * 60

CONTRIBUTIONS = {  # kgCO2e
    "plate": DIPPED * PLATE * 2400,  # 9071.475
    # GWP100 of AR6: fossil CH4 29.8, N2O 273: 496.711
    "zinc": DIPPED
    * ZINC
    * (F("3040.5") + F("3.9556") * F("29.8") + F("0.11588") * 273),
    "acid": DIPPED * ACID * F("254.3"),  # 15.101
    "oil": DIPPED * F("0.002") * 1401,  # 8.155
    "oil burnt": DIPPED * F("0.002") * F("40.2") * F("73.3"),  # 17.152
    "power": DIPPED * POWER * F("0.5777"),  # 314.630
    "freight": DIPPED * T_KM * F("0.0978"),  # 197.984
    "gas upstream": DIPPED * GAS * F("0.608"),  # 52.794
    # 38.931 MJ/m3 × 56.1 kg/GJ: 189.644
    "gas burnt": DIPPED * GAS * F("0.038931") * F("56.1"),
    "spent acid": DIPPED * SPENT / F("1.2") * F("0.17088"),  # 0.010
    "pallet": F("0.0618") * F("269.50416"),  # 16.655
    "band": F("0.00606") * 2600,  # 15.756
}  # sum 10 396.067


@pytest.fixture(scope="module")
def path(root: Path) -> Path:
    return root / "models" / "steel_part" / "model.yaml"


def test_the_footprint_is_the_sum_of_the_contributions_by_hand(path: Path) -> None:
    total = float(lg.read(path).solve().total)
    assert total == pytest.approx(float(sum(CONTRIBUTIONS.values()) / 1000), rel=RTOL)


def test_the_masses_of_machining_and_galvanising_close() -> None:
    # plate = parts + offcuts + chips
    assert 1 + PLATE * F("0.15") + PLATE * F("0.08") == PLATE
    # parts + zinc + acid = galvanised + ash and dross + spent acid + hydrogen
    assert 1 + ZINC + ACID == COATED + DROSS + SPENT + HYDROGEN


def test_the_check_finds_no_error_and_every_mass_balance_closed(path: Path) -> None:
    codes = {finding.code for finding in lg.read(path).check()}
    # proxies in AR5, zinc data of 2005; W810 or N811 would be a balance off or missing
    assert {code for code in codes if code[0] in "EW"} == {"W623", "W831"}
    assert "N811" not in codes


def test_converter_steel_changes_nothing_but_the_factor_of_the_plate(
    path: Path,
) -> None:
    saved = DIPPED * PLATE * (2400 - 1990) / 1000  # 1.550 kgCO2e per bracket
    model = lg.read(path)
    less = float(model.solve().total) - float(model.solve("converter_steel").total)
    assert less == pytest.approx(float(saved), rel=RTOL)

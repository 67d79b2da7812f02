"""What can't be sampled of a database is refused, by the names that it has there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_databases import smelter, triplets
from test_background_sampling import lognormal, one_kilogram, put, uncertain

from lcagraph.background.linked import OPEN_LINK
from lcagraph.background.sampling import draws_of, plan_of
from lcagraph.background.spreads import Parameters
from lcagraph.engine.montecarlo import simulate
from lcagraph.errors import CalculationError, UsageError
from lcagraph.solve import EntryError

NAN = math.nan


def test_an_open_supply_chain_is_refused_unless_it_is_waived(tmp_path: Path) -> None:
    flags = np.array([0, OPEN_LINK], dtype=np.uint16)
    held = put(replace(smelter(), flags=flags), tmp_path)
    with pytest.raises(UsageError) as caught:
        plan_of(held, one_kilogram(held))
    assert caught.value.finding.code == "E090"
    plan = plan_of(held, one_kilogram(held), is_waived=True)
    h = simulate(plan, range(2), seed=1).scores
    np.testing.assert_allclose(h, 8.6, rtol=1e-12)


def test_a_dataset_without_result_is_refused(tmp_path: Path) -> None:
    # 1 kWh takes 1 kWh of its own: nothing comes out
    linked = replace(
        smelter(),
        technosphere=triplets({(0, 0): 1.0, (1, 0): -14.0, (1, 1): 0.0}),
    )
    held = put(linked, tmp_path)
    with pytest.raises(UsageError) as caught:
        plan_of(held, one_kilogram(held))
    assert caught.value.finding.code == "E088"


@pytest.mark.parametrize(
    ("technosphere", "interventions", "flow"),
    [
        ({(1, 0): lognormal(14, 12.5)}, {}, "Electricity"),
        ({}, {(0, 1): lognormal(0.5, 12.5)}, "Carbon dioxide, fossil"),
    ],
)
def test_a_distribution_without_use_is_told_by_name(
    tmp_path: Path,
    technosphere: Mapping[tuple[int, int], Parameters],
    interventions: Mapping[tuple[int, int], Parameters],
    flow: str,
) -> None:
    held = put(uncertain(technosphere, interventions), tmp_path)
    with pytest.raises(CalculationError) as caught:
        plan_of(held, one_kilogram(held))
    (finding,) = caught.value.findings
    assert (finding.code, finding.values["flow"]) == ("E524", flow)


@pytest.mark.parametrize(
    ("technosphere", "interventions"),
    [({(1, 1): lognormal(1, 12.5)}, {}), ({}, {(0, 1): lognormal(0.5, 12.5)})],
    ids=["A", "B"],
)
def test_what_is_told_by_name_is_so_in_a_part_of_the_database(
    tmp_path: Path,
    technosphere: Mapping[tuple[int, int], Parameters],
    interventions: Mapping[tuple[int, int], Parameters],
) -> None:
    # electricity, the second dataset, takes nothing of the first: the part is itself
    held = put(uncertain(technosphere, interventions), tmp_path)
    bought = replace(one_kilogram(held), columns=np.array([1], np.int32))
    with pytest.raises(CalculationError) as caught:
        plan_of(held, bought)
    (finding,) = caught.value.findings
    assert finding.values["process"] == held.activity(1).name
    if technosphere:
        assert finding.values["flow"] == held.activity(1).product_name


def test_an_amount_that_is_no_number_is_told_by_name(tmp_path: Path) -> None:
    held = put(smelter(), tmp_path)
    bought = replace(one_kilogram(held), columns=np.array([1], np.int32))
    with pytest.raises(EntryError) as caught:
        simulate(
            plan_of(held, bought), range(1), seed=1, sampled=np.full((1, 1, 1), NAN)
        )
    assert caught.value.row == 1
    with pytest.raises(CalculationError) as told:
        plan_of(held, replace(bought, amounts=np.full((1, 1), NAN)))
    assert held.activity(1).product_name in str(told.value)


def test_a_sample_without_an_answer_names_the_loop(tmp_path: Path) -> None:
    # 1 kg takes 16 kWh, and 16 kWh take 1 kg in half of the samples, else nothing
    A = triplets({(0, 0): 1.0, (1, 0): -16.0, (1, 1): 1.0, (0, 1): -1 / 32})
    A.spread[(A.row == 0) & (A.column == 1)] = (6, 0.5, -1 / 16, NAN, NAN, NAN)
    held = put(replace(smelter(), technosphere=A), tmp_path)
    draws = draws_of(held, np.array([0], np.int32), np.ones((1, 1)))
    with pytest.raises(CalculationError) as caught:
        draws.kilograms(1, 0, np.ones((16, 1, 1)))
    assert "Aluminium" in str(caught.value)

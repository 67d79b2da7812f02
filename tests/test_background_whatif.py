"""Edits of a stored database, against the edited one written down anew."""

from __future__ import annotations

from pathlib import Path

import exact
import numpy as np
import pytest
from matrix_databases import Cells, linked, written
from small_databases import smelter

from lcagraph.background.contributions import gas_weights
from lcagraph.background.store import Database
from lcagraph.background.whatif import Edit, WhatIf, whatif
from lcagraph.errors import CalculationError, UsageError
from lcagraph.impact import including_and_excluding

RTOL = 1e-13
CO2, CO2_RURAL, SF6, DUST = range(4)

# 0 buys 2 of 1 and 1 of 2; 1 and 2 feed each other half a unit; 3 emits 2 kg; 4 treats.
CELLS: Cells = {
    **{(i, i): 1.0 for i in range(4)},
    (4, 4): -1.0,
    (1, 0): -2.0,
    (2, 0): -1.0,
    (2, 1): -0.5,
    (1, 2): -0.5,
    (4, 0): 0.25,
}
EMITTED: Cells = {
    (CO2, 0): 1.0, (CO2, 1): 3.0, (CO2, 2): 1.0, (CO2, 3): 2.0, (CO2, 4): 8.0,
    (DUST, 0): 1.0,
}  # fmt: skip


def asked(
    database: Database, *scenarios: list[Edit], products: tuple[str, ...] = ("p0",)
) -> WhatIf:
    _, excluding = including_and_excluding()
    columns = np.arange(len(database))
    weights = gas_weights(database, "ipcc-ar6-gwp100", excluding, columns)
    return whatif(database, weights, products, scenarios)


def refused(database: Database, *edits: Edit) -> str:
    with pytest.raises(UsageError) as caught:
        asked(database, list(edits))
    return caught.value.finding.code


def test_aluminium_with_other_power(tmp_path: Path) -> None:
    """14 kWh × 0.5 kg + 1.6 kg were 8.6 kg.

    7 kWh: 5.1 kg. Half of it: the same. 0.2 kg CO2 a kWh: 14 × 0.2 + 1.6 = 4.4 kg.
    1.6 kg that become 2,000 g: 9 kg.
    """
    database = written(smelter(), tmp_path)
    aluminium = "Aluminium, smelting" if database.named("a-1") == [] else "a-1"
    found = asked(
        database,
        [],
        [Edit(process=aluminium, input="p-1", amount="7 kWh")],
        [Edit(process=aluminium, input="p-1", amount="25.2 MJ")],
        [Edit(process=aluminium, input="p-1", times=0.5)],
        [Edit(process="p-1", emission="co2", amount="0.2 kg")],
        [Edit(process=aluminium, emission="co2", amount="2000 g")],
        products=(aluminium,),
    )
    assert found.before.tolist() == pytest.approx([8.6], rel=RTOL)
    expected = [8.6, 5.1, 5.1, 5.1, 4.4, 9.0]
    assert found.after[:, 0].tolist() == pytest.approx(expected, rel=RTOL)
    assert (found.bound <= 1e-13 * found.after).all()
    assert not found.is_full.any()


def test_another_supplier_takes_over_the_amount(tmp_path: Path) -> None:
    """λ1 = 14/3, λ2 = 10/3, 2 kg of waste: 1 + 28/3 + 10/3 + 2 = 47/3.

    3 emits 2 kg: instead of 1 it makes 1 + 4 + 10/3 + 2. Of what 1 is bought already
    there is more: 2 moved to 1 makes 1 + 3 × 14/3 + 2.
    """
    database = written(linked(CELLS, EMITTED), tmp_path)
    found = asked(
        database,
        [Edit(process="p0", input="p1", supplier="p3")],
        [Edit(process="p0", input="p2", supplier="p1")],
    )
    assert found.before.tolist() == pytest.approx([47 / 3], rel=RTOL)
    expected = [7 + 10 / 3, 17.0]
    assert found.after[:, 0].tolist() == pytest.approx(expected, rel=RTOL)


def test_a_waste_is_edited_as_what_is_treated(tmp_path: Path) -> None:
    """0.5 kg instead of 0.25 kg, at 8 kg: 2 kg more."""
    database = written(linked(CELLS, EMITTED), tmp_path)
    found = asked(database, [Edit(process="p0", input="p4", amount="0.5 kg")])
    assert found.after[0, 0] == pytest.approx(47 / 3 + 2, rel=RTOL)


def test_a_new_input_needs_no_old_one(tmp_path: Path) -> None:
    database = written(linked(CELLS, EMITTED), tmp_path)
    found = asked(database, [Edit(process="p0", input="p3", amount="3 kg")])
    assert found.after[0, 0] == pytest.approx(47 / 3 + 6, rel=RTOL)


def test_edits_of_a_loop_are_those_of_an_edited_database(tmp_path: Path) -> None:
    """Both links of the loop change, and what 2 emits."""
    database = written(linked(CELLS, EMITTED), tmp_path)
    edits = [
        Edit(process="p1", input="p2", times=0.5),
        Edit(process="p2", input="p1", amount="0.75 kg"),
        Edit(process="p2", emission="co2", times=3.0),
    ]
    found = asked(database, edits, products=("p0", "p1", "p4"))
    A = np.zeros((5, 5))
    for (row, column), value in CELLS.items():
        A[row, column] = value
    A[2, 1], A[1, 2] = -0.25, -0.75
    intensity = exact.scaling(A.T, np.array([1.0, 3.0, 3.0, 2.0, 8.0]))
    expected = [intensity[0], intensity[1], -intensity[4]]
    assert found.after[0].tolist() == pytest.approx(expected, rel=RTOL)
    assert [one.process for one in found.products] == ["p0", "p1", "p4"]


def test_the_last_edit_of_an_exchange_counts(tmp_path: Path) -> None:
    database = written(linked(CELLS, EMITTED), tmp_path)
    edits = [
        Edit(process="p0", input="p3", amount="3 kg"),
        Edit(process="p0", input="p3", times=2.0),
    ]
    assert asked(database, edits).after[0, 0] == pytest.approx(47 / 3 + 12, rel=RTOL)


def test_what_has_no_answer_elsewhere_does_not_matter(tmp_path: Path) -> None:
    """Processes 5 and 6 use each other up; nobody else buys them."""
    cells = {**CELLS, (5, 5): 1.0, (6, 6): 1.0, (5, 6): -1.0, (6, 5): -1.0}
    database = written(linked(cells, EMITTED), tmp_path)
    found = asked(database, [Edit(process="p0", input="p3", amount="3 kg")])
    assert found.after[0, 0] == pytest.approx(47 / 3 + 6, rel=RTOL)
    assert refused(database, Edit(process="p0", input="p5", amount="1 kg")) == "E088"


# --------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit(process="nobody", input="p1", times=2.0), "E087"),
        (Edit(process="p0", input="nobody", times=2.0), "E087"),
        (Edit(process="p0", input="p3", times=2.0), "E522"),
        (Edit(process="p0", input="p0", times=2.0), "E522"),
        (Edit(process="p0", input="p3", supplier="p1"), "E522"),
        (Edit(process="p0", input="p1"), "E521"),
        (Edit(process="p0", times=2.0), "E521"),
        (Edit(process="p0", input="p1", emission="co2", times=2.0), "E521"),
        (Edit(process="p0", input="p1", times=2.0, amount="1 kg"), "E521"),
        (Edit(process="p0", input="p1", times=-1.0), "E521"),
        (Edit(process="p0", input="p1", times=float("inf")), "E521"),
        (Edit(process="p0", emission="co2", supplier="p1"), "E521"),
        (Edit(process="p0", input="p1", amount="= 1 kg + 1 kg"), "E521"),
        (Edit(process="p0", input="p1", amount="3 kWh"), "E433"),
        (Edit(process="p0", input="p1", amount="3"), "E433"),
        (Edit(process="p0", emission="Dust", amount="1 kg"), "E523"),
        (Edit(process="p3", emission="Steam", amount="1 kg"), "E523"),
    ],
)
def test_an_edit_that_is_none_is_refused(tmp_path: Path, edit: Edit, code: str) -> None:
    assert refused(written(linked(CELLS, EMITTED), tmp_path), edit) == code


def test_a_name_of_two_flows_needs_the_id(tmp_path: Path) -> None:
    """Process 0 emits CO2 urban and rural: one name, two flows."""
    emitted = {**EMITTED, (CO2_RURAL, 0): 500.0}
    database = written(linked(CELLS, emitted), tmp_path)
    name = "Carbon dioxide, fossil"
    assert refused(database, Edit(process="p0", emission=name, times=0.0)) == "E523"
    found = asked(database, [Edit(process="p0", emission="co2-rural", times=0.0)])
    assert found.before[0] - found.after[0, 0] == pytest.approx(0.5, rel=1e-12)


def test_a_loop_that_is_closed_is_refused_by_its_names(tmp_path: Path) -> None:
    """1 takes 2 of 2, which takes half of 1: all of it goes round."""
    database = written(linked(CELLS, EMITTED), tmp_path)
    with pytest.raises(CalculationError) as caught:
        asked(database, [Edit(process="p1", input="p2", amount="2 kg")])
    (finding,) = caught.value.findings
    assert (finding.code, finding.at) == ("E503", "matrix/p1")


def test_a_loop_that_uses_itself_up_is_refused(tmp_path: Path) -> None:
    database = written(linked(CELLS, EMITTED), tmp_path)
    with pytest.raises(CalculationError) as caught:
        asked(database, [Edit(process="p1", input="p2", amount="3 kg")])
    assert [finding.code for finding in caught.value.findings] == ["E508"]

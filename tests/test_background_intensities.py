"""Loops of a database examined one by one, flags carried up, Λ of what is left."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.background import intensities as adjoint
from lcagraph.background.diagnosis import carried, diagnose
from lcagraph.background.intensities import direct_gases, intensities
from lcagraph.background.linked import (
    NO_ALLOCATION,
    OPEN_LINK,
    OVERDRAWN,
    SINGULAR,
    SPREAD,
    Mapped,
    Triplets,
)


@pytest.fixture(params=["blocks", "engine"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything by blocks, as small databases are solved, and by the engine."""
    if request.param == "engine":
        monkeypatch.setattr(adjoint, "LARGE", 0)


def triplets(entries: dict[tuple[int, int], float]) -> Triplets:
    places = sorted(entries, key=lambda place: (place[1], place[0]))
    return Triplets(
        row=np.array([row for row, _ in places], dtype=np.int32),
        column=np.array([column for _, column in places], dtype=np.int32),
        value=np.array([entries[place] for place in places]),
        spread=np.zeros(len(places), dtype=SPREAD),
    )


def no_flags(n: int) -> np.ndarray:
    return np.zeros(n, dtype=np.uint16)


# 0 buys 0.5 of 1; 1 and 2 feed each other; 3 buys from 2; 4 stands alone.
GOOD = {
    **{(i, i): 1.0 for i in range(5)},
    (1, 0): -0.5,
    (2, 1): -0.5,
    (1, 2): -0.5,
    (2, 3): -2.0,
}


def test_a_sound_loop_is_reported_with_its_condition() -> None:
    diagnosis = diagnose(triplets(GOOD), no_flags(5))
    (loop,) = diagnosis.loops
    assert loop.columns.tolist() == [1, 2]
    # |A⁻¹||A| of [[1, −½], [−½, 1]] is [[5/3, 4/3], [4/3, 5/3]]: largest eigenvalue 3
    assert loop.condition == pytest.approx(3.0)
    assert not diagnosis.bad_loops
    assert diagnosis.solvable.all()


def test_a_loop_without_net_output_is_named_with_all_who_buy_from_it() -> None:
    closed = {**GOOD, (2, 1): -1.0, (1, 2): -1.0}
    diagnosis = diagnose(triplets(closed), no_flags(5))
    (loop,) = diagnosis.bad_loops
    assert sorted(loop.culprits.tolist()) == [1, 2]
    assert (diagnosis.flags & SINGULAR).astype(bool).tolist() == [0, 1, 1, 0, 0]
    assert diagnosis.solvable.tolist() == [False, False, False, False, True]


def test_a_loop_that_uses_more_than_it_makes_is_told_but_has_an_answer() -> None:
    overdrawn = {**GOOD, (2, 1): -2.0, (1, 2): -2.0}
    diagnosis = diagnose(triplets(overdrawn), no_flags(5))
    assert not diagnosis.bad_loops
    assert (diagnosis.chain & OVERDRAWN).astype(bool).tolist() == [1, 1, 1, 1, 0]


def test_a_process_without_a_reference_amount_has_no_answer() -> None:
    entries = {**GOOD}
    del entries[(4, 4)]
    diagnosis = diagnose(triplets(entries), no_flags(5))
    assert diagnosis.solvable.tolist() == [True, True, True, True, False]


def test_a_process_that_takes_more_of_its_own_product_than_it_makes_is_told() -> None:
    """4 makes 1 and takes 3 of it: −2, which looks like a treatment in A alone."""
    entries = triplets({**GOOD, (4, 4): -2.0})
    diagnosis = diagnose(entries, no_flags(5), np.zeros(5, dtype=np.bool_))
    (sound, overdrawn) = diagnosis.loops
    assert (sound.is_overdrawn, overdrawn.columns.tolist()) == (False, [4])
    assert diagnosis.flags.tolist() == [0, 0, 0, 0, OVERDRAWN]
    # −2 s = 1 has the answer s = −½: 7 kg × −½, as the equations have it
    direct = np.array([[1.0, 3.0, 1.0, 0.0, 7.0]])
    found = intensities(entries, direct, ("n2o",), diagnosis)
    assert found.values[4, 0] == pytest.approx(-3.5, rel=1e-14)


def test_a_process_inside_a_loop_that_takes_all_it_makes_has_no_answer() -> None:
    """[[0, −½], [−½, 1]] can be inverted, and yet process 1 has nothing to deliver."""
    diagnosis = diagnose(triplets({**GOOD, (1, 1): 0.0}), no_flags(5))
    assert [loop.columns.tolist() for loop in diagnosis.bad_loops] == [[1]]
    assert diagnosis.solvable.tolist() == [False, False, False, False, True]


def test_a_treatment_is_no_process_that_uses_itself_up() -> None:
    entries = triplets({(0, 0): 1.0, (1, 0): 0.4, (1, 1): -2.0})
    treats = np.array([False, True])
    diagnosis = diagnose(entries, no_flags(2), treats)
    assert diagnosis.loops == ()
    assert diagnosis.sign.tolist() == [1.0, -1.0]


def test_a_flag_reaches_everyone_who_buys_even_through_loops() -> None:
    flags = no_flags(5)
    flags[2] = OPEN_LINK
    flags[4] = NO_ALLOCATION
    chain = carried(triplets(GOOD), flags)
    assert chain.tolist() == [OPEN_LINK] * 4 + [NO_ALLOCATION]


def test_intensities_of_a_loop_are_those_of_its_equations() -> None:
    """λ1 = 3 + λ2/2 and λ2 = 1 + λ1/2, so λ1 = 14/3 and λ2 = 10/3 by hand.

    λ0 = 1 + λ1/2 = 10/3; λ3 = 0 + 2 λ2 = 20/3; λ4 = 7.
    """
    direct = np.array([[1.0, 3.0, 1.0, 0.0, 7.0]])
    entries = triplets(GOOD)
    found = intensities(entries, direct, ("n2o",), diagnose(entries, no_flags(5)))
    expected = [10 / 3, 14 / 3, 10 / 3, 20 / 3, 7.0]
    assert found.values[:, 0] == pytest.approx(expected, rel=1e-14)


def test_what_has_no_answer_is_nan_and_the_rest_is_answered() -> None:
    closed = triplets({**GOOD, (2, 1): -1.0, (1, 2): -1.0})
    direct = np.array([[1.0, 3.0, 1.0, 0.0, 7.0]])
    found = intensities(closed, direct, ("n2o",), diagnose(closed, no_flags(5)))
    assert np.isnan(found.values[:4]).all()
    assert found.values[4, 0] == 7.0


def test_a_treatment_counts_per_unit_of_waste_that_it_takes_in() -> None:
    """Treating 2 kg emits 3 kg: 1.5 per kg. Process 0 leaves 0.4 kg: 1 + 0.6."""
    entries = triplets({(0, 0): 1.0, (1, 0): 0.4, (1, 1): -2.0})
    direct = np.array([[1.0, 3.0]])
    found = intensities(entries, direct, ("n2o",), diagnose(entries, no_flags(2)))
    assert found.values[:, 0] == pytest.approx([1.6, 1.5])


def test_several_flows_of_one_gas_add_up_in_kilograms() -> None:
    """2 kg to urban air, 5 g to rural air: 2.005 kg; the third flow is no gas."""
    b = triplets({(0, 0): 2.0, (1, 0): 5.0, (2, 0): 9.0, (2, 1): 1.0})
    gases = {
        "urban": Mapped(gas="n2o", factor=1.0, strategy="cas"),
        "rural": Mapped(gas="n2o", factor=1e-3, strategy="name"),
    }
    ids, direct = direct_gases(b, ("urban", "rural", "dust"), gases, 2)
    assert ids == ("n2o",)
    assert direct == pytest.approx(np.array([[2.005, 0.0]]))


@given(st.integers(1, 7), st.data())
def test_random_systems_agree_with_exact_elimination(n: int, data: st.DataObject):
    share = st.integers(0, 9)
    entries = {(i, i): 1.0 for i in range(n)}
    for column in range(n):
        for row in range(n):
            if row != column and (used := data.draw(share)):
                entries[(row, column)] = -used / 64  # 6 × 9/64 < 1: always productive
    direct = [data.draw(st.integers(0, 20)) for _ in range(n)]
    exact = _exact(n, entries, direct)
    matrix = triplets(entries)
    got = intensities(
        matrix, np.array([direct], float), ("n2o",), diagnose(matrix, no_flags(n))
    )
    assert got.values[:, 0] == pytest.approx([float(x) for x in exact], rel=1e-12)


def _exact(
    n: int, entries: dict[tuple[int, int], float], direct: list[int]
) -> list[Fraction]:
    """Λ A = G by elimination with fractions."""
    rows = [
        [Fraction(entries.get((i, j), 0.0)) for i in range(n)] + [Fraction(direct[j])]
        for j in range(n)
    ]
    for k in range(n):
        pivot = next(r for r in range(k, n) if rows[r][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for r in range(n):
            if r != k and rows[r][k]:
                rows[r] = [
                    a - rows[r][k] * b for a, b in zip(rows[r], rows[k], strict=True)
                ]
    return [row[n] for row in rows]

"""No answer is better than a wrong one: what is refused, and who is named."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_array

from lcagraph.errors import IllConditionedError, NonSquareError, SingularError
from lcagraph.solve import (
    EntryError,
    Labels,
    LoopError,
    MatchingError,
    ProofError,
    SolveError,
    analyse,
    calculation_error,
    loop_factor,
    overdrawn_finding,
    solve_adjoint,
    solve_variants,
    system,
)
from lcagraph.solve.scaling import solve_scaling
from lcagraph.wording import help_lines, message

LABELS = Labels(
    products=["coal", "power", "steel"],
    processes=["mine", "plant", "mill"],
    places=["processes.mine", "processes.plant", "processes.mill"],
)


def refusal(A: list[list[float]], f: list[float] | None = None) -> SolveError:
    matrix = np.array(A, dtype=float)
    demand = np.ones(len(matrix)) if f is None else np.array(f)
    with pytest.raises(SolveError) as caught:
        solve_scaling(csc_array(matrix), demand)
    return caught.value


# ----------------------------------------------------------------------------- loops


@pytest.mark.parametrize(
    ("A", "columns"),
    [
        # 1 power takes 0.5 coal, 1 coal takes 2 power: nothing is left.
        pytest.param([[1, -0.5], [-2, 1]], {0, 1}, id="exact in binary"),
        # 0.1 × 10 is 1 only after rounding.
        pytest.param([[1, -0.1], [-10, 1]], {0, 1}, id="closed but for rounding"),
        pytest.param(
            [[1, -1, -1], [-0.5, 1, 0], [-0.5, 0, 1]], {0, 1, 2}, id="two loops of half"
        ),
        # The mill uses the closed loop but has no part in it.
        pytest.param(
            [[1, -0.5, -7], [-2, 1, -3], [0, 0, 1]], {0, 1}, id="with a consumer"
        ),
        pytest.param([[2, 4], [1, 2]], {0, 1}, id="two processes with one recipe"),
    ],
)
def test_closed_loop_is_refused_with_its_members(
    A: list[list[float]], columns: set[int]
) -> None:
    problem = refusal(A)
    assert isinstance(problem, LoopError)
    assert problem.kind == "closed"
    assert set(problem.columns) == columns


def test_closed_loop_inside_a_larger_one_is_named_without_the_rest() -> None:
    # 0 and 1 feed each other all that they make; 2 is in the loop by two links of 1e-9,
    # which give back 1e-18: nothing.
    problem = refusal([[1, -1, 0], [-1, 1, -1e-9], [-1e-9, 0, 1]])
    assert isinstance(problem, LoopError)
    assert set(problem.columns) == {0, 1}


def test_loop_with_a_net_output_of_1e_10_is_refused_though_its_residual_is_0() -> None:
    problem = refusal([[1, -1], [-(1 - 1e-10), 1]])
    assert isinstance(problem, LoopError)
    assert problem.kind == "ill_conditioned"
    assert set(problem.columns) == {0, 1}
    assert problem.condition == pytest.approx(4e10, rel=1e-3)  # ρ ≈ 4 / 1e-10


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_units_do_not_hide_a_loop_without_net_output(unit: float) -> None:
    problem = refusal([[1, -0.5 / unit], [-2 * unit * (1 - 1e-10), 1]])
    assert isinstance(problem, LoopError)
    assert problem.kind == "ill_conditioned"


def test_loop_with_a_net_output_of_one_in_a_million_is_answered() -> None:
    s, _ = solve_scaling(csc_array([[1, -1], [-(1 - 2**-20), 1]]), np.array([1.0, 0]))
    # s = 1 / (1 − (1 − 2⁻²⁰)) = 2²⁰, and 2²⁰ (1 − 2⁻²⁰) of the other
    assert s == pytest.approx([2**20, 2**20 - 1], rel=1e-9)


@pytest.mark.parametrize(
    ("own_use", "kind"), [(-1.0, "closed"), (-(1 - 1e-10), "ill_conditioned")]
)
def test_process_that_uses_up_its_own_product_is_refused(
    own_use: float, kind: str
) -> None:
    structure = analyse(1, np.array([0, 0]), np.array([0, 0]))
    with pytest.raises(LoopError) as caught:
        solve_variants(structure, np.array([[1.0, own_use]]), np.ones(1))
    assert caught.value.kind == kind
    assert caught.value.columns == (0,)


def test_first_closed_variant_is_numbered() -> None:
    structure = analyse(2, np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]))
    data = np.tile([1.0, -2.0, -0.25, 1.0], (5, 1))
    data[3, 2] = -0.5
    with pytest.raises(LoopError) as caught:
        solve_variants(structure, data, np.ones(2))
    assert caught.value.variant == 3


@pytest.mark.parametrize(
    ("share", "kind"), [(1.0, "closed"), (1 - 1e-13, "ill_conditioned")]
)
def test_closed_loop_of_450_processes_is_refused(share: float, kind: str) -> None:
    n = 450
    A = np.eye(n)
    A[(np.arange(n) + 1) % n, np.arange(n)] = -share  # 1 − share^450 ≈ 4.5e-11
    with pytest.raises(LoopError) as caught:
        solve_scaling(csc_array(A), np.eye(n)[0])
    assert caught.value.kind == kind
    assert caught.value.columns == tuple(range(n))


def test_adjoint_refuses_a_closed_loop_too() -> None:
    structure = analyse(2, np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]))
    with pytest.raises(LoopError):
        solve_adjoint(structure, np.array([[1.0, -2, -0.5, 1]]), np.ones((1, 2)))


def test_loop_factor_of_a_process_that_its_product_leaves_idle_is_refused() -> None:
    # Without row and column 0 the rest [[1, −1], [−1, 1]] is singular, so (A⁻¹)_00 = 0;
    # the whole has determinant −1.
    A = np.array([[1.0, -1, 0], [0, 1, -1], [-1, -1, 1]])
    rows, columns = np.nonzero(A)
    structure = analyse(3, rows, columns, matching=np.arange(3))
    with pytest.raises(LoopError) as caught:
        loop_factor(structure, A[rows, columns][None, :])
    assert caught.value.columns == (0,)


# ------------------------------------------------------------------- overdrawn loops


@pytest.mark.parametrize(
    ("A", "is_overdrawn"),
    [
        pytest.param([[1, -0.5], [-4, 1]], True, id="1 power takes 2 power"),
        pytest.param([[1, -0.5], [-1, 1]], False, id="half comes back"),
        pytest.param([[1, 0.5], [-4, 1]], False, id="a credit, not a demand"),
        pytest.param([[-1, -0.5], [4, 1]], True, id="a column turned"),
        pytest.param([[-1, 0.5], [-4, 1]], True, id="a waste row"),
        pytest.param([[-1, 0.5], [-1, 1]], False, id="a waste row, half comes back"),
    ],
)
@pytest.mark.parametrize("limit", [1, 400])
def test_loop_that_consumes_more_than_it_makes_is_told(
    A: list[list[float]],
    is_overdrawn: bool,
    limit: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system, "DENSE_LIMIT", limit)
    matrix = np.array(A, dtype=float)
    rows, columns = np.nonzero(matrix)
    structure = analyse(2, rows, columns, matching=np.array([0, 1]))
    _, proof = solve_variants(structure, matrix[rows, columns][None, :], np.ones(2))
    assert proof.overdrawn == (((0, 1),) if is_overdrawn else ())
    assert proof.is_overdrawn.tolist() == [is_overdrawn]


def test_overdrawn_loop_is_told_by_name() -> None:
    finding = overdrawn_finding((0, 1), LABELS)
    assert finding.code == "E508"
    assert finding.at == "processes.mine"
    assert "mine → plant → mine" in message(finding, "en")


# ---------------------------------------------------------------------------- pairing


def test_more_products_than_processes_names_the_products_that_share() -> None:
    # The mine makes coal and power without allocation.
    problem = refusal([[1, 0], [3, 0], [0, 1]])
    assert isinstance(problem, MatchingError)
    assert (problem.n_rows, problem.n_columns) == (3, 2)
    assert problem.rows == (0, 1)
    assert problem.row_suppliers == (0,)


def test_more_processes_than_products_names_the_processes_that_compete() -> None:
    problem = refusal([[1, 0, 2], [0, 1, 0]])
    assert isinstance(problem, MatchingError)
    assert problem.columns == (0, 2)
    assert problem.column_products == (0,)


def test_product_that_nobody_makes_is_named() -> None:
    problem = refusal([[1, 1], [0, 0]])
    assert isinstance(problem, MatchingError)
    assert problem.rows == (1,)
    assert problem.row_suppliers == ()


# ---------------------------------------------------------------- numbers out of range


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_entry_that_is_not_finite_is_placed(bad: float) -> None:
    structure = analyse(2, np.array([1, 0, 0]), np.array([0, 1, 0]))
    data = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, bad]])
    with pytest.raises(EntryError) as caught:
        solve_variants(structure, data, np.ones(2))
    problem = caught.value
    assert (problem.row, problem.column, problem.variant) == (0, 0, 1)


def test_demand_that_is_not_finite_is_placed() -> None:
    problem = refusal([[1, 0], [0, 1]], [1.0, np.nan])
    assert isinstance(problem, EntryError)
    assert (problem.row, problem.column) == (1, None)


def test_direct_amount_that_is_not_finite_is_placed() -> None:
    structure = analyse(2, np.array([0, 1]), np.array([0, 1]))
    with pytest.raises(EntryError) as caught:
        solve_adjoint(structure, np.ones((1, 2)), np.array([[1.0, np.inf]]))
    assert caught.value.column == 1


def test_answer_that_overflows_is_refused() -> None:
    problem = refusal([[1e-200, 0], [-1e200, 1]], [1.0, 0.0])
    assert isinstance(problem, EntryError)  # 1e200 × 1e200 > 1.8e308
    assert problem.column == 1


def test_answer_that_fails_the_proof_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system, "RESIDUAL_LIMIT", -1.0)
    problem = refusal([[3.0, -1.0], [-1.0, 7.0]])
    assert isinstance(problem, ProofError)


# --------------------------------------------------------------------------- with names


@pytest.mark.parametrize(
    ("A", "kind", "code", "said"),
    [
        ([[1, -0.5, 0], [-2, 1, 0], [0, 0, 1]], SingularError, "E504", "mine → plant"),
        (
            [[1, -0.5, 0], [-2 * (1 - 1e-10), 1, 0], [0, 0, 1]],
            IllConditionedError,
            "E505",
            "mine → plant → mine",
        ),
        (
            [[1, 0], [3, 0], [0, 1]],
            NonSquareError,
            "E501",
            "3 products but 2 processes",
        ),
        ([[1, 1], [0, 0]], SingularError, "E502", "cannot be paired"),
    ],
)
def test_problem_becomes_the_error_that_the_user_reads(
    A: list[list[float]], kind: type[Exception], code: str, said: str
) -> None:
    error = calculation_error(refusal(A), LABELS)
    finding = error.findings[0]
    assert type(error) is kind
    assert finding.code == code
    assert finding.at.startswith("processes.")
    assert said in message(finding, "en")
    assert message(finding, "zh")
    assert help_lines(finding, "en")
    assert len(help_lines(finding, "en")) == len(help_lines(finding, "zh"))


@pytest.mark.parametrize(
    ("problem", "code", "said"),
    [
        (EntryError(0, 1, 0), "E506", "plant · coal"),
        (EntryError(1, None, 7), "E506", "power"),
        (ProofError(2, 1e-3, 0), "E507", "steel"),
        (LoopError("closed", (1,), (1,), condition=np.inf, variant=0), "E503", "plant"),
    ],
)
def test_other_problems_are_named_too(
    problem: SolveError, code: str, said: str
) -> None:
    finding = calculation_error(problem, LABELS).findings[0]
    assert finding.code == code
    assert said in message(finding, "en")
    assert message(finding, "zh")


def test_long_lists_of_names_are_cut() -> None:
    names = [f"p{i}" for i in range(20)]
    problem = LoopError(
        "closed", tuple(range(20)), tuple(range(20)), condition=np.inf, variant=0
    )
    finding = calculation_error(
        problem, Labels(products=names, processes=names)
    ).findings[0]
    assert "p11 → … (+8)" in message(finding, "en")  # 12 of 20 are shown

"""Large systems: every answer right, or refused by name, whatever the input."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from large_cases import (
    Reals,
    entries,
    exact,
    refined_exactly,
    relative_error,
    technosphere,
)
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

from lcagraph.engine import chain, fast, large
from lcagraph.engine.large import LargeSystem, large_system
from lcagraph.solve import EntryError, LoopError

WAYS = ["numba", "plain"]


@pytest.fixture(params=WAYS, autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything with numba, if it is installed, and without it."""
    if request.param == "plain":
        monkeypatch.setenv(fast.OFF, "1")
    elif fast.numba_or_none() is None:
        pytest.skip("numba is not installed")


def system(A: Reals, **options: object) -> LargeSystem:
    row, column, value = entries(A)
    options.setdefault("matching", np.arange(len(A)))
    return large_system(len(A), row, column, value, **options)


def demand(n: int, place: int = 0) -> Reals:
    f = np.zeros(n)
    f[place] = 1.0
    return f


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"radius": 0.99},
        {"radius": 0.9999},
        {"credits": 0.2},
        {"decades": 12},
        {"radius": 0.99, "credits": 0.1, "decades": 6},
        {"inputs": 1},
    ],
    ids=str,
)
def test_both_ways_agree_with_exact_fractions(options: dict[str, float]) -> None:
    A = technosphere(14, **options)  # type: ignore[arg-type]
    c = np.linspace(1, 2, 14)
    made = system(A)
    s, forward = made.forward(demand(14))
    y, adjoint = made.adjoint(c[None, :])
    # a relative backward error of 1e-15 may become condition × 1e-15
    limit = 1e-14 * made.condition
    assert relative_error(s, exact(A, demand(14))) < limit
    assert relative_error(y[0], exact(A.T, c)) < limit
    assert max(forward.residual, adjoint.residual) < 1e-14
    assert y[0] @ demand(14) == pytest.approx(c @ s, rel=limit)


def test_the_condition_of_a_ring_is_that_of_its_inverse() -> None:
    # Two processes that buy 0.5 of each other: A⁻¹ = 4/3 (1, ½; ½, 1), and all that
    # is asked at once is 1.5 of each: 4/3 × 1.5 × 1.5 = 3.
    assert system(np.array([[1, -0.5], [-0.5, 1]])).condition == pytest.approx(3)


def test_a_thousand_processes_agree_with_superlu() -> None:
    A = technosphere(1000, radius=0.9, inputs=8)
    c = np.random.default_rng(2).random((20, 1000))
    made = system(A)
    y, _ = made.adjoint(c)
    factors = splu(csc_array(A.T))
    assert y == pytest.approx(np.array([factors.solve(row) for row in c]), rel=1e-12)
    table = np.column_stack([demand(1000, k) for k in range(11)])
    runs, _ = made.forward(table)
    assert runs == pytest.approx(splu(csc_array(A)).solve(table), rel=1e-11, abs=1e-15)
    assert c @ runs == pytest.approx(y @ table, rel=1e-13)


def test_what_a_demand_does_not_reach_is_exactly_nothing() -> None:
    A = np.zeros((600, 600))
    A[:300, :300] = technosphere(300)
    A[300:, 300:] = technosphere(300, seed=2)
    A[299, 300] = -0.1  # the second part buys from the first
    s, _ = system(A).forward(demand(600, 5))
    assert not s[300:].any()
    y, _ = system(A).adjoint(np.where(np.arange(600) >= 300, 1.0, 0.0)[None, :])
    assert not y[0, :300].any()


def test_products_and_processes_of_other_numbers_are_matched() -> None:
    A = technosphere(60, radius=0.8)
    rows = np.random.default_rng(3).permutation(60)
    # row k of the mixed matrix is product rows[k]: its diagonal is mostly 0
    made = system(A[rows], matching=None)
    s, _ = made.forward(demand(60, 7)[rows])
    assert s == pytest.approx(np.linalg.solve(A, demand(60, 7)), rel=1e-12)


def test_treatments_take_in_what_they_are_paid_for() -> None:
    # 1 kg of product leaves 2 kg of waste; a treatment takes 1 kg per run and needs
    # 0.25 kg of product: s = (1 + 0.25 t, t), t = 2 s₀  →  s₀ = 2, t = 4.
    A = np.array([[1.0, -0.25], [2.0, -1.0]])
    s, _ = system(A).forward(demand(2))
    assert s.tolist() == pytest.approx([2, 4])


def test_a_process_of_ten_thousand_inputs_is_answered() -> None:
    n = 10_001
    row = np.concatenate([np.arange(n), np.arange(1, n), np.zeros(50, dtype=int)])
    column = np.concatenate(
        [np.arange(n), np.zeros(n - 1, dtype=int), np.arange(1, 51)]
    )
    value = np.concatenate([np.ones(n), np.full(n - 1, -1.0), np.full(50, -0.01)])
    made = large_system(n, row, column, value, np.arange(n))
    s, _ = made.forward(demand(n))
    # s₀ = 1 + 50 × 0.01 s₀ → 2; each supplier runs as often
    assert s == pytest.approx(np.full(n, 2.0), rel=1e-14)


def closed_ring(n: int = 400, loss: float = 0.0) -> Reals:
    """A chain that ends in a ring of three, which passes on all that it makes."""
    A = technosphere(n, radius=0.5)
    A[-3:, :] = 0.0
    A[:, -3:] = 0.0
    A[-3:, -3:] = np.eye(3) - (1.0 - loss) * np.roll(np.eye(3), 1, axis=0)
    A[-1, 0] = -0.1
    return A


@pytest.mark.parametrize(
    ("loss", "kind"), [(0.0, "closed"), (1e-10, "ill_conditioned")]
)
def test_a_loop_without_net_output_is_refused_by_name(loss: float, kind: str) -> None:
    with pytest.raises(LoopError) as error:
        system(closed_ring(loss=loss)).forward(demand(400))
    assert error.value.kind == kind
    assert sorted(error.value.columns) == [397, 398, 399]


def test_a_process_that_uses_up_its_product_is_refused_by_name() -> None:
    A = technosphere(20)
    row, column, value = entries(A)
    value[(row == 4) & (column == 4)] = 0.0
    with pytest.raises(LoopError) as error:
        large_system(20, row, column, value, np.arange(20))
    assert error.value.columns == (4,)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_none_are_refused(bad: float) -> None:
    A = technosphere(20)
    with pytest.raises(EntryError):
        system(A).forward(np.full(20, bad))
    A[3, 3] = bad
    with pytest.raises(EntryError):
        system(A)


# ---------------------------------------------------------------------- the chain


STAGES = ["ilu", "ilut", "gmres", "lu", "pivoted_lu"]


def broken(found: Iterator[chain.Found], names: list[str]) -> Iterator[chain.Found]:
    """Answers of the chain, those of some stages spoilt."""
    for path, steps, error, x in found:
        if path in names:
            yield path, steps, np.inf, x * np.nan
        else:
            yield path, steps, error, x


@pytest.mark.parametrize("first", range(1, len(STAGES)))
def test_each_stage_takes_over_where_those_before_it_fail(
    monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    monkeypatch.setenv("LCAGRAPH_NO_PARDISO", "1")
    A = technosphere(300, radius=0.9)
    made = system(A)
    assert made.condition < 1e3  # found before anything is broken
    whole = LargeSystem._tries

    def spoilt(
        self: LargeSystem, wanted: Reals, *, is_adjoint: bool, enough: float
    ) -> Iterator[chain.Found]:
        found = whole(self, wanted, is_adjoint=is_adjoint, enough=enough)
        return broken(found, STAGES[:first])

    monkeypatch.setattr(LargeSystem, "_tries", spoilt)
    s, account = made.forward(demand(300))
    assert account.path == STAGES[first]
    assert s == pytest.approx(np.linalg.solve(A, demand(300)), rel=1e-12, abs=1e-18)
    y, account = made.adjoint(np.ones((2, 300)))
    assert account.path == STAGES[first]
    assert y[0] == pytest.approx(np.linalg.solve(A.T, np.ones(300)), rel=1e-12)


def test_pardiso_is_used_if_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypardiso")
    A = technosphere(300, radius=0.9)
    made = system(A)
    _ = made.condition
    whole = LargeSystem._tries

    def spoilt(
        self: LargeSystem, wanted: Reals, *, is_adjoint: bool, enough: float
    ) -> Iterator[chain.Found]:
        found = whole(self, wanted, is_adjoint=is_adjoint, enough=enough)
        return broken(found, ["ilu", "ilut", "gmres"])

    monkeypatch.setattr(LargeSystem, "_tries", spoilt)
    s, account = made.forward(demand(300))
    assert account.path == "pardiso"
    assert s == pytest.approx(np.linalg.solve(A, demand(300)), rel=1e-12, abs=1e-18)


def test_an_answer_that_no_stage_can_prove_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = system(technosphere(50))
    _ = made.condition
    monkeypatch.setattr(large.LargeSystem, "_tries", lambda *_, **__: iter(()))
    with pytest.raises(LoopError):
        made.forward(demand(50))


def test_a_wrong_answer_is_found_out_on_the_unscaled_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = system(technosphere(50))
    _ = made.condition

    def wrong(*_: object, **__: object) -> Iterator[chain.Found]:
        yield "ilu", 1, 0.0, np.full((50, 1), 3.0)

    monkeypatch.setattr(large.LargeSystem, "_tries", wrong)
    with pytest.raises(large.ProofError):
        made.forward(demand(50))


def test_the_bound_holds_the_error_of_a_score() -> None:
    A = technosphere(40, radius=0.9)
    c = np.linspace(1, 2, 40)
    made = system(A)
    y, _ = made.adjoint(c[None, :])
    s, _ = made.forward(demand(40))
    spoilt = s * (1 + 1e-6 * np.random.default_rng(5).standard_normal(40))
    error = abs(c @ spoilt - c @ s)
    assert error <= made.bound(y, spoilt, demand(40))[0] < 100 * error


# ------------------------------------------------------------------- tables, accounts


@pytest.mark.parametrize(
    ("right_sides", "path"), [(3, "steps"), (60, "dense")], ids=["few", "many"]
)
def test_a_table_that_is_mostly_full_is_solved_as_one(
    right_sides: int, path: str
) -> None:
    """Shares of a column add up to 0.3: steps shrink what is missing to 0.3 of it."""
    n = 1_000
    shares = np.random.default_rng(1).random((n, n)) ** 8
    np.fill_diagonal(shares, 0.0)
    A = np.eye(n) - 0.3 * shares / shares.sum(axis=0)
    c = np.random.default_rng(2).random((right_sides, n))
    made = system(A)
    y, account = made.adjoint(c)
    assert account.path == path
    assert y == pytest.approx(np.linalg.solve(A.T, c.T).T, rel=1e-13)
    table = np.eye(n, right_sides)
    s, account = made.forward(table)
    assert account.path == path
    assert s == pytest.approx(np.linalg.solve(A, table), rel=1e-12)


def test_the_account_holds_path_residual_and_condition() -> None:
    A = np.array([[1, -0.5], [-0.5, 1]])
    _, account = system(A).forward(demand(2))
    assert account.residual <= 1e-14
    assert account.condition == pytest.approx(3)  # (1 + 0.5) / (1 − 0.5)
    assert account.n == 2


def test_the_bound_of_an_answer_is_never_nothing() -> None:
    A = technosphere(30)
    made = system(A)
    c = np.ones(30)
    y, _ = made.adjoint(c[None, :])
    s, _ = made.forward(demand(30))
    true = float(sum(exact(A, demand(30))))
    bound = made.bound(y, s, demand(30))[0]
    assert abs(c @ s - true) <= bound + 30 * 2.0**-53 * np.abs(s).sum()
    assert 0 < bound < 1e-12 * true


@pytest.mark.parametrize("radius", [0.99, 0.9999, 0.999999])
def test_hard_loops_of_two_thousand_agree_with_exact_residuals(radius: float) -> None:
    """The largest loop is nearly closed; rounding costs as much as the condition."""
    A = technosphere(2_000, radius=radius, inputs=3, decades=6)
    made = system(A)
    c = np.abs(A.diagonal()) * np.random.default_rng(6).random(2_000)
    y, _ = made.adjoint(c[None, :])
    expected = refined_exactly(A.T, c)
    # errors of 1e-15 in the numbers of A move the answer by so much at most
    assert y[0] == pytest.approx(expected, rel=1e-15 * made.condition)

"""The sum over the lines of many bills: compiled, and by scipy, with equal results."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lcagraph.catalogue import Basis, Chunk, footprints_of_chunk, gather
from lcagraph.catalogue.gather import LEAST_LINES, gather_flags
from lcagraph.catalogue.gather_kernels import compiled


@pytest.fixture(params=["numba", "scipy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of both ways to add up."""
    monkeypatch.delenv("LCAGRAPH_NO_NUMBA", raising=False)
    if request.param == "numba":
        pytest.importorskip("numba")
    else:
        monkeypatch.setenv("LCAGRAPH_NO_NUMBA", "1")
    assert (compiled() is not None) == (request.param == "numba")
    return str(request.param)


def random_bills(
    count: int, rows: int, items: int, seed: int = 0
) -> tuple[Chunk, Basis]:
    """Bills of 0 to 7 lines."""
    random = np.random.default_rng(seed)
    pointers = np.concatenate([[0], np.cumsum(random.integers(0, 8, count))])
    lines = int(pointers[-1])
    targets = random.integers(0, rows, lines).astype(np.int32)
    flags = (1 << random.integers(0, 7, rows)).astype(np.uint16)
    basis = Basis(random.normal(size=(rows, items)), flags)
    return Chunk(pointers, targets, random.normal(size=lines)), basis


@pytest.mark.usefixtures("way")
def test_sums_equal_exact_fractions() -> None:
    chunk, basis = random_bills(20, 5, 3)
    found = gather(*chunk, basis.intensities)
    for p in range(20):
        lines = range(int(chunk.pointers[p]), int(chunk.pointers[p + 1]))
        for i in range(3):
            exact = sum(
                Fraction(float(chunk.amounts[n]))
                * Fraction(float(basis.intensities[chunk.targets[n], i]))
                for n in lines
            )
            assert found[p, i] == pytest.approx(float(exact), rel=1e-13, abs=1e-14)


def test_both_ways_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    chunk, basis = random_bills(2000, 300, 9)
    fast = footprints_of_chunk(basis, chunk)
    monkeypatch.setenv("LCAGRAPH_NO_NUMBA", "1")
    plain = footprints_of_chunk(basis, chunk)
    assert_allclose(fast.items, plain.items, rtol=1e-13, atol=1e-13)
    assert_array_equal(fast.flags, plain.flags)


@pytest.mark.usefixtures("way")
def test_threads_make_no_difference() -> None:
    """Enough lines for three threads, bit by bit."""
    chunk, basis = random_bills(LEAST_LINES, 50, 4)
    assert len(chunk.targets) > 3 * LEAST_LINES
    one = gather(*chunk, basis.intensities)
    three = gather(*chunk, basis.intensities, threads=3)
    assert_array_equal(one, three)


@pytest.mark.usefixtures("way")
def test_flags_of_all_lines_are_joined() -> None:
    chunk = Chunk(
        np.array([0, 2, 2, 3]), np.array([0, 2, 1], dtype=np.int32), np.ones(3)
    )
    flags = np.array([1, 2, 4], dtype=np.uint16)
    found = gather_flags(chunk.pointers, chunk.targets, flags)
    assert found.tolist() == [1 | 4, 0, 2]


@pytest.mark.usefixtures("way")
def test_a_part_of_longer_arrays_may_be_asked_for() -> None:
    chunk, basis = random_bills(10, 5, 2)
    whole = gather(*chunk, basis.intensities)
    part = gather(chunk.pointers[4:], chunk.targets, chunk.amounts, basis.intensities)
    assert_array_equal(part, whole[4:])


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("targets", [[0, 3], [-1, 0]])
def test_what_lies_beyond_the_rows_is_refused(targets: list[int]) -> None:
    with pytest.raises(IndexError):
        gather(
            np.array([0, 2]), np.array(targets, np.int32), np.ones(2), np.ones((3, 1))
        )


@pytest.mark.usefixtures("way")
def test_pointers_beyond_the_lines_are_refused() -> None:
    with pytest.raises(IndexError):
        gather(np.array([0, 9]), np.zeros(2, np.int32), np.ones(2), np.ones((3, 1)))


def test_the_task_travels_to_other_processes() -> None:
    chunk, basis = random_bills(10, 5, 2)
    task, *arguments = pickle.loads(pickle.dumps((footprints_of_chunk, basis, chunk)))
    assert_array_equal(task(*arguments).items, gather(*chunk, basis.intensities))

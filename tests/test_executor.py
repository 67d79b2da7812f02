"""Long computations: the same numbers on every kind of worker, whatever dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import executor_tasks as tasks
import pytest

from lcagraph.errors import CalculationError, UsageError
from lcagraph.executor import (
    Chunk,
    Processes,
    Recipe,
    Threads,
    Workplace,
    parcels,
    run,
)
from lcagraph.solve import MatchingError


def numbered(count: int) -> list[Chunk[int]]:
    return [Chunk(key=f"number {i}", item=i) for i in range(count)]


def values(task: Any, count: int, common: object = None, **how: Any) -> list[Any]:
    return [done.value for done in run(task, numbered(count), common, **how)]


SQUARES = [i**2 for i in range(40)]


class Postponing(Executor):
    """Anything that is shaped like `concurrent.futures`: one thread, no pool."""

    def submit(self, fn: Any, /, *args: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def work() -> None:
            try:
                future.set_result(fn(*args, **named))
            except Exception as error:
                future.set_exception(error)

        threading.Thread(target=work).start()
        return future


def workplace(kind: str) -> Workplace:
    made: dict[str, Any] = {
        "serial": lambda: None,
        "threads": lambda: Threads(2),
        "processes": lambda: Processes(2),
        "executor": lambda: ProcessPoolExecutor(2),
        "thread executor": lambda: ThreadPoolExecutor(2),
        "anything": Postponing,
    }
    return made[kind]()


@pytest.fixture(
    params=[
        "serial",
        "threads",
        "processes",
        "executor",
        "thread executor",
        "anything",
    ]
)
def place(request: pytest.FixtureRequest) -> Iterator[Workplace]:
    """Every kind of place on one computer."""
    made = workplace(request.param)
    yield made
    if isinstance(made, Executor):
        made.shutdown()


# --------------------------------------------------------------- the same everywhere


def test_values_are_bitwise_those_of_a_serial_run(place: Workplace) -> None:
    common = tasks.matrix(40)
    serial = values(tasks.row_sum, 40, common)
    assert values(tasks.row_sum, 40, common, executor=place) == serial


def test_what_workers_make_themselves_is_the_same(place: Workplace) -> None:
    serial = values(tasks.row_sum, 40, tasks.matrix(40))
    recipe = Recipe(tasks.matrix, (40,))
    assert values(tasks.row_sum, 40, recipe, executor=place) == serial


def test_order_is_kept_though_the_first_end_last(place: Workplace) -> None:
    assert values(tasks.slower_first, 10, executor=place) == SQUARES[:10]


def test_chunks_can_come_as_they_are_done() -> None:
    found = values(tasks.slower_first, 10, executor=Threads(4), in_order=False)
    assert sorted(found) == SQUARES[:10]
    assert set(found[-2:]) == {0, 1}


def test_keys_come_back_with_the_values() -> None:
    done = list(run(tasks.squared, numbered(3), None, executor=Threads(2)))
    assert [(d.key, d.value) for d in done] == [
        ("number 0", 0),
        ("number 1", 1),
        ("number 2", 4),
    ]


def test_no_chunks_are_no_work(place: Workplace) -> None:
    assert values(tasks.squared, 0, executor=place) == []


def test_progress_counts_up_to_all(place: Workplace) -> None:
    told: list[tuple[int, int | None]] = []
    how = {"executor": place, "progress": lambda done, of: told.append((done, of))}
    values(tasks.squared, 5, **how)
    assert told == [(i, 5) for i in range(1, 6)]


def test_nobody_knows_the_length_of_a_stream() -> None:
    told: list[int | None] = []
    stream = iter(numbered(3))
    list(run(tasks.squared, stream, None, progress=lambda _, of: told.append(of)))
    assert told == [None, None, None]


# ------------------------------------------------------------------- window, sharing


@pytest.mark.parametrize("in_order", [True, False])
def test_the_window_bounds_what_is_begun(in_order: bool) -> None:
    taken: list[int] = []

    def stream() -> Iterator[Chunk[int]]:
        for i in range(50):
            taken.append(i)
            yield Chunk(key=str(i), item=i)

    how: dict[str, Any] = {"executor": Threads(2), "in_order": in_order}
    found = run(tasks.squared, stream(), None, window=5, **how)
    with closing(found):
        ahead = [len(taken) - count for count, _ in enumerate(found)]
    # begun and not handed out: at most 5, the one being handed out among them
    assert max(ahead) <= 5


def test_the_window_is_four_chunks_per_worker() -> None:
    taken: list[int] = []

    def stream() -> Iterator[Chunk[int]]:
        for i in range(50):
            taken.append(i)
            yield Chunk(key=str(i), item=i)

    with closing(run(tasks.squared, stream(), None, executor=Threads(3))) as found:
        next(found)
        assert len(taken) == 12  # 4 × 3


def test_each_process_makes_what_is_shared_once(tmp_path: Path) -> None:
    recipe = Recipe(tasks.counted_making, (str(tmp_path),))
    pids = set(values(tasks.made_in, 40, recipe, executor=Processes(2)))
    makers = [int(path.name.partition("-")[0]) for path in tmp_path.iterdir()]
    assert len(makers) == len(set(makers))
    assert set(makers) >= pids


def test_threads_make_what_is_shared_once(tmp_path: Path) -> None:
    recipe = Recipe(tasks.counted_making, (str(tmp_path),))
    values(tasks.made_in, 40, recipe, executor=Postponing())
    assert len(list(tmp_path.iterdir())) == 1


def test_a_worker_keeps_a_few_shared_objects_only() -> None:
    for size in range(parcels.MOST_KEPT + 3):
        values(tasks.made_in, 2, tasks.matrix(size + 1), executor=Postponing())
    assert len(parcels._OBJECTS) == parcels.MOST_KEPT


def test_a_worker_without_the_parcel_says_so() -> None:
    ticket = parcels.Ticket(digest="0" * 64)
    found = parcels.carry_out(tasks.squared, ticket, 3)
    assert found == parcels.Missing(digest="0" * 64)


# -------------------------------------------------------------------------- refusals


def test_the_error_of_a_task_comes_back_as_itself(place: Workplace) -> None:
    found = run(tasks.refused_at_3, numbered(8), None, executor=place)
    handed_out = []
    with pytest.raises(CalculationError) as refused, closing(found):
        handed_out.extend(done.value for done in found)
    # as serially: what comes before is handed out, and 3 is the first to fail
    assert handed_out == [0, 1, 2]
    (finding,) = refused.value.findings
    assert (finding.code, finding.at) == ("E507", "processes.x")
    assert finding.values == {"number": 3, "names": ("casting", "铸造")}


def test_an_error_with_arguments_of_its_own_comes_back_whole() -> None:
    with pytest.raises(MatchingError) as refused:
        values(tasks.unmatched_at_3, 8, executor=Processes(2))
    assert refused.value.n_columns == 3
    assert refused.value.column_products == (0,)


def test_an_error_that_cannot_travel_still_says_what_it_said() -> None:
    with pytest.raises(RuntimeError, match="StubbornError: because of rain"):
        values(tasks.stubborn_at_3, 8, executor=Processes(2))


@pytest.mark.parametrize("given", [3, object(), ["tcp://x"]])
def test_what_nothing_can_run_on_is_refused(given: object) -> None:
    with pytest.raises(UsageError) as refused:
        values(tasks.squared, 3, executor=given)
    assert refused.value.finding.code == "E774"


def test_another_version_in_a_worker_is_refused() -> None:
    ticket = parcels.Ticket(digest="0" * 64, version="0.0.0")
    with pytest.raises(UsageError) as refused:
        parcels.carry_out(tasks.squared, ticket, 3)
    assert refused.value.finding.code == "E772"


# ---------------------------------------------------------------- workers that die


def test_a_killed_worker_costs_only_time(tmp_path: Path) -> None:
    found = values(tasks.squared_by_mortals, 40, str(tmp_path), executor=Processes(2))
    assert (tmp_path / "died").exists()
    assert found == SQUARES


def test_an_executor_that_breaks_is_replaced(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2) as executor:
        found = values(tasks.squared_by_mortals, 40, str(tmp_path), executor=executor)
    assert (tmp_path / "died").exists()
    assert found == SQUARES


def test_a_chunk_that_kills_every_worker_is_named() -> None:
    handed_out = []
    with pytest.raises(CalculationError) as refused:
        handed_out.extend(
            done.value
            for done in run(
                tasks.squared_but_never_5, numbered(12), None, executor=Processes(2)
            )
        )
    (finding,) = refused.value.findings
    # two pools break around it, and one with nothing else in it
    assert finding.code == "E770"
    assert finding.values == {"chunk": "number 5", "workers": 3}


# ---------------------------------------------------------------------------- Ctrl-C


@pytest.mark.parametrize("kind", ["serial", "threads", "processes", "anything"])
def test_ctrl_c_leaves_what_is_done(kind: str, tmp_path: Path) -> None:
    found = run(tasks.marked, numbered(100), str(tmp_path), executor=workplace(kind))
    handed_out: list[int] = []

    def interrupted(number: int) -> None:
        handed_out.append(number)
        if number == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), closing(found):
        deque((interrupted(done.value) for done in found), maxlen=0)
    assert handed_out == list(range(10))
    begun = {int(path.name) for path in tmp_path.iterdir()}
    assert set(handed_out) <= begun
    assert len(begun) < 100


def test_ctrl_c_ends_processes_within_a_task(tmp_path: Path) -> None:
    """Chunks 4 to 9 sleep for a minute each."""
    handed_out: list[int] = []

    def interrupt() -> None:
        while len(handed_out) < 4 or not (tmp_path / "4").exists():
            time.sleep(0.02)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    found = run(
        tasks.endless_from_4, numbered(10), str(tmp_path), executor=Processes(2)
    )
    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt), closing(found):
        deque((handed_out.append(done.value) for done in found), maxlen=0)
    assert handed_out == [0, 1, 2, 3]
    # two slept, none to the end, and what waited behind them was not begun
    begun = {path.name for path in tmp_path.iterdir()}
    assert begun <= {"0", "1", "2", "3", "4", "5"}


def test_closing_early_leaves_a_given_executor_usable() -> None:
    with ThreadPoolExecutor(2) as executor:
        with closing(run(tasks.squared, numbered(50), None, executor=executor)) as it:
            assert next(it).value == 0
        assert executor.submit(os.getpid).result() == os.getpid()

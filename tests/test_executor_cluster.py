"""A cluster of Dask, with two processes on this computer: the same numbers."""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import executor_tasks as tasks
import numpy as np
import pytest
from sampled_systems import plan
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.handles import copy_of, handle_of
from lcagraph.background.store import Database, write_database
from lcagraph.calculate import CHUNK_VARIANTS
from lcagraph.catalogue import calculate_catalogues
from lcagraph.engine.montecarlo import simulate
from lcagraph.engine.montecarlo.ranges import RANGE, simulate_on
from lcagraph.errors import CalculationError, UsageError
from lcagraph.executor import Chunk, Dask, Recipe, run

ROOT = Path(__file__).resolve().parents[1]
SQUARES = [i**2 for i in range(40)]

heavy = pytest.mark.heavy


@contextmanager
def two_workers() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=60
    ) as made:
        yield made


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with two_workers() as made:
        yield made


@pytest.fixture
def client(cluster: Any) -> Iterator[Any]:
    with cluster.get_client() as made:
        made.wait_for_workers(2, timeout=60)
        yield made


@pytest.fixture
def doomed() -> Iterator[Any]:
    """A cluster that nobody else needs: Dask gives up a worker that dies repeatedly."""
    with two_workers() as made, made.get_client() as client:
        yield client


def numbered(count: int) -> list[Chunk[int]]:
    return [Chunk(key=f"number {i}", item=i) for i in range(count)]


def values(task: Any, count: int, common: object = None, **how: Any) -> list[Any]:
    return [done.value for done in run(task, numbered(count), common, **how)]


def on_workers(client: Any, function: Any, *arguments: Any) -> set[Any]:
    return set(client.run(function, *arguments).values())


def kept() -> int:
    """Parcels and shared objects in a worker."""
    from lcagraph.executor import parcels

    return len(parcels._PARCELS) + len(parcels._OBJECTS)


# ---------------------------------------------------------------------- the same


@heavy
@pytest.mark.parametrize("in_order", [True, False])
def test_values_are_bitwise_those_of_a_serial_run(client: Any, in_order: bool) -> None:
    common = tasks.matrix(40)
    serial = values(tasks.row_sum, 40, common)
    found = values(tasks.row_sum, 40, common, executor=client, in_order=in_order)
    assert (found if in_order else sorted(found)) == (
        serial if in_order else sorted(serial)
    )


@heavy
def test_an_address_will_do(cluster: Any, client: Any) -> None:
    address = cluster.scheduler_address
    assert values(tasks.squared, 40, executor=address) == SQUARES
    assert values(tasks.squared, 40, executor=Dask(client)) == SQUARES


@heavy
def test_the_client_shaped_like_an_executor_will_do(client: Any) -> None:
    common = tasks.matrix(40)
    with client.get_executor(pure=False) as executor:
        found = values(tasks.row_sum, 40, common, executor=executor)
    assert found == values(tasks.row_sum, 40, common)


@heavy
def test_a_sweep_is_bitwise_the_same(client: Any) -> None:
    of = lg.read(ROOT / "models" / "pp_crate" / "model.yaml")
    name, base, _ = next(row for row in of.values_table if row[1] > 0)
    listed = {name: np.linspace(0.9, 1.0, 3 * CHUNK_VARIANTS + 1) * base}
    serial = of.sweep(**listed)
    found = of.sweep(executor=client, **listed)
    assert found.items.tobytes() == serial.items.tobytes()
    assert found.scaling.tobytes() == serial.scaling.tobytes()


@heavy
def test_samples_are_bitwise_the_same(client: Any) -> None:
    asked = plan()
    serial = simulate(asked, range(3 * RANGE), seed=1)
    found = simulate_on(asked, range(3 * RANGE), seed=1, executor=client)
    assert found.scores.tobytes() == serial.scores.tobytes()


@heavy
def test_a_folder_of_tables_is_the_same(client: Any, tmp_path: Path) -> None:
    database = Database(write_database(stored(smelter()), tmp_path / "databases"))
    tables = [tmp_path / f"{name}.csv" for name in "abc"]
    for number, table in enumerate(tables, start=1):
        table.write_text(f"product,component,amount,unit\npot,a-1,{number},kg\n")
    for place, folder in ((client, "there"), (None, "here")):
        found = calculate_catalogues(
            tables, tmp_path / folder, [database], executor=place
        )
        assert all(one.is_complete for one in found)
    for table in tables:
        there, here = (tmp_path / name / table.name for name in ("there", "here"))
        assert there.read_bytes() == here.read_bytes()


@heavy
def test_nothing_stays_behind_in_the_workers(client: Any) -> None:
    values(tasks.row_sum, 40, tasks.matrix(40), executor=client)
    assert on_workers(client, kept) == {0}


# -------------------------------------------------------------------- databases


@heavy
@pytest.mark.parametrize("way", [handle_of, copy_of])
def test_workers_open_the_database_or_are_sent_it(
    client: Any, way: Any, tmp_path: Path
) -> None:
    database = Database(write_database(stored(smelter()), tmp_path / "databases"))
    recipe = Recipe(tasks.opened, (way(database),))
    chunks = [Chunk(key=str(i), item=i % 2) for i in range(8)]
    done = list(run(tasks.intensity, chunks, recipe, executor=client))
    # kg CO2: 1.6 of its own + 14 kWh × 0.5; and 0.5 of 1 kWh
    assert [sum(each.value[0]) for each in done] == [1.6 + 7, 0.5] * 4
    folders = {Path(each.value[1]) for each in done}
    assert (folders == {database.folder}) == (way is handle_of)
    assert on_workers(client, kept) == {0}
    if way is copy_of:
        assert not any(folder.exists() for folder in folders)


# ------------------------------------------------------------- what goes wrong


@heavy
def test_a_killed_worker_costs_only_time(doomed: Any, tmp_path: Path) -> None:
    found = values(tasks.squared_by_mortals, 40, str(tmp_path), executor=doomed)
    assert (tmp_path / "died").exists()
    assert found == SQUARES


@heavy
def test_a_chunk_that_kills_every_worker_is_named(doomed: Any) -> None:
    with pytest.raises(CalculationError) as refused:
        values(tasks.squared_but_never_5, 12, executor=doomed)
    (finding,) = refused.value.findings
    assert (finding.code, finding.values["chunk"]) == ("E770", "number 5")


@heavy
def test_the_error_of_a_task_comes_back_as_itself(client: Any) -> None:
    found = run(tasks.refused_at_3, numbered(8), None, executor=client)
    handed_out = []
    with pytest.raises(CalculationError) as refused, closing(found):
        handed_out.extend(done.value for done in found)
    assert handed_out == [0, 1, 2]
    assert refused.value.findings[0].values["number"] == 3


@heavy
def test_closing_early_cancels_what_is_left(client: Any, tmp_path: Path) -> None:
    with closing(
        run(tasks.marked, numbered(1000), str(tmp_path), executor=client)
    ) as it:
        assert [next(it).value for _ in range(10)] == list(range(10))
    # 4 per worker are begun at most: 10 handed out, 7 more, and one to follow
    assert len(list(tmp_path.iterdir())) <= 18
    assert values(tasks.squared, 40, executor=client) == SQUARES


@heavy
def test_work_without_any_worker_left_is_given_up(doomed: Any) -> None:
    chunks = [Chunk(key=str(i), item=0.2) for i in range(1000)]
    found = run(tasks.waited, chunks, None, executor=Dask(doomed, patience=0.2))
    assert next(found).value == 0.2
    doomed.cluster.scale(0)
    with pytest.raises(UsageError) as refused:
        deque(found, maxlen=0)
    assert refused.value.finding.code == "E771"


@heavy
def test_no_scheduler_is_refused() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(UsageError) as refused:
        values(tasks.squared, 3, executor=Dask("tcp://127.0.0.1:9", patience=0.2))
    assert refused.value.finding.code == "E771"


@heavy
def test_a_scheduler_without_workers_is_refused() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(UsageError) as refused,
    ):
        values(tasks.squared, 3, executor=Dask(empty.scheduler_address, patience=0.2))
    assert refused.value.finding.code == "E771"


def test_without_dask_a_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as refused:
        values(tasks.squared, 3, executor="tcp://127.0.0.1:8786")
    assert refused.value.finding.code == "E775"


def test_dask_is_not_loaded_where_it_is_not_used() -> None:
    code = (
        "import sys; import lcagraph as lg; from lcagraph.executor import Threads\n"
        "m = lg.read(sys.argv[1]); m.solve()\n"
        "m.evaluate(m.prepared.base[None], executor=Threads(2))\n"
        "heavy = {'distributed', 'dask', 'multiprocessing.pool'} & sys.modules.keys()\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    path = ROOT / "models" / "pp_crate" / "model.yaml"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)

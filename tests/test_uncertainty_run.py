"""Runs: the same bits on any workers and after any stop; refused draws are told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from killed_runs import kill_midway
from small_models import model, works
from uncertain_models import (
    buying,
    drawn,
    emitting,
    lognormal,
    normal,
    two_processes,
    uniform,
)

import lcagraph as lg
from lcagraph.errors import CalculationError, UsageError
from lcagraph.executor import Dask, Processes, Threads, Workplace
from lcagraph.sealed_parts import SealedParts
from lcagraph.uncertainty import Precision, Settings, Uncertainty, kept, simulate

N = 9_000
"""Five ranges, the last of them shorter."""


def same(first: Uncertainty, second: Uncertainty) -> bool:
    """Whether every draw of every name has the same bits."""
    return all(
        first.items(name).tobytes() == second.items(name).tobytes()
        for name in first.names
    )


@pytest.fixture(scope="module")
def serial() -> Uncertainty:
    return drawn(buying(), N)


# ----------------------------------------------------------------------------- workers


@pytest.mark.parametrize("executor", [Threads(2), Processes(2)], ids=str)
def test_draws_have_the_same_bits_on_any_workers(
    serial: Uncertainty, executor: Workplace
) -> None:
    assert same(drawn(buying(), N, executor=executor), serial)


@pytest.mark.heavy
def test_draws_have_the_same_bits_on_a_cluster(serial: Uncertainty) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        assert same(drawn(buying(), N, executor=Dask(client)), serial)


def test_a_longer_run_begins_with_the_draws_of_a_shorter_one(
    serial: Uncertainty,
) -> None:
    short = drawn(buying(), 5_000)
    np.testing.assert_array_equal(short.totals("half"), serial.totals("half")[:5_000])


def test_another_seed_gives_other_draws(serial: Uncertainty) -> None:
    other = drawn(buying(), N, seed=2)
    assert abs(np.corrcoef(other.totals(), serial.totals())[0, 1]) < 4 / np.sqrt(N)


def test_draws_can_be_made_again_from_their_seed(serial: Uncertainty) -> None:
    column = serial.numbers("half")[0].column
    power = serial.values("half", first=4_000, count=3)[:, column]
    np.testing.assert_allclose(power * 0.5, serial.totals("half")[4_000:4_003])


# --------------------------------------------------------------------- kept, resumed


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


class StoppedError(Exception):
    """Stands for a kill."""


def stopped(folder: Path, monkeypatch: pytest.MonkeyPatch, after: int = 2) -> None:
    """A run of which two ranges are sealed."""
    seal = SealedParts.seal
    done: list[str] = []

    def stopping(self: Any, name: str, *rest: Any) -> None:
        if len(done) == after:
            raise StoppedError
        done.append(name)
        seal(self, name, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(SealedParts, "seal", stopping)
        with pytest.raises(StoppedError):
            drawn(buying(), N, folder=folder)


def test_a_stopped_run_goes_on_to_the_same_bytes(
    serial: Uncertainty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(buying(), N, folder=tmp_path / "whole")
    stopped(tmp_path / "run", monkeypatch)
    found = drawn(buying(), N, folder=tmp_path / "run", is_resuming=True)
    assert same(found, serial)
    assert files(tmp_path / "run") == files(tmp_path / "whole")


def test_a_torn_part_is_drawn_anew(
    serial: Uncertainty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    stopped(folder, monkeypatch)
    part = sorted(folder.glob("draws-*"))[0]
    part.write_bytes(part.read_bytes()[:-8])
    assert same(drawn(buying(), N, folder=folder, is_resuming=True), serial)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_killed_run_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    script = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from uncertain_models import buying, drawn
from lcagraph.sealed_parts import SealedParts
seal = SealedParts.seal
def slowly(self, *given):
    seal(self, *given)
    time.sleep(0.2)
SealedParts.seal = slowly
drawn(buying(), 40_000, folder=Path({str(tmp_path / "run")!r}))
"""
    done = tmp_path / "run" / "parts.jsonl"
    kill_midway(script, done)
    assert done.read_bytes().count(b"\n") < 20
    drawn(buying(), 40_000, folder=tmp_path / "run", is_resuming=True)
    drawn(buying(), 40_000, folder=tmp_path / "whole")
    left, whole = files(tmp_path / "run"), files(tmp_path / "whole")
    assert {name: left[name] for name in whole} == whole


def test_a_run_may_be_made_longer(serial: Uncertainty, tmp_path: Path) -> None:
    drawn(buying(), 5_000, folder=tmp_path / "run")
    found = drawn(buying(), N, folder=tmp_path / "run", is_resuming=True)
    assert same(found, serial)


def test_a_folder_with_a_run_is_not_overwritten(tmp_path: Path) -> None:
    drawn(buying(), 3_000, folder=tmp_path)
    before = files(tmp_path)
    with pytest.raises(UsageError) as error:
        drawn(buying(), 3_000, folder=tmp_path)
    assert error.value.finding.code == "E544"
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("other", "changed"),
    [
        ({"seed": 2}, ("seed",)),
        ({"keep": "totals"}, ("columns",)),
        ({"one": buying(co2e=0.6)}, ("sides",)),
        ({"one": buying(power="10 kWh ± 10 %")}, ("sides",)),
    ],
)
def test_draws_of_another_run_are_not_mixed_in(
    tmp_path: Path, other: dict[str, Any], changed: tuple[str, ...]
) -> None:
    drawn(buying(), 3_000, folder=tmp_path)
    asked = {"one": buying(), "n": 3_000, **other}
    with pytest.raises(UsageError) as error:
        drawn(folder=tmp_path, is_resuming=True, **asked)
    assert error.value.finding.code == "E545"
    assert error.value.finding.values["changed"] == changed


@pytest.mark.parametrize(
    ("name", "content"), [("letter.txt", b"keep me"), ("plan.json", b'["seed"]')]
)
def test_files_of_something_else_are_left_alone(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as error:
        drawn(buying(), 3_000, folder=tmp_path, is_resuming=True)
    assert error.value.finding.code == "E545"
    assert files(tmp_path) == {name: content}


def test_draws_beyond_the_memory_are_streamed_to_disk(
    serial: Uncertainty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MEMORY", 1000)
    found = drawn(buying(), N)
    assert isinstance(found.kept, kept.OnDisk)
    folder = found.kept.folder
    assert len([*folder.glob("draws-*.npy")]) == 5
    assert same(found, serial)
    del found
    assert not folder.exists()


# ------------------------------------------------------------------------------- Ctrl-C


def interrupting(after: int) -> Any:
    """A progress report during which Ctrl-C is pressed."""

    def progress(done: int, _most: int) -> None:
        if done >= after:
            raise KeyboardInterrupt

    return progress


def test_ctrl_c_keeps_what_is_done(serial: Uncertainty, tmp_path: Path) -> None:
    found = drawn(buying(), N, progress=interrupting(4_000), folder=tmp_path)
    assert found.is_interrupted
    assert found.n == 4_096
    assert [finding.code for finding in found.findings] == ["W543"]
    np.testing.assert_array_equal(found.totals(), serial.totals()[:4_096])
    assert same(drawn(buying(), N, folder=tmp_path, is_resuming=True), serial)


# ------------------------------------------------------------------------ stopping rule


def test_drawing_stops_when_mean_and_tails_are_known() -> None:
    # 5 ± 0.51 kg: se of the mean 0.51/√n = 1 %/1.96 of 5 needs 400 draws, the 2.5 %
    # percentile (p (1 − p))^½ / density / √n: 0.156/(0.0584/0.51)/√n: ± 5 % in 1,200
    until = Precision(mean=0.01, percentiles=0.05)
    found = drawn(buying(), 100_000, until=until)
    assert found.precision is not None
    assert found.precision.satisfies(until)
    assert 1_000 <= found.n < 10_000
    assert found.findings == ()


def test_a_precision_that_is_not_reached_is_told() -> None:
    found = drawn(buying(), 3_000, until=Precision(mean=1e-4))
    assert found.n == 3_000
    assert [finding.code for finding in found.findings] == ["W544"]


def test_a_stopped_mean_is_as_close_as_it_says_in_95_of_100_runs() -> None:
    # true mean 5 kg. 100 runs at 95 %: 4 standard errors are 8.7 % below
    until = Precision(mean=0.004, percentiles=0.5)
    one = {"base": buying(power="10 kWh ± 30 %").prepared}
    close = 0
    for seed in range(100):
        found = simulate(one, Settings(seed=seed, until=until, keep="totals")).of()
        low, high = found.mean_interval.low, found.mean_interval.high
        assert low is not None
        assert high is not None
        close += low <= 5 <= high
    assert close / 100 >= 0.95 - 0.087


def test_the_stop_does_not_depend_on_the_workers() -> None:
    until = Precision(mean=0.003)
    here = drawn(buying(), 50_000, until=until)
    assert same(drawn(buying(), 50_000, until=until, executor=Threads(2)), here)


# ------------------------------------------------------------------------ refused draws


def tightening(high: float) -> lg.Model:
    """A loop that gives back x y: closed, or beyond, where y > 1 / x = 2."""
    return two_processes(x={"value": "0.5"}, y=uniform(0.0, high), e={"value": "1"})


def test_a_few_draws_without_a_footprint_are_told_with_their_values() -> None:
    # P(y > 2) = 0.001/2.001 = 0.05 %: of 20,000 draws about 10
    found = drawn(tightening(2.001), 20_000)
    column = found.numbers()[0].column
    beyond = np.flatnonzero(found.values()[:, column] > 2)
    assert 0 < len(beyond) <= 20
    assert [one.draw for one in found.refused] == beyond.tolist()
    assert np.isnan(found.totals()[beyond]).all()
    assert np.isnan(found.totals()).sum() == len(beyond)
    assert found.of().n == 20_000 - len(beyond)
    warning, far = found.findings  # a loop that nearly closes is far from linear
    assert (warning.code, far.code) == ("W541", "W545")
    assert (warning.values["count"], warning.values["draw"]) == (len(beyond), beyond[0])
    first = found.refused[0]
    assert first.code == "E508"
    assert first.values == {"parameters.y.value": found.values()[beyond[0], column]}


def test_more_than_one_refused_draw_in_a_thousand_is_an_error() -> None:
    # P(y > 2) = 0.1/2.1 = 4.8 %
    with pytest.raises(CalculationError) as error:
        drawn(tightening(2.1), 20_000)
    (finding,) = error.value.findings
    assert finding.code == "E541"
    assert "parameters.y.value = 2." in str(finding.values["values"])


def test_a_range_that_was_given_up_is_not_kept_for_a_longer_run(tmp_path: Path) -> None:
    # it stops at the third refused draw; the rest of its 2,000 was never looked at
    with pytest.raises(CalculationError, match="E541"):
        drawn(tightening(2.1), 2_000, folder=tmp_path)
    assert not [*tmp_path.glob("draws-*")]


def test_a_parameter_beyond_its_own_range_is_a_refused_draw() -> None:
    one = emitting("left", left={**normal(1, 0.1), "min": "0.8", "max": "1.2"})
    with pytest.raises(CalculationError) as error:
        drawn(one, 10_000)
    assert "E331" in str(error.value.findings[0].values["reason"])


def test_refused_draws_survive_the_way_to_the_disk(tmp_path: Path) -> None:
    here = drawn(tightening(2.001), 20_000)
    drawn(tightening(2.001), 20_000, folder=tmp_path)
    found = drawn(tightening(2.001), 20_000, folder=tmp_path, is_resuming=True)
    assert found.refused == here.refused
    json.dumps(found.to_dict())


def test_pairs_leave_out_what_either_side_has_no_footprint_for() -> None:
    fine = two_processes(x={"value": "0.4"}, y=uniform(0.0, 2.001), e={"value": "1"})
    found = simulate(
        {"tight": tightening(2.001).prepared, "fine": fine.prepared},
        Settings(n=20_000, seed=1),
    )
    assert found.paired("fine").n == 20_000 - len(found.refused)
    assert found.of("fine").n == 20_000


# --------------------------------------------------------- what an unwise seed would do


def columns(found: Uncertainty) -> Iterator[Any]:
    values = found.values()
    for number in found.numbers():
        yield values[:, number.column]


def test_numbers_of_one_model_are_uncorrelated() -> None:
    parameters = {f"q{i}": lognormal(1, 1.2) for i in range(12)}
    found = drawn(emitting(" + ".join(parameters), **parameters), 40_000)
    off = np.corrcoef([*columns(found)]) - np.eye(12)
    # 66 pairs at 0 ± 1/√40,000: 4.5 standard errors
    assert np.abs(off).max() < 4.5 / 200


def test_what_nothing_can_run_on_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        drawn(buying(), N, executor=object())
    assert error.value.finding.code == "E774"


def test_a_model_with_nothing_but_certain_scenarios_still_pairs() -> None:
    one = model(
        {"works": works(emissions={"co2_fossil": "5 kg"})},
        scenarios={
            "unsure": {
                "set": {"processes.works.emissions.co2_fossil.amount": "4 kg ± 20 %"}
            }
        },
    )
    found = drawn(one, 4_000).paired("unsure")
    # P(4 + N(0, 0.408) < 5) = Φ(2.45) = 0.99286
    assert found.probability_lower == pytest.approx(0.99286, abs=0.006)
    assert found.correlation is None

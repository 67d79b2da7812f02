"""Runs that can't be held are refused before they begin; others are told their size."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from uncertain_models import emitting, normal

import lcagraph as lg
from lcagraph.errors import Finding, UsageError
from lcagraph.uncertainty import Precision, Settings, Uncertainty, kept, room, simulate
from lcagraph.uncertainty.room import Room, check_room, size_text

Usage = namedtuple("Usage", "total used free")


def model() -> lg.Model:
    return emitting("x * y", x=normal(3, 0.3), y=normal(2, 0.2))


def run(n: int, **keys: Any) -> Uncertainty:
    prepared = model().prepared
    cases = {"base": prepared, "same": prepared}
    return simulate(cases, Settings(n=n, seed=1), **keys)


def refused(room_: Room, folder: Path | None = None, *, is_on_disk: bool) -> Finding:
    with pytest.raises(UsageError) as caught:
        check_room(room_, folder, is_on_disk=is_on_disk)
    return caught.value.finding


@pytest.mark.parametrize("until", [None, Precision(mean=0.01)])
def test_draws_beyond_all_memory_are_refused_at_once(until: Precision | None) -> None:
    settings = Settings(n=10**15, seed=1, until=until)
    with pytest.raises(UsageError) as caught:
        simulate({"base": model().prepared}, settings)
    assert caught.value.finding.code == "E548"


def test_what_fits_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "memory_of_machine", lambda: 10**9)
    # 3 numbers of 8 bytes for each of 2 sides, and 4 more: 80 bytes per draw
    told = refused(Room(n=10**8, sides=2, columns=9), is_on_disk=False)
    assert told.values["size"] == "8 GB"
    assert told.values["free"] == "1 GB"
    assert told.values["most"] == "12,500,000"
    check_room(Room(n=12_500_000, sides=2, columns=9), None, is_on_disk=False)


def test_a_disk_that_is_too_small_is_told_before_the_first_draw(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(room, "memory_of_machine", lambda: None)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda at: Usage(0, 0, 10**9))
    big = Room(n=10**7, sides=2, columns=9)  # 8 × 2 × 9 = 144 bytes per draw
    told = refused(big, tmp_path / "new" / "run", is_on_disk=True)
    assert told.code == "E549"
    assert told.values["size"] == "1.4 GB"
    assert told.values["most"] == "6,944,444"
    check_room(big, None, is_on_disk=False)


def test_a_run_that_goes_on_needs_room_for_the_rest_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "draws-000000000000-2048.npy").write_bytes(bytes(1000))
    monkeypatch.setattr(room.shutil, "disk_usage", lambda at: Usage(0, 0, 2000))
    rest = Room(n=100, sides=1, columns=3)  # 2,400 bytes, 1,000 of which are there
    check_room(rest, tmp_path, is_on_disk=True)
    assert refused(rest, tmp_path / "other", is_on_disk=True).code == "E549"


@pytest.mark.parametrize(
    ("size", "text"),
    [(1.44e11, "144 GB"), (1.5e9, "1.5 GB"), (2e6, "2 MB"), (512, "0.512 kB")],
)
def test_sizes_are_short(size: float, text: str) -> None:
    assert size_text(int(size)) == text


def test_the_size_is_told_before_draws_are_streamed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "MEMORY", 1000)
    told: list[Finding] = []
    found = run(5_000, announce=told.append)
    assert [finding.code for finding in told] == ["N548"]
    columns = len(found.columns)
    assert told[0].values["size"] == size_text(8 * 5_000 * 2 * columns)


def test_a_small_run_is_not_announced(tmp_path: Path) -> None:
    told: list[Finding] = []
    run(3_000, announce=told.append)
    run(3_000, announce=told.append, folder=tmp_path / "own")
    assert told == []


def test_draws_on_disk_are_summarised_to_the_same_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = run(5_000)
    monkeypatch.setattr(kept, "MEMORY", 1000)
    monkeypatch.setattr("lcagraph.uncertainty.draws.MEMORY", 1000)
    parts = run(5_000)
    assert type(parts.kept) is not type(whole.kept)
    assert parts.to_dict() == whole.to_dict()
    assert np.array_equal(parts.items("same"), whole.items("same"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"n": 1e4},
        {"n": 10.5},
        {"n": "a"},
        {"n": True},
        {"n": 1},
        {"seed": 1.5},
        {"seed": None},
        {"seed": True},
        {"seed": -1},
        {"confidence": "0.95"},
        {"until": 0.01},
        {"keep": 1},
    ],
    ids=repr,
)
def test_impossible_settings_are_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        Settings(**{"seed": 1, **wrong})
    ((name, value),) = wrong.items()
    assert caught.value.finding.code == "E540"
    assert caught.value.finding.values == {"name": name, "value": repr(value)}


def test_numbers_of_numpy_are_numbers() -> None:
    found = model().uncertainty(np.int64(500), seed=np.uint8(3))
    assert type(found.to_dict()["seed"]) is int


@pytest.mark.parametrize("mean", ["1 %", None, True, 0])
def test_a_precision_is_a_number(mean: Any) -> None:
    with pytest.raises(UsageError) as caught:
        Precision(mean=mean)
    assert caught.value.finding.code == "E540"

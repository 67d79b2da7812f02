"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from lcagraph.background.lock import Lock, write_lock
from lcagraph.whole_files import write_file


def test_a_file_is_replaced_as_a_whole_and_keeps_its_permissions(
    tmp_path: Path,
) -> None:
    path = tmp_path / "模型.yaml"
    path.write_text("old")
    path.chmod(0o640)
    write_file(path, "名称: 新\n")
    assert path.read_bytes() == "名称: 新\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_file(path, "half \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("is_lasting", [True, False])
def test_bytes_are_written_as_they_are(tmp_path: Path, is_lasting: bool) -> None:
    path = tmp_path / "part.npz"
    write_file(path, b"\x00\r\n\xff", is_lasting=is_lasting)
    assert path.read_bytes() == b"\x00\r\n\xff"


def test_a_lock_may_be_read_by_whoever_may_read_other_new_files(tmp_path: Path) -> None:
    path = tmp_path / "crate.lock"
    lock = Lock(databases={}, datasets=(), total=1.0, per="1", gwp="AR6", lcagraph="0")
    before = os.umask(0o022)
    try:
        write_lock(path, lock)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes by name")
def test_a_pipe_is_written_into_and_stays_one(tmp_path: Path) -> None:
    """So does a device: root could replace /dev/null by a file, for all programs."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(pipe, "told")
        assert os.read(reader, 100) == b"told"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]

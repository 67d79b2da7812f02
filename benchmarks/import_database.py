"""Time and memory of `lcagraph db add`, stage by stage.

    python benchmarks/import_database.py FILE [--allocation mass]

The database is written into a folder that is removed afterwards. Memory is the peak of
the whole process, Python and libraries included.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lcagraph.background.findings_report import count_codes, flagged
from lcagraph.importing import Added, Choices, add_database

KIB = 1024 if sys.platform.startswith("linux") else 1  # macOS counts in bytes


class Stages:
    """A progress that notes when each stage begins, and the memory used until then."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, float, float]] = []

    def __call__(self, stage: str, total: int) -> Callable[[int], None]:
        self.begun.append((stage, time.perf_counter(), peak()))
        return lambda done: None

    def lines(self) -> list[str]:
        """Time of each stage, and the peak of the memory at its end."""
        ends = [*self.begun[1:], ("", time.perf_counter(), peak())]
        return [
            f"{stage:10}{end - begin:8.2f} s   peak {memory / 2**20:7.0f} MiB"
            for (stage, begin, _), (_, end, memory) in zip(
                self.begun, ends, strict=True
            )
        ]


def peak() -> float:
    """Most memory that the process ever held. [bytes]"""
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB)


def counts(added: Added) -> list[str]:
    """What the report counts, what is open, and how often each finding came."""
    told = [f"{name} {count}" for name, count in added.linked.counts.items() if count]
    told += [f"open: {word} {n}" for word, n in flagged(added.linked).items() if n]
    codes = count_codes(added.linked.findings).items()
    told.append(" ".join(f"{code}×{count}" for code, count in codes))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--allocation", default=None)
    options = parser.parse_args()
    stages = Stages()
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        added = add_database(
            options.file,
            name="measured",
            place=Path(place),
            choices=Choices(allocation=options.allocation),
            progress=stages,
        )
        elapsed = time.perf_counter() - begin
        files = list(added.database.folder.iterdir())
        size = sum(file.stat().st_size for file in files) / 2**20
        lines = [
            f"machine   {platform.machine()}, {os.cpu_count()} CPUs, "
            f"{platform.system()}, Python {platform.python_version()}",
            f"file      {options.file.name}, {added.database.manifest.format}",
            *stages.lines(),
            f"{'together':10}{elapsed:8.2f} s   peak {peak() / 2**20:7.0f} MiB   "
            f"stored {size:.0f} MiB",
            *counts(added),
        ]
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()

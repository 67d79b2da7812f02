"""`lcagraph solve` against the imports that it cannot avoid, measured in the same run.

The rival is a Python that imports numpy, scipy.sparse.linalg, pydantic, yaml and typer
and does nothing. Runs alternate, so that a busy moment of the machine hits both;
bytecode is cached for both. Target: a ratio of at most 1.5. Nothing is asserted.

    python benchmarks/import_time.py [MODEL] [--runs 15]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TYPICAL_LINES = 150
TARGET = 1.5
WARM_UP = 2

IMPORTS = "import numpy, scipy.sparse.linalg, pydantic, yaml, typer"


def typical_model() -> Path:
    """The model of `models/` whose length is nearest to 150 lines."""
    models = sorted(ROOT.glob("models/*/*.yaml"))
    if not models:
        sys.exit("no model found below models/")
    return min(models, key=lambda path: abs(line_count(path) - TYPICAL_LINES))


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one run of a command that must succeed. [s]"""
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr.decode()}")
    return elapsed


def alternate(commands: dict[str, list[str]], runs: int) -> dict[str, list[float]]:
    """Times of every command, each run once per round. [s]"""
    environment = {"LCAGRAPH_NO_CACHE": "1"} | {
        k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(WARM_UP + runs):
        for name, command in commands.items():
            elapsed = seconds(command, environment)
            if round_ >= WARM_UP:
                times[name].append(elapsed)
    return times


def report(times: dict[str, list[float]], model: Path) -> str:
    """A table of medians and spreads, and the ratio."""
    medians = {name: statistics.median(values) for name, values in times.items()}
    lines = [
        f"machine  {platform.machine()}, {os.cpu_count()} CPUs, {platform.system()}, "
        f"Python {platform.python_version()}",
        f"model    {model.name} of {model.parent.name}, {line_count(model)} lines",
        "",
        f"{'':10}{'median':>10}{'fastest':>10}{'slowest':>10}",
    ]
    lines += [
        f"{name:10}{medians[name]:9.3f}s{min(values):9.3f}s{max(values):9.3f}s"
        for name, values in times.items()
    ]
    ratio = medians["solve"] / medians["imports"]
    lines += ["", f"solve / imports = {ratio:.2f}   (target: at most {TARGET})"]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", nargs="?", type=Path, default=None)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    model = options.model or typical_model()
    command = Path(sys.executable).with_name("lcagraph")
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "imports": [sys.executable, "-c", IMPORTS],
        "solve": [str(command), "solve", str(model)],
    }
    sys.stdout.write(report(alternate(commands, options.runs), model) + "\n")


if __name__ == "__main__":
    main()

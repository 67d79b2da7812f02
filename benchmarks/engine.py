"""lcagraph's engine beside bw2calc's, case by case, in one run.

Each side of a case runs in a process of its own, one after the other, on the same
background; agreement is checked here. Printed are the time of either side, their ratio,
the goal, and the peak memory of either process.

    python benchmarks/engine.py                 `small` and `ecoinvent`, short
    python benchmarks/engine.py --full          more samples, `super`, growth
    python benchmarks/engine.py --case montecarlo --case pair

What a cold start is made of, on `ecoinvent`, by `python -X importtime`: three quarters
of `cold` are imports (lcagraph's own modules 37 %, numpy 11 %, pydantic 9 %, YAML 2 %).
`cold_uncached` imports scipy.sparse besides, for the loops and the products, which is a
quarter of its imports; solving takes it 0.05 s. Its goal is missed on a busy machine.

A goal is a ratio; where the rival's own time has moved from the one that the goal was
set against, the same absolute time of ours is printed beside it. Nothing is asserted
but agreement.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from background import KEPT, machine, peak_memory
from economy import Reals
from engine_case import Answer, Case, Side
from engine_cases import CASES

LEAST_CHANCE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table."""

    case: str
    side: str
    preset: str
    seconds: float
    peak: float
    """Peak memory of the side's process. [MB]"""
    shape: list[int]
    values: list[float]
    note: str


def child(case: str, side: str, preset: str, is_full: bool) -> None:
    """Run one side of a case in this process, and print its line as JSON."""
    answer: Answer = CASES[case].sides[side](preset, is_full)
    line = Line(
        case=case,
        side=side,
        preset=preset,
        seconds=answer.seconds,
        peak=answer.peak or peak_memory(),
        shape=list(np.shape(answer.values)),
        values=[float(value) for value in np.ravel(answer.values)],
        note=answer.note,
    )
    sys.stdout.write("\n" + json.dumps(asdict(line)) + "\n")


@cache
def measured(side: Side, preset: str, is_full: bool) -> Line | None:
    """One side, measured once though two cases ask for it."""
    case, name = next(
        (case.name, name)
        for case in CASES.values()
        for name, known in case.sides.items()
        if known is side
    )
    return run(case, name, preset, is_full)


def run(case: str, side: str, preset: str, is_full: bool) -> Line | None:
    """Run one side of a case in a process of its own."""
    command = [sys.executable, __file__, "--child", case, side, preset]
    environment = {k: v for k, v in os.environ.items() if "DONTWRITE" not in k}
    done = subprocess.run(
        [*command, *(["--full"] if is_full else [])],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    if done.returncode != 0:
        sys.stdout.write(f"{case} {side} failed:\n{done.stderr[-1500:]}\n")
        return None
    return Line(**json.loads(done.stdout.strip().splitlines()[-1]))


def compared(case: Case, preset: str, is_full: bool) -> Iterator[str]:
    """Lines of the table for one case."""
    ours = measured(case.sides["lcagraph"], preset, is_full)
    if ours is None:
        return
    yield _row(preset, case.name, "lcagraph", ours, "")
    for side in case.sides:
        if (
            side == "lcagraph"
            or (rival := measured(case.sides[side], preset, is_full)) is None
        ):
            continue
        ratio = rival.seconds / ours.seconds
        goal = case.goals.get(side)
        told = f"{ratio:9,.1f}×"
        if goal is not None and preset == case.goal_preset:
            told += f"  goal {goal:g}×"
            if (anchor := case.anchors.get(side)) is not None:
                told += f" = {anchor / goal * 1e3:.3g} ms"
        yield _row(preset, case.name, side, rival, told + _agreement(case, ours, rival))


def _agreement(case: Case, ours: Line, rival: Line) -> str:
    if case.kind == "none":
        return ""
    a, b = np.array(ours.values), np.array(rival.values)
    if case.kind == "sampled":
        return _alike(a.reshape(ours.shape), b.reshape(rival.shape), case.name)
    if a.shape != b.shape:
        raise SystemExit(f"{case.name}: {a.shape} against {b.shape} values")
    worst = float(np.max(np.abs(a - b) / np.maximum(np.abs(b), case.floor)))
    if not worst <= case.tolerance:
        raise SystemExit(f"{case.name}: the two sides differ by {worst:.1e}")
    return f"  agree to {worst:.0e}"


def _alike(a: Reals, b: Reals, case: str) -> str:
    """Distributions of each product compared: means, and Kolmogorov and Smirnov."""
    from scipy.stats import ks_2samp

    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    least = 1.0
    for ours, theirs in zip(a.T, b.T, strict=True):
        least = min(least, float(ks_2samp(ours, theirs).pvalue))
    if least < LEAST_CHANCE:
        raise SystemExit(f"{case}: distributions differ, p = {least:.1e}")
    error = np.sqrt(a.var(axis=0) / len(a) + b.var(axis=0) / len(b))
    apart = float(np.max(np.abs(a.mean(axis=0) - b.mean(axis=0)) / error))
    return f"  means {apart:.1f} standard errors apart, KS p = {least:.2f}"


def _row(preset: str, case: str, side: str, line: Line, told: str) -> str:
    time = f"{line.seconds * 1e3:12,.3f} ms"
    note = f"  {line.note}" if line.note else ""
    return f"{preset:10}{case:16}{side:24}{time}{line.peak:8,.0f} MB{told}{note}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--case", action="append", choices=sorted(CASES))
    parser.add_argument("--preset", action="append")
    parser.add_argument("--child", nargs=3, metavar=("CASE", "SIDE", "PRESET"))
    options = parser.parse_args()
    if options.child:
        case, side, preset = options.child
        child(case, side, preset, options.full)
        return
    sys.stdout.write(f"{machine()}\n")
    begin = perf_counter()
    with TemporaryDirectory() as folder:
        os.environ[KEPT] = folder
        for name, case in CASES.items():
            if options.case and name not in options.case:
                continue
            presets = case.presets if options.full else case.short_presets
            for preset in options.preset or presets:
                for line in compared(case, preset, options.full):
                    sys.stdout.write(f"{line}\n")
                    sys.stdout.flush()
    sys.stdout.write(f"all of it in {perf_counter() - begin:.0f} s\n")


if __name__ == "__main__":
    main()

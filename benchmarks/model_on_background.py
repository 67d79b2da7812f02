"""Monte Carlo of a model that buys from a database, beside bw2calc's.

    python benchmarks/model_on_background.py [small ecoinvent] [--draws 1024]

A model buys one product of the background, in a certain or an uncertain amount; bw2calc
has a certain demand for it. Both draw every uncertain entry of the technosphere and
solve each sample. bw2calc runs its default class with `use_distributions`, and its
iterative one. Printed are milliseconds per sample (ours with all set-up), their ratio,
and how far the medians of both samples are apart, in standard errors.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import rival
from background import background, characterised, machine
from case_scores import intensities_of
from economy import Reals
from scipy.sparse import csc_array
from stored_background import NAME, stored_background
from synthetic import Background

import lcagraph as lg
from lcagraph.executor import Processes, Workplace
from lcagraph.impact import gwp_set
from lcagraph.uncertainty import Settings, simulate

PRODUCT = 100
GWP = "ipcc-ar6-gwp100"
THEIR_DRAWS = {"LCA": 6, "IterativeLCA": 24}


def model(amount: str) -> lg.Model:
    """One process that buys one product."""
    works: dict[str, Any] = {
        "stage": "production",
        "outputs": {"goods": "1 kg"},
        "inputs": {"bought": amount},
    }
    return lg.Model(
        reference={"product": "goods", "amount": "1 kg"},
        scope={"gwp": GWP},
        processes={"works": works},
        factors={"bought": {"from": f"{NAME}/p{PRODUCT}", "stage": "raw_materials"}},
    )


def ours(amount: str, draws: int, executor: Workplace = None) -> tuple[float, Reals]:
    """Seconds per sample, set-up included, and the footprints."""
    prepared = model(amount).prepared
    begin = perf_counter()
    settings = Settings(n=draws, seed=2)
    found = simulate({"model": prepared}, settings, executor=executor)
    return (perf_counter() - begin) / draws, found.totals()


def as_rival(one: Background, gases: tuple[str, ...]) -> Background:
    """The same database for the rival: gases as flows, their GWP as the method."""
    direct = csc_array(characterised(one)[: len(gases)])
    factors = gwp_set(GWP).factors
    weights = np.array([[factors[gas] for gas in gases]])
    return replace(one, B=direct, C=weights, sigma_B=np.zeros(direct.nnz))


def apart(first: Reals, second: Reals) -> str:
    """Distance of the medians, in standard errors: π/2 of the mean's variance.

    Of logarithms, since footprints are skewed and the rival's sample is small.
    """
    a, b = np.log(np.abs(first)), np.log(np.abs(second))
    error = np.sqrt(np.pi / 2 * (1 / len(a) + 1 / len(b))) * a.std()
    return f"{abs(np.median(a) - np.median(b)) / error:.1f} se"


def measure(preset: str, draws: int) -> None:
    """Print the lines of one background."""
    one = background(preset)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LCAGRAPH_HOME"] = folder
        intensity = intensities_of(preset).T
        database = stored_background(one, intensity, Path(folder, "databases"))
        theirs = as_rival(one, tuple(database.manifest.gases))
        sides: dict[str, tuple[float, Reals]] = {}
        for kind, count in THEIR_DRAWS.items():
            options: dict[str, Any] = {} if kind == "LCA" else {"rtol": rival.TIGHT}
            sides[kind] = rival.samples(theirs, {PRODUCT: 1.0}, count, kind, **options)
        ours("1 kg", 32)  # code that is compiled once
        runs = {
            "certain amount": ours("1 kg", draws),
            "the same on 2 processes": ours("1 kg", draws, Processes(2)),
            "1 kg ± 10 %": ours("1 kg ± 10 %", draws),
        }
    for name, (seconds, _) in sides.items():
        print(f"{preset:10} bw2calc  {name:24} {seconds * 1e3:9.2f} ms")
    for name, (seconds, totals) in runs.items():
        ratios = [
            f"{kind} ×{slow / seconds:,.0f} ({apart(totals, scores)})"
            for kind, (slow, scores) in sides.items()
        ]
        line = f"{preset:10} lcagraph {name:24} {seconds * 1e3:9.2f} ms"
        print(f"{line}  {', '.join(ratios)}")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("presets", nargs="*", default=["small"])
    parser.add_argument("--draws", type=int, default=1024)
    asked = parser.parse_args()
    print(machine())
    for preset in asked.presets:
        measure(preset, asked.draws)


if __name__ == "__main__":
    main()

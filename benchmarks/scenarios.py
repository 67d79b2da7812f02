"""100 scenarios of a model of 30 processes on a background, beside bw2calc.

    python benchmarks/scenarios.py [--preset small] [--preset ecoinvent]

The model has 90 links into the background and one loop; every amount inside it varies.
lcagraph takes it as any user's model: compiled once, then `evaluate(values[k, n])` with
all its checks, for 20 flows and the items of the footprint. For the rival, model and
background are one system; a few scenarios are timed and extrapolated.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from background import background, best_of, characterised, machine, triplets
from direct import Direct
from economy import Ints, Reals
from rival_scenarios import CLASSES, SCENARIOS, TIMED, difference, scenario_scores
from scipy.sparse import block_diag, coo_array, csc_array, hstack
from stored_background import model_on, stored_background
from synthetic import Background

import lcagraph as lg
from lcagraph.arrays import Prepared
from lcagraph.calculate import evaluate

REPEATS = 10


def one_system(
    one: Background, own: Reals, rows: Ints, columns: Ints, amounts: Reals
) -> Background:
    """Background and model as one background; the model comes last."""
    n, size = one.A.shape[0], len(own)
    joined = coo_array(block_diag([one.A, own]))
    places = (
        np.concatenate([joined.row, rows]),
        np.concatenate([joined.col, columns + n]),
    )
    values = np.concatenate([joined.data, -amounts])
    A = csc_array(coo_array((values, places), shape=(n + size, n + size)).tocsc())
    A.sort_indices()
    empty = csc_array((one.B.shape[0], size))
    B = csc_array(hstack([one.B, empty], format="csc"))
    return replace(one, A=A, B=B, sigma_A=np.zeros(A.nnz), sigma_B=np.zeros(B.nnz))


def inner_inputs(prepared: Prepared) -> Iterator[tuple[int, int, int]]:
    """Position among the values, supplier and consumer of each input inside it."""
    for position, term in enumerate(prepared.compiled.table.independent):
        keys = term.path.split(".")
        if keys[2:3] == ["inputs"] and keys[3].startswith("step_"):
            yield position, int(keys[3][5:]), int(keys[1][5:])


def ours(one: Background, folder: Path) -> tuple[Any, ...]:
    """The prepared model, its values and its own matrices."""
    entries = triplets(one.A)
    base = Direct(one.A.shape[0], entries.row, entries.column, entries.value)
    intensity = base.adjoint(characterised(one))
    database = stored_background(one, intensity, folder)
    model, *matrices = model_on(database)
    begin = perf_counter()
    prepared = lg.Model(**model).prepared
    compiled = perf_counter() - begin
    inputs = list(inner_inputs(prepared))
    values = np.repeat(prepared.base[None, :], SCENARIOS, axis=0)
    rng = np.random.default_rng(12)
    at = [position for position, _, _ in inputs]
    values[:, at] *= rng.lognormal(0.0, 0.2, (SCENARIOS, len(at)))
    return prepared, values, inputs, matrices, compiled


def compared(preset: str, folder: Path) -> None:
    """Print both sides for one background."""
    one, write = background(preset), sys.stdout.write
    prepared, values, inputs, matrices, compiled = ours(one, folder)
    elapsed, found = best_of(REPEATS, partial(evaluate, prepared, values))
    write(
        f"\n{preset}: {prepared.layout.n} columns of the model and its datasets, "
        f"{len(inputs)} amounts vary\n"
        f"  lcagraph        {elapsed * 1e3:8.2f} ms for {SCENARIOS} scenarios, "
        f"{found.inventory.shape[1]} flows; read and compiled in {compiled:.2f} s; "
        f"residual {found.residual:.0e}\n"
    )
    n = one.A.shape[0]
    together = one_system(one, *matrices)
    places = (
        np.array([supplier + n for _, supplier, _ in inputs]),
        np.array([consumer + n for _, _, consumer in inputs]),
    )
    changed = -values[:TIMED][:, [position for position, _, _ in inputs]]
    for kind in CLASSES:
        each, scores = scenario_scores(together, n, places, changed, kind)
        differ = difference(scores, found.inventory[:TIMED, 0], kind)
        write(
            f"  {kind:16}{each * 1e3:8.1f} ms a scenario for 1 category (of {TIMED}): "
            f"{each * SCENARIOS / elapsed:,.0f}×, differ {differ:.0e}\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--preset", action="append", choices=["small", "ecoinvent"])
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.stdout.write(f"{machine()}\n")
    for preset in options.preset or ["small", "ecoinvent"]:
        with tempfile.TemporaryDirectory() as place:
            os.environ["LCAGRAPH_HOME"] = place
            compared(preset, Path(place, "databases"))


if __name__ == "__main__":
    main()

"""Edits of three background processes, 100 scenarios, beside bw2calc.

    python benchmarks/edits.py [--preset small] [--preset ecoinvent]

The processes are those that emit most for the product; in each scenario two inputs of
each are other amounts. lcagraph answers for 20 categories and bounds the error of each
answer; the rival for one category, on a few scenarios, extrapolated.

42 ms were wanted for what is done once. That is one adjoint solve of three right sides
with residuals that prove it: 22 sweeps of 3 ms, and two threads don't share three lanes
to any use. It takes nearly three times as long as wanted.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from functools import partial
from time import perf_counter

import numpy as np
from background import background, best_of, characterised, machine, triplets
from economy import Reals
from rival_scenarios import CLASSES, SCENARIOS, TIMED, difference, scenario_scores
from synthetic import Background

from lcagraph.engine.edits import (
    Changes,
    EditedColumns,
    Proven,
    Technosphere,
    proven,
)

EDITED = 3
INPUTS = 2


def technosphere(one: Background, base: Proven) -> Technosphere:
    """The background, ready for edits."""
    entries, direct = triplets(one.A), characterised(one)
    return Technosphere(
        n=one.A.shape[0],
        row=entries.row,
        column=entries.column,
        value=entries.value,
        direct=direct,
        intensity=base.adjoint(direct),
        solver=proven,
        ready=base,
    )


def drawn_changes(
    system: Technosphere, runs: Reals, rng: np.random.Generator
) -> Changes:
    """Other amounts of the first inputs of the largest emitters."""
    columns = np.argsort(-np.abs(runs * system.direct[0]))[:EDITED]
    rows, own = [], []
    for column in columns:
        part = slice(*np.searchsorted(system.column, [column, column + 1]))
        inputs = system.row[part][system.row[part] != column][:INPUTS]
        rows += inputs.tolist()
        own += [int(column)] * len(inputs)
    row, column = np.array(rows, dtype=np.intp), np.array(own, dtype=np.intp)
    key = system.column.astype(np.int64) * system.n + system.row
    now = system.value[np.searchsorted(key, column * system.n + row)]
    value = now * rng.lognormal(0.0, 0.3, (SCENARIOS, len(row)))
    return Changes(row=row, column=column, value=value)


def compared(preset: str) -> None:
    """Print both sides for one background."""
    one, write = background(preset), sys.stdout.write
    entries = triplets(one.A)
    rows, columns = entries.row.astype(np.intp), entries.column.astype(np.intp)
    begin = perf_counter()
    base = proven(one.A.shape[0], rows, columns, entries.value)
    made = perf_counter() - begin
    system = technosphere(one, base)
    rng = np.random.default_rng(11)
    product = int(rng.choice(np.flatnonzero(one.A.diagonal() > 0)))
    demand = np.zeros(system.n)
    demand[product] = 1.0
    changes = drawn_changes(system, base.forward(demand), rng)
    once, edits = best_of(3, partial(EditedColumns, system, changes.columns))
    wanted = np.array([product])
    first, found = best_of(1, partial(edits.scenarios, changes, wanted))
    again, _ = best_of(3, partial(edits.scenarios, changes, wanted))
    write(
        f"\n{preset}: {len(changes.columns)} processes, {len(changes.row)} inputs\n"
        f"  lcagraph        {once * 1e3:8.1f} ms once (made ready in {made:.2f} s), "
        f"{first * 1e3:.1f} ms for the first 100 scenarios of 20 categories, "
        f"{again * 1e3 / SCENARIOS:.4f} ms a scenario from then on; largest bound "
        f"{np.max(found.bound / np.abs(found.intensity)):.0e}, "
        f"{int(found.is_full.sum())} solved in full\n"
    )
    for kind in CLASSES:
        begin = perf_counter()
        each, scores = scenario_scores(
            one, product, (changes.row, changes.column), changes.value[:TIMED], kind
        )
        setup = perf_counter() - begin - each * TIMED
        differ = difference(scores, found.intensity[:TIMED, 0, 0], kind)
        write(
            f"  {kind:16}{each * 1e3:8.1f} ms a scenario for 1 category "
            f"(of {TIMED}; made ready in {setup:.2f} s): 100 scenarios "
            f"{(each * SCENARIOS) / (once + first):,.0f}×, differ {differ:.0e}\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--preset", action="append", choices=["small", "ecoinvent"])
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.stdout.write(f"{machine()}\n")
    for preset in options.preset or ["small", "ecoinvent"]:
        compared(preset)


if __name__ == "__main__":
    main()

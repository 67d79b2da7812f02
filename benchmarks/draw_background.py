"""Pictures that go into a database: a model of 30 processes on a synthetic background.

    python benchmarks/draw_background.py [--preset ecoinvent]

The model buys 90 times from it. Its Sankey diagram and its contribution network are
drawn with the datasets that at least the threshold of the footprint comes through; what
each node gets and passes on is compared. Cold is the first picture, with the database
just opened and checked; warm the best of the next.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter

from background import background, characterised, machine, triplets
from direct import Direct
from stored_background import model_on, stored_background

import lcagraph as lg
from lcagraph.burden_flows import BurdenFlows, burden_flows
from lcagraph.burden_flows.flows import REFERENCE
from lcagraph.calculate import numbers_of

THRESHOLDS = (0.05, 0.005)
REPEATS = 5


def imbalance(found: BurdenFlows) -> float:
    """Largest Σ in + own − Σ out of a node, of the footprint. [1]"""
    gap: dict[str, float] = defaultdict(float)
    for flow in found.flows:
        gap[flow.target] += flow.amount
        gap[flow.source] -= flow.amount
    gaps = (gap[node.id] + node.own for node in found.nodes if node.id != REFERENCE)
    return max(map(abs, gaps)) / abs(found.net)


def measured(preset: str, folder: Path) -> None:
    """Print times and sums for one background."""
    one, write = background(preset), sys.stdout.write
    entries = triplets(one.A)
    base = Direct(one.A.shape[0], entries.row, entries.column, entries.value)
    model, *_ = model_on(
        stored_background(one, base.adjoint(characterised(one)), folder)
    )
    begin = perf_counter()
    ready = lg.Model(**model)
    total = ready.solve().total
    write(f"\n{preset}: {one.A.shape[0]} datasets, solved ")
    write(f"in {perf_counter() - begin:.2f} s\n")
    for threshold in THRESHOLDS:
        for style in ("sankey", "network"):
            times = []
            for _ in range(REPEATS):
                begin = perf_counter()
                ready.draw(style=style, threshold=threshold, is_background=True)
                times.append(perf_counter() - begin)
            write(
                f"  {style:8}{threshold:7.1%}: cold {times[0]:.2f} s, "
                f"warm {min(times[1:]):.2f} s\n"
            )
        begin = perf_counter()
        numbers = numbers_of(ready.prepared, ready.prepared.base[None, :])
        found = burden_flows(
            ready.prepared, numbers, threshold=threshold, is_background=True
        )
        opened = sum(node.id.startswith("dataset:") for node in found.nodes)
        write(
            f"  {len(found.nodes)} nodes, {len(found.flows)} flows "
            f"in {perf_counter() - begin:.2f} s; {opened} datasets, "
            f"{found.unopened} more below; "
            f"sum off by {abs(found.net / total - 1):.0e}, "
            f"a node by {imbalance(found):.0e}\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    choices = ["small", "ecoinvent"]
    parser.add_argument("--preset", default="ecoinvent", choices=choices)
    options = parser.parse_args()
    sys.stdout.write(f"{machine()}\n")
    with tempfile.TemporaryDirectory() as place:
        os.environ["LCAGRAPH_HOME"] = place
        measured(options.preset, Path(place, "databases"))


if __name__ == "__main__":
    main()

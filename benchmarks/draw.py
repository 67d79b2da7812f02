"""Figures of models: what they take, for showcases and for large systems of any shape.

    python benchmarks/draw.py [--most 2000]

Each system is drawn warm, solved before; the best of some times, of large ones the
second. `chosen` is what the size policy draws where no style is named. The styles are
asked for by name, however many processes there are; beyond 300 those that fold.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from background import machine

import lcagraph as lg
from lcagraph.diagram.size import style_for
from lcagraph.errors import UsageError

MODELS = Path(__file__).parents[1] / "models"
SHOWN = ("aluminium_profile", "caustic_soda", "lfp_cell")
STYLES = ("spine", "cards", "flow", "network", "sankey", "stages")
SIZES = (12, 40, 150, 300, 2000)
REPEATS = 3
FEW = 300
"""Processes up to which a figure is drawn `REPEATS` times, beyond twice."""
AT_ONCE = 0.2
"""Kilograms of each of its inputs that a process takes: sums stay finite. [kg]"""


def chain(n: int, rng: random.Random) -> list[list[int]]:
    """Each takes from the next."""
    return [[i + 1] if i + 1 < n else [] for i in range(n)]


def star(n: int, rng: random.Random) -> list[list[int]]:
    """The first takes from all others."""
    return [list(range(1, n)), *([] for _ in range(n - 1))]


def tree(n: int, rng: random.Random) -> list[list[int]]:
    """Each takes from three others, which nobody else takes from."""
    return [[j for j in range(3 * i + 1, 3 * i + 4) if j < n] for i in range(n)]


def layers(n: int, rng: random.Random) -> list[list[int]]:
    """Ten layers; each process takes from three of the layer before it."""
    size = max(n // 10, 1)
    found = []
    for i in range(n):
        start = (i // size + 1) * size
        below = range(start, min(start + size, n))
        found.append(rng.sample(below, min(3, len(below))))
    return found


def loops(n: int, rng: random.Random) -> list[list[int]]:
    """A chain in which each takes from two others anywhere."""
    return [
        [*{j for j in (i + 1, rng.randrange(n), rng.randrange(n)) if j != i and j < n}]
        for i in range(n)
    ]


SHAPES: Mapping[str, Callable[[int, random.Random], list[list[int]]]] = {
    shape.__name__: shape for shape in (chain, star, tree, layers, loops)
}


def written(shape: str, n: int) -> dict[str, Any]:
    """A model of n processes, each with electricity and direct emissions."""
    rng = random.Random(n)
    stages = ("raw_materials", "production", "distribution", "use")
    processes = {}
    for i, taken in enumerate(SHAPES[shape](n, rng)):
        inputs = {f"goods_{j}": f"{AT_ONCE} kg" for j in taken}
        processes[f"works_{i}"] = {
            "name": f"第{i}道工序 | Works number {i}",
            "stage": rng.choice(stages) if i else "production",
            "outputs": {f"goods_{i}": "1 kg"},
            "inputs": inputs | {"electricity": f"{rng.randint(1, 9)} kWh"},
            "emissions": {"co2_fossil": f"{rng.randint(1, 9)} kg"},
        }
    power = {
        "per": "1 kWh",
        "kind": "electricity",
        "boundary": "cradle_to_gate",
        "co2e": "0.6 kg",
    }
    return {
        "lcagraph": 1,
        "title": "大系统 | A large system",
        "reference": {
            "product": "goods_0",
            "amount": "1 kg",
            "kind": "declared_unit",
            "name": "1 kg 产品 | 1 kg of goods",
        },
        "scope": {
            "rule_set": "iso14067",
            "boundary": "cradle-to-gate",
            "period": "2024-01-01/2024-12-31",
            "geography": "CN",
            "gwp": "ipcc-ar6-gwp100",
        },
        "processes": processes,
        "factors": {"electricity": power},
    }


def timed(model: lg.Model, count: int, style: str) -> float:
    """Best of some times. [s]"""
    model.solve()
    times = []
    for _ in range(REPEATS if count <= FEW else 2):
        begin = perf_counter()
        model.draw(style=style)
        times.append(perf_counter() - begin)
    return min(times)


def row(name: str, model: lg.Model, count: int) -> None:
    write = sys.stdout.write
    write(f"{name:24}{count:6}{timed(model, count, ''):9.2f}")
    sys.stdout.flush()
    for style in STYLES:
        try:
            write(f"{timed(model, count, style):9.2f}")
        except UsageError:  # more than the style draws: E261
            write(f"{'–':>9}")
        sys.stdout.flush()
    write(f"  {style_for(count)}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--most", type=int, default=SIZES[-1])
    options = parser.parse_args()
    write = sys.stdout.write
    write(f"{machine()}\n\n{'seconds':24}{'n':>6}{'chosen':>9}")
    write("".join(f"{style:>9}" for style in STYLES) + "\n")
    for name in SHOWN:
        model = lg.read(MODELS / name / "model.yaml")
        row(name, model, len(model.system.processes))
    for count in SIZES:
        for shape in SHAPES:
            if count <= options.most:
                row(shape, lg.Model(**written(shape, count)), count)


if __name__ == "__main__":
    main()

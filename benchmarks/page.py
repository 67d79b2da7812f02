"""Pages of models: how large they are, and what making them takes beside solving.

    python benchmarks/page.py [--most 2000]

The showcases, and the systems of `draw.py`. A page is to stay below a megabyte whatever
its model is. Of its bytes those of the figures, the tables and the traces are told.
"""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

from background import machine
from draw import MODELS, SHAPES, SHOWN, written

import lcagraph as lg
from lcagraph.web_page import PageSettings, result_page

SIZES = (60, 300, 2000)
PARTS = ("boundary", "flows", "tree", "tables", "traces")
SETTINGS = PageSettings(lang="zh")


def part(page: str, name: str) -> float:
    """Size of a section. [kB]"""
    body = page.partition(f'<section id="{name}"')[2].partition("</section>")[0]
    return len(body.encode()) / 1000


def measured(name: str, model: lg.Model) -> bool:
    """Print a line about one model; whether its page is light enough."""
    begin = perf_counter()
    result = model.solve()
    solved = perf_counter() - begin
    result_page(result, SETTINGS)  # with all that loads when it is first used
    begin = perf_counter()
    page = result_page(result, SETTINGS)
    made = perf_counter() - begin
    size = len(page.encode()) / 1000
    sizes = "".join(f"{part(page, each):9.0f}" for each in PARTS)
    sys.stdout.write(
        f"{name:20}{size:8.0f} kB{sizes}{made:8.2f} s{made / solved:8.1f} ×\n"
    )
    sys.stdout.flush()
    return size < 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    most = parser.parse_args().most
    heads = "".join(f"{name:>9}" for name in PARTS)
    sys.stdout.write(f"{machine()}\n\n{'':20}{'page':>11}{heads}{'made':>10}\n")
    light = [measured(name, lg.read(MODELS / name / "model.yaml")) for name in SHOWN]
    for size in (size for size in SIZES if size <= most):
        for shape in SHAPES:
            light.append(measured(f"{shape} {size}", lg.Model(**written(shape, size))))
    return 0 if all(light) else 1


if __name__ == "__main__":
    sys.exit(main())

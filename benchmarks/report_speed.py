"""Reports of large models: seconds from the model to each file.

    python benchmarks/report_speed.py [--rows 300] [--profile chongqing.pdf]

The model has twelve processes in a row, which share its rows: inputs, and lorries that
bring every other one, each with a data card. `report` is the content, from a model
read anew; the rest are files of that content, warm: imports and fonts don't count.
The best of some times.
"""

from __future__ import annotations

import argparse
import cProfile
import math
import pstats
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml
from background import machine

import lcagraph as lg
from lcagraph.inventory_record import inventory_json
from lcagraph.report.content import Report
from lcagraph.report.html import html_text
from lcagraph.report.pdf import pdf_bytes
from lcagraph.report.word import word_bytes
from lcagraph.report.workbook import live_model, workbook_bytes

CRATE = Path(__file__).parents[1] / "models" / "pp_crate" / "model.yaml"
FORMS = ("chongqing", "shandong", "iso14067")
PROCESSES = 12
MATERIALS = 40
REPEATS = 3
GOALS = {"pdf": 5.0, "xlsx": 3.0}
"""What the formats are asked for at 300 rows. [s]"""
CARD = {
    "class": "estimated",
    "calibration": "none",
    "origin": "secondary",
    "source": "invented for this table",
}


def model_of(rows: int) -> dict[str, Any]:
    """A model with so many rows of inputs and freight, in a shipped scope."""
    model: dict[str, Any] = yaml.safe_load(CRATE.read_text())
    for key in ("products", "scenarios", "uncertainty"):
        model.pop(key, None)
    model["reference"] = {
        "product": "part_0",
        "amount": "1 t",
        "kind": "declared_unit",
        "annual_output": "1000 t",
    }
    model["processes"] = {
        f"process_{i}": _process(i, rows // PROCESSES + (i < rows % PROCESSES))
        for i in range(PROCESSES)
    }
    model["factors"] = {
        "truck": _factor("卡车 | Lorry", "1 t*km", 0.1),
        **{
            f"material_{i}": _factor(f"材料 {i} | Material {i}", "1 kg", 1 + 0.1 * i)
            for i in range(MATERIALS)
        },
    }
    return model


def _process(i: int, rows: int) -> dict[str, Any]:
    inputs: dict[str, Any] = {}
    if i + 1 < PROCESSES:
        inputs[f"part_{i + 1}"] = "0.5 t"
        rows -= 1
    while rows > 0:
        k = len(inputs)
        one: dict[str, Any] = {
            "amount": f"{1 + k} kg",
            "product": f"material_{(7 * i + k) % MATERIALS}",
            "data": CARD,
        }
        if k % 2 and rows > 1:
            one["transport"] = [{"mode": "truck", "distance": "200 km", "data": CARD}]
        inputs[f"row_{k}"] = one
        rows -= 1 + ("transport" in one)
    return {
        "name": f"工序 {i} | Process {i}",
        "stage": "production",
        "location": "CN",
        "data": CARD,
        "outputs": {f"part_{i}": "1 t"},
        "inputs": inputs,
    }


def _factor(name: str, per: str, co2e: float) -> dict[str, Any]:
    return {
        "name": name,
        "per": per,
        "co2e": f"{co2e:.1f} kg",
        "gwp": "ipcc-ar6-gwp100",
        "kind": "service" if "km" in per else "material",
        "boundary": "cradle_to_gate",
        "class": "international",
        "year": 2023,
        "region": "CN",
        "source": "invented for this table",
    }


def best(make: Callable[[], object]) -> tuple[float, Any]:
    """The shortest of some times [s], and what was made."""
    times = []
    for _ in range(REPEATS):
        begin = perf_counter()
        made = make()
        times.append(perf_counter() - begin)
    return min(times), made


def _report(keys: dict[str, Any], form: str) -> Report:
    """The content of a report, from a model that was read anew."""
    return lg.Model(**keys).report(form, "zh")


def renderers(model: lg.Model) -> dict[str, Callable[[Report], Any]]:
    """What makes the file of each format."""
    return {
        "pdf": lambda report: pdf_bytes(
            report, {"inventory.json": inventory_json(model.solve())}
        ),
        "docx": word_bytes,
        "html": html_text,
        "xlsx": lambda report: workbook_bytes(
            report, live_model(model.solve(), report.language)
        ),
    }


def main() -> None:
    """Print a line for each form."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--profile", help="a form and a format: shandong.xlsx")
    chosen = parser.parse_args()
    write = sys.stdout.write
    keys = model_of(chosen.rows)
    if chosen.profile:
        form, kind = chosen.profile.split(".")
        model = lg.Model(**keys)
        report = model.report(form, "zh")
        profile = cProfile.Profile()
        profile.runcall(renderers(model)[kind], report)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(40)
        return
    write(f"{machine()}\n{chosen.rows} rows; seconds\n")
    write(f"{'':10}{'report':>8}{'pdf':>8}{'docx':>8}{'html':>8}{'xlsx':>8}\n")
    for form in FORMS:
        taken, report = best(partial(_report, keys, form))
        write(f"{form:10}{taken:8.2f}")
        for kind, make in renderers(lg.Model(**keys)).items():
            seconds, _ = best(partial(make, report))
            is_missed = taken + seconds > GOALS.get(kind, math.inf)
            write(f"{seconds:7.2f}{'!' if is_missed else ' '}")
        write("\n")
    write("!: the content and the file together miss the goal of the format\n")


if __name__ == "__main__":
    main()

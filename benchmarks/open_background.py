"""What a database of 20,000 processes adds to a cold `lcagraph solve`.

A synthetic database is written with the store's own writer: 220,000 entries in A,
200,000 in B, 30 greenhouse gases, each dataset kept with 25 exchanges. The same model
of 10 processes and 20 inputs is then solved cold, each time by a new Python: once on
the database, once on factors that state the same CO2e. Runs alternate; bytecode is
cached for both. Target: at most 0.1 s more. Nothing is asserted.

    python benchmarks/open_background.py [--processes 20000] [--runs 15]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from import_time import alternate

from lcagraph.background.diagnosis import diagnose
from lcagraph.background.intensities import direct_gases, intensities
from lcagraph.background.linked import (
    SPREAD,
    Activity,
    LinkedDatabase,
    Mapped,
    Triplets,
)
from lcagraph.background.records import Exchange, Flow, Package, Process
from lcagraph.background.store import Database, Stored, write_database
from lcagraph.background.store.searching import search
from lcagraph.impact import (
    DEFAULT_GWP,
    characterisation,
    elementary_flows,
    including_and_excluding,
)

NAME = "synthetic"
EXCHANGES = 25
ENTRIES = 10
GASES = 30
MODEL_PROCESSES = 10
MODEL_INPUTS = 20
TARGET = 0.1
WORDS = (
    "electricity", "steel", "aluminium", "市场", "电解铝", "transport", "market for",
    "production", "plate", "hot rolled", "chemical", "酸", "碱", "heat", "natural gas",
)  # fmt: skip
SEARCHES = ("电解铝", "电解", "steel hot rolled", "alumnium plate", "transport 1999")
LINES_OF_A_PROCESS = (
    "  p{i}:\n    stage: production\n    outputs: {{p{i}: 1 kg}}\n    inputs:\n"
)


def records(n: int, rng: random.Random) -> Package:
    """Datasets with names, exchanges and flows."""
    names = [f"{' '.join(rng.sample(WORDS, 4))} {i}" for i in range(n)]
    processes = [
        Process(
            id=f"p{i}",
            name=name,
            names={"zh": f"{name}中", "en": name},
            location="CN",
            classification=("Materials", "Metals"),
            exchanges=tuple(
                Exchange(
                    id=str(k),
                    flow=f"f{rng.randrange(n)}",
                    direction="input",
                    amount=rng.random(),
                    unit="kg",
                )
                for k in range(EXCHANGES)
            ),
        )
        for i, name in enumerate(names)
    ]
    flows = {
        f"f{i}": Flow(id=f"f{i}", name=name, kind="product", unit="kg")
        for i, name in enumerate(names)
    }
    return Package(
        format="synthetic", version="1", processes=tuple(processes), flows=flows
    )


def matrices(n: int) -> tuple[Triplets, Triplets]:
    """A with a diagonal of ones and loops among neighbours; B at random."""
    rng = np.random.default_rng(1)
    m = ENTRIES * n
    column = rng.integers(0, n, m)
    row = np.clip(column + rng.integers(-2, 30, m), 0, n - 1)
    inputs = {
        (int(j), int(i)): -0.01 * x
        for i, j, x in zip(row, column, rng.random(m), strict=True)
        if i != j
    }
    inputs.update({(j, j): 1.0 for j in range(n)})
    outputs = {
        (int(j), int(i)): x
        for i, j, x in zip(
            rng.integers(0, GASES, m), rng.integers(0, n, m), rng.random(m), strict=True
        )
    }
    return triplets(inputs), triplets(outputs)


def triplets(entries: dict[tuple[int, int], float]) -> Triplets:
    """Entries by (column, row)."""
    places = np.array(sorted(entries), dtype=np.int32)
    return Triplets(
        row=places[:, 1],
        column=places[:, 0],
        value=np.array([entries[place] for place in sorted(entries)]),
        spread=np.zeros(len(entries), dtype=SPREAD),
    )


def write_synthetic(n: int, parent: Path) -> Database:
    """The whole database, solved and stored."""
    package = records(n, random.Random(1))
    technosphere, interventions = matrices(n)
    known = elementary_flows().values()
    ids = [one.id for one in known if not (one.is_removal or one.is_ready)][:GASES]
    elementary = tuple(f"e{i}" for i in range(GASES))
    linked = LinkedDatabase(
        package=package,
        activities=tuple(
            Activity(
                process=one.id,
                product=f"f{i}",
                name=one.name,
                product_name=one.name,
                location="CN",
                unit="kg",
                amount=1.0,
            )
            for i, one in enumerate(package.processes)
        ),
        technosphere=technosphere,
        interventions=interventions,
        elementary=elementary,
        gases={
            flow: Mapped(gas=gas, factor=1.0, strategy="cas")
            for flow, gas in zip(elementary, ids, strict=True)
        },
        flags=np.zeros(n, dtype=np.uint16),
    )
    diagnosis = diagnose(technosphere, linked.flags)
    gases, direct = direct_gases(interventions, elementary, linked.gases, n)
    stored = Stored(
        name=NAME,
        linked=linked,
        diagnosis=diagnosis,
        intensities=intensities(technosphere, direct, gases, diagnosis),
        source="none",
        source_sha256="0" * 64,
    )
    return Database(write_database(stored, parent))


def model(factors: list[str]) -> str:
    """A chain of processes that buys from the factors in turn."""
    lines = ["lcagraph: 1", "reference: {product: p0, amount: 1 kg}", "processes:"]
    share = MODEL_INPUTS // MODEL_PROCESSES
    for i in range(MODEL_PROCESSES):
        text = LINES_OF_A_PROCESS.format(i=i)
        if i + 1 < MODEL_PROCESSES:
            text += f"      p{i + 1}: 0.5 kg\n"
        bought = range(i * share, (i + 1) * share)
        text += "".join(f"      f{k}: 0.1 kg\n" for k in bought)
        lines.append(text.rstrip("\n"))
    return "\n".join([*lines, "factors:", *factors, ""])


def write_models(database: Database, folder: Path) -> dict[str, Path]:
    """The same model on factors, and on datasets spread over the database."""
    step = len(database) // MODEL_INPUTS
    found = [database.activity(k * step) for k in range(MODEL_INPUTS)]
    including, _ = including_and_excluding()
    weights = including @ characterisation(DEFAULT_GWP, database.manifest.gases)
    totals = np.asarray(database.intensities)[::step] @ weights
    stated = [
        f"  f{k}: {{per: 1 kg, co2e: {float(kg)!r} kg, kind: material, "
        f"boundary: cradle_to_gate, stage: raw_materials, gwp: {DEFAULT_GWP}}}"
        for k, kg in enumerate(totals[:MODEL_INPUTS])
    ]
    linked = [
        f'  f{k}: {{from: "{NAME}/{one.name}", stage: raw_materials}}'
        for k, one in enumerate(found)
    ]
    paths = {}
    for name, factors in (("factors", stated), ("database", linked)):
        paths[name] = folder / f"{name}.yaml"
        paths[name].write_text(model(factors), encoding="utf-8")
    return paths


def total(command: list[str]) -> float:
    """Headline footprint that a run prints. [kgCO2e]"""
    done = subprocess.run(
        [*command, "--json"], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return float(json.loads(done.stdout)["footprint"]["value"])


def report(times: dict[str, list[float]], database: Database) -> str:
    medians = {name: statistics.median(values) for name, values in times.items()}
    size = sum(file.stat().st_size for file in database.folder.iterdir()) / 2**20
    lines = [
        f"machine   {platform.machine()}, {os.cpu_count()} CPUs, {platform.system()}, "
        f"Python {platform.python_version()}",
        f"database  {len(database):,} processes, {size:.0f} MiB",
        f"model     {MODEL_PROCESSES} processes, {MODEL_INPUTS} inputs",
        "",
        f"{'':10}{'median':>10}{'fastest':>10}{'slowest':>10}",
    ]
    lines += [
        f"{name:10}{medians[name]:9.3f}s{min(values):9.3f}s{max(values):9.3f}s"
        for name, values in times.items()
    ]
    more = medians["database"] - medians["factors"]
    fastest = min(times["database"]) - min(times["factors"])
    ratio = medians["database"] / medians["factors"]
    lines += [
        "",
        f"database − factors = {more:+.3f} s by medians, {fastest:+.3f} s by fastest "
        f"(target: at most {TARGET} s)",
        f"database / factors = {ratio:.2f}",
    ]
    return "\n".join(lines)


def searches(database: Database) -> str:
    lines = []
    for text in SEARCHES:
        begin = time.perf_counter()
        hits = search(database, text, most=20)
        elapsed = (time.perf_counter() - begin) * 1e3
        lines.append(f"search    {elapsed:5.1f} ms  {len(hits.found):3} found  {text}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--processes", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        os.environ["LCAGRAPH_HOME"] = place
        os.environ["LCAGRAPH_NO_CACHE"] = "1"  # cold means computed
        database = write_synthetic(options.processes, Path(place, "databases"))
        models = write_models(database, Path(place))
        lcagraph = str(Path(sys.executable).with_name("lcagraph"))
        commands = {
            name: [lcagraph, "solve", str(path)] for name, path in models.items()
        }
        totals = {name: total(command) for name, command in commands.items()}
        sys.stdout.write(report(alternate(commands, options.runs), database) + "\n")
        sys.stdout.write(f"totals    {totals}\n{searches(database)}\n")
        database.close()


if __name__ == "__main__":
    main()

"""A model solved by a new process each time: `lcagraph solve`, and a script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from background import (
    PRODUCTS,
    background,
    best_of,
    datapackage,
    use_mkl_of_this_environment,
)
from case_scores import intensities_of
from economy import Reals
from engine_case import CATEGORIES, PRODUCT, Answer
from synthetic import Background


def _cold_inputs(one: Background) -> tuple[list[int], list[float]]:
    rng = np.random.default_rng(1)
    good = np.flatnonzero(one.A.diagonal() > 0)
    rows = rng.choice(good, 20, replace=False).tolist()
    return rows, rng.uniform(0.1, 2, 20).round(3).tolist()


def _footprint_weights() -> Reals:
    """What a kilogram of each of the 20 gases of the stored background counts."""
    from lcagraph.impact import (
        DEFAULT_GWP,
        characterisation,
        elementary_flows,
        including_and_excluding,
    )

    known = elementary_flows().values()
    usual = [each.id for each in known if not (each.is_removal or each.is_ready)]
    including, _ = including_and_excluding()
    gases = tuple(sorted(usual[:CATEGORIES]))
    return np.asarray(including @ characterisation(DEFAULT_GWP, gases))


MODEL_PROCESSES = 10


def _model_text(rows: list[int], amounts: list[float]) -> str:
    """Ten processes in a row that buy from the database `synthetic`."""
    lines = ["lcagraph: 1", "reference: {product: p0, amount: 1 kg}", "processes:"]
    for i in range(MODEL_PROCESSES):
        lines += [f"  p{i}:", "    stage: production", f"    outputs: {{p{i}: 1 kg}}"]
        lines += ["    inputs:"]
        lines += [f"      p{i + 1}: 1 kg"] if i + 1 < MODEL_PROCESSES else []
        bought = range(i, len(rows), MODEL_PROCESSES)
        lines += [f"      f{k}: {amounts[k]!r} kg" for k in bought]
    lines.append("factors:")
    lines += [
        f"  f{k}: {{from: synthetic/p{row}, stage: raw_materials}}"
        for k, row in enumerate(rows)
    ]
    return "\n".join([*lines, ""])


def _lcagraph() -> str:
    """The command as it is installed beside this Python."""
    return str(Path(sys.executable).with_name("lcagraph"))


def _best_of_processes(
    repeats: int, command: list[str], stated: Mapping[str, str]
) -> tuple[float, str]:
    """Shortest time of a command [s], and what it prints; bytecode is cached."""
    known = {k: v for k, v in os.environ.items() if "DONTWRITE" not in k}

    def work() -> str:
        return subprocess.run(
            command,
            env={**known, **stated},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout

    work()
    return best_of(repeats, work)


def _our_cold(preset: str, *, is_remembered: bool) -> Answer:
    from stored_background import stored_background

    one = background(preset)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        database = stored_background(one, intensities_of(preset).T, home / "databases")
        database.close()
        model = home / "model.yaml"
        model.write_text(_model_text(*_cold_inputs(one)), encoding="utf-8")
        for path in home.rglob("*"):
            os.utime(path, (1e9, 1e9))  # files that are an hour old are remembered
        memory = {} if is_remembered else {"LCAGRAPH_NO_CACHE": "1"}
        command = [_lcagraph(), "solve", str(model), "--json"]
        stated = {"LCAGRAPH_HOME": place, **memory}
        seconds, text = _best_of_processes(7, command, stated)
    total = float(json.loads(text)["footprint"]["value"])
    return Answer(seconds=seconds, values=np.array([total]))


def our_cold(preset: str, is_full: bool) -> Answer:
    """`lcagraph solve` on a stored database, each time a new process."""
    return _our_cold(preset, is_remembered=False)


def our_remembered(preset: str, is_full: bool) -> Answer:
    """The same, nothing having changed since the last time."""
    return _our_cold(preset, is_remembered=True)


def our_uncached(preset: str, is_full: bool) -> Answer:
    """`lcagraph db score` by a method for which no intensities are kept.

    The whole inventory of one product is solved for, each time by a new process.
    """
    from stored_background import NAME, stored_inventory

    with tempfile.TemporaryDirectory() as place:
        stored_inventory(background(preset), Path(place, "databases")).close()
        command = [_lcagraph(), "db", "score", NAME, f"p{PRODUCT}", "--json"]
        seconds, text = _best_of_processes(5, command, {"LCAGRAPH_HOME": place})
    score = json.loads(text)["scores"][0]["score"]
    return Answer(seconds=seconds, values=np.array([float(score)]))


SCRIPT = """
import json, sys, warnings
warnings.simplefilter("ignore")
import bw2calc, bw_processing
from fsspec.implementations.zip import ZipFileSystem
package = bw_processing.load_datapackage(ZipFileSystem(sys.argv[1]))
demand = {int(k): v for k, v in json.loads(sys.argv[2]).items()}
lca = getattr(bw2calc, sys.argv[3])(demand, data_objs=[package])
lca.lci(); lca.lcia(); print(lca.score)
"""


def _their_script(
    one: Background, demand: Mapping[int, float], kind: str = "LCA"
) -> Answer:
    """Score of a demand, by row, for category 0."""
    wanted = json.dumps({row + PRODUCTS: amount for row, amount in demand.items()})
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "package.zip")
        datapackage(one, path)
        command = [sys.executable, "-c", SCRIPT, str(path), wanted, kind]
        seconds, text = _best_of_processes(2, command, {})
    return Answer(seconds=seconds, values=np.array([float(text.split()[-1])]))


def their_cold(preset: str, is_full: bool) -> Answer:
    """A script of the rival: open the datapackage, one LCA, its score."""
    use_mkl_of_this_environment()
    one = background(preset)
    weighed = replace(one, C=(_footprint_weights() @ one.C[:CATEGORIES])[None, :])
    rows, amounts = _cold_inputs(one)
    return _their_script(weighed, dict(zip(rows, amounts, strict=True)))


def their_uncached(preset: str, is_full: bool) -> Answer:
    """The same of one product."""
    use_mkl_of_this_environment()
    return _their_script(background(preset), {PRODUCT: 1.0})

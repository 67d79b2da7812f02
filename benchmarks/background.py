"""The backgrounds that all benchmarks share, for lcagraph and for its rival.

    small       2,346 processes, 400 elementary flows
    ecoinvent   23,496 processes, 286,502 entries, 2,200 flows: of ecoinvent's size
    super       five coupled copies of `ecoinvent`, 117,480 processes
    mrio        49 regions × 200 sectors, 12.7 % dense

A seed gives one matrix. `synthetic` says how they are made. Products have the ids
`PRODUCTS` + row, processes `PROCESSES` + column, flows `FLOWS` + row in the datapackage
that the rival reads.
"""

from __future__ import annotations

import os
import pickle
import platform
import resource
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import numpy as np
from economy import Reals, zipf_weights
from scipy.sparse import coo_array, csc_array, hstack, random_array
from synthetic import SEED, Background, synthetic_background

from lcagraph.background.linked import SPREAD, Triplets

PRODUCTS, PROCESSES, FLOWS = 10_000_000, 20_000_000, 30_000_000
LOGNORMAL = 2
"""Id of the distribution in stats_arrays."""

Answer = TypeVar("Answer")

SIZES: Mapping[str, tuple[int, int]] = {
    "small": (2_350, 400),
    "ecoinvent": (23_500, 2_200),
}
"""Processes and elementary flows that are asked for."""


KEPT = "LCAGRAPH_BENCHMARK_FOLDER"
"""Folder in which the processes of one run leave each other their backgrounds."""


def background(preset: str, *, seed: int = SEED) -> Background:
    """A background by the name of its preset; of a run of many processes made once."""
    if not (folder := os.environ.get(KEPT)):
        return made_background(preset, seed=seed)
    path = Path(folder, f"{preset}-{seed}.pickle")
    if not path.exists():
        path.write_bytes(pickle.dumps(made_background(preset, seed=seed)))
    found: Background = pickle.loads(path.read_bytes())
    return found


def made_background(preset: str, *, seed: int = SEED) -> Background:
    """A background, made anew."""
    if preset == "super":
        return coupled(background("ecoinvent", seed=seed), seed=seed + 1)
    if preset == "mrio":
        return input_output(seed=seed + 2)
    n, flows = SIZES[preset]
    return synthetic_background(n, flows=flows, seed=seed)


def coupled(
    one: Background, *, copies: int = 5, crossing: float = 0.01, seed: int = SEED + 1
) -> Background:
    """Copies of a background, as of several years, that buy a little of each other.

    Each entry is as uncertain as the one that it is a copy of.
    """
    rng = np.random.default_rng(seed)
    n, A = one.A.shape[0], one.A.tocoo()
    rows, columns, values = [], [], []
    for copy in range(copies):
        value = A.data.copy()
        inputs = A.row != A.col
        is_changed = inputs & (rng.random(len(value)) < 0.15)
        value[is_changed] *= np.exp(rng.normal(0, 0.2, is_changed.sum()) - 0.15)
        target = np.full(len(value), copy)
        is_crossing = inputs & (rng.random(len(value)) < crossing)
        target[is_crossing] = rng.integers(0, copies, is_crossing.sum())
        rows.append(A.row + target * n)
        columns.append(A.col + copy * n)
        values.append(value)
    places = (np.concatenate(rows), np.concatenate(columns))
    together = coo_array((np.concatenate(values), places), shape=(n * copies,) * 2)
    spread = coo_array((np.tile(one.sigma_A, copies), places), shape=together.shape)
    found, sigma_A = csc_array(together.tocsc()), csc_array(spread.tocsc())
    found.sort_indices()
    sigma_A.sort_indices()
    return Background(
        A=found,
        B=csc_array(hstack([one.B] * copies, format="csc")),
        C=one.C,
        sigma_A=sigma_A.data,
        sigma_B=np.tile(one.sigma_B, copies),
    )


def input_output(
    *,
    regions: int = 49,
    sectors: int = 200,
    stressors: int = 1_100,
    seed: int = SEED + 2,
) -> Background:
    """A multi-regional input-output table: A is I minus its coefficients."""
    rng = np.random.default_rng(seed)
    n = regions * sectors
    recipe = rng.dirichlet(np.full(sectors, 0.12), size=sectors).T
    size = zipf_weights(regions, 1.0, rng)
    table = np.zeros((n, n))
    for consumer in range(regions):
        columns = slice(consumer * sectors, (consumer + 1) * sectors)
        for supplier in range(regions):
            is_home = supplier == consumer
            weight = 0.8 if is_home else 0.2 * size[supplier]
            block = recipe * rng.lognormal(0, 0.5, (sectors, sectors)) * weight
            kept = 0.55 if is_home else 0.06 * (1 + 8 * size[supplier] ** 0.5)
            block[rng.random((sectors, sectors)) > kept] = 0.0
            table[supplier * sectors : (supplier + 1) * sectors, columns] = block
    table *= rng.uniform(0.25, 0.75, n) / np.maximum(table.sum(axis=0), 1e-9)
    np.negative(table, out=table)
    table[np.diag_indices(n)] += 1.0
    A, B = csc_array(table), random_array((stressors, n), density=0.12, rng=rng)
    return Background(
        A=A,
        B=csc_array(B),
        C=np.eye(20, stressors),
        sigma_A=np.zeros(A.nnz),
        sigma_B=np.zeros(B.nnz),
    )


def foreground(
    n_background: int, *, n: int = 30, links: int = 90, seed: int = SEED + 3
) -> tuple[Reals, csc_array[Any]]:
    """A model on top: its own A, shape (n, n), and what it buys, (n_background, n)."""
    rng = np.random.default_rng(seed)
    own = np.eye(n)
    for consumer in range(n):
        for supplier in rng.choice(n, 2, replace=False):
            if supplier > consumer:  # mostly a tree …
                own[supplier, consumer] = -rng.uniform(0.05, 2)
    own[0, n - 1] = -0.03  # … with one loop
    amounts = -rng.lognormal(0, 1, links)
    rows = rng.integers(0, n_background, links)
    columns = rng.integers(0, n, links)
    bought = coo_array((amounts, (rows, columns)), shape=(n_background, n))
    return own, csc_array(bought.tocsc())


# ------------------------------------------------------------- both tools' forms


def triplets(matrix: csc_array[Any], sigma: Reals | None = None) -> Triplets:
    """A matrix as the store holds it, with lognormal spreads if `sigma` is given.

    A lognormal of a negative entry is that of its size.
    """
    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    spread = np.zeros(matrix.nnz, dtype=SPREAD)
    if sigma is not None:
        known = sigma > 0
        spread["kind"][known] = LOGNORMAL
        spread["location"][known] = np.log(np.abs(matrix.data[known]))
        spread["scale"][known] = sigma[known]
        spread["minimum"] = spread["maximum"] = np.nan
    return Triplets(
        row=matrix.indices.astype(np.int32),
        column=column.astype(np.int32),
        value=matrix.data,
        spread=spread,
    )


def characterised(one: Background) -> Reals:
    """G = C B, shape (categories, n): per run of each process."""
    return np.asarray((one.B.T @ one.C.T).T)


def datapackage(one: Background, path: Path | None = None) -> Any:
    """The background as the rival reads it, in memory or as a zip file at `path`.

    Characterisation is of category 0; `characterisation_package` has the others.
    """
    import bw_processing as bwp  # takes seconds

    store = None
    if path is not None:
        from fsspec.implementations.zip import ZipFileSystem

        store = ZipFileSystem(str(path), mode="w")
    package = (
        bwp.create_datapackage(fs=store, name="synthetic")
        if store
        else bwp.create_datapackage()
    )
    for name, matrix, sigma, row, column in (
        ("technosphere_matrix", one.A, one.sigma_A, PRODUCTS, PROCESSES),
        ("biosphere_matrix", one.B, one.sigma_B, FLOWS, PROCESSES),
    ):
        _add(package, name, matrix, sigma, (row, column))
    _add_factors(package, one.C[0], "characterization")
    if path is not None:
        package.finalize_serialization()
    return package


def characterisation_package(one: Background, category: int) -> Any:
    """One category for the rival, in a package of its own."""
    import bw_processing as bwp

    package = bwp.create_datapackage()
    _add_factors(package, one.C[category], f"category{category}", category)
    return package


def _add(
    package: Any,
    name: str,
    matrix: csc_array[Any],
    sigma: Reals,
    ids: tuple[int, int],
) -> None:
    import bw_processing as bwp

    column = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    places = np.zeros(matrix.nnz, dtype=bwp.INDICES_DTYPE)
    places["row"], places["col"] = matrix.indices + ids[0], column + ids[1]
    spread = np.zeros(matrix.nnz, dtype=bwp.UNCERTAINTY_DTYPE)
    for field in ("scale", "shape", "minimum", "maximum"):
        spread[field] = np.nan
    known = sigma > 0
    spread["loc"] = matrix.data
    spread["uncertainty_type"][known] = LOGNORMAL
    spread["loc"][known] = np.log(np.abs(matrix.data[known]))
    spread["scale"][known] = sigma[known]
    spread["negative"] = matrix.data < 0
    package.add_persistent_vector(
        matrix=name,
        name=name,
        indices_array=places,
        data_array=matrix.data,
        distributions_array=spread,
    )


def _add_factors(
    package: Any, factors: Reals, name: str, category: int | None = None
) -> None:
    import bw_processing as bwp

    known = np.flatnonzero(factors)
    places = np.zeros(len(known), dtype=bwp.INDICES_DTYPE)
    places["row"] = places["col"] = known + FLOWS
    package.add_persistent_vector(
        matrix="characterization_matrix",
        name=name,
        indices_array=places,
        data_array=factors[known],
        **({} if category is None else {"identifier": ["category", str(category)]}),
    )


# ------------------------------------------------------------------- measuring


def use_mkl_of_this_environment() -> str:
    """Tell pypardiso where MKL is, so that no LCA searches the disk for it.

    Call it before the rival is imported.

    Returns
    -------
    str
        The library; empty if there is none, and SuperLU is the rival's solver.
    """
    found = sorted(Path(sys.prefix).glob("lib*/libmkl_rt.*"))
    if not found:
        return ""
    os.environ["PYPARDISO_MKL_RT"] = str(found[0])
    return str(found[0])


def best_of(
    repeats: int, work: Callable[[], Answer], *, before: Callable[[], object] = int
) -> tuple[float, Answer]:
    """Shortest of several times [s], and the answer."""
    shortest = np.inf
    for _ in range(repeats):
        before()
        begin = perf_counter()
        answer = work()
        shortest = min(shortest, perf_counter() - begin)
    return shortest, answer


def peak_memory() -> float:
    """Most memory that this process has held so far. [MB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def machine() -> str:
    """The machine and the versions that a figure belongs to."""
    names = ("numpy", "scipy", "numba", "bw2calc", "pypardiso", "bw_graph_tools")
    known = [f"{name} {version_of(name)}" for name in names if version_of(name)]
    cpu = platform.processor() or platform.machine()
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    python = platform.python_version()
    return f"{cpu}, {os.cpu_count()} cores; Python {python}, {', '.join(known)}"


def version_of(package: str) -> str:
    """Version of an installed package; empty if there is none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []

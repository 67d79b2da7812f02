"""Multipliers of all sectors of a table of many regions, beside the usual inverse.

    python benchmarks/multipliers.py

9,800 sectors (49 regions × 200), 12.7 % dense, 4 extensions: N = D (I − A)⁻¹. pymrio
and others form the inverse with `numpy.linalg.inv` and multiply. Each side runs in a
process of its own, so that its peak of memory is its own; the answers are compared.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from background import background, machine, peak_memory

ITEMS = 4


def table() -> tuple[np.ndarray, np.ndarray]:
    """A, shape (n, n), and D, shape (4, n)."""
    one = background("mrio")
    A = np.eye(one.A.shape[0]) - one.A.toarray()
    return A, np.ascontiguousarray(one.B[:ITEMS].toarray())


def ours(A: np.ndarray, D: np.ndarray) -> np.ndarray:
    """By rounds of purchases, proven."""
    from lcagraph.input_output import Leontief

    return Leontief(A=A, D=D).N


def theirs(A: np.ndarray, D: np.ndarray) -> np.ndarray:
    """As `pymrio.calc_L` and `calc_M` do it."""
    return D @ np.linalg.inv(np.eye(len(A)) - A)


def side(name: str, folder: str) -> None:
    """One side: seconds and megabytes on a line, its answer in a file."""
    A, D = table()
    ours(A[:50, :50], D[:, :50])  # imports
    before = perf_counter()
    N = (ours if name == "lcagraph" else theirs)(A, D)
    print(f"{perf_counter() - before} {peak_memory()}")
    np.save(Path(folder, f"{name}.npy"), N)


def main() -> None:
    """Both sides, one after the other, and how far apart they are."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for name in ("lcagraph", "numpy.linalg.inv"):
            command = [sys.executable, __file__, name, folder]
            said = subprocess.run(command, check=True, capture_output=True, text=True)
            figures = said.stdout.split()[-2:]
            found[name] = float(figures[0]), float(figures[1])
        N = np.load(Path(folder, "lcagraph.npy"))
        other = np.load(Path(folder, "numpy.linalg.inv.npy"))
    apart = float(np.abs(N - other).max() / np.abs(other).max())
    ratio = found["numpy.linalg.inv"][0] / found["lcagraph"][0]
    for name, (seconds, memory) in found.items():
        print(f"{name:18}{seconds:8.2f} s{memory:10.0f} MB")
    print(f"{ratio:.1f}× (goal 5×), agree to {apart:.0e}")
    if apart > 1e-10:
        raise SystemExit("the answers differ")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        side(*sys.argv[1:])
    else:
        main()

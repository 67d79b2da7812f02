"""Empty cells of the OECD's files, which pymrio takes for 0."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lcagraph.errors import Finding

NAMED = 3
"""Cells that a message names."""
_NO_SECTOR = r"VALU|TAX|^VA$|^TLS$|^OUT|^TOTAL"
"""Rows below the sectors, which are empty under final demand."""


def empty_cells(path: Path) -> Iterator[Finding]:
    """W577 about cells in rows of sectors that hold no value.

    Parameters
    ----------
    path : Path
        CSV, or an archive of one: a row per sector, its label first.
    """
    import pandas as pd

    frame = pd.read_csv(path, index_col=0)
    rows = frame.loc[~frame.index.astype(str).str.contains(_NO_SECTOR)]
    places = np.argwhere(rows.isna().to_numpy())
    if not len(places):
        return
    named = tuple(f"{rows.index[i]}, {rows.columns[j]}" for i, j in places[:NAMED])
    values = {"count": len(places), "file": path.name, "places": named}
    yield Finding(code="W577", at=path.name, values=values)

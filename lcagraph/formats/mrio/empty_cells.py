"""What pymrio doesn't look at in the OECD's files: empty cells, labels of columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lcagraph.errors import Finding, UsageError

NAMED = 3
"""Cells that a message names."""
_NO_SECTOR = r"VALU|TAX|^VA$|^TLS$|^OUT|^TOTAL"
"""Rows below the sectors, which are empty under final demand."""


def empty_cells(path: Path) -> Iterator[Finding]:
    """W577 about cells in rows of sectors that hold no value.

    pymrio takes them for 0, and gives columns the labels of rows.

    Parameters
    ----------
    path : Path
        CSV, or an archive of one: a row per sector, its label first.

    Raises
    ------
    UsageError
        E557: a sector of the rows has no column.
    """
    import pandas as pd

    frame = pd.read_csv(path, index_col=0, low_memory=False)
    rows = frame.loc[~frame.index.astype(str).str.contains(_NO_SECTOR)]
    for label in rows.index:
        if label not in frame.columns:
            values = {"part": "Z", "other": "Zᵀ", "first": label, "second": "–"}
            raise UsageError(Finding(code="E557", at=path.name, values=values))
    places = np.argwhere(rows.isna().to_numpy())
    if not len(places):
        return
    named = tuple(f"{rows.index[i]}, {rows.columns[j]}" for i, j in places[:NAMED])
    values = {"count": len(places), "file": path.name, "places": named}
    yield Finding(code="W577", at=path.name, values=values)

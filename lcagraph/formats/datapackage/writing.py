"""A stored database as a datapackage, from which bw2calc computes the same numbers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.conversion import Conversion
from lcagraph.background.linked import SPREAD, Activity, Triplets
from lcagraph.background.records import Flow
from lcagraph.background.spreads import parameters_of
from lcagraph.background.store import Database
from lcagraph.formats.brightway_words import TAKEN
from lcagraph.formats.datapackage.arrays import array_bytes
from lcagraph.formats.exported import (
    codes,
    elementary_flows_of,
    open_words,
    product_ids,
    shown,
    solvable_columns,
    taken_from_nature,
)
from lcagraph.formats.own_words import FACTOR, MARKET, factor_text, market_text
from lcagraph.formats.stats_arrays import FIELDS, mirrored, stats_arrays_fields
from lcagraph.formats.tabular import escaped
from lcagraph.impact import DEFAULT_GWP, characterisation, including_and_excluding

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

INDICES = np.dtype([("row", np.int64), ("col", np.int64)])
DISTRIBUTIONS = np.dtype(
    [
        ("uncertainty_type", np.uint8),
        ("loc", np.float64),
        ("scale", np.float64),
        ("shape", np.float64),
        ("minimum", np.float64),
        ("maximum", np.float64),
        ("negative", np.bool_),
    ]
)
"""As bw_processing has it, but with all digits: it stores 7."""

SPREAD_FIELDS = (SPREAD.names or ())[1:]
_AFTER_KIND = (DISTRIBUTIONS.names or ())[1:]
_LOGNORMAL = 2
_COMMON = 5
"""Kinds up to this one are turned all at once."""
_BOUNDED_SIDES = (("minimum", "maximum"), ("maximum", "minimum"))
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def write_datapackage(
    database: Database, path: Path, *, gwp: str | None = DEFAULT_GWP
) -> int:
    """Write the matrices of a database for bw2calc.

    Ids are numbers made from database, dataset and product, so that they stay the same
    from one export to the next and can stand beside those of other packages. Columns
    whose supply chain has no answer are left out: bw2calc could solve nothing with
    them. What else is open in a column stands beside it in `activities.csv`.

    Parameters
    ----------
    database : Database
    path : Path
        A ``.zip``, else a folder.
    gwp : str or None
        GWP set of the two characterization matrices, with and without biogenic CO2,
        which their names tell; bw2calc computes without it unless one is chosen. None:
        no such matrix.

    Returns
    -------
    int
        Columns that were left out.

    Raises
    ------
    UsageError
        No such GWP set (E606).
    """
    export = _Export(database)
    files = dict(export.files(gwp))
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
    else:
        path.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (path / name).write_bytes(content)
    return len(export.activities) - len(export.kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    """Entries of one matrix with the ids of its rows and columns."""

    name: str
    matrix: str
    row: Ids
    column: Ids
    value: Floats
    spread: NDArray[np.void] | None = None
    is_reference: NDArray[np.bool_] | None = None


def number_of(*words: str) -> int:
    """A positive integer of 62 bits that stands for words."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    return int.from_bytes(digest[:8]) >> 2


class _Export:
    """Everything that the files need."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.activities: Sequence[Activity] = list(database.activities())
        self.codes = codes(self.activities)
        self.kept = solvable_columns(database.chain)
        self.elementary = elementary_flows_of(database)
        name = database.name
        self.ids: Ids = np.array([number_of(name, c) for c in self.codes], np.int64)
        self.flow_ids: Ids = np.array(
            [number_of(name, "elementary", f.id) for f in self.elementary], np.int64
        )
        package = database.package()
        self.unit_of = Conversion(package).unit_of
        self.taken = taken_from_nature(package)

    def files(self, gwp: str | None) -> Iterator[tuple[str, bytes]]:
        """Name and content of each file."""
        resources: list[Mapping[str, object]] = []
        for matrix in self._matrices(gwp):
            for kind, array in _arrays(matrix):
                name = f"{matrix.name}.{kind}"
                yield f"{name}.npy", array_bytes(array)
                resources.append(_resource(matrix, kind, name, len(array)))
        for name, rows, valid in (
            ("activities", self._activity_rows(), ("technosphere", "biosphere")),
            ("flows", self._flow_rows(), ("biosphere",)),
        ):
            side = "cols" if name == "activities" else "rows"
            yield f"{name}.csv", _table(rows)
            resources.append(
                {
                    "profile": "data-resource",
                    "mediatype": "text/csv",
                    "path": f"{name}.csv",
                    "name": name,
                    "valid_for": [[group, side] for group in valid],
                }
            )
        yield "datapackage.json", self._index(resources)

    def _index(self, resources: list[Mapping[str, object]]) -> bytes:
        manifest = self.database.manifest
        index = {
            "profile": "data-package",
            "name": re.sub(r"[^\w.-]", "_", self.database.name),
            "id": manifest.hash[:32],
            "version": manifest.version,
            "licence": manifest.licence,
            "licenses": [],
            "resources": resources,
            "created": f"{manifest.imported}T00:00:00+00:00Z",
            "combinatorial": False,
            "sequential": False,
            "seed": None,
            "64_bit_indices": True,
            "sum_intra_duplicates": True,
            "sum_inter_duplicates": False,
            "matrix_serialize_format_type": "numpy",
        }
        return json.dumps(index, ensure_ascii=False, indent=2).encode()

    # --------------------------------------------------------------------- matrices

    def _matrices(self, gwp: str | None) -> Iterator[_Matrix]:
        technosphere = self._kept(self.database.technosphere)
        yield _Matrix(
            name="technosphere",
            matrix="technosphere_matrix",
            row=self.ids[technosphere.row],
            column=self.ids[technosphere.column],
            value=technosphere.value,
            spread=technosphere.spread,
            is_reference=technosphere.row == technosphere.column,
        )
        interventions = self._kept(self.database.interventions)
        yield _Matrix(
            name="biosphere",
            matrix="biosphere_matrix",
            row=self.flow_ids[interventions.row],
            column=self.ids[interventions.column],
            value=interventions.value,
            spread=interventions.spread,
        )
        if gwp is not None:
            including, excluding = including_and_excluding()
            yield self._factors(gwp, including, f"{gwp}_including_biogenic_CO2")
            # of two factors of a flow bw2calc takes the later: the figure of `db show`
            yield self._factors(gwp, excluding, f"{gwp}_excluding_biogenic_CO2")

    def _kept(self, matrix: Triplets) -> Triplets:
        kept = np.isin(matrix.column, self.kept)
        return Triplets(
            row=np.asarray(matrix.row)[kept],
            column=np.asarray(matrix.column)[kept],
            value=np.asarray(matrix.value)[kept],
            spread=np.asarray(matrix.spread)[kept],
        )

    def _factors(self, gwp: str, weights: Floats, name: str) -> _Matrix:
        """Characterisation of each flow that is a gas. [kg CO2e/unit of the flow]"""
        mapped = self.database.gases
        gases = sorted({one.gas for one in mapped.values()})
        per_gas = dict(zip(gases, weights @ characterisation(gwp, gases), strict=True))
        rows = [row for row, flow in enumerate(self.elementary) if flow.id in mapped]
        found = [mapped[self.elementary[row].id] for row in rows]
        return _Matrix(
            name=re.sub(r"[^\w.-]", "_", name),
            matrix="characterization_matrix",
            row=self.flow_ids[rows],
            column=self.flow_ids[rows],
            value=np.array([one.factor * per_gas[one.gas] for one in found]),
        )

    # ----------------------------------------------------------------------- tables

    def _activity_rows(self) -> Iterator[Sequence[object]]:
        yield (
            *("id", "code", "process", "product", "name", "product_name", "location"),
            *("unit", "amount", "is_treatment", "classification", "open"),
            *(FACTOR, MARKET),
        )
        products = product_ids(self.database, self.activities)
        for column in map(int, self.kept):
            one = self.activities[column]
            yield (
                *(self.ids[column], self.codes[column], one.process, products[column]),
                *(shown(one.name, one.process), shown(one.product_name, one.product)),
                *(one.location, one.unit, one.amount),
                *(one.is_treatment, "::".join(one.classification)),
                ", ".join(open_words(int(self.database.flags[column]))),
                *self._own_words(one),
            )

    def _own_words(self, one: Activity) -> tuple[str, str]:
        record = self.database.process(one.process)
        market = market_text(record) if record.is_market else ""
        return factor_text(record.factor), market

    def _flow_rows(self) -> Iterator[Sequence[object]]:
        yield "id", "flow", "name", "compartment", "unit", "cas", "type"
        for number, flow in zip(self.flow_ids, self.elementary, strict=True):
            kind = TAKEN if flow.id in self.taken else ""
            yield (
                *(number, flow.id, shown(flow.name, flow.id), _place(flow)),
                *(self.unit_of(flow), flow.cas, kind),
            )


def _place(flow: Flow) -> str:
    return "::".join(flow.compartment)


def _table(rows: Iterable[Sequence[object]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    for row in rows:
        writer.writerow([escaped(c) if isinstance(c, str) else c for c in row])
    return file.getvalue().encode()


def _resource(
    matrix: _Matrix, kind: str, name: str, count: int
) -> Mapping[str, object]:
    return {
        "profile": "data-resource",
        "format": "npy",
        "mediatype": "application/octet-stream",
        "name": name,
        "matrix": matrix.matrix,
        "kind": kind,
        "path": f"{name}.npy",
        "group": matrix.name,
        "category": "vector",
        "nrows": count,
    }


def _arrays(matrix: _Matrix) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """Arrays of a matrix: magnitudes, and which of them enter negative."""
    indices = np.empty(len(matrix.value), dtype=INDICES)
    indices["row"], indices["col"] = matrix.row, matrix.column
    yield "indices", indices
    yield "data", np.abs(matrix.value)
    flip = matrix.value < 0
    if flip.any():
        yield "flip", flip
    if matrix.spread is not None and (matrix.spread["kind"] > 1).any():
        yield "distributions", _distributions(matrix, flip)
    if matrix.is_reference is not None:
        yield "reference", matrix.is_reference


def _distributions(matrix: _Matrix, flip: NDArray[np.bool_]) -> NDArray[np.void]:
    """Spreads of the magnitudes."""
    spread = matrix.spread
    assert spread is not None
    found = np.zeros(len(flip), dtype=DISTRIBUTIONS)
    found["uncertainty_type"] = spread["kind"]
    for name, ours in zip(FIELDS, SPREAD_FIELDS, strict=True):
        found[name] = spread[ours]
    found["loc"][flip & (spread["kind"] != _LOGNORMAL)] *= -1  # that is of magnitudes
    for side, other in _BOUNDED_SIDES:
        found[side] = np.where(flip, -spread[other], spread[side])
    plain = spread["kind"] <= 1
    found["loc"][plain] = np.abs(matrix.value[plain])
    for i in np.flatnonzero(spread["kind"] > _COMMON):
        stated = parameters_of(spread[i])
        fields = stats_arrays_fields(mirrored(stated) if flip[i] else stated, 1.0)
        numbers = tuple(fields.get(name, np.nan) for name in _AFTER_KIND[:-1])
        found[i] = (fields["uncertainty type"], *numbers, fields.get("negative", 0.0))
    return found

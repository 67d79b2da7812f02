"""A stored database as plain CSV tables, for spreadsheets and for other programs.

activities.csv      one row per column of A, with what is open in it
technosphere.csv    entries of A: [unit of the row's product]
interventions.csv   entries of B: [unit of the flow]
flows.csv           the rows of B
intensities.csv     kilograms of each gas per unit of product, supply chain included
database.json       name, version, source, licence, counts and hashes
"""

from __future__ import annotations

import csv
import io
import json
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from lcagraph.background.conversion import Conversion
from lcagraph.background.linked import FLAGS, Activity, Triplets
from lcagraph.background.store import Database
from lcagraph.formats.exported import codes, elementary_flows_of
from lcagraph.formats.tabular import escaped

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_SPREAD_KINDS: Mapping[int, str] = {
    0: "",
    1: "exact",
    2: "lognormal",
    3: "normal",
    4: "uniform",
    5: "triangular",
}
_NUMBERS = ("location", "scale", "minimum", "maximum")

Rows = Iterable[Sequence[object]]


def write_csv(database: Database, path: Path) -> None:
    """Write a database as CSV tables into a folder, or into a ``.zip``.

    UTF-8 with a byte-order mark, so that spreadsheet programs show Chinese; numbers
    with all their digits; an apostrophe before text that would be taken for a formula.
    Parameters of a lognormal are those of its logarithm.

    Parameters
    ----------
    database : Database
    path : Path
        Folder, made if it is missing; files in it are replaced.
    """
    files = {name: _csv(rows) for name, rows in _tables(database)}
    manifest = json.dumps(asdict(database.manifest), ensure_ascii=False, indent=2)
    files["database.json"] = manifest.encode()
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
        return
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (path / name).write_bytes(content)


def _csv(rows: Rows) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return file.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(float(value))
    return escaped(value) if isinstance(value, str) else value


def _tables(database: Database) -> Iterator[tuple[str, Rows]]:
    activities = list(database.activities())
    names = codes(activities)
    yield "activities.csv", _activities(database, activities, names)
    yield "technosphere.csv", _entries(database.technosphere, names, names)
    yield (
        "interventions.csv",
        _entries(database.interventions, database.elementary, names),
    )
    yield "flows.csv", _flows(database)
    yield "intensities.csv", _intensities(database, names)


def _activities(
    database: Database, activities: Sequence[Activity], names: Sequence[str]
) -> Rows:
    yield (
        *("activity", "process", "product", "name", "product_name", "location"),
        *("unit", "amount", "is_treatment", "classification", "open", "open_chain"),
    )
    for column, one in enumerate(activities):
        yield (
            *(names[column], one.process, one.product, one.name, one.product_name),
            *(one.location, one.unit, one.amount, one.is_treatment),
            " / ".join(one.classification),
            _words(int(database.flags[column])),
            _words(int(database.chain[column])),
        )


def _words(flags: int) -> str:
    return ", ".join(word for word, flag in FLAGS.items() if flags & flag)


def _entries(matrix: Triplets, rows: Sequence[str], columns: Sequence[str]) -> Rows:
    yield "row", "column", "value", "spread", *_NUMBERS
    for i in range(len(matrix.value)):
        kind = int(matrix.spread["kind"][i])
        numbers = [
            float(matrix.spread[name][i]) if kind > 1 else math.nan for name in _NUMBERS
        ]
        yield (
            *(rows[int(matrix.row[i])], columns[int(matrix.column[i])]),
            *(float(matrix.value[i]), _SPREAD_KINDS.get(kind, ""), *numbers),
        )


def _flows(database: Database) -> Rows:
    unit_of = Conversion(database.package()).unit_of
    yield "flow", "name", "compartment", "unit", "cas"
    for flow in elementary_flows_of(database):
        place = " / ".join(flow.compartment)
        yield flow.id, flow.name, place, unit_of(flow), flow.cas


def _intensities(database: Database, names: Sequence[str]) -> Rows:
    yield "activity", *database.manifest.gases
    values = np.asarray(database.intensities)
    for column, name in enumerate(names):
        yield name, *(float(value) for value in values[column])

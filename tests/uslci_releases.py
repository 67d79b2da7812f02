"""USLCI FY2018 Q1 as its two releases state it, read without lcagraph."""

from __future__ import annotations

import itertools
import json
import tarfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import numpy as np
from lxml import etree

DATA = Path(__file__).parent / "data" / "uslci_chain"
JSONLD = DATA / "jsonld.tar.gz"
ECOSPOLD2 = DATA / "ecospold2.tar.gz"

Document = dict[str, Any]
Row = tuple[str, tuple[str, str], float, str]
"""Direction, product (id and name, empty for elementary flows), amount and unit."""

_SPOLD = "{http://www.EcoInvent.org/EcoSpold02}"
_UNITS = {
    "t*km": "metric ton*km", "p*km": "person*km", "m2*a": "m2*year",
    "Item(s)": "unit", "h": "hour",
}  # fmt: skip
"""The units that the EcoSpold 2 export calls by other names."""

NAIVE_GWP = {
    "carbon dioxide": 1.0,
    "carbon dioxide, fossil": 1.0,
    "carbon dioxide, land transformation": 1.0,
    "methane": 29.8,
    "methane, fossil": 29.8,
    "methane, biogenic": 27.0,
    "dinitrogen monoxide": 273.0,
}
"""AR6, by name alone: CO2, CH4 and N2O, and every CH4 of unknown origin as fossil."""

Key = tuple[str, str]
"""A dataset with one of its products."""


def members(path: Path) -> dict[str, bytes]:
    """Files of a .zip or a .tar.gz by name."""
    if is_zipfile(path):
        with ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(path) as archive:
        files = [(member, archive.extractfile(member)) for member in archive]
        return {member.name: file.read() for member, file in files if file is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The JSON-LD release: documents by id."""

    processes: Mapping[str, Document]
    flows: Mapping[str, Document]
    categories: Mapping[str, Document]
    units: Mapping[str, float]
    """Size of each unit in the reference unit of its group, by id."""

    def compartment(self, flow: str) -> str:
        """Categories above a flow, in lower case."""
        names = []
        above = self.flows[flow].get("category")
        while above:
            names.append(self.categories[above["@id"]]["name"].casefold())
            above = self.categories[above["@id"]].get("category")
        return "/".join(reversed(names))


def read_release(path: Path = JSONLD) -> Release:
    """Every document of the JSON-LD release that the tests need."""
    documents: dict[str, dict[str, Document]] = {}
    for name, content in members(path).items():
        folder, _, file = name.rpartition("/")
        if folder in ("processes", "flows", "categories", "unit_groups") and file:
            document = json.loads(content)
            documents.setdefault(folder, {})[document["@id"]] = document
    groups = documents["unit_groups"].values()
    return Release(
        processes=documents["processes"],
        flows=documents["flows"],
        categories=documents["categories"],
        units={u["@id"]: u["conversionFactor"] for g in groups for u in g["units"]},
    )


def rows_of_jsonld(process: Document) -> list[Row]:
    """Exchanges of a JSON-LD process, in the EcoSpold 2 export's names of units."""
    rows = []
    for each in process["exchanges"]:
        is_elementary = each["flow"]["flowType"] == "ELEMENTARY_FLOW"
        product = ("", "") if is_elementary else _product(each["flow"])
        unit = _UNITS.get(each["unit"]["name"], each["unit"]["name"])
        side = "input" if each["input"] else "output"
        rows.append((side, product, float(each["amount"]), unit))
    return rows


def _product(flow: Document) -> tuple[str, str]:
    return flow["@id"], flow["name"]


def rows_of_spold(content: bytes) -> list[Row]:
    """Exchanges of an EcoSpold 2 dataset; the export renames elementary flows."""
    rows = []
    for tag in ("intermediateExchange", "elementaryExchange"):
        for each in etree.fromstring(content).iter(f"{_SPOLD}{tag}"):
            groups = [child.tag.removeprefix(_SPOLD) for child in each]
            sides = [s for s in ("input", "output") if f"{s}Group" in groups]
            if sides:  # else a definition of the flow
                id_ = each.get("intermediateExchangeId", "")
                product = (
                    (id_, each.findtext(f"{_SPOLD}name") or "") if id_ else ("", "")
                )
                unit = each.findtext(f"{_SPOLD}unitName") or ""
                rows.append((sides[0], product, float(each.get("amount", "")), unit))
    return rows


def lossy(jsonld: Path = JSONLD, ecospold2: Path = ECOSPOLD2) -> dict[str, str]:
    """Datasets whose exchanges the two releases state differently: id → name.

    The export gave some products new ids. Where it did so throughout, the product is
    the same one still: a name that bears one id in each release is compared by name.
    """
    spold = {
        Path(name).stem: rows_of_spold(text)
        for name, text in members(ecospold2).items()
        if name.endswith(".spold")
    }
    processes = read_release(jsonld).processes
    stated = {id_: rows_of_jsonld(process) for id_, process in processes.items()}
    doubtful = _names_of_several_ids(stated) | _names_of_several_ids(spold)

    def counted(rows: list[Row]) -> Counter[tuple[str, str, float, str]]:
        return Counter(
            (side, id_ if name in doubtful else name, amount, unit)
            for side, (id_, name), amount, unit in rows
        )

    return {
        id_: processes[id_]["name"]
        for id_ in stated.keys() & spold.keys()
        if counted(stated[id_]) != counted(spold[id_])
    }


def _names_of_several_ids(rows: Mapping[str, list[Row]]) -> set[str]:
    ids: dict[str, set[str]] = {}
    for _, (id_, name), _, _ in itertools.chain.from_iterable(rows.values()):
        ids.setdefault(name, set()).add(id_)
    return {name for name, known in ids.items() if len(known) > 1}


def naive_scores(
    release: Release,
    *,
    refinery: str,
    is_unit_for_unit: bool,
    gwp: Mapping[str, float] = NAIVE_GWP,
) -> dict[Key, float]:
    """Scores by an assembly that asks for nothing. [kgCO2e/reference unit]

    Parameters
    ----------
    refinery : str
        Dataset that supplies what several make; empty: nobody does.
    is_unit_for_unit : bool
        One column per dataset, and whatever it makes is drawn from it as if it were
        its reference product, unit for unit. Else one column per product, each with
        the whole dataset.
    """
    columns: list[Key] = []
    makers: dict[str, list[int]] = {}
    for id_, process in release.processes.items():
        made = [e for e in process["exchanges"] if _is_product(e) and not e["input"]]
        own = [e for e in made if e.get("quantitativeReference")]
        for each in own if is_unit_for_unit else made:
            makers.setdefault(each["flow"]["@id"], []).append(len(columns))
            columns.append((id_, each["flow"]["@id"]))
        for each in made if is_unit_for_unit else ():
            if each not in own:
                makers.setdefault(each["flow"]["@id"], []).append(len(columns) - 1)
    A, direct = np.zeros((len(columns), len(columns))), np.zeros(len(columns))
    for j, (id_, product) in enumerate(columns):
        for each in release.processes[id_]["exchanges"]:
            flow = each["flow"]["@id"]
            amount = each["amount"] * release.units[each["unit"]["@id"]]
            if not _is_product(each):
                direct[j] += amount * _to_air(release, flow, gwp)
            elif not each["input"]:
                A[j, j] += amount if flow == product else 0.0
            else:
                known = makers.get(flow, [])
                if len(known) > 1:
                    known = [i for i in known if columns[i][0] == refinery]
                if known:
                    A[known[0], j] -= amount
    return dict(zip(columns, np.linalg.solve(A.T, direct).tolist(), strict=True))


def _is_product(exchange: Document) -> bool:
    return bool(exchange["flow"]["flowType"] == "PRODUCT_FLOW")


def _to_air(release: Release, flow: str, gwp: Mapping[str, float]) -> float:
    where = release.compartment(flow)
    is_elsewhere = any(word in where for word in ("water", "soil", "resource"))
    return (
        0.0
        if is_elsewhere
        else gwp.get(release.flows[flow]["name"].strip().casefold(), 0.0)
    )

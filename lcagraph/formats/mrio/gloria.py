"""GLORIA as its publisher gives it: supply and use, of which pymrio makes no table.

Its supply is diagonal: each industry makes its own product alone, so that use is Z and
every construct says the same. Where it isn't, the construct must be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from lcagraph.errors import Finding
from lcagraph.formats.mrio.frames import (
    consumers_of,
    label_of,
    numbers,
    of_final_demand,
    refuse_unlike,
    sectors_of,
    stressors_of,
)
from lcagraph.input_output.square import construct_of, squared
from lcagraph.input_output.supply_use import SupplyUse
from lcagraph.input_output.table import Stressor, Table
from lcagraph.solve.arrays import Reals

NAME = "GLORIA"
UNIT = "000 US$"
"""Of all flows, by the publisher's technical documentation."""
_LEFT_OUT = re.compile(r"empty countries \(\[(?P<regions>[^\]]+)\]\)")


def gloria_table(
    data: Mapping[str, Any], meta: Any, which: tuple[int | None, int], construct: str
) -> Table:
    """The table of a year, as its supply and use say it.

    Parameters
    ----------
    data, meta : mapping, MRIOMetaData
        As `pymrio.parse_gloria_sut` reads flows, satellite accounts and the ReadMe.
    which : tuple of int
        Year, and version of the publication.
    construct : str
        Needed only if an industry makes several products.

    Raises
    ------
    UsageError
        E557: labels differ. E558: text among numbers. E561, E563, E551, E552: as
        `squared`.
    """
    year, version = which
    V, U = numbers(data["V"]), numbers(data["U"])
    refuse_unlike("V", data["V"].index, "U", data["U"].columns)
    refuse_unlike("U", data["U"].index, "V", data["V"].columns)
    extensions = {name: _extension(data, name) for name in ("Q", "VA")}
    F = np.vstack([numbers(one.F) for one in extensions.values()])
    stressors = tuple(_stressors(extensions))
    output: Reals = np.diagonal(V).copy()
    flows: Reals | None = U
    coefficients: Reals | None = None
    found: tuple[Finding, ...] = ()
    if np.count_nonzero(V) != np.count_nonzero(output):
        industries, products = (tuple(map(label_of, index)) for index in data["V"].axes)
        table = SupplyUse(
            V=V,
            U=U,
            F=F,
            industries=industries,
            products=products,
            extensions=tuple(one.id for one in stressors),
        )
        made = squared(table, construct_of("", construct))
        flows, coefficients, output = None, made.system.A, made.output
        F, found = made.system.D, made.findings
    return Table(
        name=NAME,
        sectors=tuple(sectors_of(data["U"].index, None, UNIT)),
        stressors=stressors,
        flows=flows,
        coefficients=coefficients,
        output=output,
        demand=numbers(data["Y"]),
        consumers=consumers_of(data["Y"].columns),
        extensions=F,
        is_per_output=flows is None,
        year=year,
        version=str(version),
        source=NAME,
        findings=(*found, *of_final_demand(extensions), *_left_out(meta)),
    )


def _extension(data: Mapping[str, Any], name: str) -> Any:
    """Satellites, whose unit is the third label of each row; or value added."""
    F, F_Y = data[name], data.get("QY") if name == "Q" else None
    units = list(F.index.get_level_values(2)) if name == "Q" else [UNIT] * len(F)
    if name == "Q":
        F = F.set_axis(F.index.droplevel(2))
    unit = F.iloc[:, :1].set_axis(["unit"], axis=1).astype(object)
    unit["unit"] = units
    return SimpleNamespace(F=F, F_Y=F_Y, unit=unit)


def _stressors(extensions: Mapping[str, Any]) -> Iterator[Stressor]:
    for name, one in extensions.items():
        yield from stressors_of(one.F.index, one, name)


def _left_out(meta: Any) -> Iterator[Finding]:
    """N578 about regions without a transaction, which pymrio takes out."""
    said = _LEFT_OUT.search(" ".join(map(str, meta.history)))
    if said:
        regions = tuple(part.strip(" '\"") for part in said["regions"].split(","))
        yield Finding(code="N578", values={"regions": regions})

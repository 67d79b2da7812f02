"""Tables of pymrio's objects: pandas frames with their labels, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lcagraph.errors import Finding, UsageError
from lcagraph.input_output.leontief import Leontief
from lcagraph.input_output.table import Sector, Stressor, Table
from lcagraph.solve.arrays import Reals

CHARACTERISED = frozenset({"impacts", "impact"})
"""Names of extensions that pymrio's publishers compute from the others."""
_COMPARTMENT = "compartment"


def table_of(system: Any, name: str = "", year: int | None = None) -> Table:
    """The table in a system of pymrio that is already in memory.

    Parameters
    ----------
    system : pymrio.IOSystem
        With Z and Y, or A and Y, and its extensions.
    name : str
    year : int, optional
        Of its prices.

    Raises
    ------
    UsageError
        E557: labels differ. E558: text among numbers. E570: a part is missing.
    """
    name = name or str(getattr(system, "name", ""))
    main = system.Z if system.Z is not None else system.A
    if main is None:
        values = {"file": name, "missing": "Z, A"}
        raise UsageError(Finding(code="E570", values=values))
    refuse_unlike("Z", main.index, "Zᵀ", main.columns)
    if system.Y is not None:
        refuse_unlike("Z", main.index, "Y", system.Y.index)
    sectors = tuple(sectors_of(main.index, system.unit))
    extensions = dict(_extensions(system))
    left_out = tuple(sorted(CHARACTERISED & extensions.keys()))
    several = len(extensions) - len(left_out) > 1
    stressors: list[Stressor] = []
    parts: list[Reals] = []
    output = _output(system)
    for key, extension in extensions.items():
        values = extension.S if output is None else extension.F
        per = np.ones(len(sectors))
        if values is None and output is not None:
            values, per = extension.S, output
        if key in left_out or values is None:
            continue
        refuse_unlike("Z", main.index, key, values.columns)
        stressors += stressors_of(values.index, extension, key if several else "")
        parts.append(numbers(values) * per)
    if not parts:
        missing = {"file": name, "missing": "F, S"}
        raise UsageError(Finding(code="E570", values=missing))
    kept = {key: one for key, one in extensions.items() if key not in left_out}
    return Table(
        name=name,
        sectors=sectors,
        stressors=tuple(stressors),
        flows=None if system.Z is None else numbers(system.Z),
        coefficients=numbers(system.A) if system.Z is None else None,
        output=output,
        demand=None if system.Y is None else numbers(system.Y),
        consumers=() if system.Y is None else consumers_of(system.Y.columns),
        extensions=np.vstack(parts),
        is_per_output=output is None,
        year=year,
        version=str(getattr(system.meta, "version", "") or ""),
        source=str(getattr(system.meta, "name", "") or ""),
        findings=(*_computed(left_out), *of_final_demand(kept)),
    )


def consumers_of(columns: Any) -> tuple[str, ...]:
    """Region of each column of final demand."""
    return tuple(str(one[0]) for one in columns if isinstance(one, tuple))


def _computed(left_out: tuple[str, ...]) -> Iterator[Finding]:
    if left_out:
        yield Finding(code="N568", values={"extensions": left_out})


def of_final_demand(extensions: Mapping[str, Any]) -> Iterator[Finding]:
    """N574 about extensions that final demand has of its own."""
    told = []
    for name, one in extensions.items():
        own = getattr(one, "F_Y", None)
        if own is not None and numbers(own).any():
            told.append(name)
    if told:
        yield Finding(code="N574", values={"extensions": tuple(sorted(told))})


def _output(system: Any) -> Reals | None:
    """Output of each sector: as given, what rows sell, or what Y needs of A."""
    if system.x is not None:
        return numbers(system.x)[:, 0]
    if system.Y is None:
        return None
    demand = numbers(system.Y).sum(axis=1)
    if system.Z is not None:
        return np.asarray(numbers(system.Z).sum(axis=1) + demand)
    A = numbers(system.A)
    return Leontief(A=A, D=np.zeros((0, len(A)))).output(demand)


def _extensions(system: Any) -> Iterator[tuple[str, Any]]:
    """Extensions by the name of their attribute."""
    for name in system.get_extensions():
        yield str(name), getattr(system, str(name))


def refuse_unlike(part: str, one: Any, other_part: str, other: Any) -> None:
    """Raise E557 with the first label in which two axes differ."""
    if one.equals(other) or list(one) == list(other):
        return
    pairs = zip([*one, "–"], [*other, "–"], strict=False)
    a, b = next((each for each in pairs if each[0] != each[1]), ("", ""))
    first, second, at = label_of(a), label_of(b), other_part
    values = {"part": part, "other": at, "first": first, "second": second}
    raise UsageError(Finding(code="E557", at=at, values=values))


def sectors_of(index: Any, unit: Any, always: str = "") -> Iterator[Sector]:
    """Sectors of an index of regions and sectors, with their units."""
    units = [always] * len(index)
    if unit is not None and list(unit.index) == list(index):
        units = [str(one) for one in unit.iloc[:, 0]]
    for label, stated in zip(index, units, strict=True):
        parts = label if isinstance(label, tuple) else ("", label)
        yield Sector(
            id=label_of(label),
            name=str(parts[-1]),
            location=str(parts[0]),
            unit=stated,
        )


def label_of(label: Any) -> str:
    """``region/sector``."""
    return "/".join(map(str, label)) if isinstance(label, tuple) else str(label)


def stressors_of(index: Any, extension: Any, key: str) -> Iterator[Stressor]:
    """Rows of an extension; a compartment stands in an index of its own."""
    levels = [str(name or "").casefold() for name in index.names]
    units: Mapping[Any, str] = {}
    if extension.unit is not None:
        stated = extension.unit.iloc[:, 0].astype(str)
        units = dict(zip(extension.unit.index, stated, strict=True))
    for label in index:
        cells = label if isinstance(label, tuple) else (label,)
        at = levels.index(_COMPARTMENT) if _COMPARTMENT in levels else -1
        name = " / ".join(str(cell) for k, cell in enumerate(cells) if k != at)
        compartment = str(cells[at]) if at >= 0 else _ending(name)
        yield Stressor(
            id="/".join(filter(None, (key, label_of(label)))),
            name=name,
            compartment=compartment,
            unit=units.get(label, ""),
        )


def _ending(name: str) -> str:
    """EXIOBASE writes its compartment at the end of a name: ``CH4 - waste - air``."""
    last = name.rpartition(" - ")[2].casefold()
    return last if last in ("air", "water", "soil") else ""


def numbers(frame: Any) -> Reals:
    """The numbers of a frame; text among them is no number (E558)."""
    try:
        return np.asarray(frame.to_numpy(), dtype=np.float64)
    except (ValueError, TypeError) as error:
        values = {"place": str(frame.index.names), "found": str(error)[:60]}
        raise UsageError(Finding(code="E558", values=values)) from None

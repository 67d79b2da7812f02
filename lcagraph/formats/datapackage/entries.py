"""From the resources of one matrix to its entries.

A group of resources has one kind of array each: indices (row and column ids), data,
flip (entries that enter negative), rescale (factors), distributions, reference (the
production of a column). Within a group, entries in one place add up, unless the package
says otherwise; of two groups, the later one counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lcagraph.background.spreads import Parameters, mirrored, times
from lcagraph.errors import Finding
from lcagraph.formats.datapackage.arrays import Array, BadArrayError, read_array
from lcagraph.formats.stats_arrays import FIELDS, parameters

CHARACTERIZATION = "characterization_matrix"

_NEEDED = ("indices", "data")
_PER_ENTRY = ("data", "flip", "rescale", "distributions", "reference")
_NEEDED_FIELDS = ("loc", "scale", "minimum", "maximum")
"""Of a distribution; ``shape`` and ``negative`` came later."""


@dataclass(slots=True, kw_only=True)
class Group:
    """Resources that fill a matrix together."""

    name: str
    matrix: str
    arrays: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a matrix."""

    row: int
    column: int
    value: float
    spread: Parameters | None = None
    """Of its amount before a flip."""
    is_flipped: bool = False
    is_reference: bool = False


Tell = Callable[[Finding], None]


def read_groups(
    resources: Sequence[Mapping[str, Any]], contents: Mapping[str, bytes], tell: Tell
) -> list[Group]:
    """Groups with whole arrays, in the order of the package; E038 for the others."""
    groups: dict[str, Group] = {}
    broken: dict[str, str] = {}
    for resource in resources:
        name = str(resource.get("group", ""))
        if not name or "kind" not in resource:
            continue
        group = groups.setdefault(
            name, Group(name=name, matrix=str(resource.get("matrix", "")))
        )
        try:
            group.arrays[str(resource["kind"])] = _array(resource, contents)
        except BadArrayError as error:
            broken.setdefault(name, str(error))
    whole = []
    for name, group in groups.items():
        problem = broken.get(name) or _problem(group)
        if problem:
            values = {"resource": name, "problem": problem}
            tell(Finding(code="E038", at=name, values=values))
        else:
            whole.append(group)
    return whole


def _array(resource: Mapping[str, Any], contents: Mapping[str, bytes]) -> Array:
    path = str(resource.get("path", ""))
    if resource.get("profile") == "interface":
        raise BadArrayError("interface: made by a program while it calculates")
    if resource.get("kind") in ("params", "param_labels"):
        return np.empty(0)
    if resource.get("category") == "array":
        raise BadArrayError("array: several values for each entry")
    if path not in contents:
        raise BadArrayError(f"{path or '–'}: no such file")
    return read_array(contents[path])


def _problem(group: Group) -> str:
    """What is wrong with the arrays of a group, or nothing."""
    missing = [kind for kind in _NEEDED if kind not in group.arrays]
    if missing:
        return f"without {', '.join(missing)}"
    indices = group.arrays["indices"]
    names = indices.dtype.names or ()
    if not {"row", "col"} <= set(names) or indices.ndim != 1:
        return f"indices: {indices.dtype}"
    if any(indices[name].dtype.kind not in "iu" for name in ("row", "col")):
        return f"indices: {indices.dtype}"
    for kind in _PER_ENTRY:
        array = group.arrays.get(kind)
        if array is None:
            continue
        if array.shape != indices.shape:
            return f"{kind}: {array.shape}, indices: {indices.shape}"
        if not _is_of_kind(kind, array):
            return f"{kind}: {array.dtype}"
    return ""


def _is_of_kind(kind: str, array: Array) -> bool:
    """True if an array has the numbers that its kind needs."""
    if kind != "distributions":
        return array.dtype.kind in ("fiu" if kind in ("data", "rescale") else "biu")
    if not {"uncertainty_type", *_NEEDED_FIELDS} <= set(array.dtype.names or ()):
        return False
    return array["uncertainty_type"].dtype.kind in "iu" and all(
        array[name].dtype.kind == "f"
        for name in (*_NEEDED_FIELDS, "shape")
        if name in (array.dtype.names or ())
    )


def read_entries(
    groups: list[Group], *, adds_within: bool, adds_between: bool, tell: Tell
) -> list[Entry]:
    """Entries of one matrix, one per place; E027 and absent where no finite number."""
    found: dict[tuple[int, int], Entry] = {}
    for group in groups:
        own: dict[tuple[int, int], Entry] = {}
        for entry in _entries(group, tell):
            place = (entry.row, entry.column)
            is_sum = adds_within and place in own
            own[place] = _sum(own[place], entry) if is_sum else entry
        for place, entry in own.items():
            is_sum = adds_between and place in found
            found[place] = _sum(found[place], entry) if is_sum else entry
    return list(found.values())


def _sum(one: Entry, other: Entry) -> Entry:
    """Two entries in one place; a sum has no distribution of its own."""
    return Entry(
        row=one.row,
        column=one.column,
        value=one.value + other.value,
        is_reference=one.is_reference or other.is_reference,
    )


def _entries(group: Group, tell: Tell) -> Iterator[Entry]:
    arrays = group.arrays
    indices = arrays["indices"]
    value = arrays["data"].astype(np.float64)
    if "rescale" in arrays:
        value = value * arrays["rescale"]
    flip = arrays.get("flip", np.zeros(len(value), dtype=np.bool_)).astype(np.bool_)
    reference = arrays.get("reference", np.zeros(len(value), dtype=np.bool_))
    is_finite = np.isfinite(value)
    for i in np.flatnonzero(~is_finite)[:1]:
        what = f"{group.name} ({int((~is_finite).sum())})"
        values = {"what": what, "text": f"{value[i]}"}
        tell(Finding(code="E027", at=group.name, values=values))
    # a factor that is none stays one that can't be used: without it, it would be zero
    is_kept = is_finite | (group.matrix == CHARACTERIZATION)
    for i in np.flatnonzero(is_kept):
        amount = float(value[i])
        yield Entry(
            row=int(indices["row"][i]),
            column=int(indices["col"][i]),
            value=-amount if flip[i] else amount,
            spread=_spread(arrays, int(i)),
            is_flipped=bool(flip[i]),
            is_reference=bool(reference[i]),
        )


def _spread(arrays: Mapping[str, Array], i: int) -> Parameters | None:
    """Distribution of an entry's amount, as stats_arrays states it."""
    if "distributions" not in arrays:
        return None
    row = arrays["distributions"][i]
    names = row.dtype.names or ()
    numbers = {name: _stated(float(row[name])) for name in FIELDS if name in names}
    is_negative = "negative" in names and bool(row["negative"])
    kind = int(row["uncertainty_type"])
    found = parameters(kind, numbers, is_negative=is_negative)
    factor = float(arrays["rescale"][i]) if "rescale" in arrays else 1.0
    if found is None or not kind or not factor:
        return None
    return times(found if factor > 0 else mirrored(found), abs(factor))


def _stated(number: float) -> float | None:
    return None if math.isnan(number) else number

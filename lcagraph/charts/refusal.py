"""Numbers that can't be drawn, refused before anything is."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from lcagraph.errors import Finding, UsageError
from lcagraph.wording import LANGUAGES, label

Floats = NDArray[np.float64]

SMALLEST, LARGEST = 1e-290, 1e300
"""Numbers nearer to zero count as zero; beyond the largest, differences of two have no
number in a computer."""


def refused(reason: str, name: str = "") -> UsageError:
    """The error that says why something has no picture; `name` is the bar's own."""
    said = {lang: label(f"chart.refused.{reason}", lang) for lang in LANGUAGES}
    numbers = {lang: name or label("chart.numbers", lang) for lang in LANGUAGES}
    return UsageError(Finding(code="E779", values={"reason": said, "name": numbers}))


def checked(values: Iterable[float | None], name: str = "") -> tuple[float, ...]:
    """Numbers without those not given; each is finite and no larger than 1e300.

    Raises
    ------
    UsageError
        E779: one of them is infinite, not a number, or too large.
    """
    found = tuple(float(value) for value in values if value is not None)
    if not all(map(isfinite, found)):
        raise refused("not_finite", name)
    if any(abs(value) > LARGEST for value in found):
        raise refused("too_large", name)
    return found


def checked_array(values: Floats, name: str = "") -> Floats:
    """A finite array of one dimension with something in it.

    Raises
    ------
    UsageError
        E779: another shape, nothing in it, or a number that is not finite.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise refused("shape", name)
    if not array.size:
        raise refused("empty", name)
    if not np.isfinite(array).all():
        raise refused("not_finite", name)
    if np.abs(array).max() > LARGEST:
        raise refused("too_large", name)
    return array

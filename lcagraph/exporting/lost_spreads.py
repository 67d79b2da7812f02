"""Distributions that a format has no way to say: in the file, their amount is certain.

openLCA and ILCD have lognormal, normal, triangular and uniform; openLCA cuts none of
them. stats_arrays has all kinds, but only steps of 1 and extreme values of shape 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.linked import Triplets
from lcagraph.background.spreads import KINDS, mirrored, parameters_of
from lcagraph.background.store import Database
from lcagraph.formats.stats_arrays import is_unsayable

_FOUR = KINDS["triangular"]
"""The last id of the kinds that all formats know."""
_CUT = (KINDS["lognormal"], KINDS["normal"])

Lost = Callable[[Database], tuple[int, int]]
"""Distributions that are not written, and those that are written without bounds."""


def nothing_lost(database: Database) -> tuple[int, int]:
    """Every distribution is written as it is."""
    return 0, 0


def lost_in_ilcd(database: Database) -> tuple[int, int]:
    """Four kinds, with bounds."""
    return sum(int(np.sum(_is_rare(each))) for each in _matrices(database)), 0


def lost_in_openlca(database: Database) -> tuple[int, int]:
    """Four kinds, and bounds for two of them."""
    cut = 0
    for matrix in _matrices(database):
        spread = matrix.spread
        bounded = np.isfinite(spread["minimum"]) | np.isfinite(spread["maximum"])
        cut += int(np.sum(bounded & np.isin(spread["kind"], _CUT)))
    return lost_in_ilcd(database)[0], cut


def lost_in_datapackage(database: Database) -> tuple[int, int]:
    """A datapackage has magnitudes, which it flips."""
    signs = [np.sign(each.value) for each in _matrices(database)]
    return _unsayable(database, signs), 0


def lost_in_workbook(database: Database) -> tuple[int, int]:
    """A workbook has inputs positive, and products, credits and flows as they are."""
    matrix = database.technosphere
    is_own = matrix.row == matrix.column
    is_spared = (matrix.value > 0) & (database.signs[matrix.row] > 0)
    inputs = np.where(is_own | is_spared, 1.0, -1.0)
    return _unsayable(database, [inputs, np.ones(len(database.interventions.row))]), 0


def _unsayable(database: Database, signs: list[NDArray[np.float64]]) -> int:
    """Distributions that stats_arrays can't say of `sign` times an entry."""
    count = 0
    for matrix, sign in zip(_matrices(database), signs, strict=True):
        for i in np.flatnonzero(_is_rare(matrix)):
            spread = parameters_of(matrix.spread[i])
            count += is_unsayable(mirrored(spread) if sign[i] < 0 else spread)
    return count


def _is_rare(matrix: Triplets) -> NDArray[np.bool_]:
    return np.asarray(matrix.spread["kind"] > _FOUR)


def _matrices(database: Database) -> tuple[Triplets, Triplets]:
    return database.technosphere, database.interventions

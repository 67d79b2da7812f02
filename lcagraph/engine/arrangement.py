"""Order and units of a large system: the slow part of its normal form, worth keeping.

Both serve as well for a part of the system, and for other values in the same places:
they decide how fast an answer comes, never what it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.balance import balance
from lcagraph.engine.order import supply_order
from lcagraph.solve.arrays import Indices, Reals


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrangement:
    """In which order columns are met, and in which units."""

    order: Indices
    """Columns, consumers before suppliers as far as loops allow, shape (n,)."""
    exponent: NDArray[np.int16]
    """log₂ of the scale X of each column, in the order of columns, shape (n,)."""

    @property
    def scale(self) -> Reals:
        """X, shape (n,): powers of two, so that scaling rounds nothing. [1]"""
        return np.ldexp(1.0, self.exponent)

    def of_part(self, columns: NDArray[np.integer]) -> Arrangement:
        """The arrangement of a part of the system, numbered anew.

        Parameters
        ----------
        columns : ndarray of int, shape (m,)
            Ascending.

        Raises
        ------
        ValueError
            One of them has no place in the order.
        """
        number = np.full(len(self.exponent), -1, dtype=np.intp)
        number[columns] = np.arange(len(columns))
        order = number[self.order]
        order = order[order >= 0]
        if len(order) != len(columns):
            raise ValueError("a column has no place in the order")
        return Arrangement(order=order, exponent=self.exponent[columns])


def arranged(n: int, supplier: Indices, consumer: Indices, size: Reals) -> Arrangement:
    """Order and units of n processes.

    Parameters
    ----------
    n : int
    supplier, consumer : ndarray of int, shape (e,)
        Ends of each link.
    size : ndarray, shape (e,)
        |a_ij / a_ii|: of the supplier's product per run of the consumer. [1]
    """
    scale = balance(n, supplier, consumer, size)
    weight = size * scale[consumer] / scale[supplier]
    return Arrangement(
        order=supply_order(n, supplier, consumer, weight),
        exponent=np.rint(np.log2(scale)).astype(np.int16),
    )

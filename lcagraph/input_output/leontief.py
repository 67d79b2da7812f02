"""The Leontief system: what must be produced, and emitted, for a final demand.

    A = Z x̂⁻¹        inputs per unit of output            [1]
    x = (I − A)⁻¹ y    output that a final demand needs     [currency]
    D = F x̂⁻¹        direct intensities                   [amount/currency]
    N = D (I − A)⁻¹    multipliers: supply chain included   [amount/currency]

I − A is a technosphere like any other, with the sectors as unit processes of one unit
of currency; it is solved and proven by the same engine. N comes from one adjoint solve
per extension, so that the inverse L of a large table is never made.

Sources: Miller & Blair (2009), Input–Output Analysis, ch. 2; names D, L and N as in
Yang et al. (2017), USEEIO.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lcagraph.engine.large import LargeSystem, large_system
from lcagraph.errors import CalculationError, Finding
from lcagraph.solve.arrays import Reals


def coefficients(flows: Reals, output: Reals) -> Reals:
    """Flows per unit of output: Z x̂⁻¹ or F x̂⁻¹.

    Parameters
    ----------
    flows : ndarray, shape (m, n)
        What each sector uses, or emits.
    output : ndarray, shape (n,)
        Total output. [currency]

    Raises
    ------
    CalculationError
        E551: a sector without output uses or emits something; its coefficients would
        be infinite, and setting them to 0 would lose the flow.
    """
    idle = output == 0
    used = np.abs(flows[:, idle]).sum(axis=0)
    if used.any():
        sectors = np.flatnonzero(idle)[used > 0].tolist()
        values = {"sectors": sectors, "count": len(sectors)}
        raise CalculationError([Finding(code="E551", values=values)])
    return np.asarray(flows / np.where(idle, 1.0, output)[None, :])


@dataclass(frozen=True, kw_only=True, eq=False)
class Leontief:
    """A table of coefficients and what follows from it.

    Attributes
    ----------
    A : ndarray, shape (n, n)
        Inputs per unit of output; row supplies column. [1]
    D : ndarray, shape (m, n)
        Direct intensities of the extensions. [amount/currency]
    """

    A: Reals
    D: Reals

    @cached_property
    def system(self) -> LargeSystem:
        """I − A, made ready once for any number of questions."""
        n = len(self.A)
        whole = np.eye(n) - self.A
        row, column = np.nonzero(whole)
        return large_system(n, row, column, whole[row, column], np.arange(n))

    def output(self, demand: Reals) -> Reals:
        """Output of each sector for a final demand: x = (I − A)⁻¹ y.

        Parameters
        ----------
        demand : ndarray, shape (n,) or (n, k)
            [currency]
        """
        return self.system.forward(demand)[0]

    @cached_property
    def L(self) -> Reals:  # noqa: N802 (the Leontief inverse, as textbooks call it)
        """(I − A)⁻¹, shape (n, n): output of the row per unit of demand of the column.

        For small tables; multipliers don't need it.
        """
        return self.system.forward(np.eye(len(self.A)))[0]

    @cached_property
    def N(self) -> Reals:  # noqa: N802 (the multipliers, as textbooks call them)
        """D (I − A)⁻¹, shape (m, n): amounts per unit of final demand.

        [amount/currency]
        """
        return self.system.adjoint(self.D)[0]

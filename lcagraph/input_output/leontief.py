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

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from lcagraph.engine.answers import Account
from lcagraph.engine.large import LargeSystem, large_system
from lcagraph.engine.rounds import by_rounds, largest_share
from lcagraph.errors import CalculationError, Finding
from lcagraph.solve.arrays import Reals


def coefficients(flows: Reals, output: Reals, names: Sequence[str] = ()) -> Reals:
    """Flows per unit of output: Z x̂⁻¹ or F x̂⁻¹.

    Parameters
    ----------
    flows : ndarray, shape (m, n)
        What each sector uses, or emits.
    output : ndarray, shape (n,)
        Total output. [currency]
    names : sequence of str, length n, optional
        Of the sectors, for what is told; else they are counted from 0.

    Raises
    ------
    CalculationError
        E551: a sector without output uses or emits something; its coefficients would
        be infinite, and setting them to 0 would lose the flow.
    """
    idle = output == 0
    used = np.abs(flows[:, idle]).sum(axis=0)
    if used.any():
        places = np.flatnonzero(idle)[used > 0].tolist()
        sectors = tuple(names[place] if names else place for place in places)
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
    findings : tuple of Finding
        What was found when the table was made, such as negative coefficients (W556).
    """

    A: Reals
    D: Reals
    findings: tuple[Finding, ...] = ()

    @cached_property
    def system(self) -> LargeSystem:
        """I − A, made ready once for any number of questions."""
        n = len(self.A)
        off = self.A != 0
        np.fill_diagonal(off, True)
        row, column = np.nonzero(off)  # a second dense table would be as large again
        value = np.where(row == column, 1.0, 0.0) - self.A[row, column]
        return large_system(n, row, column, value, np.arange(n))

    def output(self, demand: Reals) -> Reals:
        """Output of each sector for a final demand: x = (I − A)⁻¹ y.

        Parameters
        ----------
        demand : ndarray, shape (n,) or (n, k)
            [currency]
        """
        return self._answered(demand, is_adjoint=False)[0]

    @cached_property
    def L(self) -> Reals:  # noqa: N802 (the Leontief inverse, as textbooks call it)
        """(I − A)⁻¹, shape (n, n): output of the row per unit of demand of the column.

        For small tables; multipliers don't need it.
        """
        return self._answered(np.eye(len(self.A)), is_adjoint=False)[0]

    @cached_property
    def N(self) -> Reals:  # noqa: N802 (the multipliers, as textbooks call them)
        """D (I − A)⁻¹, shape (m, n): amounts per unit of final demand.

        [amount/currency]
        """
        return self.multipliers()[0]

    def multipliers(self, direct: Reals | None = None) -> tuple[Reals, Account]:
        """N, and how it was found: path, steps, residual, condition.

        Parameters
        ----------
        direct : ndarray, shape (m, n), optional
            Intensities instead of D, such as D of some regions alone.
            [amount/currency]
        """
        intensities = self.D if direct is None else direct
        found, account = self._answered(intensities.T, is_adjoint=True)
        return np.ascontiguousarray(found.T), account

    @cached_property
    def _entries(self) -> csr_array[np.float64]:
        """A without its zeros: of a table of many regions, an eighth of the reading."""
        return csr_array(self.A)

    @cached_property
    def _largest_share(self) -> float:
        return largest_share(self._entries)

    def _answered(self, wanted: Reals, *, is_adjoint: bool) -> tuple[Reals, Account]:
        """Answer (I − A) x = b, or its transpose, for columns b.

        By rounds of purchases where they die out, else by the engine.
        """
        columns = wanted.reshape(len(self.A), -1)
        answer = by_rounds(
            self._entries, columns, self._largest_share, is_adjoint=is_adjoint
        )
        if answer is not None:
            return answer[0].reshape(wanted.shape), answer[1]
        if not is_adjoint:
            return self.system.forward(wanted)
        found, account = self.system.adjoint(np.ascontiguousarray(wanted.T))
        return found.T, account

"""Draws that keep the mass balance of a process as the model states it.

Amounts that are drawn apart don't balance: 350 kg of cement ± 5 % and 1,850 kg of
gravel ± 5 % go into 2,400 kg of concrete that stay what they are. With `balance` a
process says what gives way, and in every draw Σ out = r Σ in, with the ratio r of the
model as written:

    balance: outputs    amounts of outputs and wastes × λ
    balance: inputs     amounts of inputs × λ
    balance: <row>      that row alone × λ

What gives way are literal numbers. Emissions may follow them, so both sides are affine
in λ: with f = Σ out − r Σ in, λ = 1 − f(1) / (f(2) − f(1)). What closes as written but
doesn't in the draws is told (W533).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.compile import CompiledModel
from lcagraph.compile.balanced import INPUTS, OUTPUTS, rows_of
from lcagraph.errors import Finding
from lcagraph.sampling.masses import Masses, MassRow, masses_of
from lcagraph.wording.page import significant

Floats = NDArray[np.float64]
Fill = Callable[[Floats], Floats]

CLOSED = 0.05
"""A process closes as written if its two sides differ by no more: the tolerance of the
mass balance of the guides."""

BROKEN = 0.01
"""Share of what enters by which draws may miss the balance in 95 % of cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MassBalance:
    """The mass balance of one process."""

    masses: Masses
    free: tuple[MassRow, ...]
    """What gives way."""
    ratio: float
    """Σ out / Σ in of the model as written. [1]"""

    def positions(self) -> set[int]:
        """Terms that any mass of the process is computed from."""
        return {position for row in self.masses.rows for position, _ in row.terms}

    @property
    def path(self) -> str:
        return f"processes.{self.masses.process}"

    def scale(self, values: Floats, fill: Fill) -> Floats:
        """What the free amounts are multiplied by, shape (k,). [1]

        Parameters
        ----------
        values : ndarray, shape (n, k)
        fill : callable
            Every term of such values, shape (terms, k).
        """
        doubled = values.copy()
        doubled[self.columns] *= 2.0
        first, second = self._gap(fill(values)), self._gap(fill(doubled))
        return np.asarray(1.0 - first / (second - first))

    @property
    def columns(self) -> list[int]:
        """Columns of the amounts that give way."""
        return [row.column for row in self.free if row.column is not None]

    def _gap(self, filled: Floats) -> Floats:
        """Σ out − r Σ in, shape (k,). [kg]"""
        into = self.masses.total(INPUTS, filled)
        return np.asarray(self.masses.total(OUTPUTS, filled) - self.ratio * into)

    def close(self, values: Floats, fill: Fill) -> None:
        """Scale the free amounts in place; `values` of shape (n, k)."""
        values[self.columns] *= self.scale(values, fill)


def balances(
    compiled: CompiledModel, base: Floats
) -> tuple[tuple[MassBalance, ...], tuple[Finding, ...]]:
    """The balances that a model states, and why one can't be drawn up.

    Parameters
    ----------
    compiled : CompiledModel
    base : ndarray, shape (terms, 1)
        Terms of the model as written.

    Returns
    -------
    balances : tuple of MassBalance
    findings : tuple of Finding
        E532: masses that aren't known, or nothing that could give way.
    """
    found: list[MassBalance] = []
    findings: list[Finding] = []
    for id_, process in compiled.system.processes.items():
        if process.balance is None:
            continue
        masses = masses_of(compiled, id_, base)
        balance = _balance(compiled, masses, process.balance, base)
        if balance is not None:
            found.append(balance)
            continue
        values: dict[str, object] = {"process": id_, "row": process.balance}
        if masses.unknown:
            values["unknown"] = masses.unknown
        at = f"processes.{id_}.balance"
        findings.append(Finding(code="E532", at=at, values=values))
    return tuple(found), tuple(findings)


def _balance(
    compiled: CompiledModel, masses: Masses, stated: str, base: Floats
) -> MassBalance | None:
    into, out = (float(masses.total(side, base)[0]) for side in (INPUTS, OUTPUTS))
    if masses.unknown or into <= 0 or out <= 0:
        return None
    literals = [row for row in masses.rows if row.column is not None]
    if stated in (INPUTS, OUTPUTS):
        side, free = stated, [row for row in literals if row.side == stated]
    else:
        process = compiled.system.processes[masses.process]
        section = rows_of(process).get(stated, "").partition(".")[0]
        side = OUTPUTS if section in ("outputs", "waste") else INPUTS
        free = [row for row in literals if (row.row, row.side) == (stated, side)]
    if not sum(float(row.kilograms(base)[0]) for row in free):
        return None
    return MassBalance(masses=masses, free=tuple(free), ratio=out / into)


def broken_balances(
    compiled: CompiledModel, base: Floats, drawn: Floats
) -> Iterator[Finding]:
    """Processes that balance as written, but not in the draws (W533).

    Parameters
    ----------
    compiled : CompiledModel
    base : ndarray, shape (terms, 1)
    drawn : ndarray, shape (terms, k)
        Terms of some draws.
    """
    for id_, process in compiled.system.processes.items():
        if process.kind != "process" or process.balance is not None:
            continue
        masses = masses_of(compiled, id_, base)
        into, out = (float(masses.total(side, base)[0]) for side in (INPUTS, OUTPUTS))
        is_closed = abs(into - out) <= CLOSED * max(into, out)
        if masses.unknown or into <= 0 or not is_closed:
            continue
        ratio = out / into
        off = np.abs(masses.total(OUTPUTS, drawn) - ratio * masses.total(INPUTS, drawn))
        worst = float(np.quantile(off, 0.95))
        if worst > BROKEN * into:
            values = {
                "process": id_,
                "mean": f"{significant(float(off.mean()))} kg",
                "most": f"{significant(worst)} kg",
                "into": f"{significant(into)} kg",
            }
            at = f"processes.{id_}"
            yield Finding(code="W533", at=at, part="key", values=values)

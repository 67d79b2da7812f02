"""What the chain hands on: a prepared model, the arrays of k variants, footprints.

    Prepared     a compiled model with its matrix layout      (once)
    Numbers      terms, shares, A, B, f, s of k variants
    Evaluation   items, totals, inventory and scaling of k variants

and what can be read off them without calculating anything again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.compile import CompiledModel
from lcagraph.displayed import Displayed, frame_of
from lcagraph.impact import ROWS
from lcagraph.matrices import Layout
from lcagraph.solve import Proof, Structure
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, facts_html, facts_text, span_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A compiled model with its matrix layout: ready for any number of variants."""

    compiled: CompiledModel
    layout: Layout
    structure: Structure
    written: Floats
    """Every term of the model as written, shape (terms,). [each in its own unit]"""
    characterisation: Floats
    """Shape (items, flows): C by item of the footprint. [kgCO2e/kg]"""
    factor_spreads: tuple[tuple[int, int], ...] = ()
    """Term and flow of each characterisation factor that is uncertain: the term is 1
    in the model as written, and multiplies the flow's column of C."""

    @property
    def base(self) -> Floats:
        """Values of the model as written, shape (n,)."""
        return self.compiled.table.base

    @property
    def per(self) -> str:
        """What every footprint is per, such as `1 t naoh_50`."""
        reference = self.compiled.system.reference
        return f"{reference.amount.text} {reference.product}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Every array of k variants, from terms to scaling."""

    filled: Floats
    """Terms, shape (k, terms)."""
    shares: Floats
    """Allocation factors, shape (k, shares). [1]"""
    A: Floats
    """Entries of the technosphere as laid out, shape (k, entries)."""
    B: Floats
    """Entries of the interventions as laid out, shape (k, entries). [kg]"""
    f: Floats
    """Final demand, shape (k, n)."""
    s: Floats
    """Scaling, shape (k, n). [1]"""
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Evaluation(Displayed):
    """Footprints of k variants."""

    items: Floats
    """Shape (k, items): what the footprint consists of. [kgCO2e]"""
    inventory: Floats
    """Shape (k, flows): g = B s. [kg]"""
    scaling: Floats
    """Shape (k, n). [1]"""
    including: Floats
    """Total including biogenic CO2 uptake, shape (k,). [kgCO2e]"""
    excluding: Floats
    """Total excluding biogenic CO2, shape (k,). [kgCO2e]"""
    residual: float
    condition: float
    per: str
    """What the footprints are per, such as `1 t naoh_50`."""

    def __repr__(self) -> str:
        return facts_text(self._title("en"), self._facts("en"))

    def to_html(self, lang: Language = "en") -> str:
        """Both totals and the proof, as a table."""
        return facts_html(self._title(lang), self._facts(lang))

    def to_frame(self) -> Any:
        """A row per variant: both totals, then what they consist of. [kgCO2e]

        A `pandas.DataFrame` (needs the extra `jupyter`).

        Raises
        ------
        UsageError
            pandas is not installed (E764).
        """
        columns = ("including", "excluding", *ROWS)
        rows = np.column_stack([self.including, self.excluding, self.items])
        return frame_of(columns, rows.tolist())

    def _title(self, lang: Language) -> str:
        text = label("repr.variants", lang)
        return text.format(count=len(self.including), per=self.per)

    def _facts(self, lang: Language) -> list[Fact]:
        """Both totals and the proof, a line each."""
        proof = label("repr.proof", lang).format(
            residual=f"{self.residual:.1e}", condition=f"{self.condition:.1e}"
        )
        return [
            (label("result.including", lang), f"{span_of(self.including)} kgCO2e"),
            (label("result.excluding", lang), f"{span_of(self.excluding)} kgCO2e"),
            (label("result.proof", lang), proof),
        ]


class ValuesTable(tuple[tuple[str, float, str], ...]):
    """Every independent number of a model: path, value and unit, a row each."""

    __slots__ = ()

    def to_frame(self) -> Any:
        """The rows as a `pandas.DataFrame` (needs the extra `jupyter`).

        Raises
        ------
        UsageError
            pandas is not installed (E764).
        """
        return frame_of(("path", "value", "unit"), self)


def intervention_matrix(prepared: Prepared, numbers: Numbers) -> Floats:
    """B of the first variant, shape (flows, n). [kg per run]"""
    layout = prepared.layout
    B = np.zeros((len(layout.flows), layout.n))
    np.add.at(B, (layout.b.row, layout.b.column), numbers.B[0])
    return B


def runs_of_processes(prepared: Prepared, numbers: Numbers) -> dict[str, float]:
    """Runs of each process that the reference flow answers for: Σ share × s. [1]"""
    runs: dict[str, float] = {}
    share = numbers.shares[0, prepared.layout.share]
    for j, function in enumerate(prepared.compiled.functions):
        part = float(numbers.s[0, j] * share[j])
        runs[function.process] = runs.get(function.process, 0.0) + part
    return runs

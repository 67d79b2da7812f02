"""A, B, C, f and s of a model with the names of their rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Numbers, Prepared
from lcagraph.displayed import Displayed
from lcagraph.impact import ROWS
from lcagraph.matrices import Column
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, facts_html, facts_text

LISTED = 6
"""Columns and flows that a page names; the attributes hold all of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LabelledMatrices(Displayed):
    """The system of equations of one variant: A s = f, g = B s, h = C g."""

    A: Any
    """Technosphere, `scipy.sparse.csc_array` of shape (n, n): outputs positive, inputs
    negative. [unit of the row]"""
    B: Any
    """Interventions, `scipy.sparse.csc_array` of shape (flows, n). [kg per run]"""
    C: NDArray[np.float64]
    """Characterisation by item, shape (items, flows). [kgCO2e/kg]"""
    f: NDArray[np.float64]
    """Final demand, shape (n,). [unit of the row]"""
    s: NDArray[np.float64]
    """Scaling, shape (n,). [1]"""
    columns: tuple[Column, ...]
    """Process and product of each column of A and B, and of each row of A."""
    flows: tuple[str, ...]
    """Elementary flow of each row of B and column of C."""
    items: tuple[str, ...]
    """Item of each row of C."""
    per: str
    """What f asks for, such as `1 t naoh_50`."""

    def __repr__(self) -> str:
        return facts_text(self._title("en"), self._facts("en"))

    def to_html(self, lang: Language = "en") -> str:
        """Shape and unit of each array, as a table."""
        return facts_html(self._title(lang), self._facts(lang))

    def _title(self, lang: Language) -> str:
        return label("repr.matrices", lang).format(per=self.per)

    def _facts(self, lang: Language) -> list[Fact]:
        """Shape and unit of each array, and what its rows and columns are."""
        columns = [f"{column.id} → {column.product}" for column in self.columns]
        size = label("repr.size", lang)
        shapes = {
            "A": (self.A.shape, self.A.nnz, label("repr.unit_of_row", lang)),
            "B": (self.B.shape, self.B.nnz, label("repr.kg_per_run", lang)),
            "C": (self.C.shape, int(np.count_nonzero(self.C)), "kgCO2e/kg"),
        }
        facts = [
            (name, size.format(rows=shape[0], columns=shape[1], count=count, unit=unit))
            for name, (shape, count, unit) in shapes.items()
        ]
        return [
            *facts,
            ("f, s", f"({len(self.f)},)"),
            (label("repr.columns", lang), _listed(columns)),
            (label("repr.flows", lang), _listed(self.flows)),
        ]


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f", … (+{rest})" if rest > 0 else "")


def labelled_matrices(prepared: Prepared, numbers: Numbers) -> LabelledMatrices:
    """Matrices of the first variant, for people and for other programs."""
    # scipy takes 0.2 s to import, and solving a small model does without
    from scipy.sparse import csc_array

    layout = prepared.layout
    a, b = layout.a, layout.b
    shape = (len(layout.flows), layout.n)
    return LabelledMatrices(
        A=csc_array((numbers.A[0], (a.row, a.column)), shape=(layout.n, layout.n)),
        B=csc_array((numbers.B[0], (b.row, b.column)), shape=shape),
        C=prepared.characterisation,
        f=numbers.f[0],
        s=numbers.s[0],
        columns=layout.columns,
        flows=layout.flows,
        items=ROWS,
        per=prepared.per,
    )

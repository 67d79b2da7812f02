"""One of the models that are compared."""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.compare.edits import Tree
from lcagraph.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the models that are compared."""

    name: str
    """File or scenario."""
    result: Result
    tree: Tree
    """Canonical long form."""
    family: str = ""
    """Sides of one model, such as its scenarios, share all draws; sides of different
    families only what they state alike, such as a factor."""
    made_certain: tuple[str, ...] = ()
    """Paths of numbers that are set without the spread that the model states."""

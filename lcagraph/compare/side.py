"""One of the models that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lcagraph.compare.edits import Tree
from lcagraph.graph.scope import Scenario
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
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    """Those of the model as it is written; a scenario that is set has none itself."""
    made_certain: tuple[str, ...] = ()
    """Paths of numbers that are set without the spread that the model states."""

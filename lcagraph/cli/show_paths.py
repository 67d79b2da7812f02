"""Supply-chain paths on a terminal: which way the emissions come in."""

from __future__ import annotations

from typing import Any

from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.show_tree import Shape
from lcagraph.cli.text_table import Column, shortened, text_table
from lcagraph.contribution import Branch, StructuralPath, structural_paths
from lcagraph.result import significant
from lcagraph.result.tables import UNDEFINED

SCHEMA = "lcagraph-paths-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

LAST = 3
"""Steps of a way that are written out from its end; those before are counted."""


def paths_text(root: Branch, shape: Shape, threshold: float, screen: Screen) -> str:
    """One line per path, largest first, and the rest as the last line."""
    paths, rest = structural_paths(root, threshold * abs(shape.total))
    heads = [
        Column(head="kgCO2e", is_number=True),
        Column(head="%", is_number=True),
        Column(head=screen.word("result.path")),
    ]
    rows = [
        (
            significant(path.direct),
            _percent(path.direct, shape.total),
            _way(path, shape, screen),
        )
        for path in paths
    ]
    word = screen.word("result.other_paths")
    rows.append((significant(rest), _percent(rest, shape.total), word))
    legend = screen.word("result.paths_legend", threshold=f"{threshold:.4g}")
    return f"{text_table(heads, rows)}\n\n{screen.faint(legend)}"


def _way(path: StructuralPath, shape: Shape, screen: Screen) -> str:
    """The end of a way first, as the emission is found there."""
    steps = [_step(branch, shape, screen) for branch in reversed(path.way)]
    left = len(steps) - LAST - 1  # the root is always written
    if left > 0:
        more = screen.word("result.steps", count=left)
        steps = [*steps[:LAST], more, steps[-1]]
    return " ← ".join(steps)


def _step(branch: Branch, shape: Shape, screen: Screen) -> str:
    """Name of one supplier; of what the model names twice, the name for people."""
    if branch.name is not None:
        name = branch.name.get(screen.lang)
    else:
        name = shape.name_of(branch).rpartition("  ")[2]
    return shortened(name) + (" ↻" if branch.is_loop else "")


def _percent(part: float, total: float) -> str:
    return f"{100 * part / total:.1f}" if total > 0 and part >= 0 else UNDEFINED


def paths_json(root: Branch, total: float, threshold: float, unit: str) -> str:
    """The paths as data; those and `rest` add up to the footprint."""
    paths, rest = structural_paths(root, threshold * abs(total))
    return as_json_text(
        {
            "schema": SCHEMA,
            "footprint": {"value": total, "unit": unit},
            "threshold": threshold,
            "paths": [_path_as_dict(path) for path in paths],
            "rest": rest,
        }
    )


def _path_as_dict(path: StructuralPath) -> dict[str, Any]:
    end = path.way[-1]
    return {
        "way": [branch.id for branch in path.way],
        "amount": end.amount,
        "unit": end.unit,
        "direct": path.direct,
        "is_loop": path.is_loop,
    }

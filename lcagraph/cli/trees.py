"""`lcagraph tree`: the supply chain of a model, as a tree or as paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for

Paths = Annotated[bool, typer.Option("--paths", help="cli.option.paths")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeOptions:
    """What `tree` asks for."""

    model: o.Model
    threshold: o.Threshold = "1 %"
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    is_background: Annotated[
        bool, typer.Option("--background", help="cli.option.background")
    ] = False
    is_paths: Paths = False
    as_json: o.Json = False
    lang: o.Lang = ""


@gathered(TreeOptions)
def tree(options: TreeOptions) -> None:
    """Print the supply chain, largest branches first."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.show_paths import paths_json, paths_text
    from lcagraph.cli.show_tree import parse_threshold, shape_of, tree_json, tree_text

    screen = screen_for(options.lang)
    share = parse_threshold(options.threshold)
    with changed(options.model, options.scenario, options.settings) as model:
        result = model.solve()
        root = (result.background() if options.is_background else result).tree(share)
        if not options.is_paths:
            show = tree_json if options.as_json else tree_text
            screen.show(show(result, root, share, screen))
        elif options.as_json:
            screen.show(paths_json(root, result.total, share, "kgCO2e"))
        else:
            screen.show(paths_text(root, shape_of(result, screen), share, screen))

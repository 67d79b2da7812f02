"""`lcagraph truncation`: how much of a footprint is likely to be missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class TruncationOptions:
    """What `truncation` asks for."""

    model: o.Model
    table: Annotated[str, typer.Option("--io", help="cli.option.io")] = ""
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    as_json: o.Json = False
    lang: o.Lang = ""


@gathered(TruncationOptions)
def truncation(options: TruncationOptions) -> None:
    """Price what a model leaves out through an input–output table."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.show_truncation import truncation_json, truncation_text
    from lcagraph.input_output import truncation

    screen = screen_for(options.lang)
    with changed(options.model, options.scenario, options.settings) as model:
        found = truncation(model.solve(), options.table)
        screen.tell_findings(found.findings, model.locate)
    show = truncation_json if options.as_json else truncation_text
    screen.show(show(found, screen))

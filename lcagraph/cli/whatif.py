"""`lcagraph db whatif`: the footprint of a dataset if exchanges were others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfOptions:
    """What `db whatif` asks for."""

    name: Annotated[str, typer.Argument(help="cli.option.database")]
    dataset: Annotated[str, typer.Argument(help="cli.option.dataset")]
    process: Annotated[str, typer.Option("--process", help="cli.option.edited")] = ""
    inputs: Annotated[
        list[str],
        typer.Option("--set", help="cli.option.edit_input", metavar="INPUT=AMOUNT"),
    ] = field(default_factory=list)
    emissions: Annotated[
        list[str],
        typer.Option(
            "--emission", help="cli.option.edit_emission", metavar="FLOW=AMOUNT"
        ),
    ] = field(default_factory=list)
    suppliers: Annotated[
        list[str],
        typer.Option(
            "--supplier", help="cli.option.edit_supplier", metavar="INPUT->OTHER"
        ),
    ] = field(default_factory=list)
    gwp: Annotated[str, typer.Option("--gwp", help="cli.option.gwp")] = ""
    as_json: o.Json = False
    lang: o.Lang = ""


@gathered(WhatIfOptions)
def whatif(options: WhatIfOptions) -> None:
    """Print the footprint of a dataset if exchanges of the database were others."""
    import numpy as np

    from lcagraph.background.contributions import gas_weights
    from lcagraph.background.store import open_database
    from lcagraph.background.whatif import whatif
    from lcagraph.cli.show_whatif import stated_edits, whatif_json, whatif_text
    from lcagraph.errors import Finding, UsageError
    from lcagraph.impact import DEFAULT_GWP, including_and_excluding

    screen = screen_for(options.lang)
    database = open_database(options.name)
    process = options.process or options.dataset
    stated = (options.inputs, options.emissions, options.suppliers)
    edits = list(stated_edits(process, *stated))
    if not edits:
        values = {"process": process, "reason": "--set / --emission / --supplier"}
        raise UsageError(Finding(code="E521", values=values))
    gwp = options.gwp or DEFAULT_GWP
    _, view = including_and_excluding()
    weights = gas_weights(database, gwp, view, np.arange(len(database), dtype=np.int32))
    found = whatif(database, weights, [options.dataset], [edits])
    show = whatif_json if options.as_json else whatif_text
    screen.show(show(found, gwp, screen))

"""`lcagraph hybrid`: a model inside the input–output table that it is a part of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridOptions:
    """What `hybrid` asks for."""

    model: o.Model
    sector: Annotated[
        str, typer.Option("--sector", help="cli.option.hybrid_sector")
    ] = ""
    price: Annotated[str, typer.Option("--price", help="cli.option.hybrid_price")] = ""
    share: Annotated[str, typer.Option("--share", help="cli.option.hybrid_share")] = ""
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    as_json: o.Json = False
    lang: o.Lang = ""


@gathered(HybridOptions)
def hybrid(options: HybridOptions) -> None:
    """Solve a model and a table as one system: integrated hybrid, sector split."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.show_hybrid import hybrid_json, hybrid_text
    from lcagraph.input_output import SoldAs, integrated

    screen = screen_for(options.lang)
    sold = SoldAs(sector=options.sector, price=options.price, share=options.share)
    with changed(options.model, options.scenario, options.settings) as model:
        found = integrated(model.solve(), sold)
    show = hybrid_json if options.as_json else hybrid_text
    screen.show(show(found, screen))

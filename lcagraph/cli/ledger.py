"""`lcagraph ledger`: the footprint of an organisation's purchases, by account."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerOptions:
    """What `ledger` asks for."""

    ledger: Annotated[Path, typer.Argument(help="cli.option.ledger")]
    mapping: Annotated[Path, typer.Option("--map", help="cli.option.account_map")]
    table: Annotated[str, typer.Option("--io", help="cli.option.io")]
    rates: Annotated[
        list[str], typer.Option("--rate", help="cli.option.rate", metavar="RATE")
    ] = field(default_factory=list)
    output: o.Output = None
    as_json: o.Json = False
    lang: o.Lang = ""


@gathered(LedgerOptions)
def ledger(options: LedgerOptions) -> None:
    """Print the footprint of a purchase ledger, and write it as a model."""
    import lcagraph
    from lcagraph.cli.output import deliver
    from lcagraph.cli.show_ledger import ledger_text
    from lcagraph.cli.show_result import result_json
    from lcagraph.formats.purchase_ledger import read_ledger
    from lcagraph.formats.yaml.writer import dump

    screen = screen_for(options.lang)
    read = read_ledger(options.ledger, options.mapping, options.table, options.rates)
    tree = read.tree(options.ledger.stem)
    result = lcagraph.Model(
        **{k: v for k, v in tree.items() if k != "lcagraph"}
    ).solve()
    if options.as_json:
        screen.show(result_json(result, screen, is_annual=False))
    else:
        screen.show(ledger_text(read, result, screen))
    if options.output is not None:
        deliver(dump(tree), options.output, screen)

"""`lcagraph accounts`: who emits and for whom, by the regions of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsOptions:
    """What `accounts` asks for."""

    table: Annotated[Path, typer.Argument(help="cli.option.accounts_table")]
    flows: Annotated[
        list[str], typer.Option("--flow", help="cli.option.accounts_flow")
    ] = field(default_factory=list)
    year: Annotated[
        int | None, typer.Option("--year", help="cli.option.table_year")
    ] = None
    construct: Annotated[
        str, typer.Option("--construct", help="cli.option.construct")
    ] = ""
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="cli.option.accounts_output")
    ] = None
    as_json: o.Json = False
    lang: o.Lang = ""


@gathered(AccountsOptions)
def accounts(options: AccountsOptions) -> None:
    """Print production and consumption accounts of the regions of a table."""
    from lcagraph.cli.output import write
    from lcagraph.cli.show_accounts import accounts_csv, accounts_json, accounts_text
    from lcagraph.importing import published_table
    from lcagraph.input_output import accounts_of
    from lcagraph.input_output.table import TableOptions

    screen = screen_for(options.lang)
    stated = TableOptions(year=options.year, construct=options.construct)
    found = accounts_of(published_table(options.table, stated), options.flows)
    screen.tell_findings(found.findings, lambda *_: None)
    show = accounts_json if options.as_json else accounts_text
    screen.show(show(found, screen))
    if options.output is not None:
        write(options.output, accounts_csv(found))
        screen.tell(screen.word("cli.wrote", path=options.output))

"""`lcagraph factors`: look into the factor sets that come along."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.screen import screen_for

app = typer.Typer()


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Look into the factor sets that come along."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="cli.option.words")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="cli.option.limit")] = 20,
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Find factors by Chinese or English words, best first."""
    from lcagraph.cli.show_factors import records_json, records_text
    from lcagraph.factors import search as search_factors

    screen = screen_for(lang)
    found = search_factors(" ".join(words), limit)
    screen.show(records_json(found) if as_json else records_text(found, screen))
    if not found:
        screen.tell(screen.word("cli.factors.nothing", words=" ".join(words)))


@app.command()
def show(
    reference: Annotated[str, typer.Argument(help="cli.option.reference")],
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Print one factor with its source and licence."""
    from lcagraph.cli.show_factors import record_json, record_text
    from lcagraph.factors import get

    screen = screen_for(lang)
    record = get(reference)
    screen.show(record_json(record) if as_json else record_text(record, screen))


@app.command("list")
def list_sets(
    name: Annotated[str, typer.Argument(help="cli.option.set_name")] = "",
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """List the factor sets, or every factor of one set."""
    from lcagraph.cli import show_factors as s
    from lcagraph.factors import load_set

    screen = screen_for(lang)
    if name:
        found = load_set(name)
        screen.show(s.records_json(found) if as_json else s.records_text(found, screen))
    else:
        screen.show(s.sets_json() if as_json else s.sets_text(screen))


@app.command("from-pact")
def from_pact(
    file: Annotated[Path, typer.Argument(help="cli.option.pact_file")],
    output: o.Output = None,
    ids: Annotated[list[str], typer.Option("--id", help="cli.option.factor_id")] = [],  # noqa: B006  typer copies it
    lang: o.Lang = "",
) -> None:
    """Turn the PACT footprint of a supplier into a factor that a model includes."""
    from lcagraph.cli.output import deliver
    from lcagraph.exchange import factor_file, footprints_in
    from lcagraph.wording import message

    screen = screen_for(lang)
    footprints = footprints_in(file)
    for footprint in footprints:
        for finding in footprint.findings:
            screen.tell(f"{finding.code} {message(finding, screen.lang)}")
    deliver(factor_file(footprints, ids), output, screen)
